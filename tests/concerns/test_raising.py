"""A parent raises a concern with evidence, and follows what becomes of it."""

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns.models import Concern, ConcernEntry, ConcernSubject
from portal.concerns.subjects import NotAPersonHere
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.concerns.factories import STORY
from tests.support.inspection import words

ANSWERS = {"kind": "shared_image", "about": ["nobody"], "what_happened": STORY}


@pytest.fixture
def browser_of_parent(new_browser, setting, a_manager, a_lead, a_parent, a_child):
    return new_browser(a_parent).get("concerns.raise_concern")


def test_a_parent_raises_a_concern_with_a_picture_and_learns_what_happens_next(browser_of_parent, a_child):
    browser = browser_of_parent
    main = words(browser.root.find(".//main"))
    assert main.index("call 999") < main.index("Raise a concern")
    picture = concerns.photograph()
    browser.submit(**ANSWERS, child=str(a_child.id), wish="Please take it down.", evidence=[(picture, "IMG_1.JPG")])
    assert browser.heading == "We have your concern"
    concern = Concern.get()
    due = concern.received_on + timedelta(days=28)
    assert concern.reference in browser.text
    assert f"{due.day} " in browser.text
    browser.click("See your concern")
    assert "28 days left" in browser.text
    assert STORY in browser.text
    assert "Please take it down." in browser.text


def test_the_place_is_gone_from_the_copy_and_the_original_is_encrypted(
    browser_of_parent, vault, new_browser, a_manager
):
    browser = browser_of_parent
    picture = concerns.photograph()
    assert concerns.has_place(picture)
    browser.submit(**ANSWERS, evidence=[(picture, "IMG_1.jpg")])
    reference = Concern.get().reference
    browser.get("concerns.own_evidence", reference=reference, position=1)
    assert browser.headers["Content-Disposition"].startswith("attachment")
    assert not concerns.has_place(browser.content)
    stored = vault()
    assert len(stored) == 3
    for file in stored:
        assert b"\xff\xd8\xff" not in file.read_bytes()[:200]
        assert picture[40:80] not in file.read_bytes()
    original = new_browser(a_manager).get("concerns.original", reference=reference, position=1)
    assert original.content == picture


def test_each_refused_file_is_named_in_words_and_what_was_typed_is_kept(browser_of_parent, vault):
    files = [(b"PK\x03\x04 no picture", "notes.docx"), (b"", "empty.jpg"), (concerns.photograph(), "good.jpg"),
             (concerns.photograph()[:300], "half.jpg")]  # fmt: skip
    browser = browser_of_parent.submit(**ANSWERS, wish="An answer", evidence=files)
    assert browser.status == 200
    for sentence in ("“notes.docx” cannot be used: it is not a JPEG", "“empty.jpg” cannot be used: it is empty",
                  "“half.jpg” cannot be used: it is damaged"):  # fmt: skip
        assert sentence in browser.text
    assert [name.split()[0] for name in names_of_waiting(browser)] == ["good.jpg"]
    assert STORY in browser.page
    assert "An answer" in browser.page
    assert Concern.select().count() == 0
    assert browser.submit().heading == "We have your concern"
    assert [file.name for file in Attachment.select()] == ["picture-1.jpg"]


def names_of_waiting(browser):
    """Return what the page lists as waiting with the form."""
    return [" ".join(item.text_content().split()) for item in browser.root.xpath("//*[@class='upload__name']")]


def test_eleven_files_are_too_many(browser_of_parent):
    picture = concerns.photograph()
    browser = browser_of_parent.submit(**ANSWERS, evidence=[(picture, f"{number}.jpg") for number in range(11)])
    assert "Choose at most 10 files. You chose 11." in browser.text
    browser.submit(evidence=[(picture, f"{number}.jpg") for number in range(10)])
    assert Attachment.select().where(Attachment.subject == "concern_entry").count() == 10


def test_files_wait_with_the_form_while_it_has_a_mistake(browser_of_parent):
    browser = browser_of_parent.submit(
        **{**ANSWERS, "what_happened": "  "}, evidence=[(concerns.photograph(), "IMG 1.jpg")]
    )
    assert "Write what happened" in browser.text
    (shown,) = names_of_waiting(browser)
    assert shown.startswith("IMG 1.jpg ")
    (picture,) = browser.root.xpath("//img[@class='upload__picture']/@src")
    browser.submit(what_happened=STORY)
    assert browser.heading == "We have your concern"
    (file,) = Attachment.select()
    assert (file.subject, file.name) == ("concern_entry", "picture-1.jpg")
    assert browser.get(picture).status == 404  # it waits no longer


