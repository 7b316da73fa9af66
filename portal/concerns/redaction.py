"""Whom the records of concerns name, and by which name: their own, or a stand-in."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from flask_babel import gettext as _

from portal.accounts.models import Account, AccountRole
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler, ConcernSubject
from portal.concerns.pseudonyms import Person, PersonKind, Pseudonyms, could_name, words_of
from portal.concerns.subjects import WORKING_ROLES
from portal.families.models import Adult, Child


class Redaction(StrEnum):
    """Whether a record names people (product.md §4.4). The values stand in addresses and in the log."""

    NONE = "full"
    PSEUDONYMISED = "pseudonymised"


def child_key(child_id: int) -> str:
    return f"child:{child_id}"


def account_key(account_id: int) -> str:
    return f"account:{account_id}"


def outsider_key(name: str) -> str:
    return f"outsider:{name}"


class Redactor:
    """Replaces names in one document, or leaves each as it is."""

    def __init__(self, redaction: Redaction, people: Sequence[Person]) -> None:
        words = {
            PersonKind.CHILD: _("Child"),
            PersonKind.STAFF: _("Staff"),
            PersonKind.PARENT: _("Parent"),
            PersonKind.OTHER: _("Person"),
        }
        self._pseudonyms = Pseudonyms(people, words=words) if redaction is Redaction.PSEUDONYMISED else None

    def person(self, key: str, name: str) -> str:
        """Return the name to print. Raises KeyError for somebody the document was not told of."""
        return self._pseudonyms.label(key) if self._pseudonyms else name

    def text(self, text: str) -> str:
        """Return free text with the names in it replaced, as far as they are known (see ``Pseudonyms``)."""
        return self._pseudonyms.replace(text) if self._pseudonyms else text


def people_in_records(concern_ids: Collection[int]) -> tuple[Person, ...]:
    """Return whom records of these concerns could name, in a constant number of queries.

    First those a concern involves, by surname and nickname as well; then everyone else the setting knows whom the
    texts could name, since a child named in passing must not stay named.
    """
    words = words_of(*_texts(concern_ids))
    known = {person.key: person for person in (*_children(), *_accounts(), *_adults())}
    outsiders = {person.key: person for person in _outsiders(concern_ids)}
    by_surname = {key: _with_surname(known[key]) for key in _involved(concern_ids) if key in known}
    others = {key: person for key, person in known.items() if key not in by_surname and could_name(person, words)}
    return tuple({**by_surname, **outsiders, **others}.values())


def _texts(concern_ids: Collection[int]) -> Iterator[str]:
    told = Concern.select(Concern.what_happened, Concern.wish).where(Concern.id.in_(concern_ids))
    said = ConcernEntry.select(ConcernEntry.text, ConcernEntry.actions, ConcernEntry.late_reason)
    for rows in (told, said.where(ConcernEntry.concern.in_(concern_ids))):
        for texts in rows.tuples():
            yield from texts


def _involved(concern_ids: Collection[int]) -> Iterator[str]:
    columns = (Concern.child, Concern.raised_by, Concern.logged_by)
    rows = list(Concern.select(*columns).where(Concern.id.in_(concern_ids)).tuples())
    kept = Child.duplicates()
    yield from (child_key(kept.get(child_id, child_id)) for child_id, *_people in rows if child_id)
    for model in (ConcernSubject, ConcernHandler):
        accounts = model.select(model.account).where(model.concern.in_(concern_ids)).order_by(model.id).tuples()
        yield from (account_key(account_id) for (account_id,) in accounts if account_id)
    yield from (account_key(each) for _child_id, *people in rows for each in people if each)


def _outsiders(concern_ids: Collection[int]) -> Iterator[Person]:
    """Whom a name that was typed means: somebody it is about, or whoever told it without an account."""
    outside = ConcernSubject.account.is_null() & ConcernSubject.concern.in_(concern_ids)
    tellers = Concern.select(Concern.teller).where(Concern.id.in_(concern_ids))
    for rows in (ConcernSubject.select(ConcernSubject.name).where(outside), tellers):
        yield from (Person(outsider_key(name), PersonKind.OTHER, name) for (name,) in rows.tuples() if name)


def _children() -> Iterator[Person]:
    """Each child once, by the names of all their entries."""
    entries: dict[int, list[Child]] = defaultdict(list)
    for child in Child.select().order_by(Child.id):
        entries[child.kept_id].append(child)
    for kept_id, known in entries.items():
        first, *others = sorted(known, key=lambda child: child.id != kept_id)
        names = [*(child.known_as for child in known), *(n for child in others for n in (child.name, child.first_name))]
        yield Person(child_key(kept_id), PersonKind.CHILD, first.name, tuple(name for name in names if name))


def _accounts() -> Iterator[Person]:
    working = {id_ for id_, role in AccountRole.select(AccountRole.account, AccountRole.role).tuples()
               if role in WORKING_ROLES}  # fmt: skip
    for id_, name in Account.select(Account.id, Account.name).order_by(Account.id).tuples():
        yield Person(account_key(id_), PersonKind.STAFF if id_ in working else PersonKind.PARENT, name)


def _adults() -> Iterator[Person]:
    """Parents who have no account of their own; the others are known by theirs."""
    for id_, name in Adult.select(Adult.id, Adult.name).where(Adult.account.is_null()).order_by(Adult.id).tuples():
        yield Person(f"adult:{id_}", PersonKind.PARENT, name)


def _with_surname(person: Person) -> Person:
    surname = person.full_name.split()[1:][-1:]
    return replace(person, other_names=(*person.other_names, *surname))
