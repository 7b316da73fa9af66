"""What was signed keeps its names, what is asked of no longer can be taken back, and the past stays as it was."""

import io
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
import time_machine

from portal.consents import documents, parent_view, queries
from portal.consents.models import ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, Reason
from portal.consents.register import service as register_service
from portal.families import care
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.settings.paper import new_document
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.consents.paper_factories import key_in, print_one
from tests.support import factories
from tests.support.databases import changed_tables, snapshot
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

FORM = DocumentKey.CONSENT_FORM


def publish_without(key, change):
    text = wording.current(FORM).consent
    return wording.publish(FORM, text.with_clauses(u for u in text.uses if u.key != key), change=change, by_id=None)


def at(month, day):
    return time_machine.travel(datetime(2027, month, day, 9, tzinfo=UTC), tick=False)


def told(pdf):
    return " ".join("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())


# Names as they were signed.


@pytest.mark.parametrize("way", ["online", "paper", "withdrawn"])
def test_a_record_keeps_the_names_and_the_birthday_it_was_signed_with(a_parent, a_child, a_manager, way):
    if way == "paper":
        record = key_in(print_one(a_child, a_manager), factories.adult_of(a_parent), a_manager, {"website": Answer.YES})
    else:
        record = factories.sign_all(a_child, a_parent)
        record = factories.withdraw(a_child, a_parent, "website") if way == "withdrawn" else record
    Child.update(first_name="Sofia", last_name="Wilk", born_on=date(2021, 1, 1)).execute()
    Adult.update(name="Agnieszka Wilk").execute()

    whole = queries.full_record(ConsentRecord.get_by_id(record.id))
    assert (whole.row.child_name, whole.row.born_on, whole.row.adult_name) == (
        "Zofia Kowalska", date(2022, 9, 3), "Agnieszka Kowalska",
    )  # fmt: skip
    to = io.BytesIO()
    documents.write_record(whole, to)
    assert "Zofia Kowalska, born 3 September 2022" in told(to)
    assert "Wilk" not in told(to)


def test_a_record_handed_back_is_the_record_that_is_stored(a_parent, a_child):
    record = factories.sign_all(a_child, a_parent)
    assert ConsentRecord.get_by_id(record.id).__data__ == record.__data__


# A use that is asked of no longer.


@pytest.mark.parametrize("change", Change)
def test_a_yes_to_what_is_asked_of_no_longer_is_no_yes(a_parent, a_child, change):
    factories.sign_all(a_child, a_parent)
    publish_without("website", change)
    found = ruling(a_child, "website", on=clock.today())
    assert (found.may_show, found.reasons[0]) == (False, Reason.SUPERSEDED)
    assert ruling(a_child, "press", on=clock.today()).may_show is (change is Change.MINOR)


@pytest.mark.parametrize("change", Change)
def test_such_a_yes_is_shown_to_its_parent_and_can_be_withdrawn(new_browser, a_parent, a_child, change):
    asked = wording.current(FORM).consent.use("website")
    record = factories.sign_all(a_child, a_parent)
    signed_on = record.wording_id
    publish_without("website", change)

    browser = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    assert asked.label in browser.text
    assert "We no longer ask about this" in browser.text
    browser.get("consents.withdraw", child_id=a_child.id, use="website")
    assert asked.sentence in browser.text
    browser.submit("Withdraw")
    assert "Withdrawn for Zofia" in browser.text

    made = ConsentRecord.select().order_by(ConsentRecord.id.desc()).get()
    assert (made.kind, made.wording_id) == ("withdrawal", signed_on)
    assert CurrentAnswer.get(CurrentAnswer.use == "website").answer == "withdrawn"
    assert asked.label not in browser.get("consents.own_answers", child_id=a_child.id).text


def test_nobody_is_asked_again_for_what_is_asked_of_no_longer(a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    publish_without("website", Change.MINOR)
    lines = parent_view.own_answers(care.children_of(a_parent.id), on=clock.today())[0].lines
    assert [(line.use, line.asks_again) for line in lines if not line.is_asked] == [("website", False)]
    assert not any(line.asks_again for line in lines)


def test_a_use_that_no_form_ever_had_is_not_found(new_browser, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    publish_without("website", Change.REAL)
    browser = new_browser(a_parent)
    before = snapshot()
    for use in ("instagram", "always_consult", "website_2"):
        assert browser.get("consents.withdraw", child_id=a_child.id, use=use).status == 404
    assert changed_tables(before) == []


def test_a_stranger_cannot_withdraw_it(new_browser, a_parent, a_child, a_stranger):
    factories.sign_all(a_child, a_parent)
    publish_without("website", Change.REAL)
    assert new_browser(a_stranger).get("consents.withdraw", child_id=a_child.id, use="website").status == 404


# The register of a past period.


@pytest.fixture
def a_year(a_manager, a_child):
    """Signed in January; in March the form changes in earnest, and asks of the website no longer."""
    with at(1, 11):
        wording.publish(FORM, wording.current(FORM).consent, change=Change.REAL, by_id=None)
        parent = factories.make_parent("Hodan Yusuf", a_child)
        factories.sign_all(a_child, parent)
    with at(3, 15):
        publish_without("website", Change.REAL)
    return parent


def register_of(day, account):
    after = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=clock.LONDON)
    return register_service.load_register(account, on=day, known_by=after)


def test_a_pack_of_january_made_in_april_shows_january(a_year, a_manager):
    with at(4, 20):
        january = register_of(date(2027, 1, 31), a_manager)
        march = register_of(date(2027, 3, 31), a_manager)
        today = register_service.load_register(a_manager, on=clock.today())
    assert "website" in {use.key for use in january.uses}
    assert all(found.may_show for found in january.lines[0].rulings.values())
    assert "website" not in {use.key for use in march.uses}
    assert {found.reasons[0] for found in march.lines[0].rulings.values()} == {Reason.SUPERSEDED}
    assert (march.uses, march.lines) == (today.uses, today.lines)


def test_before_anything_was_published_nothing_counts(a_year, a_manager):
    nothing = register_of(date(2026, 1, 31), a_manager)
    assert nothing.uses
    assert {found.reasons[0] for found in nothing.lines[0].rulings.values()} == {Reason.NOT_ANSWERED}


def test_the_paper_of_the_past_says_what_is_of_today(a_year, a_manager):
    for past, is_said in ((register_of(date(2027, 1, 31), a_manager), True),
                          (register_service.load_register(a_manager, on=date(2027, 1, 31)), False)):  # fmt: skip
        doc, to = new_document("Consent register", reference="IP-2222-2222"), io.BytesIO()
        documents.draw_register(doc, past)
        doc.save(to)
        assert ("who has parental responsibility" in told(to)) is is_said


def test_the_answers_that_count_can_be_derived_anew_from_the_terminal(app, a_parent, a_child):
    factories.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.NO})
    before = sorted(map(str, CurrentAnswer.select().tuples()))
    CurrentAnswer.delete().execute()
    done = app.test_cli_runner().invoke(args=["consents", "rebuild"])
    assert (done.exit_code, done.output) == (0, "2 answers count, as the signed records say.\n")
    assert sorted(map(str, CurrentAnswer.select().tuples())) == before
