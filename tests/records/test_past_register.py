"""The consent register in a pack stands as it was known at the end of the period, whatever happened since."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.consents import holds
from portal.consents.policy import Answer, HoldBasis, Wish
from portal.consents.staff_notes.child_wishes import note_wish
from portal.families.models import Child
from portal.foundation.tokens import new_token
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.records import packs
from tests.records.packs import at
from tests.support import factories

pytestmark = pytest.mark.both_engines

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
ZOFIA = "Zofia Kowalska"


@pytest.fixture
def all_yes(a_parent, a_child):
    factories.sign_all(a_child, a_parent)


def withdraw(child, parent, manager):
    factories.withdraw(child, parent, "website")


def refuse(child, parent, manager):
    factories.sign(child, parent, {"website": Answer.NO})


def hold(child, parent, manager):
    holds.place_hold(child, HoldBasis.OTHER, "Moved in secret", submission=new_token(), by_id=manager.id)


def child_says_no(child, parent, manager):
    note_wish(child, Wish.NO, submission=new_token(), by_id=manager.id)


def change_the_form(child, parent, manager):
    form = wording.current(DocumentKey.CONSENT_FORM).consent
    wording.publish(DocumentKey.CONSENT_FORM, form, change=Change.REAL, by_id=manager.id)


@pytest.mark.parametrize(
    "happen", [withdraw, refuse, hold, child_says_no, change_the_form], ids=lambda act: act.__name__
)
def test_what_happened_after_the_period_changes_nothing_in_it(all_yes, a_manager, a_parent, happen):
    child = factories.make_child("Amir", "Karimi", sessions=("after_school",))
    parent = factories.make_parent("Dariush Karimi", child)
    factories.sign_all(child, parent)
    with at(2026, 9, 30):
        made_then = packs.make(a_manager, *SEPTEMBER)
    with at(2026, 10, 5):
        happen(child, parent, a_manager)
    with at(2026, 11, 3):
        september, october = packs.make(a_manager, *SEPTEMBER), packs.make(a_manager, *OCTOBER)
    for part in (packs.REGISTER, packs.RECORDS, packs.GAPS):
        assert september.part(part) == made_then.part(part)
    assert set(september.may_show("Amir Karimi").values()) == {"May"}
    assert october.may_show("Amir Karimi")["website"] in {"May not", "No answer"}
    assert october.number("Children") == 2
    assert october.coverage("website")[0] < september.coverage("website")[0]


def test_a_yes_after_the_period_does_not_count_in_it(a_manager, a_parent, a_child):
    with at(2026, 10, 5):
        factories.sign_all(a_child, a_parent)
    with at(2026, 11, 3):
        september, october = packs.make(a_manager, *SEPTEMBER), packs.make(a_manager, *OCTOBER)
    assert set(september.may_show(ZOFIA).values()) == {"No answer"}
    assert september.number("Children who may not be shown for any use") == 1
    assert set(october.may_show(ZOFIA).values()) == {"May"}


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        ("2026-10-25T23:59:59", "May not"),  # the day on which clocks go back has twenty-five hours
        ("2026-10-26T00:00:00", "May"),
        ("2027-03-28T22:59:59", "May not"),  # and the day on which they go forward twenty-three
        ("2027-03-28T23:00:00", "May"),
    ],
)
def test_the_last_moment_that_counts_is_the_last_of_the_last_day_in_england(
    all_yes, a_manager, a_parent, a_child, moment, word
):
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        factories.withdraw(a_child, a_parent, "website")
    last = date(2026, 10, 25) if moment.startswith("2026") else date(2027, 3, 28)
    with at(2027, 6, 1):
        assert packs.make(a_manager, SEPTEMBER[0], last).may_show(ZOFIA)["website"] == word


def test_a_yes_that_has_run_out_since_stands_in_the_period_in_which_it_counted(all_yes, a_manager):
    with at(2027, 10, 20):
        then, now = packs.make(a_manager, *SEPTEMBER), packs.make(a_manager, date(2027, 10, 1), date(2027, 10, 20))
    assert set(then.may_show(ZOFIA).values()) == {"May"}
    assert set(now.may_show(ZOFIA).values()) == {"No answer"}


@pytest.mark.parametrize(("last_day", "is_listed"), [(date(2026, 9, 30), True), (date(2026, 9, 29), False)])
def test_a_child_is_listed_whose_last_day_is_the_last_of_the_period(all_yes, a_manager, last_day, is_listed):
    Child.update(leaves_on=last_day).execute()
    with at(2026, 11, 3):
        pack = packs.make(a_manager, *SEPTEMBER)
    assert pack.number("Children") == is_listed
    assert (ZOFIA in pack.part(packs.REGISTER)) is is_listed
    assert ("No child attended on the last day of the period." in pack.part(packs.REGISTER)) is not is_listed
    assert len(pack.records("CF")) == 1  # what was signed in the period stays, whoever has left since


def test_the_register_says_of_which_day_it_is_and_what_in_it_is_of_today(all_yes, a_manager):
    with at(2026, 11, 3):
        register = packs.make(a_manager, *SEPTEMBER).part(packs.REGISTER)
    assert "May each child be shown on 30 September 2026?" in register
    assert "Answers, holds and wordings are as they were stored on that day." in register
    assert "are as they stand on the day this was made" in register
    for use in wording.current(DocumentKey.CONSENT_FORM).consent.uses:
        assert use.sentence in register