def test_a_file_can_be_taken_away_again_before_the_form_is_sent(browser_of_parent, vault):
    files = [(concerns.photograph(), "a.jpg"), (concerns.photograph(), "b.jpg")]
    browser = browser_of_parent.submit(**{**ANSWERS, "what_happened": ""}, evidence=files)
    browser.submit("Remove a.jpg", what_happened=STORY)
    assert "There is a problem" not in browser.text
    assert [name.split()[0] for name in names_of_waiting(browser)] == ["b.jpg"]
    assert (Concern.select().count(), len(vault())) == (0, 3)
    assert browser.submit().heading == "We have your concern"
    assert Attachment.select().count() == 1


def test_nobody_sees_or_sends_what_waits_with_the_form_of_another(browser_of_parent, new_browser, a_stranger):
    browser = browser_of_parent.submit(**{**ANSWERS, "what_happened": ""}, evidence=[(concerns.photograph(), "a.jpg")])
    (token,) = browser.root.xpath("//input[@type='hidden'][@name='evidence']/@value")
    (picture,) = browser.root.xpath("//img[@class='upload__picture']/@src")
    assert browser.get(picture).headers["Content-Type"] == "image/jpeg"
    stranger = new_browser(a_stranger)
    assert stranger.get(picture).status == 404
    form = {**ANSWERS, "about": "nobody"}
    assert "no longer here" in stranger.post("concerns.raise_concern", {**form, "evidence": token}).text
    assert Concern.select().count() == 0
    stranger.post("concerns.raise_concern", {**form, "evidence-remove": token})
    assert Attachment.select().count() == 1


def test_what_waits_is_gone_two_hours_later(browser_of_parent, vault):
    browser_of_parent.submit(**{**ANSWERS, "what_happened": ""}, evidence=[(concerns.photograph(), "a.jpg")])
    for minutes, gone in ((119, 0), (121, 1)):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            assert attachments.erase_expired() == gone
    assert not vault()


def test_a_double_click_is_one_concern(browser_of_parent):
    browser = browser_of_parent
    form = {**ANSWERS, "about": "nobody", "submission": "the-same-key"}
    for _ in range(2):
        browser.post("concerns.raise_concern", {**form})
        assert browser.heading == "We have your concern"
    assert Concern.select().count() == 1
    assert ConcernEntry.select().count() == 1
    assert OutboxMessage.select().count() == 2


def test_the_files_of_a_second_click_do_not_stay_in_the_vault(vault, setting, a_manager, a_parent, upload):
    first = concerns.raise_concern(a_parent, submission="key", evidence=[upload])
    assert concerns.raise_concern(a_parent, submission="key", evidence=[upload]) == first
    assert len(vault()) == 3


def test_a_transaction_that_fails_keeps_no_file_but_lets_it_wait(vault, setting, a_manager, a_parent, upload):
    with pytest.raises(NotAPersonHere):
        concerns.raise_concern(a_parent, about=("staff-999",), evidence=[upload])
    assert Concern.select().count() == 0
    assert [file.subject for file in Attachment.select()] == [None]
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        assert attachments.erase_expired() == 1
    assert not vault()


def test_a_stale_page_keeps_what_was_typed(browser_of_parent):
    browser = browser_of_parent.post_without_token("concerns.raise_concern", {**ANSWERS, "about": "nobody"})
    assert "open for too long" in browser.text
    assert STORY in browser.page
    assert Concern.select().count() == 0
    assert browser.submit().heading == "We have your concern"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"what_happened": ""}, "Write what happened"),
        ({"what_happened": "\u202e \x07"}, "Write what happened"),
        ({"what_happened": "x" * 10_001}, "at most 10,000 characters"),
        ({"about": []}, "Tick who it is about"),
        ({"about": ["other"]}, "Write who it is about"),
        ({"noticed_on": "31 2 2026"}, "Write the date as day, month and year"),
        ({"noticed_on": concerns.typed(clock.today() + timedelta(days=1))}, "has not come yet"),
        ({"other_name": "x" * 201, "about": ["other"]}, "at most 200 characters"),
    ],
)
def test_bad_input_is_told_beside_its_question_and_nothing_is_lost(browser_of_parent, answers, sentence):
    browser = browser_of_parent.submit(**{**ANSWERS, "wish": "Kept as it was", **answers})
    assert sentence in browser.text
    assert "Kept as it was" in browser.page
    assert Concern.select().count() == 0


