"""Acknowledgements as PDF: plain data in, drawn pages out."""

from typing import BinaryIO

from flask_babel import gettext as _

from portal.acknowledgements.labels import how, how_and_language, language_word, line_word, paper_tone
from portal.acknowledgements.reading import FullAcknowledgement
from portal.acknowledgements.register import Register, RegisterLine
from portal.issued.documents import draw_seal_note
from portal.pdf.document import Document
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment
from portal.wording.service import Published

_STATUS_COLUMN = 2


def write_acknowledgement(record: FullAcknowledgement, to: BinaryIO) -> int:
    """Write one acknowledgement as a PDF of its own and return its number of pages."""
    doc = new_document(_("Signed: %(title)s", title=record.text.title), reference=record.reference)
    draw_acknowledgement(doc, record)
    draw_seal_note(doc)
    return doc.save(to)


def draw_acknowledgement(
    doc: Document, record: FullAcknowledgement, *, level: int = 1, in_contents: bool = False
) -> None:
    """Draw one acknowledgement: who, when, how, which version, and each rule that was ticked (product.md §3)."""
    title = _("%(title)s: %(name)s", title=record.text.title, name=record.signer_name)
    doc.heading(
        f"{record.signer_name}, {record.reference}" if in_contents else title, level=level, in_contents=in_contents
    )
    doc.facts(_facts(record))
    with doc.in_language(record.language):
        for paragraph in record.text.introduction:
            doc.paragraph(paragraph)
    if record.rules:
        doc.table(
            [_("Rule"), _("What was agreed to, and why it is asked"), _("Answer")],
            [
                (str(number), f"{rule.statement}\n{rule.why}", _("Ticked"))
                for number, rule in enumerate(record.rules, start=1)
            ],
            widths=[0.08, 0.78, 0.14],
            tones=lambda _row, column, _text: "yes" if column == 2 else None,
        )
    with doc.in_language(record.language):
        doc.paragraph(record.text.standing)
    doc.paragraph(_limits(), style="quiet")


def _facts(record: FullAcknowledgement) -> list[tuple[str, str]]:
    day = format_date(record.signed_on) if record.signed_on else format_moment(record.acknowledged_at)
    signed = f"{day}, {how(record.keyed_by, record.acknowledged_at)}"
    facts = [
        (_("Document"), record.text.title),
        (_("Signed by"), record.signer_name),
        (_("Organisation"), record.organisation),
        (_("Signed as"), record.signed_name),
        (_("Signed"), signed),
        (_("Reference"), record.reference),
        (_("Language"), language_word(record.language)),
        (
            _("Wording"),
            _("version %(number)s, published %(day)s, SHA-256 %(hash)s", number=record.wording.number,
              day=format_date(record.wording.published_at), hash=record.wording.sha256),
        ),
    ]  # fmt: skip
    return [(label, value) for label, value in facts if value]


def _limits() -> str:
    limits: str = _(
        "This paper shows what was signed when it was stored. The text can change later, and then everyone is asked to "
        "sign again: ask the setting, or look at the portal, for what holds today."
    )
    return limits


def write_blank(published: Published, to: BinaryIO) -> int:
    """Write the version that people sign now as a paper to print and sign, and return its number of pages."""
    text = published.acknowledgement
    version = _("version %(number)s, %(hash)s", number=published.number, hash=published.sha256[:12])
    doc = new_document(text.title, reference=version)
    doc.heading(text.title)
    doc.facts([(_("Wording"), version)])
    for paragraph in text.introduction:
        doc.paragraph(paragraph)
    for number, rule in enumerate(text.rules, start=1):
        doc.question(f"{number}. {rule.statement}", (rule.why,), (_("I agree"),))
    doc.paragraph(text.standing)
    doc.writing_lines(
        [_("Full name"), _("Organisation, if you come for one"), _("Signature"), _("Date beside the signature")]
    )
    return doc.save(to)


def draw_register(doc: Document, register: Register) -> None:
    """Draw the register of a document: each person, their children or organisation, and what they signed."""
    lines = [*register.lines, *register.outsiders]
    doc.table(
        [_("Person"), _("Children or organisation"), _("Signed"), _("Version"), _("When and how")],
        [_row(line) for line in lines],
        widths=[0.22, 0.24, 0.18, 0.10, 0.26],
        tones=lambda row, column, _text: paper_tone(lines[row]) if column == _STATUS_COLUMN else None,
        empty=_("Nobody is asked to sign this."),
    )


def _row(line: RegisterLine) -> tuple[str, ...]:
    last = line.last
    when = f"{format_date(last.day)}, {how_and_language(last)}" if last else ""
    return (line.name, ", ".join(line.details), line_word(line), str(last.number) if last else "", when)
