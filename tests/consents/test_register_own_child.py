"""Who works here and is a parent too is shown of their own child what a parent is shown."""

import csv
import io
from datetime import timedelta

import pypdfium2
import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.consents import holds
from portal.consents.events import RegisterFile
from portal.consents.labels import STATES
from portal.consents.models import ConsentHold, ConsentRecord
from portal.consents.policy import Answer, HoldBasis, Reason, Ruling, withheld
from portal.consents.register import filtering
from portal.consents.register import service as register_service
from portal.families import own_child
from portal.families.models import Guardianship
from portal.families.own_child import is_closed
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.records import service as records
from portal.records.policy import period
from tests.consents import paper_factories
from tests.consents.own_child_factories import comes_in, make_own
from tests.support import factories
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines

NOT_NOW = "May not"


@pytest.fixture
def a_lead_who_is_a_parent(a_lead, a_manager, a_child):
    """The manager, who is no adult of the child, can sign in as well."""
    make_own(a_lead, a_child)
    comes_in(a_lead, a_manager)
    return a_lead


def rulings_for(account, child):
    page, _children = filtering.load_page(account, filtering.apply_filter(filtering.Filter(), on=clock.today()), {})
    (line,) = [line for line in page.rows if line.child.id == child.id]
    return line.rulings


# The rule


@pytest.mark.parametrize(
    ("is_own_child", "keeps_records", "others_keep", "expected"),
    [
        (False, False, False, False),
        (False, False, True, False),
        (False, True, False, False),
        (False, True, True, False),
        (True, False, False, True),
        (True, False, True, True),
        (True, True, False, False),
        (True, True, True, True),
    ],
)
def test_a_child_is_closed_to_its_own_adults_unless_nobody_else_keeps_its_records(
    is_own_child, keeps_records, others_keep, expected
):
    closed = is_closed(is_own_child=is_own_child, keeps_records=keeps_records, others_keep=others_keep)
    assert closed is expected


@pytest.mark.parametrize(
    ("ruling", "word"),
    [
        (Ruling(True, (), clock.today(), (0,)), "May"),
        *((Ruling(False, (reason,), papers=(1,)), NOT_NOW) for reason in Reason),
    ],
)
def test_of_a_ruling_a_parent_may_know_one_of_two_words(ruling, word):
    told = withheld(ruling)
    assert told in {Ruling(True, ()), Ruling(False, ())}
    assert str(STATES[told.state]) == word


# Who counts as another keeper


def test_somebody_who_cannot_sign_in_keeps_nothing(a_lead_who_is_a_parent, a_manager, a_child):
    assert own_child.closed_to(a_lead_who_is_a_parent) == {a_child.id}
    assert own_child.other_keepers(a_child) == [a_manager.name]
    for change in (
        {"password_hash": ""},
        {"disabled_at": clock.now()},
        {"last_day": clock.today() - timedelta(days=1)},
    ):
        before = Account.get_by_id(a_manager.id)
        Account.update(**change).where(Account.id == a_manager.id).execute()
        assert own_child.closed_to(a_lead_who_is_a_parent) == frozenset(), change
        assert own_child.other_keepers(a_child) == []
        Account.update({name: getattr(before, name) for name in change}).where(Account.id == a_manager.id).execute()
    Account.update(last_day=clock.today()).where(Account.id == a_manager.id).execute()
    assert own_child.closed_to(a_lead_who_is_a_parent) == {a_child.id}


def test_two_keepers_who_are_both_adults_of_the_child_keep_its_records(a_lead_who_is_a_parent, a_manager, a_child):
    make_own(a_manager, a_child)
    assert own_child.closed_to(a_lead_who_is_a_parent) == own_child.closed_to(a_manager) == frozenset()
    third = factories.make_account("Folake Adeyemi", Role.LEAD)
    comes_in(third)
    assert own_child.closed_to(a_lead_who_is_a_parent) == own_child.closed_to(a_manager) == {a_child.id}
    assert own_child.closed_to(third) == frozenset()


