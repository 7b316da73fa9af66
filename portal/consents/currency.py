"""Whether what one signed record says still counts."""

from datetime import date

from portal.consents.models import CONSULT, ConsentAnswer, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, AnswerState, LatestAnswer, answer_state
from portal.consents.rulings import with_events
from portal.families.models import Child
from portal.wording import service as wording
from portal.wording.policy import DocumentKey


def answers_today(record: ConsentRecord, *, on: date) -> list[AnswerState]:
    """Return where each answer that a record gave stands on a day; SUPERSEDED too where a later record answers the use.

    On no day after the child's last does any answer stand: then each is EXPIRED (product.md §2.6).
    """
    given = ConsentAnswer.select().where(
        (ConsentAnswer.record == record) & (ConsentAnswer.answer != Answer.NOT_ANSWERED)
    )
    child = Child.get_by_id(record.child.kept_id)
    if child.leaves_on and on > child.leaves_on:
        return [AnswerState.EXPIRED for _ in given]
    latest = CurrentAnswer.select().where((CurrentAnswer.child == child) & (CurrentAnswer.record_id == record.id))
    rows = {row.use: row for row in latest}
    return [_stands(rows.get(answer.use), on) for answer in given]


def _stands(row: CurrentAnswer | None, on: date) -> AnswerState:
    if row is None:
        return AnswerState.SUPERSEDED
    if row.use == CONSULT:  # a wish has no end
        return AnswerState(row.answer)
    valid = with_events(wording.in_force(DocumentKey.CONSENT_FORM)).counts(row.use, row.wording_id)
    latest = LatestAnswer(row.adult_id, Answer(row.answer), row.given_on, valid, counts_until=row.counts_until)
    return answer_state(latest, on=on)
