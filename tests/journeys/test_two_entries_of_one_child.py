"""Promises about two entries that are one child or one adult: a no is kept, a yes is asked again, nobody is locked out."""

import pytest

from portal.access.permissions import Role
from portal.acknowledgements import service as acknowledgements
from portal.acknowledgements.outstanding import register
from portal.audit.models import AuditEntry
from portal.concerns.policy import Kind
from portal.concerns.redaction.service import people_in_records
from portal.concerns.service import NewConcern, raise_concern
from portal.consents import holds
from portal.consents.models import CONSULT, ConsentRecord, CurrentAnswer, PaperForm
from portal.consents.policy import Answer, HoldBasis, Reason, Wish
from portal.consents.staff_notes import child_wishes
from portal.families import care
from portal.families.models import Adult, Child, ChildSession, Guardianship, ResponsibilityCheck, SamePerson
from portal.families.policy import Relationship, Responsibility
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.consents import paper_factories
from tests.consents.own_child_factories import comes_in, make_own
from tests.support import factories
from tests.support.databases import changed_tables, snapshot
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

YES, NO = Answer.YES, Answer.NO
BUTTON = "Zofia Kowalska and Zofia Kowalsk are one person"


@pytest.fixture
def twin_entry(setting):
    """The same child, entered again by a list that spelt her name otherwise."""
    return factories.make_child("Zofia", "Kowalsk", sessions=("after_school",))


@pytest.fixture
def other_parent(twin_entry):
    """The father, who stands beside the second entry alone."""
    return factories.make_parent("Piotr Kowalski", twin_entry, relationship=Relationship.FATHER)


def merge_by_hand(browser, child, *, keep="Zofia Kowalska", button=BUTTON, **answers):
    kept = Child.get_or_none(first_name=keep.split()[0], last_name=keep.split()[1])
    browser.get("children.view", child_id=child.id).click("Is this child here twice?")
    return browser.click("Zofia Kowalsk").submit(button, kept=str(kept.id), **answers)


def today(child, use="website"):
    return ruling(Child.get_by_id(child.id).kept, use, on=clock.today())


def test_a_no_of_either_stands_and_every_yes_is_asked_again(
    new_browser, a_child, twin_entry, a_parent, other_parent, a_manager
):
    factories.sign(a_child, a_parent, {"website": YES, "press": YES, CONSULT: NO})
    factories.sign(twin_entry, other_parent, {"website": YES, "press": NO})
    browser = new_browser(a_manager)
    browser.get("children.view", child_id=a_child.id).click("Is this child here twice?").click("Zofia Kowalsk")
    assert "A no of either stands. Every yes is asked again: 3." in browser.text
    before = snapshot()
    browser.submit(BUTTON)
    assert "Choose the entry that you keep" in browser.text
    assert changed_tables(before) == []
    browser.submit(BUTTON, kept=str(a_child.id))
    assert (browser.heading, "There is one entry now" in browser.text) == ("Zofia Kowalska", True)
    assert "Same as Zofia Kowalsk, as Siobhán Kelly stated on" in browser.text
    assert today(a_child).reasons == (Reason.ASKED_AGAIN,)
    assert today(a_child, "press").reasons == (Reason.REFUSED, Reason.ASKED_AGAIN)
    assert [r.child_name for r in ConsentRecord.select()] == ["Zofia Kowalska", "Zofia Kowalsk"], "as they were signed"
    seen = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id).text
    assert "We ask you again" in seen
    for kept in ("Kowalsk ", "entries", "Piotr", "same"):
        assert kept not in seen
    factories.sign(a_child, a_parent, {"website": YES})
    assert today(a_child).may_show


def test_the_register_names_the_child_once_with_the_adults_and_sessions_of_both(
    new_browser, a_child, twin_entry, a_parent, other_parent, a_manager
):
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    listed = browser.get("families.list_children").text
    assert "Kowalsk " not in listed
    assert all(name in listed for name in ("Agnieszka Kowalska", "Piotr Kowalski", "Playgroup, After-school club"))
    assert browser.get("children.view", child_id=twin_entry.id).heading == "Zofia Kowalska", "a step back"
    assert [each.child.id for each in care.children_of(other_parent.id)] == [a_child.id]
    new_browser(other_parent).get("consents.answer", child_id=a_child.id)
    for page in ("consent_register.show", "home.index", "reminders.show", "consent_paper.choose"):
        assert "Kowalsk " not in browser.get(page).text


