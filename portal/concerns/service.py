"""What the person who raises a concern does. Each function is one intention, whole or not at all."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from portal.attachments.models import Attachment
from portal.concerns import staff
from portal.concerns.clocks import NotYet, check_late_reason, outcome_clock
from portal.concerns.events import AskedFirst, ConcernAddedTo, ConcernRaised, ConcernWithdrawn, ConcernWithoutHandler
from portal.concerns.evidence import attach
from portal.concerns.handling import add_entry
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler, ConcernSubject
from portal.concerns.policy import EntryKind, Kind, Reply, Source, is_complaint
from portal.concerns.routing import Routing, handlers
from portal.concerns.subjects import NOBODY, Subject, could_be_meant, resolve
from portal.families.care import Care
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, already_made, own_key
from portal.foundation.tokens import keyed_digest, new_reference, read_code

log = logging.getLogger("portal.concerns")


@dataclass(frozen=True, kw_only=True)
class NewConcern:
    """What a person tells us. ``about`` are the choices of the form, ``other_name`` whom “somebody else” means.

    Unless ``source`` is SIGNED_IN it came from a ``teller``; ``code`` is the hash of their tracking code. What is logged
    for them may have been ``received_on`` an earlier day, with a ``late_reason`` where that is late at once.
    """

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
    about_personal_data: bool = False
    source: Source = Source.SIGNED_IN
    received_on: date | None = None
    late_reason: str = ""
    teller: str = ""
    teller_contact: str = ""
    is_confidential: bool = False
    their_reference: str = ""
    code: str | None = None
    linked_label: str = ""
    linked_address: str = ""


def raise_concern(new: NewConcern, *, by_id: int | None) -> Concern:
    """Store a concern and decide who handles it before anyone is told (product.md §4.1); return it.

    ``by_id`` raised it, or keyed it in for a teller, or is nobody for whom has no account. The same submission sent
    twice is one concern (§8.6); so is all that is sent with one tracking code, whatever it says. Raises NotAPersonHere for somebody who was not offered, NotYet,
    LateReasonNeeded and FileGone; then nothing is kept, and the files go on waiting.
    """
    _check_days(new)
    reference = new_reference("CN")
    with db.atomic():
        key = key_of(new, by_id=by_id)
        if new.code:
            serialise_on("a tracking code", new.code)
        if made := already_made(Concern, key) or (new.code and Concern.get_or_none(Concern.code == new.code)):
            return made
        subjects, routing = route_new(new, by_id=by_id)
        concern = _add_concern(new, reference, routing, submission=key, by_id=by_id)
        _add_people(concern, subjects, routing)
        receipt = {"happened_on": concern.received_on, "logged_at": concern.logged_at, "late_reason": new.late_reason}
        attach(new.evidence, add_entry(concern, EntryKind.RECEIVED, key, by_id=by_id, **receipt))
        happened = ConcernRaised if routing.handlers else ConcernWithoutHandler
        bus.publish(happened(actor_id=by_id, subject_id=concern.id))
        if new.child and new.asking_adult:
            asked = {"child_id": new.child.id, "adult_id": new.asking_adult}
            bus.publish(AskedFirst(actor_id=by_id, subject_id=concern.id, **asked))
    if not routing.handlers:
        log.error("concern %s has nobody here who may handle it", concern.id)
    return concern


def key_of(new: NewConcern, *, by_id: int | None) -> Key:
    """Return what tells whether the same was sent before: of a stranger the words alone, since their files are new rows."""
    sent = {name: value for name, value in vars(new).items() if name not in {"submission", "child", "evidence"}}
    files = [file.id for file in new.evidence] if by_id else []
    return own_key(new.submission, by_id, *sent.values(), new.child and new.child.id, *files)


def ask_first(care: Care, text: str, *, submission: str, by_id: int) -> Concern:
    """Store what a parent asks about a child before they sign; until it is answered nothing is a yes (product.md §2.6)."""
    asked = NewConcern(
        kind=Kind.QUESTION, about=(NOBODY,), child=care.child, what_happened=text, submission=submission,
        reply=Reply.HERE, asking_adult=care.adult_id,
    )  # fmt: skip
    return raise_concern(asked, by_id=by_id)


def _check_days(new: NewConcern) -> None:
    today = clock.today()
    for name, day in (("noticed_on", new.noticed_on), ("received_on", new.received_on)):
        if day and day > today:
            raise NotYet(field=name)
    if new.received_on and is_complaint(new.kind):
        check_late_reason(outcome_clock(new.kind, new.received_on, on=today), new.late_reason)


def route_new(new: NewConcern, *, by_id: int | None) -> tuple[tuple[Subject, ...], Routing]:
    """Return whom the choices of the form mean today, and who would handle it. Raises NotAPersonHere.

    Whoever keys in what another person told may be whom it is about, and may handle it if they are not.
    """
    workers, raiser_id = staff.workers(), by_id if new.source is Source.SIGNED_IN else None
    subjects = resolve(new.about, other_name=new.other_name, workers=workers, raiser_id=raiser_id or 0)
    accounts = frozenset(subject.account_id for subject in subjects if subject.account_id is not None)
    if new.source is Source.NO_ACCOUNT:
        accounts |= could_be_meant(subjects, workers)
    return subjects, handlers(new.kind, workers, about=accounts, raised_by=raiser_id)


_NO_COLUMNS = frozenset({"about", "other_name", "evidence", "late_reason", "received_on", "submission"})


def _add_concern(new: NewConcern, reference: str, routing: Routing, *, submission: Key, by_id: int | None) -> Concern:
    now = clock.now()
    concern: Concern = Concern.create(
        **{name: value for name, value in vars(new).items() if name not in _NO_COLUMNS},
        reference=reference,
        raised_by=by_id if new.source is Source.SIGNED_IN else None,
        logged_by=by_id if new.source.is_logged else None,
        received_on=new.received_on or clock.london_date(now),
        logged_at=now,
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
    concern: Concern, text: str, *, evidence: Sequence[Attachment] = (), submission: str, by_id: int | None
) -> ConcernEntry:
    """Record that the person who raised a concern writes again, whatever stage it is at; return the message.

    ``by_id`` is empty for whom has a tracking code and no account.

    The same submission sent twice is one message (product.md §8.6). Raises FileGone.
    """
    with db.atomic():
        files = [file.id for file in evidence] if by_id else []
        key = own_key(submission, by_id, concern.id, EntryKind.MESSAGE_FROM_RAISER, text, *files)
        if made := already_made(ConcernEntry, key):
            return made
        concern.lock()
        entry = add_entry(concern, EntryKind.MESSAGE_FROM_RAISER, key, by_id=by_id, text=text)
        attach(evidence, entry)
        bus.publish(ConcernAddedTo(actor_id=by_id, subject_id=concern.id, entry_id=entry.id))
    return entry


def withdraw_concern(concern: Concern, *, by_id: int | None) -> None:
    """Record that the person who raised a concern takes it back; once is enough. Everything stays (product.md §4)."""
    with db.atomic():
        concern.lock()
        if concern.entries.where(ConcernEntry.kind == EntryKind.WITHDRAWN).exists():
            return
        key = own_key("withdrawn", by_id, concern.id)
        entry = add_entry(concern, EntryKind.WITHDRAWN, key, by_id=by_id)
        bus.publish(ConcernWithdrawn(actor_id=by_id, subject_id=concern.id, entry_id=entry.id))


def with_code(typed: str) -> Concern | None:
    """Return the concern whose tracking code was typed, in whatever letters and groups."""
    hashes = code_hashes(read_code(typed))
    found: Concern | None = Concern.select().where(Concern.code.in_(hashes)).first()
    return found


def code_hashes(code: str) -> list[str]:
    """Return what a tracking code is stored as, under the secret of today and then under those of before."""
    secrets = [current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or ())]
    return [keyed_digest(f"tracking {code}", secret) for secret in secrets]
