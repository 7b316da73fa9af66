"""What a sign-in name, an address and a good password are."""

import pytest

from portal.accounts import passwords
from portal.accounts.policy import (
    LONGEST_PASSWORD,
    PasswordRefused,
    PasswordTooEasy,
    PasswordTooLong,
    PasswordTooShort,
    normalise_login,
)
from portal.foundation.email_addresses import is_email


@pytest.mark.parametrize("typed", ["Mary.Byrne@Example.org", "  mary.byrne@example.org ", "MARY.BYRNE@EXAMPLE.ORG\t"])
def test_an_address_is_the_same_however_it_is_typed(typed: str) -> None:
    assert normalise_login(typed) == "mary.byrne@example.org"


@pytest.mark.parametrize("text", ["a@b.org", "mary.o'byrne@example.org", "x+y@sub.example.co.uk", "1@example.org"])
def test_an_address(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    ["", "mary", "@example.org", "mary@", "mary@example", "mary@.org", "a b@example.org", "mary@example..org",
     "a@b.org,c@d.org", "a@b.org\nBcc: c@d.org", "Mary <a@b.org>", "a@b.org;", "x" * 250 + "@b.org", "ż@example.org", "=?utf-8?q?a=0abc?=@b.cc", "a\u202eb@c.org", "a@b>c", "@"],
)  # fmt: skip
def test_not_an_address(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize(
    "password", ["seven purple swallows", "Grüße aus dem Garten", "正确的马电池订书钉很好", "k4Tz!pQ9w#Lm"]
)
def test_a_password_that_is_hard_to_guess(password: str) -> None:
    passwords.check_strength(password)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", PasswordTooShort),
        ("short", PasswordTooShort),
        ("password123", PasswordTooEasy),
        ("swallowrisers", PasswordTooEasy),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", PasswordTooEasy),
        ("x" * (LONGEST_PASSWORD + 1), PasswordTooLong),
    ],
)
def test_a_password_that_is_refused_and_why(password: str, refusal: type[PasswordRefused]) -> None:
    with pytest.raises(refusal):
        passwords.check_strength(password)


def test_a_persons_own_name_is_no_password() -> None:
    known = ("Agnieszka Kowalska", "agnieszka.kowalska@example.org")
    with pytest.raises(PasswordTooEasy):
        passwords.check_strength("agnieszka kowalska", known_words=known)


@pytest.mark.usefixtures("passwords_at_full_cost")
def test_a_hash_is_argon2_and_different_each_time() -> None:
    first, second = passwords.hash_password("seven purple swallows"), passwords.hash_password("seven purple swallows")
    assert first.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert first != second
    assert passwords.verify_password("seven purple swallows", first)
    assert not passwords.verify_password("Seven purple swallows", first)
    assert not passwords.needs_rehash(first)


@pytest.mark.parametrize("stored", ["", "plain words", "$argon2id$broken"])
def test_nobody_is_let_in_without_a_hash_that_holds(stored: str) -> None:
    assert not passwords.verify_password("nobody has this password", stored)
