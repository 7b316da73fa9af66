"""May this child be shown for this use, today? The setting's most important rule, as pure functions."""

import calendar
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class Answer(StrEnum):
    """What an adult said to one use. An unanswered use is stored as such and never counts as yes (§2.1)."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"
    NOT_ANSWERED = "not_answered"


class Method(StrEnum):
    """How an answer came to us (§2.3)."""

    ONLINE = "online"
    PAPER = "paper"
    SPOKEN = "spoken"


class RecordKind(StrEnum):
    """A whole form, or the withdrawal of one use."""

    FORM = "form"
    WITHDRAWAL = "withdrawal"


class Wish(StrEnum):
    """What the child says, as staff noted it."""

    HAPPY = "happy"
    NOT_TODAY = "not_today"
    NO = "no"


class HoldBasis(StrEnum):
    """Why manager or lead blocked every picture of a child."""

    COURT_ORDER = "court_order"
    SAFEGUARDING = "safeguarding"
    OTHER = "other"


class Reason(StrEnum):
    """Why a child may not be shown. For managers; parents and other staff are told only that it is so (§2.6)."""

    LEFT = "left"
    HELD = "held"
    CHILD_SAYS_NO = "child_says_no"
    ASKED_FIRST = "asked_first"
    REFUSED = "refused"
    REFUSAL_IS_RESTRICTED = "refusal_is_restricted"
    NOBODY_TO_ASK = "nobody_to_ask"
    NOT_ANSWERED = "not_answered"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ASKED_AGAIN = "asked_again"
    NOT_EVERY_ADULT = "not_every_adult"


class RulingState(StrEnum):
    """How a child stands for one use: the three words that everybody acts on, on screen and paper."""

    MAY = "may"
    MAY_NOT = "may_not"
    NOT_ANSWERED = "not_answered"


_UNANSWERED = {Reason.NOBODY_TO_ASK, Reason.NOT_ANSWERED, Reason.EXPIRED, Reason.SUPERSEDED, Reason.ASKED_AGAIN}


class AnswerState(StrEnum):
    """Where one adult's own answer to one use stands."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"
    NOT_ANSWERED = "not_answered"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ASKED_AGAIN = "asked_again"


_REFUSALS = frozenset({AnswerState.NO, AnswerState.WITHDRAWN})
# A yes that no longer counts; the first of these is the reason.
ENDED_STATES = (AnswerState.SUPERSEDED, AnswerState.ASKED_AGAIN, AnswerState.EXPIRED)


class NotYoursToSign(Refusal):
    """The adult has no parental responsibility for the child, so they can read but not sign."""

    sentence = mark("Only an adult with parental responsibility can answer for this child. You can read the form. If our "
                    "list is wrong, please tell the manager.")  # fmt: skip


class WordingChanged(Refusal):
    """A new wording was published while the form was being filled in; it has to be read first."""

    sentence = mark("The form was changed a moment ago. Please read it again and answer anew.")


class NothingAnswered(Refusal):
    """Every question was left out: there is nothing to sign."""

    sentence = mark("Nothing was answered, so there is nothing to sign.")


@dataclass(frozen=True)
class LatestAnswer:
    """An adult's last answer to one use; a question left out does not erase the answer before it (§2.4).

    ``counts_until`` is the last day on which a yes counts, as it was stored with the answer (§2.3); before
    ``given_on`` for a yes that is asked again, since two entries of the register were found to be one.
    """

    adult_id: int
    answer: Answer
    given_on: date
    wording_is_valid: bool
    on_paper: bool = False
    counts_until: date | None = None


@dataclass(frozen=True)
class LatestWish:
    """The child's last word; “not today” counts on its own day."""

    say: Wish
    on: date


@dataclass(frozen=True)
class UseFacts:
    """Everything that decides one child and one use.

    ``responsible`` are the adults with parental responsibility; ``asked_to_consult`` those who asked that every such
    adult be asked; ``restricted`` those whose responsibility a court order limits, who are taken out of the first.
    ``asked_first``: a parent’s question, asked before signing, waits for our answer.
    """

    responsible: Set[int]
    answers: Sequence[LatestAnswer]
    asked_to_consult: Set[int] = frozenset()
    last_day: date | None = None
    is_held: bool = False
    child_wish: LatestWish | None = None
    restricted: Set[int] = frozenset()
    asked_first: bool = False


@dataclass(frozen=True)
class Terms:
    """How long a yes lasts: so many months, and if the setting says so no longer than the school year."""

    months: int = 12
    end_with_school_year: bool = False


