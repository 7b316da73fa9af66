"""Whoever has something to tell finds a door: with an account or without, as staff, or through somebody who keys it in."""

import io
import json
import re
from datetime import timedelta

import pypdfium2
import pytest
import time_machine

from portal.access.permissions import Role
from portal.attachments.models import Attachment
from portal.audit.models import AuditEntry
from portal.concerns import drafts, track_routes
from portal.concerns.drafts import ConcernDraft
from portal.concerns.labels import HANDLERS, OWN_KINDS
from portal.concerns.models import Concern, ConcernEntry
from portal.concerns.policy import EntryKind, Kind, Source
from portal.concerns.receipts import fingerprint
from portal.foundation import clock
from portal.foundation.database import db
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.concerns.conftest import vault
from tests.concerns.factories import STORY
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

__all__ = ["vault"]

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}\b")
PICTURE = [(concerns.photograph(), "a.jpg")]


@pytest.fixture(autouse=True)
def team(a_manager, a_lead, a_chair, a_staff_member, a_parent, vault):
    return {"manager": a_manager, "lead": a_lead, "chair": a_chair, "staff": a_staff_member}


@pytest.fixture
def stranger(new_browser):
    return new_browser()


def begin(browser, kind=Kind.STAFF_CONDUCT):
    return browser.get("accounts.sign_in").click("Tell us about a concern").submit(str(OWN_KINDS[kind]))


def tell(browser, *, kind=Kind.STAFF_CONDUCT, about=(), other_name="", **you):
    """Tell it without an account, and return the code."""
    concerns.answer_who(begin(browser, kind), about, other_name=other_name)
    browser.submit("Go on", what_happened=STORY)
    browser.submit("Send it", {"identity": "anonymous", **you})
    assert browser.heading == "We have it. This is your code"
    return CODE.search(browser.text)[0]


def follow(browser, code):
    return browser.get("concerns.track").submit("Open it", code=code)


def read_by(new_browser, team):
    """Return who of the team finds a concern in their register, by role."""
    return {role for role, who in team.items() if "Open (1)" in new_browser(who).get("concerns.register").text}


# Without an account


def test_somebody_without_an_account_tells_it_reads_the_answer_and_writes_back(stranger, new_browser, team) -> None:
    code = tell(stranger, evidence=PICTURE, wish="Stop it")
    for name in ("Siobhán", "Kelly", "Okafor", "Priya"):
        assert name not in stranger.text, "nobody tells a stranger who works here"
    concern = Concern.get()
    assert (concern.raised_by, concern.logged_by, concern.source, concern.teller) == (None, None, Source.NO_ACCOUNT, "")
    manager = new_browser(team["manager"]).get("concerns.case", reference=concern.reference)
    assert "Somebody who gave no name" in manager.text
    assert "Here: they have a code" in manager.text
    manager.click("Send a message").submit("Send the message", text="Was it on Friday?", evidence=PICTURE)
    assert "They read it here with their code. No e-mail tells them." in manager.text
    typed = code.lower().replace("-", " ")
    assert "Was it on Friday?" in follow(stranger, typed).text
    assert "Siobhán" not in stranger.text
    assert "Ofsted" in stranger.text
    assert stranger.get("concerns.tracked_evidence", position=2).content[:2] == b"\xff\xd8", "our file reaches them"
    assert stranger.get("concerns.tracked_evidence", position=3).status == 404
    assert new_browser().get("concerns.tracked_evidence", position=2).heading == "Type your code"
    follow(stranger, typed).submit(
        "Send", {"text": "Yes, at three.", "evidence": [(concerns.photograph(width=65), "b.jpg")]}
    )
    assert "We have your message." in stranger.text
    manager.get("concerns.case", reference=concern.reference)
    assert "Yes, at three." in manager.text
    assert (Attachment.select().count(), Attachment.select().where(Attachment.subject.is_null()).count()) == (3, 0)
    assert follow(new_browser(), "0000-0000-0000").heading == "Type your code"


def test_only_a_keyed_hash_of_the_code_is_stored_and_no_address_mail_or_log_has_it(stranger, caplog) -> None:
    code = tell(stranger)
    follow(stranger, code)
    assert code not in "".join(path for _status, path in stranger.trail)
    for table in ("concerns", "audit_entries", "throttle_count", "outbox_messages"):
        assert code not in str(db.execute_sql(f"SELECT * FROM {table}").fetchall()), table
    assert code not in caplog.text


