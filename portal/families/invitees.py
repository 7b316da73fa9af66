"""Whom an invitation can reach, and how: each adult of an attending child, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account, AccountRole, Invitation
from portal.accounts.policy import InvitationStatus, normalise_login
from portal.accounts.staff_policy import INDEPENDENT_ROLES
from portal.families.contact_limit import was_contacted_lately
from portal.families.models import Adult, Child
from portal.families.policy import Responsibility
from portal.families.register import AdultLine, family_lines
from portal.foundation import clock
from portal.foundation.email_addresses import is_email
from portal.foundation.text import folded


@dataclass(frozen=True)
class Invitee:
    """One adult. ``email`` is where an invitation goes, empty when only a letter can reach them.

    ``invitation`` is the last they were sent. ``joins`` is an account with their address that is no adult's yet:
    somebody who works here, say. ``shares_with`` is who else has the address. ``responsibility`` is the most that they
    have for one of the children. ``is_handler`` says that they judge managers (accounts/staff_policy.py).
    """

    adult: Adult
    children: tuple[str, ...]
    responsibility: Responsibility
    status: InvitationStatus
    invitation: Invitation | None
    email: str
    joins: Account | None
    shares_with: str
    is_handler: bool

    @property
    def is_closed(self) -> bool:
        """Whether nobody can sign in with the account that is theirs, or would become it."""
        account = self.adult.account or self.joins
        return account is not None and account.is_closed

    @property
    def can_be_emailed(self) -> bool:
        return bool(self.email) and not self.is_closed and not self.has_signed_up

    @property
    def can_have_letter(self) -> bool:
        """Whoever cannot get an e-mail for a new password can get a letter, even once they are in.

        Who handles what concerns the manager gets none: whoever prints it could come in as them.
        """
        if self.is_closed or self.is_handler or (self.joins and self.joins.password_hash):
            return False
        return not self.has_signed_up or not self.adult.account.email

    @property
    def was_contacted_lately(self) -> bool:
        """Whether a reminder or an invitation went to them in the last three days."""
        return was_contacted_lately(self.contacted_at, now=clock.now())

    @property
    def contacted_at(self) -> datetime | None:
        """When they were last reminded or invited."""
        return self.adult.last_written_at  # type: ignore[return-value]

    @property
    def has_signed_up(self) -> bool:
        """Whether they are in: a letter is for a forgotten password then, and asks them for nothing."""
        return self.status is InvitationStatus.SIGNED_UP

    @property
    def can_sign(self) -> bool:
        """Whether a yes from them would count. Everyone else is invited by name only."""
        return self.responsibility.can_say_yes

    @property
    def is_waiting(self) -> bool:
        """Whether they were invited and have not come."""
        return self.status in (InvitationStatus.INVITED, InvitationStatus.EXPIRED)

    @property
    def is_never(self) -> bool:
        return self.status is InvitationStatus.NOT_INVITED and not self.is_closed


def invitees(*, on: date) -> list[Invitee]:
    """Return every adult of a child who attends on this day, by name. Nobody is invited for a child who has left."""
    by_adult: dict[int, list[tuple[str, AdultLine]]] = defaultdict(list)
    for line in family_lines(Child.attending(on).order_by(Child.born_on, Child.id)):
        for link in line.adults:
            by_adult[link.adult.id].append((line.child.name, link))
    holders = _holders(links[0][1].adult for links in by_adult.values())
    owners: dict[str, Adult] = {}
    judges = {row.account_id for row in AccountRole.select().where(AccountRole.role.in_(sorted(INDEPENDENT_ROLES)))}
    found = []
    for _id, links in sorted(by_adult.items()):
        first, names = links[0][1], tuple(name for name, _link in links)
        most = max((link.responsibility for _name, link in links), key=lambda each: (each.can_say_yes, each.can_say_no))
        email, joins, shares_with = _delivery(first.adult, holders.get(_address(first.adult)), owners)
        is_handler = first.adult.account_id in judges or bool(joins and joins.id in judges)
        found.append(
            Invitee(first.adult, names, most, first.status, first.invitation, email, joins, shares_with, is_handler)
        )
    return sorted(found, key=lambda invitee: (folded(str(invitee.adult.name)), invitee.adult.id))


def _address(adult: Adult) -> str:
    address = normalise_login(str(adult.email or ""))
    return address if is_email(address) else ""


def _holders(adults: Iterable[Adult]) -> dict[str, tuple[Account, int | None]]:
    """Return who signs in with each of the adults' addresses now, and whose account it is in the register."""
    addresses = {_address(adult) for adult in adults} - {""}
    query = Account.select(Account, Adult.id.alias("adult_id")).left_outer_join(Adult, on=(Adult.account == Account.id))
    return {row.email: (row, row.adult_id) for row in query.where(Account.email.in_(list(addresses))).objects()}


def _delivery(
    adult: Adult, held: tuple[Account, int | None] | None, owners: dict[str, Adult]
) -> tuple[str, Account | None, str]:
    """Return where an e-mail reaches the adult, which account they join, and who else has their address.

    An address belongs to its holder, or else to the first who has it.
    """
    address, (holder, holder_id) = _address(adult), held or (None, None)
    taken = holder.name if holder and holder_id not in (None, adult.id) else ""
    if address and not taken and owners.setdefault(address, adult) is not adult:
        taken = str(owners[address].name)
    if adult.account:
        is_own = holder is None or holder_id == adult.id
        return (address if address and is_own and not taken else adult.account.email or ""), None, ""
    return ("", None, taken) if taken else (address, holder, "")


@dataclass(frozen=True)
class Choice:
    """Those who were ticked, by the way an invitation can reach them; ``left_out`` were invited or reminded lately."""

    emailed: list[Invitee]
    lettered: list[Invitee]
    left_out: list[Invitee]

    @classmethod
    def of(cls, chosen: Iterable[Invitee]) -> "Choice":
        """Sort those who were ticked by what they would get now."""
        choice = cls([], [], [])
        for each in chosen:
            if not (each.can_be_emailed or each.can_have_letter):
                continue
            if each.was_contacted_lately and not each.has_signed_up:
                choice.left_out.append(each)
            else:
                (choice.emailed if each.can_be_emailed else choice.lettered).append(each)
        return choice
