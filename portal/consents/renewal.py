"""When an adult is asked for an answer again: as pure functions."""

from dataclasses import dataclass
from datetime import date

from portal.consents.policy import (
    ENDED_STATES,
    AnswerState,
    LatestAnswer,
    Terms,
    answer_state,
    counts_until,
)
from portal.wording.uses import Use

# A yes that ends within this many days is asked again (product.md §2.7).
ASK_AGAIN_WITHIN_DAYS = 30


def last_day_of(use: Use, day: date | None) -> date | None:
    """Return ``day``, on which answers for a child end at the latest, or that of the event that a use is about if earlier."""
    held_on = use.fields.event.held_on if use.fields and use.fields.event else None
    return min((each for each in (day, held_on) if each), default=None)


@dataclass(frozen=True)
class AnswerStatus:
    """Where one adult’s answer stands, the last day on which their yes counts, and whether they are asked."""

    state: AnswerState
    counts_until: date | None
    asks_again: bool


def adult_status(
    latest: LatestAnswer | None, *, on: date, terms: Terms, last_day: date | None, left_open: date | None = None
) -> AnswerStatus:  # fmt: skip
    """Return what one adult’s last answer is worth on a day, the child’s last day taken into account.

    No yes outlives the last day (product.md §2.6), and no new answer would; so nobody is asked again only because
    of it, and nobody is asked for a child who has left, nor for what they last ``left_open`` on a form that they
    checked and signed: silence is no answer, but they were asked (product.md §2.1).
    """
    where = answer_state(latest, on=on)
    until = latest.counts_until if latest and where is AnswerState.YES else None
    if last_day is not None and on > last_day:
        return AnswerStatus(AnswerState.EXPIRED if where is AnswerState.YES else where, None, False)
    if until is not None and last_day is not None and until >= last_day:
        return AnswerStatus(where, last_day, False)
    asks = asks_again(where, until, on=on, terms=terms) and not _chose_silence(where, latest, left_open)
    return AnswerStatus(where, until, asks)


def _chose_silence(where: AnswerState, latest: LatestAnswer | None, left_open: date | None) -> bool:
    """Whether an adult left a question out when no yes of theirs counted: one that still counted was kept by it."""
    if left_open is None or where is AnswerState.ASKED_AGAIN:
        return False
    is_after = latest is not None and latest.counts_until is not None and left_open > latest.counts_until
    return where is not AnswerState.EXPIRED or is_after


def asks_again(own: AnswerState, until: date | None, *, on: date, terms: Terms) -> bool:
    """Return whether an adult should be asked: no live word of theirs, or a yes that ends within 30 days.

    ``until`` is the last day on which their yes counts, ``terms`` how long a yes given now would last.
    """
    if own in {AnswerState.NOT_ANSWERED, *ENDED_STATES}:
        return True
    # Where a yes is short by nature, only its last quarter is a time to ask.
    window = min(ASK_AGAIN_WITHIN_DAYS, terms.months * 30 // 4)
    if own is not AnswerState.YES or until is None or (until - on).days >= window:
        return False
    # Nobody is asked for what would change nothing: a yes of today has to last longer than the one that ends.
    return counts_until(on, terms) > until