def test_until_it_is_sent_nothing_is_kept_and_what_was_typed_returns_with_each_error(stranger, vault) -> None:
    concerns.answer_who(begin(stranger), ["staff"], other_name="Mx Nobody")
    assert "Nothing is kept until you send it." in stranger.text
    stranger.submit("Go on", what_happened="")
    assert "Write what happened" in stranger.text
    stranger.submit("Go on", what_happened=STORY, noticed_on="tomorrow week")
    assert STORY in stranger.text
    stranger.submit("Go on", noticed_on="").submit("Back")
    assert STORY in stranger.text
    stranger.submit("Back")
    assert "Mx Nobody" in stranger.page
    stranger.submit("Go on").submit("Go on")
    stranger.submit("Send it", identity="named", wish="Stop it", evidence=PICTURE)
    assert "Write your name, or choose “Without my name”" in stranger.text
    assert "Stop it" in stranger.text
    assert "Choose your files again" in stranger.text
    stranger.submit("Send it", identity="anonymous", evidence=[(b"no picture", "a.jpg"), *PICTURE])
    assert "“a.jpg” cannot be used" in stranger.text
    assert "Choose your files again" in stranger.text
    assert Concern.select().count() == ConcernDraft.select().count() == Attachment.select().count() == len(vault()) == 0
    with stranger.client.session_transaction() as session:
        assert set(session) <= {"csrf_token", "_permanent"}
    for answer in stranger.trail:
        assert answer == (200, "/concerns/tell")
    assert stranger.headers["Cache-Control"] == "no-store"
    assert stranger.submit("Send it").heading == "We have it. This is your code"


def test_pressing_send_twice_is_one_concern_with_one_code(app, stranger) -> None:
    concerns.answer_who(begin(stranger))
    stranger.submit("Go on", what_happened=STORY)
    page, url = stranger.content, stranger.url
    codes = set()
    for _press in range(2):
        stranger.content, stranger.url = page, url
        stranger.submit("Send it", identity="anonymous", evidence=PICTURE)
        codes.add(CODE.search(stranger.text)[0])
    assert (len(codes), Concern.select().count(), Attachment.select().count()) == (1, 1, 1)


def sealed_before(app, **kept) -> str:
    """Return what a page carries as a release that kept these parts of it sealed it."""
    with app.test_request_context():
        return drafts._box("").encrypt(json.dumps(kept).encode()).decode()


OLDER = {
    "parts that are gone": {"door": "no_account", "pages": {"kind": [["kind", "complaint"]], "what": [["what_happened", STORY]]}, "language": "en"},
    "pages by other names": {"door": "no_account", "pages": {"matter": [["kind", "complaint"]], "tale": [["what_happened", STORY]]}},
    "questions by other names": {"door": "no_account", "pages": {"kind": [["kind", "complaint"]], "what": [["story", STORY], ["place", "By the gate"]]}},
    "a kind that is gone": {"door": "no_account", "pages": {"kind": [["kind", "gossip"]], "what": [["what_happened", STORY]]}},
}  # fmt: skip


@pytest.mark.parametrize("kept", OLDER.values(), ids=OLDER)
def test_a_page_that_was_open_while_the_portal_was_updated_loses_no_word(app, stranger, kept) -> None:
    page = {"at": "you", "identity": "named", "teller": "Ines Duarte", "helper": "Tell my sister", "wish": "Stop it"}
    stranger.post("concerns.tell", {**page, "kept": sealed_before(app, **kept)})
    assert stranger.status == 200
    if stranger.heading == "What is it about?":
        stranger.submit(str(OWN_KINDS[Kind.COMPLAINT]))
    concerns.answer_who(stranger)
    assert stranger.heading == "What happened?"
    assert "Look at it again." in stranger.text
    for words in (STORY, "Tell my sister", *(["By the gate"] if "By the gate" in str(kept) else [])):
        assert words in stranger.text
    stranger.submit("Go on")
    assert ("Ines Duarte" in stranger.page, "Stop it" in stranger.text) == (True, True)
    assert stranger.submit("Send it").heading == "We have it. This is your code"
    concern = Concern.get()
    assert (concern.teller, concern.wish) == ("Ines Duarte", "Stop it")
    assert STORY in concern.what_happened
    assert "Tell my sister" in concern.what_happened


