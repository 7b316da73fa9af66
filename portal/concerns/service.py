"""What the person who raises a concern does. Each function is one intention, whole or not at all."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.attachments.models import Attachment
from portal.concerns import staff
from portal.concerns.events import AskedFirst, ConcernAddedTo, ConcernRaised, ConcernWithoutHandler
from portal.concerns.evidence import attach
from portal.concerns.handling import add_entry
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler, ConcernSubject
from portal.concerns.policy import EntryKind, Kind, Reply
from portal.concerns.routing import Routing, handlers
from portal.concerns.subjects import NOBODY, Subject, resolve
from portal.families.care import Care
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, already_made, own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.tokens import new_reference

log = logging.getLogger("portal.concerns")


@dataclass(frozen=True, kw_only=True)
class NewConcern:
    """What a person tells us. ``about`` are the choices of the form, ``other_name`` whom “somebody else” means."""

    kind: Kind
    about: tuple[str, ...]
    what_happened: str
    submission: str
    other_name: str = ""
    child: Child | None = None
    noticed_on: date | None = None
    wish: str = ""
    reply: Reply | None = None
    phone: str | None = None
    asking_adult: int | None = None
    evidence: Sequence[Attachment] = ()


class NoticedInFuture(Refusal):
    """Something was said to have happened on a day that has not come yet."""

    sentence = mark("This day has not come yet. Write the day on which it happened")
    field = "noticed_on"


def raise_concern(new: NewConcern, *, by_id: int) -> Concern:
    """Store a concern and decide who handles it before anyone is told (product.md §4.1); return it.

    The same submission sent twice is one concern (§8.6). Raises NotAPersonHere for somebody who was not offered,
    NoticedInFuture, and FileGone; then nothing is kept, and the files go on waiting.
    """
    if new.noticed_on and new.noticed_on > clock.today():
        raise NoticedInFuture
    reference = new_reference("CN")
    with db.atomic():
        sent = (new.kind, *new.about, new.other_name, new.what_happened, new.wish, new.noticed_on, new.reply, new.phone)
        key = own_key(new.submission, by_id, *sent, new.child and new.child.id, *(file.id for file in new.evidence))
        if made := already_made(Concern, key):
            return made
        subjects, routing = route_new(new.kind, new.about, new.other_name, by_id=by_id)
        concern = _add_concern(new, reference, routing, submission=key, by_id=by_id)
        _add_people(concern, subjects, routing)
        receipt = {"happened_on": concern.received_on, "logged_at": concern.logged_at}
        attach(new.evidence, add_entry(concern, EntryKind.RECEIVED, key, by_id=by_id, **receipt))
        happened = ConcernRaised if routing.handlers else ConcernWithoutHandler
        bus.publish(happened(actor_id=by_id, subject_id=concern.id))
        if new.child and new.asking_adult:
            asked = {"child_id": new.child.id, "adult_id": new.asking_adult}
            bus.publish(AskedFirst(actor_id=by_id, subject_id=concern.id, **asked))
    if not routing.handlers:
        log.error("concern %s has nobody here who may handle it", concern.id)
    return concern


def ask_first(care: Care, text: str, *, submission: str, by_id: int) -> Concern:
    """Store what a parent asks about a child before they sign; until it is answered nothing is a yes (product.md §2.6)."""
    asked = NewConcern(
        kind=Kind.QUESTION, about=(NOBODY,), child=care.child, what_happened=text, submission=submission,
        reply=Reply.HERE, asking_adult=care.adult_id,
    )  # fmt: skip
    return raise_concern(asked, by_id=by_id)


def route_new(kind: Kind, about: Sequence[str], other_name: str, *, by_id: int) -> tuple[tuple[Subject, ...], Routing]:
    """Return whom the choices of the form mean today, and who would handle it. Raises NotAPersonHere."""
    workers = staff.workers()
    subjects = resolve(about, other_name=other_name, workers=workers, raiser_id=by_id)
    accounts = frozenset(subject.account_id for subject in subjects if subject.account_id is not None)
    return subjects, handlers(kind, workers, about=accounts, raised_by=by_id)


def _add_concern(new: NewConcern, reference: str, routing: Routing, *, submission: Key, by_id: int) -> Concern:
    now = clock.now()
    concern: Concern = Concern.create(
        reference=reference,
        kind=new.kind,
        raised_by=by_id,
        child=new.child,
        received_on=clock.london_date(now),
        logged_at=now,
        noticed_on=new.noticed_on,
        what_happened=new.what_happened,
        wish=new.wish,
        reply=new.reply,
        phone=new.phone,
        asking_adult=new.asking_adult,
        outside_bodies=routing.outside_bodies,
        submission=submission,
    )
    return concern


def _add_people(concern: Concern, subjects: Sequence[Subject], routing: Routing) -> None:
    named = [{"concern": concern, "kind": s.kind, "account": s.account_id, "name": s.name} for s in subjects]
    if named:
        ConcernSubject.insert_many(named).execute()
    routed = [{"concern": concern, "account": id_, "position": at} for at, id_ in enumerate(routing.handlers)]
    if routed:
        ConcernHandler.insert_many(routed).execute()


def add_to_concern(
    concern: Concern, text: str, *, evidence: Sequence[Attachment] = (), submission: str, by_id: int
) -> ConcernEntry:
    """Record that the person who raised a concern writes again, whatever stage it is at; return the message.

    The same submission sent twice is one message (product.md §8.6). Raises FileGone.
    """
    with db.atomic():
        files = [file.id for file in evidence]
        key = own_key(submission, by_id, concern.id, EntryKind.MESSAGE_FROM_RAISER, text, *files)
        if made := already_made(ConcernEntry, key):
            return made
        concern.lock()
        entry = add_entry(concern, EntryKind.MESSAGE_FROM_RAISER, key, by_id=by_id, text=text)
        attach(evidence, entry)
        bus.publish(ConcernAddedTo(actor_id=by_id, subject_id=concern.id, entry_id=entry.id))
    return entry
