"""Each thing that can happen is published, has its sentence, and is written down without anybody's words."""

import ast
import typing
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from enum import Enum

import pytest

from portal.audit import service as audit
from portal.audit.models import AuditEntry
from portal.foundation.canonical import canonical_json
from portal.foundation.database import db
from portal.foundation.events import Event, every_event
from portal.wiring import REACTIONS
from tests.architecture.sources import Function, load_every_module, sources

pytestmark = pytest.mark.both_engines

load_every_module("events")
# A class that others build on never happens itself.
EVENTS = sorted((e for e in every_event().values() if not e.__subclasses__()), key=lambda e: e.__name__)

# Text fields are codes of ours: what each name holds. Whatever a person typed has no place here (product.md §7).
CODES = {
    "answers": "uses, and the answer to each",
    "change": "minor or real",
    "changed": "names of fields",
    "channel": "how a link went out",
    "document": "which text",
    "entry": "the kind of an entry",
    "fingerprint": "of a certificate",
    "face": "full or pseudonymised",
    "first_day": "a day",
    "last_day": "a day",
    "outcome": "one of the outcomes",
    "reference": "the reference printed on a pack",
    "role": "a role",
    "roles": "roles",
    "session": "the key of a session",
    "sessions": "keys of sessions",
    "sha256": "a fingerprint",
    "use": "a use of the consent form",
    "uses": "uses of the consent form",
}
PLAIN = {int, float, bool, date, datetime, type(None)}


def parts_of(annotation: object) -> Iterator[object]:
    """Return the plain types that an annotation is made of: ``tuple[int, ...] | None`` gives int and None."""
    arguments = [a for a in typing.get_args(annotation) if a is not Ellipsis]
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from parts_of(argument)


def is_code(part: object) -> bool:
    return part in PLAIN or (isinstance(part, type) and issubclass(part, Enum))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_says_what_happened_to_what(event: type[Event]) -> None:
    assert event.subject
    assert vars(event).get("sentence"), "each event has a sentence of its own"


def test_no_two_events_read_the_same() -> None:
    assert len({event.sentence for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_holds_ids_and_codes_never_what_somebody_wrote(event: type[Event]) -> None:
    hints = typing.get_type_hints(event)
    texts = {f.name for f in fields(event) if not all(is_code(part) for part in parts_of(hints[f.name]))}
    assert texts - CODES.keys() == set(), "new text fields need an entry in CODES, and a reason"


def publishing_names() -> set[str]:
    """Return every name in a function that publishes, and in those of its module that it calls."""
    found: set[str] = set()
    for source in sources():
        names = {function.name: names_in(function) for function in source.functions()}
        waiting = [f.name for f in source.functions() if any(publishes(node) for node in ast.walk(f))]
        while waiting:
            reached = names.pop(waiting.pop(), set())
            found |= reached
            waiting += reached & names.keys()
    return found


def publishes(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "bus.publish"


def names_in(function: Function) -> set[str]:
    plain = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return plain | {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}


def test_every_event_is_published_somewhere() -> None:
    assert {event.__name__ for event in EVENTS} - publishing_names() == set()


def test_audit_hears_everything_and_hears_it_first() -> None:
    assert list(REACTIONS[Event]) == [audit.record]
    assert next(iter(REACTIONS)) is Event


def sample(event: type[Event]) -> Event:
    """Make an event of this kind with a value of the right type in each field."""
    hints = typing.get_type_hints(event)
    return event(**{f.name: value_of(hints[f.name]) for f in fields(event)})


def value_of(annotation: object) -> object:
    origin = typing.get_origin(annotation)
    if origin in {tuple, frozenset, set, list}:
        return origin(value_of(a) for a in typing.get_args(annotation) if a is not Ellipsis)
    if origin is dict:
        return {value_of(a): value_of(b) for a, b in [typing.get_args(annotation)]}
    part = next(parts_of(annotation))
    if isinstance(part, type) and issubclass(part, Enum):
        return next(iter(part))
    return {int: 7, str: "x", bool: True, float: 0.5, date: date(2026, 11, 22)}.get(part)  # type: ignore[call-overload]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_is_written_down_and_the_chain_holds(event: type[Event], db_ready: str) -> None:
    happened = sample(event)
    with db.atomic():
        audit.record(happened)
    entry = AuditEntry.get()
    assert (entry.event, entry.subject, entry.subject_id) == (event.__name__, event.subject, happened.subject_id)
    assert entry.details == canonical_json(
        {f.name: getattr(happened, f.name) for f in fields(event) if f.name not in {"actor_id", "subject_id"}}
    )
    assert audit.check_chain().broken_at is None
