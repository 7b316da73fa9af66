"""What confirming a list would change in the register, person by person, worked out before anything is written."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum, auto

from portal.families.policy import Relationship, Responsibility
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.imports.merging import ResolvedAdult, ResolvedChild, ResolvedLink
from portal.imports.ownership import with_own
from portal.imports.people import AdultRecord, ChildRecord, Detail, LinkRecord, Register
from portal.imports.policy import is_like_name, normalise_address, normalise_email, normalise_name, phones_in
from portal.imports.resolving import Resolution

Value = str | date | Relationship | Responsibility | frozenset[str] | None
_OF_CHILD = (
    Detail.FIRST_NAME, Detail.LAST_NAME, Detail.KNOWN_AS, Detail.BORN_ON, Detail.REFERENCE, Detail.SESSIONS,
    Detail.STARTS_ON, Detail.LEAVES_ON,
)  # fmt: skip
_OF_ADULT = (Detail.NAME, Detail.EMAIL, Detail.PHONE, Detail.ADDRESS)


class State(StrEnum):
    """How a child, an adult or what binds them stands to the register."""

    NEW = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    ABSENT = auto()  # on the register, not in the list: keeps what they have
    ASKED = auto()  # on the register, and perhaps in the list: a question about them is open


@dataclass(frozen=True)
class Rights:
    """What the manager says of parental responsibility.

    ``ticks`` are the boxes looked at, by key of the link. ``parents`` ticks every mother and father of whom the list
    says nothing. Without ``by_list`` nothing changes but what is ticked, whatever the list says.
    """

    ticks: Mapping[str, bool] = field(default_factory=dict)
    parents: bool = False
    by_list: bool = True


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
    rows: tuple[int, ...] = ()
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


def plan(resolution: Resolution, register: Register, rights: Rights) -> Plan:
    """Return what confirming this list would do to the register (product.md §7).

    Pure, but for faults noted on rows whose e-mail or reference belongs to somebody else. Nothing is ever removed, and
    where the list is silent the register stays as it is.
    """
    adults = {
        each.key: _planned_adult(each, register)
        for each in with_own(
            list(resolution.adults.values()), register.adults, Detail.EMAIL, resolution.faults, register.adult_faces
        )
    }
    listed = with_own(resolution.children, register.children, Detail.REFERENCE, resolution.faults, register.child_faces)
    beside: dict[int, dict[int, LinkRecord]] = {}
    for (child_id, adult_id), link in register.links.items():
        beside.setdefault(child_id, {})[adult_id] = link
    children = tuple(_planned_child(each, adults, register, beside, rights) for each in listed)
    ids = {child.id for child in children}
    left = (id_ for id_ in register.children if id_ not in ids and f"r{id_}" not in resolution.asked)
    absent = tuple(_absent(id_, register, beside) for id_ in left)
    return Plan(tuple(_with_asked(child, resolution.asked) for child in children), absent, adults)


def _with_asked(child: PlannedChild, asked: Set[str]) -> PlannedChild:
    """Return the child with every adult about whom a question is open named so: they may be in the list."""
    links = [
        replace(each, state=State.ASKED) if each.state is State.ABSENT and each.adult.key in asked else each
        for each in child.links
    ]
    return replace(child, links=tuple(links))


def _planned_adult(each: ResolvedAdult, register: Register) -> PlannedAdult:
    if each.id is None:
        return PlannedAdult(each.key, None, each.record)
    old = register.adults[each.id]
    changes = _changes(_OF_ADULT, old, each.record, register.adult_faces.get(each.id, ()))
    record = replace(old, **{str(change.detail): change.new for change in changes})  # type: ignore[arg-type]
    return PlannedAdult(f"r{each.id}", each.id, record, changes)


def _changes(
    details: Iterable[Detail], old: ChildRecord | AdultRecord, new: ChildRecord | AdultRecord,
    faces: Sequence[ChildRecord | AdultRecord],
) -> tuple[Change, ...]:  # fmt: skip
    """Return what the list says that no entry of theirs says; what only adds up on the entry that is kept is theirs."""
    pairs = ((detail, getattr(old, detail), getattr(new, detail)) for detail in details)
    return tuple(
        Change(detail, was, to)
        for detail, was, to in pairs
        if to and all(_differs(detail, value, to) for value in _known(detail, was, faces, to))
    )


def _known(detail: Detail, was: Value, faces: Sequence[ChildRecord | AdultRecord], to: Value) -> list[Value]:
    """Return what the entries of somebody say: telephones of all of them together, and of sessions any part."""
    known = [was, *(getattr(face, detail) for face in faces)]
    if faces and detail is Detail.PHONE:
        return [", ".join(filter(None, map(str, known)))]
    if faces and isinstance(was, frozenset) and isinstance(to, frozenset) and to <= was:
        return [to]
    return known


def _differs(detail: Detail, old: Value, new: Value) -> bool:
    """Say whether a list says anything new, where spelling alone is nothing new."""
    if not isinstance(old, str) or not isinstance(new, str):
        return old != new
    if detail is Detail.PHONE and (numbers := phones_in(new)):
        return not numbers.keys() <= phones_in(old).keys()
    same_form = {Detail.EMAIL: normalise_email, Detail.ADDRESS: normalise_address}.get(detail, normalise_name)
    return same_form(old) != same_form(new)


def _planned_child(
    each: ResolvedChild, adults: Mapping[str, PlannedAdult], register: Register,
    beside: Mapping[int, Mapping[int, LinkRecord]], rights: Rights,
) -> PlannedChild:  # fmt: skip
    held = beside.get(each.id, {}) if each.id is not None else {}
    key = each.key if each.id is None else f"r{each.id}"
    restricted = (id_ for id_, link in held.items() if link.responsibility is Responsibility.RESTRICTED)
    limited = [each for id_ in restricted for each in (register.adults[id_], *register.adult_faces.get(id_, ()))]
    namesakes = {normalise_name(each.name) for each in limited}
    links = [
        _planned_link(key, each.record.name, link, adults[link.adult_key], held, rights, namesakes)
        for link in each.links
    ]
    listed = {link.adult.id for link in links}
    links += [_absent_link(key, id_, register.adults[id_], link) for id_, link in held.items() if id_ not in listed]
    if each.id is None:
        return PlannedChild(key, None, each.record, State.NEW, each.rows, (), tuple(links))
    old = register.children[each.id]
    changes = _changes(_OF_CHILD, old, each.record, register.child_faces.get(each.id, ()))
    record = replace(old, **{str(change.detail): change.new for change in changes})  # type: ignore[arg-type]
    is_changed = changes or any(
        link.state in (State.NEW, State.CHANGED) or link.adult.state is State.CHANGED for link in links
    )
    state = State.CHANGED if is_changed else State.UNCHANGED
    return PlannedChild(key, each.id, record, state, each.rows, changes, tuple(links))


def _planned_link(
    child_key: str, child_name: str, link: ResolvedLink, adult: PlannedAdult, held: Mapping[int, LinkRecord],
    rights: Rights, namesakes: Set[str],
) -> PlannedLink:  # fmt: skip
    """Plan one adult beside a child. The list's yes proposes nothing for a namesake of a restricted adult."""
    stated, said = link.record.responsibility, link.said
    old = held.get(adult.id) if adult.id is not None else None
    kind = old.relationship if old else None
    relationship = link.record.relationship or kind or Relationship.OTHER
    before = old.responsibility if old else None
    is_namesake = old is None and any(is_like_name(normalise_name(adult.record.name), name) for name in namesakes)
    # A tick is for what its box showed: when other columns or answers put somebody else there, they are looked at anew.
    shown = canonical_json([child_name, adult.record.name, relationship, before, stated, said, is_namesake])
    key = f"{child_key}-{adult.key}-{sha256_hex(shown)[:12]}"
    # The press speaks for those of whom the list says nothing: words that are not plain are for a person to read.
    after = _after(key, relationship, before, stated, replace(rights, parents=rights.parents and not said))
    after = Responsibility.NONE if is_namesake and key not in rights.ticks else after
    pairs = ((Detail.RELATIONSHIP, kind, relationship), (Detail.RESPONSIBILITY, before, after))
    changes = tuple(Change(detail, was, to) for detail, was, to in pairs if old and was is not to)
    state = State.NEW if old is None else State.CHANGED if changes else State.UNCHANGED
    return PlannedLink(key, adult, state, relationship, before, after, stated, said, changes, is_namesake)


