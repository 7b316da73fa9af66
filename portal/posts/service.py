"""What people do with posts: each function is one intention, whole or not at all."""

from dataclasses import dataclass
from datetime import date

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.consents import one_event
from portal.consents.register.service import entries
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.tokens import new_reference
from portal.posts.clearance import adults, captions, posters
from portal.posts.clearance.labels import why_void
from portal.posts.clearance.models import Clearance, ClearanceChild
from portal.posts.clearance.policy import ClearanceState, NotDesignated
from portal.posts.clearance.queries import children_in_caption, load
from portal.posts.clearance.service import refusal_of_caption
from portal.posts.events import PostEdited, PostNotRemoved, PostRecorded, PostRemoved
from portal.posts.models import Post, PostEdit, PostRemoval, TakeDown, TakeDownAnswer
from portal.posts.policy import (
    AlreadyPosted,
    AlreadyRemoved,
    ClearanceVoid,
    Elsewhere,
    NewNameInCaption,
    NotClear,
    NothingToTakeDown,
    Outcome,
    RemovedTooEarly,
    StillNamed,
)
from portal.posts.queries import load_lines
from portal.posts.take_downs import lock_child


@dataclass(frozen=True)
class Content:
    """How a post reads, where it is, and where families outside the group hear what it says."""

    caption: str
    link: str
    elsewhere: Elsewhere


def record_post(clearance: Clearance, link: str, elsewhere: Elsewhere, *, submission: str, by: Account) -> Post:
    """Record that a cleared picture went up just now, and return the post; sent twice it is one (product.md §8.6).

    Whatever is said about its children at the same moment, or of its event, waits for this, or this for it: the post is
    refused, or on the take-down list. Raises what ``require_poster`` raises, AlreadyPosted, and ClearanceVoid or NotClear.
    """
    with db.atomic():
        key = own_key(submission, by.id, clearance.id, link, elsewhere)
        if made := already_made(Post, key):
            return made
        posters.require_poster(by.id, on=clock.today())
        one_event.lock(clearance.event)
        shown = ClearanceChild.select(ClearanceChild.child).where(ClearanceChild.clearance == clearance)
        for child in sorted({row.child.kept_id for row in shown}):
            lock_child(child)
        if clearance.adults.exists():
            adults.lock()
        if Post.select().where(Post.clearance == clearance).exists():
            raise AlreadyPosted
        _require_clear(clearance)
        made = Post.create(
            reference=new_reference("PO"), clearance=clearance, link=link, elsewhere=elsewhere, posted_by=by.id,
            submission=key,
        )  # fmt: skip
        bus.publish(PostRecorded(actor_id=by.id, subject_id=made.id, elsewhere=elsewhere))
    return made


def _require_clear(clearance: Clearance) -> None:
    """Raise ClearanceVoid, which names the children about whom an answer changed, or NotClear."""
    (view,) = load([clearance], now=clock.now())
    if view.state is ClearanceState.VOID:
        raise ClearanceVoid(why=" ".join(why_void(view)))
    if view.state is not ClearanceState.CLEAR:
        raise NotClear


def edit_post(post: Post, after: Content, *, by: Account) -> None:
    """Keep how a post reads now; without a change nothing is written. A name that had to come out is ticked off with it.

    A name can be taken out of a caption, by whoever may take the post down where one has to; a new one needs a clearance
    of its own. Raises what ``require_poster`` and ``refusal_of_caption`` raise, AlreadyRemoved, NewNameInCaption, and
    StillNamed.
    """
    with db.atomic():
        _lock(post)
        (before,) = load_lines([post], on=clock.today())
        changed = tuple(name for name, value in vars(after).items() if getattr(before, name) != value)
        if {*changed} <= {"caption"} and TakeDown.of_names(post).exists():
            require_remover(by)
        else:
            posters.require_poster(by.id, on=clock.today())
        if "caption" in changed:
            _check_caption(before.caption, after.caption)
        has_been_edited = "caption" in changed or before.caption != before.clearance.caption
        renamed = _answer_names(post, after.caption, by) if has_been_edited else ()
        if changed:
            PostEdit.create(post=post, edited_by=by.id, **vars(after))
        if changed or renamed:
            bus.publish(PostEdited(actor_id=by.id, subject_id=post.id, changed=changed, take_downs=renamed))


