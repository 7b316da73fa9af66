"""An e-mail address and a reference belong to one person each: who keeps them, and who goes without."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from portal.imports.people import AdultRecord, ChildRecord, Detail, ListedAdult, ListedChild, comparable
from portal.imports.resolving import Resolution

L = TypeVar("L", ListedChild, ListedAdult)
R = TypeVar("R", ChildRecord, AdultRecord)


def with_own(listed: Iterable[L], detail: Detail, register: Mapping[int, Sequence[R]], found: Resolution) -> list[L]:
    """Return people of a list without an e-mail address or reference that somebody else has and keeps, and say of whom."""
    entries, owners = list(listed), dict[object, L]()
    wanted = {each.place: comparable(detail, getattr(each.record, detail) or "") for each in entries}
    for each in (each for each in entries if wanted[each.place]):
        owners.setdefault(wanted[each.place], each)
    held = {id_: [comparable(detail, getattr(each, detail)) for each in entries] for id_, entries in register.items()}
    of_kept = {id_: value for id_, (value, *_) in held.items() if value}
    other = {value: id_ for id_, (_, *values) in held.items() for value in values}
    taken = _taken({owner.place: value for value, owner in owners.items()}, of_kept, found.ids, other)
    left = []
    for each in entries:
        owner = owners.get(wanted[each.place], each)
        if owner is not each:
            left.append(_without(each, detail, found, "shared", holder=owner.record.name, row=owner.row))
        elif each.place in taken:
            left.append(_without(each, detail, found, "taken", holder=register[taken[each.place]][0].name))
        else:
            left.append(each)
    return left


def _without(each: L, detail: Detail, found: Resolution, kind: str, **whose: str | int) -> L:
    value, without = getattr(each.record, detail), dict[str, None]({str(detail): None})
    found.faults.note(each.row, f"{detail}_{kind}", None, value=value, name=each.record.name, **whose)
    return replace(each, record=replace(each.record, **without))  # type: ignore[arg-type]


def _taken(
    wanted: Mapping[str, object], held: Mapping[int, object], ids: Mapping[str, int], other: Mapping[object, int]
) -> dict[str, int]:
    """Return who may not have what they want, with who keeps it.

    A holder whose own value changes in the same plan sets it free, unless that change is itself refused:
    hence the repetition, until nobody more is refused. What ``other`` entries of somebody hold, they always keep.
    """
    refused: dict[str, int] = {}
    while True:
        moving = {ids[key]: value for key, value in wanted.items() if key in ids and key not in refused}
        staying = {**other, **{value: owner for owner, value in held.items() if moving.get(owner, value) == value}}
        more = {
            key: staying[value]
            for key, value in wanted.items()
            # Two in the register may share a value already; whoever has it keeps it.
            if key not in refused and staying.get(value, ids.get(key)) != ids.get(key)
            and held.get(ids.get(key, -1)) != value
        }  # fmt: skip
        if not more:
            return refused
        refused |= more
