"""What a parent does with the rules, from the first page to the record, and what goes wrong on the way."""

from collections.abc import Callable

import pytest

from portal.accounts.models import Account
from portal.acknowledgements.models import AcknowledgedRule, Acknowledgement
from tests.acknowledgements import factories as rules
from tests.support import factories
from tests.support.browser import Browser

NewBrowser = Callable[..., Browser]
NAME = "Agnieszka Kowalska"


@pytest.fixture
def at_the_form(new_browser: NewBrowser, a_parent: Account) -> Browser:
    return new_browser(a_parent).get("acknowledgements.document", slug="parent-rules")


def _is_ticked(browser: Browser, key: str) -> bool:
    (box,) = browser.root.xpath(f"//input[@name='rule_{key}']")
    return box.get("checked") is not None


def _typed_name(browser: Browser) -> str:
    return str(browser.root.xpath("string(//input[@name='signed_name']/@value)"))


def _error_beside(browser: Browser, field: str) -> str:
    return str(browser.root.xpath(f"string(//*[@id='{field}-error'])"))


def test_a_parent_acknowledges_each_rule_by_itself(new_browser: NewBrowser, a_parent: Account) -> None:
    browser = new_browser(a_parent).get("acknowledgements.document", slug="parent-rules")
    assert rules.present().standing in browser.text
    assert not any(_is_ticked(browser, key) for key in rules.rule_keys())

    browser.submit("Sign this", rules.ticks(), signed_name=NAME)

    record = Acknowledgement.get()
    assert browser.status == 200
    assert browser.heading == "Signed: Our rules for parents and carers"
    assert record.reference in browser.text
    assert AcknowledgedRule.select().count() == len(rules.rule_keys())
    browser.click("Our rules for parents and carers (PDF)")
    assert browser.headers["Content-Type"] == "application/pdf"
    assert "You have signed this" in browser.get("acknowledgements.document", slug="parent-rules").text


def test_a_missed_rule_is_named_beside_it_and_the_rest_is_kept(at_the_form: Browser) -> None:
    missed = rules.rule_keys()[1]
    at_the_form.submit("Sign this", {**rules.ticks(), f"rule_{missed}": False}, signed_name=NAME)

    assert "Tick this rule if you agree to it" in _error_beside(at_the_form, f"rule_{missed}")
    assert [_is_ticked(at_the_form, key) for key in rules.rule_keys()] == [key != missed for key in rules.rule_keys()]
    assert _typed_name(at_the_form) == NAME
    assert not Acknowledgement.select().exists()

    at_the_form.submit("Sign this", {f"rule_{missed}": True})
    assert Acknowledgement.select().count() == 1


def test_many_rules_that_were_missed_are_one_line_and_the_name_comes_after(at_the_form: Browser) -> None:
    at_the_form.submit("Sign this")
    first, *others = rules.rule_keys()
    listed = at_the_form.root.xpath("//*[@class='error-summary__list']//a")
    assert [link.get("href") for link in listed] == [f"#rule_{first}", "#signed_name"]
    assert f"Tick this rule if you agree to it ({len(others) + 1} questions)" in at_the_form.text


def test_nothing_ticked_names_every_rule(at_the_form: Browser) -> None:
    at_the_form.submit("Sign this", signed_name=NAME)
    assert all(_error_beside(at_the_form, f"rule_{key}") for key in rules.rule_keys())


def test_a_tick_sent_as_false_is_no_tick(new_browser: NewBrowser, a_parent: Account) -> None:
    sent = {**{f"rule_{key}": "y" for key in rules.rule_keys()}, "signed_name": NAME, "wording": "2"}
    browser = new_browser(a_parent).post(
        "acknowledgements.document", {**sent, "rule_no_information": "false"}, slug="parent-rules"
    )
    assert browser.status == 200
    assert not Acknowledgement.select().exists()


def test_a_double_click_is_one_record(at_the_form: Browser) -> None:
    page, url, content = at_the_form.page, at_the_form.url, at_the_form.content
    at_the_form.submit("Sign this", rules.ticks(), signed_name=NAME)
    first = at_the_form.url
    at_the_form.url, at_the_form.content = url, content
    assert at_the_form.page == page
    at_the_form.submit("Sign this", rules.ticks(), signed_name=NAME)
    assert at_the_form.url == first
    assert Acknowledgement.select().count() == 1


