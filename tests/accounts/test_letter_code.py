"""A letter's code is typed as people type, opens once, and cannot be guessed; a link may be pasted with its neighbours."""

import re

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import invitations
from portal.accounts.models import Account, Invitation
from portal.accounts.policy import CODES_PER_ADDRESS, CODES_PER_HOUR, CODES_WITHIN, Channel, CodeInvalid
from portal.foundation import clock
from portal.foundation.tokens import CODE_SIGNS, new_code, read_code
from portal.web.throttle import TooManyTries
from tests.accounts.factories import somebody
from tests.support.databases import changed_tables, read_only, snapshot

PASSWORD = "otter lantern biscuit"
WRONG = "This code does not work."


@pytest.fixture
def mary(setting) -> Account:
    return Account.create(name="Mary Byrne", sign_in_name="mary-7k2m")


@pytest.fixture
def letter(mary: Account) -> Invitation:
    return invitations.invite(mary, channel=Channel.LETTER, by_id=None)


def test_a_code_is_twelve_signs_in_three_groups_that_nobody_misreads() -> None:
    assert re.fullmatch(rf"([{CODE_SIGNS}]{{4}}-){{2}}[{CODE_SIGNS}]{{4}}", new_code())
    assert len(CODE_SIGNS) == 32
    assert not set("OIL") & set(CODE_SIGNS)


@given(st.text(CODE_SIGNS, min_size=12, max_size=12), st.sampled_from(["", " ", "-", " – ", "—", ".", "\u00a0", "‑"]))
def test_a_code_is_read_however_it_is_typed(signs: str, between: str) -> None:
    printed = "-".join((signs[:4], signs[4:8], signs[8:]))
    typed = between.join((signs[:4], signs[4:8], signs[8:])).lower().replace("0", "o").replace("1", "l")
    assert read_code(typed) == read_code(f" {printed.replace('1', 'I')} ") == printed


@given(st.text(max_size=40))
def test_anything_else_is_no_code_and_no_error(typed: str) -> None:
    assert read_code(typed) == "" or read_code(read_code(typed)) == read_code(typed)


def test_the_code_of_a_letter_opens_it_once_and_nothing_readable_is_stored(browser, letter) -> None:
    browser.get("accounts.sign_in").click("I have a letter with a code").submit(
        code=letter.code.lower().replace("-", " ")
    )
    assert "Hello Mary Byrne" in browser.text
    browser.submit(password=PASSWORD)
    assert Account.get_by_id(letter.account_id).password_hash
    row = str(Invitation.select().dicts().get())
    assert letter.code not in row
    assert letter.token not in row
    assert WRONG in browser.get("accounts.letter_code").submit(code=letter.code).text


def test_a_letter_stays_good_while_a_new_key_takes_over(app, browser, letter, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key of tests")
    assert "Hello Mary Byrne" in browser.get("accounts.letter_code").submit(code=letter.code).text
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", None)
    assert WRONG in browser.get("accounts.letter_code").submit(code=letter.code).text


def used(letter: Invitation) -> None:
    Invitation.update(used_at=clock.now()).execute()


def taken_back(letter: Invitation) -> None:
    Invitation.update(revoked_at=clock.now()).execute()


def expired(letter: Invitation) -> None:
    Invitation.update(expires_at=clock.now()).execute()


def closed(letter: Invitation) -> None:
    Account.update(disabled_at=clock.now()).execute()


@pytest.mark.parametrize("end", [used, taken_back, expired, closed])
def test_a_code_that_ended_looks_like_one_that_never_was(new_browser, letter, end) -> None:
    end(letter)
    ended, never = (new_browser().get("accounts.letter_code").submit(code=code) for code in (letter.code, new_code()))
    assert WRONG in ended.text
    assert ended.text.replace(letter.code, "") == never.text
    assert ended.status == never.status == 200


def test_what_was_typed_is_kept_and_looking_changes_nothing(browser, letter) -> None:
    with read_only():
        browser.get("accounts.letter_code")
    assert 'value="7K2M wrong"' in browser.submit(code="7K2M wrong").page
    assert "Type the code that stands in your letter" in browser.submit(code="").text


def test_the_link_of_an_e_mail_has_no_code(mary) -> None:
    assert invitations.invite(mary, channel=Channel.EMAIL, by_id=None).code == ""


def test_a_code_is_no_link(browser, letter) -> None:
    """So it can be tried at the one page alone that counts tries."""
    assert browser.get("accounts.accept_invitation", token=letter.code).status == 409


def test_guessing_ends_after_a_few_tries_from_one_address_and_harms_nobody_else(app, new_browser, letter) -> None:
    guesser = new_browser()
    for _guess in range(CODES_PER_ADDRESS):
        assert guesser.post("accounts.letter_code", {"code": new_code()}).status == 200
    assert guesser.post("accounts.letter_code", {"code": letter.code}).status == 429
    other = new_browser()
    other.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert "Hello Mary Byrne" in other.post("accounts.letter_code", {"code": letter.code}).text
    with time_machine.travel(clock.now() + CODES_WITHIN):
        assert "Hello Mary Byrne" in guesser.post("accounts.letter_code", {"code": letter.code}).text


def test_many_families_of_one_address_type_their_codes(browser, letter) -> None:
    for _family in range(CODES_PER_ADDRESS + 5):
        assert browser.post("accounts.letter_code", {"code": letter.code}).status == 200


def test_guessing_from_everywhere_is_slow_as_well(db_ready, letter, monkeypatch) -> None:
    monkeypatch.setattr(invitations, "CODES_PER_HOUR", 5)
    for guess in range(5):
        with pytest.raises(CodeInvalid):
            invitations.token_of_code(new_code(), address=f"192.0.2.{guess}")
    with pytest.raises(TooManyTries):
        invitations.token_of_code(letter.code, address="192.0.2.99")


def test_the_sum_beside_the_limits_holds() -> None:
    letters_out, days = 1_000, 14
    assert CODES_PER_HOUR * 24 * days * letters_out / 32**12 < 1 / 5_000_000_000


# What is pasted with a link, and how it reaches us in the address.
NEIGHBOURS = (
    ".", ",", ";", ":", ")", "]", ">", "%22", "'", "’", "”", "…", "%29", "%2529", "%20", "%0A", "%0D%0AThe%20link", "/",
    ").", "%3E,", "...", "*", "%E2%80%8B",
)  # fmt: skip


@pytest.mark.parametrize("after", NEIGHBOURS)
@pytest.mark.parametrize("before", ["", "%3C", "("])
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.RESET])
def test_a_link_works_with_what_was_pasted_with_it(new_browser, mary, before, after, channel) -> None:
    link = invitations.invite(mary, channel=channel, by_id=None)
    tables, browser = snapshot(), new_browser()
    browser.get(f"/invitation/{before}{link.token}{after}")
    assert "Hello Mary Byrne" in browser.text
    assert browser.url.endswith(f"/invitation/{link.token}")
    assert changed_tables(tables) == []


@pytest.mark.parametrize("after", NEIGHBOURS)
def test_a_set_up_link_works_with_what_was_pasted_with_it(browser, db_ready, after) -> None:
    token = invitations.set_up_token()
    assert "Name your setting" in browser.get(f"/set-up/{token}{after}").text
    assert browser.url.endswith(token)


@pytest.mark.parametrize("nonsense", [".", "%2E", "((", "…", "%00", "a" * 600, "../sign-in", "%0A"])
def test_an_address_without_a_secret_opens_nothing(browser, setting, nonsense) -> None:
    somebody()
    assert browser.get(f"/invitation/{nonsense}").status in (404, 409)
