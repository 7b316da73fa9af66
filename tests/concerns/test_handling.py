"""The manager answers a concern, records outcome, actions and the date told, and closes it."""

from datetime import timedelta

import pytest

from portal.audit.models import AuditEntry
from portal.concerns import handling
from portal.concerns.clocks import LateReasonNeeded, NotYet, ToldTooEarly
from portal.concerns.handling import OutcomeDetails
from portal.concerns.models import ConcernEntry
from portal.concerns.policy import CannotCloseYet, EntryKind, Kind, NotAllowedNow, Outcome, OutcomeDoesNotFit
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from portal.web.dates import format_date
from tests.concerns import factories as concerns

pytestmark = pytest.mark.both_engines

OUTCOME = {
    "outcome": "upheld", "text": "You were right. It is down.", "data_outcome": "It was not ours to share.",
    "actions": "Spoke to the person",
}  # fmt: skip


@pytest.fixture
def concern(setting, a_manager, a_lead, a_parent, a_child):
    made = concerns.raise_concern(a_parent, child=a_child)
    OutboxMessage.delete().execute()
    return made


@pytest.fixture
def desk(new_browser, a_manager, concern):
    """The manager with the case open."""
    return new_browser(a_manager).get("concerns.case", reference=concern.reference)


def test_the_manager_answers_tells_the_outcome_and_closes_it_and_the_parent_sees_each_step(
    desk, concern, new_browser, a_manager, a_parent
):
    parent = new_browser(a_parent)
    desk.click("Acknowledge this concern").submit(text="Thank you, I have read it.")
    desk.click("Start to look into it").submit()
    desk.click("Send a message").submit(text="Which group was it?")
    desk.click("Add an internal note").submit(text="Ring the other family first.")
    assert "Ring the other family first." in desk.text
    page = parent.get("concerns.own_case", reference=concern.reference).text
    assert "We are looking into it" in page
    assert "Which group was it?" in page
    assert "28 days left" in page
    assert "28 days left" in desk.text
    desk.click("Tell the outcome").submit(**OUTCOME)
    concerns.settle(concern, a_manager)
    desk.click("Close it").submit()
    assert "Closed" in desk.text
    page = parent.get("concerns.own_case", reference=concern.reference).text
    assert page.count("You were right. It is down.") == 1  # not once more in the history
    assert "Closed" in page
    assert "days left" not in page
    assert concern.reference in desk.get("concerns.register", show="closed").text
    assert concern.reference not in desk.get("concerns.register").text


def test_internal_notes_and_actions_never_reach_the_person_who_raised_it(desk, concern, new_browser, a_parent):
    desk.click("Add an internal note").submit(text="Between ourselves")
    desk.click("Tell the outcome").submit(**{**OUTCOME, "actions": "A written warning"})
    parent = new_browser(a_parent)
    for page in ("concerns.own_case", "concerns.own", "concerns.raised"):
        parent.get(page, **({} if page == "concerns.own" else {"reference": concern.reference}))
        assert "Between ourselves" not in parent.text
        assert "A written warning" not in parent.text
    assert not OutboxMessage.select().where(OutboxMessage.body.contains("Between")).exists()


def test_it_cannot_be_closed_without_outcome_actions_and_date(desk, concern):
    desk.click("Close it")
    assert desk.heading == "This concern cannot be closed yet"
    for missing in ("the outcome", "the actions taken", "the date the person was told", "each duty done"):
        assert missing in desk.text
    desk.post("concerns.close", reference=concern.reference)
    assert desk.status == 409
    assert "cannot be closed yet" in desk.text
    desk.get("concerns.outcome", reference=concern.reference).submit(outcome="upheld", text="Told", actions=" ")
    assert "Write what you did" in desk.text
    assert "Told" in desk.page
    assert ConcernEntry.select().count() == 1


def test_a_reopened_concern_needs_the_person_to_be_told_again(desk, concern, a_manager):
    desk.click("Tell the outcome").submit(**OUTCOME)
    concerns.settle(concern, a_manager)
    desk.click("Close it").submit()
    desk.click("Open it again").submit(text="A second screenshot came in")
    assert "Looking into it" in desk.text
    with pytest.raises(CannotCloseYet):
        handling.close_concern(concern, submission=new_token(), by_id=a_manager.id)
    desk.get("concerns.close", reference=concern.reference)
    assert "the date the person was told" in desk.text


