"""What confirming a list would change in the register, person by person, worked out before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum, auto
from typing import TypeVar

from portal.families.policy import Relationship, Responsibility
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.imports.ownership import with_own
from portal.imports.people import (
    AdultRecord,
    ChildRecord,
    Detail,
    LinkRecord,
    ListedAdult,
    ListedChild,
    Register,
    comparable,
    details_of,
)
from portal.imports.policy import is_like_name, normalise_name, phones_in
from portal.imports.resolving import Resolution

R = TypeVar("R", ChildRecord, AdultRecord)
Value = str | date | Relationship | Responsibility | frozenset[str] | None


class State(StrEnum):
    """How a child, an adult or what binds them stands to the register."""

    NEW = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    ABSENT = auto()  # on the register, not in the list: keeps what they have
    ASKED = auto()  # on the register, and perhaps in the list: a question about them is open


@dataclass(frozen=True)
class Change:
    """One detail, as it is and as it would be."""

    detail: Detail
    old: Value
    new: Value


@dataclass(frozen=True)
class PlannedAdult:
    """An adult as they would be; ``key`` is "r" and the register's id, or their first place in the list."""

    key: str
    id: int | None
    record: AdultRecord
    changes: tuple[Change, ...] = ()

    @property
    def state(self) -> State:
        return State.NEW if self.id is None else State.CHANGED if self.changes else State.UNCHANGED


@dataclass(frozen=True)
class PlannedLink:
    """An adult beside a child.

    ``key`` names the tick box. ``before`` is None for a new link. ``stated`` is what the list plainly says of
    parental responsibility, ``said`` its words where they are not plain; ``after`` is what confirming now would write.
    """

    key: str
    adult: PlannedAdult
    state: State
    relationship: Relationship
    before: Responsibility | None
    after: Responsibility
    stated: Responsibility | None = None
    said: str = ""
    changes: tuple[Change, ...] = ()
    is_namesake: bool = False  # of an adult whose responsibility for this child a court order limits

    @property
    def is_to_tick(self) -> bool:
        """Whether a person has to say if this adult has parental responsibility (product.md §8.12)."""
        if self.state in (State.ABSENT, State.ASKED) or self.before is Responsibility.RESTRICTED:
            return False
        return self.before is None or self.stated not in (None, self.before) or self.after is not self.before

    @property
    def shown_state(self) -> State:
        """How they stand to the child; an adult known there with something new of their own is changed."""
        return self.state if self.state is not State.UNCHANGED else self.adult.state

    @property
    def keeps_restriction(self) -> bool:
        """Whether the list says something of a responsibility that a court order limits: no list changes that."""
        return self.before is Responsibility.RESTRICTED and self.stated is not None


@dataclass(frozen=True)
class PlannedChild:
    """A child as they would be, with every adult, those too who are not in the list any more."""

    key: str
    id: int | None
    record: ChildRecord
    state: State
    changes: tuple[Change, ...] = ()
    links: tuple[PlannedLink, ...] = ()

    @property
    def can_be_answered_for(self) -> bool:
        """Whether somebody could sign for the child after confirming."""
        return any(link.after.can_say_yes for link in self.links)


@dataclass(frozen=True)
class Plan:
    """Everything that confirming would do. Nobody is ever removed."""

    children: tuple[PlannedChild, ...] = ()
    absent: tuple[PlannedChild, ...] = ()
    adults: Mapping[str, PlannedAdult] = field(default_factory=dict)

    @property
    def changing(self) -> tuple[PlannedChild, ...]:
        """The children of the list of whom anything is new or changed."""
        return tuple(child for child in self.children if child.state is not State.UNCHANGED)

    @property
    def is_empty(self) -> bool:
        return not self.changing

    @property
    def to_tick(self) -> tuple[tuple[PlannedChild, PlannedLink], ...]:
        """Every adult beside a child about whose parental responsibility a person has to decide."""
        return tuple((child, link) for child in self.children for link in child.links if link.is_to_tick)