def _after(
    key: str, relationship: Relationship, before: Responsibility | None, stated: Responsibility | None, rights: Rights
) -> Responsibility:
    """Decide what confirming would write. Silence grants nothing, and what a court order limits stays as it is."""
    if before is Responsibility.RESTRICTED:
        return before
    if key in rights.ticks:
        return Responsibility.HELD if rights.ticks[key] else Responsibility.NONE
    if stated is None and rights.parents and relationship in (Relationship.MOTHER, Relationship.FATHER):
        return Responsibility.HELD
    return (stated if rights.by_list else None) or before or Responsibility.NONE


def _absent_link(child_key: str, id_: int, record: AdultRecord, link: LinkRecord) -> PlannedLink:
    adult, rights = PlannedAdult(f"r{id_}", id_, record), link.responsibility or Responsibility.NONE
    kind = link.relationship or Relationship.OTHER
    return PlannedLink(f"{child_key}-{adult.key}", adult, State.ABSENT, kind, rights, rights)


def _absent(id_: int, register: Register, beside: Mapping[int, Mapping[int, LinkRecord]]) -> PlannedChild:
    links = (_absent_link(f"r{id_}", a, register.adults[a], link) for a, link in beside.get(id_, {}).items())
    return PlannedChild(f"r{id_}", id_, register.children[id_], State.ABSENT, links=tuple(links))
