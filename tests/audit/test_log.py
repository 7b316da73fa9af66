"""The audit log as people read it."""

import json
from datetime import timedelta

import pytest

from portal.acknowledgements.events import RulesAcknowledged
from portal.attachments.models import Attachment
from portal.audit import service
from portal.audit.filtering import SUBJECTS
from portal.audit.models import AuditEntry
from portal.concerns import handling
from portal.concerns.events import ConcernExported
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Kind
from portal.foundation import clock
from portal.foundation.events import bus, every_event
from portal.foundation.tokens import new_token
from portal.settings.events import SettingNamed
from portal.visitors.events import VisitorArrived
from portal.web.paging import PAGE
from tests.concerns import factories as concerns_world
from tests.support import factories

pytestmark = pytest.mark.both_engines


def test_the_person_a_concern_is_about_does_not_learn_of_it_from_the_log(
    new_browser, a_manager, a_lead, a_chair, a_parent, a_child
):
    concern = concerns_world.raise_concern(a_parent, about=("manager",))
    assert AuditEntry.select().where(AuditEntry.subject == "concern").count() == 1

    page = new_browser(a_manager).get("audit.log").text

    assert "raised a concern" not in page
    assert concern.reference not in page


def test_those_who_may_see_the_concern_see_its_entries(new_browser, a_manager, a_parent, a_child):
    concern = concerns_world.raise_concern(a_parent)

    assert f"concern {concern.reference}" in new_browser(a_manager).get("audit.log").text


def test_the_inspector_reads_the_log_without_the_concerns(new_browser, an_inspector, a_manager, a_parent, a_child):
    concerns_world.raise_concern(a_parent)

    page = new_browser(an_inspector).get("audit.log").text

    assert "signed in" in page
    assert "raised a concern" not in page


def test_a_parent_cannot_open_the_log(new_browser, a_parent):
    assert new_browser(a_parent).get("audit.log").status == 403


def rows(browser) -> list[str]:
    return [" ".join(row.text_content().split()) for row in browser.root.xpath("//ol[@class='log']/li")]


def test_the_log_reads_the_same_whether_or_not_something_hidden_lies_between(new_browser, a_manager, a_chair, a_parent):
    """Two managers of two settings could not tell by any number which of them was complained about."""
    mine = concerns_world.raise_concern(a_parent, kind=Kind.COMPLAINT)
    handling.take_step(mine, EntryKind.INTERNAL_NOTE, "One", submission=new_token(), by_id=a_manager.id)
    hidden = concerns_world.raise_concern(a_parent, about=("manager",))
    handling.take_step(hidden, EntryKind.INTERNAL_NOTE, "Two", submission=new_token(), by_id=a_chair.id)
    after = concerns_world.raise_concern(a_parent, kind=Kind.COMPLAINT)
    entry = handling.take_step(after, EntryKind.INTERNAL_NOTE, "Three", submission=new_token(), by_id=a_manager.id)
    browser = new_browser(a_manager).get("audit.log")
    shown = [row for row in rows(browser) if "concern" in row]
    assert len(shown) == 4
    assert hidden.reference not in browser.page
    for row in shown:
        assert row.endswith((f"concern {mine.reference}", f"concern {after.reference}"))
    assert "entry id" not in browser.text
    assert str(json.loads(AuditEntry.get(AuditEntry.event == "ConcernAnswered").details)["entry_id"]) != str(entry.id)
    for logged in AuditEntry.select():
        assert f">{logged.id}<" not in browser.page


@pytest.fixture
def a_long_log(a_manager, a_parent):
    """More entries than a page holds, every other one hidden from the manager."""
    for number in range(PAGE + 10):
        concerns_world.raise_concern(a_parent, about=("manager" if number % 2 else "nobody",), kind=Kind.COMPLAINT)


def test_older_pages_follow_without_a_gap_and_their_address_counts_only_what_is_shown(
    new_browser, a_manager, a_long_log
):
    for _ in range(PAGE):
        handling.log_view(Concern.handled_by(a_manager).first(), by_id=a_manager.id)
    browser = new_browser(a_manager).get("audit.log")
    seen = AuditEntry.visible_to(a_manager).count()
    found = len(rows(browser))
    assert found == PAGE
    while browser.root.xpath("//a[contains(@href, 'upto=')]"):
        (address,) = browser.root.xpath("//a[contains(@href, 'upto=')]/@href")
        assert int(address.partition("upto=")[2]) == seen - found
        browser.get(address)
        found += len(rows(browser))
    assert found == seen


