"""May this picture be shown there? The rules of a clearance as pure functions (product.md §5.1)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.wording.uses import ON_PLATFORMS, Place, Shown, Together, Use

# A designation is looked at again once a year.
LONGEST_DESIGNATION = timedelta(days=366)
_MOVING_OR_NOT = frozenset({Shown.PICTURE, Shown.VIDEO})


class ClearanceState(StrEnum):
    """What it is worth now: only what is CLEAR may be posted, and once."""

    CLEAR = "clear"
    BLOCKED = "blocked"
    ASK = "ask"
    VOID = "void"
    POSTED = "posted"


class AdultAnswer(StrEnum):
    """What an adult says to being in pictures that we post."""

    YES = "yes"
    NO = "no"


def who(account_id: int | None, listed_id: int | None) -> str:
    """Return the key of an adult who has an account or is listed; of whom only a name is known it is empty."""
    if account_id is not None:
        return f"account-{account_id}"
    return "" if listed_id is None else f"listed_adult-{listed_id}"


class NotDesignated(Refusal):
    """Nobody posts but those whom the manager designated, from a first to a last day (product.md §1, P2)."""

    sentence = mark("Only designated posters clear pictures. You are none today: a manager can designate you.")


class StaffRulesUnsigned(Refusal):
    """Who posts keeps the staff rules, so signs them first."""

    sentence = mark("Sign our staff rules first, under “Our rules”. Then you can clear pictures.")


class NoStaffRules(Refusal):
    """There is nothing to sign yet."""

    sentence = mark("The manager has not published the staff rules yet. Until then nobody can clear a picture.")


class DesignatesThemselves(Refusal):
    """Nobody gives themselves the right to post while another manager is there."""

    sentence = mark("Nobody makes themselves a poster. Ask another manager.")
    field = "account"


class DaysOutOfOrder(Refusal):
    """A designation that ends before it begins, or that nobody looks at again within a year."""

    sentence = mark("Choose a last day from the first day on, a year later at most")
    field = "last_day"


class StartsInThePast(Refusal):
    """Nobody was a poster on a day that is over."""

    sentence = mark("Choose today or a later first day")
    field = "first_day"


class NotOnTheList(Refusal):
    """A child or colleague whom the poster may not see, or whom nobody has; ``field`` says which."""

    sentence = mark("Somebody you ticked is not on our list any more. Please tick again.")


class NameIsKnown(Refusal):
    """Of two with one name nobody could tell whose answer it is."""

    sentence = mark("%(name)s can be ticked already. For somebody else, add what tells them apart")
    field = "name"


class AnsweredAlready(Refusal):
    """Another poster asked the adult or saw the picture first, or nobody has to."""

    sentence = mark("That was answered already.")


class OwnClearance(Refusal):
    """The second pair of eyes is somebody else's."""

    sentence = mark("Another designated poster has to look at it, not the one who made it.")


class NobodyClear(Refusal):
    """Since the page was opened an answer changed, so no group of these children is clear any more."""

    sentence = mark("None of these children would be clear now. Somebody has changed their mind.")


@dataclass(frozen=True)
class Target:
    """Where something is to be shown.

    ``platform`` tells two closed groups apart; ``event`` is the key of the use that is about one event alone.
    """

    place: Place
    platform: str = ""
    event: str = ""


@dataclass(frozen=True)
class Picture:
    """What a poster says of a picture or video.

    ``children`` are in it; ``named`` are called by first name in the caption, in the picture or not. With
    ``has_unlisted`` somebody is in it who is on no list.
    """

    target: Target
    what: Shown
    children: tuple[int, ...]
    named: frozenset[int] = frozenset()
    has_unlisted: bool = False


@dataclass(frozen=True)
class Decision:
    """Who stands in the way: ``shown`` in the picture, ``named`` in the caption; and the largest group that is clear."""

    shown: frozenset[int]
    named: frozenset[int]
    largest_clear: tuple[int, ...]


@dataclass(frozen=True)
class Void:
    """Why a clearance does not hold any more; without any reason it does.

    ``children`` are the names of those about whom an answer changed, ``adults`` likewise.
    """

    is_over: bool = False
    form_changed: bool = False
    children: tuple[str, ...] = ()
    adults: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.is_over or self.form_changed or bool(self.children or self.adults)