def test_pressed_twice_it_is_one_statement_and_an_old_page_leads_to_the_child(
    new_browser, a_child, twin_entry, a_manager
):
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    again = {"kept": str(a_child.id)}
    for first, second in ((a_child, twin_entry), (twin_entry, a_child)):
        browser.post(f"/families/child/{first.id}/same-as?other={second.id}", again)
        assert (browser.status, browser.heading) == (200, "Zofia Kowalska")
        assert "Both are one entry" in browser.text
    assert SamePerson.select().count() == 1
    assert browser.get("families.merge_children", child_id=a_child.id, other=a_child.id).heading == "Zofia Kowalska"


def test_what_two_entries_say_of_an_adult_is_chosen_and_never_guessed(
    new_browser, a_child, twin_entry, a_parent, a_manager
):
    adult = factories.adult_of(a_parent)
    factories.link(adult, twin_entry, relationship=Relationship.GUARDIAN, responsible=False)
    browser, before = new_browser(a_manager), snapshot()
    merge_by_hand(browser, a_child)
    assert browser.text.count("Choose one: the two entries say different things") == 4, (
        "beside each of three, and once above"
    )
    assert "With none, nothing that Agnieszka Kowalska answered for Zofia counts, not even a no." in browser.text
    assert changed_tables(before) == []
    asked = {f"relationship_{adult.id}": "guardian", f"responsibility_{adult.id}": "none", f"basis_{adult.id}": "court_order"}  # fmt: skip
    for wrong in ({f"relationship_{adult.id}": "father"}, {f"responsibility_{adult.id}": "restricted"}):
        browser.post(f"/families/child/{a_child.id}/same-as?other={twin_entry.id}", {"kept": a_child.id, **asked, **wrong})  # fmt: skip
        assert (browser.status, changed_tables(before)) == (200, [])
    browser.get("families.merge_children", child_id=a_child.id, other=twin_entry.id)
    browser.submit(BUTTON, {"kept": str(a_child.id), **asked})
    (link,) = Guardianship.select()
    assert (link.relationship, link.responsibility) == (Relationship.GUARDIAN, Responsibility.NONE)
    assert "Court order seen. Checked by Siobhán Kelly" in browser.text
    browser.submit("Undo")
    links = [(link.child_id, link.responsibility) for link in Guardianship.select().order_by(Guardianship.child)]
    assert links == [(a_child.id, Responsibility.HELD), (twin_entry.id, Responsibility.NONE)]
    assert "Nobody has noted how this was checked" in browser.text, "what was checked for the two as one"
    assert ResponsibilityCheck.select().count() == 1


def test_what_a_court_order_restricts_on_one_entry_stays_restricted(
    new_browser, a_child, twin_entry, a_parent, a_manager
):
    adult = factories.adult_of(a_parent)
    factories.link(adult, twin_entry)
    factories.restrict(twin_entry, a_parent, by=a_manager)
    browser = new_browser(a_manager)
    browser.get("families.merge_children", child_id=a_child.id, other=twin_entry.id)
    assert "A court order limits the responsibility of Agnieszka Kowalska." in browser.text
    assert browser.root.xpath(f"//input[@name='responsibility_{adult.id}']/@value") == ["restricted"]
    page = f"/families/child/{a_child.id}/same-as?other={twin_entry.id}"
    chosen = {"kept": str(a_child.id), f"basis_{adult.id}": "court_order"}
    browser.post(page, {**chosen, f"responsibility_{adult.id}": "held"})
    assert SamePerson.select().count() == 0
    browser.post(page, {**chosen, f"responsibility_{adult.id}": "restricted"})
    assert [link.responsibility for link in Guardianship.select()] == [Responsibility.RESTRICTED]


def test_a_hold_and_what_the_child_said_under_either_entry_count(
    new_browser, a_child, twin_entry, a_parent, a_manager, a_staff_member
):
    ChildSession.create(child=a_child, kind="after_school")
    hold = holds.place_hold(twin_entry, HoldBasis.OTHER, "Ask me", submission=new_token(), by_id=a_manager.id)
    child_wishes.note_wish(twin_entry, Wish.NO, submission=new_token(), by_id=a_staff_member.id)
    child_wishes.note_wish(a_child, Wish.HAPPY, submission=new_token(), by_id=a_staff_member.id)
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    factories.sign(a_child, a_parent, {"website": YES})
    assert today(a_child).reasons == (Reason.HELD, Reason.CHILD_SAYS_NO)
    assert "No pictures" in browser.get("children.view", child_id=a_child.id).text
    browser.get("consent_register.show", show="may_not", use="website")
    assert "Zofia Kowalska" in browser.root.find(".//table").text_content()
    browser.get("children.view", child_id=a_child.id).click("Lift this hold").submit(reason="Over")
    assert (browser.heading, hold.lifts.count()) == ("Zofia Kowalska", 1)
    child_wishes.note_wish(a_child, Wish.HAPPY, submission=new_token(), by_id=a_staff_member.id)
    assert today(a_child).may_show


