"""Who has parental responsibility is checked by a person, and a court order that limits it is kept to (§2.6, §8.12)."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import peewee
import pytest
import time_machine

from portal.access.permissions import Role
from portal.consents.models import CONSULT, ConsentRecord
from portal.consents.policy import Answer, NotYoursToSign, Reason
from portal.consents.staff_notes import spoken
from portal.families import corrections
from portal.families.models import Adult, Child, Guardianship, ResponsibilityCheck
from portal.families.policy import (
    Relationship,
    Responsibility,
    ResponsibilityBasis,
    ResponsibilityFound,
    RestrictionStands,
)
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.tokens import new_token
from portal.imports import service
from portal.imports.interpretation import first_decisions
from portal.reminders.recipients import recipients
from tests.imports import factories as imports
from tests.imports.factories import ZOFIA, listed
from tests.support import factories
from tests.support.databases import changed_tables, snapshot
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

HELD, RESTRICTED, NONE = Responsibility.HELD, Responsibility.RESTRICTED, Responsibility.NONE
TOLD = "A no from you counts. A yes does not."


def website(child):
    return ruling(child, "website", on=clock.today())


def link_of(child, account):
    return Guardianship.get((Guardianship.child == child) & (Guardianship.adult == factories.adult_of(account)))


@pytest.fixture
def restricted(a_child, a_parent, a_second_parent, a_manager):
    """The second parent, whose parental responsibility a court order limits."""
    factories.restrict(a_child, a_second_parent, by=a_manager)
    return a_second_parent


def test_a_restricted_adults_yes_shows_no_picture(a_child, restricted, a_parent):
    factories.sign_all(a_child, restricted)
    assert website(a_child).reasons == (Reason.NOT_ANSWERED,)

    factories.sign_all(a_child, a_parent)
    assert website(a_child).may_show


def test_a_yes_stops_counting_at_once_when_it_is_restricted(a_child, a_second_parent, a_parent, a_manager):
    factories.sign_all(a_child, a_second_parent)
    assert website(a_child).may_show

    factories.restrict(a_child, a_second_parent, by=a_manager)
    assert not website(a_child).may_show


def test_a_restricted_adults_no_still_stands(a_child, a_second_parent, a_parent, a_manager):
    factories.sign_all(a_child, a_parent)
    factories.sign(a_child, a_second_parent, {"website": Answer.NO})
    factories.restrict(a_child, a_second_parent, by=a_manager)

    assert website(a_child).reasons == (Reason.REFUSED, Reason.REFUSAL_IS_RESTRICTED)


@pytest.mark.parametrize("way", ["online", "spoken", "on the form"])
def test_a_restricted_adult_can_say_no_as_before(a_child, restricted, a_parent, a_manager, way):
    factories.sign_all(a_child, a_parent)
    if way == "online":
        factories.withdraw(a_child, restricted, "website")
    elif way == "spoken":
        adult = factories.adult_of(restricted)
        spoken.note_withdrawal(a_child, adult.id, ["website"], submission=new_token(), by_id=a_manager.id)
    else:
        factories.sign(a_child, restricted, {"website": Answer.NO})

    assert not website(a_child).may_show


def test_everybody_has_to_agree_but_nobody_waits_for_a_restricted_adult(a_child, restricted, a_parent):
    factories.sign(a_child, a_parent, {"website": Answer.YES, CONSULT: Answer.YES})

    assert website(a_child).may_show


def test_a_restricted_adult_is_neither_asked_nor_reminded(new_browser, a_child, restricted, a_parent):
    assert [each.adult.name for each in recipients(on=clock.today())] == ["Agnieszka Kowalska"]

    page = new_browser(restricted).get("home.index")
    assert "questions wait for you" not in page.text
    assert TOLD in page.text


def test_a_restricted_adult_is_told_plainly_and_learns_of_nobody_elses_answer(
    new_browser, a_child, restricted, a_parent
):
    """What their pages say is the same whether the other parent said yes, said no, or nothing."""
    factories.sign(a_child, restricted, {"website": Answer.YES, "press": Answer.NO})
    browser = new_browser(restricted)

    def pages():
        opened = [browser.get(f"consents.{page}", child_id=a_child.id) for page in ("own_answers",)]
        return [page.text for page in opened] + [browser.get("home.index").text]

    silent = pages()
    factories.sign_all(a_child, a_parent, Answer.YES)
    assert pages() == silent
    factories.sign_all(a_child, a_parent, Answer.NO)
    assert pages() == silent
    assert all(TOLD in page for page in silent)
    assert "We may show such a picture" not in silent[0]
    assert "counts until" not in silent[0]


def test_a_restricted_adult_can_open_the_form_and_is_told_on_every_page_of_it(new_browser, a_child, restricted):
    browser = new_browser(restricted).get("consents.read", child_id=a_child.id)
    assert TOLD in browser.text
    browser.click("To the questions")
    assert TOLD in browser.text
    browser.submit("Check your answers", use_website="yes")
    assert TOLD in browser.text
    browser.submit("Sign for", signed_name="Piotr Kowalski", declared=True)
    assert TOLD in browser.text
    assert "counts until" not in browser.text
    assert ConsentRecord.select().count() == 1
    assert not website(a_child).may_show


def test_the_other_parent_sees_no_sign_of_the_restriction(new_browser, a_child, a_parent, a_second_parent, a_manager):
    factories.sign_all(a_child, a_parent)
    factories.sign_all(a_child, a_second_parent)
    browser = new_browser(a_parent)
    before = browser.get("consents.own_answers", child_id=a_child.id).text

    factories.restrict(a_child, a_second_parent, by=a_manager)

    assert browser.get("consents.own_answers", child_id=a_child.id).text == before
    assert "court order" not in browser.get("home.index").text


def test_only_the_managers_page_says_that_a_no_is_of_a_restricted_adult(
    new_browser, a_child, restricted, a_parent, a_manager, a_staff_member
):
    factories.sign(a_child, restricted, {"website": Answer.NO})
    words = "A no is of an adult whose parental responsibility a court order restricts"

    assert words in new_browser(a_manager).get("children.view", child_id=a_child.id).text
    for page in ("children.view", "consent_notes.withdrawal"):
        assert "court order" not in new_browser(a_staff_member).get(page, child_id=a_child.id).text


def test_without_responsibility_nobody_signs_or_says_no(a_child, a_parent, a_manager):
    corrections.set_responsibility(
        link_of(a_child, a_parent), NONE, ResponsibilityBasis.SAID_BY_PARENT, by_id=a_manager.id
    )
    with pytest.raises(NotYoursToSign):
        factories.sign_all(a_child, a_parent)
    with pytest.raises(NotYoursToSign):
        factories.withdraw(a_child, a_parent, "website")


def test_each_change_of_responsibility_says_who_checked_it_when_and_how(new_browser, a_child, a_parent, a_manager):
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    assert "Nobody has noted how this was checked." in browser.text
    with time_machine.travel(datetime(2027, 3, 1, 10, 30, tzinfo=UTC), tick=False):
        browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
        browser.click("Relationship and responsibility of Agnieszka Kowalska")
        browser.submit("Save for Agnieszka Kowalska", responsibility="restricted", basis="court_order")

    (check,) = ResponsibilityCheck.select()
    about = (check.child_id, check.adult_id, check.checked_by)
    assert about == (a_child.id, factories.adult_of(a_parent).id, a_manager)
    assert (check.responsibility, check.basis) == ("restricted", "court_order")
    assert check.checked_at == datetime(2027, 3, 1, 10, 30, tzinfo=UTC)
    assert "Mother Restricted by a court order" in browser.text
    assert "Court order seen. Checked by Siobhán Kelly, 1 March 2027" in browser.text


def test_a_person_can_confirm_what_a_list_said(a_child, a_parent, a_manager):
    """The state stays, and how it was checked is new: that is noted once, and no list overwrites it."""
    link, by = link_of(a_child, a_parent), {"by_id": a_manager.id}
    assert corrections.set_responsibility(link, HELD, ResponsibilityBasis.BIRTH_CERTIFICATE, **by)
    assert not corrections.set_responsibility(link, HELD, ResponsibilityBasis.BIRTH_CERTIFICATE, **by)
    found = [ResponsibilityFound(a_child.id, link.adult_id, HELD)]
    assert (
        corrections.record_responsibility(
            found, basis=ResponsibilityBasis.OWN_LIST, at=clock.now(), from_list=True, **by
        )
        == []
    )

    assert [check.basis for check in ResponsibilityCheck.select()] == ["birth_certificate"]


def test_a_change_that_two_managers_make_at_once_is_recorded_once(a_child, a_parent, a_manager):
    link, both = link_of(a_child, a_parent), Barrier(2)
    done = []

    def change():
        both.wait()
        basis = ResponsibilityBasis.COURT_ORDER
        done.append(corrections.set_responsibility(link, RESTRICTED, basis, by_id=a_manager.id))
        db.close()

    threads = [Thread(target=change) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    assert ResponsibilityCheck.select().count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE responsibility_checks SET basis = 'own_list'", "DELETE FROM responsibility_checks"]
)
def test_nobody_rewrites_who_checked_what(a_child, restricted, statement):
    with pytest.raises(peewee.DatabaseError, match="only ever added to"), db.atomic():
        db.execute_sql(statement)


def test_a_list_is_noted_as_what_it_is(new_browser, a_manager):
    imports.import_list(new_browser(a_manager), listed(ZOFIA))

    checks = [
        (Adult.get_by_id(c.adult_id).name, c.responsibility, c.basis, c.checked_by)
        for c in ResponsibilityCheck.select()
    ]
    assert checks == [
        ("Ewa Kowalska", "held", "own_list", a_manager),
        ("Marek Kowalski", "held", "own_list", a_manager),
    ]
    imports.import_list(new_browser(a_manager), listed(ZOFIA.replace("father;yes", "father;no")))
    last = ResponsibilityCheck.select().order_by(ResponsibilityCheck.id.desc()).get()
    assert (Adult.get_by_id(last.adult_id).name, last.responsibility, last.basis) == (
        "Marek Kowalski",
        "none",
        "own_list",
    )


def test_a_list_at_the_terminal_is_checked_by_nobody_who_can_be_named(new_browser, a_manager):
    sheets = service.open_list(listed(ZOFIA), "families.csv").sheets
    decisions = first_decisions(sheets)
    service.import_at_once(sheets, decisions, by_list=True, today=clock.today(), by_id=None)

    assert {check.checked_by for check in ResponsibilityCheck.select()} == {None}
    page = new_browser(a_manager).get("children.view", child_id=Child.get().id).text
    assert "As the setting’s own list says. Checked by the terminal" in page


@pytest.fixture
def zofia(new_browser, a_manager):
    """A child of a list, of whose two adults the father's responsibility is restricted."""
    imports.import_list(new_browser(a_manager), listed(ZOFIA))
    link = Guardianship.get(Guardianship.relationship == Relationship.FATHER)
    corrections.set_responsibility(link, RESTRICTED, ResponsibilityBasis.COURT_ORDER, by_id=a_manager.id)
    return Child.get()


