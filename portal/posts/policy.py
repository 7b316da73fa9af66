"""Which posts have to come down, why and by when (product.md §5.2), and what a poster may answer: as pure functions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.consents.policy import Reason, Ruling, add_months
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.wording.uses import Kept, Shown, UseFields

# A yes that ended, or that is asked again, stops new posts; the old ones come down after so long without an answer.
WAITS_FOR_AN_ANSWER = timedelta(days=30)


class Elsewhere(StrEnum):
    """Where families outside the group hear what a post says: refusing costs nothing (product.md §5.1)."""

    NEWSLETTER = "newsletter"
    DOOR = "door"
    JOURNAL = "journal"
    EMAIL = "email"
    IN_PERSON = "in_person"


class Action(StrEnum):
    """What a take-down asks for. A post that comes down has lost its caption too."""

    REMOVE = "remove"
    EDIT_CAPTION = "edit_caption"


class Cause(StrEnum):
    """Why something comes down; of several the weightiest, and then the first. For those who keep the records alone (product.md §2.6)."""

    HELD = "held"
    CHILD_SAYS_NO = "child_says_no"
    REFUSED = "refused"
    LEFT = "left"
    KEPT_LONG_ENOUGH = "kept_long_enough"
    YES_ENDED = "yes_ended"
    CALLED_OFF = "called_off"

    @property
    def is_planned(self) -> bool:
        """Whether an answer of the parents would still let it stay."""
        return self is Cause.YES_ENDED

    @property
    def weight(self) -> int:
        """What is planned waits longest; of a no, and of an event called off, somebody is told, whatever else there is."""
        return {Cause.REFUSED: 3, Cause.CALLED_OFF: 2}.get(self, int(not self.is_planned))


class PostState(StrEnum):
    """How a post stands; of what is WAITING something has to come down."""

    LIVE = "live"
    WAITING = "waiting"
    DOWN = "down"


class Outcome(StrEnum):
    """How a take-down ends. What cannot come down today may come down later; NOT_NEEDED only for one that was planned."""

    DONE = "done"
    CANNOT = "cannot"
    NOT_NEEDED = "not_needed"


class Found(StrEnum):
    """What was done about a comment that should not stand there (product.md §5.3)."""

    HIDDEN = "hidden"
    REMOVED = "removed"
    SPOKEN_TO = "spoken_to"


class AlreadyPosted(Refusal):
    """One clearance is for one post: a second one may rest on other answers."""

    sentence = mark("This picture is recorded as posted already. For another post, clear it again.")


class NotClear(Refusal):
    """It was blocked, or somebody still has to be asked."""

    sentence = mark("This picture is not clear, so it cannot be posted. If it is up already, take it down now.")


class ClearanceVoid(Refusal):
    """An answer changed since, or the day is over."""

    sentence = mark("This clearance does not count any more. %(why)s If the picture is up already, take it down now.")


class AlreadyRemoved(Refusal):
    """Somebody else ticked it first; who and when stays as they said it."""

    sentence = mark("%(name)s has ticked this post as taken down already. There is nothing more to do.")


class RemovedTooEarly(Refusal):
    """Nothing comes down before it goes up, or tomorrow."""

    sentence = mark("Write the day on which you took it down: from %(first)s until today")
    field = "removed_on"


class NothingToTakeDown(Refusal):
    """Nothing of the post is on the list any more."""

    sentence = mark("Nothing of this post has to come down any more.")


class NewNameInCaption(Refusal):
    """Whose name is to stand there has to be cleared."""

    sentence = mark("%(name)s is not named in the cleared caption. Clear the picture again with the new caption.")
    field = "caption"


class StillNamed(Refusal):
    """The name of a child has to come out, and still stands there."""

    sentence = mark("Take out the name %(name)s")
    field = "caption"


@dataclass(frozen=True)
class RestsOn:
    """One use that a live post rests on for one child, as the wording of the yes had it.

    ``kept_until`` is the last day on which it may stand where the yes promised one; of an event that is over nobody
    ``is_asked_again``, and once it ``is_called_off`` no yes to it holds: each was for the day and place that were read.
    """

    use: str
    action: Action
    stays_after_leaving: bool = False
    kept_until: date | None = None
    is_asked_again: bool = True
    is_called_off: bool = False


@dataclass(frozen=True)
class ChildFacts:
    """What decides about the posts of one child: the ruling on each use today, and whether the child’s own word is no.

    ``ended`` are the uses whose yes is over for good: for so long that no answer is waited for any more, or because
    nobody who said it can say yes today.
    """

    rulings: Mapping[str, Ruling]
    says_no: bool = False
    ended: Set[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Needed:
    """One thing that has to come down; ``use`` is empty where every picture of the child does."""

    action: Action
    cause: Cause
    use: str = ""


def rests_on(use: str, fields: UseFields | None, *, posted_on: date, called_off: Set[str] = frozenset()) -> RestsOn:
    """Return what a post of a day promised for one use, and whether its event is among those ``called_off``.

    Of a text without fields nothing may stay after leaving.
    """
    if fields is None:
        return RestsOn(use, Action.REMOVE)
    action = Action.EDIT_CAPTION if set(fields.shown) == {Shown.FIRST_NAME} else Action.REMOVE
    return RestsOn(
        use, action, fields.stays_after_leaving or fields.kept is Kept.AS_THE_PICTURE, _kept_until(fields, posted_on),
        is_asked_again=fields.event is None, is_called_off=use in called_off,
    )  # fmt: skip


def _kept_until(fields: UseFields, posted_on: date) -> date | None:
    """A school year in England ends on 31 August (Education Act 1996, s 579)."""
    if fields.kept is Kept.MONTHS:
        return add_months(posted_on, fields.kept_months) - timedelta(days=1)
    if fields.kept is Kept.SCHOOL_YEAR:
        return date(posted_on.year + (posted_on.month > 8), 8, 31)
    return None


def what_comes_down(post: Iterable[RestsOn], child: ChildFacts, *, on: date) -> list[Needed]:
    """Return what of one post has to come down for one child, each action once and for the gravest cause.

    Where the whole post has to come down, its caption is not asked for besides, unless for a cause that weighs more.
    An event called off stands beside any other cause: parents are told of it, and where it were missing they could tell
    that another adult said no (product.md §2.6).
    """
    every = sorted(_needed(post, child, on), key=lambda each: (-each.cause.weight, list(Cause).index(each.cause)))
    if len(every) < 2:
        return every
    first: dict[Action, Needed] = {}
    for needed in every:
        first.setdefault(needed.action, needed)
    told = (needed for needed in every if needed.cause is Cause.CALLED_OFF)
    found = list(dict.fromkeys([*first.values(), *told]))
    heaviest = max((needed.cause.weight for needed in found if needed.action is Action.REMOVE), default=-1)
    return [needed for needed in found if needed.action is Action.REMOVE or needed.cause.weight > heaviest]


def _needed(post: Iterable[RestsOn], child: ChildFacts, on: date) -> Iterator[Needed]:
    uses = list(post)
    # A child who is named there and not shown is gone from it with their name.
    every = Action.REMOVE if any(shown.action is Action.REMOVE for shown in uses) else Action.EDIT_CAPTION
    for shown in uses:
        ruling = child.rulings[shown.use]
        if Reason.HELD in ruling.reasons:
            yield Needed(every, Cause.HELD)
        if child.says_no:
            yield Needed(every, Cause.CHILD_SAYS_NO)
        if shown.is_called_off:
            yield Needed(shown.action, Cause.CALLED_OFF, shown.use)
        if cause := _cause(shown, ruling, on, has_ended=shown.use in child.ended):
            yield Needed(shown.action, cause, shown.use)


def _cause(shown: RestsOn, ruling: Ruling, on: date, *, has_ended: bool) -> Cause | None:
    has_left = Reason.LEFT in ruling.reasons
    if Reason.REFUSED in ruling.reasons:
        return Cause.REFUSED
    if has_left and not shown.stays_after_leaving:
        return Cause.LEFT
    if shown.kept_until and on > shown.kept_until:
        return Cause.KEPT_LONG_ENOUGH
    # Of a child who has left nobody is asked again: what may stay stays.
    return Cause.YES_ENDED if has_ended and not has_left and shown.is_asked_again else None


def state_of(outcomes: Set[Outcome], *, is_down: bool) -> Outcome | None:
    """Return how a take-down stands, None while nobody has answered it; ``is_down`` when the whole post is."""
    if Outcome.NOT_NEEDED in outcomes:
        return Outcome.NOT_NEEDED
    if is_down or Outcome.DONE in outcomes:
        return Outcome.DONE
    return Outcome.CANNOT if outcomes else None


def is_listed(needed: Needed, listed: Iterable[Needed]) -> bool:
    """Return whether something is on the list already, for a cause that weighs as much."""
    if needed.cause is Cause.CALLED_OFF:
        return needed in listed
    actions = {needed.action, Action.REMOVE}
    return any(other.action in actions and other.cause.weight >= needed.cause.weight for other in listed)


def may_stay(cause: Cause, ruling: Ruling) -> bool:
    """Return whether what is on the list for this cause may stay after all. After a no it comes down, whatever follows."""
    return ruling.may_show if cause is Cause.YES_ENDED else cause is Cause.LEFT and Reason.LEFT not in ruling.reasons


@dataclass(frozen=True)
class CommentsDue:
    """One reading of the comments on a post: who reads them from ``opens`` on has done it, in time until ``due``."""

    opens: datetime
    due: datetime


def comments_due(
    posted_at: datetime, schedule: Sequence[timedelta], is_open: Callable[[date], bool], *, read_at: datetime | None
) -> CommentsDue | None:
    """Return the first reading that nobody has done, None once there is none left.

    ``posted_at`` is in local time. Days on which the setting is closed do not count: what goes up then
    counts as of the same hour of the next day on which it is open. So that one reading is not taken
    for two, each counts from the second half of the time since the one before.
    """
    before = timedelta(0)
    for after in schedule:
        opens = _add_open_time(posted_at, (before + after) / 2, is_open)
        if read_at is None or read_at < opens:
            return CommentsDue(opens, _add_open_time(posted_at, after, is_open))
        before = after
    return None


def _add_open_time(at: datetime, length: timedelta, is_open: Callable[[date], bool]) -> datetime:
    while not is_open(at.date()):
        at += timedelta(days=1)
    while True:
        midnight = datetime.combine(at.date() + timedelta(days=1), time.min, tzinfo=at.tzinfo)
        if is_open(at.date()):
            if length < midnight - at:
                return at + length
            length -= midnight - at
        at = midnight