def test_not_today_of_either_entry_stands_that_day(
    new_browser, a_child, twin_entry, a_parent, a_manager, a_staff_member
):
    ChildSession.create(child=a_child, kind="after_school")
    for child, say in ((twin_entry, Wish.NOT_TODAY), (a_child, Wish.HAPPY)):
        child_wishes.note_wish(child, say, submission=new_token(), by_id=a_staff_member.id)
    merge_by_hand(new_browser(a_manager), a_child)
    factories.sign(a_child, a_parent, {"website": YES})
    assert today(a_child).reasons == (Reason.CHILD_SAYS_NO,)
    child_wishes.note_wish(a_child, Wish.HAPPY, submission=new_token(), by_id=a_staff_member.id)
    assert today(a_child).may_show


def _hold(child, by):
    return holds.place_hold(child, HoldBasis.COURT_ORDER, "Order of 3 May", submission=new_token(), by_id=by.id)


def _lift(child, by):
    (hold,) = [hold for hold, lift in holds.history(child, by) if lift is None]
    holds.lift_hold(hold, "Over", by_id=by.id)


def _say_no(child, by):
    child_wishes.note_wish(child, Wish.NO, submission=new_token(), by_id=by.id)


@pytest.mark.parametrize("decide", [_hold, _lift, _say_no])
def test_what_was_decided_for_the_two_as_one_is_not_undone_for_one_of_them(
    new_browser, a_child, twin_entry, a_manager, decide
):
    """A hold of the one would stop counting for the other, without anybody being told."""
    if decide is _lift:
        _hold(twin_entry, a_manager)
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    decide(Child.get_by_id(a_child.id), a_manager)
    (fact,) = SamePerson.standing()
    assert "Undo" not in browser.get("children.view", child_id=a_child.id).text
    before = snapshot()
    browser.post("families.undo_merge", fact_id=fact.id)
    assert (browser.status, "a child’s say or a hold" in browser.text, changed_tables(before)) == (409, True, [])


def test_a_paper_printed_for_either_entry_can_be_keyed_in_and_counts_for_the_child(
    new_browser, a_child, twin_entry, a_parent, a_manager
):
    paper = paper_factories.print_one(twin_entry, a_manager)
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    assert browser.get("consent_paper.key", reference=paper.reference).status == 200
    adult = factories.adult_of(a_parent)
    record = paper_factories.key_in(PaperForm.get_by_id(paper.id), adult, a_manager, {"website": YES, "press": NO})
    assert (record.child_id, today(a_child).may_show) == (a_child.id, True)
    assert browser.get("children.view", child_id=a_child.id).text.count(record.reference) == 1


def test_records_of_both_entries_are_read_on_one_page_and_by_their_signers(
    new_browser, a_child, twin_entry, a_parent, a_manager, a_stranger
):
    factories.link(factories.adult_of(a_parent), twin_entry)
    records = [factories.sign(child, a_parent, {"website": YES}) for child in (a_child, twin_entry)]
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    page = browser.get("children.view", child_id=a_child.id).text
    own = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id).text
    for record in records:
        assert record.reference in page
        assert record.reference in own
        assert new_browser(a_parent).get("consents.signed", reference=record.reference).status == 200
        assert new_browser(a_stranger).get("consents.signed", reference=record.reference).status == 404


def test_it_can_be_undone_until_somebody_answers(new_browser, a_child, twin_entry, a_parent, other_parent, a_manager):
    factories.sign(a_child, a_parent, {"website": YES})
    factories.sign(twin_entry, other_parent, {"press": NO})
    before, browser = snapshot(), new_browser(a_manager)
    merge_by_hand(browser, a_child)
    browser.submit("Undo")
    assert "There are two entries again" in browser.text
    changed = [name for name in changed_tables(before) if name not in ("audit_entries", "sign_ins", "throttle_count")]
    assert changed == ["same_person_undos", "same_persons"]
    assert today(a_child).may_show
    merge_by_hand(browser, a_child)
    fact = SamePerson.standing().get()
    factories.sign(Child.get_by_id(a_child.id), other_parent, {"website": NO})
    browser.get("children.view", child_id=a_child.id)
    assert "Undo" not in browser.text
    before = snapshot()
    browser.post("families.undo_merge", fact_id=fact.id)
    assert (browser.status, "Somebody has answered since" in browser.text) == (409, True)
    assert changed_tables(before) == []