def test_who_has_signed_is_not_asked_again(new_browser: NewBrowser, a_parent: Account) -> None:
    rules.sign(a_parent)
    page = new_browser(a_parent).get("acknowledgements.document", slug="parent-rules")
    assert "You have signed this" in page.text
    assert not page.root.xpath("//input[@name='signed_name']")


def test_a_stale_token_keeps_the_ticks_and_the_name(at_the_form: Browser) -> None:
    form = {
        "wording": "2",
        "signed_name": NAME,
        "csrf_token": "too old",
        **{f"rule_{k}": "y" for k in rules.rule_keys()},
    }
    at_the_form.post_without_token("acknowledgements.document", form, slug="parent-rules")
    assert at_the_form.status == 200
    assert all(_is_ticked(at_the_form, key) for key in rules.rule_keys())
    assert _typed_name(at_the_form) == NAME
    assert not Acknowledgement.select().exists()
    at_the_form.submit("Sign this")
    assert Acknowledgement.select().count() == 1


def test_another_familys_record_is_not_there(new_browser: NewBrowser, a_parent: Account, a_stranger: Account) -> None:
    record = rules.sign(a_parent)
    stranger = new_browser(a_stranger)
    assert stranger.get("acknowledgements.acknowledged", reference=record.reference).status == 404
    assert stranger.get("acknowledgements.record_pdf", reference=record.reference).status == 404


def test_the_other_parents_record_is_not_there_either(
    new_browser: NewBrowser, a_parent: Account, a_second_parent: Account
) -> None:
    record = rules.sign(a_parent)
    assert new_browser(a_second_parent).get("acknowledgements.acknowledged", reference=record.reference).status == 404


def test_a_stranger_with_somebodys_submission_key_gets_nothing_of_theirs(
    new_browser: NewBrowser, a_parent: Account, a_stranger: Account
) -> None:
    pages = [new_browser(who).get("acknowledgements.document", slug="parent-rules") for who in (a_parent, a_stranger)]
    key = pages[0].root.xpath("string(//input[@name='submission']/@value)")
    sent = {"submission": key, "wording": pages[0].root.xpath("string(//input[@name='wording']/@value)")}
    for browser, name in zip(pages, ("Agnieszka Kowalska", "Hodan Warsame"), strict=True):
        given = {**sent, **dict.fromkeys(rules.ticks(), "y"), "signed_name": name}
        browser.post("acknowledgements.document", given, slug="parent-rules")
        assert browser.heading == "Signed: Our rules for parents and carers"
    assert [record.account_id for record in Acknowledgement.select().order_by(Acknowledgement.id)] == [
        a_parent.id,
        a_stranger.id,
    ]


@pytest.mark.parametrize("reference", ["RA-0000-0000", "x", "RA-%00", "رقم", "'; drop table accounts"])
def test_a_reference_that_is_nobodys_is_not_there(new_browser: NewBrowser, a_parent: Account, reference: str) -> None:
    assert new_browser(a_parent).get("acknowledgements.acknowledged", reference=reference).status == 404


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Zoë 🦆 Wilkins", "Zoë 🦆 Wilkins", id="emoji"),
        pytest.param("فاطمة الزهراء", "فاطمة الزهراء", id="right to left"),
        pytest.param("Agnieszka \u202eaksalawoK", "Agnieszka aksalawoK", id="a mark that turns the direction"),
        pytest.param("Agnieszka\x00\x07 Kowalska\r\n", NAME, id="control characters"),
        pytest.param("  Agnieszka\t\tKowalska ", NAME, id="too much space"),
        pytest.param("<b>O’Brien</b> ${7*7} 100 %s", "<b>O’Brien</b> ${7*7} 100 %s", id="looks like markup"),
    ],
)
def test_a_name_is_kept_as_the_person_means_it(at_the_form: Browser, typed: str, kept: str) -> None:
    at_the_form.submit("Sign this", rules.ticks(), signed_name=typed)
    if kept != NAME:  # which is asked about once
        assert f"We know you as {NAME}." in _error_beside(at_the_form, "signed_name")
        at_the_form.submit("Sign this")
    assert Acknowledgement.get().signed_name == kept
    assert at_the_form.heading == "Signed: Our rules for parents and carers"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("", "Type your full name to sign", id="empty"),
        pytest.param("   ", "Type your full name to sign", id="only space"),
        pytest.param("\x01\u202e", "Type your full name to sign", id="only control characters"),
        pytest.param("🦆🦆", "Type your full name to sign", id="only emoji"),
        pytest.param("\u200b", "Type your full name to sign", id="only something that cannot be seen"),
        pytest.param("x" * 201, "Use at most 200 characters", id="too long"),
    ],
)
def test_what_is_no_name_is_said_beside_it_and_the_ticks_stay(at_the_form: Browser, typed: str, message: str) -> None:
    at_the_form.submit("Sign this", rules.ticks(), signed_name=typed)
    assert message in _error_beside(at_the_form, "signed_name")
    assert all(_is_ticked(at_the_form, key) for key in rules.rule_keys())
    assert not Acknowledgement.select().exists()


