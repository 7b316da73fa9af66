"""The register of a document: who is asked to acknowledge it and how they stand, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from portal.accounts.models import Account, AccountRole
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.policy import Status, roles_of, signing_status
from portal.families.models import Adult, Child, Guardianship
from portal.foundation.text import folded
from portal.pdf import told_apart
from portal.web.dates import format_date
from portal.wording import service as wording
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import Audience, VersionSummary


@dataclass(frozen=True)
class RegisterLine:
    """One person; ``beside`` are their children, or for somebody from outside their organisation."""

    name: str
    status: Status
    last: Acknowledgement | None
    details: tuple[str, ...] = ()
    adult_id: int | None = None
    account_id: int | None = None
    login: str = ""

    @property
    def key(self) -> str:
        """What names the person in a form."""
        return f"adult-{self.adult_id}" if self.adult_id else f"account-{self.account_id}"

    @property
    def cannot_be_asked(self) -> bool:
        """Whether they owe a signature and can sign on paper alone until they are invited."""
        return self.account_id is None and self.status is Status.NEVER


@dataclass(frozen=True)
class Register:
    """The register of a document, who owes something first; ``version`` is the number that people sign now.

    ``outsiders`` signed without being asked here, the newest first.
    """

    document: Document
    version: int | None
    lines: tuple[RegisterLine, ...]
    outsiders: tuple[RegisterLine, ...]

    @property
    def done(self) -> int:
        return sum(line.status is Status.DONE for line in self.lines)

    @property
    def owed(self) -> int:
        return len(self.lines) - self.done if self.version else 0


def registers(account: Any, *, on: date) -> list[Register]:
    """Return the register of each document."""
    return [register(account, document, on=on) for document in wording.documents(*Audience)]


def register(account: Any, document: Document, *, on: date) -> Register:
    """Return a line for each person who is asked: adults of the attending children that ``account`` sees, or staff."""
    published, signed = wording.versions(document.key), _Signed(document)
    people = _parents(account, on) if document.audience == Audience.PARENTS else _workers(Audience(document.audience))
    lines = [
        RegisterLine(name, _status(last, published), last, beside, adult_id, account_id, login)
        for name, beside, adult_id, account_id, login in people
        for last in [signed.last(adult_id, account_id)]
    ]
    outsiders = [
        RegisterLine(row.signer_name, _status(row, published), row, (row.organisation,) if row.organisation else ())
        for row in reversed(signed.outsiders)
    ]
    version = published[-1].number if published else None
    return Register(document, version, tuple(sorted(lines, key=_worst_first)), tuple(outsiders))


_Person = tuple[str, tuple[str, ...], int | None, int | None, str]


def _parents(account: Any, on: date) -> Iterator[_Person]:
    children = Child.attending(on, Child.visible_to(account))
    login = fn.COALESCE(Account.sign_in_name, Account.email, "")
    columns = (Adult.id, Adult.name, Adult.account, login, Child.first_name, Child.last_name, Child.born_on)
    links = Guardianship.select(*columns).join(Adult).join(Account, JOIN.LEFT_OUTER).switch(Guardianship).join(Child)
    links = links.where(Guardianship.child.in_(children.select(Child.id))).order_by(Child.born_on, Child.id)
    adults: dict[tuple[int, str, int | None, str], list[str]] = defaultdict(list)
    for adult_id, name, account_id, login_, first_name, last_name, born_on in links.tuples():
        child = told_apart(f"{first_name} {last_name}", format_date(born_on))
        adults[adult_id, name, account_id, login_].append(child)
    for (adult_id, name, account_id, login_), cared_for in adults.items():
        yield name, tuple(cared_for), adult_id, account_id, login_


def _workers(audience: Audience) -> Iterator[_Person]:
    held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(sorted(roles_of(audience))))
    here = Account.select().where(Account.id.in_(held) & Account.disabled_at.is_null())
    for account in here:
        yield account.name, (), None, account.id, account.login


class _Signed:
    """Everything that was signed of one document, the last of each person on top."""

    def __init__(self, document: Document) -> None:
        keyer, made = Account.alias(), Acknowledgement
        query = made.select(made, WordingVersion.number, keyer.name.alias("keyer")).join(WordingVersion).switch(made)
        query = query.join(keyer, JOIN.LEFT_OUTER, on=(made.keyed_by == keyer.id))
        rows = query.where(WordingVersion.document == document.key).order_by(WordingVersion.number, made.id)
        self._last: dict[tuple[str, int], Acknowledgement] = {}
        self.outsiders: list[Acknowledgement] = []
        columns = (Adult.id, Adult.account, Adult.same_as)
        duplicates = list(Adult.select(*columns).where(Adult.same_as.is_null(False)).tuples())
        kept = {id_: same_as for id_, _account_id, same_as in duplicates}
        holders = {account_id: same_as for _id, account_id, same_as in duplicates if account_id}
        for row in rows.objects():
            if row.organisation is not None:
                self.outsiders.append(row)
            elif adult_id := kept.get(row.adult_id, row.adult_id) or holders.get(row.account_id):
                self._last["adult", adult_id] = row
            if row.account_id:
                self._last["account", row.account_id] = row

    def last(self, adult_id: int | None, account_id: int | None) -> Acknowledgement | None:
        """Return what a person signed last, as an adult on paper or with their account."""
        found = [self._last.get(("adult", adult_id or 0)), self._last.get(("account", account_id or 0))]
        return max((each for each in found if each), key=lambda each: (each.number, each.id), default=None)


def _status(last: Acknowledgement | None, published: list[VersionSummary]) -> Status:
    return signing_status(last.wording_id if last else None, published)


_RANKS = {Status.NEVER: 0, Status.OUTDATED: 1, Status.DONE: 3}
_CANNOT_BE_ASKED = 2


def _worst_first(line: RegisterLine) -> tuple[int, str, str]:
    rank = _CANNOT_BE_ASKED if line.cannot_be_asked else _RANKS[line.status]
    return (rank, folded(line.name), line.key)
