"""Who owes what, over all documents: each person once. A number with a bit for each document finds who owes something."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peewee import JOIN, Case, ModelSelect, fn

from portal.accounts.models import Account, AccountRole
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.policy import Status, roles_of, signing_status
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.sessions import session_names
from portal.foundation.database import one_of_ids
from portal.foundation.text import folded
from portal.pdf import told_apart
from portal.web import filters
from portal.web.dates import format_date
from portal.wording import service as wording
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import Audience, VersionSummary, valid_versions

ASKED = (Audience.PARENTS, Audience.STAFF)


@dataclass(frozen=True)
class AskedDocument:
    """A published document that people are asked to sign; ``bit`` is its place in the numbers of ``Person``."""

    document: Document
    versions: tuple[VersionSummary, ...]
    bit: int

    @property
    def title(self) -> str:
        return str(self.document.title)


@dataclass(frozen=True)
class OwedFilter:
    """Whom somebody looks for; without ``show`` only people who owe something."""

    audience: Audience | None = None
    session: str | None = None
    document: str | None = None
    show: str | None = None

    @classmethod
    def chosen(cls, given: Mapping[str, str]) -> "OwedFilter":
        """Return the filter that an address names; what does not exist leaves it open."""
        return cls(
            filters.chosen(ASKED, given.get("audience")),
            filters.chosen(session_names(), given.get("session")),
            filters.chosen([each.slug for each in wording.documents(*ASKED)], given.get("document")),
            filters.chosen(["all"], given.get("show")),
        )

    def address(self, **changes: object) -> dict[str, str]:
        return filters.address(**{**vars(self), **changes})


@dataclass(frozen=True)
class Person:
    """Somebody who is asked to sign: an adult of an attending child, somebody who works here, or both.

    ``asked`` and ``signed`` are sums of the bits of documents; ``signed`` only of those that still count. Paper tells
    by ``login`` apart whom it can only name with hollow squares.
    """

    name: str
    login: str
    adult_id: int | None
    account_id: int | None
    audiences: frozenset[Audience]
    asked: int
    signed: int

    @property
    def key(self) -> str:
        """What names the person in the address of a page."""
        return f"adult-{self.adult_id}" if self.adult_id else f"account-{self.account_id}"

    @property
    def owed(self) -> int:
        return self.asked & ~self.signed


def asked_documents(*audiences: Audience) -> list[AskedDocument]:
    """Return the documents of ``audiences``, or that parents and staff are asked to sign, in force, in their order."""
    published = [(each, wording.versions(each.key)) for each in wording.documents(*(audiences or ASKED))]
    in_force = [(each, tuple(versions)) for each, versions in published if versions]
    return [AskedDocument(each, versions, 1 << place) for place, (each, versions) in enumerate(in_force)]


def people(account: Any, documents: Sequence[AskedDocument], wanted: OwedFilter, *, on: date) -> list[Person]:
    """Return the people whom ``account`` sees and a filter looks for, by name, in a constant number of queries.

    Without an account it is everybody: for a round of reminders that the terminal sends.
    """
    bits = {audience: sum(each.bit for each in documents if each.document.audience == audience) for audience in ASKED}
    found = _workers() if wanted.audience is not Audience.PARENTS and not wanted.session else {}
    if wanted.audience is not Audience.STAFF:
        for adult in _parents(account, wanted.session, on):
            worker = found.pop(f"account-{adult.account_id}", None)
            found[adult.key] = adult if worker is None else replace(adult, audiences=frozenset(ASKED))
    signed = _signed(documents)
    chosen = sum(each.bit for each in documents if wanted.document in (None, each.document.slug))
    lines = (
        replace(one, asked=sum(bits[audience] for audience in one.audiences), signed=signed(one))
        for one in found.values()
    )
    fitting = (one for one in lines if (one.asked if wanted.show else one.owed) & chosen)
    return sorted(fitting, key=lambda one: (folded(one.name), one.key))


_LOGIN = fn.COALESCE(Account.sign_in_name, Account.email, "")


def _parents(account: Any, session: str | None, on: date) -> Iterable[Person]:
    children = Child.attending(on, Child.visible_to(account) if account else None)
    if session:
        children = children.where(
            Child.id.in_(ChildSession.select(ChildSession.child).where(ChildSession.kind == session))
        )
    cared_for = Guardianship.select(Guardianship.adult).where(Guardianship.child.in_(children.select(Child.id)))
    rows = Adult.select(Adult.id, Adult.name, Adult.account, _LOGIN).join(Account, JOIN.LEFT_OUTER)
    parents = frozenset({Audience.PARENTS})
    return [
        Person(name, login, id_, account_id, parents, 0, 0)
        for id_, name, account_id, login in rows.where(Adult.id.in_(cared_for)).tuples()
    ]


def _workers() -> dict[str, Person]:
    held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(sorted(roles_of(Audience.STAFF))))
    here = Account.select(Account.id, Account.name, _LOGIN).where(Account.id.in_(held) & Account.disabled_at.is_null())
    staff = frozenset({Audience.STAFF})
    found = [Person(name, login, None, id_, staff, 0, 0) for id_, name, login in here.tuples()]
    return {one.key: one for one in found}


def _signed(documents: Sequence[AskedDocument]) -> Any:
    """Return what tells the sum of the bits of what a person signed, by any entry, on paper or with their account."""
    if not documents:
        return lambda _one: 0
    valid = {each.bit: sorted(valid_versions(each.versions)) for each in documents}
    bit = Case(None, [(Acknowledgement.wording.in_(ids), bit) for bit, ids in valid.items()], 0)
    counting = sorted({id_ for ids in valid.values() for id_ in ids})
    # Powers of two, each once: their sum has the bits of all.
    query = Acknowledgement.select(Acknowledgement.account, Acknowledgement.adult, fn.SUM(bit.distinct()))
    query = query.where(Acknowledgement.wording.in_(counting) & Acknowledgement.organisation.is_null())
    found, entries = defaultdict[tuple[str, int], int](int), _Entries()
    for account_id, adult_id, bits in query.group_by(Acknowledgement.account, Acknowledgement.adult).tuples():
        for holder in entries.of(account_id, adult_id):
            found[holder] |= int(bits)
    return lambda one: found.get(("adult", one.adult_id), 0) | found.get(("account", one.account_id), 0)


class _Entries:
    """Whose a signature is: of two entries that are one adult, the one that is kept (product.md §8.12)."""

    def __init__(self) -> None:
        columns = (Adult.id, Adult.account, Adult.same_as)
        duplicates = list(Adult.select(*columns).where(Adult.same_as.is_null(False)).tuples())
        self._kept = {id_: same_as for id_, _account_id, same_as in duplicates}
        self._holders = {account_id: same_as for _id, account_id, same_as in duplicates if account_id}

    def of(self, account_id: int | None, adult_id: int | None) -> list[tuple[str, int]]:
        """Return under which account and which adult a signature counts."""
        adult = self._kept.get(adult_id, adult_id) or self._holders.get(account_id)
        return [*([("account", account_id)] if account_id else []), *([("adult", adult)] if adult else [])]

    def all_of(self, adult_ids: Iterable[int]) -> list[int]:
        """Return every entry of these adults."""
        wanted = set(adult_ids)
        return sorted(wanted | {id_ for id_, kept in self._kept.items() if kept in wanted})


@dataclass(frozen=True)
class Signing:
    """How a person stands with one document; ``last`` is what they signed last of it."""

    asked: AskedDocument
    status: Status
    last: Acknowledgement | None


@dataclass(frozen=True)
class PersonLine:
    """A person with all that they are asked to sign; ``beside`` are a parent’s children, or whom an outsider came for."""

    person: Person
    beside: tuple[str, ...]
    signings: tuple[Signing, ...]

    @property
    def key(self) -> str:
        return self.person.key

    @property
    def owed(self) -> list[Signing]:
        return [each for each in self.signings if each.status is not Status.DONE]

    @property
    def done(self) -> list[Signing]:
        return [each for each in self.signings if each.status is Status.DONE]


def lines(some: Sequence[Person], documents: Sequence[AskedDocument], *, on: date) -> list[PersonLine]:
    """Return people with all that is shown of them, in their order: three queries however many there are."""
    children, last = _children(some, on), _last(some, documents)
    return [
        PersonLine(
            one,
            tuple(children.get(one.adult_id or 0, ())),
            tuple(_signing(one, each, last(one, each)) for each in documents if one.asked & each.bit),
        )
        for one in some
    ]


def _signing(person: Person, asked: AskedDocument, last: Acknowledgement | None) -> Signing:
    status = signing_status(last.wording_id if last else None, asked.versions)
    # Who cannot sign in cannot have been asked.
    return Signing(asked, status if last or person.account_id else Status.NOT_INVITED, last)


def everybody(account: Any, documents: Sequence[AskedDocument], *, on: date) -> list[PersonLine]:
    """Return everyone whom ``account`` sees and who is asked to sign something, by name."""
    return lines(people(account, documents, OwedFilter(show="all"), on=on), documents, on=on)


def outsiders(documents: Sequence[AskedDocument]) -> list[PersonLine]:
    """Return who signed one of these documents without being asked here, the newest first."""
    asked = {each.document.key: each for each in documents}
    rows = _signatures(asked).where(Acknowledgement.organisation.is_null(False))
    return [
        PersonLine(
            Person(row.signer_name, "", None, None, frozenset(), 0, 0),
            (row.organisation,) if row.organisation else (),
            (Signing(asked[row.document], signing_status(row.wording_id, asked[row.document].versions), row),),
        )
        for row in rows.order_by(WordingVersion.number.desc(), Acknowledgement.id.desc()).objects()
    ]


def register(account: Any, document: Document, *, on: date) -> tuple[list[PersonLine], list[PersonLine]]:
    """Return who is asked to sign a document, who owes it first; and ``outsiders``. See ``people`` for the queries."""
    asked = [AskedDocument(document, tuple(wording.versions(document.key)), 1)]
    wanted = OwedFilter(audience=Audience(document.audience), show="all")
    found = lines(people(account, asked, wanted, on=on), asked, on=on)
    return sorted(found, key=lambda line: list(Status).index(line.signings[0].status)), outsiders(asked)


def counts(documents: Sequence[AskedDocument], some: Iterable[PersonLine]) -> list[tuple[str, Counter[Status]]]:
    """Return by the title of each document how many people stand how with it."""
    found = Counter((each.asked.bit, each.status) for line in some for each in line.signings)
    return [(each.title, Counter({status: found[each.bit, status] for status in Status})) for each in documents]


def _children(some: Sequence[Person], on: date) -> dict[int, list[str]]:
    ids = [one.adult_id for one in some if one.adult_id]
    columns = (Guardianship.adult, Child.first_name, Child.last_name, Child.born_on)
    links = Guardianship.select(*columns).join(Child).where(one_of_ids(Guardianship.adult, ids))
    links = links.where(Child.id.in_(Child.attending(on).select(Child.id)))
    found: dict[int, list[str]] = defaultdict(list)
    for adult_id, first, last, born_on in links.order_by(Child.born_on, Child.id).tuples():
        found[adult_id].append(told_apart(f"{first} {last}", format_date(born_on)))
    return found


def _signatures(documents: Iterable[str]) -> ModelSelect:
    """Return what was signed of these documents, each with its version, its document and who keyed it in."""
    keyer, made = Account.alias(), Acknowledgement
    query = made.select(made, WordingVersion.number, WordingVersion.document, keyer.name.alias("keyer"))
    query = query.join(WordingVersion).switch(made).join(keyer, JOIN.LEFT_OUTER, on=(made.keyed_by == keyer.id))
    return query.where(WordingVersion.document.in_(list(documents)))


def _last(some: Sequence[Person], documents: Sequence[AskedDocument]) -> Any:
    entries, made = _Entries(), Acknowledgement
    adults = entries.all_of(one.adult_id for one in some if one.adult_id)
    own = one_of_ids(made.account, [one.account_id for one in some if one.account_id]) | one_of_ids(made.adult, adults)
    own |= made.account.in_(
        Adult.select(Adult.account).where(one_of_ids(Adult.id, adults) & Adult.account.is_null(False))
    )
    query = _signatures(each.document.key for each in documents).where(own)
    found: dict[tuple[str, int, str], Acknowledgement] = {}
    for row in query.order_by(WordingVersion.number, made.id).objects():
        for which, id_ in entries.of(row.account_id, row.adult_id):
            found[which, id_, row.document] = row

    def last(one: Person, asked: AskedDocument) -> Acknowledgement | None:
        key = str(asked.document.key)
        both = [found.get(("adult", one.adult_id or 0, key)), found.get(("account", one.account_id or 0, key))]
        return max((each for each in both if each), key=lambda each: (each.number, each.id), default=None)

    return last