def test_what_a_court_order_restricted_since_stays_restricted_when_it_is_undone(
    new_browser, a_child, twin_entry, a_parent, other_parent, a_manager
):
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    factories.restrict(a_child, other_parent, by=a_manager)
    browser.get("children.view", child_id=a_child.id).submit("Undo")
    link = Guardianship.get(Guardianship.adult == factories.adult_of(other_parent))
    assert (link.child_id, link.responsibility) == (twin_entry.id, Responsibility.RESTRICTED)
    factories.link(factories.adult_of(a_parent), twin_entry)
    merge_by_hand(browser, a_child)
    factories.restrict(a_child, a_parent, by=a_manager)
    before = snapshot()
    browser.get("children.view", child_id=a_child.id).submit("Undo")
    assert (browser.status, "Something in this family was changed since" in browser.text) == (409, True)
    assert changed_tables(before) == []


def test_two_entries_of_one_adult_lock_nobody_out_and_keep_the_no_of_either(
    new_browser, a_child, a_strangers_child, a_parent, a_manager
):
    again = factories.make_parent("Agnieszka Kowalsk", a_strangers_child)
    one, other = factories.adult_of(a_parent), factories.adult_of(again)
    mine, theirs = factories.sign(a_child, a_parent, {"website": NO}), factories.sign(a_strangers_child, again, {"website": YES})  # fmt: skip
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    browser.click("Is this adult here twice?").submit("Find", q="kowalsk").click("Agnieszka Kowalsk")
    browser.submit("Agnieszka Kowalska and Agnieszka Kowalsk are one person", kept=str(one.id))
    assert browser.heading == a_child.name
    for account in (a_parent, again):
        assert {each.child.id for each in care.children_of(account.id)} == {a_child.id, a_strangers_child.id}
        assert {each.adult_id for each in care.children_of(account.id)} == {one.id}
        for record in (mine, theirs):
            assert new_browser(account).get("consents.signed", reference=record.reference).status == 200
    assert today(a_child).reasons == (Reason.REFUSED,)
    assert today(a_strangers_child).reasons == (Reason.ASKED_AGAIN,)
    factories.sign(a_strangers_child, again, {"website": YES})
    assert today(a_strangers_child).may_show
    assert {row.adult_id for row in CurrentAnswer.select()} == {one.id}
    assert Adult.get_by_id(other.id).account_id == again.id


def test_the_only_sign_in_and_what_the_kept_entry_has_not_come_from_the_other(
    a_child, a_parent, a_manager, new_browser
):
    kept, other = factories.make_adult("Agnieszka K"), factories.adult_of(a_parent)
    Adult.update(phone="01632 960001").where(Adult.id == other.id).execute()
    browser, before = new_browser(a_manager), snapshot()
    browser.get("families.merge_adults", adult_id=other.id, other=kept.id)
    assert "Where the entry you keep has no e-mail, telephone or address, the other’s is used." in browser.text
    browser.submit("Agnieszka Kowalska and Agnieszka K are one person", kept=str(kept.id))
    now = Adult.get_by_id(kept.id)
    assert (now.account_id, now.email, now.phone) == (a_parent.id, a_parent.email, "01632 960001")
    assert [each.adult_id for each in care.children_of(a_parent.id)] == [kept.id]
    browser.get("children.view", child_id=a_child.id).submit("Undo")
    assert "adults" not in changed_tables(before)
    assert "guardianships" not in changed_tables(before)


def test_rules_acknowledged_under_either_entry_are_acknowledged(a_child, a_parent, a_manager, new_browser):
    document = wording.get_document(DocumentKey.PARENT_RULES)
    again = factories.make_parent("Agnieszka Kowalsk", a_child)
    published = wording.current(DocumentKey.PARENT_RULES)
    rules = frozenset(rule.key for rule in published.acknowledgement.rules)
    signed = acknowledgements.Signature(published.id, rules, again.name, new_token())
    acknowledgements.acknowledge(document, signed, by_id=again.id)
    assert [line.signings[0].status for line in register(a_manager, document, on=clock.today())[0]] != ["done"]
    browser = new_browser(a_manager)
    kept = factories.adult_of(a_parent)
    browser.get("families.merge_adults", adult_id=kept.id, other=factories.adult_of(again).id)
    browser.submit("Agnieszka Kowalska and Agnieszka Kowalsk are one person", kept=str(kept.id))
    assert [line.signings[0].status for line in register(a_manager, document, on=clock.today())[0]] == ["done"]