@pytest.mark.parametrize(
    ("row", "answers"),
    [
        (ZOFIA, ()),
        (ZOFIA.replace("father;yes", "father;no"), ()),
        (ZOFIA.replace("father;yes", "guardian;yes"), ("Yes: Marek Kowalski",)),
        (
            ZOFIA.replace("Marek Kowalski;father;yes;", "Marek Kowalski;guardian;yes;other@example.org"),
            ("Yes: Marek Kowalski",),
        ),
        (ZOFIA.replace("Marek Kowalski", "MAREK  KOWALSKI"), ("MAREK KOWALSKI",)),
    ],
)
def test_a_list_never_lifts_a_restriction(new_browser, a_manager, zofia, row, answers):
    """Whom a question is about is shown as restricted while it is open; once it is answered, the page says why."""
    browser = imports.upload(new_browser(a_manager), listed(row))
    assert "Restricted by a court order" in browser.root.xpath("string(//*[@id='people']/following::table)")
    if answers:
        imports.answer(browser, *answers)
    assert "A court order restricts the parental responsibility of Marek Kowalski for Zofia Kowalska." in browser.text
    if imports.leads_on(browser):
        imports.confirm(browser)

    states = [(link.adult.name, link.responsibility) for link in Guardianship.select().order_by(Guardianship.id)]
    assert states == [("Ewa Kowalska", HELD), ("Marek Kowalski", RESTRICTED)]


