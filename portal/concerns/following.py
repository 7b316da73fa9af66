"""Lets whoever told what was logged for them follow it with their own account, where a handler says that they want to."""

from portal.accounts.models import Account, AccountRole
from portal.concerns.events import TellerChosen
from portal.concerns.models import Concern, ConcernTeller
from portal.concerns.redaction.pseudonyms import words_of
from portal.concerns.routing import HANDLING_ROLES
from portal.concerns.subjects import repeats_a_name
from portal.families.models import Adult
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class CannotFollow(Refusal):
    """Somebody was chosen whom it may be about, who handles concerns, or who is not called like whoever told it."""

    sentence = mark("They cannot follow this. Choose somebody from the list")
    field = "account"


def may_follow(concern: Concern) -> list[Account]:
    """Return the parents and carers with an account who share a word of their name with whoever told it.

    Never who handles concerns, nor anybody it is about or who is called like them (product.md §4.1).
    """
    handlers = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(HANDLING_ROLES))
    people = Account.select().join(Adult).where(Account.disabled_at.is_null() & Account.id.not_in(handlers))
    told, about = words_of(concern.teller), list(concern.subjects)
    names = [subject.name for subject in about]
    return [
        person
        for person in people.order_by(Account.name, Account.id)
        if not told.isdisjoint(words_of(person.name))
        and person.id not in {subject.account_id for subject in about}
        and not repeats_a_name(person.name, names)
        and not any(repeats_a_name(name, [person.name]) for name in names)
    ]


def choose_teller(concern: Concern, account_id: int | None, *, by_id: int) -> None:
    """Let one person follow a concern from now on, and nobody else; nobody at all where there is none. Raises CannotFollow."""
    with db.atomic():
        concern.lock()
        if account_id and account_id not in {person.id for person in may_follow(concern)}:
            raise CannotFollow
        if concern.follower_id != account_id:
            ConcernTeller.create(concern=concern, account=account_id, by=by_id)
            bus.publish(TellerChosen(actor_id=by_id, subject_id=concern.id))
