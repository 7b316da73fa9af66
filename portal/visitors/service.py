"""Visitors come in and go: what is stored at the door, which tells nobody who else is there."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, already_made, own_key
from portal.foundation.text import folded
from portal.foundation.tokens import digest, new_code, read_code
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.visitors import documents
from portal.visitors.events import VisitorArrived, VisitorFile, VisitorLeft, VisitorRegisterExported
from portal.visitors.models import Visit, VisitEnd, VisitorDoor
from portal.visitors.policy import NumberUnknown, TextChangedAtDoor
from portal.visitors.register import visits_between
from portal.web.files import csv_file
from portal.wording import service as wording
from portal.wording.policy import DocumentKey, valid_versions
from portal.wording.service import NothingPublished, Published


@dataclass(frozen=True)
class Arrival:
    """What a visitor sends: who they are, whom they see, and the version whose statements they ticked, 0 for none.

    Who comes often ``is_regular`` and gets a number, or sends the ``number`` that they have.
    """

    name: str
    organisation: str
    seeing: str
    wording_id: int
    submission: str
    is_regular: bool = False
    number: str = ""


@dataclass(frozen=True)
class Known:
    """Somebody who comes often: their last visit, and whether they are in the building."""

    last: Visit
    is_here: bool


def rules() -> Published | None:
    """Return the statements that visitors tick today; None while none are published: the door is never shut for that."""
    try:
        return wording.current(DocumentKey.VISITOR_RULES)
    except NothingPublished:
        return None


def arrive(door: VisitorDoor, arrival: Arrival) -> str:
    """Record who came in, and return the number that was made for who comes often, or "".

    Sent twice it is one visit (product.md §8.6). Raises TextChangedAtDoor.
    """
    with db.atomic():
        key = own_key(arrival.submission, None, door.id, arrival.name, arrival.organisation, arrival.seeing)
        if already_made(Visit, key):
            return ""
        published = rules()
        if arrival.wording_id != (published.id if published else 0):
            raise TextChangedAtDoor
        known = read_code(arrival.number) if _latest(read_code(arrival.number)) else ""
        made = new_code() if arrival.is_regular and not known else ""
        _store(door, arrival, published, clock.now() if published else None, known or made, key)
    return made


def regular(number: str) -> Visit:
    """Return the last visit of who has this number. Raises NumberUnknown."""
    found = _latest(read_code(number))
    if found is None:
        raise NumberUnknown
    return found


def known(number: str) -> Known | None:
    """Return what a visitor's own phone shows them; None for a number that nobody has."""
    last = _latest(read_code(number))
    if last is None:
        return None
    is_here = Visit.here().where(Visit.number_hash == last.number_hash).exists()
    return Known(last, is_here)


def owes_statements(last: Visit) -> bool:
    """Return whether the statements changed since they were ticked: a minor edit asks nobody again (product.md §3)."""
    published = rules()
    return published is not None and last.wording_id not in valid_versions(wording.versions(DocumentKey.VISITOR_RULES))


def arrive_again(door: VisitorDoor, number: str, submission: str) -> None:
    """Record that who comes often came in again, unless they are in already. Raises NumberUnknown, TextChangedAtDoor."""
    with db.atomic():
        key = own_key(submission, None, door.id, number)
        serialise_on("visitors", digest(number))
        last = regular(number)
        if already_made(Visit, key) or Visit.here().where(Visit.number_hash == last.number_hash).exists():
            return
        if owes_statements(last):
            raise TextChangedAtDoor
        published = wording.version(last.wording_id) if last.wording_id else None
        arrival = Arrival(last.name, last.organisation, last.seeing, last.wording_id or 0, submission)
        _store(door, arrival, published, last.agreed_at, read_code(number), key)


def _store(
    door: VisitorDoor, arrival: Arrival, published: Published | None, agreed_at: datetime | None, number: str, key: Key
) -> None:
    visit = Visit.create(
        door=door, name=arrival.name, organisation=arrival.organisation, seeing=arrival.seeing, agreed_at=agreed_at,
        wording=published.id if published else None, wording_sha256=published.sha256 if published else "",
        language=published.language if published else "", number_hash=_hash(number), submission=key,
    )  # fmt: skip
    bus.publish(VisitorArrived(actor_id=None, subject_id=visit.id))
    return visit


def leave_by_name(typed: str) -> None:
    """Sign out the visitor of this name, if exactly one is in the building; whoever typed it is told the same anyway.

    Of two people with one name neither is signed out: in a fire, somebody looked for in vain is better than somebody
    whom nobody looks for.
    """
    with db.atomic():
        serialise_on("visitors who leave")
        here = [visit for visit in Visit.here() if folded(visit.name) == folded(typed)]
        if len(here) == 1:
            _end(here[0], by_id=None)


def leave_by_number(number: str) -> None:
    """Sign out who has this number, if they are in the building. Raises NumberUnknown."""
    with db.atomic():
        serialise_on("visitors who leave")
        for visit in Visit.here().where(Visit.number_hash == regular(number).number_hash):
            _end(visit, by_id=None)


def note_left(visit: Visit, *, by_id: int) -> None:
    """Note that a visitor left without signing out; noted twice it is one fact."""
    with db.atomic():
        serialise_on("visitors who leave")
        if Visit.here().where(Visit.id == visit.id).exists():
            _end(visit, by_id=by_id)


def _end(visit: Visit, *, by_id: int | None) -> None:
    VisitEnd.create(visit=visit, noted_by=by_id)
    bus.publish(VisitorLeft(actor_id=by_id, subject_id=visit.id))


def _latest(number: str) -> Visit | None:
    found: Visit | None = Visit.select().where(Visit.number_hash == _hash(number)).order_by(Visit.id.desc()).first()
    return found if number else None


def _hash(number: str) -> str:
    return digest(number) if number else ""


def export_register(first: date, last: date, file: VisitorFile, *, by_id: int) -> io.BytesIO:
    """Return the register of some days as a file, and log that it left; for Refusals see ``issue``."""
    began, found = clock.now(), visits_between(first, last)
    if file is VisitorFile.CSV:
        to = csv_file([documents.headings(), *map(documents.row, found)])
    else:
        about = About(IssuedKind.VISITORS, first_day=first, last_day=last, records=len(found), issued_at=began)
        to = issue(partial(documents.write_register, found, first, last), about, by_id=by_id)
    with db.atomic():
        bus.publish(VisitorRegisterExported(actor_id=by_id, subject_id=1, file=file, first_day=first, last_day=last))
    return to
