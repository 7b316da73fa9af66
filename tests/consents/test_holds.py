"""A hold blocks every picture at once, whatever the adults said, until each hold is lifted with a reason."""

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.consents import holds
from portal.consents.holds import NotHeldNow
from portal.consents.models import ConsentHold, HoldLift
from portal.consents.policy import HoldBasis, Reason
from portal.consents.register.service import child_rulings, load_register
from portal.families.own_child import OwnChild
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from tests.support import factories

pytestmark = pytest.mark.both_engines

WHY = "Order of 3 March 2026. No picture of Zofia anywhere. It is in the locked cabinet."


def place(child, by, basis=HoldBasis.COURT_ORDER, submission=None):
    return holds.place_hold(child, basis, WHY, submission=submission or new_token(), by_id=by.id)


def shown(child):
    return [ruling.may_show for _use, ruling in child_rulings(child, on=clock.today())]


def test_a_hold_blocks_every_use_and_lifting_it_lets_the_answers_count_again(a_lead, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    assert all(shown(a_child))

    hold = place(a_child, a_lead)
    assert not any(shown(a_child))
    assert {ruling.reasons[0] for _use, ruling in child_rulings(a_child, on=clock.today())} == {Reason.HELD}

    holds.lift_hold(hold, "The court ended it.", by_id=a_lead.id)
    assert all(shown(a_child))


def test_each_hold_ends_on_its_own(a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    first, second = place(a_child, a_manager), place(a_child, a_manager, HoldBasis.SAFEGUARDING)

    holds.lift_hold(first, "Over.", by_id=a_manager.id)
    assert not any(shown(a_child))
    holds.lift_hold(second, "Over too.", by_id=a_manager.id)
    assert all(shown(a_child))


def test_a_hold_holds_one_child_alone(a_manager, a_parent, a_child, a_stranger, a_strangers_child):
    factories.sign_all(a_strangers_child, a_stranger)
    place(a_child, a_manager)

    assert all(shown(a_strangers_child))


def test_the_same_submission_is_one_hold(a_manager, a_child):
    assert place(a_child, a_manager, submission="key").id == place(a_child, a_manager, submission="key").id
    assert ConsentHold.select().count() == 1
    assert AuditEntry.select().where(AuditEntry.event == "HoldPlaced").count() == 1


def test_a_hold_is_lifted_once_and_no_other_reason_is_lost_unseen(a_manager, a_lead, a_child):
    hold = place(a_child, a_manager)
    first = holds.lift_hold(hold, "Over.", by_id=a_manager.id)

    assert holds.lift_hold(hold, "Over.", by_id=a_manager.id).id == first.id
    with pytest.raises(NotHeldNow):
        holds.lift_hold(hold, "I say so.", by_id=a_lead.id)
    assert [lift.reason for lift in HoldLift.select()] == ["Over."]


def test_nobody_decides_about_a_hold_on_their_own_child_while_somebody_else_can(a_manager, a_lead, a_child):
    Account.update(password_hash="$argon2id$nobody-can-type-this").execute()
    hold = place(a_child, a_manager)
    factories.link(factories.make_adult(a_lead.name, account=a_lead), a_child)

    with pytest.raises(OwnChild):
        place(a_child, a_lead)
    with pytest.raises(OwnChild):
        holds.lift_hold(hold, "I say so.", by_id=a_lead.id)
    assert holds.history(a_child, a_lead) == []
    assert (ConsentHold.select().count(), HoldLift.select().count()) == (1, 0)

    Account.update(disabled_at=clock.now()).where(Account.id == a_manager.id).execute()
    assert [(hold.reason, lift) for hold, lift in holds.history(a_child, a_lead)] == [(WHY, None)]
    holds.lift_hold(hold, "The court ended it.", by_id=a_lead.id)
    assert HoldLift.select().count() == 1


def test_the_history_is_for_manager_and_lead_alone(
    a_manager, a_lead, a_chair, a_staff_member, a_poster, an_inspector, a_parent, a_child
):
    hold = place(a_child, a_manager)
    holds.lift_hold(hold, "The court ended it.", by_id=a_lead.id)
    place(a_child, a_lead, HoldBasis.SAFEGUARDING)

    for keeper in (a_manager, a_lead):
        (newest, nothing), (oldest, lift) = holds.history(a_child, keeper)
        assert (newest.placed_by.name, newest.basis, nothing) == ("Adaeze Okafor", HoldBasis.SAFEGUARDING, None)
        assert (oldest.reason, oldest.placed_by.name) == (WHY, "Siobhán Kelly")
        assert (lift.reason, lift.lifted_by.name) == ("The court ended it.", "Adaeze Okafor")
    for other in (a_chair, a_staff_member, a_poster, an_inspector, a_parent):
        assert holds.history(a_child, other) == []


def test_the_log_holds_ids_and_the_basis_never_the_reason_and_nobody_is_written_to(a_manager, a_child):
    hold = place(a_child, a_manager)
    holds.lift_hold(hold, "The court ended it.", by_id=a_manager.id)

    placed, lifted = AuditEntry.select().where(AuditEntry.subject == "consent_hold").order_by(AuditEntry.id)
    assert placed.details == f'{{"basis":"court_order","child_id":{a_child.id}}}'
    assert lifted.details == f'{{"child_id":{a_child.id}}}'
    assert OutboxMessage.select().count() == 0


def test_a_register_of_the_past_knows_the_holds_of_its_time(a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    start = clock.now()
    with time_machine.travel(start + timedelta(days=1), tick=False):
        hold = place(a_child, a_manager)
    with time_machine.travel(start + timedelta(days=3), tick=False):
        holds.lift_hold(hold, "Over.", by_id=a_manager.id)

    may = [
        load_register(a_manager, on=clock.today(), known_by=start + timedelta(days=days))
        .lines[0]
        .rulings["website"]
        .may_show
        for days in (0.5, 2, 4)
    ]
    assert may == [True, False, True]
