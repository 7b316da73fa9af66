"""Who reads the comments on posts, when the next time is, and what they found (product.md §5.3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
from portal.foundation.idempotency import Key, already_made, own_key
from portal.foundation.working_days import is_bank_holiday
from portal.posts.clearance.models import Clearance
from portal.posts.events import CommentsRead
from portal.posts.models import CommentCheck, CommentCheckPost, CommentFinding, Post, PostRemoval
from portal.posts.policy import CommentsDue, Found, comments_due
from portal.posts.service import require_remover
from portal.settings import service as settings
from portal.settings.policy import read_schedule


@dataclass(frozen=True)
class NewFinding:
    """What somebody found: what they did about it, why, and whom it is about, as the form of a concern has it."""

    found: Found
    reason: str
    about: tuple[str, ...]
    text: str
    about_personal_data: bool
    submission: str


@dataclass(frozen=True)
class CheckLine:
    """One check: ``found`` is empty where nothing was, or where its reader may not know of it."""

    at: datetime
    by: str
    posts: tuple[int, ...]
    found: Found | None
    reason: str


def check_comments(posts: Iterable[Post], *, submission: str, by: Account) -> CommentCheck:
    """Record that somebody read the comments on these posts just now and found nothing; sent twice it is one check.

    Raises NotDesignated.
    """
    listed = sorted(posts, key=lambda post: post.id)
    with db.atomic():
        return _add_check(listed, own_key(submission, by.id, *[post.id for post in listed]), by)


def report_comment(post: Post, new: NewFinding, *, address: str, by: Account) -> Concern:
    """Record a check that found something, and raise the concern of it; sent twice it is one.

    Who handles it is decided before anything else is stored, and never is whoever it is about, the finder neither (§4.1).
    Raises NotDesignated and NotAPersonHere.
    """
    with db.atomic():
        require_remover(by)
        concern = raise_concern(
            NewConcern(
                kind=Kind.COMMENT_ON_POST, about=new.about, what_happened=new.text,
                about_personal_data=new.about_personal_data, source=Source.FACEBOOK, submission=new.submission,
                linked_label=_("Comment on post %(reference)s", reference=post.reference), linked_address=address,
            ),
            by_id=by.id,
        )  # fmt: skip
        check = _add_check([post], own_key(new.submission, by.id, concern.id), by)
        if not CommentFinding.select().where(CommentFinding.concern == concern).exists():
            CommentFinding.create(check=check, found=new.found, reason=new.reason, concern=concern)
    return concern


def _add_check(posts: list[Post], key: Key, by: Account) -> CommentCheck:
    require_remover(by)
    if made := already_made(CommentCheck, key):
        return made
    check: CommentCheck = CommentCheck.create(checked_by=by.id, submission=key)
    CommentCheckPost.insert_many([{"check": check.id, "post": post.id} for post in posts]).execute()
    for post in posts:
        bus.publish(CommentsRead(actor_id=by.id, subject_id=post.id))
    return check


def due_posts(*, now: datetime) -> list[tuple[Post, CommentsDue]]:
    """Return the posts whose comments can be read now for the next time, the most pressing first."""
    waiting = [(post, due) for post, due in _waiting() if due.opens <= now]
    return sorted(waiting, key=lambda line: (line[1].due, line[0].id))


def count_late() -> int:
    """Return of how many posts the comments should have been read by now."""
    now = clock.now()
    return sum(due.due < now for _post, due in due_posts(now=now))


def next_due(post: Post) -> CommentsDue | None:
    """Return when the comments on a post are read next; None when they are not any more, or nobody can comment."""
    return next((due for _post, due in _waiting(Post.id == post.id)), None)


def _waiting(condition: Expression | None = None) -> list[tuple[Post, CommentsDue]]:
    """Return the live posts on platforms, where alone people comment, with the next reading of each that has one."""
    last = fn.MAX(CommentCheck.checked_at).alias("last")
    checks = CommentCheckPost.select(CommentCheckPost.post, last).join(CommentCheck).group_by(CommentCheckPost.post)
    read_at = dict(checks.tuples())
    removed = PostRemoval.select(PostRemoval.post)
    query = Post.select().join(Clearance).where((Clearance.platform != "") & Post.id.not_in(removed))
    schedule, is_open = read_schedule(settings.current().comment_checks), _is_open()
    return [
        (post, due)
        for post in (query.where(condition) if condition is not None else query)
        if (
            due := comments_due(
                post.posted_at.astimezone(clock.LONDON), schedule, is_open, read_at=read_at.get(post.id)
            )
        )
    ]


def _is_open() -> Callable[[date], bool]:
    days = settings.current().opening_days
    return lambda day: str(day.weekday()) in days and not is_bank_holiday(day)


def checks_of(posts: Iterable[int], account: Any) -> list[CheckLine]:
    """Return the checks of these posts, the oldest first, as somebody may know them."""
    of_posts = CommentCheckPost.select(CommentCheckPost.check).where(one_of_ids(CommentCheckPost.post, posts))
    return _lines(CommentCheck.id.in_(of_posts), account)


def checks_between(first: date, last: date, account: Any) -> list[CheckLine]:
    """Return the checks of a period, the oldest first, as somebody may know them."""
    start, end = (datetime.combine(day, time.min, tzinfo=clock.LONDON) for day in (first, last + timedelta(days=1)))
    return _lines((CommentCheck.checked_at >= start) & (CommentCheck.checked_at < end), account)


def _lines(condition: Expression, account: Any) -> list[CheckLine]:
    checks = list(CommentCheck.select(CommentCheck, Account).join(Account).where(condition).order_by(CommentCheck.id))
    ids = [check.id for check in checks]
    posts: dict[int, tuple[int, ...]] = dict.fromkeys(ids, ())
    for row in CommentCheckPost.select().where(one_of_ids(CommentCheckPost.check, ids)).order_by(CommentCheckPost.post):
        posts[row.check_id] += (row.post_id,)
    found = {
        row.check_id: row for row in CommentFinding.visible_to(account).where(one_of_ids(CommentFinding.check, ids))
    }
    return [
        CheckLine(
            check.checked_at, check.checked_by.name, posts[check.id],
            Found(found[check.id].found) if check.id in found else None, found[check.id].reason if check.id in found else "",
        )
        for check in checks
    ]  # fmt: skip