def _lock(post: Post) -> None:
    """Let one transaction at a time say what became of a post. Raises AlreadyRemoved."""
    serialise_on("a post", post.id)
    removal = PostRemoval.get_or_none(PostRemoval.post == post)
    if removal:
        raise AlreadyRemoved(name=removal.removed_by.name)


def _check_caption(before: str, after: str) -> None:
    if refusal := refusal_of_caption(after):
        raise refusal
    children = children_in_caption(f"{before} {after}", Child.registered())
    allowed = {child.id for child in captions.children_called(before, children)}
    for child in captions.children_called(after, children):
        if child.id not in allowed:
            raise NewNameInCaption(name=child.called)


def _answer_names(post: Post, caption: str, by: Account) -> tuple[int, ...]:
    """Tick off each take-down whose name the caption has no more. Raises StillNamed for one that it still has."""
    asked = list(TakeDown.of_names(post))
    kept = {row.id: row.child.kept_id for row in asked}
    children = entries(Child.select().where(one_of_ids(Child.id, kept.values())))
    for child in captions.children_called(caption, children):
        raise StillNamed(name=child.called)
    for row in asked:
        TakeDownAnswer.create(take_down=row, outcome=Outcome.DONE, because="", next_step="", answered_by=by.id)
    return tuple(kept)


def may_remove(account: Account) -> bool:
    """Return whether this account may say what became of a post: a designated poster, or the manager."""
    return Role.MANAGER in account.roles or posters.is_designated(account)


def require_remover(account: Account) -> None:
    if not may_remove(account):
        raise NotDesignated


def remove_post(post: Post, removed_on: date, *, by: Account) -> PostRemoval:
    """Record that a post came down on a day, with all that had to come down of it. Said twice by one person it is once.

    Raises NotDesignated, RemovedTooEarly, and AlreadyRemoved where somebody else was quicker.
    """
    with db.atomic():
        require_remover(by)
        serialise_on("a post", post.id)
        made = PostRemoval.get_or_none(PostRemoval.post == post)
        if made and made.removed_by_id != by.id:
            raise AlreadyRemoved(name=made.removed_by.name)
        if made is None:
            first = clock.london_date(post.posted_at)
            if not first <= removed_on <= clock.today():
                raise RemovedTooEarly(first=first)
            owed = _owed(post)
            made = PostRemoval.create(post=post, removed_on=removed_on, removed_by=by.id)
            bus.publish(PostRemoved(actor_id=by.id, subject_id=post.id, removed_on=removed_on, take_downs=owed))
    return made


def cannot_remove(post: Post, because: str, next_step: str, *, by: Account) -> None:
    """Keep why what has to come down of a post cannot, and what happens next; it can still come down later.

    The same person sending the same words twice is once. Raises NotDesignated, AlreadyRemoved and NothingToTakeDown.
    """
    with db.atomic():
        require_remover(by)
        _lock(post)
        said = (TakeDownAnswer.because == because) & (TakeDownAnswer.next_step == next_step)
        mine = TakeDownAnswer.select().join(TakeDown).where((TakeDown.post == post) & said)
        if mine.where(TakeDownAnswer.answered_by == by.id).exists():
            return
        owed = _owed(post)
        if not owed:
            raise NothingToTakeDown
        for row in owed:
            TakeDownAnswer.create(
                take_down=row, outcome=Outcome.CANNOT, because=because, next_step=next_step, answered_by=by.id
            )
        bus.publish(PostNotRemoved(actor_id=by.id, subject_id=post.id, take_downs=owed))


def _owed(post: Post) -> tuple[int, ...]:
    """Return what has to come down of a post and has not."""
    rows = TakeDown.select(TakeDown.id).where((TakeDown.post == post) & TakeDown.is_owed())
    return tuple(id_ for (id_,) in rows.order_by(TakeDown.id).tuples())
