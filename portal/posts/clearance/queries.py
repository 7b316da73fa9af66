"""What a clearance is worth now: who is in it, what they said, and whether an answer that it rests on has changed."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, ModelSelect, fn

from portal.accounts.models import Account
from portal.consents.models import CurrentAnswer
from portal.consents.names import ListedChild, by_first_name
from portal.consents.one_event import form_with_events
from portal.consents.policy import Answer
from portal.consents.register.service import entries
from portal.consents.rulings import rulings
from portal.families.models import Child, Guardianship
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids
from portal.posts.clearance import adults, captions, posters
from portal.posts.clearance.models import (
    AdultPictureAnswer,
    Clearance,
    ClearanceAdult,
    ClearanceAdultAsk,
    ClearanceChild,
    ClearanceSight,
)
from portal.posts.clearance.policy import (
    AdultAnswer,
    ClearanceState,
    Picture,
    Target,
    Void,
    needed_uses,
    state_of,
)
from portal.posts.models import Post
from portal.wording.service import InForce
from portal.wording.uses import Place, Shown

Yes = tuple[int, str, int, int]  # child, use, the record that holds it, and that record’s wording


@dataclass(frozen=True)
class AdultLine:
    """An adult in a picture; ``said`` is None while somebody has to ask them, ``asked_by`` who did. ``who`` is their key."""

    id: int
    name: str
    who: str
    said: AdultAnswer | None
    asked_by: str


@dataclass(frozen=True)
class ClearanceView:
    """A clearance with its people, and what it is worth now.

    ``seen_by`` is the second poster and ``post`` the reference of what was posted; each can be empty.
    """

    clearance: Clearance
    made_by: str
    children: tuple[tuple[ClearanceChild, ListedChild], ...]
    adults: tuple[AdultLine, ...]
    seen_by: str
    void: Void
    post: str

    @property
    def picture(self) -> Picture:
        return _picture(self.clearance, self.children)

    @property
    def needs_eyes(self) -> bool:
        return bool(self.clearance.needs_second_poster and not self.seen_by)

    @property
    def state(self) -> ClearanceState:
        is_blocked = self.clearance.has_unlisted or self.blocked(shown=True) or self.blocked(shown=False)
        return state_of(
            [line.said for line in self.adults], is_blocked=bool(is_blocked), is_posted=bool(self.post),
            is_void=bool(self.void), needs_eyes=self.needs_eyes,
        )  # fmt: skip

    def blocked(self, *, shown: bool) -> list[ListedChild]:
        """Return the children who stood in the way: who may not be shown, or who may not be named."""
        return [child for row, child in self.children if (row.is_blocked if shown else row.is_name_blocked)]


_People = Mapping[int, tuple[tuple[ClearanceChild, ListedChild], ...]]  # by clearance


def load(clearances: Iterable[Clearance], *, now: datetime) -> list[ClearanceView]:
    """Return what each clearance is worth at a moment, in a constant number of queries."""
    listed = list(clearances)
    ids = [each.id for each in listed]
    names: dict[int, str] = dict(Account.select(Account.id, Account.name).tuples())
    children, present = children_of(ids), _adults(ids, names)
    voids = _voids(listed, children, present, now)
    sights = ClearanceSight.select().where(ClearanceSight.clearance.in_(ids))
    seen = {each.clearance_id: names[each.seen_by_id] for each in sights}
    posts = dict(Post.select(Post.clearance, Post.reference).where(Post.clearance.in_(ids)).tuples())
    return [
        ClearanceView(
            each, names[each.made_by_id], children[each.id], present[each.id], seen.get(each.id, ""), voids[each.id],
            posts.get(each.id, ""),
        )
        for each in listed
    ]  # fmt: skip


def made_today(account: Any, *, now: datetime) -> list[ClearanceView]:
    """Return the clearances of today that somebody may see, the newest first."""
    day = clock.london_date(now)
    found = Clearance.visible_to(account).where(Clearance.made_at >= clock.days(day, day)[0])
    return load(found.order_by(Clearance.id.desc()), now=now)


def waiting_for_eyes(account: Any, *, now: datetime) -> list[ClearanceView]:
    """Return the clearances of other posters that wait for a second one, to who is designated today."""
    views = made_today(account, now=now) if posters.is_designated(account) else []
    asking = [view for view in views if view.needs_eyes and view.state is ClearanceState.ASK]
    return [view for view in asking if view.clearance.made_by_id != account.id]


def children_of(ids: list[int]) -> _People:
    """Return by clearance who is in it, by first name."""
    rows = list(ClearanceChild.select().where(one_of_ids(ClearanceChild.clearance, ids)).order_by(ClearanceChild.id))
    kept = Child.duplicates()
    own = {row.child_id: kept.get(row.child_id, row.child_id) for row in rows}
    found = {child.id: child for child in entries(Child.select().where(one_of_ids(Child.id, own.values())))}
    grouped: dict[int, list[tuple[ClearanceChild, ListedChild]]] = defaultdict(list)
    for row in rows:
        grouped[row.clearance_id].append((row, found[own[row.child_id]]))
    return {id_: tuple(sorted(grouped[id_], key=lambda line: by_first_name(line[1]))) for id_ in ids}


def _adults(ids: list[int], names: Mapping[int, str]) -> dict[int, tuple[AdultLine, ...]]:
    adult, standing, asked = ClearanceAdult, AdultPictureAnswer, ClearanceAdultAsk
    query = adult.select(adult, fn.COALESCE(standing.answer, asked.answer).alias("said"), asked.asked_by)
    query = query.join(standing, JOIN.LEFT_OUTER, on=(adult.answer == standing.id))
    query = query.join(asked, JOIN.LEFT_OUTER, on=(asked.adult == adult.id)).where(adult.clearance.in_(ids))
    found: dict[int, tuple[AdultLine, ...]] = defaultdict(tuple)
    for row in query.order_by(adult.id).objects():
        said = AdultAnswer(row.said) if row.said else None
        found[row.clearance_id] += (AdultLine(row.id, row.name, row.who, said, names.get(row.asked_by, "")),)
    return found


def _voids(
    listed: Iterable[Clearance], children: _People, present: Mapping[int, Iterable[AdultLine]], now: datetime
) -> dict[int, Void]:
    """Compare what counts now with what each clearance rested on (product.md §5.1)."""
    today = clock.london_date(now)
    form = form_with_events(today)
    asked = form.published.consent.uses
    everybody = {child.id: child for each in children.values() for _row, child in each}
    may = may_be_shown(everybody.values(), form, today)
    counting = yeses(everybody, [use.key for use in asked], form, today)
    refusing = adults.refusing() if any(present.values()) else {}

    def void(each: Clearance) -> Void:
        needed = needed_uses(asked, _picture(each, children[each.id]))
        rested = {row.id: json.loads(row.rests_on) for row, _child in children[each.id]}
        uses = {use for of_child in rested.values() for use, *_record in of_child}
        return Void(
            clock.london_date(each.made_at) < today,
            frozenset().union(*needed.values()) != uses,
            tuple(
                child.name
                for row, child in children[each.id]
                if not needed[child.id] <= may[child.id]
                or any((child.id, *yes) not in counting for yes in rested[row.id])
            ),
            tuple(line.name for line in present[each.id] if adults.refuses(line.who, line.name, refusing)),
        )

    return {each.id: void(each) for each in listed}


def children_in_caption(caption: str, among: ModelSelect) -> list[ListedChild]:
    """Return the children of a query whose name or date of birth can stand in a caption: few of however many."""
    rows = db.execute(among.select(Child.id, Child.first_name, Child.known_as))
    fits = captions.may_name(caption)
    ids = [id_ for id_, first_name, known_as in rows if fits(f"{first_name} {known_as}")]
    days = list(captions.days_in(caption, clock.today()))
    return entries(among.where(one_of_ids(Child.id, ids) | Child.born_on.in_(days)))


def may_be_shown(children: Iterable[ListedChild], form: InForce, on: date) -> dict[int, set[str]]:
    """Return by child the uses for which it may be shown on a day (product.md §2.6)."""
    found = rulings(children, [use.key for use in form.published.consent.uses], on=on)
    return {id_: {key for key, ruling in each.items() if ruling.may_show} for id_, each in found.items()}


def yeses(child_ids: Iterable[int], uses: Collection[str], form: InForce, on: date) -> set[Yes]:
    """Return each yes that counts on a day, of adults who can say it."""
    said, link = CurrentAnswer, Guardianship
    query = (
        said.select(said.child, said.use, said.record_id, said.wording_id)
        .join(link, on=(link.child == said.child) & (link.adult == said.adult))
        .where(one_of_ids(said.child, child_ids) & said.use.in_(list(uses)) & (said.answer == Answer.YES))
        .where((said.counts_until >= on) & link.can_say_yes())
    )
    return {yes for yes in query.tuples() if form.counts(yes[1], yes[3])}


def _picture(clearance: Clearance, lines: Collection[tuple[ClearanceChild, ListedChild]]) -> Picture:
    return Picture(
        Target(Place(clearance.place), str(clearance.platform), str(clearance.event)),
        Shown(clearance.what),
        tuple(child.id for row, child in lines if row.is_shown),
        frozenset(child.id for row, child in lines if row.is_named),
        bool(clearance.has_unlisted),
    )
