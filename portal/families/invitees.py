"""Whom an invitation can reach, and how: each adult of an attending child, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.accounts.models import Account
from portal.accounts.policy import Channel, normalise_login
from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import is_written_to_lately
from portal.families.stages import NOT_INVITED, Stage, Standing, standings
from portal.foundation import clock
from portal.foundation.email_addresses import is_email
from portal.foundation.text import folded


@dataclass(frozen=True)
class Holder:
    """Whoever signs in with an e-mail address now; ``adult_id`` is whose account it is in the register."""

    account_id: int
    name: str
    is_closed: bool
    has_password: bool
    adult_id: int | None


@dataclass(frozen=True)
class Invitee:
    """One adult. ``email`` is where an invitation goes, empty when only a letter can reach them.

    ``joins_id`` and ``joins`` are an account with this address that is no adult's yet: somebody who works here,
    say. ``shares_with`` is who else has the address.
    """

    adult: Adult
    children: tuple[str, ...]
    is_responsible: bool
    standing: Standing
    email: str = ""
    joins_id: int | None = None
    joins: str = ""
    has_password: bool = False
    is_closed: bool = False
    shares_with: str = ""

    @property
    def can_be_emailed(self) -> bool:
        return bool(self.email) and not self.is_closed and self.standing.stage is not Stage.IN

    @property
    def can_have_letter(self) -> bool:
        """Whoever cannot get an e-mail for a new password can get a letter, even once they are in."""
        if self.is_closed or (self.joins_id and self.has_password):
            return False
        return self.standing.stage is not Stage.IN or not self.standing.email

    @property
    def is_written_to_lately(self) -> bool:
        """Whether a reminder or an invitation went to them in the last three days."""
        return is_written_to_lately(self.written_at, now=clock.now())

    @property
    def written_at(self) -> datetime | None:
        """When they were last reminded or invited."""
        return self.adult.last_written_at  # type: ignore[return-value]

    @property
    def is_letter_at_hand(self) -> bool:
        """Whether what reached them in the last three days is a letter that still opens: its print may have failed."""
        if not self.is_written_to_lately:
            return False
        last, sent_at = self.written_at, self.standing.sent_at
        is_letter = self.standing.stage is Stage.SENT and self.standing.channel is Channel.LETTER
        return is_letter and sent_at is not None and (last is None or sent_at >= last)

    @property
    def is_letter_uncounted(self) -> bool:
        """Whether a letter asks them for nothing anew: they forgot a password, or the print of theirs may have failed."""
        return self.standing.stage is Stage.IN or self.is_letter_at_hand

    @property
    def is_waiting(self) -> bool:
        """Whether they were invited and have not come."""
        return self.standing.stage in (Stage.SENT, Stage.EXPIRED)

    @property
    def is_never(self) -> bool:
        return self.standing.stage is Stage.NEVER and not self.is_closed


def invitees(*, on: date) -> list[Invitee]:
    """Return every adult of a child who attends on this day, by name. Nobody is invited for a child who has left."""
    adults, children, responsible = _adults(on)
    known = standings(adults.values())
    holders = _holders(adults.values())
    owners: dict[str, Adult] = {}
    found = []
    for adult in adults.values():
        plain = Invitee(adult, tuple(children[adult.id]), responsible[adult.id], known.get(adult.id, NOT_INVITED))
        found.append(_reached(plain, holders, owners))
    return sorted(found, key=lambda invitee: (folded(str(invitee.adult.name)), invitee.adult.id))


def _adults(on: date) -> tuple[dict[int, Adult], dict[int, list[str]], dict[int, bool]]:
    links = (
        Guardianship.select(Guardianship, Adult, Child)
        .join(Adult)
        .switch(Guardianship)
        .join(Child)
        .where(Guardianship.child.in_(Child.attending(on).select(Child.id)))
        .order_by(Adult.id, Child.born_on, Child.id)
    )
    adults: dict[int, Adult] = {}
    children: dict[int, list[str]] = {}
    responsible: dict[int, bool] = {}
    for link in links:
        adults[link.adult.id] = link.adult
        children.setdefault(link.adult.id, []).append(link.child.name)
        responsible[link.adult.id] = responsible.get(link.adult.id, False) or link.has_parental_responsibility
    return adults, children, responsible


def _address(adult: Adult) -> str:
    address = normalise_login(str(adult.email or ""))
    return address if is_email(address) else ""


def _holders(adults: Iterable[Adult]) -> dict[str, Holder]:
    """Return who signs in with each of the adults' addresses now."""
    addresses = {_address(adult) for adult in adults} - {""}
    columns = (Account.email, Account.id, Account.name, Account.disabled_at, Account.password_hash, Adult.id)
    query = Account.select(*columns).left_outer_join(Adult, on=(Adult.account == Account.id))
    return {
        email: Holder(account_id, name, disabled_at is not None, bool(password), adult_id)
        for email, account_id, name, disabled_at, password, adult_id in query.where(
            Account.email.in_(list(addresses))
        ).tuples()
    }


def _reached(plain: Invitee, holders: Mapping[str, Holder], owners: dict[str, Adult]) -> Invitee:
    """Say how the adult can be reached; an address belongs to its holder, or else to the first who has it."""
    adult, standing = plain.adult, plain.standing
    address = _address(adult)
    holder = holders.get(address)
    taken = holder.name if holder and holder.adult_id not in (None, adult.id) else ""
    if address and not taken and owners.setdefault(address, adult) is not adult:
        taken = str(owners[address].name)
    if adult.account_id:  # type: ignore[attr-defined]
        is_own = holder is None or holder.adult_id == adult.id
        email = address if address and is_own and not taken else standing.email
        return replace(plain, email=email, is_closed=standing.stage is Stage.CLOSED)
    if taken or not address or holder is None:
        return replace(plain, email="" if taken else address, shares_with=taken)
    joined = replace(plain, email=address, joins_id=holder.account_id, joins=holder.name)
    return replace(joined, has_password=holder.has_password, is_closed=holder.is_closed)
