"""Posters, children and clearances, made through the portal's own services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.acknowledgements import service as acknowledgements
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.posts.clearance import posters, service
from portal.posts.clearance.models import Clearance
from portal.posts.clearance.policy import Picture, Target
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import Place, Shown
from tests.support import factories

GROUP = Target(Place.CLOSED_GROUP, "Facebook")
WHERE = {"place": "closed_group", "platform": "Facebook", "what": "picture"}


@dataclass(frozen=True)
class Family:
    """A child and the parent who answers for it."""

    child: Child
    parent: Account


def make_families(*names: str, answered: bool) -> list[Family]:
    """Make a child of each name with a parent, who says yes to everything if ``answered``."""
    found = []
    for name in names:
        child = factories.make_child(*name.split(" ", 1))
        parent = factories.make_parent(f"Parent of {name}", child)
        if answered:
            factories.sign_all(child, parent)
        found.append(Family(child, parent))
    return found


def make_poster(name: str, *, by: Account, days: int = 30, signs: bool = True) -> Account:
    """Make a poster whom a manager designated for so many days from today; both have signed the staff rules."""
    account = factories.make_account(name, Role.STAFF, Role.POSTER)
    designate(account, by=by, days=days)
    for each in (by, account) if signs else ():
        sign_staff_rules(each)
    return account


def designate(account: Account, *, by: Account, days: int = 30) -> None:
    first = clock.today()
    posters.designate(account, first, first + timedelta(days=days), submission=new_token(), by=by)


def sign_staff_rules(account: Account) -> None:
    """Sign the staff rules, which are published if nobody has yet; twice is once."""
    if not wording.is_published(DocumentKey.STAFF_RULES):
        wording.publish_default_texts(DocumentKey.STAFF_RULES, by_id=None)
    if acknowledgements.has_acknowledged(account.id, DocumentKey.STAFF_RULES):
        return
    published = wording.current(DocumentKey.STAFF_RULES)
    agreed = frozenset(rule.key for rule in published.acknowledgement.rules)
    signed = acknowledgements.Signature(published.id, agreed, account.name, new_token())
    acknowledgements.acknowledge(wording.get_document(DocumentKey.STAFF_RULES), signed, by_id=account.id)


def clear(by: Account, children: Iterable[Child], *, caption: str = "", adults: tuple[str, ...] = ()) -> Clearance:
    """Clear a picture of these children for the closed group."""
    picture = Picture(GROUP, Shown.PICTURE, tuple(child.id for child in children))
    return service.clear(service.NewClearance(picture, caption, adults=adults, submission=new_token()), by=by)