def test_a_page_that_cannot_be_opened_any_more_gives_back_what_stood_on_it(stranger) -> None:
    concerns.answer_who(begin(stranger))
    stranger.post("concerns.tell", {"at": "what", "kept": "sealed otherwise", "what_happened": STORY})
    assert (stranger.status, stranger.heading) == (200, "What is it about?")
    assert "cannot be opened any more" in stranger.text
    concerns.answer_who(stranger.submit(str(OWN_KINDS[Kind.COMPLAINT])))
    assert STORY in stranger.text
    stranger.submit("Go on").submit("Send it", identity="anonymous")
    assert Concern.get().what_happened == STORY


@pytest.mark.parametrize("at", ["who", "what", "you", "elsewhere"])
@pytest.mark.parametrize("pages", [None, {}, {"what": [["what_happened", "Before"]]}])
def test_a_page_without_what_came_before_it_asks_for_that_and_keeps_its_words(app, stranger, at, pages) -> None:
    carried = {} if pages is None else {"kept": sealed_before(app, door="no_account", pages=pages)}
    stranger.post("concerns.tell", {"at": at, "what_happened": STORY, "back": "y", **carried})
    assert (stranger.status, stranger.heading) == (200, "What is it about?")
    concerns.answer_who(stranger.submit(str(OWN_KINDS[Kind.COMPLAINT])))
    assert STORY in stranger.text


def test_a_file_that_waits_with_the_last_page_is_no_sign_of_another_release(app, stranger) -> None:
    pages = {"kind": [["kind", "complaint"]], "who": [["nobody", "y"]], "what": [["what_happened", STORY]],
             "you": [["identity", "anonymous"], ["evidence", "a-token"]]}  # fmt: skip
    kept = sealed_before(app, door="no_account", pages=pages, code="ABCD")
    stranger.post("concerns.tell", {"at": "what", "what_happened": "Other words", "kept": kept})
    assert "The portal has changed" not in stranger.text


def test_whoever_goes_back_and_sends_other_words_adds_them_to_what_was_sent(stranger) -> None:
    concerns.answer_who(begin(stranger))
    stranger.submit("Go on", what_happened=STORY)
    page, url = stranger.content, stranger.url
    stranger.submit("Send it", identity="anonymous")
    stranger.content, stranger.url = page, url
    stranger.submit("Send it", identity="anonymous", wish="Please stop it.", evidence=PICTURE)
    assert "This was sent already" in stranger.text
    assert "Please stop it." in stranger.submit("Send").text
    assert (Concern.select().count(), Concern.get().wish, Attachment.select().count()) == (1, "", 0)


@pytest.mark.parametrize(
    ("identity", "on_the_page", "in_the_record"),
    [("named", "Ines Duarte", "Ines Duarte"), ("confidential", "Ines Duarte", "Somebody whose name only those"),
     ("anonymous", "Somebody who gave no name", "Somebody who gave no name")],
)  # fmt: skip
def test_a_name_goes_as_far_as_was_said(stranger, new_browser, team, identity, on_the_page, in_the_record) -> None:
    tell(stranger, identity=identity, teller="Ines Duarte", teller_contact="07700 900 123")
    manager, reference = new_browser(team["manager"]), Concern.get().reference
    assert on_the_page in manager.get("concerns.case", reference=reference).text
    assert in_the_record in manager.get("concerns.record", reference=reference, face="full").text
    concerns.read_texts(Concern.get(), team["manager"])
    assert "Duarte" not in manager.get("concerns.record", reference=reference).text
    assert ("Duarte" in manager.get("concerns.register").text) is (identity == "named")


def test_who_sends_too_many_without_an_account_is_told_how_long_to_wait_and_loses_no_word(
    stranger, monkeypatch
) -> None:
    code = tell(stranger)
    monkeypatch.setattr(track_routes, "CONCERNS_PER_PERSON", 1)
    concerns.answer_who(begin(stranger)).submit("Go on", what_happened=STORY)
    stranger.submit("Send it", identity="anonymous", wish="Stop it")
    assert "Too many were sent in a short time. Wait 60 minutes, then send this again." in stranger.text
    assert "Stop it" in stranger.page
    follow(stranger, code).submit("Send", text="One more thing")
    assert "Too many were sent in a short time." in stranger.text
    assert "One more thing" in stranger.page
    assert (Concern.select().count(), ConcernEntry.select().count()) == (1, 1)


