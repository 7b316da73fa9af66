"""The complaints register as page, paper and table: each field that inspectors' forms ask for, or what parents may read."""

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.concerns.documents import fact_words_of, limits_of
from portal.concerns.duty_labels import counted_apart
from portal.concerns.fact_labels import FACTS
from portal.concerns.facts import FactKind
from portal.concerns.labels import ENTRIES, KINDS, OUTCOMES, SOURCES, STAGES, clock_label
from portal.concerns.policy import EntryKind, Face, Kind, Source
from portal.concerns.redaction.service import Redactor
from portal.concerns.register import Complaint, Line
from portal.issued.documents import draw_seal_note
from portal.pdf.chart import Bar
from portal.pdf.document import Document
from portal.pdf.style import Tone
from portal.settings.paper import new_document
from portal.web.dates import format_date
from portal.web.record_page import RecordPage

_PROCESS = frozenset(EntryKind) - {
    EntryKind.RECEIVED, EntryKind.MESSAGE_FROM_RAISER, EntryKind.MESSAGE_FROM_SETTING, EntryKind.INTERNAL_NOTE,
}  # fmt: skip
# Days to the outcome, up to and including; the law gives 28.
_DAYS = (7, 14, 21, 28)


def write_complaints(
    found: Sequence[Complaint], lines: Sequence[Line], days: tuple[date, date], redactor: Redactor, to: BinaryIO
) -> int:
    """Write the complaints register of a period as a PDF and return its number of pages."""
    title, is_summary = title_of(redactor.face), redactor.face is Face.SUMMARY
    doc = new_document(title, confidential="" if is_summary else _("Confidential"))
    doc.heading(title)
    draw_complaints(doc, found, lines, days, redactor)
    draw_seal_note(doc)
    return doc.save(to)


def title_of(face: Face) -> str:
    return _("Complaints: a summary") if face is Face.SUMMARY else _("Complaints register")


def draw_complaints(
    doc: Document | RecordPage,
    found: Sequence[Complaint],
    lines: Sequence[Line],
    days: tuple[date, date],
    redactor: Redactor,
) -> None:
    """Draw each complaint that was ``found``, then what is counted apart of all ``lines`` of the period.

    A summary leaves out the words of compliments and, since a worker may read it, that there are low-level concerns.
    """
    first, last = (format_date(day) for day in days)
    doc.paragraph(_("%(first)s to %(last)s", first=first, last=last))
    if not any(line.is_complaint for line in lines):
        doc.paragraph(_("No complaint was received in this time."))
    for title, pairs in _numbered(found, lines, redactor):
        doc.heading(title, level=2)
        doc.facts([(label, value or "–") for label, value in pairs])
    is_summary = redactor.face is Face.SUMMARY
    if others := counted_apart(line.kind for line in lines if not (is_summary and line.kind is Kind.LOW_LEVEL)):
        doc.paragraph(others)
    doc.paragraph(limits_of(redactor), style="quiet")
    if not is_summary:
        _draw_thanks(doc, [each for each in found if each.line.kind is Kind.COMPLIMENT], redactor)


