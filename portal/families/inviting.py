"""Inviting the adults of attending children: by e-mail, or by a letter with a sign-in name."""

import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.access.permissions import Role
from portal.accounts import emails as account_emails
from portal.accounts import invitations
from portal.accounts import service as accounts
from portal.accounts.models import Account, Invitation
from portal.accounts.policy import Channel, InvitationOutcome
from portal.accounts.staff_policy import INDEPENDENT_ROLES
from portal.families import contact_limit, emails
from portal.families.events import AdultGivenAccount, SignInAddressMoved
from portal.families.invitees import Invitee, invitees
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.text import folded
from portal.foundation.tokens import ALPHABET

_LONGEST_BASE = 20


@dataclass(frozen=True)
class Letter:
    """One adult's letter; its link and the code for it exist nowhere else."""

    name: str
    address: str
    login: str
    token: str
    code: str
    expires_on: date


def invite(
    adult_ids: Collection[int], *, on: date, by_id: int | None, by_letter: Collection[int] = (), again: bool = False
) -> Counter[InvitationOutcome]:
    """Invite those of ``adult_ids`` who can be, and were not contacted in the last three days, each in one way.

    Return what became of how many. An e-mail goes to whoever has one and is not among ``by_letter``; for everybody else
    a letter is made, which waits to be printed. Whoever has a password already is told of the children, or gets a
    letter for a new password where no e-mail reaches them. ``again`` invites one adult, chosen by name, however lately
    they were contacted; with more than one it changes nothing.
    """
    with db.atomic():
        contact_limit.lock()
        chosen = [each for each in _chosen(adult_ids, on=on) if each.can_be_emailed or each.can_have_letter]
        asked = [each for each in chosen if not each.has_signed_up]
        may = _count_contacted(asked, by_name=again and len(set(adult_ids)) == 1)
        left_out = {each.adult.id for each in asked} - may
        letters = {each.account_id for each in invitations.letters_to_print()}
        return Counter(
            InvitationOutcome.CONTACTED_LATELY
            if each.adult.id in left_out
            else _invite(each, by_letter=each.adult.id in by_letter, waiting=letters, by_id=by_id)
            for each in chosen
        )


def _invite(invitee: Invitee, *, by_letter: bool, waiting: Collection[int], by_id: int | None) -> InvitationOutcome:
    if invitee.can_be_emailed and not (by_letter and invitee.can_have_letter):
        return _email(invitee, by_id=by_id)
    account = _account_for(invitee, by_id=by_id)
    if account.id in waiting:
        return InvitationOutcome.ALREADY_INVITED
    # Its secret is made when it is printed, and this one is known to nobody.
    invitations.invite(account, channel=Channel.LETTER, by_id=by_id)
    return InvitationOutcome.LETTER


def letters_to_print() -> list[Adult]:
    """Return whose letters wait to be printed, the longest first, each with ``made_at``."""
    made_at = {each.account_id: each.created_at for each in invitations.letters_to_print()}
    adults = list(Adult.select(Adult, Account).join(Account).where(Adult.account.in_(list(made_at))))
    for adult in adults:
        adult.made_at = made_at[adult.account_id]
    return sorted(adults, key=lambda adult: (adult.made_at, adult.id))


def print_letters(*, by_id: int | None) -> list[Letter]:
    """Return every letter that waits to be printed, with a fresh link and code, as often as a printer jams.

    They go on waiting until ``invitations.mark_printed``. What an earlier print holds stays good until one of them is used.
    """
    with db.atomic():
        contact_limit.lock()
        adults = letters_to_print()
        invitations.mark_printed([adult.account_id for adult in adults])
        return [
            _letter(adult, invitations.invite(adult.account, channel=Channel.LETTER, by_id=by_id)) for adult in adults
        ]


def invite_by_email(adult_ids: Collection[int], *, on: date, by_id: int | None) -> frozenset[int]:
    """Invite adults whom the caller may contact, in its transaction; return those whom an e-mail can still reach."""
    chosen = [invitee for invitee in _chosen(adult_ids, on=on) if invitee.can_be_emailed]
    for invitee in chosen:
        _email(invitee, by_id=by_id)
    return frozenset(invitee.adult.id for invitee in chosen)


