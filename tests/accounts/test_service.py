"""Signing in and out: only the right person gets in, and the server can always show them out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.access.permissions import GRANTS, Role
from portal.accounts import passwords, service
from portal.accounts.models import Account, SignIn
from portal.accounts.policy import (
    TRIES_PER_ADDRESS,
    TRIES_PER_NAME,
    TRIES_PER_PERSON,
    OldPasswordWrong,
    PasswordTooShort,
    SignInRefused,
)
from portal.audit.models import AuditEntry
from portal.foundation.tokens import digest
from portal.web.throttle import TooManyTries
from tests.accounts.factories import PASSWORD, invited, somebody
from tests.support import factories

pytestmark = pytest.mark.both_engines

HERE = "192.0.2.7"
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def events() -> list[str]:
    return [entry.event for entry in AuditEntry.select().order_by(AuditEntry.id)]


def id_of(token: str) -> int | None:
    """Return whose session this is."""
    found = service.account_of_session(token)
    return found.id if found else None


def test_two_people_are_never_taken_for_one_another(setting) -> None:
    """Neither is signed in here, so a comparison of sessions would find them equal."""
    mary, hodan = somebody(), somebody("Hodan Warsame")
    assert mary != hodan
    assert mary == Account.get_by_id(mary.id)
    assert len({mary, Account.get_by_id(mary.id), hodan}) == 2


def test_the_right_name_and_password(setting) -> None:
    account = somebody()
    assert service.authenticate(" Mary.Byrne@example.org ", PASSWORD, address=HERE).id == account.id


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("mary.byrne@example.org", "seven purple swallow"),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("mary", PASSWORD),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(setting, login: str, password: str) -> None:
    somebody()
    with pytest.raises(SignInRefused):
        service.authenticate(login, password, address=HERE)


def test_a_failure_is_written_down_only_for_a_name_that_exists(setting) -> None:
    somebody()
    for login in ("mary.byrne@example.org", "nobody@example.org"):
        with pytest.raises(SignInRefused):
            service.authenticate(login, "wrong", address=HERE)
    assert events().count("SignInFailed") == 1


def test_who_was_only_invited_cannot_sign_in_yet(setting) -> None:
    invited()
    with pytest.raises(SignInRefused):
        service.authenticate("mary.byrne@example.org", "", address=HERE)


def test_a_disabled_account_is_refused_and_its_sessions_end(setting) -> None:
    account = somebody()
    token = service.start_session(account, device="phone")
    Account.update(disabled_at=START).where(Account.id == account.id).execute()
    with pytest.raises(SignInRefused):
        service.authenticate("mary.byrne@example.org", PASSWORD, address=HERE)
    assert id_of(token) is None


def test_guessing_one_persons_password_is_slowed_down(setting) -> None:
    somebody()
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(TRIES_PER_PERSON):
            with pytest.raises(SignInRefused):
                service.authenticate("mary.byrne@example.org", "wrong", address=HERE)
        with pytest.raises(TooManyTries):
            service.authenticate("MARY.BYRNE@example.org", PASSWORD, address=HERE)
        clock.shift(timedelta(minutes=15))
        assert service.authenticate("mary.byrne@example.org", PASSWORD, address=HERE)


def test_a_stranger_who_guesses_does_not_keep_the_person_out(setting, monkeypatch) -> None:
    """However often they try: beyond the tries of one address, the name itself is not counted."""
    somebody()
    monkeypatch.setattr(service.passwords, "verify_password", _is_the_password)
    for _ in range(TRIES_PER_PERSON):
        with pytest.raises(SignInRefused):
            service.authenticate("mary.byrne@example.org", "wrong", address="192.0.2.66")
    for _ in range(TRIES_PER_NAME):
        with pytest.raises(TooManyTries):
            service.authenticate("mary.byrne@example.org", "wrong", address="192.0.2.66")
    assert service.authenticate("mary.byrne@example.org", PASSWORD, address=HERE)


def test_guessing_one_password_from_many_places_ends_too(setting, monkeypatch) -> None:
    somebody()
    monkeypatch.setattr(service.passwords, "verify_password", _is_the_password)
    for number in range(TRIES_PER_NAME):
        with pytest.raises(SignInRefused):
            service.authenticate("mary.byrne@example.org", "wrong", address=f"192.0.2.{number}")
    with pytest.raises(TooManyTries):
        service.authenticate("mary.byrne@example.org", PASSWORD, address=HERE)


def _is_the_password(password: str, stored: str) -> bool:
    """Hashing sixty times is slow, and not the point."""
    return password == PASSWORD


def test_guessing_names_from_one_place_is_slowed_down(setting, monkeypatch) -> None:
    monkeypatch.setattr(
        service.passwords, "verify_password", lambda password, stored: False
    )  # 60 hashes are slow, not the point
    for number in range(TRIES_PER_ADDRESS):
        with pytest.raises(SignInRefused):
            service.authenticate(f"guess{number}@example.org", "wrong", address=HERE)
    with pytest.raises(TooManyTries):
        service.authenticate("guess@example.org", "wrong", address=HERE)


def test_getting_it_right_forgives_the_tries_before(setting) -> None:
    somebody()
    for _ in range(2):
        for _ in range(TRIES_PER_PERSON - 1):
            with pytest.raises(SignInRefused):
                service.authenticate("mary.byrne@example.org", "wrong", address=HERE)
        service.authenticate("mary.byrne@example.org", PASSWORD, address=HERE)


def test_at_a_parents_evening_a_hundred_and_fifty_sign_in_from_one_address(setting, monkeypatch) -> None:
    """Some of them mistype first."""
    monkeypatch.setattr(service.passwords, "verify_password", _is_the_password)
    monkeypatch.setattr(service.passwords, "needs_rehash", lambda stored: False)
    for number in range(150):
        account = factories.make_account(f"Parent {number}", Role.PARENT)
        if number % 4 == 0:
            with pytest.raises(SignInRefused):
                service.authenticate(account.email, "wrong", address=HERE)
        assert service.authenticate(account.email, PASSWORD, address=HERE)


def test_a_session_knows_who_it_is_and_what_they_may(setting) -> None:
    account = somebody("Mary Byrne", Role.PARENT, Role.STAFF)
    found = service.account_of_session(service.start_session(account, device="phone"))
    assert found is not None
    assert found.id == account.id
    assert found.roles == {Role.PARENT, Role.STAFF}
    assert found.permissions == GRANTS[Role.PARENT] | GRANTS[Role.STAFF]


def test_the_secret_of_a_session_is_not_kept(setting) -> None:
    token = service.start_session(somebody(), device="phone")
    assert SignIn.get().token_hash == digest(token)
    assert token not in repr(list(SignIn.select().tuples()))


@pytest.mark.parametrize(
    ("roles", "hours"), [((Role.PARENT,), 12), ((Role.MANAGER,), 10), ((Role.PARENT, Role.STAFF), 10)]
)
def test_a_session_ends_by_itself(setting, roles: tuple[Role, ...], hours: int) -> None:
    account = somebody("Mary Byrne", *roles)
    with time_machine.travel(START, tick=False) as clock:
        token = service.start_session(account, device="phone")
        clock.shift(timedelta(hours=hours) - timedelta(seconds=1))
        assert id_of(token) == account.id
        clock.shift(timedelta(seconds=1))
        assert id_of(token) is None


def test_a_made_up_session_is_nobody(setting) -> None:
    somebody()
    assert id_of("made up") is None
    assert id_of("") is None


def test_signing_out_ends_this_device_alone(setting) -> None:
    account = somebody()
    phone, laptop = (service.start_session(account, device=name) for name in ("phone", "laptop"))
    service.end_session(account, phone)
    service.end_session(account, phone)
    assert id_of(phone) is None
    assert id_of(laptop) == account.id
    assert events().count("SignedOut") == 1


def test_nobody_ends_another_persons_session(setting) -> None:
    account, other = somebody(), somebody("Hodan Warsame")
    token = service.start_session(account, device="phone")
    service.end_session(other, token)
    assert id_of(token) == account.id


def test_a_new_password_signs_out_every_other_device(setting) -> None:
    account = somebody()
    here, there = (service.start_session(account, device=name) for name in ("here", "there"))
    service.change_password(account, old=PASSWORD, new="eight green herons fly", keep_token=here)
    assert id_of(here) == account.id
    assert id_of(there) is None
    assert service.authenticate("mary.byrne@example.org", "eight green herons fly", address=HERE)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [("wrong", "eight green herons fly", OldPasswordWrong), (PASSWORD, "short", PasswordTooShort)],
)
def test_a_password_that_is_not_changed_changes_nothing(setting, old: str, new: str, refusal: type[Exception]) -> None:
    account = somebody()
    there = service.start_session(account, device="there")
    with pytest.raises(refusal):
        service.change_password(account, old=old, new=new, keep_token="here")
    assert id_of(there) == account.id
    assert service.authenticate("mary.byrne@example.org", PASSWORD, address=HERE)


def test_roles_are_given_once(setting) -> None:
    account = somebody()
    service.give_role(Account.get_by_id(account.id), Role.STAFF, by_id=None)
    service.give_role(Account.get_by_id(account.id), Role.STAFF, by_id=None)
    assert Account.get_by_id(account.id).roles == {Role.PARENT, Role.STAFF}
    assert events().count("RoleGiven") == 1


def test_holders_of_a_role_are_those_who_can_sign_in(setting) -> None:
    lead, gone = somebody("Adaeze Okafor", Role.LEAD), somebody("Tomasz Nowak", Role.LEAD)
    Account.update(disabled_at=START).where(Account.id == gone.id).execute()
    assert [account.id for account in service.holders_of(Role.LEAD)] == [lead.id]


COMPOSED, DECOMPOSED = "caf\u00e9 acht windy meadow", "cafe\u0301 acht windy meadow"


@pytest.mark.parametrize(
    ("chosen", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED), (DECOMPOSED, DECOMPOSED)]
)
def test_a_password_opens_on_every_keyboard_however_it_writes_an_accent(chosen, typed):
    assert passwords.verify_password(typed, passwords.hash_password(chosen))
    assert not passwords.verify_password(typed.replace("windy", "winde"), passwords.hash_password(chosen))


def test_a_password_that_an_earlier_release_stored_as_it_came_still_opens():
    stored = passwords._hasher().hash(DECOMPOSED)
    assert passwords.verify_password(DECOMPOSED, stored)
