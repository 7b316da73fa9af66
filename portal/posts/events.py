"""What can happen to posts, and to what has to come down."""

from datetime import date

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.posts.policy import Elsewhere


class PostEvent(Event, subject="post"):
    """Base of what happens to one post."""


class PostRecorded(PostEvent, sentence=mark("recorded a post")):
    """A cleared picture went up."""

    elsewhere: Elsewhere


class PostEdited(PostEvent, sentence=mark("edited a post")):
    """Caption, link, or where else families hear of it; ``take_downs`` are those that this answered."""

    changed: tuple[str, ...]
    take_downs: tuple[int, ...]


class PostRemoved(PostEvent, sentence=mark("took a post down")):
    """A post came down, with whatever had to come down of it."""

    removed_on: date
    take_downs: tuple[int, ...]


class PostNotRemoved(PostEvent, sentence=mark("wrote why a post cannot be taken down")):
    """Somebody wrote why what has to come down of a post cannot, and what happens next."""

    take_downs: tuple[int, ...]


class CommentsRead(PostEvent, sentence=mark("read the comments on a post")):
    """Somebody read the comments on a post. What they found stands in the concern, never here."""


class TakeDownsOpened(Event, subject="child", sentence=mark("put posts of a child on the take-down list")):
    """Posts of a child were put on the take-down list. Why stands in the list, never here."""

    posts: int


class AdultTakeDownsOpened(
    Event, subject="setting", sentence=mark("put posts on the take-down list for an adult in them")
):
    """An adult in some posts says no. Who stands in the list, never here."""

    posts: int


class TakeDownsNotNeeded(
    Event, subject="child", sentence=mark("took posts of a child off the take-down list: they may stay")
):
    """Posts of a child left the list again, since they may stay."""

    posts: int


class PostRegisterExported(Event, subject="setting", sentence=mark("exported the register of posts")):
    """The register of a period left as a file."""

    first_day: date
    last_day: date
