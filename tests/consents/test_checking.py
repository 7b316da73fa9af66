"""Nobody signs answers other than those they checked (product.md §2.2)."""

import pytest

from portal.consents import pending_answers
from portal.consents.models import ConsentAnswer, ConsentRecord
from portal.consents.policy import Answer
from portal.foundation.tokens import new_token


@pytest.fixture
def tab(new_browser, a_parent, a_child):
    """One tab with a page ready to be signed: “no” to the website."""
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    return browser.submit("Check your answers", use_website="no")


def answer_in_another_tab(browser, child, **answers) -> None:
    browser.post("consents.answer", answers, child_id=child.id)


def sign(browser):
    return browser.submit("Sign for", declared=True, signed_name="Agnieszka Kowalska")


def test_what_was_checked_is_what_is_signed(tab) -> None:
    sign(tab)
    assert ConsentAnswer.get(ConsentAnswer.use == "website").answer == Answer.NO


def test_answers_changed_in_another_tab_are_checked_again_before_they_are_signed(tab, a_child) -> None:
    page = tab.content
    answer_in_another_tab(tab, a_child, use_website="yes")
    tab.content, tab.url = page, f"/consent/{a_child.id}/sign"
    sign(tab)
    assert tab.heading == "Check and sign for Zofia"
    assert "changed on another page" in tab.text
    assert ConsentRecord.select().count() == 0
    sign(tab)
    assert ConsentAnswer.get(ConsentAnswer.use == "website").answer == Answer.YES


def test_nobody_passes_by_the_page_that_shows_their_answers(new_browser, a_parent, a_child) -> None:
    browser = new_browser(a_parent)
    browser.post("consents.answer", {"use_website": "yes"}, child_id=a_child.id)
    sent = {"submission": new_token(), "signed_name": "Agnieszka Kowalska", "declared": "y"}
    for checked in ({}, {"checked": ""}, {"checked": "0" * 64}, {"checked": "\x00"}):
        browser.post("consents.sign", {**sent, **checked}, child_id=a_child.id)
        assert browser.heading == "Check and sign for Zofia"
        assert "Nothing is signed yet" in browser.text
    assert browser.get("consents.sign", child_id=a_child.id).heading == "Check and sign for Zofia"
    assert ConsentRecord.select().count() == 0


def test_each_set_of_answers_has_a_digest_of_its_own() -> None:
    yes, no = {"website": Answer.YES}, {"website": Answer.NO}
    digests = {pending_answers.digest(*one) for one in ((1, 1, yes), (1, 1, no), (2, 1, yes), (1, 2, yes), (1, 1, {}))}
    assert len(digests) == 5
    both = {"website": Answer.YES, "displays": Answer.NO}
    assert pending_answers.digest(1, 1, both) == pending_answers.digest(1, 1, dict(reversed(both.items())))