def test_an_adult_without_parental_responsibility_is_an_adult_of_the_child(a_lead_who_is_a_parent, a_child):
    Guardianship.update(responsibility=Responsibility.NONE).execute()
    assert own_child.closed_to(a_lead_who_is_a_parent) == {a_child.id}


def test_other_staff_keep_no_records_so_they_count_for_nothing(a_lead, a_staff_member, a_chair, an_inspector, a_child):
    make_own(a_lead, a_child)
    comes_in(a_lead, a_staff_member, a_chair, an_inspector)
    assert own_child.closed_to(a_lead) == frozenset()


# What the register shows


def test_no_answer_of_the_other_parent_can_be_told_from_silence(
    a_lead_who_is_a_parent, a_staff_member, an_inspector, a_child, a_parent
):
    for account in (a_staff_member, an_inspector):
        make_own(account, a_child)
    people = (a_lead_who_is_a_parent, a_staff_member, an_inspector)
    for before in (lambda: None, lambda: factories.sign(a_child, a_parent, {"website": Answer.NO})):
        before()
        for account in people:
            rulings = rulings_for(account, a_child)
            assert set(rulings.values()) == {Ruling(False, ())}
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    for account in people:
        assert rulings_for(account, a_child)["website"] == Ruling(True, ())


def test_who_does_not_look_after_the_child_sees_what_they_saw(
    a_lead_who_is_a_parent, a_manager, a_staff_member, a_child, a_parent
):
    factories.sign(a_child, a_parent, {"website": Answer.NO})
    whole = register_service.load_register(a_manager, on=clock.today()).lines[0].rulings
    assert rulings_for(a_manager, a_child) == rulings_for(a_staff_member, a_child) == whole
    assert whole["website"].reasons[0] is Reason.REFUSED


@pytest.mark.parametrize("show", ["may_not", "not_answered", "runs_out", "disputed"])
def test_who_fits_a_filter_tells_no_more_than_the_word(a_lead_who_is_a_parent, a_child, a_parent, show):
    wanted = filtering.read_filter({"show": show, "use": "website"}, a_lead_who_is_a_parent)
    listed = []
    for answers in ({}, {"website": Answer.NO}):
        if answers:
            factories.sign(a_child, a_parent, answers)
        page, _children = filtering.load_page(
            a_lead_who_is_a_parent, filtering.apply_filter(wanted, on=clock.today()), {}
        )
        listed.append([line.child.id for line in page.rows])
    assert listed == [[a_child.id]] * 2 if show == "may_not" else listed == [[], []]


def test_the_counts_do_not_tell_a_no_from_silence(a_lead_who_is_a_parent, a_manager, a_child, a_parent):
    def counted(account):
        found = register_service.load_register(account, on=clock.today()).coverage()
        return [(each.use.key, each.may, each.may_not, each.not_answered) for each in found]

    before, of_another = counted(a_lead_who_is_a_parent), counted(a_manager)
    factories.sign(a_child, a_parent, {"website": Answer.NO})
    assert counted(a_lead_who_is_a_parent) == before
    assert counted(a_manager) != of_another
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    assert ("website", 1, 0, 0) in counted(a_lead_who_is_a_parent)


def test_the_files_say_what_the_page_says(new_browser, a_lead_who_is_a_parent, a_manager, a_child, a_parent):
    form = paper_factories.print_one(a_child, a_manager)
    paper_factories.key_in(form, factories.adult_of(a_parent), a_manager, {"website": Answer.YES, "press": Answer.NO})
    lead = a_lead_who_is_a_parent

    def taken(account, file):
        return new_browser(account).get(f"consent_register.register_{file}").content

    (mine,) = csv.DictReader(io.StringIO(taken(lead, RegisterFile.CSV).decode("utf-8-sig")))
    assert [mine[column] for column in ("Website", "Press", "Displays")] == ["May", NOT_NOW, NOT_NOW]
    assert {text for column, text in mine.items() if column.endswith("on paper")} == {""}
    (whole,) = csv.DictReader(io.StringIO(taken(a_manager, RegisterFile.CSV).decode("utf-8-sig")))
    assert (whole["Press"], whole["Press: on paper"], whole["Displays"]) == ("May not", "on paper", "No answer")

    pages = pypdfium2.PdfDocument(taken(lead, RegisterFile.PDF))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    assert NOT_NOW in text
    assert "No answer" not in text.split("How far each use")[0]
    assert "paper" not in text.lower()


