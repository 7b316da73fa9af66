"""The versions of a rule or policy as PDF, each once: what it said, and what it changed."""

from collections.abc import Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from portal.issued.documents import draw_seal_note
from portal.pdf.document import Document as Paper
from portal.settings.paper import new_document
from portal.web.dates import format_date
from portal.wording import history, service
from portal.wording.comparison import Comparison
from portal.wording.labels import CHANGES, STANDINGS
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import Change, Text
from portal.wording.uses import Use


def write_versions(document: Document, versions: Sequence[WordingVersion], to: BinaryIO) -> int:
    """Write versions of a document, the newest first, and return the number of pages."""
    whole, known = len(versions) > 1, list(history.versions_of(document))
    title = _("%(document)s: every version", document=document.title) if whole else str(document.title)
    doc = new_document(title)
    doc.heading(title)
    doc.paragraph(document.summary)
    for version in versions:
        doc.heading(_("Version %(number)s", number=version.number), level=2)
        doc.facts(_facts(version, history.standing(version, known)))
        for line in _changed(history.changes_in(version)):
            doc.paragraph(line)
        _draw_text(doc, service.version(version.id).text)
    draw_seal_note(doc)
    return doc.save(to)


def draw_history(doc: Paper, versions: Sequence[WordingVersion]) -> None:
    """Draw a row for each version of each document: when it was published and from when it counted."""
    doc.table(
        [_("Document"), _("Version"), _("Published"), _("Counts from"), _("Kind of change"), _("Review by"),
         _("Fingerprint (SHA-256)")],
        [
            (
                version.document.title,
                str(version.number),
                format_date(version.published_at),
                format_date(version.in_force_from or version.published_at),
                str(CHANGES[Change(version.change)]),
                format_date(version.document.review_by),
                version.sha256[:16],
            )
            for version in versions
        ],
        widths=[0.22, 0.08, 0.14, 0.14, 0.13, 0.14, 0.15],
        empty=_("Nothing is published yet."),
    )  # fmt: skip


def _facts(version: WordingVersion, standing: history.Standing) -> list[tuple[str, str]]:
    starts = format_date(version.in_force_from or version.published_at)
    return [
        (_("Published"), format_date(version.published_at)),
        (_("Counts from"), _("%(day)s (%(standing)s)", day=starts, standing=STANDINGS[standing][0])),
        (_("Kind of change"), str(CHANGES[Change(version.change)])),
        (_("Fingerprint (SHA-256)"), version.sha256),
    ]


def _changed(changes: Comparison | None) -> list[str]:
    if changes is None:
        return []
    told = (
        (_("New"), [clause.heading for clause in changes.added]),
        (_("Taken out"), [clause.heading for clause in changes.removed]),
        (_("Put in other words"), [change.heading for change in changes.reworded]),
    )
    lines = [f"{label}: {'; '.join(headings)}" for label, headings in told if headings]
    return lines + ([_("The text around reads differently.")] if changes.general else [])


def _draw_text(doc: Paper, text: Text) -> None:
    for paragraph in text.introduction:
        doc.paragraph(paragraph)
    rows = [
        (str(number), "\n".join(filter(None, (clause.asked, *_told(clause)))))
        for number, clause in enumerate(text.clauses, start=1)
    ]
    if rows:
        doc.table([_("Number"), _("What it says")], rows, widths=[0.1, 0.9])
    for name in ("standing", "withdrawing", "declaration"):
        if words := getattr(text, name, ""):
            doc.paragraph(words)


def _told(clause: object) -> tuple[str, ...]:
    return (clause.example, *clause.told) if isinstance(clause, Use) else (getattr(clause, "why", ""),)