def test_nothing_is_chosen_beforehand(browser_of_parent):
    browser = browser_of_parent.submit(what_happened=STORY)
    assert "Choose what it is about" in browser.text
    assert "Tick who it is about" in browser.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("kind", "murder", "Choose what it is about"),
        ("about", "staff-999", "Somebody you chose does not work here any more"),
        ("about", "staff-x", "Somebody you chose does not work here any more"),
        ("child", "999", "Choose one from the list"),
    ],
)
def test_what_was_not_offered_cannot_be_chosen(browser_of_parent, field, value, sentence):
    browser = browser_of_parent.post("concerns.raise_concern", {**ANSWERS, "about": "nobody", field: value})
    assert sentence in browser.text
    assert Concern.select().count() == 0


def test_who_left_meanwhile_is_said_beside_whom_it_is_about_and_every_word_is_kept(
    browser_of_parent, a_staff_member, vault
):
    browser = browser_of_parent.get("concerns.raise_concern")
    Account.update(disabled_at=clock.now()).where(Account.id == a_staff_member.id).execute()
    browser.submit(
        **{**ANSWERS, "about": [f"staff-{a_staff_member.id}"]},
        wish="Take it down", noticed_on="3 9 2026", evidence=[(concerns.photograph(), "a.jpg")],
    )  # fmt: skip
    assert "does not work here any more" in browser.root.xpath("string(//*[@id='about-error'])")
    assert [name.split()[0] for name in names_of_waiting(browser)] == ["a.jpg"]
    assert browser.root.xpath("//input[@name='noticed_on']/@value") == ["3 9 2026"]
    assert STORY in browser.page
    assert "Take it down" in browser.page
    assert browser.submit(about=["nobody"]).heading == "We have your concern"


def test_a_child_of_another_family_cannot_be_chosen(browser_of_parent, a_strangers_child):
    form = {**ANSWERS, "about": "nobody", "child": str(a_strangers_child.id)}
    assert "Choose one from the list" in browser_of_parent.post("concerns.raise_concern", form).text
    assert Concern.select().count() == 0


def test_emoji_and_writing_from_right_to_left_are_kept_and_hidden_marks_are_not(browser_of_parent):
    browser = browser_of_parent.submit(**{**ANSWERS, "what_happened": "محمد 😢\x07 \u202eecila <b>Alice</b>"})
    assert Concern.get().what_happened == "محمد 😢 ecila <b>Alice</b>"
    browser.click("See your concern")
    assert "محمد 😢 ecila <b>Alice</b>" in browser.text


def test_the_manager_stands_for_everyone_who_holds_the_role(browser_of_parent, a_manager):
    browser_of_parent.submit(**{**ANSWERS, "about": ["manager", "other"], "other_name": "A cousin of Ade"})
    named = {(row.kind, row.account_id, row.name) for row in ConcernSubject.select()}
    assert named == {("manager", a_manager.id, a_manager.name), ("other", None, "A cousin of Ade")}


def test_a_parent_adds_a_message_with_evidence_later_and_the_handlers_hear_of_it(
    new_browser, setting, a_manager, a_parent, a_child
):
    concern = concerns.raise_concern(a_parent)
    browser = new_browser(a_parent).get("concerns.own_case", reference=concern.reference)
    OutboxMessage.delete().execute()
    browser.click("Add a message or a file").submit(
        text="Here is one more.", evidence=[(concerns.photograph(), "b.jpg")]
    )
    assert "Here is one more." in browser.text
    assert "1 file came with it." in browser.text
    assert [message.recipient for message in OutboxMessage.select()] == [a_manager.email]
    assert "Here is one more." in new_browser(a_manager).get("concerns.case", reference=concern.reference).text


def test_a_message_that_is_sent_twice_is_one(db_ready, new_browser, setting, a_manager, a_parent, a_child):
    concern = concerns.raise_concern(a_parent)
    browser = new_browser(a_parent)
    for _ in range(2):
        browser.post("concerns.add", {"text": "Once", "submission": "same"}, reference=concern.reference)
    assert ConcernEntry.select().where(ConcernEntry.text == "Once").count() == 1


def test_the_first_page_of_somebody_without_concerns_offers_the_one_step(new_browser, setting, a_staff_member):
    browser = new_browser(a_staff_member).get("concerns.own")
    assert "You have raised no concern" in browser.text
    browser.click("Raise a concern")
    assert "Which child" not in browser.text


def test_who_can_read_it_is_a_sentence(browser_of_parent, a_manager, a_lead):
    browser_of_parent.submit(**ANSWERS)
    assert f"{a_manager.name} and {a_lead.name} can read it." in browser_of_parent.text
