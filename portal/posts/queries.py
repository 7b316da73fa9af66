"""Posts as pages and papers show them: read in a constant number of queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from peewee import JOIN, Expression, fn

from portal.accounts.models import Account
from portal.concerns.models import Concern
from portal.consents.models import CurrentAnswer
from portal.consents.names import ListedChild
from portal.consents.policy import Answer
from portal.consents.register.service import entries
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.database import one_of_ids
from portal.issued.models import IssuedRecord
from portal.posts.clearance import adults
from portal.posts.clearance.models import Clearance, ClearanceAdult, ClearanceChild
from portal.posts.clearance.queries import children_of
from portal.posts.models import CommentCheck, CommentFinding, Post, PostEdit, PostRemoval, TakeDown, TakeDownAnswer
from portal.posts.policy import Action, Cause, Elsewhere, Outcome, state_of
from portal.web.dates import MONTHS, format_date


@dataclass(frozen=True)
class TakeDownLine:
    """One take-down as it stands. ``outcome`` is None while nobody has answered it; ``done_on`` the day it came down.

    It is for a child, or else ``child_id`` is 0 and ``who`` the key of an adult, empty where only their name is known.
    ``because`` and ``next_step`` say why it cannot, or are empty.
    """

    child_id: int
    who: str
    name: str
    called: str
    action: Action
    cause: Cause
    use: str
    opened_on: date
    due_on: date
    outcome: Outcome | None
    done_on: date | None = None
    because: str = ""
    next_step: str = ""

    @property
    def days(self) -> int | None:
        """How many days it took, 0 if it came down on the day on which it was opened; None while it stands."""
        return max((self.done_on - self.opened_on).days, 0) if self.done_on else None


@dataclass(frozen=True)
class PostLine:
    """One post as it stands on a day: how it reads now, who is in it, and what has to come down of it."""

    post: Post
    clearance: Clearance
    caption: str
    link: str
    elsewhere: Elsewhere
    posted_by: str
    posted_on: date
    on: date
    children: tuple[ListedChild, ...]
    named: frozenset[int]
    removal: PostRemoval | None
    take_downs: tuple[TakeDownLine, ...]

    @property
    def open(self) -> list[TakeDownLine]:
        return [line for line in self.take_downs if line.outcome is None]

    @property
    def owed(self) -> list[TakeDownLine]:
        """What has not come down, though somebody may have said why it cannot."""
        return [line for line in self.take_downs if line.outcome in (None, Outcome.CANNOT)]

    def asks_to(self, action: str) -> bool:
        return any(line.action == action for line in self.owed)

    @property
    def due_on(self) -> date | None:
        """The day by which the first of what is open has to come down."""
        return min((line.due_on for line in self.open), default=None)

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < self.on


def load_lines(posts: Iterable[Post], *, on: date) -> list[PostLine]:
    """Return posts as they stand on a day, in their order."""
    listed = list(posts)
    ids, of_posts = [post.id for post in listed], [post.clearance_id for post in listed]
    clearances = {row.id: row for row in Clearance.select().where(one_of_ids(Clearance.id, of_posts))}
    shown, edits, removals = children_of(of_posts), _edits(ids), _removals(ids)
    take_downs = defaultdict[int, list[TakeDownLine]](list)
    for post_id, line in _take_downs(ids, removals):
        take_downs[post_id].append(line)
    names: dict[int, str] = dict(Account.select(Account.id, Account.name).tuples())
    lines = []
    for post in listed:
        clearance, edit, children = clearances[post.clearance_id], edits.get(post.id), shown[post.clearance_id]
        latest = edit or post
        lines.append(
            PostLine(
                post=post, clearance=clearance, caption=edit.caption if edit else clearance.caption, link=latest.link,
                elsewhere=Elsewhere(latest.elsewhere), posted_by=names[post.posted_by_id],
                posted_on=clock.london_date(post.posted_at), on=on,
                children=tuple(dict.fromkeys(child for _row, child in children)),
                named=frozenset(child.id for row, child in children if row.is_named),
                removal=removals.get(post.id), take_downs=tuple(take_downs[post.id]),
            )
        )  # fmt: skip
    return lines


def _edits(posts: list[int]) -> dict[int, PostEdit]:
    """Return by post how it was edited last."""
    newest = PostEdit.select(fn.MAX(PostEdit.id)).where(one_of_ids(PostEdit.post, posts)).group_by(PostEdit.post)
    return {row.post_id: row for row in PostEdit.select().where(PostEdit.id.in_(newest))}


def _removals(posts: list[int]) -> dict[int, PostRemoval]:
    query = PostRemoval.select(PostRemoval, Account).join(Account)
    return {row.post_id: row for row in query.where(one_of_ids(PostRemoval.post, posts))}


def _take_downs(posts: list[int], removals: Mapping[int, PostRemoval]) -> Iterator[tuple[int, TakeDownLine]]:
    query = TakeDown.select(TakeDown, ClearanceAdult).join(ClearanceAdult, JOIN.LEFT_OUTER)
    rows = list(query.where(one_of_ids(TakeDown.post, posts)).order_by(TakeDown.id))
    kept = Child.duplicates()
    of_child = {row.id: kept.get(row.child_id, row.child_id) for row in rows if row.child_id}
    children = {child.id: child for child in entries(Child.select().where(one_of_ids(Child.id, {*of_child.values()})))}
    answers = defaultdict[int, list[TakeDownAnswer]](list)
    said = TakeDownAnswer.select().where(one_of_ids(TakeDownAnswer.take_down, [row.id for row in rows]))
    for answer in said.order_by(TakeDownAnswer.id):
        answers[answer.take_down_id].append(answer)
    for row in rows:
        child = children.get(of_child.get(row.id, 0))
        about = (child.id, "", child.name, child.called) if child else (0, row.adult.who, row.adult.name, "")
        yield row.post_id, _take_down(row, about, answers[row.id], removals.get(row.post_id))


def _take_down(
    row: TakeDown, about: tuple[int, str, str, str], answers: list[TakeDownAnswer], removal: PostRemoval | None
) -> TakeDownLine:
    outcome = state_of({Outcome(answer.outcome) for answer in answers}, is_down=removal is not None)
    told = next((answer for answer in reversed(answers) if answer.outcome == outcome), None)
    done_on = None
    if outcome is Outcome.DONE:
        done_on = clock.london_date(told.answered_at) if told else removal and removal.removed_on
    return TakeDownLine(
        *about, Action(row.action), Cause(row.cause), row.use, clock.london_date(row.opened_at), row.due_on,
        outcome, done_on, told.because if told else "", told.next_step if told else "",
    )  # fmt: skip


def posts_between(first: date, last: date) -> list[Post]:
    """Return what went up in a period, and what had to come down in it, the oldest first."""
    start, end = clock.days(first, last)
    opened = TakeDown.select(TakeDown.post).where((TakeDown.opened_at >= start) & (TakeDown.opened_at < end))
    posted = (Post.posted_at >= start) & (Post.posted_at < end)
    return list(Post.select().where(posted | Post.id.in_(opened)).order_by(Post.posted_at, Post.id))


def posts_of(child: Child) -> list[Post]:
    """Return every post that a child was in or named in, the newest first."""
    shown = ClearanceChild.select(ClearanceChild.clearance).where(
        ClearanceChild.child.in_(Child.entries(child.kept_id))
    )
    return list(Post.select().where(Post.clearance.in_(shown)).order_by(Post.posted_at.desc(), Post.id.desc()))


def posts_against(adult: Mapping[str, str], *, on: date) -> list[tuple[PostLine, list[TakeDownLine]]]:
    """Return the posts that an adult in them asked us to take down, with what they asked; ``adult`` is their name by key."""
    rows = TakeDown.select(TakeDown.post, ClearanceAdult).join(ClearanceAdult)
    asked = {row.post_id for row in rows if adults.refuses(row.adult.who, row.adult.name, adult)}
    posts = Post.select().where(one_of_ids(Post.id, asked)).order_by(Post.posted_at.desc(), Post.id.desc())
    return [
        (line, [each for each in line.take_downs if not each.child_id and adults.refuses(each.who, each.name, adult)])
        for line in load_lines(posts, on=on)
    ]


def waiting_posts() -> list[Post]:
    """Return the posts of which something is open, the first due first, and then those that cannot come down."""
    found: dict[int, Post] = {}
    for condition in (TakeDown.is_open(), TakeDown.is_owed()):
        due = TakeDown.select(TakeDown.post, fn.MIN(TakeDown.due_on).alias("due_on")).where(condition)
        first = due.group_by(TakeDown.post).alias("first")
        query = Post.select().join(first, on=(Post.id == first.c.post_id)).order_by(first.c.due_on, Post.id)
        found |= {post.id: post for post in query if post.id not in found}
    return list(found.values())


def own_refusals(child: Child, account_id: int) -> frozenset[str]:
    """Return the uses to which this person said no for a child: what they may know to be coming down."""
    mine = _refused_by(account_id) & (CurrentAnswer.child == child.kept_id)
    return frozenset(use for (use,) in CurrentAnswer.select(CurrentAnswer.use).where(mine).tuples())


def _refused_by(account_id: int) -> Expression:
    said_no = CurrentAnswer.answer.in_([Answer.NO, Answer.WITHDRAWN])
    return said_no & CurrentAnswer.adult.in_(Adult.of_account(account_id))


def count_open() -> tuple[int, date | None]:
    """Return of how many posts something is open, and by when the first is due."""
    columns = fn.COUNT(TakeDown.post.distinct()), fn.MIN(TakeDown.due_on)
    count, due_on = TakeDown.select(*columns).where(TakeDown.is_open()).tuples().get()
    return count, due_on


def open_for(account_id: int) -> list[tuple[Child, int, date]]:
    """Return for each child how many posts come down after this person’s no, and by when the last is due.

    Of an event called off, whoever answered about it is told.
    """
    kept = fn.COALESCE(Child.same_as, Child.id)  # an answer counts for the entry that is kept
    own = CurrentAnswer.adult.in_(Adult.of_account(account_id))
    answered = (CurrentAnswer.child == kept) & (CurrentAnswer.use == TakeDown.use) & own
    told = (TakeDown.cause == Cause.CALLED_OFF) | ((TakeDown.cause == Cause.REFUSED) & _refused_by(account_id))
    counts = fn.COUNT(TakeDown.post.distinct()).alias("posts"), fn.MAX(TakeDown.due_on).alias("due")
    query = TakeDown.select(CurrentAnswer.child, *counts).join(Child).join(CurrentAnswer, on=answered)
    rows = query.where(TakeDown.is_open() & told).group_by(CurrentAnswer.child).tuples()
    found = {child_id: (posts, due) for child_id, posts, due in rows}
    children = Child.select().where(one_of_ids(Child.id, found)).order_by(Child.id)
    return [(child, *found[child.id]) for child in children]


def linkable_posts() -> Iterator[tuple[str, str, str]]:
    """Yield the posts of the last year, the latest first, as a concern names them: label, page and month."""
    for post in Post.select().where(Post.posted_at > clock.now() - timedelta(days=365)).order_by(-Post.posted_at):
        day = clock.london_date(post.posted_at)
        label = _("Post %(reference)s, %(day)s", reference=post.reference, day=format_date(day))
        yield label, url_for("posts.view", reference=post.reference), f"{MONTHS[day.month - 1]} {day.year}"


def register_has_changed(issued: IssuedRecord) -> bool:
    """Return whether a register of a period would be drawn otherwise now than when it was issued."""
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
    """Return the same for the posts of one child; of what has to come down only after an event was called off.

    Never whether somebody asked for one to come down (product.md §2.6).
    """
    child, since = Child.get_or_none(Child.id == issued.subject_id), issued.issued_at
    if child is None:
        return True
    off = TakeDown.child.in_(Child.entries(child.kept_id)) & (TakeDown.cause == Cause.CALLED_OFF)
    opened = TakeDown.select().where(off & (TakeDown.opened_at > since))
    answers = TakeDownAnswer.select().join(TakeDown).where(off & (TakeDownAnswer.answered_at > since))
    return _changed(posts_of(child), since) or opened.exists() or answers.exists()


def _changed(posts: list[Post], since: datetime) -> bool:
    edited = PostEdit.select().where(_of(PostEdit, posts) & (PostEdit.edited_at > since))
    removed = PostRemoval.select().where(_of(PostRemoval, posts) & (PostRemoval.removed_at > since))
    return any(post.posted_at > since for post in posts) or edited.exists() or removed.exists()


def _of(model: type[PostEdit] | type[PostRemoval] | type[TakeDown], posts: Iterable[Post]) -> Expression:
    return one_of_ids(model.post, [post.id for post in posts])