def _numbered(
    found: Sequence[Complaint], lines: Sequence[Line], redactor: Redactor
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each complaint with its reference, or in a summary with its place among them all."""
    places = {line.id: place for place, line in enumerate((line for line in lines if line.is_complaint), start=1)}
    for each in (each for each in found if each.line.is_complaint):
        number = _("Complaint %(number)s", number=places[each.line.id])
        yield number if redactor.face is Face.SUMMARY else each.line.reference, fields(each, redactor)


def _draw_thanks(doc: Document | RecordPage, thanks: Sequence[Complaint], redactor: Redactor) -> None:
    said = [redactor.text(each.concern.what_happened, _("What happened")) for each in thanks]
    days = [format_date(each.line.received_on) for each in thanks]
    if thanks:
        doc.heading(str(KINDS[Kind.COMPLIMENT]), level=2)
        doc.table([_("Received"), _("What they said")], list(zip(days, said, strict=True)), widths=[0.25, 0.75])


def rows(found: Sequence[Complaint], lines: Sequence[Line], redactor: Redactor) -> Iterator[list[str]]:
    """Yield the register as a table for a spreadsheet: the headings, then a line for each complaint."""
    tables = [[(_("Number"), title), *pairs] for title, pairs in _numbered(found, lines, redactor)]
    yield [label for label, _value in tables[0]] if tables else [_("No complaint was received in this time.")]
    for pairs in tables:
        yield [value for _label, value in pairs]


def fields(complaint: Complaint, redactor: Redactor) -> list[tuple[str, str]]:
    """Return the classic fields of one complaint, each with its label, in the order of inspectors' forms; or its summary."""
    if redactor.face is Face.SUMMARY:
        return _summary(complaint, redactor)
    line, concern = complaint.line, complaint.concern
    reference = redactor.text(concern.their_reference, _("Their reference"))
    return [
        (_("Received"), format_date(line.received_on)),
        (_("Source"), ", ".join(filter(None, (str(SOURCES[Source(concern.source)]), reference)))),
        (_("Kind"), str(KINDS[line.kind])),
        *_noted(complaint, redactor, FactKind.REQUIREMENT),
        (_("What happened"), redactor.text(concern.what_happened, _("What happened"))),
        *_noted(complaint, redactor, FactKind.HANDLED),
        (_("What was done, step by step"), _process(complaint)),
        (_("Outcome"), _outcome(line)),
        (_("Actions"), _actions(complaint, redactor)),
        *_noted(complaint, redactor, FactKind.CONDITIONS, FactKind.LEARNED),
        (_("Person told on"), _told(complaint, redactor)),
        *_noted(complaint, redactor, FactKind.SHARED, FactKind.PROCEDURE, FactKind.FRIEND, FactKind.RECORDER),
        *_noted(complaint, redactor, FactKind.POSITION),
        (_("Completed on"), format_date(complaint.completed_on)),
        (_("Keep until"), format_date(complaint.keep_until)),
    ]


def _summary(complaint: Complaint, redactor: Redactor) -> list[tuple[str, str]]:
    line = complaint.line
    return [
        (_("Received"), format_date(line.received_on)),
        (_("Kind"), str(KINDS[line.kind])),
        *_noted(complaint, redactor, FactKind.REQUIREMENT, FactKind.LEARNED),
        (_("Outcome"), _outcome(line)),
        (_("Actions"), _actions(complaint, redactor)),
        (_("Person told on"), _when_told(line)),
    ]


def _noted(complaint: Complaint, redactor: Redactor, *kinds: FactKind) -> list[tuple[str, str]]:
    return [(str(FACTS[kind].label), fact_words_of(complaint.record.of(kind), redactor)) for kind in kinds]


def _outcome(line: Line) -> str:
    return str(OUTCOMES[line.outcome]) if line.outcome else str(STAGES[line.stage])


def _process(complaint: Complaint) -> str:
    steps = [entry for entry in complaint.entries if entry.kind in _PROCESS]
    return "; ".join(f"{ENTRIES[entry.kind]}: {format_date(entry.on)}" for entry in steps)


def _actions(complaint: Complaint, redactor: Redactor) -> str:
    told = redactor.text(complaint.line.actions, _("Actions"))
    return "\n".join(filter(None, (told, *(fact_words_of(action, redactor) for action in complaint.record.actions))))


def _when_told(line: Line) -> str:
    if line.days_taken is None:
        return _("Not told yet: %(how)s", how=clock_label(line.clock))
    return ngettext(
        "%(day)s, after %(num)s day (%(how)s)",
        "%(day)s, after %(num)s days (%(how)s)",
        line.days_taken,
        day=format_date(line.clock.stopped_on),
        how=clock_label(line.clock),
    )


def _told(complaint: Complaint, redactor: Redactor) -> str:
    reason = redactor.text(complaint.late_reason, _("Why it was late"))
    return "\n".join(filter(None, (_when_told(complaint.line), reason)))


def draw_days(doc: Document, lines: Sequence[Line]) -> None:
    """Draw in how many days complaints were told of their outcome, and beneath it how many those are."""
    taken = [line.days_taken for line in lines if line.is_complaint and line.days_taken is not None]
    starts, ends = (-1, *_DAYS), (*_DAYS, 10_000)
    labels = [_("Up to %(days)s days", days=days) for days in _DAYS] + [_("More than %(days)s days", days=_DAYS[-1])]
    counts = [sum(start < days <= end for days in taken) for start, end in zip(starts, ends, strict=True)]
    bars = [
        Bar(label, (0, count) if label == labels[-1] else (count, 0))
        for label, count in zip(labels, counts, strict=True)
    ]
    doc.chart([(_("Told in time"), Tone.YES), (_("Told late"), Tone.NO)], bars)
    doc.table(
        [_("Days to the outcome"), _("How many")],
        [(label, str(count)) for label, count in zip(labels, counts, strict=True)],
        widths=[0.5, 0.5],
    )


def draw_register(doc: Document, lines: Sequence[Line], redactor: Redactor) -> None:
    """Draw the complaints register, a line for each complaint. What is no complaint is counted under it."""
    others, lines = counted_apart(line.kind for line in lines), [line for line in lines if line.is_complaint]
    doc.table(
        [_("Number"), _("Received"), _("Kind"), _("Stage"), _("Outcome"), _("Actions"), _("Told on"), _("Days taken")],
        (_register_row(line, redactor) for line in lines),
        widths=[0.13, 0.12, 0.14, 0.13, 0.13, 0.17, 0.11, 0.07],
        tones=lambda row, column, _text: "no" if column == 7 and lines[row].clock.is_late else None,
        empty=_("No complaint was received in this time."),
    )
    if others:
        doc.paragraph(others)


def draw_kinds(doc: Document, lines: Sequence[Line]) -> None:
    """Draw by kind how many complaints were told of an outcome in time, how many late, and the days that took."""
    lines = [line for line in lines if line.is_complaint]
    key = [(_("Told in time"), Tone.YES), (_("Told late, or late now"), Tone.NO), (_("Waiting, in time"), Tone.DUE)]
    counted, days = [], []
    for kind in sorted({line.kind for line in lines}, key=list(KINDS).index):
        some = [line for line in lines if line.kind is kind]
        late = sum(line.clock.is_late for line in some)
        told = sum(line.clock.is_stopped and not line.clock.is_late for line in some)
        taken = [line.days_taken for line in some if line.days_taken is not None]
        counted.append((str(KINDS[kind]), (told, late, len(some) - told - late)))
        days.append((f"{median(taken):g}", str(max(taken))) if taken else ("", ""))
    doc.chart(key, [Bar(label, counts) for label, counts in counted])
    doc.table(
        [_("Kind"), *(word for word, _tone in key), _("Days to the outcome: middle"), _("Longest")],
        [(label, *map(str, counts), *each) for (label, counts), each in zip(counted, days, strict=True)],
        widths=[0.38, 0.11, 0.13, 0.12, 0.15, 0.11],
        empty=_("No complaint was received in this time."),
    )


def _register_row(line: Line, redactor: Redactor) -> list[str]:
    taken = "" if line.days_taken is None else str(line.days_taken)
    return [
        line.reference,
        format_date(line.received_on),
        str(KINDS[line.kind]),
        str(STAGES[line.stage]),
        str(OUTCOMES[line.outcome]) if line.outcome else "",
        redactor.text(line.actions, _("Actions")),
        format_date(line.clock.stopped_on),
        f"{taken} ({clock_label(line.clock)})" if line.clock.is_late else taken,
    ]