def invite_by_letter(adult_ids: Collection[int], *, on: date, by_id: int) -> list[Letter]:
    """Return a letter for each adult whom the caller contacts, in its transaction, as often as it is printed."""
    made = []
    for invitee in _chosen(adult_ids, on=on):
        if invitee.can_have_letter:
            account = _account_for(invitee, by_id=by_id)
            made.append(_letter(invitee.adult, invitations.invite(account, channel=Channel.LETTER, by_id=by_id)))
            invitations.mark_printed([account.id])
    return made


def _letter(adult: Adult, printed: Invitation) -> Letter:
    name, address, expires_on = str(adult.name), str(adult.address), clock.london_date(printed.ends_at)
    return Letter(name, address, printed.account.login, printed.token, printed.code, expires_on)


def _count_contacted(chosen: list[Invitee], *, by_name: bool) -> frozenset[int]:
    """Count as contacted those who may be, or whoever was asked for by name, and return them."""
    ids = frozenset(invitee.adult.id for invitee in chosen)
    may = ids if by_name else contact_limit.free_to_contact(ids)
    contact_limit.count_contacted(may, clock.now())
    return may


def _email(invitee: Invitee, *, by_id: int | None) -> InvitationOutcome:
    account = _account_for(invitee, by_id=by_id)
    outcome = account_emails.send_invitation(account, by_id=by_id)
    if outcome is InvitationOutcome.SIGNED_UP:
        emails.send_children_added(account)
    return outcome


def _chosen(adult_ids: Collection[int], *, on: date) -> list[Invitee]:
    wanted = set(adult_ids)
    return [invitee for invitee in invitees(on=on) if invitee.adult.id in wanted]


def _account_for(invitee: Invitee, *, by_id: int | None) -> Account:
    """Return the adult's account with the role of a parent: their own, one with their address, or a new one."""
    adult = invitee.adult
    account: Account | None = adult.account or invitee.joins
    if adult.account:
        move_address(adult.account, invitee.email, by_id=by_id)
    if account is None:
        account = invitations.make_account(
            str(adult.name),
            roles=frozenset({Role.PARENT}),
            by_id=by_id,
            email=invitee.email or None,
            sign_in_name=None if invitee.email else new_sign_in_name(str(adult.name)),
        )
    accounts.give_role(account, Role.PARENT, by_id=by_id)
    if not adult.account:
        Adult.update(account=account.id).where(Adult.id == adult.id).execute()
        bus.publish(AdultGivenAccount(actor_id=by_id, subject_id=adult.id, account_id=account.id))
    return account


def move_address(account: Account, email: str, *, by_id: int | None) -> None:
    """Follow a correction in the register until the person has come in; a link sent to a wrong address dies."""
    if account.password_hash or (account.email or "") == email or account.roles & INDEPENDENT_ROLES:
        return  # who judges the manager is not reached at another address by her
    invitations.revoke_open(account, [Channel.EMAIL, Channel.RESET])
    if not email:
        return
    Account.update(email=email).where(Account.id == account.id).execute()
    account.email = email
    bus.publish(SignInAddressMoved(actor_id=by_id, subject_id=account.id))


def new_sign_in_name(name: str) -> str:
    """Return a name to sign in with that nobody has, such as "fatima-7k2m": the first name and four signs."""
    base = sign_in_base(name)
    while True:
        made = f"{base}-{''.join(secrets.choice(ALPHABET) for _ in range(4)).lower()}"
        if accounts.find_by_login(made) is None:
            return made


def sign_in_base(name: str) -> str:
    """Return a first name in plain letters that every keyboard has; "family" where it has none of them."""
    first = next(iter(name.split()), "")
    return "".join(sign for sign in folded(first) if "a" <= sign <= "z")[:_LONGEST_BASE] or "family"