def asked_targets(uses: Iterable[Use]) -> dict[Target, frozenset[Shown]]:
    """Return every place about which parents are asked, and whether for pictures, videos or both."""
    found: dict[Target, frozenset[Shown]] = {}
    for use in uses:
        shown = _MOVING_OR_NOT.intersection(use.fields.shown if use.fields else ())
        for target in _targets_of(use):
            found[target] = found.get(target, frozenset()) | shown
    return found


def _targets_of(use: Use) -> Iterator[Target]:
    fields = use.fields
    if fields is None or _MOVING_OR_NOT.isdisjoint(fields.shown):
        return
    for place in fields.places:
        if place is not Place.WHEREVER:
            platform = fields.platform if place in ON_PLATFORMS else ""
            yield Target(place, platform, use.key if fields.event else "")


def uses_for(uses: Iterable[Use], target: Target, what: Shown, *, alone: bool) -> frozenset[str]:
    """Return the uses to which everybody in a picture or video has to have said yes, to show it there.

    They are told from their fields. Where several fit, each has to be a yes. Where none does, nobody was asked.
    """
    unfit = Together.OTHERS if alone else Together.ALONE
    return frozenset(
        use.key
        for use in uses
        if use.fields and target in _targets_of(use) and what in use.fields.shown and use.fields.together is not unfit
    )


def name_uses(uses: Iterable[Use], target: Target) -> frozenset[str]:
    """Return the uses to which a child has to have a yes whose first name stands there."""
    return frozenset(
        use.key
        for use in uses
        if use.fields
        and Shown.FIRST_NAME in use.fields.shown
        and (target in _targets_of(use) or Place.WHEREVER in use.fields.places)
    )


def needed_uses(uses: Collection[Use], picture: Picture) -> dict[int, frozenset[str]]:
    """Return by child the uses on which a clearance of this picture rests."""
    shown = uses_for(uses, picture.target, picture.what, alone=len(picture.children) == 1)
    named = name_uses(uses, picture.target)
    needed = dict.fromkeys(picture.children, shown)
    return needed | {child: needed.get(child, frozenset()) | named for child in picture.named}


def decide(uses: Collection[Use], picture: Picture, may: Mapping[int, Set[str]]) -> Decision:
    """Return who stands in the way of a picture; ``may`` are by child the uses for which it may be shown today."""
    together, alone = (uses_for(uses, picture.target, picture.what, alone=alone) for alone in (False, True))
    names = name_uses(uses, picture.target)
    needed = alone if len(picture.children) == 1 else together
    return Decision(
        frozenset(child for child in picture.children if not _is_clear(may, child, needed)),
        frozenset(child for child in picture.named if not _is_clear(may, child, names)),
        _largest_clear(picture.children, together, alone, may),
    )


def _is_clear(may: Mapping[int, Set[str]], child: int, needed: Set[str]) -> bool:
    """Return whether a child may be shown for all these uses; where there is none, nobody was asked, so no."""
    return bool(needed) and needed <= may.get(child, frozenset())


def _largest_clear(
    children: tuple[int, ...], together: Set[str], alone: Set[str], may: Mapping[int, Set[str]]
) -> tuple[int, ...]:
    """Return the most of these children who are clear in one picture; one alone needs other uses than two do."""
    several = tuple(child for child in children if _is_clear(may, child, together))
    if len(several) > 1:
        return several
    return next(((child,) for child in children if _is_clear(may, child, alone)), ())


def state_of(
    adults: Collection[AdultAnswer | None], *, is_blocked: bool, is_posted: bool, is_void: bool, needs_eyes: bool
) -> ClearanceState:
    """Return what a clearance is worth now.

    ``adults`` is what each of them said, None while nobody has asked them; it ``is_blocked`` when a child stood in the
    way, and ``needs_eyes`` while it waits for a second poster.
    """
    if is_posted:
        return ClearanceState.POSTED
    if is_blocked or AdultAnswer.NO in adults:
        return ClearanceState.BLOCKED
    if is_void:
        return ClearanceState.VOID
    return ClearanceState.ASK if None in adults or needs_eyes else ClearanceState.CLEAR


def check_days(first_day: date, last_day: date, *, today: date) -> None:
    """Raise a refusal unless somebody can be a poster from one day to the other."""
    if first_day < today:
        raise StartsInThePast
    if not first_day <= last_day <= first_day + LONGEST_DESIGNATION:
        raise DaysOutOfOrder
