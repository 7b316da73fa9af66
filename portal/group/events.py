"""What can happen to the register of the closed group."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.group.policy import Fact, WhoPosts


@dataclass(frozen=True, kw_only=True)
class GroupMembersNoted(Event):
    """Some people were noted as invited, seen, no longer seen, or removed; each has a row of its own."""

    subject: ClassVar[str] = "group"
    sentence: ClassVar[str] = mark("noted who is in the closed group")
    fact: Fact
    people: int


@dataclass(frozen=True, kw_only=True)
class GroupListPasted(Event):
    subject: ClassVar[str] = "group"
    sentence: ClassVar[str] = mark("pasted the member list of the closed group")
    lines: int


@dataclass(frozen=True, kw_only=True)
class GroupLinesAnswered(Event):
    subject: ClassVar[str] = "group"
    sentence: ClassVar[str] = mark("said who lines of the member list are")
    lines: int


@dataclass(frozen=True, kw_only=True)
class GroupGuestAdded(Event):
    subject: ClassVar[str] = "group_guest"
    sentence: ClassVar[str] = mark("added somebody who may be invited to the closed group")


@dataclass(frozen=True, kw_only=True)
class GroupGuestLinked(Event):
    subject: ClassVar[str] = "group_guest"
    sentence: ClassVar[str] = mark("made a link to sign the rules for the closed group")


@dataclass(frozen=True, kw_only=True)
class GroupGuestSigned(Event):
    """By the link without an actor; with one it was on paper, and keyed in."""

    subject: ClassVar[str] = "group_guest"
    sentence: ClassVar[str] = mark("stored that somebody invited signed the rules")


@dataclass(frozen=True, kw_only=True)
class GroupGuestEnded(Event):
    subject: ClassVar[str] = "group_guest"
    sentence: ClassVar[str] = mark("said that somebody is no longer to be in the closed group")


@dataclass(frozen=True, kw_only=True)
class GroupChecked(Event):
    subject: ClassVar[str] = "group"
    sentence: ClassVar[str] = mark("checked whether the group is still closed")
    is_private: bool
    who_posts: WhoPosts
