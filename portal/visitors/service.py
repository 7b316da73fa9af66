"""Visitors come in and go: what is stored at the door, which tells nobody who else is there."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import count

from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, already_made, own_key
from portal.foundation.text import folded
from portal.foundation.tokens import digest, new_code, read_code
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.visitors import documents
from portal.visitors.events import VisitorArrived, VisitorLeft, VisitorRegisterExported
from portal.visitors.models import Visit, VisitEnd, VisitorDoor
from portal.visitors.policy import TextChangedAtDoor
from portal.visitors.register import visits_between
from portal.web.files import csv_file
from portal.wording import service as wording
from portal.wording.policy import DocumentKey, valid_versions
from portal.wording.service import NothingPublished, Published

_FIGURES = 6


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


def rules() -> Published | None:
    """Return the statements that visitors tick today; None while none are published: the door is never shut for that."""
    try:
        return wording.current(DocumentKey.VISITOR_RULES)
    except NothingPublished:
        return None


def arrive(door: VisitorDoor, arrival: Arrival) -> str:
    """Record who came in, unless they are in already, and return the number that is made for who comes often, or "".

    Sent twice it is one visit, and the same number is told again (product.md §8.6). Raises TextChangedAtDoor.
    """
    said = (door.id, arrival.name, arrival.organisation, arrival.seeing)
    with db.atomic():
        serialise_on("visitors", _number_hash(door, arrival.number))
        last, key = known(door, arrival.number), own_key(arrival.submission, None, *said)
        # No row says what the number was made from.
        seed = own_key(arrival.submission, None, "number", *said)
        made = _new_number(door, seed, key) if arrival.is_regular and last is None else ""
        if already_made(Visit, key) or (last and last.is_here):
            return made
        published = rules()
        if arrival.wording_id != (published.id if published else 0):
            raise TextChangedAtDoor
        number_hash = last.number_hash if last else _number_hash(door, made) if made else ""
        _store(door, arrival, clock.now() if published else None, number_hash, key)
    return made


def _new_number(door: VisitorDoor, seed: Key, key: Key) -> str:
    """Return the number of who comes often: six figures to be typed on a tablet, 60 bits for their phone to keep.

    Of one ``seed`` it is the same again for the visit with this ``key``, and of nobody else.
    """
    if not door.is_tablet:
        return new_code(seed)
    for attempt in count():
        figures = f"{int(digest(f'{seed} {attempt}'), 16) % 1_000_000:06}"
        others = (Visit.number_hash == digest(figures)) & (Visit.submission != key)
        if not Visit.select().where(others).exists():
            break
    return f"{figures[:3]} {figures[3:]}"


def _number_hash(door: VisitorDoor, number: str) -> str:
    """Return by what a number is known, however it is typed; six figures are one on a tablet alone, which counts tries."""
    figures = "".join(str(int(sign)) for sign in number if sign.isdecimal())
    is_short = door.is_tablet and len(figures) == _FIGURES
    return digest(read_code(number) or (figures if is_short else ""))


def known(door: VisitorDoor, number: str) -> Visit | None:
    """Return the last visit of who has this number."""
    theirs = Visit.number_hash == _number_hash(door, number)
    found: Visit | None = Visit.select().where(theirs).order_by(Visit.id.desc()).first()
    return found


def owes_statements(last: Visit) -> bool:
    """Return whether the statements changed since they were ticked: a minor edit asks nobody again (product.md §3)."""
    published = rules()
    return published is not None and last.wording_id not in valid_versions(wording.versions(DocumentKey.VISITOR_RULES))


def arrive_again(door: VisitorDoor, number: str, submission: str) -> None:
    """Record that who comes often came in again, unless they are in already. Raises TextChangedAtDoor."""
    with db.atomic():
        key = own_key(submission, None, door.id, number)
        serialise_on("visitors", _number_hash(door, number))
        last = known(door, number)
        if last is None or already_made(Visit, key) or last.is_here:
            return
        if owes_statements(last):
            raise TextChangedAtDoor
        arrival = Arrival(last.name, last.organisation, last.seeing, last.wording_id or 0, submission)
        _store(door, arrival, last.agreed_at, last.number_hash, key)


def _store(door: VisitorDoor, arrival: Arrival, agreed_at: datetime | None, number_hash: str, key: Key) -> None:
    published = wording.version(arrival.wording_id) if arrival.wording_id else None
    visit = Visit.create(
        door=door, name=arrival.name, organisation=arrival.organisation, seeing=arrival.seeing, agreed_at=agreed_at,
        wording=published.id if published else None, wording_sha256=published.sha256 if published else "",
        language=published.language if published else "", number_hash=number_hash, submission=key,
    )  # fmt: skip
    bus.publish(VisitorArrived(actor_id=None, subject_id=visit.id))


def leave_by_name(typed: str) -> None:
    """Sign out the visitor of this name, if exactly one is in the building; whoever typed it is told the same anyway.

    Of two people with one name neither is signed out: in a fire, somebody looked for in vain is better than somebody
    whom nobody looks for.
    """
    with db.atomic():
        serialise_on("visitors who leave")
        here = [visit for visit in Visit.here() if folded(visit.name) == folded(typed)]
        if len(here) == 1:
            leave(here[0], by_id=None)


def leave(visit: Visit, *, by_id: int | None) -> None:
    """Sign a visitor out who is in the building: by themselves, or by somebody who works here and noted that they left."""
    with db.atomic():
        serialise_on("visitors who leave")
        if visit.is_here:
            VisitEnd.create(visit=visit, noted_by=by_id)
            bus.publish(VisitorLeft(actor_id=by_id, subject_id=visit.id))


def spreadsheet(first: date, last: date, *, by_id: int) -> io.BytesIO:
    """Return the register of some days for a spreadsheet, and log that it left."""
    with db.atomic():
        bus.publish(VisitorRegisterExported(actor_id=by_id, subject_id=1, first_day=first, last_day=last))
    return csv_file([documents.headings(), *map(documents.row, visits_between(first, last))])


def sealed_register(first: date, last: date, *, by_id: int) -> io.BytesIO:
    """Return the register of some days as a sealed file; for Refusals see ``issue``."""
    began, found = clock.now(), visits_between(first, last)
    about = About(IssuedKind.VISITORS, first_day=first, last_day=last, records=len(found), issued_at=began)
    return issue(partial(documents.write_register, found, first, last), about, by_id=by_id)
