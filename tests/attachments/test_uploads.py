"""Files cost seconds to look into, so nobody can send too many at once; what cannot be looked into is said in words."""

import io
from datetime import timedelta
from threading import BoundedSemaphore

import pytest
import time_machine
from peewee import OperationalError

from portal.attachments import service, uploads, worker
from portal.attachments.models import Attachment
from portal.concerns import service as concern_service
from portal.concerns.models import Concern
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import digest
from tests.attachments.hostile import progressive_jpeg
from tests.concerns import factories as concerns
from tests.support.databases import changed_tables, snapshot

ANSWERS = {"what_happened": "It was in the group.", "noticed_on": ""}
# With a mistake, so that the page comes back.
UNREADY = {**ANSWERS, "noticed_on": "some day"}


@pytest.fixture
def page(new_browser, setting, a_manager, a_parent):
    return begin(new_browser(a_parent))


def begin(browser):
    """Open the page of raising a concern that asks for files."""
    browser.post("concerns.raise_concern", {"kind": "complaint"})
    browser.submit("Nobody, or not sure")
    assert browser.heading == "What happened?"
    return browser


def is_kept(browser):
    """Whether the page took everything, and the next one is asked."""
    return browser.heading == "How shall we answer?"


def pictures(count):
    return [(concerns.photograph(), f"{number}.jpg") for number in range(count)]


def test_many_files_in_a_short_time_are_refused_in_words_and_nothing_typed_is_lost(page, monkeypatch):
    monkeypatch.setattr(uploads, "FILES_PER_PERSON", 4)
    for _ in range(2):
        begin(page).submit(**ANSWERS, evidence=pictures(2))
        assert is_kept(page)
    begin(page).submit(**ANSWERS, evidence=pictures(1))
    assert page.status == 200
    assert "Too many were sent in a short time. Wait" in page.text
    assert ANSWERS["what_happened"] in page.page
    assert is_kept(page.submit())
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        begin(page).submit(**ANSWERS, evidence=pictures(1))
    assert is_kept(page)


def test_all_files_of_a_form_share_one_time_and_those_left_over_are_named(page, monkeypatch):
    monkeypatch.setattr(uploads, "FORM_TIMEOUT", 4)
    first, last = pictures(2)
    page.submit(**ANSWERS, evidence=[first, (progressive_jpeg(7000, 7000, 1000), "bomb.jpg"), last])
    for name in ("bomb.jpg", "1.jpg"):
        assert f"“{name}” cannot be used: we did not get to it, because the files before it took too long" in page.text
    assert shown(page) == ["0.jpg"]
    assert ANSWERS["what_happened"] in page.page
    page.submit(evidence=[last])
    assert is_kept(page)
    assert shown(page.click("Back")) == ["0.jpg", "1.jpg"]


def test_while_other_files_are_looked_into_every_file_is_told_so_at_once(page, monkeypatch):
    monkeypatch.setattr("portal.attachments.worker.QUEUE", BoundedSemaphore(1))
    with worker.QUEUE:
        page.submit(**ANSWERS, evidence=pictures(3))
    assert page.text.count("we are looking into other files at the moment") >= 3
    assert is_kept(page.submit(evidence=pictures(3)))


def test_a_file_that_was_removed_on_another_page_is_said_beside_the_question_and_nothing_typed_is_lost(page, a_parent):
    page.submit(**UNREADY, evidence=pictures(2))
    tokens = page.root.xpath("//input[@type='hidden' and @name='evidence']/@value")
    service.remove_staged(tokens[:1], by_id=a_parent.id)
    page.submit(**ANSWERS)
    assert "A file that you chose more than an hour ago is no longer here" in page.text


def test_a_file_removed_while_its_form_is_sent_comes_back_to_the_form(page, a_parent, monkeypatch):
    """After the form was read, and before the message is stored."""
    page.get("concerns.own_case", reference=concerns.raise_concern(a_parent).reference)
    page.submit("Send", evidence=pictures(2))
    assert len(shown(page)) == 2
    store = concern_service.add_to_concern

    def store_without_the_first(*what, **by):
        (first, _second) = Attachment.select().where(Attachment.subject.is_null()).order_by(Attachment.id)
        first.delete_instance()
        before.append(snapshot())
        return store(*what, **by)

    before = []
    with monkeypatch.context() as during:
        during.setattr(concern_service, "add_to_concern", store_without_the_first)
        page.submit("Send", text="One more picture.")
    assert page.status == 200
    assert "A file that you chose is no longer here" in page.root.get_element_by_id("evidence-error").text_content()
    assert "One more picture." in page.page
    assert shown(page) == ["1.jpg"]
    assert changed_tables(before[0]) == []
    page.submit("Send")
    assert Attachment.select().where(Attachment.subject == "concern_entry").count() == 1


