"""Rows of a list as they were read, without a file, and a register that does what a plan says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.families.policy import Relationship, Responsibility
from portal.imports.columns import Layout
from portal.imports.people import AdultRecord, ChildRecord, LinkRecord, ListedAdult, ListedChild, Reading, Register
from portal.imports.plan import Plan, PlannedChild, PlannedLink, plan
from portal.imports.resolving import Resolution, resolve

BORN = date(2023, 2, 14)
MOTHER, FATHER = Relationship.MOTHER, Relationship.FATHER
HELD, NONE, RESTRICTED = Responsibility.HELD, Responsibility.NONE, Responsibility.RESTRICTED
PLAYGROUP = frozenset({"playgroup"})


@dataclass(frozen=True)
class Grown:
    """An adult as a row has them."""

    name: str
    email: str | None = None
    phone: str = ""
    address: str = ""
    relationship: Relationship | None = MOTHER
    responsibility: Responsibility | None = None


def child(
    name: str, *adults: Grown, row: int, born: date = BORN, ref: str | None = None, **more: object
) -> ListedChild:
    first, _, last = name.partition(" ")
    beside = tuple(
        ListedAdult(
            f"{row}.{n}", row, None, AdultRecord(a.name, a.email, a.phone, a.address),
            LinkRecord(a.relationship, a.responsibility),
        )
        for n, a in enumerate(adults, 1)
    )  # fmt: skip
    return ListedChild(str(row), (row,), ChildRecord(first, last, born, reference=ref, **more), beside)  # type: ignore[arg-type]


def resolved(
    *children: ListedChild, register: Register | None = None, answers: Mapping[str, str] | None = None,
    layout: Layout = Layout.ROW_PER_CHILD,
) -> Resolution:  # fmt: skip
    """Return a list's people. ``answers`` are by ``short`` key: one that a later question has is given to it too."""
    given: dict[str, str] = {}
    while True:
        found = resolve(Reading(children, {}), register or Register(), given, layout=layout)
        more = {q.key: answers[short(q.key)] for q in found.questions if answers and short(q.key) in answers}
        if more.keys() <= given.keys():
            return found
        given |= more


def short(key: str) -> str:
    """Return the key of a question or box without what tells what it showed."""
    return key.rpartition("-")[0]


def planned(
    *children: ListedChild, register: Register | None = None, answers: Mapping[str, str] | None = None,
    ticks: Mapping[str, bool] | None = None, **rights: bool,
) -> Plan:  # fmt: skip
    found = resolved(*children, register=register, answers=answers)
    made = plan(found, register or Register(), **rights)
    if ticks is None:
        return made
    by_key = {link.key: ticks[short(link.key)] for _, link in links_of(made) if short(link.key) in ticks}
    return plan(found, register or Register(), by_key, **rights)


def links_of(made: Plan) -> list[tuple[PlannedChild, PlannedLink]]:
    return [(child, link) for child in made.children for link in child.links]


def confirmed(made: Plan, before: Register) -> Register:
    """Return the register after the plan was carried out."""
    children, adults, links = dict(before.children), dict(before.adults), dict(before.links)
    ids: dict[str, int] = {}
    for adult in made.adults.values():
        ids[adult.key] = adult.id or max(adults, default=0) + 1
        adults[ids[adult.key]] = [adult.record]
    for each in made.children:
        id_ = each.id or max(children, default=0) + 1
        children[id_] = [each.record]
        for link in each.links:
            links[id_, ids.get(link.adult.key, link.adult.id or 0)] = LinkRecord(link.relationship, link.after)
    return Register(children, adults, links)


def kinds(found: Resolution) -> dict[int, list[str]]:
    return {row: sorted(fault.kind for fault in faults) for row, faults in found.faults.by_row.items() if faults}


def names(people: Iterable[object]) -> list[str]:
    return [each.record.name for each in people]  # type: ignore[attr-defined]
