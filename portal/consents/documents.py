"""Consent records as PDF: plain data in, drawn pages out."""

from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from flask_babel import gettext as _

from portal.consents.labels import ANSWERS, STATE_TONES, STATES, how_given, marked_word
from portal.consents.policy import Answer, Method, RulingState
from portal.consents.reading import FullRecord
from portal.consents.register.service import Coverage, Register
from portal.issued.documents import draw_seal_note
from portal.pdf import Document
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment
from portal.wording.policy import Controller


def write_record(record: FullRecord, to: BinaryIO) -> int:
    """Write one signed record as a PDF of its own and return its number of pages."""
    asked_by = record.text.controller.name if record.text.controller else ""
    doc = new_document(_record_title(record), setting_name=asked_by, reference=record.reference)
    draw_record(doc, record)
    draw_seal_note(doc)
    return doc.save(to)


def _record_title(record: FullRecord) -> str:
    return _("Withdrawal of consent") if record.is_withdrawal else _("Consent record")


def draw_record(doc: Document, record: FullRecord, *, level: int = 1, in_contents: bool = False) -> None:
    """Draw one record: who, when, how, each question as shown with its answer, and what the wording was (§2.3)."""
    title = (
        f"{record.child_name}, {record.reference}" if in_contents else f"{_record_title(record)}: {record.child_name}"
    )
    doc.heading(title, level=level, in_contents=in_contents)
    doc.facts(_facts(record))
    if not record.is_withdrawal:
        for paragraph in filter(None, (*record.text.introduction, record.text.note)):
            doc.paragraph(paragraph)
    doc.table(
        [_("What was asked"), _("What is shown, who sees it, who else controls it, how long it is kept"), _("Answer")],
        _asked(record),
        widths=[0.36, 0.48, 0.16],
    )
    if not record.is_withdrawal:
        doc.paragraph(record.text.withdrawing, style="small")
        doc.paragraph(_("Signed under the words: %(words)s", words=record.text.declaration), style="small")
    limits = _(
        "This paper shows what was answered when it was stored. An answer can be withdrawn later: ask the setting, or "
        "look at the portal, for what counts today."
    )
    doc.paragraph(limits, style="quiet")


def _asked(record: FullRecord) -> list[tuple[str, str, str]]:
    """Each question as it was shown, with its answer."""
    rows = [
        (line.use.sentence, " ".join(line.use.told), _answer(line.answer, counts_until=line.counts_until))
        for line in record.answers
    ]
    return [*rows, (record.text.consult_question, "", _answer(record.consult))] if record.consult else rows


def _answer(answer: Answer, *, counts_until: date | None = None) -> str:
    word = str(ANSWERS[answer])
    return _("%(answer)s, until %(day)s", answer=word, day=format_date(counts_until)) if counts_until else word


def _asked_by(controller: Controller) -> list[tuple[str, str]]:
    """Who asked, as it stood on the form: a later change of the setting’s details changes no record (§2.3)."""
    who = ", ".join(filter(None, (controller.name, *controller.address.splitlines(), controller.contact)))
    return [
        (_("Asked by"), who),
        (_("What allows it"), controller.lawful_basis),
        *([(_("Privacy notice"), controller.privacy_notice)] if controller.privacy_notice else []),
    ]


def _facts(record: FullRecord) -> list[tuple[str, str]]:
    how = how_given(record.method, record.noted_by, has_scan=record.has_scan, witness=record.witness)
    return [
        (_("Child"), _("%(name)s, born %(day)s", name=record.child_name, day=format_date(record.born_on))),
        (_("Adult"), f"{record.adult_name} ({record.relationship.replace('_', ' ')})"),
        (_("Said by") if record.method is Method.SPOKEN else _("Signed as"), record.signed_name),
        (_("Given"), _("%(day)s, %(how)s", day=format_date(record.given_on), how=how)),
        (_("Stored"), format_moment(record.signed_at)),
        (_("Reference"), record.reference),
        *([(_("Paper form"), record.paper_reference)] if record.paper_reference else []),
        (
            _("Wording"),
            _("version %(number)s, published %(day)s, SHA-256 %(hash)s", number=record.wording.number,
              day=format_date(record.wording.published_at), hash=record.wording.sha256),
        ),
        *(_asked_by(record.text.controller) if record.text.controller else []),
    ]  # fmt: skip


def draw_register(doc: Document, register: Register) -> None:
    """Draw the consent register: each child × use, for those who keep the records; they see what came on paper."""
    words = [[marked_word(line.rulings[use.key]) for use in register.uses] for line in register.lines]
    doc.paragraph(
        _("May each child be shown on %(day)s? The sentence for each use stands below the table.",
          day=format_date(register.on))
    )  # fmt: skip
    if any(line.rulings[use.key].papers for line in register.lines for use in register.uses):
        meaning = _("“On paper”: an answer that decides this came to us on a signed paper form.")
        doc.paragraph(meaning, style="small")
    if register.known_by is not None:
        limits = _(
            "Answers, holds and wordings are as they were stored on that day. Which children are listed, who has parental "
            "responsibility, and each child’s last day are as they stand on the day this was made."
        )
        doc.paragraph(limits, style="small")
    numbered = [str(number) for number in range(1, len(register.uses) + 1)]
    share = 0.78 / max(1, len(register.uses))
    doc.table(
        [_("Child"), *numbered],
        ([line.child.name, *cells] for line, cells in zip(register.lines, words, strict=True)),
        widths=[0.22, *([share] * len(register.uses))],
        tones=lambda row, column, _text: (
            STATE_TONES[register.lines[row].rulings[register.uses[column - 1].key].state] if column else None
        ),
    )
    doc.facts([(number, use.sentence) for number, use in zip(numbered, register.uses, strict=True)])


def draw_coverage(doc: Document, coverage: Iterable[Coverage]) -> None:
    """Draw how many children stand how, for each use."""
    doc.table(
        [_("Use of a picture"), *(str(STATES[state]) for state in RulingState)],
        [(line.use.sentence, str(line.may), str(line.may_not), str(line.not_answered)) for line in coverage],
        widths=[0.55, 0.15, 0.15, 0.15],
    )
