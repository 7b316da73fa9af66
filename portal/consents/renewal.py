"""When an adult is asked for an answer again: as pure functions."""

from dataclasses import dataclass
from datetime import date

from portal.consents.policy import AnswerState, LatestAnswer, Terms, answer_state, asks_again


@dataclass(frozen=True)
class AnswerStatus:
    """Where one adult’s answer stands, the last day on which their yes counts, and whether they are asked."""

    state: AnswerState
    counts_until: date | None
    asks_again: bool


def adult_status(latest: LatestAnswer | None, *, on: date, terms: Terms, last_day: date | None) -> AnswerStatus:
    """Return what one adult’s last answer is worth on a day, the child’s last day taken into account.

    No yes outlives the last day (product.md §2.6), and no new answer would; so nobody is asked again only because
    of it, and nobody is asked for a child who has left.
    """
    where = answer_state(latest, on=on)
    until = latest.counts_until if latest and where is AnswerState.YES else None
    if last_day is not None and on > last_day:
        return AnswerStatus(AnswerState.EXPIRED if where is AnswerState.YES else where, None, False)
    if until is not None and last_day is not None and until >= last_day:
        return AnswerStatus(where, last_day, False)
    return AnswerStatus(where, until, asks_again(where, until, on=on, terms=terms))
