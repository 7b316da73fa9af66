"""An e-mail address and a reference belong to one person each: who keeps them, and who goes without."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from portal.imports.faults import FaultValue
from portal.imports.merging import Faults, ResolvedAdult, ResolvedChild
from portal.imports.people import AdultRecord, ChildRecord, Detail
from portal.imports.policy import normalise_email, normalise_name

R = TypeVar("R", ResolvedChild, ResolvedAdult)


def with_own(
    entries: Sequence[R], register: Mapping[int, ChildRecord] | Mapping[int, AdultRecord], detail: Detail,
    faults: Faults, faces: Mapping[int, Sequence[ChildRecord]] | Mapping[int, Sequence[AdultRecord]],
) -> list[R]:  # fmt: skip
    """Return the entries without an e-mail address or reference that somebody else has and keeps, and say of whom."""
    normalised = normalise_email if detail is Detail.EMAIL else normalise_name
    wanted = {each.key: normalised(getattr(each.record, detail) or "") for each in entries}
    held = {id_: normalised(getattr(kept, detail) or "") for id_, kept in register.items()}
    owners: dict[str, R] = {}
    refused: dict[str, tuple[str, dict[str, FaultValue]]] = {}
    for each in entries:
        if (value := wanted[each.key]) and owners.setdefault(value, each) is not each:
            owner = owners[value]
            refused[each.key] = f"{detail}_shared", {"holder": owner.record.name, "row": owner.rows[0]}
    ids = {each.key: each.id for each in entries if each.id is not None}
    free = {key: value for key, value in wanted.items() if key not in refused}
    other = {normalised(getattr(face, detail) or ""): id_ for id_, found in faces.items() for face in found}
    taken = _refused(free, held, ids, {value: owner for value, owner in other.items() if value})
    refused |= {key: (f"{detail}_taken", {"holder": register[holder].name}) for key, holder in taken.items()}
    for each in entries:
        if each.key in refused:
            kind, whose = refused[each.key]
            faults.note(each.rows[0], kind, None, value=getattr(each.record, detail), name=each.record.name, **whose)
    without: dict[str, None] = {str(detail): None}
    return [
        replace(each, record=replace(each.record, **without)) if each.key in refused else each  # type: ignore[arg-type]
        for each in entries
    ]


def _refused(
    wanted: Mapping[str, str], held: Mapping[int, str], ids: Mapping[str, int], other: Mapping[str, int]
) -> dict[str, int]:
    """Return who may not have what they want, with who keeps it.

    A holder whose own value changes in the same plan sets it free, unless that change is itself refused:
    hence the repetition, until nobody more is refused. What ``other`` entries of somebody hold, they always keep.
    """
    refused: dict[str, int] = {}
    keeps = {owner: value for owner, value in held.items() if value}
    while True:
        moving = {ids[key]: value for key, value in wanted.items() if value and key in ids and key not in refused}
        staying = {**other, **{value: owner for owner, value in keeps.items() if moving.get(owner, value) == value}}
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
