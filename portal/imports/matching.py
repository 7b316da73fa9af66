"""Finding the children and adults of a family list in the register, each at most once."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from portal.families.policy import Relationship
from portal.imports.entries import AdultEntry, ChildEntry, Interpretation
from portal.imports.planned import Existing, ExistingAdult, ExistingChild, Notice, NoticeKind
from portal.imports.policy import normalise_address, normalise_email, normalise_name, normalise_phone

_Item = TypeVar("_Item")


def match_children(entries: Sequence[ChildEntry], existing: Sequence[ExistingChild]) -> dict[str, ExistingChild]:
    """Match by names and birth date; then by reference, where first name or birth date agrees too."""
    matched: dict[str, ExistingChild] = {}
    taken: set[int] = set()
    by_identity = _grouped(existing, _identity)
    by_reference = _grouped((c for c in existing if c.reference), lambda c: normalise_name(c.reference or ""))
    for entry in entries:
        _take_child(entry, by_identity.get(_identity(entry), []), matched, taken)
    names = {_identity(entry) for entry in entries} | {_identity(child) for child in existing}
    for entry in entries:
        if entry.key not in matched and entry.reference:
            same = by_reference.get(normalise_name(entry.reference), [])
            _take_child(entry, [c for c in same if _agree(c, entry) and _stays_apart(c, entry, names)], matched, taken)
    return matched


def _identity(child: ExistingChild | ChildEntry) -> Hashable:
    return (normalise_name(child.first_name), normalise_name(child.last_name), child.born_on)


def _agree(child: ExistingChild, entry: ChildEntry) -> bool:
    return child.born_on == entry.born_on or normalise_name(child.first_name) == normalise_name(entry.first_name)


def _stays_apart(child: ExistingChild, entry: ChildEntry, names: set[Hashable]) -> bool:
    """Say whether a child, renamed as in the list, could still be told from every other."""
    renamed = (normalise_name(entry.first_name), normalise_name(entry.last_name or child.last_name), entry.born_on)
    return renamed in (_identity(entry), _identity(child)) or renamed not in names


def _take_child(
    entry: ChildEntry, found: Iterable[ExistingChild], matched: dict[str, ExistingChild], taken: set[int]
) -> None:
    free = [child for child in found if child.id not in taken]
    if free:
        child = min(free, key=lambda child: _distance(child, entry))
        matched[entry.key] = child
        taken.add(child.id)


def _distance(child: ExistingChild, entry: ChildEntry) -> int:
    """Of two with one name and birthday, take the one with the same reference; failing that, one without."""
    if normalise_name(child.reference or "") == normalise_name(entry.reference or ""):
        return 0
    return 1 if not child.reference else 2


def _grouped(items: Iterable[_Item], key: Callable[[_Item], Hashable]) -> dict[Hashable, list[_Item]]:
    groups: dict[Hashable, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


@dataclass
class ComparableAdult:
    """What can be compared of an adult, in the list or in the register; what is said beside a child is by its id."""

    name: str
    email: str
    phone: str
    address: str
    links: dict[int, Relationship] = field(default_factory=dict)
    responsible: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, adult: AdultEntry | ExistingAdult) -> "ComparableAdult":
        email = normalise_email(adult.email or "")
        return cls(normalise_name(adult.name), email, normalise_phone(adult.phone), normalise_address(adult.address))


_Test = Callable[[ComparableAdult, ComparableAdult], bool]


def match_adults(
    interpretation: Interpretation, existing: Existing, children: dict[str, ExistingChild]
) -> tuple[dict[str, ExistingAdult], tuple[Notice, ...]]:
    """Match the surest first; a name alone only beside a child they share. Two who may be meant match nobody."""
    listed = {adult.key: ComparableAdult.of(adult) for adult in interpretation.adults}
    for entry in interpretation.children:
        for link in entry.adults:
            if entry.key in children:
                comparable, child_id = listed[link.adult_key], children[entry.key].id
                comparable.links[child_id] = link.relationship
                if link.states_responsibility:
                    comparable.responsible[child_id] = link.has_parental_responsibility
    kept = {adult.id: ComparableAdult.of(adult) for adult in existing.adults}
    for child in existing.children:
        for held in child.adults:
            if held.adult_id in kept:
                kept[held.adult_id].links[child.id] = held.relationship
                kept[held.adult_id].responsible[child.id] = held.has_parental_responsibility
    return _matched(interpretation.adults, listed, existing, kept)


def _matched(
    entries: Sequence[AdultEntry], new: dict[str, ComparableAdult], existing: Existing, kept: dict[int, ComparableAdult]
) -> tuple[dict[str, ExistingAdult], tuple[Notice, ...]]:
    by_name = _grouped(existing.adults, lambda adult: kept[adult.id].name)
    matched: dict[str, ExistingAdult] = {}
    taken: set[int] = set()

    def found(entry: AdultEntry, test: _Test) -> list[ExistingAdult]:
        comparable = new[entry.key]
        return [a for a in by_name.get(comparable.name, []) if a.id not in taken and test(comparable, kept[a.id])]

    for test in (_is_same_throughout, _has_same_email, _has_same_place, _may_share_place):
        pairs = [(entry.key, adult) for entry in entries if entry.key not in matched for adult in found(entry, test)]
        for key, adult in sorted(pairs, key=lambda pair: -_agreement(new[pair[0]], kept[pair[1].id])):
            if key not in matched and adult.id not in taken:
                matched[key] = adult
                taken.add(adult.id)
    return matched, tuple(_match_by_contact(entries, found, matched, taken))


def _match_by_contact(
    entries: Sequence[AdultEntry],
    found: Callable[[AdultEntry, _Test], list[ExistingAdult]],
    matched: dict[str, ExistingAdult],
    taken: set[int],
) -> Iterator[Notice]:
    """Match those left by telephone or address, and only where nobody else could be meant."""
    for entry in entries:
        candidates = [] if entry.key in matched else found(entry, _has_same_contact)
        if len(candidates) > 1:
            yield Notice(NoticeKind.ADULT_UNCERTAIN, entry.name)
        elif candidates:
            matched[entry.key] = candidates[0]
            taken.add(candidates[0].id)


def _agreement(entry: ComparableAdult, kept: ComparableAdult) -> int:
    """Count what agrees, so that of several namesakes the likest are matched first."""
    contacts = ((entry.email, kept.email), (entry.phone, kept.phone), (entry.address, kept.address))
    links = len(entry.links.items() & kept.links.items())
    responsible = len(entry.responsible.items() & kept.responsible.items())
    return sum(one == other for one, other in contacts) + links + responsible


def _is_same_throughout(entry: ComparableAdult, kept: ComparableAdult) -> bool:
    contact = (entry.phone, entry.address) == (kept.phone, kept.address) and kept.email in (entry.email, "")
    is_as_responsible = entry.responsible.items() <= kept.responsible.items()
    return contact and entry.links == kept.links and is_as_responsible and bool(kept.links)


def _has_same_email(entry: ComparableAdult, kept: ComparableAdult) -> bool:
    return bool(entry.email) and entry.email == kept.email


def _has_same_place(entry: ComparableAdult, kept: ComparableAdult) -> bool:
    """Share a child, to whom both are the same."""
    return bool(entry.links.items() & kept.links.items()) and not _are_two_people(entry, kept)


def _may_share_place(entry: ComparableAdult, kept: ComparableAdult) -> bool:
    return bool(entry.links.keys() & kept.links.keys()) and not _are_two_people(entry, kept)


def _has_same_contact(entry: ComparableAdult, kept: ComparableAdult) -> bool:
    same = bool(entry.phone and entry.phone == kept.phone) or bool(entry.address and entry.address == kept.address)
    other_email = bool(entry.email and kept.email and entry.email != kept.email)
    return same and not other_email and not _are_two_people(entry, kept)


def _are_two_people(entry: ComparableAdult, kept: ComparableAdult) -> bool:
    """Say whether one name must be two people: each known as something else to a child, or nothing in common."""
    for child, relationship in entry.links.items():
        held = kept.links.get(child, Relationship.OTHER)
        if Relationship.OTHER not in (held, relationship) and held is not relationship:
            return True
    other_email = bool(entry.email and kept.email and entry.email != kept.email)
    return other_email and bool(entry.address and kept.address and entry.address != kept.address)
