"""The pack counts its own gaps, rightly and in words: who may not be shown, who did not answer or sign, what was late."""

from datetime import date, timedelta

import pytest

from portal.audit.models import AuditEntry
from portal.concerns import handling
from portal.concerns.handling import OutcomeDetails
from portal.concerns.policy import Kind, Outcome
from portal.consents import holds
from portal.consents.policy import Answer, HoldBasis
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.acknowledgements import factories as rules
from tests.audit.test_chain import unprotect
from tests.concerns import factories as concerns
from tests.records import packs
from tests.records.packs import at
from tests.support import factories

pytestmark = pytest.mark.both_engines

YES, NO = Answer.YES, Answer.NO


@pytest.fixture
def five_children(a_manager):
    """One child may be shown, one for one use; one may not, one is on hold, and one was never answered for."""
    for first_name, last_name, answers in (
        ("Zofia", "Kowalska", None),
        ("Liban", "Warsame", NO),
        ("Kofi", "Mensah", YES),
        ("Mei", "Lin", {"website": YES}),
        ("Ama", "Obi", {}),
    ):
        child = factories.make_child(first_name, last_name)
        parent = factories.make_parent(f"Sam {last_name}", child)
        if isinstance(answers, dict):
            _ = answers and factories.sign(child, parent, answers)
        else:
            factories.sign_all(child, parent, answers or YES)
        if first_name == "Kofi":
            holds.place_hold(child, HoldBasis.OTHER, "Moved in secret", submission=new_token(), by_id=a_manager.id)


def test_the_children_who_may_not_be_shown_at_all_are_counted(five_children, a_manager):
    pack = packs.make(a_manager)
    assert pack.number("Children") == 5
    assert pack.number("Children who may not be shown for any use") == 3
    assert pack.number("Forms and withdrawals in the period") == 4


def test_for_each_use_a_no_and_no_answer_are_counted_apart(five_children, a_manager):
    pack = packs.make(a_manager)
    assert pack.coverage("website") == (2, 2, 1)  # Zofia and Mei; Liban and Kofi; Ama
    assert pack.coverage("press") == (1, 2, 2)  # Zofia; Liban and Kofi; Mei and Ama


def test_the_register_says_of_each_child_what_was_counted(five_children, a_manager):
    pack = packs.make(a_manager)
    said = {name: pack.may_show(name) for name in
            ("Zofia Kowalska", "Liban Warsame", "Kofi Mensah", "Mei Lin", "Ama Obi")}  # fmt: skip
    assert [said[name]["website"] for name in said] == ["May", "May not", "May not", "May", "No answer"]
    assert [said[name]["press"] for name in said] == ["May", "May not", "May not", "No answer", "No answer"]
    assert "Moved in secret" not in pack.text  # why a child is on hold is for its keepers alone


def test_the_adults_who_owe_an_acknowledgement_are_counted_and_named(a_manager, a_parent, a_child, a_stranger):
    factories.link(factories.make_adult("Barbara Nowak"), a_child)
    rules.sign(a_parent)
    pack = packs.make(a_manager)
    assert pack.number("Still owe a signature: Parent rules") == 2
    listed = pack.part(packs.RULES)
    assert "Agnieszka Kowalska Zofia Kowalska Parent rules, version 1, 15 September 2026" in listed
    assert "Hodan Warsame Liban Warsame Parent rules (Not signed)" in listed
    assert "Barbara Nowak Zofia Kowalska Parent rules (No account yet)" in listed


def test_after_the_rules_have_changed_whoever_signed_the_older_ones_owes_again(a_manager, a_parent):
    rules.sign(a_parent)
    rules.mend_a_comma()
    assert packs.make(a_manager).number("Still owe a signature: Parent rules") == 0
    rules.change_the_rules()
    pack = packs.make(a_manager)
    assert pack.number("Still owe a signature: Parent rules") == 1
    assert "Agnieszka Kowalska Zofia Kowalska Parent rules (Signed an older version)" in pack.part(packs.RULES)


def test_who_owes_is_said_to_be_of_the_day_the_pack_was_made(a_manager, a_parent):
    with at(2026, 10, 5):
        rules.sign(a_parent)
        pack = packs.make(a_manager, date(2026, 9, 1), date(2026, 9, 30))
    assert pack.number("Still owe a signature: Parent rules") == 0
    assert "As it stands on the day the pack was made." in pack.part(packs.RULES)
    assert "Nobody signed rules or a policy in the period." in pack.part(packs.ACKNOWLEDGEMENTS)


def tell(concern, by, *, after: int) -> None:
    """Tell the outcome of a concern so many days after it was received."""
    told_on = concern.received_on + timedelta(days=after)
    told = OutcomeDetails(
        Outcome.UPHELD, "Spoke to the person", "It is down", told_on, "Half-term" if after > 28 else ""
    )
    handling.tell_outcome(concern, told, submission=new_token(), by_id=by.id)


def test_concerns_told_late_or_late_now_are_counted_from_the_twenty_ninth_day(a_manager, a_chair, a_parent):
    concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    for days in (28, 29):  # the last day in time, and the first day late
        concerns.received_earlier(concern, days=days)
        tell(concerns.received_earlier(concern, days=days + 4), a_manager, after=days)
    pack = packs.make(a_manager, date(2026, 8, 1), clock.today())
    assert pack.number("Concerns received in the period") == 5
    assert pack.number("Concerns whose outcome is overdue now") == 1
    assert pack.number("Concerns whose outcome was told late") == 1
    assert pack.part(packs.COMPLAINTS).count("1 day late") == 4, "in the register, and in the record of each"
    assert "29 (1 day late)" in pack.part(packs.COMPLAINTS)  # the one that was told
    assert "has to be answered within 28 days of its receipt" in pack.part(packs.COMPLAINTS)


def test_a_log_that_was_changed_is_said_and_has_no_head(busy, a_manager):
    assert "The log does not hold" not in packs.make(a_manager).part(packs.AUDIT)
    unprotect()
    AuditEntry.update(subject_id=99).where(AuditEntry.event == "ConsentSigned").execute()
    part = packs.make(a_manager).part(packs.AUDIT)
    assert "The log does not hold: an entry was changed." in part
    assert "Last hash (SHA-256) none" in part