@pytest.mark.parametrize(
    "before", ["99999999999999999999", "-1", "0", "x", "", "%00", "é", "0" * 64, "f" * 64, "a" * 100_000]
)
def test_an_address_that_is_no_page_shows_the_newest(new_browser, a_manager, before):
    browser = new_browser(a_manager)
    browser.get(f"/audit/?upto={before}")
    assert browser.status == 200
    assert "signed in" in rows(browser)[0]


def test_no_hash_tells_whether_its_entry_is_hidden(new_browser, a_manager, a_parent):
    """The inspection pack prints the last hash: who has it must not learn whether that entry is shown to them."""
    browser = new_browser(a_manager)
    shown = service.chain_head()
    concerns_world.raise_concern(a_parent, about=("manager",))
    hidden = service.chain_head()
    newest = rows(browser.get("audit.log"))
    for named in (shown, hidden):
        for argument in ("after", "before", "upto"):
            assert rows(browser.get(f"/audit/?{argument}={named}")) == newest


def test_entries_that_are_added_meanwhile_move_no_older_page(new_browser, a_manager, a_long_log):
    for _ in range(PAGE):
        handling.log_view(Concern.handled_by(a_manager).first(), by_id=a_manager.id)
    browser = new_browser(a_manager)
    browser.get("audit.log")
    (address,) = browser.root.xpath("//a[contains(@href, 'upto=')]/@href")
    older = rows(browser.get(address))
    handling.log_view(Concern.handled_by(a_manager).first(), by_id=a_manager.id)
    assert rows(browser.get(address)) == older


