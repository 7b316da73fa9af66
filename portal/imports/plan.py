"""Comparing a family list with the register: what is new, what differs, what stays."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from portal.imports.entries import AdultEntry, ChildAdult, ChildEntry, Interpretation
from portal.imports.matching import match_adults, match_children
from portal.imports.planned import (
    AdultChange,
    Change,
    ChildChange,
    Detail,
    Existing,
    ExistingAdult,
    ExistingChild,
    ExistingLink,
    LinkChange,
    NewLink,
    Notice,
    NoticeKind,
    Plan,
)
from portal.imports.policy import normalise_address, normalise_email, normalise_name, normalise_phone

_Entry = TypeVar("_Entry", ChildEntry, AdultEntry)
# What belongs to one person at a time.
_ONE_PERSONS = {
    Detail.REFERENCE: (NoticeKind.REFERENCE_TAKEN, normalise_name),
    Detail.EMAIL: (NoticeKind.EMAIL_TAKEN, normalise_email),
}


def plan(interpretation: Interpretation, existing: Existing) -> Plan:
    """Return what confirming this list would do to the register (product.md, section 7).

    Pure. Nothing is ever removed, and where the list is silent the register stays as it is.
    """
    children = match_children(interpretation.children, existing.children)
    adults, doubts = match_adults(interpretation, existing, children)
    listed, reference_notices = _without_taken(interpretation.children, children, existing.children, Detail.REFERENCE)
    people, email_notices = _without_taken(interpretation.adults, adults, existing.adults, Detail.EMAIL)
    listed, restrictions = _without_lifting(listed, existing, children, adults, {a.key: a.name for a in people})
    changed = tuple(_child_changes(listed, children))
    changed_ids = {change.child.id for change in changed}
    matched_ids = {child.id for child in children.values()}
    return Plan(
        new_children=tuple(entry for entry in listed if entry.key not in children),
        changed_children=changed,
        unchanged_children=tuple(child for child in children.values() if child.id not in changed_ids),
        children_not_in_file=tuple(child for child in existing.children if child.id not in matched_ids),
        new_adults=tuple(entry for entry in people if entry.key not in adults),
        changed_adults=tuple(_adult_changes(people, adults)),
        new_links=tuple(_new_links(listed, children, adults)),
        changed_links=tuple(_link_changes(listed, children, adults)),
        child_ids={key: child.id for key, child in children.items()},
        adult_ids={key: adult.id for key, adult in adults.items()},
        notices=(*doubts, *reference_notices, *email_notices, *restrictions),
    )


def _without_taken(
    entries: Sequence[_Entry], matched: Mapping[str, Any], existing: Sequence[Any], detail: Detail
) -> tuple[list[_Entry], list[Notice]]:
    """Return the entries without a reference or e-mail address that somebody else has and keeps, and say of whom."""
    kind, normalised = _ONE_PERSONS[detail]
    wanted = {entry.key: normalised(getattr(entry, detail) or "") for entry in entries}
    held = {kept.id: normalised(getattr(kept, detail) or "") for kept in existing}
    refused = _refused(wanted, held, {key: kept.id for key, kept in matched.items()})
    names = {kept.id: kept.name for kept in existing}
    notices = [
        Notice(kind, entry.name, getattr(entry, detail) or "", names[refused[entry.key]])
        for entry in entries
        if entry.key in refused
    ]
    return [replace(e, **{detail: None}) if e.key in refused else e for e in entries], notices  # type: ignore[arg-type]


def _without_lifting(
    entries: Iterable[ChildEntry], existing: Existing, children: Mapping[str, ExistingChild],
    adults: Mapping[str, ExistingAdult], names: Mapping[str, str],
) -> tuple[list[ChildEntry], list[Notice]]:  # fmt: skip
    """Return the entries without what they say of a responsibility that a court order restricts, and name whose.

    Whoever bears the name of such an adult, and cannot be matched with them, is given none beside the same child.
    """
    kept_names = {adult.id: normalise_name(adult.name) for adult in existing.adults}
    left, notices = [], []
    for entry in entries:
        held = children[entry.key].adults if entry.key in children else ()
        restricted = {one.adult_id: kept_names[one.adult_id] for one in held if one.is_restricted}
        links = []
        for link in entry.adults:
            adult, name = adults.get(link.adult_key), normalise_name(names[link.adult_key])
            if adult.id in restricted if adult else name in restricted.values():
                if link.states_responsibility:
                    notices.append(Notice(NoticeKind.RESTRICTION_STAYS, names[link.adult_key], entry.name))
                link = replace(link, has_parental_responsibility=False, states_responsibility=False)
            links.append(link)
        left.append(replace(entry, adults=tuple(links)))
    return left, notices


def _refused(wanted: Mapping[str, str], held: Mapping[int, str], ids: Mapping[str, int]) -> dict[str, int]:
    """Return who may not have what they want, with who keeps it.

    A holder whose own value changes in the same plan sets it free, unless that change is itself refused:
    hence the repetition, until nobody more is refused.
    """
    refused: dict[str, int] = {}
    keeps = {owner: value for owner, value in held.items() if value}
    while True:
        moving = {ids[key]: value for key, value in wanted.items() if value and key in ids and key not in refused}
        staying = {value: owner for owner, value in keeps.items() if moving.get(owner, value) == value}
        more = {
            key: staying[value]
            for key, value in wanted.items()
            if key not in refused and value in staying and staying[value] != ids.get(key)
        }
        # Two in the register may share a value already; whoever has it keeps it.
        more = {key: holder for key, holder in more.items() if keeps.get(ids.get(key, -1)) != wanted[key]}
        if not more:
            return refused
        refused |= more


def _child_changes(entries: Iterable[ChildEntry], matched: Mapping[str, ExistingChild]) -> Iterator[ChildChange]:
    for entry in entries:
        if entry.key in matched and (changes := _changes_of_child(matched[entry.key], entry)):
            yield ChildChange(matched[entry.key], entry, changes)


def _changes_of_child(child: ExistingChild, entry: ChildEntry) -> tuple[Change, ...]:
    texts = (
        (Detail.FIRST_NAME, child.first_name, entry.first_name),
        (Detail.LAST_NAME, child.last_name, entry.last_name),
        (Detail.KNOWN_AS, child.known_as, entry.known_as),
        (Detail.REFERENCE, child.reference or "", entry.reference or ""),
    )
    others = (
        (Detail.BORN_ON, child.born_on, entry.born_on),
        (Detail.STARTS_ON, child.starts_on, entry.starts_on),
        (Detail.LEAVES_ON, child.leaves_on, entry.leaves_on),
        (Detail.SESSIONS, child.sessions, entry.sessions),
    )
    changed = [Change(d, old, new) for d, old, new in texts if _is_other(old, new, normalise_name)]
    return (*changed, *(Change(detail, old, new) for detail, old, new in others if new and old != new))


def _adult_changes(entries: Iterable[AdultEntry], matched: Mapping[str, ExistingAdult]) -> Iterator[AdultChange]:
    for entry in entries:
        if entry.key in matched and (changes := _changes_of_adult(matched[entry.key], entry)):
            yield AdultChange(matched[entry.key], entry, changes)


def _changes_of_adult(adult: ExistingAdult, entry: AdultEntry) -> tuple[Change, ...]:
    texts = (
        (Detail.EMAIL, adult.email or "", entry.email or "", normalise_email),
        (Detail.PHONE, adult.phone, entry.phone, normalise_phone),
        (Detail.ADDRESS, adult.address, entry.address, normalise_address),
    )
    return tuple(Change(d, old, new) for d, old, new, normalised in texts if _is_other(old, new, normalised))


def _is_other(old: str, new: str, normalised: Callable[[str], str]) -> bool:
    return old != new and normalised(new) not in ("", normalised(old))


def _new_links(
    entries: Iterable[ChildEntry], children: Mapping[str, ExistingChild], adults: Mapping[str, ExistingAdult]
) -> Iterator[NewLink]:
    for entry in entries:
        for link in entry.adults:
            if _held(entry, link, children, adults) is None:
                yield NewLink(entry.key, link.adult_key, link.relationship, link.has_parental_responsibility)


def _link_changes(
    entries: Iterable[ChildEntry], children: Mapping[str, ExistingChild], adults: Mapping[str, ExistingAdult]
) -> Iterator[LinkChange]:
    for entry in entries:
        for link in entry.adults:
            held = _held(entry, link, children, adults)
            if held and (changes := _changes_of_link(held, link)):
                yield LinkChange(children[entry.key], adults[link.adult_key], changes)


def _held(
    entry: ChildEntry,
    link: ChildAdult,
    children: Mapping[str, ExistingChild],
    adults: Mapping[str, ExistingAdult],
) -> ExistingLink | None:
    child, adult = children.get(entry.key), adults.get(link.adult_key)
    if child is None or adult is None:
        return None
    return next((held for held in child.adults if held.adult_id == adult.id), None)


def _changes_of_link(held: ExistingLink, link: ChildAdult) -> tuple[Change, ...]:
    changes = []
    if link.states_relationship and held.relationship is not link.relationship:
        changes.append(Change(Detail.RELATIONSHIP, held.relationship, link.relationship))
    if link.states_responsibility and held.has_parental_responsibility is not link.has_parental_responsibility:
        old, new = held.has_parental_responsibility, link.has_parental_responsibility
        changes.append(Change(Detail.PARENTAL_RESPONSIBILITY, old, new))
    return tuple(changes)
