"""Parents, staff and visitors read exactly the version in force, and the manager can prove it; strangers beside them."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from threading import Barrier, Thread

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.acknowledgements import service as acknowledgements
from portal.acknowledgements.models import Acknowledgement
from portal.audit.models import AuditEntry
from portal.foundation import clock
from portal.foundation.database import db
from portal.issued.models import IssuedRecord
from portal.wording import drafts, service
from portal.wording.models import Document, WordingDraft, WordingVersion
from portal.wording.policy import Change, ChangedMeanwhile, DocumentKey
from tests.attachments.hostile import pdf_of, saved
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot
from tests.wording.wording_factories import without

NewBrowser = Callable[..., Browser]
STAFF_RULES, COMPLAINTS = DocumentKey.STAFF_RULES, DocumentKey.COMPLAINTS


@pytest.fixture
def manager(new_browser: NewBrowser, setting: object, a_manager: Account) -> Browser:
    service.publish_default_texts(STAFF_RULES, COMPLAINTS, by_id=a_manager.id)
    return new_browser(a_manager)


def beside(browser: Browser, field: str) -> str:
    return str(browser.root.xpath(f"string(//*[@id='{field}-error'])"))


def typed(browser: Browser, field: str) -> str:
    return str(browser.root.xpath(f"string(//textarea[@name='{field}'])")).removeprefix("\n")


def ticks(key: str) -> dict[str, bool]:
    return {f"rule_{rule.key}": True for rule in service.current(key).acknowledgement.rules}


def sign_staff_rules(browser: Browser, name: str) -> None:
    browser.get("acknowledgements.document", slug="staff-rules").submit(
        "Sign this", ticks(STAFF_RULES), signed_name=name
    )


def test_whoever_may_read_a_policy_does_and_a_stranger_does_not(
    manager: Browser, new_browser: NewBrowser, browser: Browser, a_parent: Account, a_staff_member: Account
) -> None:
    assert "28 days" in browser.get("policies.index").click("Complaints").text
    assert "Version" in browser.click("Every version").text
    assert "Siobhán" not in browser.text, "who published it is nobody's business outside"
    for page in ("document", "versions"):
        assert browser.get(f"policies.{page}", name="staff-rules").heading == "Sign in"
    assert browser.get("policies.version_pdf", name="complaints", number=1).heading == "Sign in"

    parent, before = new_browser(a_parent), snapshot()
    for page, more in (("document", {}), ("versions", {}), ("version", {"number": 1}), ("file", {"number": 1}),
                       ("version_pdf", {"number": 1}), ("history_pdf", {})):  # fmt: skip
        assert parent.get(f"policies.{page}", name="staff-rules", **more).status == 404
    assert "Our rules for staff" not in parent.get("acknowledgements.own").text
    assert changed_tables(before) == []

    staff = new_browser(a_staff_member).get("acknowledgements.own")
    assert staff.root.xpath("//h2[.='To sign']/following-sibling::ul[1]//a/text()") == ["Our rules for staff"]
    assert staff.root.xpath("//h2[.='To read']/following-sibling::ul[1]//a/text()") == ["Parent rules", "Complaints"]


def test_staff_sign_each_rule_are_shown_what_changed_and_a_minor_edit_disturbs_nobody(
    manager: Browser, new_browser: NewBrowser, a_staff_member: Account
) -> None:
    staff = new_browser(a_staff_member)
    assert not acknowledgements.has_acknowledged(a_staff_member.id, STAFF_RULES)
    sign_staff_rules(staff, a_staff_member.name)
    assert acknowledgements.has_acknowledged(a_staff_member.id, STAFF_RULES)

    manager.get("wording.edit", name="staff-rules").submit("Save and look at it", why_no_naming="A face says much.")
    manager.submit("Publish version 2", change="minor")
    assert acknowledgements.has_acknowledged(a_staff_member.id, STAFF_RULES)
    assert "Read and sign" not in staff.get("home.index").text

    changed = {"statement_no_uniform": "", "why_no_uniform": "", "place_breach": "1", "more": "I lock our tablet away."}
    manager.get("wording.edit", name="staff-rules").submit("Save and look at it", changed)
    manager.submit("Publish version 3", change="minor")
    assert "people have to sign again" in beside(manager, "change")
    stale = staff.get("acknowledgements.document", slug="staff-rules").status
    assert stale == 200
    manager.submit("Publish version 3", change="real")
    assert not acknowledgements.has_acknowledged(a_staff_member.id, STAFF_RULES)
    page = staff.get("acknowledgements.document", slug="staff-rules").text
    for said in ("What changed since you signed version 1", "I lock our tablet away.", "in our uniform", "Now: A face"):
        assert said in page
    rules = service.current(STAFF_RULES).acknowledgement.rules
    assert (rules[0].key, rules[-1].key) == ("breach", "i_lock_our_tablet_away")

    old = manager.get("policies.version", name="staff-rules", number=1)
    assert "This is an old version" in old.text
    assert "in our uniform" in old.text
    assert "I lock our tablet away." in manager.get("policies.versions", name="staff-rules").text


def test_a_version_that_came_while_the_page_was_open_is_shown_and_asked_again(
    manager: Browser, new_browser: NewBrowser, a_staff_member: Account
) -> None:
    staff = new_browser(a_staff_member).get("acknowledgements.document", slug="staff-rules")
    before = ticks(STAFF_RULES)
    text = service.current(STAFF_RULES).acknowledgement
    service.publish(STAFF_RULES, without(text, "no_uniform"), change=Change.REAL, by_id=None)
    staff.submit("Sign this", before, signed_name=a_staff_member.name)
    assert "This text was changed a moment ago" in staff.text
    assert not staff.root.xpath("//input[@type='checkbox']/@checked"), "a tick under other words says nothing"
    assert not Acknowledgement.select().exists()
    staff.submit("Sign this", ticks(STAFF_RULES), signed_name=a_staff_member.name)
    assert Acknowledgement.get().wording_id == service.current(STAFF_RULES).id


def test_a_version_for_a_later_day_leaves_the_earlier_one_in_force_until_then(
    manager: Browser, new_browser: NewBrowser, a_staff_member: Account
) -> None:
    staff = new_browser(a_staff_member)
    sign_staff_rules(staff, a_staff_member.name)
    day = clock.today() + timedelta(days=7)
    manager.get("wording.edit", name="staff-rules").submit("Save and look at it", more="I lock our tablet away.")
    manager.submit("Publish version 2", change="real", in_force_from="1 1 2020")
    assert "from today on" in beside(manager, "in_force_from")
    manager.submit("Publish version 2", change="real", in_force_from=f"{day:%d %m %Y}")
    assert "This version counts from" in manager.text

    assert service.current(STAFF_RULES).number == 1
    assert acknowledgements.has_acknowledged(a_staff_member.id, STAFF_RULES)
    assert "tablet" not in staff.get("policies.document", name="staff-rules").text
    begins = datetime.combine(day, time.min, clock.LONDON)
    assert service.in_force(STAFF_RULES, known_by=begins).published.number == 1
    assert service.in_force(STAFF_RULES, known_by=begins + timedelta(seconds=1)).published.number == 2
    # Whatever is published at once now holds all that was to come: who signed version 1 owes it.
    manager.get("wording.edit", name="staff-rules").submit("Save and look at it", standing="Part of working here.")
    manager.submit("Publish version 3", change="minor")
    assert service.current(STAFF_RULES).number == 3
    assert not acknowledgements.has_acknowledged(a_staff_member.id, STAFF_RULES)


def test_a_setting_adds_a_document_pastes_it_from_word_and_has_it_signed(
    manager: Browser, new_browser: NewBrowser, a_staff_member: Account, a_parent: Account
) -> None:
    day = f"{clock.today() + timedelta(days=400):%d %m %Y}"
    asked = {"title": "Lost child", "owner": "The lead", "review_by": "1 1 2020"}
    manager.get("wording.add_document").submit("Add it", asked, audience="everyone", kind="statements")
    assert beside(manager, "review_by") == "Error: Write a day from today on"
    manager.submit("Add it", review_by=day)
    assert "Say who signs it" in beside(manager, "audience")
    manager.submit("Add it", audience="staff")
    assert manager.heading == "Draft: Lost child"
    for _ in range(2):  # a double press is one document, and a namesake is told
        manager.get("wording.add_document").submit(
            "Add it", {**asked, "review_by": day}, audience="staff", kind="statements"
        )
        assert manager.heading == "Draft: Lost child"
    manager.get("wording.add_document").submit("Add it", {**asked, "title": "LOST child", "review_by": day},
                                               audience="staff", kind="to_read")  # fmt: skip
    assert "is there already" in beside(manager, "title")
    assert Document.select().where(Document.title == "Lost child").count() == 1

    word = "<p class=MsoNormal>•\u00a0I count the children <b>twice</b>.</p><p>I ring&nbsp;the “lead”.<o:p></o:p></p>"
    manager.get("wording.edit", name="lost-child").submit("Save and look at it", more=word)
    assert "We took the formatting out" in beside(manager, "more")
    assert typed(manager, "more") == "I count the children twice.\n\nI ring the “lead”."
    manager.submit("Save and look at it")
    manager.submit("Publish version 1", pdf=(b"no PDF at all", "lost.pdf"))
    assert beside(manager, "pdf")
    manager.submit("Publish version 1", pdf=(saved(pdf_of(2)), "lost.pdf"))
    assert manager.heading == "Lost child"

    staff = new_browser(a_staff_member).get("policies.document", name="lost-child")
    assert staff.click("Our own PDF of it").content.startswith(b"%PDF")
    staff.get("acknowledgements.document", slug="lost-child").submit(
        "Sign this", ticks("lost_child"), signed_name=a_staff_member.name
    )
    assert staff.heading == "Signed: Lost child"
    assert "Signed" in manager.get("acknowledgements.register", slug="lost-child").text
    assert new_browser(a_parent).get("policies.file", name="lost-child", number=1).status == 404


def test_nothing_that_is_typed_is_dropped_and_what_cannot_be_kept_is_said_beside_it(manager: Browser) -> None:
    at = manager.get("wording.edit", name="complaints")
    long, before = "word " * 40_000, service.current(COMPLAINTS)
    at.submit("Save and look at it", introduction=long, statement_kept="", more="Two.\nWhy.\n\n" + "x" * 601)
    assert "at most 20,000 characters" in beside(at, "introduction")
    assert typed(at, "introduction").strip() == long.strip()
    assert "empty both boxes" in beside(at, "statement_kept")
    assert "too long" in beside(at, "more")
    assert not WordingDraft.select().exists()
    at.get("wording.edit", name="complaints").submit("Save and look at it", {"statement_kept": at_kept(before)})
    assert "says the same already" in at.text
    assert not WordingDraft.select().exists()


def at_kept(before: service.Published) -> str:
    return str(before.acknowledgement.rules[0].statement)


def test_the_later_of_two_managers_is_shown_what_the_first_wrote_and_loses_nothing(
    setting: object, new_browser: NewBrowser, a_manager: Account
) -> None:
    service.publish_default_texts(COMPLAINTS, by_id=a_manager.id)
    manager = new_browser(a_manager)
    other = new_browser(factories.make_account("Lena Fischer", Role.MANAGER))
    manager.get("wording.edit", name="complaints")
    other.get("wording.edit", name="complaints").submit(
        "Save and look at it", statement_kept="", why_kept="", why_who="Theirs."
    )
    manager.submit("Save and look at it", why_who="Mine.", statement_kept="We keep it for 6 years.")
    assert "Somebody else changed this draft" in manager.text
    assert "Theirs." in manager.text
    assert typed(manager, "why_who") == "Mine."
    assert typed(manager, "statement_kept") == "We keep it for 6 years."
    manager.submit("Save and look at it")
    rules = {rule.key: rule for rule in drafts.load_draft(COMPLAINTS).text.clauses}
    assert (rules["who"].why, rules["kept"].statement) == ("Mine.", "We keep it for 6 years.")


@pytest.mark.both_engines
def test_two_managers_who_publish_at_once_make_one_version_and_one_is_told(setting: object, a_manager: Account) -> None:
    service.publish_default_texts(COMPLAINTS, by_id=a_manager.id)
    other = factories.make_account("Lena Fischer", Role.MANAGER)
    both, told = Barrier(2), []

    def change(by: Account, words: str) -> None:
        seen = drafts.load_draft(COMPLAINTS)
        rule = seen.clause("who")
        both.wait()
        try:
            drafts.save_draft(
                COMPLAINTS, lambda text: text.with_clause(type(rule)("who", words, "")), stamp=seen.stamp, by_id=by.id
            )
            told.append(
                drafts.publish_draft(
                    COMPLAINTS, stamp=drafts.load_draft(COMPLAINTS).stamp, by_id=by.id, change=Change.REAL
                ).number
            )
        except ChangedMeanwhile:
            told.append("told")
        db.close()

    threads = [Thread(target=change, args=(by, f"{by.name} deals with it.")) for by in (a_manager, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) == ["2", "told"]
    assert WordingVersion.select().where(WordingVersion.document == COMPLAINTS).count() == 2


def test_the_history_leaves_as_one_sealed_file_with_each_version_once(
    manager: Browser, new_browser: NewBrowser, a_parent: Account
) -> None:
    text = service.current(COMPLAINTS).acknowledgement
    service.publish(COMPLAINTS, without(text, "kept"), change=Change.REAL, by_id=None)
    sealed = manager.get("policies.versions", name="complaints").click("Download as PDF").content
    assert sealed.startswith(b"%PDF")
    assert b"/ByteRange" in sealed
    left = IssuedRecord.get()
    assert (left.kind, left.records) == ("policy_history", 2)
    assert manager.get("records.issued").status == 200
    assert "Versions of a policy" in manager.text
    assert new_browser(a_parent).get("policies.version_pdf", name="complaints", number=1).content.startswith(b"%PDF")
    assert IssuedRecord.select().count() == 2


def test_who_keeps_a_document_and_when_it_is_reviewed_is_changed_and_logged(manager: Browser) -> None:
    day = clock.today() + timedelta(days=10)
    at = manager.get("wording.change_details", name="complaints")
    at.submit("Save", owner="Mina Okafor", review_by=f"{day:%d %m %Y}")
    assert "Mina Okafor" in at.text
    assert "Review soon" in at.text
    assert "policy to look at again" in at.get("home.index").text
    entries = [entry.event for entry in AuditEntry.select().where(AuditEntry.subject == "document")]
    assert entries == ["DocumentDetailsChanged"]
    at.get("wording.change_details", name="complaints").submit("Save", title="Parent rules")
    assert "is there already" in beside(at, "title")


def test_concern_pages_lead_to_the_policies_by_which_a_concern_is_dealt_with(
    manager: Browser, new_browser: NewBrowser, a_parent: Account
) -> None:
    parent = new_browser(a_parent).get("concerns.raise_concern")
    assert parent.root.xpath("//p[starts-with(., 'How we deal with it')]/a/text()") == ["Complaints"]
    assert parent.click("Complaints").heading == "Complaints"
