"""Whoever told us something reads on their first page how it stands; nobody else reads it there."""

from datetime import timedelta

import pytest
import time_machine

from portal.concerns import handling, queries, service
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Outcome
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.concerns import factories as concerns

pytestmark = pytest.mark.both_engines


@pytest.fixture
def concern(setting, a_manager, a_parent, a_child) -> Concern:
    return concerns.raise_concern(a_parent)


def step(concern, by, kind, text="Words"):
    return handling.take_step(concern, kind, text, submission=new_token(), by_id=by.id)


def finish(concern, by):
    told = handling.OutcomeDetails(Outcome.UPHELD, "Done", "You were right.", clock.today())
    handling.tell_outcome(concern, told, submission=new_token(), by_id=by.id)
    concerns.settle(concern, by)
    handling.close_concern(concern, submission=new_token(), by_id=by.id)


def test_each_step_is_one_plain_sentence_and_a_note_is_none(concern, a_parent, a_manager) -> None:
    def sentence() -> str:
        (line,) = queries.news_for(a_parent)
        assert line.reference == concern.reference
        return line.sentence

    assert sentence() == "What you told us: We have it"
    step(concern, a_manager, EntryKind.ACKNOWLEDGED)
    assert sentence() == "What you told us: We have read it"
    step(concern, a_manager, EntryKind.MESSAGE_FROM_SETTING)
    step(concern, a_manager, EntryKind.INTERNAL_NOTE)
    assert sentence() == "What you told us: We wrote to you"
    service.add_to_concern(concern, "It was Tuesday.", submission=new_token(), by_id=a_parent.id)
    assert sentence() == "What you told us: You wrote"


def test_what_is_closed_stays_for_two_weeks(concern, a_parent, a_manager) -> None:
    finish(concern, a_manager)
    assert [line.sentence for line in queries.news_for(a_parent)] == ["What you told us: Closed"]
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert queries.news_for(a_parent) == []


def test_the_latest_stands_first_and_nobody_else_reads_any(
    concern, a_parent, a_manager, a_stranger, a_second_parent, a_staff_member
) -> None:
    later = concerns.raise_concern(a_parent, about=("manager",))
    assert [line.reference for line in queries.news_for(a_parent)] == [later.reference, concern.reference]
    for other in (a_manager, a_stranger, a_second_parent, a_staff_member):
        assert queries.news_for(other) == []


def test_the_page_of_ones_concern_shows_the_answer_first_and_takes_a_reply(
    concern, a_parent, a_manager, new_browser
) -> None:
    step(concern, a_manager, EntryKind.MESSAGE_FROM_SETTING, "Did you see it anywhere else?")
    browser = new_browser(a_parent).get("concerns.own_case", reference=concern.reference)
    assert browser.text.index("Did you see it anywhere else?") < browser.text.index("28 days left")
    assert browser.text.count("Did you see it anywhere else?") == 1
    browser.submit("Send", text="No, only there.")
    assert "No, only there." in browser.text