def test_a_double_click_makes_each_step_once(desk, concern, a_manager):
    for _ in range(2):
        desk.post("concerns.step", {"text": "Hello", "submission": "a"}, reference=concern.reference, slug="message")
        assert desk.status == 200
    told = {**OUTCOME, "told_on": concerns.typed(clock.today()), "submission": "b"}
    for _ in range(2):
        assert desk.post("concerns.outcome", told, reference=concern.reference).status == 200
    concerns.settle(concern, a_manager)
    for _ in range(2):
        assert desk.post("concerns.close", {"submission": "c"}, reference=concern.reference).status == 200
    assert ConcernEntry.select().count() == 4


def test_a_step_that_no_longer_follows_is_refused_in_words(desk, concern):
    desk.click("Tell the outcome").submit(**OUTCOME)
    for slug in ("acknowledge", "start"):
        assert desk.get("concerns.step", reference=concern.reference, slug=slug).status == 409
        assert "moved on" in desk.text
    assert desk.get("concerns.outcome", reference=concern.reference).status == 409
    assert ConcernEntry.select().count() == 2


def test_a_page_that_refuses_leads_back_to_another_page_and_never_to_itself(desk, concern):
    desk.post("concerns.outcome", {**OUTCOME, "told_on": concerns.typed(clock.today())}, reference=concern.reference)
    case = desk.address_of("concerns.case", reference=concern.reference)
    step = desk.address_of("concerns.step", reference=concern.reference, slug="acknowledge")
    for before, is_offered in ((case, True), (step, False)):
        desk._go("GET", step, headers={"Referer": f"http://localhost{before}"})
        assert desk.status == 409
        assert ("Go back" in desk.text) is is_offered


def test_what_a_handler_wrote_is_kept_when_another_was_quicker(desk, concern):
    desk.post("concerns.outcome", {**OUTCOME, "told_on": concerns.typed(clock.today())}, reference=concern.reference)
    for endpoint, words, extra in (
        ("concerns.step", {"text": "A long welcome"}, {"slug": "acknowledge"}),
        ("concerns.outcome", {**OUTCOME, "text": "A long finding", "told_on": concerns.typed(clock.today())}, {}),
    ):
        desk.post(endpoint, words, reference=concern.reference, **extra)
        assert "moved on" in desk.text
        assert words["text"] in desk.page
    assert ConcernEntry.select().count() == 2


def test_a_stale_page_keeps_the_message(desk, concern):
    desk.post_without_token("concerns.step", {"text": "A long answer"}, reference=concern.reference, slug="message")
    assert "A long answer" in desk.page
    assert ConcernEntry.select().count() == 1


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"told_on": concerns.typed(clock.today() + timedelta(days=1))}, "has not come yet"),
        ({"told_on": concerns.typed(clock.today() - timedelta(days=1))}, "before the concern was received"),
        ({"told_on": "last week"}, "Write the date as day, month and year"),
        ({"told_on": ""}, "Write the day"),
        ({"text": ""}, "Write what you told the person"),
        ({"actions": "x" * 10_001}, "at most 10,000 characters"),
    ],
)
def test_an_outcome_that_cannot_be_right_is_refused_beside_its_question(desk, answers, sentence):
    desk.click("Tell the outcome").submit(**{**OUTCOME, **answers})
    assert sentence in desk.text
    assert ConcernEntry.select().count() == 1


