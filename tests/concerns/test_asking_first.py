"""A parent asks before signing: a question about this child, known as such until its answer is told (product.md §2.6)."""

import pytest

from portal.concerns import handling
from portal.concerns.events import AskedFirst, AskedFirstAnswered
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Kind, Outcome
from portal.foundation import clock
from portal.foundation.events import bus
from portal.foundation.tokens import new_token
from tests.concerns import factories as concerns
from tests.support import factories

pytestmark = pytest.mark.both_engines


@pytest.fixture
def published(app, monkeypatch):
    """What was published of both events, in order."""
    found, publish = [], bus.publish

    def keep(event):
        found.extend([event] if isinstance(event, AskedFirst | AskedFirstAnswered) else [])
        publish(event)

    monkeypatch.setattr(bus, "publish", keep)
    return found


def facts(event):
    return type(event), event.subject_id, event.child_id, event.adult_id


def test_a_question_before_signing_is_told_of_and_so_is_its_answer(
    new_browser, setting, a_manager, a_parent, a_child, published
) -> None:
    browser = new_browser(a_parent).get("concerns.ask_first", child_id=a_child.id)
    assert "Until we have answered, nothing is a yes for Zofia" in browser.text
    browser.submit("Send your question")
    assert "Write your question" in browser.text
    browser.submit("Send your question", text="Who sees the group?")
    assert browser.heading == "We have your question"
    concern = Concern.get()
    assert (concern.kind, concern.child, concern.what_happened) == (Kind.QUESTION, a_child, "Who sees the group?")
    adult = factories.adult_of(a_parent).id
    assert [facts(event) for event in published] == [(AskedFirst, concern.id, a_child.id, adult)]
    handling.take_step(concern, EntryKind.MESSAGE_FROM_SETTING, "We will ask.", submission="a", by_id=a_manager.id)
    assert len(published) == 1
    for _ in range(2):
        told = handling.OutcomeDetails(Outcome.ANSWERED, "None", "Invited families.", clock.today())
        handling.tell_outcome(concern, told, submission="b", by_id=a_manager.id)
    assert [facts(event) for event in published[1:]] == [(AskedFirstAnswered, concern.id, a_child.id, adult)]


def test_the_handler_sees_that_it_was_asked_first(new_browser, setting, a_manager, a_parent, a_child) -> None:
    new_browser(a_parent).get("concerns.ask_first", child_id=a_child.id).submit("Send your question", text="Who?")
    page = new_browser(a_manager).get("concerns.case", reference=Concern.get().reference).text
    assert "They asked this before signing the consent form." in page


def test_a_double_press_asks_once(new_browser, setting, a_manager, a_parent, a_child, published) -> None:
    for _ in range(2):
        new_browser(a_parent).post("concerns.ask_first", {"text": "Who?", "submission": "x"}, child_id=a_child.id)
    assert (Concern.select().count(), len(published)) == (1, 1)


def test_any_other_question_was_not_asked_first(setting, a_manager, a_parent, a_child, published) -> None:
    concern = concerns.raise_concern(a_parent, kind=Kind.QUESTION, child=a_child)
    told = handling.OutcomeDetails(Outcome.ANSWERED, "None", "Yes.", clock.today())
    handling.tell_outcome(concern, told, submission=new_token(), by_id=a_manager.id)
    assert published == []


def test_nobody_asks_about_the_child_of_another_family(
    new_browser, setting, a_manager, a_staff_member, a_stranger, a_child
) -> None:
    for other in (a_stranger, a_staff_member, a_manager):
        browser = new_browser(other)
        assert browser.get("concerns.ask_first", child_id=a_child.id).status == 404
        assert browser.post("concerns.ask_first", {"text": "Who?"}, child_id=a_child.id).status == 404
    assert not Concern.select().exists()