@dataclass(frozen=True)
class Ruling:
    """The answer, why not, and the last day on which a yes counts if nobody says otherwise.

    ``papers`` are the adults on whose answers on paper it rests (§2.3). ``is_disputed`` when one adult’s yes counts and
    another said no.
    """

    may_show: bool
    reasons: tuple[Reason, ...]
    counts_until: date | None = None
    papers: tuple[int, ...] = ()
    is_disputed: bool = False

    @property
    def is_unanswered(self) -> bool:
        """Whether an answer is missing, or one that still counts, and nobody said no.

        Whatever else forbids it: if a hold moved a child from one heap to the other, staff could read it off.
        """
        return Reason.REFUSED not in self.reasons and not _UNANSWERED.isdisjoint(self.reasons)

    @property
    def state(self) -> RulingState:
        """How the child stands. Where the reasons are withheld, whatever stands in the way reads the same: may not."""
        if self.may_show:
            return RulingState.MAY
        return RulingState.NOT_ANSWERED if self.is_unanswered else RulingState.MAY_NOT


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the month's last day where there is none (29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def counts_until(given_on: date, terms: Terms) -> date:
    """Return the last day on which a yes given on ``given_on`` counts (product.md §2.6).

    A school year in England ends on 31 August (Education Act 1996, s 579).
    """
    last = add_months(given_on, terms.months) - timedelta(days=1)
    if not terms.end_with_school_year:
        return last
    summer = date(given_on.year, 8, 31)
    return min(last, summer if given_on <= summer else summer.replace(year=given_on.year + 1))


def answer_state(latest: LatestAnswer | None, *, on: date) -> AnswerState:
    """Return where one adult's own answer stands on a day. A no does not expire; a yes does."""
    if latest is None:
        return AnswerState.NOT_ANSWERED
    if latest.answer is not Answer.YES:
        return AnswerState(latest.answer)
    if latest.given_on > on:
        return AnswerState.NOT_ANSWERED
    if not latest.wording_is_valid:
        return AnswerState.SUPERSEDED
    if latest.counts_until is not None and latest.counts_until < latest.given_on:
        return AnswerState.ASKED_AGAIN
    return AnswerState.EXPIRED if latest.counts_until is None or on > latest.counts_until else AnswerState.YES


def may_show(facts: UseFacts, *, on: date) -> Ruling:
    """Decide product.md §2.6 for one child and one use on one day.

    Only answers of adults who have parental responsibility today count. A no stands until that adult answers anew. Of
    adults whose responsibility is restricted a no counts, and nothing else: nobody waits for their yes or heeds it.
    While a question of a parent waits, nothing is a yes: neither the other parent’s, nor one of before, which counts
    again once we have answered. Who asks can say no as well, so it gives nobody a new right.
    """
    able = facts.responsible - facts.restricted
    said = {answer.adult_id: answer for answer in facts.answers if answer.adult_id in able | facts.restricted}
    stands = {adult: answer_state(said.get(adult), on=on) for adult in sorted(able | facts.restricted)}
    stands = {adult: where for adult, where in stands.items() if adult in able or where in _REFUSALS}
    all_must_agree = not facts.asked_to_consult.isdisjoint(able)
    reasons = (*_blocks(facts, on), *_gaps(stands, able, all_must_agree))
    papers = _papers(stands, {adult for adult, answer in said.items() if answer.on_paper})
    if reasons:
        disputed = Reason.REFUSED in reasons and AnswerState.YES in stands.values()
        return Ruling(False, reasons, papers=papers, is_disputed=disputed)
    live = [said[adult] for adult, where in stands.items() if where is AnswerState.YES]
    ends = [answer.counts_until for answer in live if answer.counts_until]
    # With the last live yes, or with the first where all must agree; and never after the child's last day.
    end = min(ends) if all_must_agree else max(ends)
    return Ruling(True, (), min(end, facts.last_day) if facts.last_day else end, papers)


def _blocks(facts: UseFacts, on: date) -> Iterator[Reason]:
    """What forbids every use of a child’s picture on a day, whatever the adults said."""
    if facts.last_day is not None and on > facts.last_day:
        yield Reason.LEFT
    if facts.is_held:
        yield Reason.HELD
    wish = facts.child_wish
    if wish and (wish.say is Wish.NO or (wish.say is Wish.NOT_TODAY and wish.on == on)):
        yield Reason.CHILD_SAYS_NO
    if facts.asked_first:
        yield Reason.ASKED_FIRST


def _gaps(stands: Mapping[int, AnswerState], able: Set[int], all_must_agree: bool) -> Iterator[Reason]:
    """What is missing from the adults' answers, where only those who are ``able`` can say yes."""
    given, refusing = set(stands.values()), {adult for adult, where in stands.items() if where in _REFUSALS}
    if refusing:
        yield Reason.REFUSED
    if not refusing <= able:
        yield Reason.REFUSAL_IS_RESTRICTED
    if AnswerState.YES not in given:
        if ended := [Reason(state) for state in ENDED_STATES if state in given]:
            yield ended[0]
        elif not refusing:
            yield Reason.NOT_ANSWERED if able else Reason.NOBODY_TO_ASK
    elif all_must_agree and given != {AnswerState.YES}:
        yield Reason.NOT_EVERY_ADULT


def _papers(stands: Mapping[int, AnswerState], on_paper: Set[int]) -> tuple[int, ...]:
    """Whose answers on paper it rests on: the refusals if there are any, or else each live yes.

    Whatever else forbids it: if a hold took the mark away, whoever sees the mark could read off the hold.
    """
    decisive = _REFUSALS if not _REFUSALS.isdisjoint(stands.values()) else {AnswerState.YES}
    return tuple(adult for adult, where in stands.items() if where in decisive and adult in on_paper)


def withheld(ruling: Ruling) -> Ruling:
    """Return what a parent may know of a ruling: whether a picture may be shown, and nothing of why or by whom.

    So no answer of another adult can be told from silence, from a hold, or from what the child says.
    """
    return Ruling(ruling.may_show, ())
