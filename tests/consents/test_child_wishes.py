"""What a child of a club says decides as well: “not today” for the day, “no” until they are happy again."""

from datetime import UTC, datetime

import pytest
import time_machine

from portal.audit.models import AuditEntry
from portal.consents.models import ChildWish
from portal.consents.policy import Reason, Wish
from portal.consents.staff_notes import child_wishes
from portal.consents.staff_notes.child_wishes import NotAskedHere, OldPage
from portal.families.models import ChildSession
from portal.families.own_child import OwnChild
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.support import factories
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines


@pytest.fixture
def a_club_child(setting):
    child = factories.make_child("Oluwaseun", "Adeyemi", sessions=("after_school",))
    factories.sign_all(child, factories.make_parent("Folake Adeyemi", child))
    return child


def note(child, say, by, submission=None):
    return child_wishes.note_wish(child, say, submission=submission or new_token(), by_id=by.id)


def today(child):
    return ruling(child, "displays", on=clock.today())


def test_no_stands_until_the_child_is_happy_again(a_club_child, a_staff_member):
    assert today(a_club_child).may_show
    note(a_club_child, Wish.NO, a_staff_member)
    assert today(a_club_child).reasons == (Reason.CHILD_SAYS_NO,)
    with time_machine.travel(datetime(2027, 1, 4, 12, 0, tzinfo=UTC), tick=False):
        assert not today(a_club_child).may_show
        note(a_club_child, Wish.HAPPY, a_staff_member)
        assert today(a_club_child).may_show


def test_not_today_counts_that_day_only_as_days_run_in_england(a_club_child, a_staff_member):
    # Half past midnight in England on 2 July: in UTC it is still 1 July.
    with time_machine.travel(datetime(2027, 7, 1, 23, 30, tzinfo=UTC), tick=False):
        said = note(a_club_child, Wish.NOT_TODAY, a_staff_member)
        assert said.said_on.isoformat() == "2027-07-02"
        assert child_wishes.counts_on(child_wishes.last_wish(a_club_child), clock.today())
    with time_machine.travel(datetime(2027, 7, 2, 22, 59, tzinfo=UTC), tick=False):
        assert not today(a_club_child).may_show
    with time_machine.travel(datetime(2027, 7, 2, 23, 1, tzinfo=UTC), tick=False):
        assert today(a_club_child).may_show
        assert not child_wishes.counts_on(child_wishes.last_wish(a_club_child), clock.today())


def test_happy_allows_nothing_that_no_adult_allowed(a_staff_member, setting):
    child = factories.make_child("Aoife", "Brennan", sessions=("holiday",))
    note(child, Wish.HAPPY, a_staff_member)

    assert today(child).reasons == (Reason.NOBODY_TO_ASK,)


@pytest.mark.parametrize("kind", ["breakfast", "after_school", "holiday"])
def test_children_of_each_club_are_asked(kind, a_staff_member, setting):
    child = factories.make_child("Wei", "Chen", sessions=("playgroup", kind))

    assert child_wishes.is_asked(child)
    assert note(child, Wish.NO, a_staff_member).say == Wish.NO


@pytest.mark.parametrize("sessions", [(), ("playgroup",)])
def test_younger_children_are_not_asked(sessions, a_staff_member, setting):
    child = factories.make_child("Liban", "Warsame", sessions=sessions)

    with pytest.raises(NotAskedHere):
        note(child, Wish.NO, a_staff_member)
    assert ChildWish.select().count() == 0


def test_a_child_who_left_the_club_can_take_back_a_no(a_club_child, a_staff_member):
    note(a_club_child, Wish.NO, a_staff_member)
    ChildSession.delete().execute()

    note(a_club_child, Wish.HAPPY, a_staff_member)
    assert today(a_club_child).may_show


def test_the_same_tap_is_noted_once_and_an_old_page_undoes_nothing(a_club_child, a_staff_member):
    first = note(a_club_child, Wish.HAPPY, a_staff_member, submission="tap")
    assert note(a_club_child, Wish.HAPPY, a_staff_member, submission="tap").id == first.id
    note(a_club_child, Wish.NO, a_staff_member)

    with pytest.raises(OldPage):
        note(a_club_child, Wish.HAPPY, a_staff_member, submission="tap")
    assert child_wishes.last_wish(a_club_child).say == Wish.NO
    assert AuditEntry.select().where(AuditEntry.event == "ChildSayNoted").count() == 2


def test_the_last_say_tells_what_when_and_who(a_club_child, a_staff_member, a_poster):
    assert child_wishes.last_wish(a_club_child) is None
    note(a_club_child, Wish.NO, a_staff_member)
    note(a_club_child, Wish.NOT_TODAY, a_poster)

    last = child_wishes.last_wish(a_club_child)
    assert (last.say, last.said_on, last.noted_by.name) == (Wish.NOT_TODAY, clock.today(), "Tomasz Nowak")


@pytest.mark.parametrize("say", Wish)
def test_a_mother_on_the_staff_cannot_overrule_the_no_that_a_colleague_noted_for_her_child(
    say, new_browser, a_club_child, a_staff_member, a_poster
):
    child_wishes.note_wish(a_club_child, Wish.NO, submission=new_token(), by_id=a_poster.id)
    factories.link(factories.make_adult(a_staff_member.name, account=a_staff_member), a_club_child)
    with pytest.raises(OwnChild):
        child_wishes.note_wish(a_club_child, say, submission=new_token(), by_id=a_staff_member.id)
    page = new_browser(a_staff_member).get("children.view", child_id=a_club_child.id)
    assert "in your own care" in page.text
    assert "Happy to be in pictures" not in page.text
    sent = {"say": say, "submission": new_token()}
    assert page.post("consent_notes.say", sent, child_id=a_club_child.id).status == 409
    assert child_wishes.last_wish(a_club_child).say == Wish.NO
    assert new_browser(a_poster).post("consent_notes.say", sent, child_id=a_club_child.id).status != 409
