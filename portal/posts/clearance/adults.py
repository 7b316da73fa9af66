"""Adults in pictures: who can be in one, and the one standing answer of each, which they give themselves (§5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, ModelSelect, fn

from portal.access.permissions import GRANTS, Permission, Role
from portal.accounts.models import Account
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.text import names_match
from portal.posts.clearance import events
from portal.posts.clearance.models import AdultPictureAnswer, ListedAdult
from portal.posts.clearance.policy import AdultAnswer, NameIsKnown, who
from portal.posts.clearance.posters import holding


@dataclass(frozen=True)
class KnownAdult:
    """Somebody whom a poster can tick. ``who`` is the key of ``policy.who``, ``columns`` name them in a table."""

    who: str
    name: str
    columns: Mapping[str, int | None]


def known() -> dict[str, KnownAdult]:
    """Return by key the adults who can be in a picture: who works with the children, then who is listed, by name."""
    with_children = (role for role in Role if Permission.CONSENT_NOTE in GRANTS[role])
    found = [(account.id, None, account.name) for account in holding(*with_children)]
    found += [(None, adult.id, adult.name) for adult in ListedAdult.expected().order_by(fn.LOWER(ListedAdult.name))]
    rows = (KnownAdult(who(ids[0], ids[1]), name, {"account": ids[0], "listed": ids[1]}) for *ids, name in found)
    return {each.who: each for each in rows}


def _newest() -> ModelSelect:
    answer = AdultPictureAnswer
    return answer.select(fn.MAX(answer.id)).group_by(answer.account, answer.listed)


def standing_answers() -> dict[str, AdultPictureAnswer]:
    """Return by key what each adult said last; who said nothing is not in it."""
    return {row.who: row for row in AdultPictureAnswer.select().where(AdultPictureAnswer.id.in_(_newest()))}


def refusing() -> dict[str, str]:
    """Return by key the names of those whose standing answer is no, whether they still come or not."""
    answer, name = AdultPictureAnswer, fn.COALESCE(ListedAdult.name, Account.name)
    query = answer.select(answer.account, answer.listed, name).join(ListedAdult, JOIN.LEFT_OUTER)
    query = query.switch(answer).join(Account, JOIN.LEFT_OUTER, on=(answer.account == Account.id))
    rows = query.where(answer.id.in_(_newest()) & (answer.answer == AdultAnswer.NO)).tuples()
    return {who(account_id, listed_id): name for account_id, listed_id, name in rows}


def refuses(who: str, name: str, refusing: Mapping[str, str]) -> bool:
    """Return whether an adult of a clearance is one of these. Of whom only the name is known, the name tells."""
    return who in refusing if who else any(names_match(name, other) for other in refusing.values())


def lock() -> None:
    """Let one transaction at a time say what an adult says, or use it."""
    serialise_on("what adults say to pictures")


def answer_for_oneself(answer: AdultAnswer, *, submission: str, by: Any) -> None:
    """Keep what somebody who works here says; it counts from now on, for new pictures, open clearances and posts."""
    _answer(events.AdultPictureAnswered(actor_id=by.id, subject_id=by.id, answer=answer), submission, account=by.id)


def answer_by_link(adult: ListedAdult, answer: AdultAnswer, *, submission: str) -> None:
    """Keep what somebody says whose link was opened."""
    _answer(events.ListedAdultAnswered(actor_id=None, subject_id=adult.id, answer=answer), submission, listed=adult.id)


def note_no(adult: ListedAdult, *, submission: str, by: Any) -> None:
    """Keep a no that somebody listed said to one of us; a yes they only give themselves (product.md §2.5)."""
    said = events.ListedAdultAnswered(actor_id=by.id, subject_id=adult.id, answer=AdultAnswer.NO)
    _answer(said, submission, listed=adult.id, noted_by=by.id)


def _answer(said: events.AdultPictureAnswered | events.ListedAdultAnswered, submission: str, **columns: int) -> None:
    with db.atomic():
        key = own_key(submission, said.actor_id, said.subject_id, said.answer)
        lock()
        if already_made(AdultPictureAnswer, key) is None:
            AdultPictureAnswer.create(answer=said.answer, submission=key, **columns)
            bus.publish(said)


def list_adult(name: str, *, submission: str, by: Any) -> ListedAdult:
    """List somebody without an account who is in pictures again and again; sent twice it is one. Raises NameIsKnown."""
    with db.atomic():
        key = own_key(submission, by.id, name)
        lock()
        if made := already_made(ListedAdult, key):
            return made
        if any(names_match(name, each.name) for each in known().values()):
            raise NameIsKnown(name=name)
        made = ListedAdult.create(name=name, added_by=by.id, submission=key)
        bus.publish(events.AdultListed(actor_id=by.id, subject_id=made.id))
    return made


def new_link(adult: ListedAdult, *, by: Any) -> str:
    """Make the link of somebody's own page, and return its secret, which is shown once; an earlier one opens nothing."""
    with db.atomic():
        bus.publish(events.AdultLinked(actor_id=by.id, subject_id=adult.id))
        return adult.renew_link()


def unlist(adult: ListedAdult, *, by: Any) -> None:
    """Offer somebody no more, and end their link; what they said last goes on holding for what is up."""
    with db.atomic():
        if adult.end():
            bus.publish(events.AdultUnlisted(actor_id=by.id, subject_id=adult.id))
