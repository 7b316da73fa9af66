"""Fills the database that the environment names with a small setting, for the shorter ways through the portal.

Run as a process of its own, so that the tests' own process keeps its hands off that database.
"""

from portal import create_app
from portal.access.permissions import Role
from portal.accounts import invitations
from portal.accounts.models import Account
from portal.accounts.policy import Channel
from portal.foundation import migrating
from tests.support import factories

PASSWORD = "copper kettle orchard"
MANAGER = "siobhan.kelly@example.org"
PARENT = "agnieszka.kowalska@example.org"
STRANGER = "hodan.warsame@example.org"
# One child for each test that signs, so that no test finds what another has signed.
CHILDREN = ("Zofia", "Adam", "Maja", "Jan", "Ola", "Kuba")


def main() -> None:
    with create_app().app_context():
        migrating.migrate()
        factories.name_the_setting()
        children = [factories.make_child(name, "Kowalska") for name in CHILDREN]
        people = (
            factories.make_account("Siobhán Kelly", Role.MANAGER),
            factories.make_parent("Agnieszka Kowalska", *children),
            factories.make_parent("Hodan Warsame", factories.make_child("Liban", "Warsame")),
        )
        for person in people:
            _choose_password(person)


def _choose_password(person: Account) -> None:
    invitations.accept(invitations.invite(person, channel=Channel.EMAIL, by_id=None).token, PASSWORD)


if __name__ == "__main__":
    main()
