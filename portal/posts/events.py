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


class TakeDownsAnswered(PostEvent):
    """Base of what can answer ``take_downs`` of a post."""

    take_downs: tuple[int, ...]


class PostEdited(TakeDownsAnswered, sentence=mark("edited a post")):
    """Caption, link, or where else families hear of it."""

    changed: tuple[str, ...]


class PostRemoved(TakeDownsAnswered, sentence=mark("took a post down")):
    """A post came down, with whatever had to come down of it."""

    removed_on: date


class PostNotRemoved(TakeDownsAnswered, sentence=mark("wrote why a post cannot be taken down")):
    """Somebody wrote why what has to come down of a post cannot, and what happens next."""


class CommentsRead(PostEvent, sentence=mark("read the comments on a post")):
    """Somebody read the comments on a post. What they found stands in the concern, never here."""


class TakeDownsListed(Event, subject="child"):
    """Base of what puts ``posts`` on the take-down list. Why stands in the list, never here."""

    posts: int


class TakeDownsOpened(TakeDownsListed, sentence=mark("put posts of a child on the take-down list")):
    """The posts are of a child."""


class AdultTakeDownsOpened(
    TakeDownsListed, subject="setting", sentence=mark("put posts on the take-down list for an adult in them")
):
    """An adult in them says no."""


class TakeDownsNotNeeded(
    Event, subject="child", sentence=mark("took posts of a child off the take-down list: they may stay")
):
    """Posts of a child left the list again, since they may stay."""

    posts: int


class PostRegisterExported(Event, subject="setting", sentence=mark("exported the register of posts")):
    """The register of a period left as a file."""

    first_day: date
    last_day: date
