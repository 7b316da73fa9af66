"""What somebody began to write is kept for them alone, and goes when it is sent, deleted or left (product.md §4)."""

import importlib
import json
from dataclasses import asdict
from datetime import timedelta

import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts.models import SignIn
from portal.attachments.models import Attachment
from portal.audit.models import AuditEntry
from portal.concerns import drafts
from portal.concerns.drafts import ConcernDraft
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler, ConcernSubject
from portal.foundation import clock
from portal.foundation.database import db
from portal.upkeep import cleanup
from tests.concerns import factories as concerns
from tests.concerns.factories import STORY
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

pytestmark = pytest.mark.both_engines

PAGES = [("concerns.question", {"step": step}) for step in ("kind", "who", "what", "reply")] + [("concerns.check", {})]


@pytest.fixture
def parent(new_browser, setting, a_manager, a_lead, a_parent, a_child):
    return new_browser(a_parent)


@pytest.fixture
def draft(vault, parent) -> ConcernDraft:
    """About the manager, with a picture, and not sent."""
    concerns.write(parent, about=["manager"], evidence=[(concerns.photograph(), "a.jpg")], wish="Stop it")
    return ConcernDraft.get()


def test_it_is_there_on_another_device_with_its_files_and_says_when_it_was_kept(
    draft, new_browser, a_parent, a_chair
) -> None:
    browser = new_browser(a_parent).get("concerns.raise_concern")
    assert "You began, and did not send: A picture of ours was shared." in browser.text
    assert "Kept " in browser.text
    browser.click("Go on with it")
    for kept in (STORY, "a.jpg", "Stop it"):
        assert kept in browser.text
    assert "Draft kept, " in browser.click("Change What happened").text
    browser.submit("Go on").submit("Send it")
    assert browser.heading == "We have your concern"


def test_nobody_else_can_read_it_or_learn_of_it(
    draft, new_browser, a_parent, a_stranger, a_second_parent, a_manager, a_lead, a_staff_member
) -> None:
    others = [new_browser(each) for each in (a_stranger, a_second_parent, a_lead, a_staff_member, a_manager)]
    before, own = snapshot(), Attachment.get()
    for browser in others:
        for page, values in PAGES:
            assert browser.get(page, reference=draft.reference, **values).status == 404
            assert browser.post(page, {"what_happened": "x"}, reference=draft.reference, **values).status == 404
        assert browser.post("concerns.delete_draft", reference=draft.reference).status == 404
        assert browser.get("attachments.preview", attachment_id=own.id).status == 404
        for page in ("home.index", "concerns.raise_concern", "concerns.own"):
            assert "You began" not in browser.get(page).text
            assert draft.reference not in browser.page
    assert "Open (0)" in browser.get("concerns.register").text
    assert changed_tables(before) == []


def test_the_database_and_the_log_hold_none_of_its_words(draft) -> None:
    assert not AuditEntry.select().where(AuditEntry.subject == "concern").exists()
    for table in ("concern_drafts", "audit_entries", "throttle_count"):
        rows = str(db.execute_sql(f"SELECT * FROM {table}").fetchall())
        for word in ("Amira", "screenshot", "Stop it", "shared_image"):
            assert word not in rows, table


def test_what_is_sent_leaves_no_draft_and_its_files_are_evidence(draft, parent, a_chair) -> None:
    parent.get("concerns.check", reference=draft.reference).submit("Send it")
    sent = ConcernDraft.get()
    assert (sent.sealed, sent.concern) == ("", Concern.get())
    assert (Attachment.get().subject, Attachment.get().kept_until) == ("concern_entry", None)
    assert [handler.account_id for handler in ConcernHandler.select()] == [a_chair.id]
    for page, values in PAGES:
        assert parent.get(page, reference=draft.reference, **values).heading == "We have your concern"
    assert "You began" not in parent.get("concerns.raise_concern").text


