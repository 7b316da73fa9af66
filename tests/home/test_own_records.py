"""What a person signed stands on one page, each under a name that says what it is, and is nobody else’s."""

import pytest

from portal.access.permissions import Role
from portal.accounts import service as accounts
from tests.acknowledgements import factories as rules
from tests.support import factories

pytestmark = pytest.mark.both_engines


def lines(browser) -> list[str]:
    return [" ".join(link.text_content().split()) for link in browser.root.find_class("task__link")]


def test_a_parent_has_each_form_withdrawal_and_acknowledgement_the_latest_first(new_browser, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    rules.sign(a_parent)
    factories.withdraw(a_child, a_parent, "press")

    browser = new_browser(a_parent).get("home.index").click("Your records")

    assert lines(browser) == [
        "Withdrawal for Zofia: Press",
        "Our rules for parents and carers",
        "Picture form for Zofia",
    ]


@pytest.mark.parametrize(
    "line", ["Withdrawal for Zofia: Press", "Our rules for parents and carers", "Picture form for Zofia"]
)
def test_each_line_is_the_pdf_in_a_file_called_like_it_and_the_same_to_read(new_browser, a_parent, a_child, line):
    factories.sign_all(a_child, a_parent)
    rules.sign(a_parent)
    factories.withdraw(a_child, a_parent, "press")
    browser = new_browser(a_parent).get("home.own_records")
    (page,) = [a.get("href") for a in browser.root.find_class("task__page") if line in a.text_content()]

    browser.click(line)

    assert browser.content.startswith(b"%PDF-")
    assert line.replace(":", "-") in browser.headers["Content-Disposition"]
    assert browser.get(page).status == 200
    assert browser.heading.startswith(("Signed", "Withdrawn"))


def test_the_other_parent_and_a_stranger_find_none_of_it(new_browser, a_parent, a_second_parent, a_stranger, a_child):
    record = factories.sign_all(a_child, a_parent)
    rules.sign(a_parent)
    for other in (a_second_parent, a_stranger):
        browser = new_browser(other).get("home.own_records")
        assert lines(browser) == []
        assert "Nothing is signed yet" in browser.text
        assert browser.get("consent_register.record_pdf", reference=record.reference).status == 404


def test_who_keeps_the_records_finds_only_what_they_signed_themselves(new_browser, a_manager, a_parent, a_child):
    accounts.give_role(a_manager, Role.PARENT, by_id=None)
    own = factories.make_child("Niamh", "Kelly")
    factories.link(factories.make_adult(a_manager.name, account=a_manager), own)
    factories.sign_all(a_child, a_parent)
    factories.sign_all(own, a_manager)
    assert lines(new_browser(a_manager).get("home.own_records")) == ["Picture form for Niamh"]


def test_an_inspector_and_a_chair_sign_nothing_and_have_no_such_page(new_browser, an_inspector, a_chair):
    for person in (an_inspector, a_chair):
        assert new_browser(person).get("home.own_records").status == 403
