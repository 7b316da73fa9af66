"""The register: worst first, in pages of fifty, with as many questions for many as for one."""

from datetime import timedelta

import pytest

from portal.concerns import handling, queries, register
from portal.concerns.handling import OutcomeDetails
from portal.concerns.models import Concern
from portal.concerns.policy import Outcome, Stage
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.concerns import factories as concerns
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines


@pytest.fixture
def concern(setting, a_manager, a_lead, a_parent, a_child):
    return concerns.raise_concern(a_parent, child=a_child)


def tell(concern, by, **columns):
    told = OutcomeDetails(Outcome.UPHELD, "Spoke to the person", "It is down", clock.today(), **columns)
    handling.tell_outcome(concern, told, submission=new_token(), by_id=by.id)


def test_the_late_come_first_then_the_fewest_days_left_then_the_told_and_last_the_closed(concern, a_manager):
    closed, told, late, soon = (concerns.received_earlier(concern, days=days) for days in (1, 2, 40, 20))
    tell(told, a_manager)
    tell(closed, a_manager)
    for each in (told, closed):
        concerns.settle(each, a_manager)
    handling.close_concern(closed, submission=new_token(), by_id=a_manager.id)
    lines = register.handled(a_manager, on=clock.today())
    assert [line.id for line in lines] == [late.id, soon.id, concern.id, told.id, closed.id]
    assert [line.stage for line in lines][-2:] == [Stage.OUTCOME_TOLD, Stage.CLOSED]
    assert [line.clock.is_late and not line.is_closed for line in lines] == [True, False, False, False, False]


def test_more_than_fifty_go_on_another_page(concern, a_manager, new_browser):
    for _ in range(50):
        concerns.received_earlier(concern, days=3)
    browser = new_browser(a_manager).get("concerns.register")
    assert concern.reference not in browser.text
    browser.click("Next 50")
    assert concern.reference in browser.text
    assert "Next 50" not in browser.text
    assert browser.get("concerns.register", after="CN-NOT-THERE").status == 200


def test_a_case_and_a_register_ask_a_constant_number_of_questions(concern, a_manager):
    def questions(work):
        with count_queries() as sent:
            work()
        return len(sent)

    assert a_manager.roles  # asked once for each person and kept
    one = questions(lambda: register.handled(a_manager, on=clock.today()))
    alone = questions(lambda: queries.load_case(Concern.get_by_id(concern.id), inside=True, on=clock.today()))
    for number in range(8):
        concerns.received_earlier(concern, days=number)
        handling.take_step(concern, "message_from_setting", "Hello", submission=new_token(), by_id=a_manager.id)
    assert questions(lambda: register.handled(a_manager, on=clock.today())) == one
    assert questions(lambda: queries.load_case(Concern.get_by_id(concern.id), inside=True, on=clock.today())) == alone
    assert alone <= 18, "eight of them ask whether anybody independent is left"


def test_the_complaints_register_of_a_period_holds_what_its_reader_may_see(concern, a_manager, a_chair, a_parent):
    today = clock.today()
    about_manager = concerns.raise_concern(a_parent, about=("manager",))
    older = concerns.received_earlier(concern, days=40)
    tell(older, a_manager, late_reason="Half-term")
    assert [line.id for line in register.between(Concern.visible_to(a_manager), today, today, on=today)] == [concern.id]
    assert [line.id for line in register.between(Concern.visible_to(a_chair), today, today, on=today)] == [
        about_manager.id
    ]
    (line,) = register.between(Concern.visible_to(a_manager), older.received_on, today - timedelta(days=1), on=today)
    assert (line.outcome, line.actions, line.days_taken) == (Outcome.UPHELD, "Spoke to the person", 40)
    assert line.clock.is_late


def test_a_new_message_is_marked_until_it_is_answered(concern, a_manager, a_parent):
    from portal.concerns import service

    service.add_to_concern(concern, "One more", submission=new_token(), by_id=a_parent.id)
    assert register.handled(a_manager, on=clock.today())[0].waits_for_reply
    handling.take_step(concern, "internal_note", "Ring them", submission=new_token(), by_id=a_manager.id)
    assert register.handled(a_manager, on=clock.today())[0].waits_for_reply
    handling.take_step(concern, "message_from_setting", "Thank you", submission=new_token(), by_id=a_manager.id)
    assert not register.handled(a_manager, on=clock.today())[0].waits_for_reply