def test_somebody_else_of_the_name_of_a_restricted_adult_is_named_as_such_and_takes_nothing_of_theirs(
    new_browser, a_manager, zofia
):
    row = ZOFIA.replace("father;yes", "grandparent;no")
    browser = imports.answer(imports.upload(new_browser(a_manager), listed(row)), "No, this is somebody else")
    assert "Restricted by a court order" in browser.text
    imports.confirm(browser)
    states = [(link.relationship, link.responsibility) for link in Guardianship.select().order_by(Guardianship.id)]
    assert states == [("mother", HELD), ("father", RESTRICTED), ("grandparent", NONE)]


def test_a_list_that_was_read_before_the_restriction_does_not_lift_it_either(zofia):
    marek = Guardianship.get(Guardianship.relationship == Relationship.FATHER)
    found = [ResponsibilityFound(zofia.id, marek.adult_id, HELD)]
    before = snapshot()
    with pytest.raises(RestrictionStands):
        corrections.record_responsibility(
            found, basis=ResponsibilityBasis.OWN_LIST, by_id=None, at=clock.now(), from_list=True
        )
    assert changed_tables(before) == []


def test_a_stranger_changes_nobodys_responsibility(new_browser, a_child, a_parent, a_second_parent, a_staff_member):
    adult = factories.adult_of(a_second_parent)
    before = snapshot()
    for who in (a_parent, a_second_parent, a_staff_member):
        given = {"relationship": "father", "responsibility": "held", "basis": "birth_certificate"}
        browser = new_browser(who).post("families.edit_link", given, child_id=a_child.id, adult_id=adult.id)
        assert browser.status in (403, 404)
    assert set(changed_tables(before)) <= {"audit_entries", "sign_ins"}


