"""What a person has to see before saying that two entries are one: who it could be, and both side by side."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from peewee import Value

from portal.consents.merging.service import records_of
from portal.consents.names import share_a_word
from portal.families.labels import session_words
from portal.families.models import ENTRIES, Adult, Child, Guardianship
from portal.families.policy import EntryKind, Responsibility
from portal.families.register import sessions_of
from portal.families.same_person import Person
from portal.foundation.text import folded
from portal.web.dates import format_date

# More than these nobody compares: a longer name finds fewer.
MOST_CANDIDATES = 20


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the same; ``details`` tell namesakes apart."""

    person: Person
    details: str


def candidates(person: Person, account: Any, typed: str = "") -> list[Candidate]:
    """Return those with a name as ``typed``, or without one those who are alike, the likeliest first."""
    words = folded(typed).split()
    others = [each for each in type(person).visible_to(account) if each != person]
    beside = _beside(person.kind, {each.id for each in others} | {person.id})
    weights = {each.id: _weight(person, each, beside) for each in others}
    fitting = [
        each
        for each in others
        if (all(word in folded(each.name) for word in words) if words else not typed and weights[each.id])
    ]
    ordered = sorted(fitting, key=lambda each: (-weights[each.id], folded(each.name), each.id))
    return [Candidate(each, _details(each, beside[each.id])) for each in ordered[:MOST_CANDIDATES]]


def _weight(one: Person, other: Person, beside: dict[int, dict[int, str]]) -> int:
    """Return how much speaks for one person. It only orders a list: nobody is ever put together by it."""
    has_name = folded(str(one.name)) == folded(str(other.name))
    is_alike = has_name or share_a_word(str(one.name), str(other.name))
    is_bound = bool(beside[one.id].keys() & beside[other.id].keys())
    details = ("born_on",) if isinstance(one, Child) else ("email", "phone")
    has_detail = any(getattr(one, name) and getattr(one, name) == getattr(other, name) for name in details)
    return 2 * has_name + (has_name or is_alike) * (is_bound + has_detail) + (is_bound and has_detail)


def _beside(kind: EntryKind, ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Return by entry the names of those beside it, by their numbers."""
    own, model = getattr(Guardianship, kind), ENTRIES[kind.beside]
    named = {each.id: str(each.name) for each in model.registered()}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for id_, other in Guardianship.select(own, getattr(Guardianship, kind.beside)).order_by(Guardianship.id).tuples():
        if id_ in ids:
            found[id_][other] = named[other]
    return found


def _details(person: Person, beside: dict[int, str]) -> str:
    born = format_date(person.born_on) if isinstance(person, Child) else str(person.email or person.phone or "")
    return " · ".join(filter(None, (born, ", ".join(beside.values()))))


def compared(one: Person, other: Person) -> list[tuple[LazyString, str, str]]:
    """Return each detail that either of two entries has, with its label, as both have it."""
    beside = _beside(one.kind, {one.id, other.id})
    both = [_facts(each, ", ".join(beside[each.id].values())) for each in (one, other)]
    rows = [(label, value, both[1][label]) for label, value in both[0].items()]
    return [(label, first or "–", second or "–") for label, first, second in rows if first or second]


def limited(one: Person, other: Person) -> list[str]:
    """Return the names of the adults of either child whose parental responsibility a court order limits."""
    link = Guardianship
    found = link.select(Adult.name).join(Adult).where(link.responsibility == Responsibility.RESTRICTED)
    own = link.child.in_([one.id, other.id]) if isinstance(one, Child) else Value(False)
    return sorted({str(name) for (name,) in found.where(own).tuples()})


_NAME, _SIGNED = _l("Name"), _l("Signed records")
_OF_CHILD = (_l("Known as"), _l("Born"), _l("First day"), _l("Last day"), _l("Sessions"), _l("Reference"), _l("Adults"))
_OF_ADULT = (_l("E-mail"), _l("Telephone"), _l("Address"), _l("Signs in as"), _l("Children"))


def _facts(person: Person, beside: str) -> dict[LazyString, str]:
    if isinstance(person, Child):
        days = [format_date(day) if day else "" for day in (person.born_on, person.starts_on, person.leaves_on)]
        sessions = session_words(sessions_of([person.id])[person.id])
        found = dict(zip(_OF_CHILD, (person.known_as, *days, sessions, person.reference, beside), strict=True))
    else:
        login = person.account.login if person.account else ""
        found = dict(zip(_OF_ADULT, (person.email, person.phone, person.address, login, beside), strict=True))
    return {_NAME: str(person.name), **found, _SIGNED: str(records_of(person))}  # type: ignore[dict-item]
