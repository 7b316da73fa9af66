"""What can happen to posts, and to what has to come down."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.posts.policy import Elsewhere


@dataclass(frozen=True, kw_only=True)
class PostEvent(Event):
    """Base of what happens to one post."""

    subject: ClassVar[str] = "post"
    sentence: ClassVar[str] = mark("did something with a post")


@dataclass(frozen=True, kw_only=True)
class PostRecorded(PostEvent):
    """A cleared picture went up."""

    sentence: ClassVar[str] = mark("recorded a post")
    elsewhere: Elsewhere


@dataclass(frozen=True, kw_only=True)
class PostEdited(PostEvent):
    """Caption, link, or where else families hear of it; ``take_downs`` are those that this answered."""

    sentence: ClassVar[str] = mark("edited a post")
    changed: tuple[str, ...]
    take_downs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PostRemoved(PostEvent):
    """A post came down, with whatever had to come down of it."""

    sentence: ClassVar[str] = mark("took a post down")
    removed_on: date
    take_downs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PostNotRemoved(PostEvent):
    """Somebody wrote why what has to come down of a post cannot, and what happens next."""

    sentence: ClassVar[str] = mark("wrote why a post cannot be taken down")
    take_downs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CommentsRead(PostEvent):
    """Somebody read the comments on a post. What they found stands in the concern, never here."""

    sentence: ClassVar[str] = mark("read the comments on a post")


@dataclass(frozen=True, kw_only=True)
class TakeDownsOpened(Event):
    """Posts of a child were put on the take-down list. Why stands in the list, never here."""

    subject: ClassVar[str] = "child"
    sentence: ClassVar[str] = mark("put posts of a child on the take-down list")
    posts: int


@dataclass(frozen=True, kw_only=True)
class AdultTakeDownOpened(PostEvent):
    """A post was put on the list since an adult in it says no. Who stands in the list, never here."""

    sentence: ClassVar[str] = mark("put a post on the take-down list for an adult in it")


@dataclass(frozen=True, kw_only=True)
class TakeDownsNotNeeded(Event):
    """Posts of a child left the list again, since they may stay."""

    subject: ClassVar[str] = "child"
    sentence: ClassVar[str] = mark("took posts of a child off the take-down list: they may stay")
    posts: int


@dataclass(frozen=True, kw_only=True)
class PostRegisterExported(Event):
    """The register of a period left as a file."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("exported the register of posts")
    first_day: date
    last_day: date
