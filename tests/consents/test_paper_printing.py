"""The page on which forms are printed: for whom, how many, and what happens to a choice that cannot be."""

import pytest

from portal.consents.models import PaperForm
from portal.web.paging import PAGE
from tests.pdf.reading import page_texts
from tests.support import factories


def test_both_parents_get_a_form_of_their_own(new_browser, a_manager, a_child):
    browser = new_browser(a_manager).get("consent_paper.choose", child=a_child.id).submit("Make the PDF", copies="2")
    first, second = PaperForm.select().order_by(PaperForm.id)
    pages = page_texts(browser.content)
    assert [first.reference in page for page in pages] == [True, True, False, False]
    assert [second.reference in page for page in pages] == [False, False, True, True]


def test_all_who_need_paper_are_ticked_in_one_step(
    new_browser, a_manager, a_parent, a_child, a_stranger, a_strangers_child
):
    grandmother = factories.make_adult("Halina Kowalska")
    factories.link(grandmother, a_child)
    browser = new_browser(a_manager).get("consent_paper.choose")
    assert "checked" not in browser.page
    browser.click("Tick the 1 child whose family needs paper").submit("Make the PDF")
    assert [form.child_id for form in PaperForm.select()] == [a_child.id]


def test_the_children_of_one_session_are_found_and_printed_alone(new_browser, a_manager, a_child):
    club = factories.make_child("Hodan", "Warsame", sessions=["holiday"])
    browser = new_browser(a_manager).get("consent_paper.choose").submit("Show", session="holiday")
    assert browser.root.xpath("//input[@name='child']/@value") == [str(club.id)]
    browser.submit("Make the PDF", child=[str(club.id)])
    assert [form.child_id for form in PaperForm.select()] == [club.id]


def test_a_search_that_finds_nobody_says_so_and_leads_back(new_browser, a_manager, a_child):
    browser = new_browser(a_manager).get("consent_paper.choose", session="breakfast")
    assert "No child fits what you chose" in browser.text
    assert a_child.name in browser.click("Show every child").text


def test_a_mistake_keeps_the_search_and_the_number_of_forms(new_browser, a_manager, a_child):
    factories.make_child("Hodan", "Warsame", sessions=["holiday"])
    browser = new_browser(a_manager).get("consent_paper.choose", session="holiday")
    browser.submit("Make the PDF", copies="2")
    assert "Tick at least one child" in browser.text
    assert a_child.name not in browser.text
    assert browser.root.xpath("//select[@name='copies']/option[@selected]/@value") == ["2"]


def test_a_longer_list_is_turned_page_by_page(new_browser, a_manager):
    for number in range(PAGE + 1):
        factories.make_child("Sam", f"Okafor {number:04}")
    browser = new_browser(a_manager).get("consent_paper.choose")
    assert f"{PAGE} of {PAGE + 1} children" in browser.text
    browser.click("Children after these")
    (last,) = browser.root.xpath("//input[@name='child']/@value")
    browser.submit("Make the PDF", child=[last])
    assert [str(form.child_id) for form in PaperForm.select()] == [last]


@pytest.mark.parametrize("account", ["a_parent", "a_staff_member", "a_chair", "an_inspector"])
def test_nobody_else_finds_a_child_here(request, new_browser, a_child, account):
    browser = new_browser(request.getfixturevalue(account))
    assert browser.get("consent_paper.choose", select="waiting").status == 403
    assert a_child.last_name not in browser.page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"child": []}, "Tick at least one child"),
        ({"child": ["999"]}, "One of these children no longer comes"),
        ({"child": ["x"]}, "Tick at least one child"),
        ({"child": ["1"], "copies": "99"}, "Choose one or two forms"),
    ],
)
def test_a_print_that_cannot_be_is_explained(new_browser, a_manager, a_child, sent, sentence):
    browser = new_browser(a_manager).post("consent_paper.choose", {"copies": "1", **sent})
    assert sentence in browser.text
    assert PaperForm.select().count() == 0
