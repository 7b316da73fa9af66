"""The audit log as sentences, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.audit.models import AuditEntry
from portal.foundation.events import every_event

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One entry in words."""

    id: int
    when: datetime
    who: int | None
    sentence: str
    subject: str
    subject_id: int
    details: str


@dataclass(frozen=True)
class Page:
    """Fifty entries and where the next fifty begin."""

    lines: tuple[Line, ...]
    older_before: int | None


def page(account: Any, *, before: int | None) -> Page:
    """Return the entries before an id, newest first; keyset paging stays quick however long the log is."""
    query = AuditEntry.visible_to(account)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    entries = list(query.limit(PAGE + 1))
    kinds = every_event()
    lines = tuple(
        Line(
            id=entry.id,
            when=entry.written_at,
            who=entry.actor_id,
            sentence=_(kinds[entry.event].sentence) if entry.event in kinds else entry.event,
            subject=entry.subject.replace("_", " "),
            subject_id=entry.subject_id,
            details="" if entry.details == "{}" else entry.details,
        )
        for entry in entries[:PAGE]
    )
    return Page(lines, lines[-1].id if len(entries) > PAGE else None)
