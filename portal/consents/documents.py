"""Consent records as PDF, or as a page that says the same: plain data in, drawn out."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, groupby
from typing import BinaryIO

from flask_babel import gettext as _

from portal.consents.interchange import as_json
from portal.consents.labels import ANSWERS, STATE_TONES, STATES, how_given, marked_word, paper_mark
from portal.consents.models import CONSULT
from portal.consents.policy import Answer, Method, RulingState
from portal.consents.queries import FullRecord
from portal.consents.register.service import Coverage, Register
from portal.issued.documents import draw_seal_note
from portal.pdf import Document, told_apart
from portal.pdf.chart import Bar
from portal.pdf.metadata import EmbeddedFile
from portal.pdf.style import Tone
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment, format_utc
from portal.web.record_page import RecordPage
from portal.wording.documents import asked_by, version_words
from portal.wording.policy import ConsentText

# So many records of one child stand beside each other.
_BESIDE = 3
_ANSWER_TONES = {Answer.YES: "yes", Answer.NO: "no", Answer.WITHDRAWN: "no", Answer.NOT_ANSWERED: "unanswered"}


def write_record(record: FullRecord, to: BinaryIO) -> int:
    """Write one signed record as a PDF of its own, with itself as data inside, and return its number of pages."""
    asked_by = record.text.controller.name if record.text.controller else ""
    doc = new_document(
        record_heading(record), setting_name=asked_by, reference=record.row.reference, files=[evidence(record)]
    )
    draw_record(doc, record)
    draw_seal_note(doc)
    return doc.save(to)


def evidence(record: FullRecord) -> EmbeddedFile:
    """Return the record as JSON in the fields of ISO/IEC TS 27560, as it travels inside its PDF."""
    description = _("The record as data: ISO/IEC TS 27560, names of the W3C Data Privacy Vocabulary")
    return EmbeddedFile(f"{record.row.reference}.json", as_json(record), "application/json", description)


def record_heading(record: FullRecord) -> str:
    return _("Withdrawal of consent") if record.is_withdrawal else _("Consent record")


def draw_record(doc: Document | RecordPage, record: FullRecord) -> None:
    """Draw one record: who, when, how, each question as shown with its answer, and what the wording was (§2.3)."""
    child = told_apart(record.row.child_name, format_date(record.row.born_on))
    doc.heading(f"{record_heading(record)}: {child}")
    doc.facts(_facts(record))
    answers = _answers(record)
    rows = [(asked, answers[key], told) for key, asked, told in _asked(record.text) if key in answers]
    doc.table(
        [_("What was asked"), _("Answer"), _("What is shown, who sees it, who else controls it, how long it is kept")],
        [(asked, str(ANSWERS[answer]), told) for asked, answer, told in rows],
        widths=[0.3, 0.12, 0.58],
        tones=lambda row, column, _text: _ANSWER_TONES[rows[row][1]] if column == 1 else None,
    )
    if not record.is_withdrawal:
        _draw_words(doc, record.text)
    limits = _(
        "This paper shows what was answered when it was stored. An answer can be withdrawn later: ask the setting, or "
        "look at the portal, for what counts today."
    )
    doc.paragraph(limits, style="quiet")


def draw_answers(doc: Document, records: Sequence[FullRecord], texts: Mapping[int, int]) -> None:
    """Draw what was signed, child by child in the order given: who, when and how, and each answer beside its question.

    ``texts`` is by version the number under which ``draw_text`` prints the wording, once for all records.
    """
    words = {answer: str(word) for answer, word in ANSWERS.items()}
    for _child_id, found in groupby(records, key=lambda record: record.child_id):
        some = list(found)
        last = some[-1]
        named = _("%(name)s, born %(day)s", name=last.row.child_name, day=format_date(last.row.born_on))
        with doc.kept(mm=_mm_of(some)):
            doc.heading(named, level=2, in_contents=True)
        for wording_id, same in groupby(some, key=lambda record: record.wording.id):
            shown = list(same)
            for start in range(0, len(shown), _BESIDE):
                _draw_beside(doc, shown[start : start + _BESIDE], texts[wording_id], named, words)


def _mm_of(records: Sequence[FullRecord]) -> float:
    """Return about how high the first records of a child are, with a line more than most of them need."""
    return 10 + 11 * min(_BESIDE, len(records)) + 5.15 * (len(_asked(records[0].text)) + 1)


def _draw_beside(
    doc: Document, records: Sequence[FullRecord], number: int, named: str, words: Mapping[Answer, str]
) -> None:
    """Draw up to three records on the same wording beside each other, with a row for each question they answer."""
    doc.facts([(record.row.reference, _said(record, named)) for record in records])
    answers = [_answers(record) for record in records]
    rows = [(key, asked) for key, asked, _told in _asked(records[0].text) if any(key in each for each in answers)]
    doc.table(
        [_("What was asked in text %(number)s", number=number), *(record.row.reference for record in records)],
        [(asked, *(words[each[key]] if key in each else "\u2013" for each in answers)) for key, asked in rows],
        widths=[1 - 0.18 * len(records), *([0.18] * len(records))],
        tones=lambda row, column, _text: (
            _ANSWER_TONES.get(answers[column - 1].get(rows[row][0], Answer.NOT_ANSWERED)) if column else None
        ),
    )


def _said(record: FullRecord, named: str) -> str:
    """Return who said it, when, how and until when, in a few words."""
    signed = _("said by") if record.row.method == Method.SPOKEN else _("signed as")
    until = record.counts_until
    once = _("%(name)s, born %(day)s", name=record.row.child_name, day=format_date(record.row.born_on))
    return " ".join(
        filter(None, (
            _("For %(child)s.", child=once) if once != named else "",
            f"{_adult(record)}, {signed} {record.row.signed_name}.",
            _("Given %(when)s. Stored %(moment)s.", when=_given(record), moment=format_utc(record.row.signed_at)),
            _("Paper form %(reference)s.", reference=record.paper_reference) if record.paper_reference else "",
            _("Each yes counts until %(day)s.", day=format_date(until)) if until else "",
        ))
    )  # fmt: skip


def _draw_words(doc: Document | RecordPage, text: ConsentText) -> None:
    said = _("Signed under the words: %(words)s", words=text.declaration)
    doc.paragraph("\n".join(filter(None, (*text.introduction, text.note, text.withdrawing, said))))


def _asked(text: ConsentText) -> list[tuple[str, str, str]]:
    """Each question as it was shown, numbered: its key, what was asked, what people were told."""
    asked = [(use.key, use.sentence, " ".join(use.told)) for use in text.uses]
    if text.consult_question:
        asked.append((CONSULT, text.consult_question, ""))
    return [(key, f"{number}. {sentence}", told) for number, (key, sentence, told) in enumerate(asked, start=1)]


def _answers(record: FullRecord) -> dict[str, Answer]:
    found = {line.use.key: line.answer for line in record.answers}
    return found | {CONSULT: record.consult} if record.consult else found


def _adult(record: FullRecord) -> str:
    adult = told_apart(record.row.adult_name, record.adult_login)
    return f"{adult} ({record.row.relationship.replace('_', ' ')})"


def _given(record: FullRecord) -> str:
    how = how_given(record.row.method, record.noted_by, has_scan=record.has_scan, witness=record.row.witness)
    return _("%(day)s, %(how)s", day=format_date(record.row.given_on), how=how)


def _facts(record: FullRecord) -> list[tuple[str, str]]:
    stored = f"{format_moment(record.row.signed_at)} ({format_utc(record.row.signed_at)})"
    return [
        (_("Child"), _("%(name)s, born %(day)s", name=record.row.child_name, day=format_date(record.row.born_on))),
        (_("Adult"), _adult(record)),
        (_("Said by") if record.row.method == Method.SPOKEN else _("Signed as"), record.row.signed_name),
        (_("Given"), _given(record)),
        (_("Stored"), stored),
        *([(_("Each yes counts until"), format_date(record.counts_until))] if record.counts_until else []),
        (_("Reference"), record.row.reference),
        *([(_("Paper form"), record.paper_reference)] if record.paper_reference else []),
        (_("Wording"), version_words(record.wording)),
        *asked_by(record.text),
    ]


def draw_register(doc: Document, register: Register) -> None:
    """Draw the consent register: each child × use, for those who keep the records; they see what came on paper."""
    word = cache(marked_word)  # in the language of this document; most children share a few rulings
    words = [[word(line.rulings[use.key]) for use in register.uses] for line in register.lines]
    doc.paragraph(_("May each child be shown on %(day)s?", day=format_date(register.on)))
    if any(line.rulings[use.key].papers for line in register.lines for use in register.uses):
        meaning = _("“On paper”: an answer that decides this came to us on a signed paper form.")
        doc.paragraph(meaning, style="small")
    if register.known_by is not None:
        limits = _(
            "Answers, holds and wordings are as they were stored on that day. Which children are listed, who has parental "
            "responsibility, and each child’s last day are as they stand on the day this was made."
        )
        doc.paragraph(limits, style="small")
    share = 0.8 / max(1, len(register.uses))
    doc.table(
        [_("Child"), *(use.sentence for use in register.uses)],
        (
            [told_apart(line.child.name, format_date(line.child.born_on)), *cells]
            for line, cells in zip(register.lines, words, strict=True)
        ),
        widths=[0.2, *([share] * len(register.uses))],
        tones=lambda row, column, _text: (
            STATE_TONES[register.lines[row].rulings[register.uses[column - 1].key].state] if column else None
        ),
    )


def draw_coverage(doc: Document, coverage: Sequence[Coverage]) -> None:
    """Draw how many children stand how, for each use."""
    key = [(str(STATES[state]), Tone(STATE_TONES[state])) for state in RulingState]
    counted = [(line.use.sentence, (line.may, line.may_not, line.not_answered)) for line in coverage]
    doc.chart(key, [Bar(label, counts) for label, counts in counted])
    doc.table(
        [_("Use of a picture"), *(word for word, _tone in key)],
        [(label, *map(str, counts)) for label, counts in counted],
        widths=[0.55, 0.15, 0.15, 0.15],
    )


def write_register(part: Register, described: str, coverage: Sequence[Coverage], to: BinaryIO) -> None:
    """Write each child, then the counts of every child of the session for each use; ``described`` is what was chosen."""
    doc = new_document(_("Consent register"), confidential=_("Names children. Keep it safe."))
    with doc.landscape():
        doc.heading(_("Consent register"))
        if described:
            doc.paragraph(_("Only: %(choice)s.", choice=described), style="strong")
        if part.lines:
            draw_register(doc, part)
        else:
            doc.paragraph(_("No child fits what was chosen."))
    doc.heading(_("How far each use is answered"), level=2)
    draw_coverage(doc, coverage)
    draw_seal_note(doc)
    doc.save(to)


def register_rows(part: Register) -> list[tuple[str, ...]]:
    """Return headings, then a line for each child with three columns for each use: the ruling, “on paper”, and a yes’s last day.

    A column apart, since who filters for “May not” must not miss those who said so on paper.
    """
    headings = [
        (use.label, _("%(use)s: on paper", use=use.label), _("%(use)s: counts until", use=use.label))
        for use in part.uses
    ]
    rows = [(_("Child"), *chain.from_iterable(headings))]
    for line in part.lines:
        decided = [line.rulings[use.key] for use in part.uses]
        words = chain.from_iterable(
            [(str(STATES[ruling.state]), paper_mark(ruling), str(ruling.counts_until or "")) for ruling in decided]
        )
        rows.append((line.child.name, *words))
    return rows
