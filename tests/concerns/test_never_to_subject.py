"""A concern never reaches a person it is about: not by list, count, page, file, record or e-mail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.concerns import register
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler
from portal.concerns.policy import Kind
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.concerns.oracle import facts_of, may_see
from tests.support import factories

pytestmark = pytest.mark.both_engines

HANDLER_PAGES = [
    ("concerns.case", {}),
    ("concerns.step", {"slug": "note"}),
    ("concerns.outcome", {}),
    ("concerns.close", {}),
    ("concerns.evidence", {"position": 1}),
    ("concerns.original", {"position": 1}),
    ("concerns.record_pdf", {}),
    ("concerns.redact", {}),
    ("concerns.record_pdf", {"face": "full"}),
]
OWN_PAGES = [
    ("concerns.raised", {}),
    ("concerns.own_case", {}),
    ("concerns.own_evidence", {"position": 1}),
]


@pytest.fixture
def everyone(setting, a_manager, a_lead, a_chair, a_staff_member, a_parent, a_child):
    return {"manager": a_manager, "lead": a_lead, "chair": a_chair, "staff": a_staff_member}


def choice_of(role, people):
    return role if role in {"manager", "lead"} else f"staff-{people[role].id}"


@pytest.mark.parametrize(
    ("about", "reaches"),
    [("manager", {"chair"}), ("lead", {"manager"}), ("chair", {"manager", "lead"}), ("staff", {"manager", "lead"})],
)
def test_a_concern_goes_past_the_person_it_is_about(everyone, a_parent, upload, new_browser, about, reaches):
    concern = concerns.raise_concern(a_parent, about=(choice_of(about, everyone),), evidence=[upload])
    mailed = {message.recipient for message in OutboxMessage.select()}
    assert mailed == {everyone[role].email for role in reaches}
    for role in ("manager", "lead", "chair"):
        browser = new_browser(everyone[role])
        shown = browser.get("concerns.register").text
        assert (concern.reference in shown) is (role in reaches)
        assert (f"Open ({len(reaches & {role})})") in shown
        assert len(register.handled(everyone[role], on=clock.today())) == (role in reaches)
        assert ("1 concern without an outcome" in browser.get("home.index").text) is (role in reaches)
        for page, values in HANDLER_PAGES:
            status = browser.get(page, reference=concern.reference, **values).status
            assert status == (200 if role in reaches else 404), (role, page)


def test_a_worker_who_is_a_parent_too_learns_nothing_of_a_concern_about_them(everyone, a_parent, new_browser):
    both = factories.make_account("Kasia Wójcik", Role.PARENT, Role.STAFF, Role.LEAD)
    concern = concerns.raise_concern(a_parent, about=(f"staff-{both.id}", "lead"))
    browser = new_browser(both)
    for page, values in HANDLER_PAGES + OWN_PAGES:
        assert browser.get(page, reference=concern.reference, **values).status == 404, page
    assert concern.reference not in browser.get("concerns.register").text
    assert both.email not in {message.recipient for message in OutboxMessage.select()}


def test_another_family_meets_nothing_of_it(everyone, a_parent, a_stranger, a_second_parent, upload, new_browser):
    concern = concerns.raise_concern(a_parent, evidence=[upload])
    for other in (a_stranger, a_second_parent):
        browser = new_browser(other)
        for page, values in OWN_PAGES:
            assert browser.get(page, reference=concern.reference, **values).status == 404, page
        assert browser.post("concerns.own_case", {"text": "Hello"}, reference=concern.reference).status == 404
        assert concern.reference not in browser.get("concerns.own").text
        assert browser.get("concerns.case", reference=concern.reference).status == 403
    assert ConcernEntry.select().count() == 1


def test_a_manager_cannot_answer_what_they_raised_themselves(everyone, a_manager, new_browser):
    concern = concerns.raise_concern(a_manager, kind=Kind.COMPLAINT)
    browser = new_browser(a_manager)
    assert browser.get("concerns.own_case", reference=concern.reference).status == 200
    assert browser.get("concerns.case", reference=concern.reference).status == 404


def test_a_handler_who_loses_the_role_loses_the_case(everyone, a_parent, a_lead, new_browser):
    concern = concerns.raise_concern(a_parent)
    browser = new_browser(a_lead)
    assert browser.get("concerns.case", reference=concern.reference).status == 200
    a_lead.held_roles.model.update(role=Role.CHAIR).where(a_lead.held_roles.model.account == a_lead.id).execute()
    assert browser.get("concerns.case", reference=concern.reference).status == 200
    a_lead.held_roles.model.update(role=Role.STAFF).where(a_lead.held_roles.model.account == a_lead.id).execute()
    assert browser.get("concerns.case", reference=concern.reference).status == 403
    assert not Concern.visible_to(Account.get_by_id(a_lead.id)).exists()


def test_when_nobody_is_left_it_is_stored_and_outside_bodies_are_shown(
    new_browser, setting, a_manager, a_parent, caplog
):
    type(setting).update(lado_contact="Council officer, 01632 960 777").execute()
    browser = concerns.tell(new_browser(a_parent), kind="staff_conduct", about=["manager"])
    assert "Ofsted" in browser.text
    assert "Council officer, 01632 960 777" in browser.text
    concern = Concern.get()
    assert not ConcernHandler.select().exists()
    assert not OutboxMessage.select().exists()
    assert AuditEntry.select().where(AuditEntry.event == "ConcernWithoutHandler").count() == 1
    assert f"concern {concern.id} has nobody here" in caplog.text
    assert concern.reference not in new_browser(a_manager).get("concerns.register").text


def test_the_mail_and_the_log_say_nothing_of_what_was_told(everyone, a_parent, a_child):
    concern = concerns.raise_concern(a_parent, child=a_child, wish="Take it down")
    messages = list(OutboxMessage.select())
    assert messages
    for message in messages:
        written = f"{message.subject}\n{message.body}\n{message.kind}"
        for secret in (concern.reference, "concern", "Amira", "screenshot", "image", a_parent.name, a_child.first_name):
            assert secret.lower() not in written.lower()
    logged = AuditEntry.get(AuditEntry.event == "ConcernRaised")
    assert "Amira" not in logged.details
    assert a_parent.name not in logged.details


@settings(max_examples=15)
@given(st.lists(st.sampled_from(["manager", "lead", "nobody", "other", "staff"]), min_size=1, max_size=3, unique=True))
def test_the_scope_and_the_rule_agree_for_everyone(everyone, a_parent, a_stranger, about):
    chosen = tuple(choice_of(who, everyone) if who == "staff" else who for who in about)
    concern = concerns.raise_concern(a_parent, about=chosen, other_name="A neighbour")
    for person in [*everyone.values(), a_parent, a_stranger]:
        seen = Concern.visible_to(person).where(Concern.id == concern.id).exists()
        assert seen is may_see(person, facts_of(concern))
