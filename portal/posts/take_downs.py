"""Opens what has to come down: with whatever parents, children or keepers said, and every hour for what time brings."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import chunked

from portal.consents import one_event
from portal.consents.events import ChildSayNoted, ConsentEvent, EventCalledOff, HoldPlaced
from portal.consents.policy import ENDED_STATES, Reason, Ruling, Wish
from portal.consents.rulings import latest_wishes, rulings
from portal.families.events import ChildEvent, SamePersonEvent
from portal.families.models import Child, Guardianship
from portal.families.policy import EntryKind
from portal.foundation import clock
from portal.foundation.compiled import CompiledInsert
from portal.foundation.database import db, one_of_ids, serialise_on
from portal.foundation.events import Event, bus
from portal.foundation.working_days import add_working_days
from portal.posts.clearance import adults
from portal.posts.clearance.events import AdultAnswered
from portal.posts.clearance.models import Clearance, ClearanceAdult, ClearanceChild
from portal.posts.clearance.policy import AdultAnswer
from portal.posts.events import AdultTakeDownsOpened, TakeDownsNotNeeded, TakeDownsOpened
from portal.posts.models import Post, TakeDown, TakeDownAnswer
from portal.posts.policy import (
    WAITS_FOR_AN_ANSWER,
    Action,
    Cause,
    ChildFacts,
    Needed,
    Outcome,
    PostState,
    RestsOn,
    is_listed,
    may_stay,
    rests_on,
    what_comes_down,
)
from portal.settings import service as settings
from portal.wording import service as wording

_TAKE_DOWNS = CompiledInsert(TakeDown)
_ENDED = frozenset(Reason(state) for state in ENDED_STATES)
# A post rests on a yes: where nobody has answered, whoever said it can say yes no more.
_CANNOT_SAY_YES = frozenset({Reason.NOT_ANSWERED, Reason.NOBODY_TO_ASK})
_AT_ONCE = 500
# By live post and child what the post rests on.
Live = dict[tuple[int, int], list[RestsOn]]


@dataclass(frozen=True)
class Listed:
    """One take-down as it stands: ``outcomes`` are what was answered so far."""

    id: int
    needed: Needed
    outcomes: frozenset[Outcome]


def after_consent(event: ConsentEvent | HoldPlaced | ChildSayNoted) -> None:
    """Put on the list what an answer, a hold or the child’s own no takes down, in the caller’s transaction (§5.2)."""
    review_child(event.child_id, by_id=event.actor_id)


def after_change_of_child(event: ChildEvent) -> None:
    """The same after a last day or a parental responsibility was recorded."""
    review_child(event.subject_id, by_id=event.actor_id)


def after_merge(event: SamePersonEvent) -> None:
    """The same once two entries count as one, or as two again: the no of either stands (product.md §8.12)."""
    ids = [event.kept_id, event.duplicate_id]
    if event.kind is EntryKind.ADULT:
        ids = [row.child_id for row in Guardianship.select().where(Guardianship.adult.in_(ids))]
    for child in sorted({child.kept_id for child in Child.select().where(Child.id.in_(ids))}):
        review_child(child, by_id=event.actor_id)


def after_import(_event: Event) -> None:
    """The same of every child: a list brings last days and responsibilities of many."""
    review_all()


def after_event_called_off(event: EventCalledOff) -> None:
    """The same of every child in a live post that rested on a yes to the event, which is void with it (§5.2).

    Who records such a post at the same moment waits for this, or this for them: it is on the list or refused.
    """
    children = {
        child for of_post in resting_on(one_event.of_wording(event.subject_id).use).values() for child in of_post
    }
    for child_id in sorted(children):
        review_child(child_id, by_id=event.actor_id)


def resting_on(use: str) -> dict[int, set[int]]:
    """Return by live post the children for whom it rests on a yes to this one event."""
    shown, duplicates = ClearanceChild, Child.duplicates()
    query = shown.select(Post.id, shown.child, shown.rests_on).join(Clearance).where(Clearance.event == use)
    query = query.join(Post, on=(Post.clearance == Clearance.id)).where(Post.stands(PostState.LIVE))
    return _grouped(
        (post, duplicates.get(child, child))
        for post, child, answers in query.tuples()
        if any(rested == use for rested, *_record in json.loads(answers))
    )


def after_adult(event: AdultAnswered) -> None:
    """Put each live post with an adult who says no on the list, in the caller’s transaction; a later yes takes none off.

    Somebody who left, or was never known but by name, is told by their name.
    """
    if event.answer is not AdultAnswer.NO:
        return
    mine, still_here = {event.who: adults.refusing()[event.who]}, adults.known()
    listed = TakeDown.select(TakeDown.adult).where(TakeDown.adult.is_null(False))
    live = ClearanceAdult.select(ClearanceAdult, Post.id.alias("post_id"))
    live = live.join(Post, on=(Post.clearance == ClearanceAdult.clearance)).where(Post.stands(PostState.LIVE))
    rows = [
        {"post": adult.post_id, "adult": adult.id, "action": Action.REMOVE, "cause": Cause.REFUSED, "use": ""}
        for adult in live.where(ClearanceAdult.id.not_in(listed)).order_by(ClearanceAdult.id).objects()
        if adults.refuses(adult.who if adult.who in still_here else "", adult.name, mine)
    ]
    if rows:
        _write_down(rows, clock.now())
        bus.publish(AdultTakeDownsOpened(actor_id=event.actor_id, subject_id=1, posts=len(rows)))


def _write_down(rows: Iterable[dict[str, object]], now: datetime) -> None:
    due_on = add_working_days(clock.london_date(now), settings.current().take_down_days)
    for some in chunked([{**row, "opened_at": now, "due_on": due_on} for row in rows], _AT_ONCE):
        _TAKE_DOWNS.many(some)


def review_child(child_id: int, *, by_id: int | None) -> None:
    """Put on the list what of a child has to come down today, and take off what may stay, in the caller’s transaction.

    Whoever records a post of the child at the same moment waits for this, or this for them: it ends on the list or is
    refused.
    """
    lock_child(child_id)
    entries = {entry: child_id for (entry,) in Child.entries(child_id).tuples()}
    _Review(entries, clock.now()).carry_out(by_id=by_id)


def lock_child(child_id: int) -> None:
    """Let one transaction at a time say or use what is said about a child, as signing does."""
    serialise_on("answers about a child", child_id)


def review_all() -> int:
    """Do the same for every child with a live post, and return how many children it changed something for.

    Once an hour: a last day passes, a yes ended a month ago, the time that was promised is over.
    """
    duplicates = Child.duplicates()
    shown = ClearanceChild.select(ClearanceChild.child).join(Post, on=(Post.clearance == ClearanceChild.clearance))
    entries = {
        entry: duplicates.get(entry, entry) for (entry,) in shown.where(Post.stands(PostState.LIVE)).distinct().tuples()
    }
    found = _Review(entries, clock.now())
    changed = {child for _post, child, _needed in found.missing()} | {child for child, _id in found.not_needed()}
    for child_id in sorted(changed):
        with db.atomic():
            review_child(child_id, by_id=None)
    return len(changed)


class _Review:
    """What of some children is live, what decides about it, and what is on the list. ``entries`` name who is kept."""

    def __init__(self, entries: Mapping[int, int], now: datetime) -> None:
        self._entries, self._now, self._on = entries, now, clock.london_date(now)
        rows = _live_rows(entries)
        self._listed = _listed(entries) if rows else {}
        self._live = self._read(rows)
        self._facts = self._find_facts() if self._live else {}

    def _read(self, rows: list[tuple[Any, ...]]) -> Live:
        """Return by post and child what the post rests on; not on a name that was taken out of the caption."""
        found: Live = defaultdict(list)
        called_off = one_event.called_off_uses() if rows else set()
        for post, posted_at, entry, answers in rows:
            key = (post, self._entries[entry])
            for use, _record, wording_id in json.loads(answers):
                fields = wording.version(wording_id).consent.use(use).fields
                shown = rests_on(use, fields, posted_on=clock.london_date(posted_at), called_off=called_off)
                if shown.action is Action.REMOVE or not any(
                    Outcome.DONE in row.outcomes for row in self._listed.get(key, ())
                ):
                    found[key].append(shown)
        return found

    def _find_facts(self) -> dict[int, ChildFacts]:
        children = list(Child.select().where(one_of_ids(Child.id, {child for _post, child in self._live})))
        uses = sorted({shown.use for shown_uses in self._live.values() for shown in shown_uses})
        today = rulings(children, uses, on=self._on)
        wishes = latest_wishes(self._entries)
        waiting = [child for child in children if any(map(_has_ended, today[child.id].values()))]
        then = self._now - WAITS_FOR_AN_ANSWER
        before = rulings(waiting, uses, on=clock.london_date(then), known_by=then) if waiting else {}
        return {
            child.id: ChildFacts(
                today[child.id],
                says_no=child.id in wishes and wishes[child.id][1].say is Wish.NO,
                ended=_ended(today[child.id], before.get(child.id, {})),
            )
            for child in children
        }

    def missing(self) -> Iterator[tuple[int, int, Needed]]:
        """Yield by post and child what has to come down and is not on the list yet."""
        gone = {id_ for _child, id_ in self.not_needed()}
        for (post, child), shown in self._live.items():
            rows = self._listed.get((post, child), ())
            listed = [row.needed for row in rows if Outcome.NOT_NEEDED not in row.outcomes and row.id not in gone]
            for needed in what_comes_down(shown, self._facts[child], on=self._on):
                if not is_listed(needed, listed):
                    yield post, child, needed

    def not_needed(self) -> Iterator[tuple[int, int]]:
        """Yield by child the take-downs that nobody has answered and that need no answer any more."""
        for post, child in self._live:
            for row in self._listed.get((post, child), ()):
                ruling = self._facts[child].rulings.get(row.needed.use)
                if not row.outcomes and ruling and may_stay(row.needed.cause, ruling):
                    yield child, row.id

    def carry_out(self, *, by_id: int | None) -> None:
        """Write both down."""
        missing = list(self.missing())
        rows = [{"post": post, "child": child, **vars(needed)} for post, child, needed in missing]
        _write_down(rows, self._now)
        for child, posts in _grouped((child, post) for post, child, _needed in missing).items():
            bus.publish(TakeDownsOpened(actor_id=by_id, subject_id=child, posts=len(posts)))
        gone = list(self.not_needed())
        for _child, id_ in gone:
            TakeDownAnswer.create(take_down=id_, outcome=Outcome.NOT_NEEDED, because="", next_step="")
        for child, ids in _grouped(gone).items():
            bus.publish(TakeDownsNotNeeded(actor_id=by_id, subject_id=child, posts=len(ids)))


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def _has_ended(ruling: Ruling) -> bool:
    return not _ENDED.isdisjoint(ruling.reasons)


def _ended(today: Mapping[str, Ruling], before: Mapping[str, Ruling]) -> frozenset[str]:
    """Return the uses whose yes nobody can say today, or had ended when the time to wait for an answer began."""
    return frozenset(
        use
        for use, ruling in today.items()
        if not _CANNOT_SAY_YES.isdisjoint(ruling.reasons)
        or (_has_ended(ruling) and use in before and _has_ended(before[use]))
    )


def _live_rows(entries: Iterable[int]) -> list[tuple[Any, ...]]:
    """Return live post, moment, entry of the child and what the post rests on for it."""
    shown = ClearanceChild
    query = shown.select(Post.id, Post.posted_at, shown.child, shown.rests_on)
    query = query.join(Post, on=(Post.clearance == shown.clearance))
    return list(query.where(one_of_ids(shown.child, entries) & Post.stands(PostState.LIVE)).order_by(Post.id).tuples())


def _listed(entries: Mapping[int, int]) -> dict[tuple[int, int], list[Listed]]:
    """Return by post and child what was ever on the list."""
    of_children, outcomes = one_of_ids(TakeDown.child, entries), defaultdict[int, set[Outcome]](set)
    answers = TakeDownAnswer.select(TakeDownAnswer.take_down, TakeDownAnswer.outcome).join(TakeDown).where(of_children)
    for id_, outcome in answers.tuples():
        outcomes[id_].add(Outcome(outcome))
    columns = TakeDown.id, TakeDown.post, TakeDown.child, TakeDown.action, TakeDown.cause, TakeDown.use
    found: dict[tuple[int, int], list[Listed]] = defaultdict(list)
    for id_, post, entry, action, cause, use in TakeDown.select(*columns).where(of_children).tuples():
        needed = Needed(Action(action), Cause(cause), use)
        found[post, entries[entry]].append(Listed(id_, needed, frozenset(outcomes[id_])))
    return found
