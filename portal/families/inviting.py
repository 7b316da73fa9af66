"""Inviting the adults of attending children: by e-mail, or by a letter with a sign-in name."""

import secrets
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from portal.access.permissions import Role
from portal.accounts import emails as account_emails
from portal.accounts import invitations
from portal.accounts import service as accounts
from portal.accounts.invitations import Link
from portal.accounts.models import Account, Invitation
from portal.accounts.policy import Channel
from portal.families import emails
from portal.families.events import AdultGivenAccount, SignInAddressMoved
from portal.families.invitees import Invitee, invitees
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.tokens import ALPHABET

_LOCK = 20_261_126
_LONGEST_BASE = 20
# Letters that no decomposition takes apart.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})


@dataclass(frozen=True)
class Sent:
    """What became of a selection: e-mails queued, people who sign in already, and links sent a moment ago."""

    emails: int = 0
    joined: int = 0
    just_now: int = 0


@dataclass(frozen=True)
class Letter:
    """One adult's letter; the link in it exists nowhere else."""

    name: str
    address: str
    login: str
    token: str
    expires_on: date


def send_emails(adult_ids: Collection[int], *, on: date, by_id: int | None) -> Sent:
    """Invite by e-mail those of ``adult_ids`` who can be; whoever has a password already is told of the children."""
    emailed = joined = just_now = 0
    with db.atomic():
        hold_writers(_LOCK)
        for invitee in _chosen(adult_ids, lambda i: i.can_be_emailed, on=on):
            account = _account_for(invitee, by_id=by_id)
            if account.password_hash:
                emails.tell_of_children(account)
                joined += 1
            elif invitations.was_just_sent(account):
                just_now += 1
            else:
                account_emails.send_invitation(invitations.invite(account, channel=Channel.EMAIL, by_id=by_id))
                emailed += 1
    return Sent(emailed, joined, just_now)


def make_letters(adult_ids: Collection[int], *, on: date, by_id: int) -> list[Letter]:
    """Return a letter for each of ``adult_ids`` who can have one; each printing holds a fresh link."""
    letters = []
    with db.atomic():
        hold_writers(_LOCK)
        for invitee in _chosen(adult_ids, lambda i: i.can_have_letter, on=on):
            account = _account_for(invitee, by_id=by_id)
            link = invitations.invite(account, channel=Channel.LETTER, by_id=by_id)
            letters.append(_letter(invitee, account, link))
    return letters


def _chosen(adult_ids: Collection[int], fits: Callable[[Invitee], bool], *, on: date) -> list[Invitee]:
    wanted = set(adult_ids)
    return [invitee for invitee in invitees(on=on) if invitee.adult.id in wanted and fits(invitee)]


def _letter(invitee: Invitee, account: Account, link: Link) -> Letter:
    adult = invitee.adult
    login = str(account.email or account.sign_in_name)
    expires_on = clock.london_date(clock.now() + timedelta(days=link.days))
    return Letter(str(adult.name), str(adult.address), login, link.token, expires_on)


def _account_for(invitee: Invitee, *, by_id: int | None) -> Account:
    """Return the adult's account with the role of a parent: their own, one with their address, or a new one."""
    adult = invitee.adult
    if adult.account_id:
        account: Account = Account.get_by_id(adult.account_id)
        _move_address(account, invitee.email, by_id=by_id)
    elif invitee.joins_id:
        account = Account.get_by_id(invitee.joins_id)
    else:
        account = invitations.make_account(
            str(adult.name),
            roles=frozenset({Role.PARENT}),
            by_id=by_id,
            email=invitee.email or None,
            sign_in_name=None if invitee.email else new_sign_in_name(str(adult.name)),
        )
    accounts.give_role(account, Role.PARENT, by_id=by_id)
    if not adult.account_id:
        Adult.update(account=account.id).where(Adult.id == adult.id).execute()
        bus.publish(AdultGivenAccount(actor_id=by_id, subject_id=adult.id, account_id=account.id))
    return account


def _move_address(account: Account, email: str, *, by_id: int | None) -> None:
    """Follow a correction in the register until the person has come in; a link sent to a wrong address dies."""
    if account.password_hash or not email or account.email == email:
        return
    Account.update(email=email).where(Account.id == account.id).execute()
    account.email = email
    unused = (Invitation.account == account.id) & Invitation.used_at.is_null() & Invitation.revoked_at.is_null()
    sent = Invitation.channel.in_([Channel.EMAIL, Channel.RESET])
    Invitation.update(revoked_at=clock.now()).where(unused & sent).execute()
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
    first = name.casefold().split()[0] if name.split() else ""
    plain = unicodedata.normalize("NFKD", first.translate(_PLAIN))
    return "".join(c for c in plain if "a" <= c <= "z")[:_LONGEST_BASE] or "family"
