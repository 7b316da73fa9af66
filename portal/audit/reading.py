"""The audit log as sentences, a page at a time. It shows no number that would count what a person may not see."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.audit.models import AuditEntry, limits, references
from portal.foundation.events import every_event
from portal.web.paging import Page, newest_first

_ROW_NUMBERS = ("_id", "_ids", "handlers")


@dataclass(frozen=True)
class Line:
    """One entry in words. ``reference`` names the row it is about, or is empty."""

    when: datetime
    who: int | None
    sentence: str
    subject: str
    reference: str
    details: str


def references_of(model: Any, ids: Collection[int]) -> dict[int, str]:
    """Return the references of some rows of a table that has a column of that name."""
    return dict(model.select(model.id, model.reference).where(model.id.in_(ids)).tuples())


def page(account: Any, arguments: Mapping[str, str]) -> Page[Line]:
    """Return a page of the entries that ``account`` may see, the newest first."""
    found = newest_first(AuditEntry.visible_to(account), arguments, order=AuditEntry.id)
    known = _references(found.rows)
    return Page(tuple(_line(entry, known) for entry in found.rows), following=found.following)


def _line(entry: AuditEntry, known: Mapping[tuple[str, int], str]) -> Line:
    kinds = every_event()
    # Where some rows are hidden, the numbers of the others would count them.
    is_limited = entry.subject in limits()
    number = "" if is_limited else str(entry.subject_id)
    return Line(
        when=entry.written_at,
        who=entry.actor_id,
        sentence=_(kinds[entry.event].sentence) if entry.event in kinds else entry.event,
        subject=entry.subject.replace("_", " "),
        reference=known.get((entry.subject, entry.subject_id), number),
        details=_details(entry, is_limited),
    )


def _details(entry: AuditEntry, is_limited: bool) -> str:
    details: dict[str, object] = json.loads(entry.details)
    if is_limited:
        details = {name: value for name, value in details.items() if not name.endswith(_ROW_NUMBERS)}
    return "; ".join(f"{_in_words(name)}: {_in_words(value)}" for name, value in details.items())


def _in_words(value: object) -> str:
    """Return a code of ours, or several, as words; whoever needs it to the letter has the database."""
    if isinstance(value, dict):
        return ", ".join(f"{_in_words(name)} {_in_words(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_in_words(part) for part in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None else str(value).replace("_", " ")


def _references(entries: Sequence[AuditEntry]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject].add(entry.subject_id)
    return {
        (subject, id_): reference
        for subject, find in references().items()
        for id_, reference in find(wanted[subject]).items()
    }