def test_a_child_for_whom_nobody_can_answer_stands_on_the_managers_first_page(
    new_browser, a_child, a_parent, a_strangers_child, a_stranger, a_manager
):
    browser = new_browser(a_manager)
    assert "Nobody can answer" not in browser.get("home.index").text
    factories.restrict(a_child, a_parent, by=a_manager)

    browser.get("home.index").click("1 child with nobody who can sign")

    first, second = browser.root.xpath("//legend[contains(., 'Kowalska') or contains(., 'Warsame')]")
    assert (a_child.name in first.text, a_strangers_child.name in second.text) == (True, True)
    assert ["Nobody can answer" in each.text_content() for each in (first, second)] == [True, False]
    assert website(a_child).reasons == (Reason.NOBODY_TO_ASK,)


def test_who_has_left_needs_nobody_to_answer(new_browser, a_child, a_parent, a_manager):
    factories.restrict(a_child, a_parent, by=a_manager)
    Child.update(leaves_on=date(2025, 7, 24)).execute()

    assert "Nobody can answer" not in new_browser(a_manager).get("home.index").text


def test_the_inspector_sees_the_gap_and_can_change_nothing(new_browser, an_inspector, a_child):
    browser = new_browser(an_inspector)
    assert Role.INSPECTOR in an_inspector.roles
    assert browser.get("children.view", child_id=a_child.id).status == 403