def test_a_file_removed_while_a_draft_is_checked_is_seen_to_be_gone_before_it_is_sent(page, a_parent):
    page.submit(**ANSWERS, evidence=pictures(2)).submit("Check it", reply="here")
    assert "0.jpg and 1.jpg" in page.text
    Attachment.get().delete_instance()
    page.submit("Send it")
    assert "This has changed since you looked at it." in page.text
    assert "0.jpg" not in page.text
    assert Concern.select().count() == 0


def test_a_picture_under_a_name_that_says_nothing_is_taken(page):
    names = ("1000012345", "saved.jfif", "screenshot.png", "photo.pdf", ".", "a\x00b.jpg", "ü" * 300)
    page.submit(**ANSWERS, evidence=[(concerns.photograph(), name) for name in names])
    assert is_kept(page)
    page.submit("Check it", reply="here").submit("Send it")
    assert {file.name for file in Attachment.select()} == {f"picture-{number}.jpg" for number in range(1, 8)}


def shown(page):
    return [name.text_content().split()[0] for name in page.root.find_class("upload__name")]


def test_a_draft_of_an_earlier_release_finds_its_files_and_nobody_elses(a_parent, a_stranger):
    """It holds what each token was made from."""
    file = service.accept_file(concerns.photograph(), "a.jpg", by_id=a_parent.id)
    Attachment.update(token=digest("as it was then")).where(Attachment.id == file.id).execute()
    assert service.staged_files(["as it was then"], by_id=a_parent.id) == [file]
    assert service.staged_files(["as it was then"], by_id=a_stranger.id) == []


def test_enter_in_a_line_sends_the_form_and_removes_no_file(page):
    """A browser presses the first button of the form."""
    page.submit(**UNREADY, evidence=pictures(1))
    (form,) = [form for form in page.root.iter("form") if form.xpath(".//*[@name='what_happened']")]
    first = form.xpath(".//button[@type='submit']")[0]
    assert first.get("name") is None
    assert first.get("formaction") is None


def test_remove_takes_one_file_and_says_what_became_of_every_other(page):
    page.submit(**UNREADY, evidence=pictures(2))
    bad = (b"%PDF-1.7 broken", "form.pdf")
    page.submit("Remove 0.jpg", evidence=[bad, (concerns.photograph(), "new.jpg")])
    assert shown(page) == ["1.jpg", "new.jpg"]
    assert "“form.pdf” cannot be used" in page.text
    page.submit("Remove 1.jpg", evidence=pictures(11))
    assert shown(page) == ["new.jpg"]
    assert "Choose at most 10 files. You chose 12." in page.text


def test_a_file_in_the_place_of_a_button_is_no_error(page):
    assert page.post(page.url, {**ANSWERS, "evidence-remove": (io.BytesIO(b"x"), "x.jpg")}).status == 200


@pytest.fixture
def not_stored(page, monkeypatch):
    """The page that keeps what was typed when the database took nothing: one file waits, and one was chosen just now."""
    page.submit(**UNREADY, evidence=pictures(1))
    page.expects_errors = True

    def full(*_given):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as during:
        during.setattr(Child, "in_care_of", full)
        page.submit(**ANSWERS, evidence=[(concerns.photograph(), "now.jpg")])
    assert (page.status, page.heading) == (503, "This could not be stored")
    return page


def test_a_page_that_could_not_be_stored_keeps_what_waits_and_says_which_files_to_choose_again(not_stored):
    assert "Files that you chose just now could not be kept" in not_stored.text
    not_stored.submit("Show me what I typed")
    assert ANSWERS["what_happened"] in not_stored.page
    assert shown(not_stored) == ["0.jpg"]
    assert is_kept(not_stored.submit())
    assert Attachment.get().kept_until is not None


def test_a_stranger_who_presses_on_that_page_sees_no_file_and_takes_none(not_stored, a_stranger, new_browser):
    fields = {
        name: not_stored.root.xpath(f"//input[@name='{name}']/@value")
        for name in ("evidence", "show_again", "what_happened")
    }
    theirs = not_stored.url
    stranger = new_browser(a_stranger)
    assert stranger.post(theirs, fields).status == 404
    own = begin(stranger).url
    stranger.post(own, fields)
    assert shown(stranger) == []
    stranger.post(own, {**fields, "show_again": []})
    stranger.post(own, {"evidence-remove": fields["evidence"][0]})
    waiting = Attachment.get()
    assert waiting.subject is None
    assert stranger.get("attachments.preview", attachment_id=waiting.id).status == 404
    assert shown(not_stored.submit("Show me what I typed")) == ["0.jpg"]


def test_the_page_says_nothing_of_files_where_there_were_none(page, monkeypatch):
    page.expects_errors = True

    def full(*_given):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Child, "in_care_of", full)
    page.submit(**ANSWERS)
    assert page.status == 503
    assert "Files that you chose" not in page.text