# Never to the person it is about


@pytest.mark.parametrize(
    ("about", "name", "reaches"),
    [
        (["manager"], "", {"chair"}),
        (["lead"], "", {"manager"}),
        (["chair"], "", {"manager", "lead"}),
        (["staff"], "Siobhan Kelly", {"chair"}),
        (["staff"], "kelly", {"chair"}),
        (["staff"], "Priya Raman", {"manager", "lead"}),
        (["staff"], "the tall one", {"chair"}),
        (["staff"], "", {"chair"}),
        (["staff"], "Margaret", set()),
        ([], "Adaeze", {"chair"}),
        (["other"], "Adaeze Okafor", {"manager"}),
        (["other"], "my neighbour", {"manager", "lead"}),
    ],
)
def test_whom_a_stranger_names_never_reads_of_it(stranger, new_browser, team, about, name, reaches) -> None:
    tell(stranger, about=about, other_name=name)
    told = {role for role, who in team.items() if OutboxMessage.select().where(OutboxMessage.recipient == who.email)}
    assert told == read_by(new_browser, team) == reaches
    shown = {
        role
        for role, word in HANDLERS.items()
        if f"{word} can read it" in stranger.text.lower().replace(" and ", " can read it ")
    }
    assert shown == reaches
    assert ("turn to people outside" in stranger.text) is (not reaches)


@pytest.mark.parametrize(
    ("about", "name", "said"),
    [
        (["other"], "", "The manager and the safeguarding lead will read it."),
        (["manager"], "", "The chair will read it."),
        (["other"], "Adaeze Okafor", ""),
        (["other"], "my neighbour", ""),
    ],
)
def test_who_reads_it_is_said_before_it_is_sent_and_tells_nobody_by_a_name_who_works_here(
    stranger, about, name, said
) -> None:
    concerns.answer_who(begin(stranger), about, other_name=name).submit("Go on", what_happened=STORY)
    assert ("will read it" in stranger.text) is bool(said)
    assert said in stranger.text


def test_who_is_meant_is_said_by_the_chair_and_then_it_goes_to_who_may_have_it(stranger, new_browser, team) -> None:
    tell(stranger, about=["staff"], other_name="the tall one")
    later = factories.make_account("The Tall One", Role.MANAGER)
    assert read_by(new_browser, {**team, "later": later}) == {"chair"}, (
        "nobody new but the chair, whatever they are called"
    )
    chair = new_browser(team["chair"]).get("concerns.name_subjects", reference=Concern.get().reference)
    chair.submit("Shut them out", about=[f"staff-{team['staff'].id}"])
    assert read_by(new_browser, team) == {"manager", "lead", "chair"}


def test_when_nobody_is_left_that_is_said_before_a_word_is_typed(stranger, team) -> None:
    for role in ("manager", "lead", "chair"):
        db.execute_sql(f"DELETE FROM account_roles WHERE account_id = {team[role].id}")
    begin(stranger)
    assert "Nobody here is independent of this." in stranger.text
    assert "LADO" in stranger.text


# The code


def test_a_thousand_guesses_find_nothing_and_are_stopped_after_ten(stranger, new_browser) -> None:
    code = tell(stranger)
    thief, answers = new_browser(), set()
    thief.get("concerns.track")
    for number in range(12):
        thief.post("concerns.track", {"code": f"ABCD-0000-{number:04}"})
        answers.add(thief.status)
        assert STORY not in thief.text
    assert answers == {200, 429}
    assert thief.post("concerns.track", {"code": code}).status == 429, "not even a right one, from there and then"
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert follow(thief, code).status == 200


def test_after_leaving_or_half_an_hour_the_code_is_asked_again_and_no_word_is_lost(stranger) -> None:
    code = tell(stranger)
    follow(stranger, code)
    typing = stranger.content, stranger.url
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        stranger.submit("Send", text="One more thing")
        assert (stranger.heading, "One more thing" in stranger.text) == ("Type your code", True)
        stranger.submit("Open it", code=code)
        assert ConcernEntry.select().where(ConcernEntry.kind == EntryKind.MESSAGE_FROM_RAISER).count() == 0
        stranger.submit("Send")
        assert "One more thing" in stranger.text
        assert ConcernEntry.get(ConcernEntry.kind == EntryKind.MESSAGE_FROM_RAISER).text == "One more thing"
        stranger.submit("Leave")
        assert stranger.trail[0][1] == "/concerns/track/leave"
        assert stranger.get("concerns.tracked").heading == "Type your code"
    assert typing


