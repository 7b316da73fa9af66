"""The audit log as sentences, a page at a time. It shows no number that would count what a person may not see."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from peewee import Field, ModelSelect

from portal.audit.models import AuditEntry, registers
from portal.foundation.events import Event, every_event
from portal.web.paging import Page, newest_first

_ROW_NUMBERS = ("_id", "_ids", "handlers")
# Of which kind the rows are that a detail numbers; of two entries of one person, the entry says it.
_KINDS = {"account_id": "account", "adult_id": "adult", "child_id": "child"}
_OF_ITS_KIND = ("kept_id", "duplicate_id")

# A kind of row and its number: what people know it by.
Known = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Line:
    """One entry in words. ``name`` is empty where its reader may not know which account it was.

    ``reference`` names the row it is about, or is empty; ``child`` is the number of a child it is about who can be named.
    """

    when: datetime
    who: int | None
    name: str
    sentence: str
    subject: str
    reference: str
    details: str
    child: int | None


def references_of(model: Any, ids: Collection[int]) -> dict[int, str]:
    """Return the references of some rows of a table that has a column of that name."""
    return dict(model.select(model.id, model.reference).where(model.id.in_(ids)).tuples())


def names_of(visible: ModelSelect, ids: Collection[int] | None, *parts: Field) -> dict[int, str]:
    """Return by number the names of the rows of a query, or of those of them that are among ``ids``."""
    number = visible.model.id
    found = visible if ids is None else visible.where(number.in_(ids))
    return {id_: " ".join(name) for id_, *name in found.select(number, *parts).tuples()}


def page(account: Any, entries: ModelSelect, arguments: Mapping[str, str]) -> Page[Line]:
    """Return a page of some of the entries that ``account`` may see, the newest first."""
    found = newest_first(entries, arguments, order=AuditEntry.id)
    known = _known(account, found.rows)
    return Page(tuple(_line(entry, known) for entry in found.rows), following=found.following)


def _line(entry: AuditEntry, known: Known) -> Line:
    kinds, details = every_event(), dict(_named(entry))
    # Where some rows are hidden, the numbers of the others would count them.
    is_limited = entry.subject in registers().limits
    number = "" if is_limited else str(entry.subject_id)
    is_own = (entry.subject, entry.subject_id) == ("account", entry.actor_id)
    child = next((id_ for kind, id_ in details.values() if kind == "child" and ("child", id_) in known), None)
    return Line(
        when=entry.written_at,
        who=entry.actor_id,
        name=known.get(("account", entry.actor_id), "") if entry.actor_id else _nobody(kinds.get(entry.event)),
        sentence=_(kinds[entry.event].sentence) if entry.event in kinds else entry.event,
        subject="" if is_own else entry.subject.replace("_", " "),
        reference="" if is_own else known.get((entry.subject, entry.subject_id), number),
        details=_details(entry, known, is_limited),
        child=child,
    )


def _nobody(kind: type[Event] | None) -> str:
    """Say who did what no account did."""
    return _("somebody not signed in") if kind and kind.by_anyone else _("the portal")


def _named(entry: AuditEntry) -> list[tuple[str, tuple[str, int]]]:
    """Return each row that an entry numbers, by the detail in which it does: its kind, and the number."""
    details = json.loads(entry.details)
    rows = [("", entry.subject, entry.subject_id)]
    rows += [(name, kind, details.get(name)) for name, kind in _KINDS.items()]
    rows += [(name, str(details.get("kind")), details.get(name)) for name in _OF_ITS_KIND]
    return [(name, (kind, id_)) for name, kind, id_ in rows if kind in registers().names and isinstance(id_, int)]


def _details(entry: AuditEntry, known: Known, is_limited: bool) -> str:
    details: dict[str, object] = json.loads(entry.details)
    for name, row in _named(entry):
        if name and row in known:
            del details[name]
            details[name.removesuffix("_id")] = known[row]
    if is_limited:
        details = {name: value for name, value in details.items() if not name.endswith(_ROW_NUMBERS)}
    details.pop("sha256", None)  # its number or reference says what it is; “Check a record” says whether a file is it
    return "; ".join(f"{_in_words(name)}: {_in_words(value)}" for name, value in details.items() if value is not None)


def _in_words(value: object) -> str:
    """Return a code of ours, or several, as words; whoever needs it to the letter has the database."""
    if isinstance(value, dict):
        return ", ".join(f"{_in_words(name)} {_in_words(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_in_words(part) for part in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value).replace("_", " ")


def _known(account: Any, entries: Sequence[AuditEntry]) -> Known:
    """Return what the rows of these entries are called: by reference, or by name where ``account`` may see them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject].add(entry.subject_id)
        for _name, (kind, id_) in _named(entry):
            wanted[kind].add(id_)
        if entry.actor_id:
            wanted["account"].add(entry.actor_id)
    rooms = registers()
    references = {kind: find(wanted[kind]) for kind, find in rooms.references.items()}
    names = {kind: find(account, wanted[kind]) for kind, find in rooms.names.items()}
    return {(kind, id_): word for kind, found in (references | names).items() for id_, word in found.items()}
