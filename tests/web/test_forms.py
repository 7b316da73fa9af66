"""What people type is kept whole and made safe; what is missing is said beside its field."""

from datetime import date

import pytest
from flask import Flask

from portal.web.forms import (
    DayField,
    PortalForm,
    SubmissionForm,
    line_field,
    signature_field,
    text_field,
)
from tests.foundation.test_text import UNSEEN

pytestmark = pytest.mark.both_engines


class Questions(PortalForm):
    name = line_field("Name", "Enter a name", most=20)
    note = text_field("Note", most=30)
    day = DayField("Day")


def answered(app: Flask, **answers: str) -> Questions:
    """Return the form as sent, its token apart (tests/architecture looks after that)."""
    with app.test_request_context("/", method="POST", data=answers):
        form = Questions(meta={"csrf": False})
        form.validate()
        form.messages = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
        return form


@pytest.mark.parametrize("typed", UNSEEN)
def test_an_answer_in_which_nothing_can_be_seen_is_none(app: Flask, db_ready: str, typed: str) -> None:
    assert answered(app, name=typed).messages == {"name": ["Enter a name"]}


class Signed(PortalForm):
    name = signature_field("Your full name", "Type your full name")


def signed(app: Flask, name: str) -> list[str]:
    with app.test_request_context("/", method="POST", data={"name": name}):
        form = Signed(meta={"csrf": False})
        form.validate()
        return [str(error) for error in form.name.errors]


@pytest.mark.parametrize("name", ["", "  ", *UNSEEN, ".", "-", "x", "7", "42 7", "🦆🦆", "x\u200b", "x\u3164"])
def test_what_names_nobody_is_no_signature_and_is_told_once(app: Flask, db_ready: str, name: str) -> None:
    assert signed(app, name) == ["Type your full name"]


@pytest.mark.parametrize("name", ["王伟", "Bo", "O’Connor-Núñez", "محمد الأمين", "अनिता", "Ifẹ́oma 🐦 Okafor", "김민준"])
def test_a_name_in_any_script_is_a_signature(app: Flask, db_ready: str, name: str) -> None:
    assert signed(app, name) == []


def test_a_good_form_passes(app: Flask, db_ready: str) -> None:
    form = answered(app, name="  Zofia  Kowalska ", note="one\r\ntwo", day="3 9 2022")
    assert form.messages == {}
    assert (form.name.data, form.note.data, form.day.day) == ("Zofia Kowalska", "one\ntwo", date(2022, 9, 3))


@pytest.mark.parametrize("name", ["", "   ", "\t\n", "\x00", "\u202e"])
def test_an_answer_of_nothing_is_no_answer(app: Flask, db_ready: str, name: str) -> None:
    assert answered(app, name=name).messages == {"name": ["Enter a name"]}


def test_a_question_that_was_never_sent_is_not_answered(app: Flask, db_ready: str) -> None:
    assert answered(app).messages == {"name": ["Enter a name"]}


def test_what_is_too_long_says_how_long_it_may_be_and_is_kept(app: Flask, db_ready: str) -> None:
    form = answered(app, name="x" * 21, note="y" * 31)
    assert form.messages["name"] == ["This is too long. Use at most 20 characters."]
    assert form.messages["note"] == ["This is too long. Use at most 30 characters."]
    assert form.name.data == "x" * 21


@pytest.mark.parametrize("typed", ["31/2/2026", "next week", "2026", "12345678901234567890 1 2026"])
def test_a_day_that_is_none_says_how_to_write_one_and_is_kept(app: Flask, db_ready: str, typed: str) -> None:
    form = answered(app, name="Ada", day=typed)
    assert form.messages == {"day": ["Write the date as day, month and year, for example 3 9 2026"]}
    assert form.day.data == typed
    assert form.day.day is None


def test_a_year_far_away_asks_for_four_digits(app: Flask, db_ready: str) -> None:
    assert answered(app, name="Ada", day="3 9 1822").messages == {
        "day": ["Write the year with four digits, for example 2026"]
    }


def test_a_page_that_was_open_for_too_long_loses_nothing(browser, setting) -> None:
    """The token no longer holds, for example after signing in anew in another tab."""
    browser.get("accounts.sign_in")
    browser.client.delete_cookie("portal", domain="localhost")
    browser.submit(login="agnieszka.kowalska@example.org", password="seven purple swallows")
    assert browser.status == 200
    assert "There is a problem" in browser.text
    assert "too long" in browser.text
    assert browser.root.xpath("//input[@name='login']/@value") == ["agnieszka.kowalska@example.org"]


def test_a_submission_has_one_key_from_the_page_to_the_record(app: Flask, db_ready: str) -> None:
    with app.test_request_context("/"):
        page = SubmissionForm()
        page.new_submission()
    with app.test_request_context("/", method="POST", data={"submission": page.submission.data}):
        sent = SubmissionForm()
        sent.new_submission()
        assert sent.submission_key == page.submission.data
    with app.test_request_context("/", method="POST", data={}):
        assert len(SubmissionForm().submission_key) == 32, "one that came without a key gets its own"
    with app.test_request_context("/", method="POST", data={"submission": "k" * 5000}):
        assert len(SubmissionForm().submission_key) <= 64


def test_a_key_with_a_nul_byte_is_cleaned_before_anybody_looks_it_up(app: Flask, db_ready: str) -> None:
    with app.test_request_context("/", method="POST", data={"submission": "a\x00b"}):
        sent = SubmissionForm()
        assert (sent.submission.data, sent.submission_key) == ("ab", "ab")


@pytest.mark.parametrize("key", ["a\x00b", "\x00", "k" * 5000, "’); drop table"])
def test_an_odd_key_breaks_no_page(new_browser, a_parent, a_child, key: str) -> None:
    browser = new_browser(a_parent)
    for endpoint, values in (
        ("acknowledgements.document", {"slug": "parent-rules"}),
        ("consents.sign", {"child_id": a_child.id}),
        ("consents.withdraw", {"child_id": a_child.id, "use": "website"}),
        ("concerns.raise_concern", {}),
    ):
        assert browser.post(endpoint, {"submission": key}, **values).status == 200
