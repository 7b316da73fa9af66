"""What can happen to the register of the closed group."""

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.group.policy import Fact, WhoPosts


class GroupMembersNoted(Event, subject="group", sentence=mark("noted who is in the closed group")):
    """Some people were noted as invited, seen, no longer seen, or removed; each has a row of its own."""

    fact: Fact
    people: int


class GroupListPasted(Event, subject="group", sentence=mark("pasted the member list of the closed group")):
    lines: int


class GroupLinesAnswered(Event, subject="group", sentence=mark("said who lines of the member list are")):
    lines: int


class GroupGuestAdded(
    Event, subject="group_guest", sentence=mark("added somebody who may be invited to the closed group")
):
    pass


class GroupGuestLinked(
    Event, subject="group_guest", sentence=mark("made a link to sign the rules for the closed group")
):
    pass


class GroupGuestSigned(Event, subject="group_guest", sentence=mark("stored that somebody invited signed the rules")):
    """By the link without an actor; with one it was on paper, and keyed in."""


class GroupGuestEnded(
    Event, subject="group_guest", sentence=mark("said that somebody is no longer to be in the closed group")
):
    pass


class GroupChecked(Event, subject="group", sentence=mark("checked whether the group is still closed")):
    is_private: bool
    who_posts: WhoPosts
