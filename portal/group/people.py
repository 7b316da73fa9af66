"""Everybody who is, was or may be in the closed group, with what gives them the right to be there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from portal.accounts.models import Account, AccountRole
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.outstanding import PersonLine, register
from portal.acknowledgements.policy import Status, roles_of, signing_status
from portal.families.models import Adult, Guardianship
from portal.families.policy import Responsibility
from portal.foundation.text import folded, names_match
from portal.group.models import GroupFact, GroupGuest, GroupGuestSignature
from portal.group.policy import BEST_FIRST, Candidate, Fact, Membership, last_fact, membership
from portal.web.labels import join_names
from portal.wording import service as wording
from portal.wording.policy import Audience, DocumentKey

_KINDS = ("adult", "account", "guest")


@dataclass(frozen=True)
class Person(Candidate):
    """Somebody by ``key``, such as "adult-12", with every name we know; ``details`` is who they are to the setting."""

    details: str
    status: Status | None
    last: Fact | None = None
    is_restricted: bool = False

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def label(self) -> str:
        """The name as a list tells it from every namesake's."""
        return f"{self.name} ({self.details})"

    @property
    def membership(self) -> Membership:
        return membership(self.status, self.last)


def key_of(row: Any) -> str:
    """Return the key of the person that a row with adult, account or guest is about, by the entry that it names."""
    return next(f"{kind}-{id_}" for kind in _KINDS if (id_ := getattr(row, f"{kind}_id")))


def columns_of(key: str) -> dict[str, int | None]:
    """Return these columns of such a row for a key; for "" they are empty."""
    kind, _dash, number = key.partition("-")
    return {each: int(number) if each == kind else None for each in _KINDS}


def everybody(account: Any, *, on: date) -> dict[str, Person]:
    """Return each person once, by key, sorted by name; a worker who is a parent too is one person, an adult."""
    found: dict[str, Person] = {}
    same = same_people()
    for person in (*_parents(account, on), *_workers(account, on, set(_noted("account"))), *_guests()):
        key = same.get(person.key, person.key)
        known = found.get(key)
        found[key] = _together(known, person) if known else replace(person, key=key)
    for row in GroupFact.select().order_by(GroupFact.id):
        key = key_of(row)
        if known := found.get(same.get(key, key)):
            found[known.key] = replace(known, last=last_fact(known.last, Fact(row.fact)))
    return dict(sorted(found.items(), key=lambda item: (folded(item[1].name), item[0])))


def same_people() -> dict[str, str]:
    """Return by key the key of the entry that is kept: of an account with an adult, and of two entries of one adult."""
    rows = list(Adult.select(Adult.id, Adult.account, Adult.same_as).tuples())
    kept = {f"adult-{id_}": f"adult-{same_as}" for id_, _account, same_as in rows if same_as}
    return kept | {f"account-{account}": f"adult-{same_as or id_}" for id_, account, same_as in rows if account}


def removed_since(moment: datetime) -> set[str]:
    """Return who was noted as removed since then."""
    since = GroupFact.select().where((GroupFact.fact == Fact.REMOVED) & (GroupFact.noted_at >= moment))
    same = same_people()
    return {same.get(key, key) for key in map(key_of, since)}


def _noted(column: str) -> Iterator[int]:
    field = getattr(GroupFact, column)
    return (id_ for (id_,) in GroupFact.select(field).where(field.is_null(False)).distinct().tuples())


def _together(one: Person, other: Person) -> Person:
    names = dict.fromkeys([*one.names, *other.names])
    details = join_names(filter(None, [one.details, other.details]))
    status = min(one.status, other.status, key=BEST_FIRST.index)
    return replace(one, names=tuple(names), details=details, status=status)


def _lines(account: Any, key: str, on: date) -> list[PersonLine]:
    return register(account, wording.get_document(key), on=on)[0]


def _parents(account: Any, on: date) -> Iterator[Person]:
    """Yield each adult of the register: those of attending children as they stand, all others as left."""
    restricted = {
        adult for (adult,) in Guardianship.select(Guardianship.adult)
        .where(Guardianship.responsibility == Responsibility.RESTRICTED).tuples()
    }  # fmt: skip
    here = {line.person.adult_id: line for line in _lines(account, DocumentKey.PARENT_RULES, on)}
    for id_, name in Adult.registered().select(Adult.id, Adult.name).tuples():
        line = here.get(id_)
        details = _("for %(names)s", names=join_names(line.beside)) if line else _("no child here now")
        status = line.signings[0].status if line else None
        yield Person(f"adult-{id_}", (name,), details, status, is_restricted=id_ in restricted)


def _workers(account: Any, on: date, noted: set[int]) -> Iterator[Person]:
    """Yield everyone who works here as they stand, and as ended who did, or who was noted in the group as such."""
    here = {line.person.account_id: line for line in _lines(account, DocumentKey.STAFF_RULES, on)}
    roles = sorted(roles_of(Audience.STAFF))
    held = {id_ for (id_,) in AccountRole.select(AccountRole.account).where(AccountRole.role.in_(roles)).tuples()}
    for id_, name in Account.select(Account.id, Account.name).where(Account.id.in_(held | noted)).tuples():
        line = here.get(id_)
        details = _("works here") if line else _("does not work here now")
        yield Person(f"account-{id_}", (name,), details, line.signings[0].status if line else None)


def _guests() -> Iterator[Person]:
    published = wording.versions(DocumentKey.PARENT_RULES)
    signed = GroupGuestSignature.select(GroupGuestSignature.guest, Acknowledgement.wording, Acknowledgement.signed_name)
    rows = signed.join(Acknowledgement).order_by(GroupGuestSignature.id).tuples()
    last = {guest: (wording_id, name) for guest, wording_id, name in rows}
    for guest in GroupGuest.select():
        wording_id, name = last.get(guest.id, (None, guest.name))
        status = None if guest.ended_at else signing_status(wording_id, published)
        details = _("asked for by %(name)s", name=guest.asked_by)
        # A link that was handed on is seen before anybody is invited.
        if not names_match(name, guest.name):
            details = _("%(details)s, but signed as %(name)s", details=details, name=name)
        yield Person(f"guest-{guest.id}", (guest.name,), details, status)
