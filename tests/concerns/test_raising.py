"""A parent raises a concern, one question a page, with evidence, and follows what becomes of it."""

from datetime import timedelta

import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns.models import Concern, ConcernEntry, ConcernSubject
from portal.concerns.subjects import NotAPersonHere
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.concerns.factories import STORY
from tests.support import factories
from tests.support.inspection import words


@pytest.fixture
def browser_of_parent(new_browser, setting, a_manager, a_lead, a_parent, a_child):
    return new_browser(a_parent).get("concerns.raise_concern")


@pytest.fixture
def at_what(browser_of_parent):
    """The page that asks what happened."""
    browser_of_parent.submit("A picture of ours was shared").submit("Nobody, or not sure")
    assert browser_of_parent.heading == "What happened?"
    return browser_of_parent


def send(browser):
    """Go on from what happened to the end."""
    return browser.submit("Go on").submit("Check it", reply="here").submit("Send it")


def test_a_parent_raises_a_concern_with_a_picture_and_learns_what_happens_next(browser_of_parent, a_child):
    browser, picture = browser_of_parent, [(concerns.photograph(), "IMG_1.JPG")]
    browser.submit("A picture of ours was shared").submit("Nobody, or not sure")
    browser.submit(what_happened=STORY, noticed_on="yesterday", child=str(a_child.id), evidence=picture)
    browser.submit("Check it", reply="phone", phone="07700 900457", wish="Please take it down.")
    for answer in (
        "A picture of ours was shared",
        STORY,
        "Zofia",
        "IMG_1.JPG",
        "By phone: 07700 900457",
        "take it down",
    ):
        assert answer in browser.text
    browser.submit("Send it")
    assert browser.heading == "We have your concern"
    concern = Concern.get()
    due = concern.received_on + timedelta(days=28)
    assert concern.noticed_on == concern.received_on - timedelta(days=1)
    assert (concern.child, concern.reply, concern.phone) == (a_child, "phone", "07700 900457")
    assert concern.reference in browser.text
    assert f"{due.day} " in browser.text
    browser.click("See what you sent")
    assert "28 days left" in browser.text
    assert STORY in browser.text
    assert "Please take it down." in browser.text


def test_help_stands_above_each_question_and_who_reads_it_by_when_is_said_before_sending(
    browser_of_parent, a_manager, a_lead
):
    browser = browser_of_parent
    for go_on in (
        lambda: browser.submit("A picture of ours was shared"),
        lambda: browser.submit("Nobody, or not sure"),
        lambda: browser.submit("Go on", what_happened=STORY),
        lambda: browser.submit("Check it", reply="here"),
        lambda: None,
    ):
        main = words(browser.root.find(".//main"))
        assert main.index("Call 999") < main.index("Ofsted 0300 123 1231") < main.index(browser.heading)
        go_on()
    due = clock.today() + timedelta(days=28)
    assert f"{a_manager.name} and {a_lead.name} will read it. You hear the outcome by {due.day} " in browser.text
    assert Concern.select().count() == 0


@pytest.mark.parametrize(
    ("kind", "said"), [("A question", "We have your question"), ("A thank you", "Thank you. We have it")]
)
def test_a_question_and_a_thank_you_are_about_nobody_and_are_not_asked(browser_of_parent, kind, said):
    browser = browser_of_parent.submit(kind)
    assert browser.url.endswith("/what")
    assert "of 3" in browser.text
    browser.submit("Go on", what_happened="When is the fair?").submit("Check it", reply="none")
    assert "You hear from us by" in browser.text
    assert browser.submit("Send it").heading == said
    assert not ConcernSubject.select().exists()


def test_the_place_is_gone_from_the_copy_and_the_original_is_encrypted(
    browser_of_parent, vault, new_browser, a_manager
):
    browser = browser_of_parent
    picture = concerns.photograph()
    assert concerns.has_place(picture)
    concerns.tell(browser, evidence=[(picture, "IMG_1.jpg")])
    reference = Concern.get().reference
    browser.get("concerns.own_evidence", reference=reference, position=1, download=1)
    assert browser.headers["Content-Disposition"].startswith("attachment")
    assert not concerns.has_place(browser.content)
    stored = vault()
    assert len(stored) == 3
    for file in stored:
        assert b"\xff\xd8\xff" not in file.read_bytes()[:200]
        assert picture[40:80] not in file.read_bytes()
    original = new_browser(a_manager).get("concerns.original", reference=reference, position=1)
    assert original.content == picture


