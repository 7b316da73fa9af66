"""Who belongs in the closed group, and which line of a pasted member list is who (product.md §1 P3, §5.4)."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from re import sub

from portal.acknowledgements.policy import Status
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded, has_letters

_LONGEST = 300  # characters of a line
# Once a term, of which a school year has three.
CHECKED_EVERY = timedelta(days=120)


# How somebody stands with the rules; None for whoever has no reason to be in the group any more. Of two reasons, as of
# a worker who is a parent too, the better one counts.
BEST_FIRST = (Status.DONE, Status.OUTDATED, Status.NEVER, Status.NOT_INVITED, None)


class Fact(StrEnum):
    """What was noted of a person and the group: by hand, or because a pasted list has their name or no longer has it."""

    INVITED = "invited"
    SEEN = "seen"
    NOT_SEEN = "not_seen"
    REMOVED = "removed"
    DECLINED = "declined"


# After which fact, if any, each can be noted by hand.
NOTED_AFTER: Mapping[Fact, Set[Fact | None]] = {
    Fact.INVITED: {None, Fact.NOT_SEEN, Fact.REMOVED, Fact.DECLINED},
    Fact.DECLINED: {None, Fact.NOT_SEEN, Fact.REMOVED, Fact.INVITED},
    Fact.REMOVED: {Fact.INVITED, Fact.SEEN},
}


class Membership(StrEnum):
    """The lists of the register; what is to be done comes first."""

    TO_REMOVE = "to_remove"
    TO_INVITE = "to_invite"
    INVITED = "invited"
    IN_GROUP = "in_group"
    DECLINED = "declined"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    OUTSIDE = "outside"


class Meaning(StrEnum):
    """What somebody said of a line of the list; UNKNOWN asks again.

    NAMESAKES are all whose name it is: a list has one line for them, and so asks again with the next list. Of REMOVED a
    later list that has it asks again.
    """

    PERSON = "person"
    NOBODY = "nobody"
    STRANGER = "stranger"
    REMOVED = "removed"
    UNKNOWN = "unknown"
    NAMESAKES = "namesakes"


class WhoPosts(StrEnum):
    """Who can post in the group, as Facebook says it."""

    ADMINS = "admins"
    APPROVED = "approved"
    ANYBODY = "anybody"


class RulesFirst(Refusal):
    """Somebody who was to be noted as invited may not be."""

    sentence = mark("This page was old. %(names)s may not be invited now: rules first, invitation second.")


class ListReplaced(Refusal):
    """The lines that were answered are of a list that a newer one has replaced: their numbers are of other lines."""

    sentence = mark(
        "A newer member list was pasted in the meantime. Nothing was kept. Please answer the lines of that one."
    )


class NotOnOurLists(Refusal):
    """A name was typed that nobody on our lists has, or more than one person."""

    sentence = mark("Choose a name from our lists, as it is written there")


def last_fact(before: Fact | None, fact: Fact) -> Fact:
    """Return what counts after another fact was noted. Who is in the group is not invited into it again."""
    return before if before is Fact.SEEN and fact is Fact.INVITED else fact


def membership(status: Status | None, last: Fact | None) -> Membership:
    """Return on which list somebody stands, of whom a fact was noted last: rules first, invitation second."""
    if last not in {Fact.INVITED, Fact.SEEN}:
        invite = Membership.DECLINED if last is Fact.DECLINED else Membership.TO_INVITE
        outside = {Status.DONE: invite, None: Membership.OUTSIDE}
        return outside.get(status, Membership.NOT_ACKNOWLEDGED)
    if status is not Status.DONE:
        return Membership.TO_REMOVE
    return Membership.IN_GROUP if last is Fact.SEEN else Membership.INVITED


def is_overdue(last: date | None, *, on: date) -> bool:
    """Return whether nobody has looked for a term whether the group is still closed."""
    return last is None or on > last + CHECKED_EVERY


def line_key(line: str) -> str:
    """Return by what a line is remembered: “Joined 3 weeks ago” and “Joined 12 weeks ago” say one thing."""
    return sub(r"\d+", "0", folded(line))[:_LONGEST]


def lines_of(text: str) -> tuple[list[str], int]:
    """Return each line that may name somebody once, in order, and how many lines hold no two letters of any script."""
    stripped = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in stripped if line]
    named: dict[str, str] = {}
    for line in lines:
        if has_letters(line):
            named.setdefault(line_key(line), line[:_LONGEST])
    return list(named.values()), sum(not has_letters(line) for line in lines)


@dataclass(frozen=True)
class Candidate:
    """Somebody whose name is looked for; ``key`` says who it is."""

    key: str
    names: tuple[str, ...]

    @cached_property
    def exact(self) -> frozenset[tuple[str, ...] | str]:
        """What a line is that is one of the names: its words sorted, or all its letters."""
        sorts = {tuple(sorted(name)) for name in self.words}
        return frozenset(sorts | {"".join(name) for name in self.words})

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(folded(name).split()) for name in self.names)


def read_line(line: str, people: Collection[Candidate]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whose name a line is and nothing else, in any order of its words; and if it is nobody's, whom it could be.

    A name among other words (“Added by …”), and a first name with an initial, are asked about.
    """
    words = tuple(folded(line).split())
    in_any_order, letters = tuple(sorted(words)), "".join(words)
    exact = tuple(each.key for each in people if in_any_order in each.exact or letters in each.exact)
    return exact, () if exact else tuple(each.key for each in people if any(_is_near(words, n) for n in each.words))


def _is_near(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    if len(words) < 2 or len(name) < 2:
        return False
    if set(name) <= set(words) or set(words) <= set(name):
        return True
    starts_alike = words[0] == name[0] and words[-1][0] in {word[0] for word in name[1:]}
    ends_alike = words[-1] == name[-1] and words[0][0] == name[0][0]
    return len(words) <= len(name) + 1 and (starts_alike or ends_alike)


@dataclass(frozen=True)
class Line:
    """A line of the list with its number on the page, and what is known of it: ``keys`` are who it is.

    While it is UNKNOWN, ``possible`` are whom it could be; of namesakes, who ``share_a_name``, each.
    """

    number: int
    text: str
    meaning: Meaning
    keys: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    share_a_name: bool = False


def read_lines(
    lines: Sequence[str], people: Collection[Candidate], said: Mapping[str, tuple[Meaning, str]]
) -> list[Line]:
    """Return what is known of each line; UNKNOWN are those to ask about, such as one of two namesakes.

    What a person ``said`` of a line, and whose key it is, goes before what the names say: so a namesake of somebody on
    our lists can be a stranger.
    """
    known, found = {each.key for each in people}, []
    for number, text in enumerate(lines):
        exact, near = read_line(text, people)
        meaning, key = said.get(line_key(text), (Meaning.PERSON, exact[0] if len(exact) == 1 else ""))
        keys = exact if meaning is Meaning.NAMESAKES else (key,) if key in known else ()
        if meaning in {Meaning.PERSON, Meaning.NAMESAKES} and not keys:
            meaning = Meaning.UNKNOWN
        possible = exact or near if meaning is Meaning.UNKNOWN else ()
        found.append(Line(number, text, meaning, keys, possible, len(exact) > 1))
    return found
