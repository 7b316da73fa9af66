"""Whether anything has become of posts since a record of them was made."""

from collections.abc import Iterable
from datetime import datetime

from peewee import Expression

from portal.accounts.models import Account
from portal.concerns.models import Concern
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import one_of_ids
from portal.issued.models import IssuedRecord
from portal.posts.models import CommentCheck, CommentFinding, Post, PostEdit, PostRemoval, TakeDown, TakeDownAnswer
from portal.posts.reading import posts_between, posts_of


def register_has_changed(issued: IssuedRecord) -> bool:
    """Return whether a register of a period would be drawn otherwise now."""
    posts, since = posts_between(issued.first_day, issued.last_day), issued.issued_at
    opened = TakeDown.select().where(_of(TakeDown, posts))
    answers = TakeDownAnswer.select().join(TakeDown).where(_of(TakeDown, posts) & (TakeDownAnswer.answered_at > since))
    _begin, end = clock.days(issued.first_day, issued.last_day)
    checks = CommentCheck.select().where((CommentCheck.checked_at > since) & (CommentCheck.checked_at < end))
    # What its maker may not know of, they are not told by its having changed either.
    found = CommentFinding.visible_to(Account.get_by_id(issued.issued_by)).join(Concern)
    found = found.where((Concern.logged_at > since) & (Concern.logged_at < end))
    opened = opened.where(TakeDown.opened_at > since)
    return _changed(posts, since) or any(query.exists() for query in (opened, answers, checks, found))


def child_has_changed(issued: IssuedRecord) -> bool:
    """Return the same for the posts of one child; never whether somebody asked for one to come down (product.md §2.6)."""
    child = Child.get_or_none(Child.id == issued.subject_id)
    return child is None or _changed(posts_of(child), issued.issued_at)


def _changed(posts: Iterable[Post], since: datetime) -> bool:
    listed = list(posts)
    edited = PostEdit.select().where(_of(PostEdit, listed) & (PostEdit.edited_at > since))
    removed = PostRemoval.select().where(_of(PostRemoval, listed) & (PostRemoval.removed_at > since))
    return any(post.posted_at > since for post in listed) or edited.exists() or removed.exists()


def _of(model: type[PostEdit] | type[PostRemoval] | type[TakeDown], posts: Iterable[Post]) -> Expression:
    return one_of_ids(model.post, [post.id for post in posts])
