"""What the law asks of the setting runs by the clock, and never reaches whom it is about."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pypdfium2
import pytest
import time_machine

from portal.access.permissions import Role
from portal.audit.models import AuditEntry
from portal.concerns import handling, register, rerouting
from portal.concerns.duties import Answer, Duty
from portal.concerns.models import Concern, ConcernDuty, ConcernHandler, ConcernStepAside
from portal.concerns.policy import Kind
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.support import factories
from tests.support.browser import Browser

NewBrowser = Callable[..., Browser]
ASK_FIRST = "Ask first: may a child have been harmed?"
DUTY_PAGES = [
    ("concerns.duty", {"slug": "triage"}),
    ("concerns.duty", {"slug": "regulator"}),
    ("concerns.breach", {}),
    ("concerns.record", {"face": "breach"}),
    ("concerns.record_pdf", {"face": "breach"}),
    ("concerns.step_aside", {}),
]
TAKE_POSTS = DUTY_PAGES[:2] + DUTY_PAGES[-1:]


def on_a(day: int, month: int, hour: int = 10) -> time_machine.travel:
    return time_machine.travel(datetime(2026, month, day, hour, 0, tzinfo=clock.LONDON), tick=False)


def mailed() -> list[str]:
    """Take the addresses of the messages that wait."""
    found = sorted(message.recipient for message in OutboxMessage.select().where(OutboxMessage.sent_at.is_null()))
    OutboxMessage.update(sent_at=clock.now()).execute()
    return found


def answer(desk: Browser, concern: Concern, slug: str, **answers: str) -> Browser:
    return desk.get("concerns.duty", reference=concern.reference, slug=slug).submit(**answers)


def logged_of_concerns() -> int:
    return AuditEntry.select().where(AuditEntry.subject == "concern").count()


def test_whether_a_child_was_harmed_is_asked_first_and_a_yes_starts_the_clocks(
    new_browser: NewBrowser, a_manager, a_lead, a_parent, setting
) -> None:
    type(setting).update(lado_contact="Council officer, 01632 960 777").execute()
    with on_a(27, 11):  # a Friday
        concern = concerns.raise_concern(a_parent, kind=Kind.STAFF_CONDUCT)
        desk = new_browser(a_manager).get("home.index")
        assert ASK_FIRST in desk.text
        assert "Due by 30 November 2026" in desk.text  # over the weekend
        desk.get("concerns.case", reference=concern.reference).click(ASK_FIRST).submit(answer="yes")
        for words in ("Tell the LADOBy 30 November 2026", "Tell OfstedBy 10 December 2026"):
            assert words in desk.text
        desk.click("Tell the LADO")
        assert "Council officer, 01632 960 777" in desk.text
        for said, refused in (
            ({"answer": "done"}, "Write how they were told"),
            ({"answer": "not_needed"}, "the reason"),
        ):
            assert refused in desk.submit(**said).text
        assert ConcernDuty.select().count() == 1
        desk.submit(answer="done", how="I rang them", reference="LA 12")
        assert "Yes, done (27 November 2026), I rang them, reference LA 12" in desk.text
    with on_a(11, 12):
        desk = new_browser(a_lead).get("home.index")
        assert "Late: it was due on 10 December 2026" in desk.text
        assert desk.text.index("Tell Ofsted") < desk.text.index("concern without an outcome")
        assert "Tell the LADO" not in desk.text
        assert "1 day late" in desk.get("concerns.register", duty="ofsted").text
        desk.get("concerns.close", reference=concern.reference)
        assert "each duty done, or why it is not needed" in desk.text


def test_a_data_breach_is_walked_through_and_its_record_is_sealed(new_browser: NewBrowser, a_manager, a_parent) -> None:
    with on_a(1, 6, hour=15):
        concern = concerns.raise_concern(a_parent, kind=Kind.PICTURE_WITHOUT_CONSENT)
        desk = new_browser(a_manager).get("concerns.case", reference=concern.reference)
        assert "By 4 June 2026 at 3:00pm" in desk.text
        desk.click("Is it a data breach?")
        # An hour that has not come yet is refused beside the hour; the hour has to be said.
        assert "This time has not come yet" in desk.submit(answer="yes", time="3:01pm").text
        assert desk.root.xpath("string(//input[@name='time']/@aria-invalid)") == "true"
        assert "Write the hour too" in desk.submit(time="").text
        assert "Write the hour, for example" in desk.submit(time="tea time").text
        desk.submit(time="9.15", text="Posted by mistake")
        assert desk.heading == "Take it down"
        desk.submit(answer="done", text="Deleted at once")
        assert "Write the reason, or what you found" in desk.submit().text  # who saw it
        desk.submit(text="Twelve families, for an hour")
        desk.submit(answer="no", text="All of them know the child")
        desk.submit(answer="done", how="At the gate")
        assert desk.heading == "Tell the regulator"
        assert "By 4 June 2026 at 9:15am" in desk.text
        assert "Information Commissioner" in desk.text
        desk.submit(answer="not_needed", text="Nobody is at risk")
        assert desk.heading == "Data breach"
        pdf = desk.get("concerns.record_pdf", reference=concern.reference, face="breach").content
        page = desk.get("concerns.record", reference=concern.reference, face="breach").text
        paper = " ".join(" ".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(pdf)).split())
        for words in ("Deleted at once", "Twelve families, for an hour", "At the gate", "Nobody is at risk"):
            assert words in page
            assert words in paper
    verdict = new_browser().get("verify.check").submit(record=(pdf, "breach.pdf")).text
    assert "As far as we know, it holds today." in verdict
    concerns.record(concern, a_manager, Duty.RISK, Answer.YES, clock.today(), text="A stranger had it too")
    verdict = new_browser().get("verify.check").submit(record=(pdf, "breach.pdf")).text
    assert "something newer has taken its place" in verdict


@pytest.mark.both_engines
def test_whom_it_is_about_learns_of_no_duty_by_list_count_page_mail_record_or_log(
    new_browser: NewBrowser, a_manager, a_chair, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent, about=("manager",), kind=Kind.PICTURE_WITHOUT_CONSENT)
    desk = answer(new_browser(a_chair), concern, "triage", answer="yes")
    assert desk.get("concerns.record_pdf", reference=concern.reference, face="breach").status == 200
    assert mailed() == [a_chair.email]
    assert "concern: Tell the LADO" in desk.get("home.index").text
    accused, before = new_browser(a_manager), (ConcernDuty.select().count(), logged_of_concerns())
    for page, values in DUTY_PAGES:
        assert accused.get(page, reference=concern.reference, **values).status == 404, page
    for page, values in TAKE_POSTS:
        given = {"answer": "no", "to": "0", "reason": "x", "text": "x"}
        assert accused.post(page, given, reference=concern.reference, **values).status == 404, page
    assert (ConcernDuty.select().count(), logged_of_concerns()) == before
    lists = (("home.index", {}), ("concerns.register", {"duty": "lado"}), ("audit.log", {}), ("records.issued", {}))
    for page, values in lists:
        shown = accused.get(page, **values).text
        for secret in (concern.reference, "concern: ", "recorded a duty", "opened a concern"):
            assert secret not in shown, (page, secret)
    assert register.open_duties(register.handled(a_manager, on=clock.today())) == []


def test_who_is_named_later_loses_every_duty_with_the_case(
    new_browser: NewBrowser, a_manager, a_lead, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent)
    desk = answer(new_browser(a_lead), concern, "triage", answer="yes")
    assert "concern: Tell the LADO" in desk.get("home.index").text
    rerouting.name_subjects(concern, ["lead"], by_id=a_manager.id)
    assert "Tell the LADO" not in desk.get("home.index").text
    for page, values in DUTY_PAGES:
        assert desk.get(page, reference=concern.reference, **values).status == 404, page
    assert "concern: Tell the LADO" in new_browser(a_manager).get("home.index").text


def test_whoever_raised_it_and_other_people_read_of_no_duty(
    new_browser: NewBrowser, a_manager, a_parent, a_staff_member
) -> None:
    concern = concerns.raise_concern(a_parent)
    concerns.record(concern, a_manager, Duty.TRIAGE, Answer.YES, clock.today(), text="Very worried")
    own = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert "Very worried" not in own
    assert "LADO" not in own
    for other in (a_parent, a_staff_member):
        for page, values in DUTY_PAGES:
            assert new_browser(other).get(page, reference=concern.reference, **values).status == 403, page


@pytest.mark.both_engines
def test_two_handlers_at_one_duty_leave_one_record_and_lose_no_words(
    new_browser: NewBrowser, a_manager, a_lead, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent)
    first, second = (
        new_browser(each).get("concerns.duty", reference=concern.reference, slug="family")
        for each in (a_manager, a_lead)
    )
    first.submit(answer="done", how="I rang them")
    second.submit(answer="done", how="I wrote to them")
    assert "Somebody wrote about this since you opened the page" in second.text
    assert f"So far, noted by {a_manager.name}: Yes, done" in second.text
    assert [row.how for row in ConcernDuty.select()] == ["I rang them"]
    # Once it was read it is corrected, with the words that were kept, and both stay; the same press twice is one.
    sent = {
        name: second.root.xpath(f"string(//input[@name='{name}']/@value)")
        for name in ("seen", "submission", "on", "how")
    }
    for _ in range(2):
        second.post("concerns.duty", {**sent, "answer": "done"}, reference=concern.reference, slug="family")
    assert [row.how for row in ConcernDuty.select().order_by(ConcernDuty.id)] == ["I rang them", "I wrote to them"]


def test_a_handler_hands_a_concern_on_in_one_step_and_can_no_longer_read_it(
    new_browser: NewBrowser, a_manager, a_chair, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    mailed()
    desk = new_browser(a_manager).get("concerns.case", reference=concern.reference).click("Hand it on")
    given = {"to": str(a_chair.id), "reason": "She is my neighbour"}
    assert a_parent.name not in desk.text
    desk.submit(**given)
    assert "can no longer read it" in desk.text
    assert concern.reference not in desk.text
    # The second press of a double click leads to the same page.
    assert desk.post("concerns.step_aside", given, reference=concern.reference).heading == "Concerns"
    assert desk.get("concerns.case", reference=concern.reference).status == 404
    assert ConcernStepAside.select().count() == 1
    assert mailed() == [a_chair.email]
    assert "She is my neighbour" in new_browser(a_chair).get("concerns.case", reference=concern.reference).text
    # Who handed it on is not given it again, whatever changes.
    handling.take_step(concern, "message_from_setting", "Hello", submission=new_token(), by_id=a_chair.id)
    assert {row.account_id for row in ConcernHandler.select() if row.concern in Concern.handled_by(row.account)} == {
        a_chair.id
    }


def test_two_who_hand_it_to_each_other_at_once_leave_it_with_one_and_lose_no_words(
    new_browser: NewBrowser, a_manager, a_lead, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent)
    first, second = (
        new_browser(each).get("concerns.step_aside", reference=concern.reference) for each in (a_manager, a_lead)
    )
    first.submit(to=str(a_lead.id), reason="She knows them")
    second.submit(to=str(a_manager.id), reason="He knows them")
    assert "They cannot take this over any more. Choose somebody else" in second.text
    assert "He knows them" in second.text
    case = second.get("concerns.case", reference=concern.reference)
    handled = case.root.xpath("string(//dt[normalize-space()='Handled by']/following-sibling::dd[1])").strip()
    assert handled == a_lead.name, "who handed it on no longer handles it"


def test_who_is_not_independent_cannot_be_handed_it_and_who_steps_aside_last_leaves_the_outside_bodies(
    new_browser: NewBrowser, a_manager, a_lead, a_chair, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent, about=("manager",))
    desk = new_browser(a_chair).get("concerns.step_aside", reference=concern.reference)
    assert "Nobody else here is independent of it" in desk.text
    for who in (a_manager, a_lead):
        desk.post("concerns.step_aside", {"to": str(who.id), "reason": "x"}, reference=concern.reference)
        assert ConcernStepAside.select().count() == 0
    mailed()
    desk.get("concerns.step_aside", reference=concern.reference).submit(to="0", reason="We are friends")
    assert not Concern.visible_to(a_manager).exists()
    assert a_parent.email in mailed()
    told = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert "Nobody independent of this is left to handle it here." in told


@pytest.mark.both_engines
def test_one_message_is_written_until_it_is_read(new_browser: NewBrowser, a_manager, a_parent) -> None:
    moment = clock.now()

    def later(minutes: int) -> time_machine.travel:
        return time_machine.travel(moment + timedelta(minutes=minutes), tick=False)

    def write(concern: Concern) -> list[str]:
        handling.take_step(concern, "message_from_setting", "News", submission=new_token(), by_id=a_manager.id)
        return mailed()

    with later(0):
        concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
        assert mailed() == [a_manager.email]
        parent = new_browser(a_parent)
    with later(1):
        concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)  # the manager has not looked
        assert mailed() == []
        assert write(concern) == [a_parent.email]
    with later(2):
        assert write(concern) == []
        assert parent.get("concerns.own_case", reference=concern.reference).heading
    with later(3):
        assert write(concern) == [a_parent.email]
        # One that did not arrive is no message.
        OutboxMessage.update(failed_at=clock.now()).execute()
        assert write(concern) == [a_parent.email]
        new_browser(a_manager)
    with later(4):
        concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
        assert mailed() == [a_manager.email]


def test_questions_and_thanks_are_never_late_and_are_counted_apart(
    new_browser: NewBrowser, a_manager, a_parent, setting
) -> None:
    question = concerns.raise_concern(a_parent, kind=Kind.QUESTION)
    old = concerns.received_earlier(question, days=60)
    concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    desk = new_browser(a_manager).get("home.index")
    assert "question or thank-you to answer" in desk.text
    assert "concern without an outcome" in desk.text
    assert "Late" not in [h2.text for h2 in desk.root.iter("h2")]
    assert "hoped for by" in desk.get("concerns.case", reference=old.reference).text
    desk.click("Tell the outcome").submit(outcome="answered", text="Yes, you may.", actions="None needed")
    assert "Outcome recorded" in desk.text  # and nobody asked why it took so long
    own = new_browser(a_parent).get("concerns.own_case", reference=question.reference).text
    assert "We hope to answer by" in own
    inspector = new_browser(factories.make_account("Helen Ashworth", Role.INSPECTOR)).get("records.complaints").text
    assert inspector.count("Source Here, signed in") == 1
    assert "Counted apart, since they are no complaints: Question: 2." in inspector