# The receipt, and taking it back


def test_the_receipt_holds_time_number_and_sha_256_and_no_word(
    stranger, new_browser, a_parent, a_second_parent
) -> None:
    tell(stranger, evidence=PICTURE)
    told = Concern.get()
    stranger.submit("Receipt (PDF)")
    receipt = stranger.content
    words = text_of(receipt)
    assert told.reference in words
    assert fingerprint(told) in " ".join(words.split())
    assert "Amira" not in words
    mine = concerns.raise_concern(a_parent)
    parent = new_browser(a_parent).get("concerns.own_receipt", reference=mine.reference)
    assert fingerprint(mine) in " ".join(text_of(parent.content).split())
    assert fingerprint(mine) in parent.get("concerns.own_case", reference=mine.reference).text
    other = new_browser(a_second_parent)
    assert other.get("concerns.own_receipt", reference=mine.reference).status == 404
    assert other.post("concerns.withdraw", reference=mine.reference).status == 404
    checked = new_browser().get("verify.check").submit(record=[(receipt, "receipt.pdf")])
    assert "Is it still current? Yes" in checked.text


def text_of(pdf):
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))


def test_a_concern_that_is_taken_back_stays_and_is_still_worked_on(stranger, new_browser, team, a_parent) -> None:
    follow(stranger, tell(stranger, kind=Kind.PRIVATE_CONTACT)).submit("Take it back")
    assert "You took it back. We keep the record" in stranger.text
    assert stranger.post("concerns.withdraw_tracked").status == 200
    manager = new_browser(team["manager"]).get("concerns.register")
    assert "New message" in manager.text
    manager.click(Concern.get().reference)
    assert "Go on where a child may not be safe" in manager.text
    assert manager.click("Acknowledge").submit("Acknowledge it").heading.startswith("Concern")
    mine = concerns.raise_concern(a_parent)
    for _press in range(2):
        new_browser(a_parent).post("concerns.withdraw", reference=mine.reference)
    assert ConcernEntry.select().where(ConcernEntry.kind == EntryKind.WITHDRAWN).count() == 2


# Staff


def test_a_small_worry_about_a_colleague_goes_to_the_lead_alone(new_browser, team, a_parent) -> None:
    browser = new_browser(team["staff"]).get("concerns.raise_concern")
    colleague = factories.make_account("Tom Baker", Role.STAFF)
    browser.submit("A small worry about an adult who works here")
    browser.submit("Go on", about=[f"staff-{colleague.id}"]).submit("Go on", what_happened=STORY)
    browser.submit("Check it", reply="none").submit("Send it")
    assert read_by(new_browser, team) == {"lead"}
    parent = new_browser(a_parent).get("concerns.raise_concern")
    before = snapshot()
    assert parent.post("concerns.raise_concern", {"kind": "low_level"}).heading == "What is it about?"
    assert "A small worry" not in parent.text
    new_browser().post("concerns.tell", {"kind": "low_level"})
    assert changed_tables(before) in ([], ["throttle_count"])


@pytest.mark.parametrize(("about", "reaches"), [("lead", {"manager"}), ("manager", {"chair"})])
def test_a_small_worry_never_reaches_whom_it_is_about(new_browser, team, about, reaches) -> None:
    concerns.raise_concern(team["staff"], kind=Kind.LOW_LEVEL, about=(about,))
    assert read_by(new_browser, team) == reaches


# Logged for somebody


def log(browser, *, about=()):
    browser.post("concerns.log_for_somebody", {"kind": "complaint"})
    concerns.answer_who(browser, about).submit("Go on", what_happened=STORY)
    return browser.submit("Check it", source="letter", received_on="today")