# What lies behind it


def test_records_of_the_other_parent_are_closed_and_ones_own_stay_open(
    a_lead_who_is_a_parent, a_manager, a_parent, a_child, a_stranger, a_strangers_child
):
    theirs, mine = factories.sign_all(a_child, a_parent), factories.sign_all(a_child, a_lead_who_is_a_parent)
    strangers = factories.sign_all(a_strangers_child, a_stranger)
    hold = holds.place_hold(a_child, HoldBasis.OTHER, "Why", submission=new_token(), by_id=a_manager.id)

    def seen(model, account):
        return {row.id for row in model.visible_to(account)}

    assert seen(ConsentRecord, a_lead_who_is_a_parent) == {mine.id, strangers.id}
    assert seen(ConsentRecord, a_manager) == {theirs.id, mine.id, strangers.id}
    assert seen(ConsentRecord, a_parent) == {theirs.id}
    assert (seen(ConsentHold, a_lead_who_is_a_parent), seen(ConsentHold, a_manager)) == (set(), {hold.id})
    Account.update(disabled_at=clock.now()).where(Account.id == a_manager.id).execute()
    assert seen(ConsentRecord, a_lead_who_is_a_parent) == {theirs.id, mine.id, strangers.id}
    assert seen(ConsentHold, a_lead_who_is_a_parent) == {hold.id}


def test_the_audit_log_says_nothing_of_what_is_closed(new_browser, a_manager, a_lead, a_parent, a_child):
    make_own(a_manager, a_child)
    comes_in(a_manager, a_lead)
    theirs = factories.sign(a_child, a_parent, {"website": Answer.NO})
    holds.place_hold(a_child, HoldBasis.OTHER, "Why", submission=new_token(), by_id=a_lead.id)
    page = new_browser(a_manager).get("audit.log").text
    assert theirs.reference not in page
    assert "put a hold on every picture of a child" not in page


def test_the_inspection_pack_stays_whole_and_is_logged(a_manager, a_lead, a_parent, a_child):
    make_own(a_manager, a_child)
    comes_in(a_manager, a_lead)
    theirs, today = factories.sign(a_child, a_parent, {"website": Answer.NO}), clock.today()
    contents = records.gather(a_manager, period(today.replace(day=1), today, today=today))
    assert [record.row.reference for record in contents.records] == [theirs.reference]
    assert contents.register.lines[0].rulings["website"].reasons[0] is Reason.REFUSED
    records.make_pack(a_manager, contents.period, io.BytesIO(), by_id=a_manager.id)
    assert AuditEntry.select().where(AuditEntry.event == "PackMade").count() == 1


def test_more_children_of_ones_own_ask_no_more_often(a_lead_who_is_a_parent):
    adult, asked = factories.adult_of(a_lead_who_is_a_parent), []
    for more in (0, 9):
        for number in range(more):
            child = factories.make_child("Sam", f"Raman{number}")
            factories.link(adult, child)
            factories.sign_all(child, factories.make_parent(f"Alex Raman {number}", child))
        found = filtering.apply_filter(filtering.Filter(), on=clock.today())
        filtering.load_page(a_lead_who_is_a_parent, found, {})  # what is read once and kept is read here
        with count_queries() as sent:
            filtering.load_page(a_lead_who_is_a_parent, found, {})
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 9