def test_what_is_left_goes_after_two_weeks_with_its_files_and_not_before(draft, vault) -> None:
    for days, left in ((13, 1), (15, 0)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            cleanup.clean_up()
        assert ConcernDraft.select().count() == Attachment.select().count() == left
        assert len(vault()) == 3 * left


def test_it_can_be_deleted_and_nobody_has_seen_it(draft, parent, vault) -> None:
    parent.get("concerns.raise_concern").submit("Delete it")
    assert "What you began is deleted. We have not seen it." in parent.text
    assert (ConcernDraft.select().count(), Attachment.select().count(), vault()) == (0, 0, [])
    assert parent.post("concerns.delete_draft", reference=draft.reference).status == 404


def test_pressing_twice_begins_once_and_two_matters_are_two_drafts(parent) -> None:
    for kind in ("complaint", "complaint", "staff_conduct"):
        parent.post("concerns.raise_concern", {"kind": kind})
    assert ConcernDraft.select().count() == 1
    concerns.answer_who(parent)
    parent.submit("Go on", what_happened=STORY)
    parent.post("concerns.raise_concern", {"kind": "complaint"})
    assert ConcernDraft.select().count() == 2
    assert "Something staff did online" in parent.get("concerns.raise_concern").text


def test_two_pages_of_one_draft_lose_nothing_of_each_other(draft, parent, new_browser, a_parent) -> None:
    other = new_browser(a_parent).get("concerns.question", reference=draft.reference, step="what")
    parent.get("concerns.question", reference=draft.reference, step="what")
    other.submit(evidence=[(concerns.photograph(), "b.jpg")])
    parent.get("concerns.question", reference=draft.reference, step="reply")
    other.click("Change What happened").submit(
        what_happened="It is worse.", evidence=[(concerns.photograph(), "c.jpg")]
    )
    parent.submit("Check it", wish="An answer soon")
    for kept in ("It is worse.", "a.jpg, b.jpg and c.jpg", "An answer soon"):
        assert kept in parent.text


def test_what_was_changed_on_another_page_is_looked_at_before_it_is_sent(
    draft, parent, new_browser, a_parent, a_chair
) -> None:
    parent.get("concerns.check", reference=draft.reference)
    other = new_browser(a_parent).get("concerns.question", reference=draft.reference, step="what")
    other.submit(what_happened="It is worse.")
    parent.submit("Send it")
    assert "This has changed since you looked at it. Check it again, then send it." in parent.text
    assert "It is worse." in parent.text
    assert Concern.select().count() == 0
    parent.submit("Send it")
    assert Concern.get().what_happened == "It is worse."
    other.submit("Send it")
    assert (other.heading, Concern.select().count()) == ("We have your concern", 1)


def test_who_will_read_it_is_looked_at_again_when_that_has_changed(parent, a_lead) -> None:
    concerns.write(parent)
    factories.make_account("New Lead", Role.LEAD)
    parent.submit("Send it")
    assert "New Lead" in parent.text
    assert Concern.select().count() == 0
    assert parent.submit("Send it").heading == "We have your concern"


def test_words_from_a_page_that_was_still_open_are_added_and_not_lost(draft, parent, a_chair) -> None:
    open_page = parent.get("concerns.question", reference=draft.reference, step="what").url
    parent.get("concerns.check", reference=draft.reference).submit("Send it")
    assert parent.post(open_page, {"what_happened": STORY}).heading == "We have your concern"
    parent.post(open_page, {"what_happened": "There is a second picture."})
    assert "This was sent already, from another page." in parent.text
    parent.submit("Send")
    assert ConcernEntry.select().where(ConcernEntry.text == "There is a second picture.").count() == 1
    assert Concern.select().count() == 1


def test_an_expired_session_loses_nothing(draft, parent, a_parent, new_browser) -> None:
    parent.get("concerns.question", reference=draft.reference, step="what")
    SignIn.update(ended_at=clock.now()).execute()
    parent.submit(what_happened="Typed when the session was over.")
    assert parent.heading == "Sign in"
    assert "Typed when the session was over." not in parent.text
    assert "What you typed is kept on this page" in parent.text
    again = new_browser(a_parent).get("concerns.check", reference=draft.reference)
    assert STORY in again.text
    assert "a.jpg" in again.text


def test_a_namesake_who_came_to_work_here_meanwhile_is_asked_about_before_anything_is_sent(parent) -> None:
    """Two weeks may lie between the answer and the sending: it must not reach whom it is about."""
    concerns.write(parent, other_name="Brid Kavanagh")
    accused = factories.make_account("Bríd Kavanagh", Role.LEAD)
    parent.submit("Send it")
    assert parent.heading == "Who is it about?"
    assert "Do you mean somebody who works here?" in parent.text
    assert Concern.select().count() == 0
    parent.submit("Go on", meant=[f"staff-{accused.id}"]).submit("Send it")
    assert ConcernSubject.select().where(ConcernSubject.account == accused.id).exists()
    assert accused.id not in [handler.account_id for handler in ConcernHandler.select()]


def test_a_namesake_who_is_not_meant_is_asked_about_once(parent, a_staff_member) -> None:
    parent.post("concerns.raise_concern", {"kind": "complaint"})
    parent.submit("Go on", other_name=a_staff_member.name)
    assert "Do you mean somebody who works here?" in parent.text
    parent.submit("Go on", meant=[f"other-staff-{a_staff_member.id}"])
    assert parent.heading == "What happened?"
    assert parent.click("Back").submit("Go on").heading == "What happened?"


def test_whoever_was_named_stays_away_when_it_becomes_a_question(draft, parent, a_chair) -> None:
    parent.get("concerns.question", reference=draft.reference, step="kind").submit("A question")
    assert f"{a_chair.name} will read it." in parent.text
    parent.submit("Send it")
    assert [handler.account_id for handler in ConcernHandler.select()] == [a_chair.id]


def test_a_question_waits_for_no_answer_of_whom_it_is_about(parent) -> None:
    parent.post("concerns.raise_concern", {"kind": "complaint"})
    parent.submit("Go on")
    assert "Tick who it is about" in parent.text
    parent.click("Back").submit("A question")
    parent.submit("Go on", what_happened=STORY).submit("Check it", reply="here")
    assert "Nobody, or not sure" not in parent.text
    assert parent.submit("Send it").heading == "We have your question"


def test_when_nobody_is_left_outside_bodies_are_shown_before_typing(new_browser, setting, a_manager, a_parent) -> None:
    type(setting).update(lado_contact="Council officer, 01632 960 777").execute()
    browser = new_browser(a_parent)
    browser.post("concerns.raise_concern", {"kind": "staff_conduct"})
    assert "Council officer" not in browser.text
    concerns.answer_who(browser, ["manager"])
    assert browser.heading == "What happened?"
    assert "Nobody here is independent of this." in browser.text
    assert "Council officer, 01632 960 777" in browser.text
    browser.submit("Go on", what_happened=STORY).submit("Check it", reply="here")
    assert "Nobody here can read it at present." in browser.text


def test_what_another_secret_of_the_portal_kept_is_said_to_be_lost_and_a_secret_of_before_opens_it(
    draft, parent, app
) -> None:
    before = app.secret_key
    with app.test_request_context():
        app.secret_key = "another"
        app.config["SECRET_KEY_FALLBACKS"] = [before]
    assert STORY in parent.get("concerns.check", reference=draft.reference).text
    app.config["SECRET_KEY_FALLBACKS"] = None
    browser = parent.sign_in(draft.account).get("concerns.raise_concern")
    assert "You began something that cannot be opened any more." in browser.text
    browser.get("concerns.check", reference=draft.reference)
    assert (browser.status, "Please begin again" in browser.text) == (409, True)
    browser.get("concerns.raise_concern").submit("Delete it")
    assert ConcernDraft.select().count() == 0
    app.secret_key = before


@pytest.mark.parametrize(
    ("step", "answers", "said", "kept"),
    [
        ("who", {}, "Tick who it is about", ""),
        ("who", {"nobody": "y", "other_name": "A passer-by"}, "You named somebody.", "A passer-by"),
        ("what", {"what_happened": "", "noticed_on": "32 13 2026"}, "Write what happened", "32 13 2026"),
        ("reply", {"reply": "phone", "phone": "", "wish": "A word"}, "Write the number that we may call", "A word"),
    ],
)
def test_a_refused_page_is_asked_for_anew_so_that_the_back_button_shows_it_again(
    parent, step, answers, said, kept
) -> None:
    parent.post("concerns.raise_concern", {"kind": "complaint"})
    reference = ConcernDraft.get().reference
    parent.post("concerns.question", answers, reference=reference, step=step)
    assert [status for status, _url in parent.trail] == [303, 200]
    for _look in range(2):
        assert said in parent.text
        assert parent.root.findtext(".//title").startswith("Error: ")
        assert kept in parent.page
        parent.get("concerns.question", reference=reference, step=step)


def test_who_goes_on_with_a_draft_is_not_told_that_somebody_left_before_they_named_anybody(parent) -> None:
    parent.post("concerns.raise_concern", {"kind": "complaint"})
    parent.get("concerns.check", reference=ConcernDraft.get().reference)
    assert parent.heading == "Who is it about?"
    assert "have changed" not in parent.text


def test_what_was_refused_has_to_be_sent_again_before_anything_is_sent(draft, parent) -> None:
    page = {"reference": draft.reference, "step": "what"}
    parent.get("concerns.question", **page).submit(what_happened="It is worse.", noticed_on="never")
    for where, values in (("concerns.check", {}), ("concerns.question", {"step": "what"})):
        parent.get(where, reference=draft.reference, **values)
        assert "Write the date as day, month and year" in parent.text
        assert "It is worse." in parent.page
    parent.submit("Go on", noticed_on="yesterday")
    assert (parent.heading, "It is worse." in parent.text) == ("Check and send", True)
    assert "There is a problem" not in parent.get("concerns.question", **page).text


def test_a_draft_of_before_pages_were_kept_as_typed_is_there_with_every_word(draft, parent) -> None:
    before = {
        "kind": "shared_image", "door": "signed_in", "about": ["manager"], "other_name": "", "asked_about": [],
        "what_happened": STORY, "noticed_on": "2026-09-03", "child_id": None, "files": drafts.read(draft).files,
        "reply": "phone", "phone": "07700 900457", "wish": "Stop it", "about_personal_data": False,
        "refused": {"reply": {"typed": [["reply", "phone"], ["phone", "?"]], "errors": {"phone": ["Write it"]}}},
    }  # fmt: skip
    sealed = drafts._box(draft.reference).encrypt(json.dumps(before).encode()).decode()
    ConcernDraft.update(sealed=sealed).execute()
    importlib.import_module("portal.migrations.0045_drafts_as_typed").up(None, db.obj)
    parent.get("concerns.check", reference=draft.reference)
    assert "Write it" in parent.text
    parent.submit("Check it", phone="07700 900457")
    for kept in (STORY, "3 September 2026", "a.jpg", "07700 900457", "Siobhán Kelly"):
        assert kept in parent.text
    assert parent.submit("Send it").heading == "We have your concern"


def test_a_draft_that_another_release_kept_with_other_parts_is_there_with_every_word(draft, parent, a_chair) -> None:
    kept = asdict(drafts.read(draft)) | {"language": "en"}
    del kept["errors"]
    sealed = drafts._box(draft.reference).encrypt(json.dumps(kept).encode()).decode()
    ConcernDraft.update(sealed=sealed).execute()
    parent.get("concerns.check", reference=draft.reference)
    for words in (STORY, "Stop it", "a.jpg"):
        assert words in parent.text
    assert parent.submit("Send it").heading == "We have your concern"


def test_a_page_of_another_site_changes_no_draft(draft, parent) -> None:
    before = snapshot()
    page = {"reference": draft.reference, "step": "what"}
    parent.post_without_token("concerns.question", {"what_happened": "Not mine"}, **page)
    parent.post_without_token("concerns.delete_draft", reference=draft.reference)
    assert "Press the button again." in parent.text
    assert changed_tables(before) == []