def plan(
    resolution: Resolution, register: Register, ticks: Mapping[str, bool] | None = None, *, parents: bool = False,
    by_list: bool = True,
) -> Plan:  # fmt: skip
    """Return what confirming this list would do to the register (product.md §7).

    ``ticks`` are the boxes of parental responsibility looked at, by key of the link. ``parents`` ticks every mother and
    father of whom the list says nothing. Without ``by_list`` no responsibility changes but what is ticked.

    Pure, but for faults noted on rows whose e-mail or reference belongs to somebody else. Nothing is ever removed, and
    where the list is silent the register stays as it is.
    """
    planner = _Planner(resolution, register, ticks or {}, parents, by_list)
    children = tuple(map(planner.child, planner.children))
    ids = {child.id for child in children}
    absent = (
        PlannedChild(f"r{id_}", id_, record, State.ABSENT, links=planner.not_listed(id_, ()))
        for id_, (record, *_) in register.children.items()
        if id_ not in ids and f"r{id_}" not in planner.asked
    )
    return Plan(children, tuple(absent), planner.adults)


class _Planner:
    """One list compared with the register; adults by their key in the list."""

    def __init__(
        self, resolution: Resolution, register: Register, ticks: Mapping[str, bool], parents: bool, by_list: bool
    ) -> None:
        self.ids, self.asked, self.register = resolution.ids, resolution.asked, register
        self.ticks, self.parents, self.by_list = ticks, parents, by_list
        self.beside: dict[int | None, dict[int, LinkRecord]] = defaultdict(dict)
        for (child_id, adult_id), link in register.links.items():
            self.beside[child_id][adult_id] = link
        adults = with_own(resolution.adults.values(), Detail.EMAIL, register.adults, resolution)
        self.children = with_own(resolution.children, Detail.REFERENCE, register.children, resolution)
        self.adults = {each.place: self.adult(each) for each in adults}

    def adult(self, each: ListedAdult) -> PlannedAdult:
        id_ = self.ids.get(each.place)
        if id_ is None:
            return PlannedAdult(each.place, None, each.record)
        old, *faces = self.register.adults[id_]
        changes = _changes(old, each.record, faces)
        return PlannedAdult(f"r{id_}", id_, _changed(old, changes), changes)

    def child(self, each: ListedChild) -> PlannedChild:
        id_ = self.ids.get(each.place)
        key = each.place if id_ is None else f"r{id_}"
        held = self.beside.get(id_, {})
        restricted = [a for a, link in held.items() if link.responsibility is Responsibility.RESTRICTED]
        namesakes = {normalise_name(entry.name) for a in restricted for entry in self.register.adults[a]}
        listed = tuple(self.link(key, each.record.name, adult, held, namesakes) for adult in each.adults)
        links = listed + self.not_listed(id_, {link.adult.id for link in listed})
        if id_ is None:
            return PlannedChild(key, None, each.record, State.NEW, (), links)
        old, *faces = self.register.children[id_]
        changes = _changes(old, each.record, faces)
        is_changed = changes or any(link.shown_state in (State.NEW, State.CHANGED) for link in listed)
        return PlannedChild(
            key, id_, _changed(old, changes), State.CHANGED if is_changed else State.UNCHANGED, changes, links
        )

    def not_listed(self, child_id: int | None, listed: Iterable[int | None]) -> tuple[PlannedLink, ...]:
        """Return the adults of the register whom the list does not have beside this child: they keep what they have."""
        left = {id_: link for id_, link in self.beside.get(child_id, {}).items() if id_ not in listed}
        found = []
        for id_, link in left.items():
            adult = PlannedAdult(f"r{id_}", id_, self.register.adults[id_][0])
            state = State.ASKED if adult.key in self.asked else State.ABSENT
            kind, rights = link.relationship or Relationship.OTHER, link.responsibility or Responsibility.NONE
            found.append(PlannedLink(f"r{child_id}-{adult.key}", adult, state, kind, rights, rights))
        return tuple(found)

    def link(
        self, child_key: str, child_name: str, each: ListedAdult, held: Mapping[int, LinkRecord], namesakes: Set[str]
    ) -> PlannedLink:
        """Plan one adult beside a child."""
        adult, stated, said = self.adults[each.place], each.link.responsibility, each.said
        old = held.get(adult.id) if adult.id is not None else None
        kind, before = (old.relationship, old.responsibility) if old else (None, None)
        relationship = each.link.relationship or kind or Relationship.OTHER
        is_namesake = old is None and any(is_like_name(normalise_name(adult.record.name), name) for name in namesakes)
        # A tick is for what its box showed: when other columns or answers put somebody else there, they are looked at anew.
        shown = canonical_json([child_name, adult.record.name, relationship, before, stated, said, is_namesake])
        key = f"{child_key}-{adult.key}-{sha256_hex(shown)[:12]}"
        after = self.after(key, relationship, before, stated, is_silent=not (stated or said), is_namesake=is_namesake)
        pairs = ((Detail.RELATIONSHIP, kind, relationship), (Detail.RESPONSIBILITY, before, after))
        changes = tuple(Change(detail, was, to) for detail, was, to in pairs if old and was is not to)
        state = State.NEW if old is None else State.CHANGED if changes else State.UNCHANGED
        return PlannedLink(key, adult, state, relationship, before, after, stated, said, changes, is_namesake)

    def after(
        self, key: str, relationship: Relationship, before: Responsibility | None, stated: Responsibility | None, *,
        is_silent: bool, is_namesake: bool,
    ) -> Responsibility:  # fmt: skip
        """Decide what confirming would write. Silence grants nothing, and what a court order limits stays as it is.

        The list's yes proposes nothing for a namesake of a restricted adult. The one press speaks for those of whom the
        list says nothing: words that are not plain are for a person to read.
        """
        if before is Responsibility.RESTRICTED:
            return before
        if key in self.ticks:
            return Responsibility.HELD if self.ticks[key] else Responsibility.NONE
        if is_namesake:
            return Responsibility.NONE
        if is_silent and self.parents and relationship in (Relationship.MOTHER, Relationship.FATHER):
            return Responsibility.HELD
        return (stated if self.by_list else None) or before or Responsibility.NONE