@pytest.mark.parametrize(
    ("days", "answers", "field"),
    [
        (0, {"told_on": concerns.typed(clock.today() + timedelta(days=1))}, "told_on"),
        (0, {"outcome": "answered"}, "outcome"),
        (30, {}, "late_reason"),
    ],
)
def test_what_the_rules_refuse_is_said_beside_its_question_and_all_that_was_typed_stays(
    new_browser, concern, a_manager, days, answers, field
):
    older = concerns.received_earlier(concern, days=days)
    given = {**OUTCOME, "told_on": concerns.typed(clock.today()), **answers}
    desk = new_browser(a_manager).post("concerns.outcome", given, reference=older.reference)
    errors = {p.get("id") for p in desk.root.xpath("//p[contains(@class, 'field__error')]")}
    assert errors == {f"{field}-error"}
    assert desk.root.xpath("//input[@name='told_on']/@value") == [given["told_on"]]
    assert [box.text.strip() for box in desk.root.xpath("//textarea")][:3] == [
        OUTCOME[name] for name in ("text", "data_outcome", "actions")
    ]


def test_an_outcome_of_another_kind_of_concern_cannot_be_chosen(desk, concern):
    given = {**OUTCOME, "outcome": "answered", "told_on": concerns.typed(clock.today())}
    desk.post("concerns.outcome", given, reference=concern.reference)
    assert "Choose what you decided" in desk.text
    assert ConcernEntry.select().count() == 1


@pytest.mark.parametrize(
    ("days", "left", "tone"),
    [
        (0, "28 days left", "waiting"),
        (14, "14 days left", "soon"),
        (21, "7 days left", "late"),
        (30, "2 days late", "late"),
    ],
)
def test_both_see_the_days_that_are_left(new_browser, concern, a_manager, a_parent, days, left, tone):
    older = concerns.received_earlier(concern, days=days)
    for person, page in ((a_manager, "concerns.case"), (a_parent, "concerns.own_case")):
        browser = new_browser(person).get(page, reference=older.reference)
        assert left in browser.text
        assert f"clock--{tone}" in browser.page


def test_after_28_days_the_outcome_needs_a_reason(new_browser, concern, a_manager, a_parent):
    older = concerns.received_earlier(concern, days=30)
    desk = new_browser(a_manager).get("concerns.outcome", reference=older.reference).submit(**OUTCOME)
    assert "Write why it took longer" in desk.text
    desk.submit(late_reason="The family was abroad")
    assert "The family was abroad" in desk.text
    assert "The family was abroad" not in new_browser(a_parent).get("concerns.own_case", reference=older.reference).text


def test_told_in_time_and_written_down_later_needs_no_reason(new_browser, concern, a_manager):
    older = concerns.received_earlier(concern, days=30)
    told_on = concerns.typed(clock.today() - timedelta(days=10))
    desk = new_browser(a_manager).get("concerns.outcome", reference=older.reference)
    desk.submit(**OUTCOME, told_on=told_on)
    assert "Outcome told" in desk.text


def test_the_service_refuses_an_outcome_that_cannot_be_right_and_a_step_that_does_not_follow(concern, a_manager):
    day = timedelta(days=1)
    older = concerns.received_earlier(concern, days=40)
    for which, told, refusal in [
        (concern, OutcomeDetails(Outcome.UPHELD, "a", "b", clock.today() + day), NotYet),
        (concern, OutcomeDetails(Outcome.UPHELD, "a", "b", clock.today() - day), ToldTooEarly),
        (concern, OutcomeDetails(Outcome.ANSWERED, "a", "b", clock.today()), OutcomeDoesNotFit),
        (older, OutcomeDetails(Outcome.UPHELD, "a", "b", clock.today(), " "), LateReasonNeeded),
    ]:
        with pytest.raises(refusal):
            handling.tell_outcome(which, told, submission=new_token(), by_id=a_manager.id)
    with pytest.raises(ValueError, match="closed"):
        handling.take_step(concern, EntryKind.CLOSED, "", submission=new_token(), by_id=a_manager.id)
    with pytest.raises(NotAllowedNow):
        handling.take_step(concern, EntryKind.REOPENED, "x", submission=new_token(), by_id=a_manager.id)
    assert ConcernEntry.select().count() == 2


