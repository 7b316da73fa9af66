"""A parent who asks before signing is answered first: until then nothing counts as yes, and nobody presses them."""

import pytest

from portal.concerns import handling
from portal.concerns.models import Concern
from portal.concerns.policy import Outcome
from portal.consents.models import AskedFirst
from portal.families.models import Guardianship
from portal.families.policy import Responsibility
from portal.foundation import clock
from tests.support import factories
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines


def may_show(child):
    return ruling(child, "website", on=clock.today()).may_show


def test_a_question_from_the_form_stops_every_yes_until_it_is_answered(
    new_browser, a_manager, a_parent, a_second_parent, a_child
):
    factories.sign_all(a_child, a_second_parent)
    assert may_show(a_child)
    browser = new_browser(a_parent).get("consents.read", child_id=a_child.id).click("Ask us a question first")
    browser.submit("Send your question", text="Who sees the group?")
    assert not may_show(a_child)
    assert "You asked us first." in browser.get("consents.own_answers", child_id=a_child.id).text
    assert "A parent asked us first" in new_browser(a_manager).get("children.view", child_id=a_child.id).text

    told = handling.OutcomeDetails(Outcome.ANSWERED, "None", "Invited families.", clock.today())
    handling.tell_outcome(Concern.get(), told, submission="told", by_id=a_manager.id)
    assert may_show(a_child)
    assert "Answer for Zofia" in browser.get("consents.own_answers", child_id=a_child.id).text


def test_the_manager_gets_from_the_first_page_to_the_question_and_no_other_worker_does(
    new_browser, a_manager, a_staff_member, a_parent, a_second_parent, a_child
) -> None:
    factories.sign_all(a_child, a_second_parent)
    new_browser(a_parent).get("concerns.ask_first", child_id=a_child.id).submit(
        "Send your question", text="Who sees it?"
    )
    manager = new_browser(a_manager).get("home.index").click("child whose parent asked us first")
    manager.click("Zofia").click("Read and answer what a parent asked first")
    assert "Who sees it?" in manager.text
    assert a_parent.name in manager.text
    assert "asked first" not in new_browser(a_staff_member).get("children.view", child_id=a_child.id).text


def test_neither_a_stranger_nor_an_adult_who_may_not_sign_stops_a_yes(
    new_browser, setting, a_manager, a_parent, a_second_parent, a_stranger, a_child
):
    factories.sign_all(a_child, a_parent)
    stranger = new_browser(a_stranger)
    assert stranger.post("concerns.ask_first", {"text": "Who?"}, child_id=a_child.id).status == 404
    adult = factories.adult_of(a_second_parent)
    Guardianship.update(responsibility=Responsibility.NONE).where(Guardianship.adult == adult.id).execute()
    new_browser(a_second_parent).post("concerns.ask_first", {"text": "Who?"}, child_id=a_child.id)
    assert AskedFirst.select().count() == 0
    assert may_show(a_child)