def test_what_an_entry_holds_is_said_in_words(new_browser, a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    concern = concerns_world.raise_concern(a_parent)
    handling.take_step(concern, EntryKind.STARTED, "", submission=new_token(), by_id=a_manager.id)
    handling.log_evidence_opened(concern, Attachment(id=7), is_original=True, by_id=a_manager.id)
    page = new_browser(a_manager).get("audit.log").text
    assert "entry: started" in page
    assert "is original: yes" in page
    assert "displays yes" in page
    assert "{" not in page


# Names


def test_whoever_may_see_the_people_reads_names_and_an_inspector_numbers(
    new_browser, a_manager, an_inspector, a_parent, a_child
):
    record = factories.sign_all(a_child, a_parent)
    factories.restrict(a_child, a_parent, by=a_manager)
    log = new_browser(a_manager).get("audit.log")
    (signed,) = [row for row in rows(log) if record.reference in row]
    assert f"{a_parent.name} signed a consent form" in signed
    assert f"child: {a_child.name}" in signed
    assert any(f"child {a_child.name}" in row for row in rows(log)), "of a row that is about the child"
    assert f"{a_manager.name} signed in" in " ".join(rows(log))
    inspector = new_browser(an_inspector).get("audit.log")
    assert f"account {a_manager.id} signed in" in " ".join(rows(inspector))
    assert a_parent.name not in inspector.text
    assert a_manager.name not in inspector.text


def test_no_name_stands_in_an_address(new_browser, a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    browser = new_browser(a_manager).get("audit.log")
    links = browser.root.xpath("//main//a/@href")
    assert f"/audit/?child={a_child.id}" in links
    assert not any(name in link for link in links for name in ("Kowalsk", "Zofia", "Agnieszka"))


# Filters


def test_it_is_filtered_by_person_child_kind_and_day_and_keeps_what_was_chosen(
    new_browser, a_manager, a_parent, a_child, a_second_parent
):
    other = factories.make_child("Mei", "Chen")
    mine = factories.sign_all(a_child, a_parent)
    theirs = factories.sign_all(other, factories.make_parent("Li Wei Chen", other))
    browser = new_browser(a_manager).get("audit.log", child=a_child.id)
    assert mine.reference in browser.text
    assert theirs.reference not in browser.text
    assert f"Only: {a_child.name}." in browser.text
    browser.submit("Show", kind="account")
    assert f"Only: {a_child.name}, Accounts and signing in." in browser.text
    browser.get("audit.log", who=a_parent.id)
    assert {row.split(maxsplit=1)[1].startswith(a_parent.name) for row in rows(browser)} == {True}
    today, yesterday = clock.today(), clock.today() - timedelta(days=1)
    assert mine.reference in browser.get("audit.log").submit("Show", day=f"{today:%d %m %Y}").text
    assert "No entry fits" in browser.submit("Show", day=f"{yesterday:%d/%m/%Y}").text


def test_a_child_s_number_finds_no_other_child_whose_number_begins_like_it(new_browser, a_manager):
    children = [factories.make_child("Sam", f"Obi{number}") for number in range(12)]
    records = [factories.sign_all(child, factories.make_parent(f"Alex {child.id}", child)) for child in children]
    assert {children[0].id * 10, children[0].id * 10 + 1} <= {child.id for child in children}
    page = new_browser(a_manager).get("audit.log", child=children[0].id).text
    assert [record.reference in page for record in records] == [True] + [False] * 11


@pytest.mark.parametrize("day", ["tomorrowish", "31/2/2026", "99", "é" * 500])
def test_a_day_that_nobody_can_read_is_said_beside_its_field_and_kept(new_browser, a_manager, day):
    browser = new_browser(a_manager).get("audit.log", day=day)
    assert browser.status == 200
    assert "We cannot read this day" in browser.text
    assert browser.root.xpath("//input[@name='day']/@value") == [day[:40]]


@pytest.mark.parametrize("asked", [{"who": "x"}, {"child": "9" * 30}, {"kind": "nonsense"}, {"child": "404"}])
def test_what_nothing_is_called_is_not_chosen(new_browser, a_manager, asked):
    browser = new_browser(a_manager).get("audit.log", **asked)
    assert "Only:" not in browser.text
    assert rows(browser)


def test_no_filter_shows_the_person_a_concern_is_about_that_there_is_one(
    new_browser, a_manager, a_staff_member, a_chair, a_parent, a_child
):
    browser = new_browser(a_manager)
    asked = [{}, {"who": a_parent.id}, {"who": a_chair.id}, {"kind": "concern"}, {"day": str(clock.today())}]
    asked += [{"child": a_child.id}]
    browser.get("audit.log")
    before = [rows(browser.get("audit.log", **some)) + choices(browser) for some in asked]
    concern = concerns_world.raise_concern(a_parent, about=("manager",))
    handling.take_step(concern, EntryKind.STARTED, "", submission=new_token(), by_id=a_chair.id)
    assert [rows(browser.get("audit.log", **some)) + choices(browser) for some in asked] == before
    assert "Concerns" not in choices(browser)
    assert new_browser(a_staff_member).get("audit.log", who=a_parent.id).status == 403


def choices(browser) -> list[str]:
    return [option.text_content() for option in browser.root.iterfind(".//main//option")]


def test_every_kind_of_row_that_an_event_is_about_can_be_chosen():
    assert {event.subject for event in every_event().values()} == set(SUBJECTS)


def test_what_nobody_signed_in_did_is_not_said_to_be_the_portal(new_browser, a_manager, setting):
    bus.publish(VisitorArrived(actor_id=None, subject_id=1))
    bus.publish(SettingNamed(actor_id=None, subject_id=1))
    browser = new_browser(a_manager).get("audit.log")
    assert [row.partition(" ")[2] for row in rows(browser) if "visitor" in row] == [
        "somebody not signed in came in as a visitorvisit 1"
    ]
    assert any(" the portal " in row for row in rows(browser))


def test_a_link_or_a_code_is_a_person_and_not_the_portal(new_browser, a_manager, a_parent):
    wording = {"document": "parent_rules", "number": 1, "sha256": "a" * 64}
    service.record(RulesAcknowledged(actor_id=None, subject_id=1, **wording))
    concern = concerns_world.raise_concern(a_parent)
    service.record(ConcernExported(actor_id=None, subject_id=concern.id, face="letter"))
    seen = " ".join(rows(new_browser(a_manager).get("audit.log")))
    for sentence in ("signed rules or a policy", "downloaded the record of a concern"):
        assert f"somebody not signed in {sentence}" in seen
