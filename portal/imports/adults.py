"""Finding the one adult behind several rows, and never taking two people for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.families.policy import Relationship
from portal.imports.entries import ChildAdult, FaultBook
from portal.imports.faults import FaultKind, FaultValue
from portal.imports.fields import AdultDetail
from portal.imports.policy import normalise_address, normalise_name, normalise_phone
from portal.imports.rows import AdultSeen


@dataclass
class Person:
    """One adult, gathered from the rows that name them."""

    key: str
    name: str
    email: str | None = None
    phone: str = ""
    address: str = ""
    phones: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    children: dict[int, list[AdultSeen]] = field(default_factory=lambda: defaultdict(list))
    rows: set[int] = field(default_factory=set)


def merge_adults(seen: Iterable[tuple[int, AdultSeen]], faults: FaultBook) -> list[Person]:
    """Return each adult once; each is given with the place of the child beside whom the row has them.

    A name alone is enough only beside the same child. Otherwise e-mail, telephone or address must agree too,
    and two different e-mails are two people.
    """
    people: list[Person] = []
    index: dict[tuple[str, str, object], dict[str, Person]] = defaultdict(dict)
    for child, adult in seen:
        keys = _keys(child, adult)
        candidates = {key: person for k in keys for key, person in index[k].items()} if keys else {}
        person = _chosen([p for p in candidates.values() if _may_be(p, child, adult)], child, adult, faults)
        if person is None:
            person = Person(f"adult-{len(people) + 1}", adult.name)
            people.append(person)
        _gather(person, child, adult, faults)
        for k in keys:
            index[k][person.key] = person
    _report_namesakes(people, faults)
    _share_out_emails(people, faults)
    return people


def _keys(child: int, adult: AdultSeen) -> list[tuple[str, str, object]]:
    name = normalise_name(adult.name)
    keys: list[tuple[str, str, object]] = [("child", name, child)]
    if adult.email:
        keys.append(("email", name, adult.email))
    if phone := normalise_phone(adult.phone):
        keys.append(("phone", name, phone))
    if address := normalise_address(adult.address):
        keys.append(("address", name, address))
    return keys


def _may_be(person: Person, child: int, adult: AdultSeen) -> bool:
    if adult.email and adult.email == person.email:
        return True
    stated = {other.relationship for other in person.children.get(child, ()) if other.relationship}
    if adult.relationship and stated and adult.relationship not in stated:
        return False  # a father and a grandfather of one name
    address = normalise_address(adult.address)
    if adult.email and person.email:
        elsewhere = bool(address and person.addresses and address not in person.addresses)
        return child in person.children and adult.row not in person.rows and not elsewhere
    return child in person.children or normalise_phone(adult.phone) in person.phones or address in person.addresses


def _chosen(candidates: Sequence[Person], child: int, adult: AdultSeen, faults: FaultBook) -> Person | None:
    """Choose among people who may be meant; when two could be, a wrong choice would open a child to a stranger."""
    surest = [person for person in candidates if adult.email and person.email == adult.email]
    surest = surest or [person for person in candidates if child in person.children] or list(candidates)
    if len(surest) < 2:
        return surest[0] if surest else None
    faults.note(adult.row, FaultKind.ADULT_AMBIGUOUS, adult.column, name=adult.name)
    emails = {person.email for person in surest if person.email}
    return surest[0] if len(emails | {adult.email} - {None}) < 2 else None


def _gather(person: Person, child: int, adult: AdultSeen, faults: FaultBook) -> None:
    """Add what this row says; where it disagrees, what came first stays."""
    first = min(person.rows, default=adult.row)
    phone, address = normalise_phone(adult.phone), normalise_address(adult.address)
    for detail, kept, new, is_same in (
        (AdultDetail.EMAIL, person.email, adult.email, person.email == adult.email),
        (AdultDetail.PHONE, person.phone, adult.phone, phone in person.phones),
        (AdultDetail.ADDRESS, person.address, adult.address, address in person.addresses),
    ):
        if kept and new and not is_same:
            values: dict[str, FaultValue] = {
                "field": f"adult_{detail}",
                "kept": kept,
                "other": new,
                "row": first,
                "name": person.name,
            }
            faults.note(adult.row, FaultKind.CONFLICT, adult.column, **values)
    person.email, person.phone = person.email or adult.email, person.phone or adult.phone
    person.address = person.address or adult.address
    person.phones |= {phone} - {""}
    person.addresses |= {address} - {""}
    person.rows.add(adult.row)
    person.children[child].append(adult)


def _report_namesakes(people: Iterable[Person], faults: FaultBook) -> None:
    """Say so where one name stays two people and no e-mail tells them apart."""
    firsts: dict[str, Person] = {}
    for person in people:
        other = firsts.setdefault(normalise_name(person.name), person)
        if other is not person and not (other.email and person.email):
            told = next(adult for rows in person.children.values() for adult in rows)
            faults.note(told.row, FaultKind.ADULT_SAME_NAME, told.column, name=person.name, row=min(other.rows))


def _share_out_emails(people: Iterable[Person], faults: FaultBook) -> None:
    """Leave a mailbox that two people share with the first: an account must be one person's."""
    owners: dict[str, Person] = {}
    for person in people:
        if person.email is None:
            continue
        owner = owners.setdefault(person.email, person)
        if owner is not person:
            told = next(a for rows in person.children.values() for a in rows if a.email)
            values: dict[str, FaultValue] = {"email": person.email, "first": owner.name, "name": person.name}
            faults.note(told.row, FaultKind.SHARED_EMAIL, told.column, **values)
            person.email = None


def link_of(person: Person, child: int, faults: FaultBook) -> ChildAdult:
    """Return what a person is to a child. Silence and contradiction never grant parental responsibility."""
    rows = person.children[child]
    first = rows[0]
    relationships = list(dict.fromkeys(adult.relationship for adult in rows if adult.relationship))
    for other in relationships[1:]:
        values: dict[str, FaultValue] = {
            "field": "adult_relationship",
            "kept": relationships[0],
            "other": other,
            "row": first.row,
        }
        faults.note(rows[-1].row, FaultKind.CONFLICT, first.column, name=person.name, **values)
    said = {adult.responsibility for adult in rows} - {None}
    if not said:
        faults.note(first.row, FaultKind.RESPONSIBILITY_BLANK, first.column, name=person.name)
    elif len(said) > 1:
        faults.note(rows[-1].row, FaultKind.RESPONSIBILITY_CONFLICT, first.column, name=person.name, row=first.row)
    relationship = relationships[0] if relationships else Relationship.OTHER
    return ChildAdult(person.key, relationship, said == {True}, bool(relationships), len(said) == 1)