def test_each_refused_file_is_named_in_words_and_what_was_typed_is_kept(at_what, vault):
    files = [(b"PK\x03\x04 no picture", "notes.docx"), (b"", "empty.jpg"), (concerns.photograph(), "good.jpg"),
             (concerns.photograph()[:300], "half.jpg")]  # fmt: skip
    browser = at_what.submit(what_happened=STORY, noticed_on="3 9 2026", evidence=files)
    for sentence in ("“notes.docx” cannot be used: it is not a JPEG", "“empty.jpg” cannot be used: it is empty",
                  "“half.jpg” cannot be used: it is damaged"):  # fmt: skip
        assert sentence in browser.text
    assert [name.split()[0] for name in names_of_waiting(browser)] == ["good.jpg"]
    assert STORY in browser.page
    assert "3 9 2026" in browser.page
    assert send(browser).heading == "We have your concern"
    assert [file.name for file in Attachment.select()] == ["picture-1.jpg"]


def names_of_waiting(browser):
    """Return what the page lists as waiting with the form."""
    return [" ".join(item.text_content().split()) for item in browser.root.xpath("//*[@class='upload__name']")]


def test_eleven_files_are_too_many(at_what):
    picture = concerns.photograph()
    at_what.submit(what_happened=STORY, evidence=[(picture, f"{number}.jpg") for number in range(11)])
    assert "Choose at most 10 files. You chose 11." in at_what.text
    at_what.submit(evidence=[(picture, f"{number}.jpg") for number in range(10)])
    at_what.submit("Check it", reply="here").submit("Send it")
    assert Attachment.select().where(Attachment.subject == "concern_entry").count() == 10


def test_files_wait_with_the_form_while_it_has_a_mistake(at_what):
    browser = at_what.submit(what_happened="  ", evidence=[(concerns.photograph(), "IMG 1.jpg")])
    assert "Write what happened" in browser.text
    (shown,) = names_of_waiting(browser)
    assert shown.startswith("IMG 1.jpg ")
    (picture,) = browser.root.xpath("//img[@class='upload__picture']/@src")
    browser.submit(what_happened=STORY)
    assert send(browser.click("Back")).heading == "We have your concern"
    (file,) = Attachment.select()
    assert (file.subject, file.name, file.kept_until) == ("concern_entry", "picture-1.jpg", None)
    assert browser.get(picture).status == 404  # it waits no longer


def test_a_file_can_be_taken_away_again_before_the_form_is_sent(at_what, vault):
    files = [(concerns.photograph(), "a.jpg"), (concerns.photograph(), "b.jpg")]
    browser = at_what.submit(what_happened=STORY, evidence=files).click("Back")
    browser.submit("Remove a.jpg", what_happened=f"{STORY} And more.")
    assert "There is a problem" not in browser.text
    assert "And more." in browser.page
    assert [name.split()[0] for name in names_of_waiting(browser)] == ["b.jpg"]
    assert (Concern.select().count(), len(vault())) == (0, 3)
    assert send(browser).heading == "We have your concern"
    assert Attachment.select().count() == 1


def test_a_file_that_is_chosen_again_after_going_back_is_one_file(at_what):
    page, photograph = at_what.url, concerns.photograph()
    at_what.submit("Go on", what_happened="x", evidence=[(photograph, "a.jpg")])
    at_what.get(page)
    at_what.submit("Go on", evidence=[(photograph, "a.jpg"), (photograph, "another name.jpg")])
    assert [each.name for each in Attachment.select().order_by(Attachment.id)] == ["a.jpg", "another name.jpg"]


