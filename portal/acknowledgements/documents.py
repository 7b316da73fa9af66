"""Acknowledgements as PDF: plain data in, drawn pages out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from portal.acknowledgements.labels import (
    PEOPLE,
    ROLES,
    STATUSES,
    how,
    signing_words,
)
from portal.acknowledgements.outstanding import AskedDocument, OwedFilter, PersonLine
from portal.acknowledgements.policy import Status
from portal.acknowledgements.queries import FullAcknowledgement
from portal.families.sessions import session_names
from portal.issued.documents import draw_seal_note
from portal.pdf import told_apart
from portal.pdf.chart import Bar
from portal.pdf.document import Document
from portal.pdf.style import Tone
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment, format_utc
from portal.web.record_page import RecordPage
from portal.wording.documents import version_words
from portal.wording.labels import language_word
from portal.wording.policy import Audience, Rule
from portal.wording.service import Published

# In the order of a chart.
_TONES = {
    Status.DONE: Tone.YES, Status.NOT_INVITED: Tone.UNANSWERED, Status.OUTDATED: Tone.DUE, Status.NEVER: Tone.NO,
}  # fmt: skip


def write_acknowledgement(record: FullAcknowledgement, to: BinaryIO) -> int:
    """Write one acknowledgement as a PDF of its own and return its number of pages."""
    doc = new_document(_("Signed: %(title)s", title=record.text.title), reference=record.reference)
    draw_acknowledgement(doc, record)
    draw_seal_note(doc)
    return doc.save(to)


def draw_acknowledgement(doc: Document | RecordPage, record: FullAcknowledgement) -> None:
    """Draw one acknowledgement: who, when, how, which version, and each rule that was ticked (product.md §3)."""
    doc.heading(_("%(title)s: %(name)s", title=record.text.title, name=record.signer))
    doc.facts(_facts(record))
    _draw_words(doc, record)
    limits = _(
        "This paper shows what was signed when it was stored. The text can change later, and then everyone is asked to "
        "sign again: ask the setting, or look at the portal, for what holds today."
    )
    doc.paragraph(limits, style="quiet")


def _draw_words(doc: Document | RecordPage, record: FullAcknowledgement) -> None:
    with doc.in_language(record.language):
        for paragraph in record.text.introduction:
            doc.paragraph(paragraph)
    if record.text.rules:
        doc.table(
            [_("Rule"), _("What was agreed to, and why it is asked"), _("Answer")],
            [
                (number, f"{rule.statement}\n{rule.why}", _("Ticked") if rule in record.rules else "")
                for number, rule in _numbered(record.wording)
            ],
            widths=[0.08, 0.78, 0.14],
            tones=lambda _row, column, _text: "yes" if column == 2 else None,
        )
    with doc.in_language(record.language):
        doc.paragraph(record.text.standing)


def _numbered(published: Published) -> list[tuple[str, Rule]]:
    return [(str(number), rule) for number, rule in enumerate(published.acknowledgement.rules, start=1)]


def draw_records(doc: Document, records: Sequence[FullAcknowledgement], texts: Mapping[int, int]) -> None:
    """Draw a row for each signature; ``texts`` is by version the number under which ``draw_text`` prints its words."""
    doc.table(
        [_("Reference"), _("Signed by"), _("Signed as"), _("Signed"), _("Stored"), _("Rules ticked"), _("Text")],
        [_record_row(record, texts) for record in records],
        widths=[0.13, 0.155, 0.145, 0.265, 0.185, 0.065, 0.055],
        empty=_("Nobody signed rules or a policy in the period."),
    )


def _record_row(record: FullAcknowledgement, texts: Mapping[int, int]) -> tuple[str, ...]:
    ticked = [number for number, rule in _numbered(record.wording) if rule in record.rules]
    whole = len(ticked) > 1 and len(ticked) == len(record.text.rules)
    signer = "\n".join(filter(None, (record.signer, record.organisation)))
    how_signed = _("%(how)s, in %(language)s", how=how(record.keyed_by), language=language_word(record.language))
    return (
        record.reference,
        signer,
        record.signed_name,
        f"{format_date(record.day)}, {how_signed}",
        format_utc(record.acknowledged_at),
        f"{ticked[0]}\u2013{ticked[-1]}" if whole else ", ".join(ticked),
        str(texts[record.wording.id]),
    )


def _facts(record: FullAcknowledgement) -> list[tuple[str, str]]:
    day = format_date(record.signed_on) if record.signed_on else format_moment(record.acknowledged_at)
    signed = f"{day}, {how(record.keyed_by, record.acknowledged_at)}"
    facts = [
        (_("Document"), record.text.title),
        (_("Signed by"), record.signer),
        (_("Organisation"), record.organisation),
        (_("Signed as"), record.signed_name),
        (_("Signed"), signed),
        (_("Seen by"), record.witness),
        (_("Reference"), record.reference),
        (_("Language"), language_word(record.language)),
        (_("Stored"), format_utc(record.acknowledged_at)),
        (_("Wording"), version_words(record.wording)),
    ]
    return [(label, value) for label, value in facts if value]


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


def draw_counts(doc: Document, counted: Sequence[tuple[str, Counter[Status]]]) -> None:
    """Draw how many people stand how with each document."""
    key = [(str(STATUSES[status]), tone) for status, tone in _TONES.items()]
    rows = [(title, tuple(found[status] for status in _TONES)) for title, found in counted]
    doc.chart(key, [Bar(title, numbers) for title, numbers in rows])
    doc.table(
        [_("Document"), *(word for word, _tone in key)],
        [(title, *map(str, numbers)) for title, numbers in rows],
        widths=[0.4, 0.13, 0.16, 0.18, 0.13],
    )


def chosen_words(wanted: OwedFilter, asked: Sequence[AskedDocument]) -> str:
    """Return what was chosen of the register over all documents, for its paper."""
    chosen = [
        str(PEOPLE[wanted.audience]) if wanted.audience else "",
        session_names().get(wanted.session or "", ""),
        next((each.title for each in asked if each.document.slug == wanted.document), ""),
        "" if wanted.show else _("people who owe something"),
    ]
    return ", ".join(filter(None, chosen))


def owed_headings() -> tuple[str, ...]:
    return (_("Person"), _("Who they are here"), _("Children"), _("Document"), _("Signed"), _("Version"), _("Language"),
            _("Day"), _("How"), _("Reference"))  # fmt: skip


def owed_rows(line: PersonLine) -> Iterator[tuple[str, ...]]:
    """Yield a row for each document that a person is asked to sign, in the order of the headings."""
    roles = " + ".join(str(ROLES[each]) for each in ROLES if each in line.person.audiences)
    for each in line.signings:
        last = each.last
        signed = (str(last.number), language_word(last.language), str(last.day), how(last.keyer or ""), last.reference) \
            if last else ("",) * 5  # fmt: skip
        yield (line.person.name, roles, ", ".join(line.beside), each.asked.title, str(STATUSES[each.status]), *signed)


def write_owed(lines: Sequence[PersonLine], chosen: str, to: BinaryIO) -> int:
    """Write who owes what as a PDF and return its number of pages."""
    doc = new_document(_("Who owes a signature"), confidential=_("Names parents, children and staff. Keep it safe."))
    with doc.landscape():
        doc.heading(_("Who owes a signature"))
        if chosen:
            doc.paragraph(_("Only: %(choice)s.", choice=chosen), style="strong")
        draw_owed(doc, lines)
    draw_seal_note(doc)
    return doc.save(to)


def draw_owed(doc: Document, lines: Sequence[PersonLine]) -> None:
    """Draw each person once: what they owe, and what they signed, in which version and language, when and how."""
    doc.table(
        [_("Person"), _("Who they are here"), _("Still owes"), _("Signed")],
        [_owed_row(line) for line in lines],
        widths=[0.2, 0.24, 0.2, 0.36],
        empty=_("Nobody is asked to sign, or nobody owes it."),
    )


def _owed_row(line: PersonLine) -> tuple[str, ...]:
    roles = [*line.beside, *([str(ROLES[Audience.STAFF])] if Audience.STAFF in line.person.audiences else [])]
    owed = [f"{each.asked.title} ({STATUSES[each.status]})" for each in line.owed]
    name = told_apart(line.person.name, line.person.login)
    return name, ", ".join(roles), "\n".join(owed), "\n".join(map(signing_words, line.done))