def test_one_into_another_into_a_third_is_one_child_and_comes_apart_from_the_end(new_browser, a_child, twin_entry, a_manager):  # fmt: skip
    third = factories.make_child("Zosia", "Kowalska")
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    browser.get("families.merge_children", child_id=a_child.id, other=third.id)
    browser.submit("Zofia Kowalska and Zosia Kowalska are one person", kept=str(third.id))
    assert (browser.heading, browser.text.count("Same as Zofia")) == ("Zosia Kowalska", 2)
    assert Child.duplicates() == {a_child.id: third.id, twin_entry.id: third.id}
    first, _last = SamePerson.standing()
    browser.post("families.undo_merge", fact_id=first.id)
    assert browser.status == 409
    browser.get("children.view", child_id=third.id).submit("Undo")
    assert Child.duplicates() == {twin_entry.id: a_child.id}
    browser.get("children.view", child_id=a_child.id).submit("Undo")
    assert Child.duplicates() == {}


def test_nobody_else_can_do_it_and_it_is_written_down(
    new_browser, a_child, twin_entry, a_parent, a_stranger, a_staff_member, a_lead, an_inspector, a_manager
):
    before = snapshot()
    for account in (a_parent, a_stranger, a_staff_member, a_lead, an_inspector):
        browser = new_browser(account)
        browser.post(f"/families/child/{a_child.id}/same-as?other={twin_entry.id}", {"kept": str(a_child.id)})
        assert browser.status == 403
    assert [name for name in changed_tables(before) if name not in ("sign_ins", "audit_entries")] == []
    merge_by_hand(new_browser(a_manager), a_child)
    new_browser(a_manager).get("children.view", child_id=a_child.id).submit("Undo")
    events = [
        row.event for row in AuditEntry.select().where(AuditEntry.subject == "same_person").order_by(AuditEntry.id)
    ]
    assert events == ["SamePersonStated", "SamePersonUndone"]


def test_a_manager_does_not_do_it_for_her_own_child_while_somebody_else_can(
    new_browser, a_child, twin_entry, a_parent, a_manager
):
    make_own(a_manager, twin_entry)
    second = factories.make_account("Folake Adeyemi", Role.MANAGER)
    comes_in(a_manager, second)
    factories.sign(a_child, a_parent, {"website": NO})
    browser, before = new_browser(a_manager), snapshot()
    browser.get("families.merge_children", child_id=a_child.id, other=twin_entry.id)
    assert (browser.status, "This child is in your own care" in browser.text) == (409, True)
    browser.post(f"/families/child/{a_child.id}/same-as?other={twin_entry.id}", {"kept": str(a_child.id)})
    assert browser.status == 409
    own = Adult.get(Adult.account == a_manager.id)
    browser.post(f"/families/adult/{own.id}/same-as?other={factories.adult_of(a_parent).id}", {"kept": str(own.id)})
    assert (browser.status, changed_tables(before)) == (409, [])
    merge_by_hand(new_browser(second), a_child)
    hers = factories.sign(Child.get_by_id(a_child.id), a_manager, {"press": NO})
    page = new_browser(a_manager).get("children.view", child_id=a_child.id).text
    assert hers.reference in page
    theirs = ConsentRecord.get(ConsentRecord.adult == factories.adult_of(a_parent).id)
    assert theirs.reference not in page, "since then it is her own child"


def test_a_copy_for_an_inspector_gives_both_entries_of_a_child_one_letter(
    new_browser, a_child, twin_entry, a_parent, a_manager
):
    told = "Zofia Kowalsk is Zofia Kowalska"
    new = NewConcern(
        kind=Kind.COMPLAINT, about=("nobody",), what_happened=told, submission=new_token(), child=twin_entry
    )
    concern = raise_concern(new, by_id=a_parent.id)
    merge_by_hand(new_browser(a_manager), a_child)
    people = [p for p in people_in_records([concern.id]) if p.key.startswith("child:")]
    assert [p.key for p in people] == [f"child:{a_child.id}"]
    assert "Zofia Kowalsk" in people[0].other_names


def test_what_was_answered_under_either_entry_keeps_both_from_being_removed(
    new_browser, a_child, twin_entry, a_parent, a_manager
):
    factories.link(factories.adult_of(a_parent), twin_entry)
    factories.sign(twin_entry, a_parent, {"website": NO})
    browser = new_browser(a_manager)
    merge_by_hand(browser, a_child)
    before = snapshot()
    adult = factories.adult_of(a_parent)
    browser.post("families.remove_link", child_id=a_child.id, adult_id=adult.id)
    assert browser.status == 409
    browser.post("families.remove_child", child_id=a_child.id)
    assert (browser.status, changed_tables(before)) == (409, [])
    assert today(a_child).reasons == (Reason.REFUSED,)
