"""Who reads the comments on posts, when the next time is, and what they found (product.md §5.3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from peewee import Expression, fn

from portal.accounts.models import Account
from portal.concerns.models import Concern
from portal.concerns.policy import Kind, Source
from portal.concerns.service import NewConcern, raise_concern
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.posts.clearance.models import Clearance
from portal.posts.events import CommentsRead
from portal.posts.models import CommentCheck, CommentFinding, Post
from portal.posts.policy import CommentsDue, Found, PostState, comments_due
from portal.posts.service import require_remover
from portal.settings import service as settings
from portal.settings.policy import read_schedule


@dataclass(frozen=True)
class CheckLine:
    """One reading of comments on posts, or one comment that somebody found there; of the former ``found`` is empty."""

    at: datetime
    by: str
    posts: tuple[int, ...]
    found: Found | None = None
    reason: str = ""


def check_comments(posts: Iterable[Post], *, submission: str, by: Account) -> None:
    """Record that somebody read the comments on these posts just now; sent twice it is one reading. Raises NotDesignated."""
    listed = sorted(post.id for post in posts)
    with db.atomic():
        require_remover(by)
        key = own_key(submission, by.id, *listed)
        if already_made(CommentCheck, key):
            return
        CommentCheck.insert_many([{"post": id_, "checked_by": by.id, "submission": key} for id_ in listed]).execute()
        for id_ in listed:
            bus.publish(CommentsRead(actor_id=by.id, subject_id=id_))


def report_comment(
    post: Post, found: Found, reason: str, told: Mapping[str, Any], *, address: str, by: Account
) -> Concern:
    """Raise the concern of a comment that somebody found and did something about; sent twice it is one.

    ``told`` is what it says, whom it is about and the submission, as ``NewConcern`` has them. Who handles it is decided
    before anything else is stored, and never is whoever it is about (§4.1). It is no reading: whom it is about could
    tell from one of this post alone, among those of all posts, that something was found.
    Raises NotDesignated and NotAPersonHere.
    """
    label = _("Comment on post %(reference)s", reference=post.reference)
    # Another answer sent again with the same words is not told that it was stored when it was not.
    key = own_key(told["submission"], by.id, found, reason)
    came_from = {"source": Source.FACEBOOK, "linked_label": label, "linked_address": address, "submission": key}
    with db.atomic():
        require_remover(by)
        concern = raise_concern(NewConcern(kind=Kind.COMMENT_ON_POST, **{**told, **came_from}), by_id=by.id)
        if not CommentFinding.select().where(CommentFinding.concern == concern).exists():
            CommentFinding.create(post=post, found=found, reason=reason, concern=concern)
    return concern


def reported_by(account: Account, due: Iterable[tuple[Post, CommentsDue]]) -> set[int]:
    """Return the posts on which somebody reported a comment since the reading that is due began."""
    opens = {post.id: each.opens for post, each in due}
    mine = CommentFinding.select(CommentFinding.post, Concern.logged_at).join(Concern).where(
        (Concern.logged_by == account.id) & one_of_ids(CommentFinding.post, opens)
    )  # fmt: skip
    return {post_id for post_id, at in mine.tuples() if at >= opens[post_id]}


def due_posts(*, now: datetime) -> list[tuple[Post, CommentsDue]]:
    """Return the posts whose comments can be read now for the next time, the most pressing first."""
    waiting = [(post, due) for post, due in _waiting() if due.opens <= now]
    return sorted(waiting, key=lambda line: (line[1].due, line[0].id))


def late_posts(*, now: datetime) -> list[CommentsDue]:
    """Return of each post whose comments should have been read by now when that was, the longest ago first."""
    return [due for _post, due in due_posts(now=now) if due.due < now]


def next_due(post: Post) -> CommentsDue | None:
    """Return when the comments on a post are read next; None when they are not any more, or nobody can comment."""
    return next((due for _post, due in _waiting(Post.id == post.id)), None)


def _waiting(*conditions: Expression) -> Iterator[tuple[Post, CommentsDue]]:
    """Yield the live posts on platforms, where alone people comment, with the next reading of each that has one."""
    last = CommentCheck.select(CommentCheck.post, fn.MAX(CommentCheck.checked_at).alias("last"))
    read_at = dict(last.group_by(CommentCheck.post).tuples())
    query = Post.select().join(Clearance).where((Clearance.platform != "") & Post.stands(PostState.LIVE), *conditions)
    schedule, is_open = read_schedule(settings.current().comment_checks), settings.opening_days()
    for post in query:
        posted_at = post.posted_at.astimezone(clock.LONDON)
        if due := comments_due(posted_at, schedule, is_open, read_at=read_at.get(post.id)):
            yield post, due


def checks_of(post: Post, account: Any) -> list[CheckLine]:
    """Return the readings of one post and what was found, the oldest first, as somebody may know them."""
    return _lines(CommentCheck.post == post, CommentFinding.post == post, account)


def checks_between(first: date, last: date, account: Any) -> list[CheckLine]:
    """Return those of a period, the oldest first, as somebody may know them."""
    begin, end = clock.days(first, last)
    return _lines(
        (CommentCheck.checked_at >= begin) & (CommentCheck.checked_at < end),
        (Concern.logged_at >= begin) & (Concern.logged_at < end),
        account,
    )


def _lines(read: Expression, found: Expression, account: Any) -> list[CheckLine]:
    checks = CommentCheck.select(CommentCheck, Account).join(Account).where(read)
    by_press = groupby(checks.order_by(CommentCheck.submission, CommentCheck.post), key=lambda row: row.submission)
    readings = [(each[0], tuple(row.post_id for row in each)) for each in (list(rows) for _key, rows in by_press)]
    lines = [CheckLine(row.checked_at, row.checked_by.name, posts) for row, posts in readings]
    columns = Concern.logged_at, Account.name, CommentFinding.post, CommentFinding.found, CommentFinding.reason
    findings = CommentFinding.visible_to(account).select(*columns).join(Concern)
    findings = findings.join(Account, on=(Concern.logged_by == Account.id)).where(found)
    lines += [CheckLine(at, by, (post,), Found(how), reason) for at, by, post, how, reason in findings.tuples()]
    return sorted(lines, key=lambda line: line.at)
