"""The page on which forms are printed: for whom, how many, and what happens to a choice that cannot be."""

import pytest

from portal.consents.models import PaperForm
from tests.pdf.reading import page_texts
from tests.support import world


def test_both_parents_get_a_form_of_their_own(new_browser, a_manager, a_child):
    browser = new_browser(a_manager).get("consent_paper.choose", child=a_child.id).submit("Make the PDF", copies="2")
    first, second = PaperForm.select().order_by(PaperForm.id)
    pages = page_texts(browser.content)
    assert [first.reference in page for page in pages] == [True, True, False, False]
    assert [second.reference in page for page in pages] == [False, False, True, True]


def test_all_who_need_paper_are_ticked_in_one_step(
    new_browser, a_manager, a_parent, a_child, a_stranger, a_strangers_child
):
    grandmother = world.make_adult("Halina Kowalska")
    world.link(grandmother, a_child)
    browser = new_browser(a_manager).get("consent_paper.choose")
    assert "checked" not in browser.page
    browser.click("Tick the 1 child whose family needs paper").submit("Make the PDF")
    assert [form.child_id for form in PaperForm.select()] == [a_child.id]


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