def test_new_rules_ask_again_and_show_what_changed(new_browser: NewBrowser, a_parent: Account) -> None:
    gone = rules.present().rules[0]
    was = rules.present().rules[1]
    rules.sign(a_parent)
    text = rules.change_the_rules()

    browser = new_browser(a_parent).get("acknowledgements.document", slug="parent-rules")

    assert "What changed since you signed version 1" in browser.text
    for heading, words in (
        ("New", rules.NEW_RULE.statement),
        ("Put in other words", was.statement),
        ("Now:", text.rules[0].statement),
        ("Taken out", gone.statement),
    ):
        assert browser.text.index(heading) < browser.text.index(words, browser.text.index(heading))
    browser.submit("Sign this", rules.ticks(), signed_name=NAME)
    assert Acknowledgement.select().count() == 2
    assert "You have signed this" in browser.get("acknowledgements.document", slug="parent-rules").text


def test_a_minor_edit_asks_nobody(new_browser: NewBrowser, a_parent: Account) -> None:
    rules.sign(a_parent)
    rules.mend_a_comma()
    assert "You have signed this" in new_browser(a_parent).get("acknowledgements.document", slug="parent-rules").text


@pytest.mark.parametrize("change", [rules.change_the_rules, rules.mend_a_comma])
def test_rules_published_while_they_are_ticked_have_to_be_read_again(
    at_the_form: Browser, change: Callable[[], object]
) -> None:
    ticks = rules.ticks()
    change()
    at_the_form.submit("Sign this", ticks, signed_name=NAME)

    assert "This text was changed a moment ago" in at_the_form.text
    assert not any(_is_ticked(at_the_form, key) for key in rules.rule_keys())
    assert _typed_name(at_the_form) == NAME
    assert not Acknowledgement.select().exists()

    at_the_form.submit("Sign this", rules.ticks())
    assert Acknowledgement.select().count() == 1


def test_that_rules_changed_is_told_before_what_is_missing(at_the_form: Browser) -> None:
    ticks = rules.ticks()
    rules.change_the_rules()
    at_the_form.submit("Sign this", ticks, signed_name="")
    assert "This text was changed a moment ago" in at_the_form.text
    assert not any(_is_ticked(at_the_form, key) for key in rules.rule_keys())
    at_the_form.submit("Sign this", rules.ticks())
    assert "Type your full name to sign" in _error_beside(at_the_form, "signed_name")
    assert not Acknowledgement.select().exists()


@pytest.mark.parametrize("shown", ["", "two", "²", "9" * 50, "-1"])
def test_a_version_that_does_not_exist_signs_nothing(at_the_form: Browser, shown: str) -> None:
    form = {"wording": shown, "signed_name": NAME, **dict.fromkeys(rules.ticks(), "y")}
    at_the_form.post("acknowledgements.document", form, slug="parent-rules")
    assert "This text was changed a moment ago" in at_the_form.text
    assert not Acknowledgement.select().exists()


def test_before_any_rules_are_published_there_is_nothing_to_sign(new_browser: NewBrowser, db_ready: str) -> None:
    browser = new_browser(factories.make_parent("Niamh Byrne")).get("acknowledgements.own")
    assert "There is nothing for you to sign." in browser.text
    assert browser.get("acknowledgements.document", slug="parent-rules").status == 404


def test_rules_and_consent_never_share_a_button(at_the_form: Browser) -> None:
    names = {str(name) for name in at_the_form.root.xpath("//main//form//*/@name")}
    assert names == {"csrf_token", "submission", "wording", "signed_name", "asked_about", *rules.ticks()}