def test_nobody_sees_or_sends_what_waits_with_the_form_of_another(at_what, new_browser, a_stranger):
    browser = at_what.submit(what_happened="", evidence=[(concerns.photograph(), "a.jpg")])
    (token,) = browser.root.xpath("//input[@type='hidden'][@name='evidence']/@value")
    (picture,) = browser.root.xpath("//img[@class='upload__picture']/@src")
    assert browser.get(picture).headers["Content-Type"] == "image/jpeg"
    stranger = concerns.write(new_browser(a_stranger))
    page = stranger.click("Change What happened").url
    assert stranger.get(picture).status == 404
    assert "no longer here" in stranger.post(page, {"what_happened": STORY, "evidence": token}).text
    stranger.post(page, {"what_happened": STORY, "evidence-remove": token})
    assert Attachment.select().count() == 1


def test_what_waits_with_a_refused_page_stays_as_long_as_the_draft(at_what, vault):
    at_what.submit(what_happened="", evidence=[(concerns.photograph(), "a.jpg")])
    for days, gone in ((13, 0), (15, 1)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            assert attachments.erase_expired() == gone
    assert vault() == []


def test_a_double_click_is_one_concern(browser_of_parent):
    browser = concerns.write(browser_of_parent)
    page, (checked,) = browser.url, browser.root.xpath("//input[@name='checked']/@value")
    for _ in range(2):
        browser.post(page, {"checked": checked})
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


def test_a_stale_page_keeps_what_was_typed(at_what):
    at_what.post_without_token(at_what.url, {"what_happened": STORY})
    assert "open for too long" in at_what.text
    assert STORY in at_what.page
    assert send(at_what).heading == "We have your concern"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"what_happened": ""}, "Write what happened"),
        ({"what_happened": "\u202e \x07"}, "Write what happened"),
        ({"what_happened": "x" * 10_001}, "at most 10,000 characters"),
        ({"noticed_on": "31 2 2026"}, "Write the date as day, month and year"),
        ({"noticed_on": concerns.typed(clock.today() + timedelta(days=1))}, "has not come yet"),
    ],
)
def test_bad_input_is_told_beside_its_question_and_nothing_is_lost(at_what, a_child, answers, sentence):
    given = {"what_happened": "Kept as it was", "noticed_on": "3 9 2026", "child": str(a_child.id), **answers}
    at_what.submit(**given)
    assert sentence in at_what.text
    assert at_what.root.xpath("//input[@name='child' and @checked]/@value") == [str(a_child.id)]
    kept = next(name for name in given if name not in answers and name != "child")
    assert given[kept] in at_what.page


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Tick who it is about, or press “Nobody, or not sure”"),
        ({"other_name": "x" * 201}, "at most 200 characters"),
        ({"about": ["manager"], "nobody": "y"}, "You named somebody. Take that back"),
        ({"about": ["staff-999"]}, "Somebody you chose does not work here any more"),
        ({"about": ["staff-x"]}, "Somebody you chose does not work here any more"),
    ],
)
def test_whom_it_is_about_is_answered_one_way(browser_of_parent, answers, sentence):
    browser = browser_of_parent.submit("A picture of ours was shared")
    assert not browser.root.xpath("//input[@checked]"), "nothing is chosen beforehand"
    browser.post(browser.url, answers)
    assert sentence in browser.text
    assert browser.heading == "Who is it about?"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Choose how we may answer"),
        ({"reply": "pigeon"}, "Choose how we may answer"),
        ({"reply": "phone"}, "Write the number that we may call"),
        ({"reply": "phone", "phone": "ring me"}, "Write the number that we may call"),
    ],
)
def test_how_we_may_answer_is_asked_and_nothing_is_chosen_beforehand(at_what, answers, sentence):
    at_what.submit(what_happened=STORY)
    assert not at_what.root.xpath("//input[@checked]")
    at_what.post(at_what.url, {**answers, "wish": "Kept as it was"})
    assert sentence in at_what.text
    assert "Kept as it was" in at_what.page


def test_a_kind_that_was_not_offered_cannot_be_chosen(browser_of_parent):
    assert "Choose what it is about" in browser_of_parent.post("concerns.raise_concern", {"kind": "murder"}).text