def test_what_came_another_way_is_logged_with_its_day_its_number_and_its_scan(new_browser, team, a_child) -> None:
    staff = new_browser(team["staff"]).get("concerns.raise_concern").click("Log what somebody told you")
    staff.submit("How we care for children")
    concerns.answer_who(staff)
    staff.submit("Go on", what_happened=STORY, child_name="kowal zofia", evidence=PICTURE)
    day = clock.today() - timedelta(days=40)
    told = {"source": "ofsted", "received_on": f"{day.day} {day.month} {day.year}", "teller": "Ines Duarte"}
    staff.submit("Check it", told)
    assert "Write Ofsted’s number, or “not known”" in staff.text
    assert "The 28 days are over. Write why it took longer" in staff.text
    staff.submit("Check it", their_reference="OF-123", late_reason="It lay in a drawer.")
    for shown in ("Zofia Kowalska", "Ofsted: OF-123", "Ines Duarte", "It lay in a drawer."):
        assert shown in staff.text
    staff.submit("Log it")
    assert "It is closed to you now." in staff.text
    concern = Concern.get()
    kept = (concern.raised_by, concern.logged_by, concern.source, concern.child, concern.received_on, concern.teller)
    assert kept == (None, team["staff"].id, Source.OFSTED, a_child, day, "Ines Duarte")
    assert text_of(staff.click("Receipt for them").content)
    assert staff.get("concerns.own_case", reference=concern.reference).status == 404
    assert staff.get("concerns.case", reference=concern.reference).status == 403
    manager = new_browser(team["manager"]).get("concerns.case", reference=concern.reference)
    for shown in ("Ofsted: OF-123", "logged by Priya Raman", "Why it was late: It lay in a drawer.", "Ines Duarte"):
        assert shown in manager.text
    assert "They have no page here" in manager.click("Send a message").text
    assert "Duarte" not in manager.get("concerns.record", reference=concern.reference).text


def test_a_manager_who_logs_a_letter_about_herself_sees_no_more_of_it(new_browser, team, a_parent) -> None:
    manager = log(new_browser(team["manager"]), about=["manager"])
    assert "Margaret Whitlock will read it." in manager.text
    manager.submit("Log it")
    assert "It is closed to you now." in manager.text
    assert read_by(new_browser, team) == {"chair"}
    assert manager.get("concerns.case", reference=Concern.get().reference).status == 404
    draft, stored = ConcernDraft.get(), manager.get("concerns.logged", reference=ConcernDraft.get().reference).text
    for other in (team["lead"], team["chair"]):
        for page in ("concerns.logged", "concerns.logged_receipt"):
            assert new_browser(other).get(page, reference=draft.reference).status == 404
    assert new_browser(a_parent).get("concerns.log_for_somebody").status == 403
    db.execute_sql(f"DELETE FROM account_roles WHERE account_id = {team['chair'].id}")
    assert manager.get("concerns.logged", reference=draft.reference).text == stored, "nor who has it now"


def test_a_lead_and_a_chair_log_too_and_a_child_is_never_guessed(new_browser, team, a_child) -> None:
    factories.make_child("Zofia", "Nowak")
    lead = new_browser(team["lead"])
    lead.post("concerns.log_for_somebody", {"kind": "staff_conduct"})
    concerns.answer_who(lead).submit("Go on", what_happened=STORY, child_name="zofia")
    assert lead.url.endswith("/what")
    assert "Choose one from the list" in lead.text
    lead.submit("Go on", child=str(a_child.id)).submit("Check it", source="phone", received_on="today")
    assert "Zofia Kowalska" in lead.text
    lead.submit("Log it")
    assert "Open it" in lead.text
    log(new_browser(team["chair"])).submit("Log it")
    assert [concern.child for concern in Concern.select().order_by(Concern.id)] == [a_child, None]
    assert not AuditEntry.select().where(AuditEntry.details.contains("Zofia")).exists()


# The question about personal data


def test_whether_it_is_about_pictures_or_personal_data_is_asked_where_that_does_not_follow(
    new_browser, a_parent
) -> None:
    parent, question = new_browser(a_parent), "Some of this is about a picture or personal information"
    parent.post("concerns.raise_concern", {"kind": "shared_image"})
    assert question not in concerns.answer_who(parent).text
    parent.post("concerns.raise_concern", {"kind": "complaint"})
    assert question in concerns.answer_who(parent).text
    parent.submit("Go on", what_happened=STORY, about_personal_data=True).submit("Check it", reply="none")
    assert "Some of this is about it" in parent.text
    parent.submit("Send it")
    assert Concern.get().about_personal_data
