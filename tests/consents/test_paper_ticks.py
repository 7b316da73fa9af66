"""What a form says about ticks is what they count as: both show less, and none leaves an earlier answer alone."""

from datetime import timedelta

import pytest
import time_machine

from portal.consents.models import ConsentAnswer, ConsentRecord
from portal.consents.policy import Answer
from portal.foundation import clock
from tests.consents.paper_factories import print_one
from tests.consents.paper_fixtures import whole
from tests.consents.test_paper_documents import written
from tests.pdf.reading import body_texts
from tests.support import factories
from tests.support.forms import NoSuchThing
from tests.support.rulings import ruling


@pytest.fixture
def form(a_child, adult, a_parent, a_manager):
    """A form of a family that said yes to the website and the press some days before."""
    with time_machine.travel(clock.now() - timedelta(days=10)):
        factories.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.YES})
    return print_one(a_child, a_manager)


def may_show(child, use):
    return ruling(child, use, on=clock.today()).may_show


def test_what_the_paper_says_of_ticks_is_what_they_count_as(keying, form, adult, a_child):
    body = " ".join(" ".join(body_texts(written(form))).split())
    assert "Both ticked means no, at the last question yes." in body
    assert "None is a no, or leaves what you answered before." in body
    assert "none, or both" not in body

    keying.submit("Check what you keyed in", **whole(adult, use_website="both", use_press="blank"))
    keying.submit("Store this form", witness="Priya Raman")

    assert not may_show(a_child, "website"), "both ticked"
    assert may_show(a_child, "press"), "none ticked, and an earlier yes"
    assert not may_show(a_child, "displays"), "none ticked, and never answered"


def test_both_ticked_is_told_in_words_before_it_is_stored_as_what_shows_less(keying, adult):
    keying.submit("Check what you keyed in", **whole(adult, use_website="both", always_consult="both"))
    assert keying.text.count("No: both boxes were ticked") == 1
    assert keying.text.count("Yes: both boxes were ticked") == 1
    keying.submit("Change what I keyed in")
    assert keying.root.xpath("//input[@name='use_website' and @checked]/@value") == ["both"]
    keying.submit("Check what you keyed in").submit("Store this form", witness="Priya Raman")
    record = ConsentRecord.select().order_by(ConsentRecord.id.desc()).get()
    stored = {row.use: row.answer for row in ConsentAnswer.select().where(ConsentAnswer.record == record)}
    assert (stored["website"], stored["always_consult"], stored["press"]) == ("no", "yes", "not_answered")


def test_a_paper_with_nothing_but_both_boxes_ticked_is_an_answer(keying, adult):
    keying.submit("Check what you keyed in", **whole(adult, use_website="both"))
    assert keying.heading == "Check the form of Zofia Kowalska"


def test_the_keyer_reads_what_no_tick_does_and_what_an_older_paper_promised(keying, adult):
    assert "choose “No tick”, or leave it out. An earlier answer stays." in keying.text
    assert "Some older papers say that none counts as no. On these, choose “No”" in keying.text
    keying.submit("Check what you keyed in", **whole(adult, use_website="no", use_press="blank"))
    assert keying.text.count("No answer: an earlier answer stays") == 8


def test_online_nobody_can_tick_both(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    with pytest.raises(NoSuchThing):
        browser.submit("Check your answers", use_website="both")
    browser.post("consents.answer", {"use_website": "both"}, child_id=a_child.id)
    assert "Choose yes or no" in browser.text
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize("said", ["BOTH", "both ", "maybe", "yes,no"])
def test_an_answer_that_the_page_does_not_offer_is_refused(keying, form, adult, said):
    before = ConsentRecord.select().count()
    sent = whole(adult, use_website=said, use_press="no", witness="Priya Raman")
    keying.post("consent_paper.store", sent, reference=form.reference)
    assert "Choose yes or no" in keying.text
    assert ConsentRecord.select().count() == before