def test_who_left_meanwhile_is_asked_about_again_and_every_word_is_kept(browser_of_parent, a_staff_member):
    browser = concerns.write(browser_of_parent, about=[f"staff-{a_staff_member.id}"], wish="Take it down")
    Account.update(disabled_at=clock.now()).where(Account.id == a_staff_member.id).execute()
    browser.submit("Send it")
    assert browser.heading == "Who is it about?"
    assert "Those who work here have changed" in browser.text
    assert Concern.select().count() == 0
    concerns.answer_who(browser)
    assert "Take it down" in browser.text
    assert browser.submit("Send it").heading == "We have your concern"


def test_a_child_of_another_family_cannot_be_chosen(at_what, a_strangers_child):
    given = {"what_happened": STORY, "child": str(a_strangers_child.id)}
    assert "Choose one from the list" in at_what.post(at_what.url, given).text


def test_emoji_and_writing_from_right_to_left_are_kept_and_hidden_marks_are_not(browser_of_parent):
    browser = concerns.tell(browser_of_parent, what_happened="محمد 😢\x07 \u202eecila <b>Alice</b>")
    assert Concern.get().what_happened == "محمد 😢 ecila <b>Alice</b>"
    browser.click("See what you sent")
    assert "محمد 😢 ecila <b>Alice</b>" in browser.text


def test_the_manager_stands_for_everyone_who_holds_the_role(browser_of_parent, a_manager):
    concerns.tell(browser_of_parent, about=["manager"], other_name="A cousin of Ade")
    named = {(row.kind, row.account_id, row.name) for row in ConcernSubject.select()}
    assert named == {("manager", a_manager.id, a_manager.name), ("other", None, "A cousin of Ade")}


def test_of_many_who_work_here_the_manager_and_the_lead_stand_first_and_the_others_are_folded(browser_of_parent):
    others = [factories.make_account(f"Worker Number{number}", Role.STAFF) for number in range(6)]
    browser = browser_of_parent.submit("A picture of ours was shared")
    assert browser.root.xpath("//input[@name='about'][not(ancestor::details)]/@value") == ["manager", "lead"]
    concerns.answer_who(browser, [f"staff-{others[3].id}"])
    browser.click("Back")
    assert browser.root.xpath("//details[@open]//input[@checked]/@value") == [f"staff-{others[3].id}"]


def test_a_parent_adds_a_message_with_evidence_later_and_the_handlers_hear_of_it(
    new_browser, setting, a_manager, a_parent, a_child
):
    concern = concerns.raise_concern(a_parent)
    browser = new_browser(a_parent).get("concerns.own_case", reference=concern.reference)
    OutboxMessage.delete().execute()
    browser.submit("Send", text="Here is one more.", evidence=[(concerns.photograph(), "b.jpg")])
    assert "Here is one more." in browser.text
    assert "1 file came with it." in browser.text
    assert [message.recipient for message in OutboxMessage.select()] == [a_manager.email]
    assert "Here is one more." in new_browser(a_manager).get("concerns.case", reference=concern.reference).text


def test_a_message_that_is_sent_twice_is_one(db_ready, new_browser, setting, a_manager, a_parent, a_child):
    concern = concerns.raise_concern(a_parent)
    browser = new_browser(a_parent)
    for _ in range(2):
        browser.post("concerns.own_case", {"text": "Once", "submission": "same"}, reference=concern.reference)
    assert ConcernEntry.select().where(ConcernEntry.text == "Once").count() == 1


def test_the_first_page_of_somebody_without_concerns_offers_the_one_step(new_browser, setting, a_staff_member):
    browser = new_browser(a_staff_member).get("concerns.own")
    assert "You have raised no concern" in browser.text
    browser.click("Raise a concern")
    browser.submit("A question")
    assert "Which child" not in browser.text


def test_who_can_read_it_is_a_sentence(browser_of_parent, a_manager, a_lead):
    concerns.tell(browser_of_parent)
    assert f"{a_manager.name} and {a_lead.name} can read it" in browser_of_parent.text
