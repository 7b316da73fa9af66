"""Small family lists for tests, and a register that does what a plan says."""

from datetime import date

from portal.imports.columns import Layout, recognise
from portal.imports.entries import ChildEntry, Interpretation
from portal.imports.interpretation import interpret
from portal.imports.planned import Change, Detail, Existing, ExistingAdult, ExistingChild, ExistingLink, Plan
from portal.imports.sheet import Row, Sheet

TODAY = date(2026, 11, 22)
HEADINGS = (
    "Child", "DOB", "Sessions", "Start date", "Leaving date", "Ref",
    "Adult 1 name", "Adult 1 relationship", "Adult 1 PR", "Adult 1 email", "Adult 1 phone", "Adult 1 address",
    "Adult 2 name", "Adult 2 relationship", "Adult 2 PR", "Adult 2 email", "Adult 2 phone", "Adult 2 address",
)  # fmt: skip
JO = ("Jo Day", "mother", "yes", "jo@example.org", "07700 900111", "1 Elm Row")


def row(child: str, *adults: tuple[str, ...], born: str = "1/2/2022", sessions: str = "",
        dates: tuple[str, str] = ("", ""), ref: str = "") -> tuple[str, ...]:  # fmt: skip
    cells = [child, born, sessions, *dates, ref]
    for adult in adults:
        cells += [*adult, *[""] * (6 - len(adult))]
    return tuple(cells + [""] * (len(HEADINGS) - len(cells)))


def read(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, layout: Layout | None = None) -> Interpretation:
    sheet = Sheet("", headings, tuple(Row(number, cells) for number, cells in enumerate(rows, 2)))
    return interpret(sheet, recognise(headings, rows).corrected({}, layout=layout), today=TODAY)


def kinds(reading: Interpretation) -> list[list[str]]:
    return [sorted(str(fault.kind) for fault in row.faults) for row in reading.rows]


def confirmed(plan: Plan, reading: Interpretation, before: Existing) -> Existing:
    """Return the register after the plan was carried out."""
    adults = {adult.id: adult for adult in before.adults}
    for change in plan.changed_adults:
        adults[change.adult.id] = _changed_adult(change.adult, change.changes)
    ids = dict(plan.adult_ids)
    for entry in plan.new_adults:
        ids[entry.key] = max(adults, default=0) + 1
        adults[ids[entry.key]] = ExistingAdult(ids[entry.key], entry.name, entry.email, entry.phone, entry.address)
    return Existing(_children(plan, before, ids), tuple(adults.values()))


def _children(plan: Plan, before: Existing, adult_ids: dict[str, int]) -> tuple[ExistingChild, ...]:
    children = {child.id: child for child in before.children}
    for change in plan.changed_children:
        children[change.child.id] = _changed_child(change.child, change.changes)
    ids = dict(plan.child_ids)
    for entry in plan.new_children:
        ids[entry.key] = max(children, default=0) + 1
        children[ids[entry.key]] = _child(ids[entry.key], entry)
    for link in plan.new_links:
        child = children[ids[link.child_key]]
        held = ExistingLink(adult_ids[link.adult_key], link.relationship, link.has_parental_responsibility)
        children[child.id] = _with_links(child, (*child.adults, held))
    for changed in plan.changed_links:
        child = children[changed.child.id]
        kept = (_changed_link(k, changed.changes) if k.adult_id == changed.adult.id else k for k in child.adults)
        children[child.id] = _with_links(child, tuple(kept))
    return tuple(children.values())


def _new(changes: tuple[Change, ...], detail: Detail, old: object) -> object:
    return next((change.new for change in changes if change.detail is detail), old)


def _changed_adult(adult: ExistingAdult, changes: tuple[Change, ...]) -> ExistingAdult:
    values = [_new(changes, Detail(name), getattr(adult, name)) for name in ("email", "phone", "address")]
    return ExistingAdult(adult.id, adult.name, *values)


def _changed_child(child: ExistingChild, changes: tuple[Change, ...]) -> ExistingChild:
    names = ("first_name", "last_name", "born_on", "known_as", "reference", "sessions", "starts_on", "leaves_on")
    return ExistingChild(child.id, *(_new(changes, Detail(n), getattr(child, n)) for n in names), child.adults)


def _changed_link(link: ExistingLink, changes: tuple[Change, ...]) -> ExistingLink:
    names = ("relationship", "has_parental_responsibility")
    details = (Detail.RELATIONSHIP, Detail.PARENTAL_RESPONSIBILITY)
    return ExistingLink(
        link.adult_id,
        *(_new(changes, d, getattr(link, n)) for d, n in zip(details, names, strict=True)),
        link.is_restricted,
    )


def _child(child_id: int, e: ChildEntry) -> ExistingChild:
    return ExistingChild(
        child_id, e.first_name, e.last_name, e.born_on, e.known_as, e.reference, e.sessions, e.starts_on, e.leaves_on
    )


def _with_links(c: ExistingChild, links: tuple[ExistingLink, ...]) -> ExistingChild:
    return ExistingChild(
        c.id, c.first_name, c.last_name, c.born_on, c.known_as, c.reference, c.sessions, c.starts_on, c.leaves_on, links
    )