def test_each_view_and_each_download_by_a_handler_is_logged(new_browser, a_manager, a_parent, upload, setting):
    concern = concerns.raise_concern(a_parent, evidence=[upload])
    concerns.read_texts(concern, a_manager)
    browser = new_browser(a_manager)
    for page, values in [("concerns.case", {}), ("concerns.evidence", {"position": 1, "download": 1}),
                         ("concerns.original", {"position": 1}), ("concerns.record_pdf", {})]:  # fmt: skip
        assert browser.get(page, reference=concern.reference, **values).status == 200
    logged = AuditEntry.select(AuditEntry.event).where(
        AuditEntry.actor_id == a_manager.id, AuditEntry.subject == "concern"
    )
    assert [entry.event for entry in logged.order_by(AuditEntry.id)] == [
        "TextsChecked", "ConcernViewed", "EvidenceOpened", "EvidenceOpened", "ConcernExported",
    ]  # fmt: skip


def test_a_file_that_is_not_there_is_not_found(new_browser, a_manager, a_parent, setting, upload):
    concern = concerns.raise_concern(a_parent, evidence=[upload])
    for page in ("concerns.evidence", "concerns.original"):
        assert new_browser(a_manager).get(page, reference=concern.reference, position=2).status == 404


@pytest.mark.parametrize(("slug", "mailed"), [("acknowledge", 1), ("message", 1), ("note", 0), ("start", 0)])
def test_the_parent_hears_by_mail_only_that_there_is_something_new(desk, concern, a_parent, slug, mailed):
    desk.post("concerns.step", {"text": "Private words"}, reference=concern.reference, slug=slug)
    messages = list(OutboxMessage.select())
    assert [message.recipient for message in messages] == [a_parent.email] * mailed
    assert all("Private words" not in message.body for message in messages)


def test_a_complaint_about_personal_information_has_a_clock_of_its_own(
    new_browser, setting, a_manager, a_parent, a_child
):
    concern = concerns.raise_concern(a_parent, kind=Kind.PERSONAL_INFORMATION)
    desk = new_browser(a_manager).get("concerns.case", reference=concern.reference)
    assert "29 days left" in desk.text
    desk.click("Acknowledge this concern").submit()
    assert "29 days left" not in desk.text


def test_each_confirmation_says_what_happened_and_what_is_due(desk, concern, a_manager):
    due = format_date(concern.received_on + timedelta(days=28))
    desk.click("Acknowledge this concern").submit()
    assert f"Acknowledged. Tell the outcome by {due}." in desk.text
    desk.click("Add an internal note").submit(text="Ring them.")
    assert "Your note is kept. They never see it." in desk.text
    desk.click("Tell the outcome").submit(**OUTCOME)
    assert f"Outcome recorded, told on {format_date(clock.today())}." in desk.text
    concerns.settle(concern, a_manager)
    desk.click("Close it").submit()
    assert "Closed. It is kept, at least until" in desk.text


def test_words_to_begin_with_are_seen_and_can_be_changed_before_they_are_sent(desk, concern, new_browser, a_parent):
    desk.click("Acknowledge this concern")
    begun = desk.root.xpath("string(//textarea[@name='text'])").strip()
    assert begun.startswith("Thank you for telling us. I have read it")
    desk.submit(text="I have read it, Agnieszka.")
    page = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert "I have read it, Agnieszka." in page
    assert "Thank you for telling us" not in page


def test_an_outcome_with_gaps_left_in_it_is_not_sent(desk, concern):
    desk.click("Tell the outcome")
    begun = desk.root.xpath("string(//textarea[@name='text'])").strip()
    assert "Ofsted: 0300 123 1231" in begun
    desk.submit(outcome="upheld", actions="None needed")
    assert "Write your own words in place of “[what you found]”" in desk.text
    assert ConcernEntry.select().count() == 1
    desk.submit(text=begun.replace("[what you found]", "It was so.").replace("[what you did]", "It is down."))
    assert "Write your own words in place of “[what you decided]”" in desk.text
    own = desk.root.xpath("string(//textarea[@name='data_outcome'])").strip()
    assert "You can also complain about this to the regulator. Information Commissioner" in own
    desk.submit(data_outcome=own.replace("[what you decided]", "It was not ours to share."))
    assert "Outcome recorded" in desk.text
    told = ConcernEntry.get(ConcernEntry.kind == "outcome_told").text
    assert "We found: It was so." in told
    assert "It was not ours to share.\n\nYou can also complain about this to the regulator." in told
