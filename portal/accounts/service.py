"""Signing in and out; every way in ends at a session that the server can end."""

import logging

from peewee import Value

from portal.access.permissions import WORK_HERE, Role
from portal.accounts import passwords
from portal.accounts.devices import end_devices
from portal.accounts.events import PasswordChanged, RoleGiven, SignedIn, SignedOut, SignInFailed
from portal.accounts.known_devices import KnownDevice
from portal.accounts.models import Account, AccountRole, SignIn
from portal.accounts.policy import (
    SESSION_LASTS,
    STAFF_SESSION_LASTS,
    TRIES_PER_ADDRESS,
    TRIES_PER_NAME,
    TRIES_PER_PERSON,
    TRIES_WITHIN,
    OldPasswordWrong,
    SignInRefused,
    normalise_login,
)
from portal.foundation import clock
from portal.foundation.compiled import Compiled
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.text import folded
from portal.foundation.tokens import digest, new_token
from portal.web.throttle import count_try, forget_tries, forgive_try

log = logging.getLogger("portal.accounts")


def find_by_login(login: str) -> Account | None:
    """Return the account of an e-mail address or sign-in name."""
    wanted = normalise_login(login)
    found: Account | None = Account.get_or_none((Account.email == wanted) | (Account.sign_in_name == wanted))
    return found


def authenticate(login: str, password: str, *, address: str, device: KnownDevice | None = None) -> Account:
    """Return whose name and password these are. ``device`` is one on which somebody signed in before.

    Raises SignInRefused, and TooManyTries before any hashing: a guess must cost us less than the guesser.
    """
    account = find_by_login(login)
    is_known = device is not None and account is not None and account.id in device.account_ids
    counted = _count_sign_in(normalise_login(login), address, device.name if device and is_known else "")
    right = passwords.verify_password(password, account.password_hash if account else "")
    if account is None or not right or account.is_closed:
        if account is not None:
            with db.atomic():
                bus.publish(SignInFailed(actor_id=None, subject_id=account.id))
        else:
            log.warning("sign-in refused for a name that does not exist")
        raise SignInRefused
    for_name, for_address = counted
    for what in for_name:
        forget_tries(what)
    for what in for_address:
        forgive_try(what)
    if passwords.needs_rehash(account.password_hash):
        Account.update(password_hash=passwords.hash_password(password)).where(Account.id == account.id).execute()
    return account


def _count_sign_in(name: str, address: str, device: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Count one try; return what to forget and what to take back by one when it turns out right. Raises TooManyTries.

    A device on which this person signed in before has tries of its own, which no stranger uses up.
    """
    if device:
        count_try(f"sign-in-known:{device} {name}", limit=TRIES_PER_PERSON, within=TRIES_WITHIN)
        return (f"sign-in-known:{device} {name}",), ()
    here, anywhere, everybody = f"sign-in-here:{address} {name}", f"sign-in:{name}", f"sign-in-from:{address}"
    count_try(everybody, limit=TRIES_PER_ADDRESS, within=TRIES_WITHIN)
    # Before the name itself: whoever has used up the tries of one address does not spend those of everybody else.
    count_try(here, limit=TRIES_PER_PERSON, within=TRIES_WITHIN)
    count_try(anywhere, limit=TRIES_PER_NAME, within=TRIES_WITHIN)
    return (here, anywhere), (everybody,)


def start_session(account: Account, *, device: str) -> str:
    """Sign the person in on one device and return the session's secret."""
    token, now = new_token(), clock.now()
    lasts = SESSION_LASTS if account.roles == {Role.PARENT} else STAFF_SESSION_LASTS
    with db.atomic():
        SignIn.create(account=account, token_hash=digest(token), device=device[:200], expires_at=now + lasts)
        bus.publish(SignedIn(actor_id=account.id, subject_id=account.id))
    return token


_SIGNED_IN = Compiled(
    lambda token_hash, now, today: (
        SignIn.select(Account.id, Account.name, Account.email, Account.sign_in_name, AccountRole.role)
        .join(Account)
        .left_outer_join(AccountRole, on=(AccountRole.account == Account.id))
        .where(
            (SignIn.token_hash == token_hash)
            & SignIn.ended_at.is_null()
            & Account.disabled_at.is_null()
            & (SignIn.expires_at > Value(now, converter=False))
            & (Account.last_day.is_null() | (Account.last_day >= Value(today, converter=False)))
        )
    ),
    token_hash="hash",  # noqa: S106
    now="now",
    today="today",
)


def account_of_session(token: str) -> Account | None:
    """Return who is signed in with ``token``, with their roles, in one query; None once it has ended."""
    now = SignIn.expires_at.db_value(clock.now())
    found = _SIGNED_IN.rows(token_hash=digest(token), now=now, today=clock.today().isoformat())
    if not found:
        return None
    id_, name, email, sign_in_name, _ = found[0]
    account = Account(id=id_, name=name, email=email, sign_in_name=sign_in_name)
    account.roles = frozenset(Role(row[4]) for row in found if row[4])
    account.session_token = token
    return account


def account_id_of_session(token: str) -> int | None:
    """Return the id of the account a session was given to, whether or not it has ended since."""
    found: int | None = SignIn.select(SignIn.account).where(SignIn.token_hash == digest(token)).scalar()
    return found


def end_session(account: Account, token: str) -> None:
    """Sign the person out of one device, on the server."""
    with db.atomic():
        mine = (SignIn.token_hash == digest(token)) & (SignIn.account == account.id) & SignIn.ended_at.is_null()
        if SignIn.update(ended_at=clock.now()).where(mine).execute():
            bus.publish(SignedOut(actor_id=account.id, subject_id=account.id))


def change_password(account: Account, *, old: str, new: str, keep_token: str) -> None:
    """Change the password and sign out every other device (ASVS 7.4.3).

    Raises OldPasswordWrong, and PasswordRefused for a new one that is easy to guess.
    """
    count_try(f"password:{account.id}", limit=TRIES_PER_PERSON, within=TRIES_WITHIN)
    stored = Account.get_by_id(account.id).password_hash
    if not passwords.verify_password(old, stored):
        raise OldPasswordWrong
    forget_tries(f"password:{account.id}")
    passwords.check_strength(new, known_words=(account.name, account.email or ""))
    hashed = passwords.hash_password(new)
    with db.atomic():
        Account.update(password_hash=hashed).where(Account.id == account.id).execute()
        end_devices(account, keep_token=keep_token)
        bus.publish(PasswordChanged(actor_id=account.id, subject_id=account.id))


def holders_of(*roles: Role) -> list[Account]:
    """Return everyone who holds one of ``roles`` and can sign in."""
    held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(roles))
    return list(Account.select().where(Account.id.in_(held) & Account.disabled_at.is_null()).order_by(Account.id))


def people_here(*, but: int) -> list[Account]:
    """Return everyone who works here and can sign in, by name, without one of them."""
    return sorted((each for each in holders_of(*WORK_HERE) if each.id != but), key=lambda each: folded(each.name))


def is_held_by_another(role: Role, account: Account) -> bool:
    """Return whether somebody else who has come in holds ``role``: who never came cannot give it back."""
    return any(each.password_hash and each.id != account.id for each in holders_of(role))


def give_role(account: Account, role: Role, *, by_id: int | None) -> None:
    """Add a role; nothing happens when the person holds it already."""
    if role in account.roles:
        return
    with db.atomic():
        AccountRole.insert(account=account.id, role=role).on_conflict_ignore().execute()
        bus.publish(RoleGiven(actor_id=by_id, subject_id=account.id, role=role))
