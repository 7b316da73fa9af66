"""Acknowledgements of the rules as PDF: plain data in, drawn pages out."""

from collections.abc import Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from portal.acknowledgements.reading import FullAcknowledgement
from portal.acknowledgements.register import RegisterLine
from portal.acknowledgements.words import language_word, line_word, paper_tone
from portal.pdf.document import Document
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment

_STATUS_COLUMN = 2


def write_acknowledgement(record: FullAcknowledgement, to: BinaryIO) -> int:
    """Write one acknowledgement as a PDF of its own and return its number of pages."""
    doc = new_document(_("Acknowledgement of the rules"), reference=record.reference)
    draw_acknowledgement(doc, record)
    return doc.save(to)


def draw_acknowledgement(
    doc: Document, record: FullAcknowledgement, *, level: int = 1, in_contents: bool = False
) -> None:
    """Draw one acknowledgement: who, when, which version, and each rule that was ticked (product.md §3)."""
    title = _("%(title)s: %(name)s", title=record.text.title, name=record.adult_name)
    doc.heading(
        f"{record.adult_name}, {record.reference}" if in_contents else title, level=level, in_contents=in_contents
    )
    doc.facts(_facts(record))
    for paragraph in record.text.introduction:
        doc.paragraph(paragraph)
    doc.table(
        [_("Rule"), _("What was agreed to, and why it is asked"), _("Answer")],
        [
            (str(number), f"{rule.statement}\n{rule.why}", _("Ticked"))
            for number, rule in enumerate(record.rules, start=1)
        ],
        widths=[0.08, 0.78, 0.14],
        tones=lambda _row, column, _text: "yes" if column == 2 else None,
    )
    doc.paragraph(record.text.standing)
    doc.paragraph(_limits(), style="quiet")


def _facts(record: FullAcknowledgement) -> list[tuple[str, str]]:
    return [
        (_("Adult"), record.adult_name),
        (_("Signed as"), record.signed_name),
        (_("Signed"), _("%(moment)s, online", moment=format_moment(record.acknowledged_at))),
        (_("Reference"), record.reference),
        (_("Language"), language_word(record.language)),
        (
            _("Wording"),
            _("version %(number)s, published %(day)s, SHA-256 %(hash)s", number=record.wording.number,
              day=format_date(record.wording.published_at), hash=record.wording.sha256),
        ),
    ]  # fmt: skip


def _limits() -> str:
    limits: str = _(
        "This paper shows what was signed when it was stored. The rules can change later, and then everyone is asked to "
        "sign again: ask the setting, or look at the portal, for what holds today."
    )
    return limits


def draw_register(doc: Document, lines: Sequence[RegisterLine]) -> None:
    """Draw the register of the rules: each adult, their children, and what they signed."""
    doc.table(
        [_("Adult"), _("Children"), _("Rules"), _("Version"), _("When")],
        [_row(line) for line in lines],
        widths=[0.25, 0.28, 0.19, 0.10, 0.18],
        tones=lambda row, column, _text: paper_tone(lines[row]) if column == _STATUS_COLUMN else None,
        empty=_("No adult of an attending child is in the portal."),
    )


def _row(line: RegisterLine) -> tuple[str, ...]:
    version = "" if line.number is None else str(line.number)
    return (line.name, ", ".join(line.children), line_word(line), version, format_date(line.acknowledged_at))
