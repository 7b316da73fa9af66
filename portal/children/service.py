"""What the page of one child gathers from the registers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.concerns.models import Concern
from portal.consents.models import CONSULT, AskedFirst, ConsentRecord, PaperForm
from portal.consents.policy import Answer, AnswerState, Method
from portal.consents.queries import FullRecord, full_records
from portal.consents.renewal import adult_status
from portal.consents.rulings import current_answers, latest_answer, terms_of
from portal.families.models import Adult, Child
from portal.families.policy import Responsibility
from portal.families.register import AdultLine
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.service import InForce


@dataclass(frozen=True)
class AdultAnswer:
    """An adult's latest answer to one use, and where it stands today.

    ``given_on`` is the day on which it was said; ``counts_until`` the last day of a yes that counts. An answer that
    does not ``count`` is of an adult without the parental responsibility for it (product.md §2.6).
    """

    answer: Answer
    state: AnswerState
    method: Method
    given_on: date
    counts_until: date | None
    counts: bool


@dataclass(frozen=True)
class AdultAnswers:
    """Each adult's answers by use and number of the adult; ``consulting`` are those who want every adult to be asked."""

    adults: tuple[Adult, ...]
    answers: Mapping[tuple[str, int], AdultAnswer]
    consulting: tuple[Adult, ...]


def adult_answers(child: Child, lines: Iterable[AdultLine], *, on: date) -> AdultAnswers:
    """Return the latest answer of each adult of a child to each use of the present form, in one query.

    For those who keep the records alone: no parent sees what another one answered (product.md §2.6). An adult who
    cannot answer and never did is left out.
    """
    form, beside = wording.in_force(DocumentKey.CONSENT_FORM), {line.adult.id: line for line in lines}
    asked = [CONSULT, *(use.key for use in form.published.consent.uses)]
    said = {(use, adult_id): row for _child, adult_id, use, *row in current_answers([child.id], asked)}
    consulting = {adult_id for (use, adult_id), row in said.items() if use == CONSULT and row[0] == Answer.YES}
    answers = {
        (use, adult_id): _answer(form, child, beside[adult_id].responsibility, adult_id, use, row, on)
        for (use, adult_id), row in said.items()
        if use != CONSULT and adult_id in beside
    }
    spoke = {adult_id for _use, adult_id in answers}
    shown = [line.adult for line in beside.values() if line.responsibility.can_say_no or line.adult.id in spoke]
    return AdultAnswers(tuple(shown), answers, tuple(adult for adult in shown if adult.id in consulting))


def _answer(
    form: InForce, child: Child, held: Responsibility, adult_id: int, use: str, row: list[Any], on: date
) -> AdultAnswer:
    latest = latest_answer(form, adult_id, use, *row)
    status = adult_status(latest, on=on, terms=terms_of(form.published.consent), last_day=child.leaves_on)
    counts = held.can_say_yes if latest.answer is Answer.YES else held.can_say_no
    until = status.counts_until if counts else None
    return AdultAnswer(latest.answer, status.state, Method(row[3]), latest.given_on, until, counts)


def papers_out(child: Child, account: Any) -> list[PaperForm]:
    """Return the forms printed for a child that nobody has keyed in, the newest first."""
    keyed = ConsentRecord.select(ConsentRecord.paper_form).where(
        ConsentRecord.child.in_(Child.entries(child.id)) & ConsentRecord.paper_form.is_null(False)
    )
    printed = PaperForm.visible_to(account).where(
        PaperForm.child.in_(Child.entries(child.id)) & PaperForm.id.not_in(keyed)
    )
    return list(printed.order_by(PaperForm.id.desc()))


def signed_records(child: Child, account: Any) -> list[FullRecord]:
    """Return what was signed for a child, as far as ``account`` may see it, the newest first."""
    visible = ConsentRecord.visible_to(account).where(ConsentRecord.child.in_(Child.entries(child.id)))
    return full_records(list(visible.order_by(ConsentRecord.id.desc())))


def number_to_dial(phone: str) -> str:
    """Return what a telephone dials for a number as people write it; nothing where words or a second number stand too."""
    plain = phone.replace("(0)", "") if phone.startswith("+") else phone
    return re.sub(r"[^+\d]", "", plain) if re.fullmatch(r"\+?[\d ()-]{5,20}", plain) else ""


def questions_asked_first(child: Child, account: Any) -> list[str]:
    """Return the references of what parents asked first and wait for, as far as ``account`` handles it."""
    asked = AskedFirst.select(AskedFirst.concern_id).where(AskedFirst.child.in_(Child.entries(child.id)))
    handled = Concern.handled_by(account).where(Concern.id.in_(asked.where(AskedFirst.waiting())))
    return [concern.reference for concern in handled.order_by(Concern.id)]
