"""One use of a picture as fields, from which its sentences are written: what a yes is given to (product.md §2)."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class Place(StrEnum):
    """Where a picture is shown."""

    ROOMS = "rooms"
    OWN_JOURNAL = "own_journal"
    OTHER_JOURNALS = "other_journals"
    CLOSED_GROUP = "closed_group"
    PUBLIC = "public"
    PRINTED = "printed"
    NEWSLETTER = "newsletter"
    NEWSPAPER = "newspaper"
    TRAINING = "training"
    WHEREVER = "wherever"


class Audience(StrEnum):
    """Who sees it, from the fewest to the most."""

    STAFF = "staff"
    OWN_FAMILY = "own_family"
    FAMILIES_IN_PICTURE = "families_in_picture"
    VISITORS = "visitors"
    MEMBERS = "members"
    ANYONE = "anyone"


class Shown(StrEnum):
    """What of a child is shown."""

    PICTURE = "picture"
    VIDEO = "video"
    FIRST_NAME = "first_name"
    WORK = "work"


class Together(StrEnum):
    """With whom a child is shown."""

    ALONE = "alone"
    OTHERS = "others"
    EITHER = "either"


class Kept(StrEnum):
    """For how long it is kept."""

    UNTIL_LEAVING = "until_leaving"
    SCHOOL_YEAR = "school_year"
    MONTHS = "months"
    AS_THE_PICTURE = "as_the_picture"
    NOT_CALLED_BACK = "not_called_back"


# Whoever sees what is shown there, whatever else was ticked.
_SEEN_THERE = {
    Place.ROOMS: Audience.VISITORS,
    Place.OWN_JOURNAL: Audience.OWN_FAMILY,
    Place.OTHER_JOURNALS: Audience.FAMILIES_IN_PICTURE,
    Place.CLOSED_GROUP: Audience.MEMBERS,
    Place.PUBLIC: Audience.ANYONE,
    Place.PRINTED: Audience.ANYONE,
    Place.NEWSLETTER: Audience.ANYONE,
    Place.NEWSPAPER: Audience.ANYONE,
    Place.TRAINING: Audience.STAFF,
}
# A company's platform can run these. Two of them on two platforms are two places.
ON_PLATFORMS = frozenset({Place.CLOSED_GROUP, Place.PUBLIC, Place.OWN_JOURNAL, Place.OTHER_JOURNALS})


class TwoPlaces(Refusal):
    """A closed group and a place that anyone sees need a yes each; so does wherever a picture is shown."""

    sentence = mark("These places need a question each, so that people can say yes to one and no to the other")
    field = "places"


class CompanyNotNamed(Refusal):
    """A picture on a platform is controlled by the platform’s company too, so people must know which."""

    sentence = mark("Write the company that runs it, for example Meta for Facebook and Instagram")
    field = "company"


class NoPlatformThere(Refusal):
    """Nobody runs the walls of a room: a platform belongs to a group, a public page or a journal."""

    sentence = mark("Leave this empty: none of these places is on a platform")
    field = "platform"


class CanBeCalledBack(Refusal):
    """What hangs in our own rooms or stands in our own group can be taken down, and people are promised that."""

    sentence = mark("You can take it down there, so say how long you keep it")
    field = "kept"


class PlatformNotNamed(Refusal):
    """Nobody can say yes to a group without knowing where it is."""

    sentence = mark("Write on which platform it is, for example Facebook")
    field = "platform"


class CannotStay(Refusal):
    """What is kept until the child leaves cannot stay afterwards."""

    sentence = mark("You keep it until the child leaves, so it cannot stay after that")
    field = "stays_after_leaving"


class CannotBeTakenDown(Refusal):
    """What cannot be called back stays where it is."""

    sentence = mark("It cannot be called back, so it stays after the child has left")
    field = "stays_after_leaving"


class NoOtherPicture(Refusal):
    """Only something beside a picture that is shown anyway is kept as long as that picture."""

    sentence = mark("Choose how long: this is for what stands beside a picture, wherever that is shown")
    field = "kept"


class MonthsMissing(Refusal):
    """Something is kept for a number of months, and nobody said how many."""

    sentence = mark("Write for how many months, from 1 to 120")
    field = "kept_months"


@dataclass(frozen=True)
class OneEvent:
    """The one event that a use is about; ``day`` is an ISO date, or empty while nobody knows it."""

    name: str
    day: str = ""
    organiser: str = ""
    outlet: str = ""

    @property
    def held_on(self) -> date | None:
        return date.fromisoformat(self.day) if self.day else None


@dataclass(frozen=True)
class UseFields:
    """What a yes is given to. ``audience`` is who sees it beside those whom the places bring with them."""

    places: tuple[Place, ...]
    shown: tuple[Shown, ...]
    together: Together
    kept: Kept
    stays_after_leaving: bool = False
    audience: tuple[Audience, ...] = ()
    platform: str = ""
    company: str = ""
    kept_months: int = 0
    event: OneEvent | None = None

    @property
    def seen_by(self) -> tuple[Audience, ...]:
        """Everybody who sees it, the fewest first; “anyone” stands for all."""
        if Place.WHEREVER in self.places:
            return ()  # whoever may see the picture, and nobody else
        everybody = {*self.audience, *(_SEEN_THERE[place] for place in self.places if place in _SEEN_THERE)}
        if Audience.ANYONE in everybody:
            return (Audience.ANYONE,)
        return tuple(who for who in Audience if who in everybody)

    def check(self) -> None:
        """Raise a refusal for what cannot be true, beside the field that is at fault."""
        places = set(self.places)
        if len(places) > 1 and (Place.WHEREVER in places or Place.CLOSED_GROUP in places):
            raise TwoPlaces
        if not self.platform and (self.company or Place.CLOSED_GROUP in places):
            raise PlatformNotNamed
        if self.platform and not self.company:
            raise CompanyNotNamed
        if self.platform and not places & ON_PLATFORMS:
            raise NoPlatformThere
        if self.kept is Kept.NOT_CALLED_BACK and places <= {Place.ROOMS, Place.OWN_JOURNAL, Place.CLOSED_GROUP}:
            raise CanBeCalledBack
        if self.kept is Kept.MONTHS and not 1 <= self.kept_months <= 120:
            raise MonthsMissing
        if self.stays_after_leaving and self.kept is Kept.UNTIL_LEAVING:
            raise CannotStay
        if not self.stays_after_leaving and self.kept is Kept.NOT_CALLED_BACK:
            raise CannotBeTakenDown
        if self.kept is Kept.AS_THE_PICTURE and Place.WHEREVER not in places:
            raise NoOtherPicture


@dataclass(frozen=True)
class Clause:
    """One use or one rule: what a person answers or ticks by itself. No version gives a key to another."""

    key: str

    def words(self) -> dict[str, str]:
        """Return what a person reads, by field."""
        return {name: value for name, value in vars(self).items() if name not in {"key", "fields"}}


@dataclass(frozen=True)
class Use(Clause):
    """One use of a picture, asked as a question of its own. ``label`` heads its column.

    ``place``, ``audience``, ``controllers`` and ``kept`` are the sentences that people read. They are written from
    ``fields``; a text of earlier releases has none, and a manager wrote its sentences by hand.
    """

    label: str
    sentence: str
    example: str
    place: str = ""
    audience: str = ""
    controllers: str = ""
    kept: str = ""
    fields: UseFields | None = None

    @property
    def heading(self) -> str:
        return self.label

    @property
    def asked(self) -> str:
        return self.sentence

    @property
    def told(self) -> tuple[str, ...]:
        """What people are told of it, a sentence for each thing."""
        return tuple(filter(None, (self.place, self.audience, self.controllers, self.kept)))


def read_use(values: dict[str, Any]) -> Use:
    """Return the use that was stored as JSON, or stands in a text that a setting starts with."""
    return Use(**{**values, "fields": _read_fields(values["fields"]) if values.get("fields") else None})


def _read_fields(values: dict[str, Any]) -> UseFields:
    typed = {
        "places": tuple(Place(each) for each in values["places"]),
        "shown": tuple(Shown(each) for each in values["shown"]),
        "audience": tuple(Audience(each) for each in values.get("audience", ())),
        "together": Together(values["together"]),
        "kept": Kept(values["kept"]),
        "event": OneEvent(**values["event"]) if values.get("event") else None,
    }
    return UseFields(**{**values, **typed})


def changes_the_yes(before: Use, after: Use) -> bool:
    """Return whether a yes to ``before`` was given to something else than ``after``; without fields, to other sentences."""
    if before.fields is None or after.fields is None:
        return before.told != after.told
    return _reach(before.fields) != _reach(after.fields)


def _reach(fields: UseFields) -> dict[str, Any]:
    """Return what a yes reaches; the order in which something was ticked is nothing."""
    values = asdict(fields) | {"audience": fields.seen_by}
    return {name: frozenset(value) if isinstance(value, tuple) else value for name, value in values.items()}


def only_reworded(before: Iterable[Use], after: Iterable[Use]) -> tuple[Use, ...]:
    """Return the uses whose question or example alone reads differently: the manager says whether they mean the same."""
    old = {use.key: use for use in before}
    return tuple(
        use
        for use in after
        if use.key in old
        and not changes_the_yes(old[use.key], use)
        and (old[use.key].sentence, old[use.key].example) != (use.sentence, use.example)
    )


def asked_again(before: Iterable[Use], after: Iterable[Use], *, means_the_same: Collection[str]) -> frozenset[str]:
    """Return the keys of the uses to which no answer given before counts any more (product.md §2.7).

    No new use is among them. ``means_the_same`` are the keys that were only reworded, as the manager says.
    """
    old, new = {use.key: use for use in before}, list(after)
    other = {use.key for use in new if use.key in old and changes_the_yes(old[use.key], use)}
    return frozenset(other | {use.key for use in only_reworded(old.values(), new) if use.key not in means_the_same})
