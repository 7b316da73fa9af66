"""Files cost seconds to look into, so nobody can send too many at once; what cannot be looked into is said in words."""

import io
from datetime import timedelta

import pytest
import time_machine

from portal.attachments import uploads
from portal.attachments.models import Attachment
from portal.concerns.models import Concern
from portal.foundation import clock
from tests.concerns import world as concerns

ANSWERS = {"kind": "shared_image", "about": ["nobody"], "what_happened": "It was in the group."}


@pytest.fixture
def page(new_browser, setting, a_manager, a_parent):
    return new_browser(a_parent).get("concerns.raise_concern")


def pictures(count):
    return [(concerns.photograph(), f"{number}.jpg") for number in range(count)]


def test_many_files_in_a_short_time_are_refused_in_words_and_nothing_typed_is_lost(page, monkeypatch):
    monkeypatch.setattr(uploads, "FILES_PER_PERSON", 4)
    for _ in range(2):
        page.get("concerns.raise_concern").submit(**ANSWERS, evidence=pictures(2))
        assert page.heading == "We have your concern"
    page.get("concerns.raise_concern").submit(**ANSWERS, evidence=pictures(1))
    assert page.status == 200
    assert "You sent many files in a short time. Wait" in page.text
    assert ANSWERS["what_happened"] in page.page
    assert page.submit().heading == "We have your concern"
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        page.get("concerns.raise_concern").submit(**ANSWERS, evidence=pictures(1))
    assert page.heading == "We have your concern"


def test_a_request_looks_into_files_for_so_long_and_asks_for_the_rest_again(page, monkeypatch):
    times = iter([0.0, 1.0, uploads.LONGEST_LOOK + 1.0, uploads.LONGEST_LOOK + 2.0])
    monkeypatch.setattr(uploads, "monotonic", lambda: next(times))
    page.submit(**ANSWERS, evidence=pictures(3))
    assert "“1.jpg” cannot be used: we are looking into other files at the moment" in page.text
    assert "“2.jpg” cannot be used" in page.text
    assert "Remove 0.jpg" in page.text
    assert Concern.select().count() == 0
    monkeypatch.setattr(uploads, "monotonic", lambda: 0.0)
    page.submit(evidence=pictures(3)[1:])
    assert page.heading == "We have your concern"
    assert Attachment.select().where(Attachment.subject == "concern_entry").count() == 3


def test_a_picture_under_a_name_that_says_nothing_is_taken(page):
    names = ("1000012345", "saved.jfif", "screenshot.png", "photo.pdf", ".", "a\x00b.jpg", "ü" * 300)
    page.submit(**ANSWERS, evidence=[(concerns.photograph(), name) for name in names])
    assert page.heading == "We have your concern"
    assert {file.name for file in Attachment.select()} == {f"picture-{number}.jpg" for number in range(1, 8)}


def shown(page):
    return [name.text_content().split()[0] for name in page.root.find_class("upload__name")]


def test_enter_in_a_line_sends_the_form_and_removes_no_file(page):
    """A browser presses the first button of the form."""
    page.submit(what_happened="It was in the group.", evidence=pictures(1))
    (form,) = [form for form in page.root.iter("form") if form.xpath(".//*[@name='what_happened']")]
    first = form.xpath(".//button[@type='submit']")[0]
    assert first.get("name") is None
    assert first.get("formaction") is None


def test_remove_takes_one_file_and_says_what_became_of_every_other(page):
    page.submit(what_happened="It was in the group.", evidence=pictures(2))
    bad = (b"%PDF-1.7 broken", "form.pdf")
    page.submit("Remove 0.jpg", evidence=[bad, (concerns.photograph(), "new.jpg")])
    assert shown(page) == ["1.jpg", "new.jpg"]
    assert "“form.pdf” cannot be used" in page.text
    page.submit("Remove 1.jpg", evidence=pictures(11))
    assert shown(page) == ["new.jpg"]
    assert "Choose at most 10 files. You chose 12." in page.text


def test_a_file_in_the_place_of_a_button_is_no_error(page):
    assert (
        page.post("concerns.raise_concern", {**ANSWERS, "evidence-remove": (io.BytesIO(b"x"), "x.jpg")}).status == 200
    )