def _changes(old: R, new: R, faces: Sequence[R]) -> tuple[Change, ...]:
    """Return what the list says that no entry of theirs says; what only adds up on the entry that is kept is theirs."""
    pairs = ((detail, getattr(old, detail), getattr(new, detail)) for detail in details_of(old))
    return tuple(
        Change(detail, was, to)
        for detail, was, to in pairs
        if to and all(_differs(detail, value, to) for value in _known(detail, was, faces, to))
    )


def _changed(old: R, changes: Iterable[Change]) -> R:
    return replace(old, **{str(change.detail): change.new for change in changes})  # type: ignore[arg-type]


def _known(detail: Detail, was: Value, faces: Sequence[R], to: Value) -> list[Value]:
    """Return what the entries of somebody say: telephones of all of them together, and of sessions any part."""
    known = [was, *(getattr(face, detail) for face in faces)]
    if faces and detail is Detail.PHONE:
        return [", ".join(filter(None, map(str, known)))]
    if faces and isinstance(was, frozenset) and isinstance(to, frozenset) and to <= was:
        return [to]
    return known


def _differs(detail: Detail, old: Value, new: Value) -> bool:
    """Say whether a list says anything new, where spelling alone is nothing new."""
    if detail is Detail.PHONE and (numbers := phones_in(str(new))):
        return not numbers.keys() <= phones_in(str(old)).keys()
    return comparable(detail, old) != comparable(detail, new)
