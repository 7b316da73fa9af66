"""Promises about comments on posts, and about one event that parents are asked of by itself."""

import io
from datetime import date, timedelta
from hashlib import sha256

import pikepdf
import pypdfium2
import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.concerns.models import Concern, ConcernHandler
from portal.consents import one_event
from portal.consents.merging import service as merging
from portal.consents.models import ConsentRecord, EventRequest, EventRequestEnd, PaperForm
from portal.consents.one_event import EventOver
from portal.consents.policy import Answer, NotYoursToSign, Reason
from portal.consents.queries import answers_today
from portal.consents.rulings import rulings
from portal.consents.staff_notes import spoken
from portal.families import corrections
from portal.families.care import children_of
from portal.families.models import Adult, Child, Guardianship
from portal.families.own_child import OwnChild
from portal.families.policy import Responsibility, ResponsibilityBasis
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.foundation.working_days import add_working_days
from portal.issued.models import IssuedRecord
from portal.issued.policy import IssuedKind
from portal.mail.models import OutboxMessage
from portal.posts import comments, service, take_downs
from portal.posts.clearance import posters
from portal.posts.clearance import queries as clearances
from portal.posts.clearance.models import PosterDesignation
from portal.posts.clearance.policy import Target
from portal.posts.models import CommentCheck, CommentFinding, TakeDown
from portal.posts.policy import Cause
from portal.posts.queries import child_has_changed
from portal.records.policy import Currency, Period
from portal.records.service import gather
from portal.records.validity import currency_of
from portal.reminders import recipients
from portal.web.dates import format_date
from portal.wording import service as wording
from portal.wording.uses import OneEvent, Place
from tests.consents.paper_factories import key_in
from tests.posts import post_factories
from tests.records.test_verify import check
from tests.support import factories
from tests.support.browser import Browser
from tests.support.rulings import ruling

NOTHING = "I read the comments on these 3: nothing found"


@pytest.fixture
def on_monday(db_ready):
    """Monday 5 October 2026, 10am: no holiday is near."""
    with time_machine.travel("2026-10-05T09:00:00Z", tick=False) as moment:
        yield moment


@pytest.fixture
def child(on_monday, a_child, a_parent) -> Child:
    """A child whose parent said yes to everything."""
    factories.sign_all(a_child, a_parent)
    return a_child


def report(browser: Browser, *about: str, text: str = "“She is useless”, by A. N.") -> Browser:
    answers = {"found": "hidden", "reason": "Unkind about somebody", "text": text, "about": list(about)}
    return browser.submit("Store it as a concern", **answers)


def handlers(concern: Concern) -> set[str]:
    rows = ConcernHandler.select(Account.name).join(Account).where(ConcernHandler.concern == concern.id)
    return {name for (name,) in rows.tuples()}


def test_one_check_covers_all_posts_that_are_listed_and_is_stored_once(on_monday, new_browser, poster, child):
    posts = [post_factories.post(poster, child) for _number in range(3)]
    post_factories.post(poster, child, target=post_factories.WEBSITE)  # where nobody comments
    browser = new_browser(poster).get("posts.read_comments")
    assert "No comments to read now" in browser.text
    on_monday.shift(timedelta(minutes=90))
    browser = new_browser(poster).get("home.index")
    assert "Read the comments on 3 posts" in browser.text
    browser.get("posts.read_comments")
    sent = {"submission": "one press", "post": [post.reference for post in posts]}
    for _press in range(2):
        browser.post("posts.read_comments", sent)
    assert "you read these comments" in browser.text
    assert "No comments to read now" in browser.text
    assert [row.post_id for row in CommentCheck.select()] == [post.id for post in posts]
    browser.get("posts.view", reference=posts[0].reference)
    assert "Read by Tomasz Nowak" in browser.text
    assert "By 6 October 2026" in browser.text  # the next, a day after it went up
    on_monday.shift(timedelta(days=4))
    assert NOTHING in new_browser(poster).get("posts.read_comments").text


def test_what_is_late_stands_on_the_managers_first_page_and_among_the_gaps(
    on_monday, new_browser, poster, child, a_manager
):
    post = post_factories.post(poster, child)
    browser = new_browser(a_manager).get("home.index")
    assert "comments nobody has read" not in browser.text
    on_monday.shift(timedelta(hours=3))
    browser = new_browser(a_manager)
    assert "post whose comments nobody has read" in browser.get("home.index").text
    today = clock.today()
    assert gather(a_manager, Period(today, today)).comments_late == 1
    comments.check_comments([post], submission="a", by=a_manager)
    assert "comments nobody has read" not in browser.get("home.index").text
    assert gather(a_manager, Period(today, today)).comments_late == 0


def test_the_setting_says_when_they_are_read_on_which_days_and_why_one_is_hidden(
    on_monday, new_browser, poster, child, a_manager
):
    post = post_factories.post(poster, child)
    browser = new_browser(a_manager).get("settings.edit")
    browser.submit("Save the details", comment_checks="every day")
    assert "Write hours or days with commas between them" in browser.text
    assert "every day" in browser.page
    browser.submit("Save the details", comment_checks="3 days", opening_days=["0", "6"], comment_reasons="Spam\n\nRude")
    due = comments.next_due(post)
    assert due is not None
    assert due.due.date() == date(2026, 10, 18)  # what is left of that Monday, Sunday, Monday, and Sunday
    browser.get("settings.edit").submit("Save the details", closed_days="15 10 2026 to 12 10 2026")
    assert "Write a day, or two with" in browser.text
    browser.submit("Save the details", closed_days="11 10 2026\n17 10 2026 to 18 10 2026")
    assert comments.next_due(post).due.date() == date(2026, 10, 25)  # that Monday, two more, and Sunday
    browser.get("posts.report_comment", reference=post.reference)
    assert "Spam" in browser.text
    assert "Names or shows a child" not in browser.text


def test_a_comment_becomes_a_concern_in_one_step_with_the_post_as_label_and_address(
    on_monday, new_browser, poster, child, a_manager, a_lead
):
    post = post_factories.post(poster, child)
    browser = new_browser(poster).get("posts.report_comment", reference=post.reference)
    browser.submit("Store it as a concern", text="half of it")
    assert "Choose why" in browser.text
    assert "half of it" in browser.page
    report(browser, "nobody")
    assert f"Stored as concern {Concern.get().reference}" in browser.text
    again = {"submission": "one form", "text": "Twice", "reason": "Unkind about somebody", "about": ["nobody"]}
    for found in ("hidden", "hidden", "removed"):
        browser.post("posts.report_comment", again | {"found": found}, reference=post.reference)
    assert [row.found for row in CommentFinding.select().order_by(CommentFinding.id)] == ["hidden", "hidden", "removed"]
    concern, finding = (
        Concern.select().order_by(Concern.id).first(),
        CommentFinding.select().order_by(CommentFinding.id).first(),
    )
    assert handlers(concern) == {"Siobhán Kelly", "Adaeze Okafor"}
    assert finding.concern_id == concern.id
    case = new_browser(a_manager).get("concerns.case", reference=concern.reference)
    case.click(f"Comment on post {post.reference}")
    assert "Hidden: Unkind about somebody" in case.text
    case.get("posts.period")
    assert "Hidden: Unkind about somebody" in case.text
    assert "Tomasz Nowak: Hidden: Unkind about somebody" in case.get("posts.period_csv").page
    assert browser.get("concerns.case", reference=concern.reference).status == 403  # who found it handles nothing


def test_a_finding_about_the_person_who_checks_is_routed_past_them_and_leaves_no_trace_for_them(
    on_monday, new_browser, poster, second, child, a_manager, a_chair
):
    post = post_factories.post(poster, child)
    told = "Hidden: Unkind about somebody"
    browser = new_browser(poster)
    before = browser.get("posts.view", reference=post.reference).text
    report(browser.get("posts.report_comment", reference=post.reference), f"staff-{poster.id}")
    assert handlers(Concern.get()) == {"Siobhán Kelly"}
    assert browser.get("posts.view", reference=post.reference).text == before
    manager = new_browser(a_manager)
    assert told in manager.get("posts.view", reference=post.reference).text
    # Nor does a colleague who posts read it, who could tell them.
    colleague = new_browser(second)
    assert told not in colleague.get("posts.view", reference=post.reference).text

    other = post_factories.post(poster, child)
    inspector = new_browser(factories.make_account("Iris Ward", Role.INSPECTOR))
    pages = ("posts.period", "posts.period_csv", "concerns.register")
    seen = [manager.get(page).page.count("Kelly") for page in pages]
    report(manager.get("posts.report_comment", reference=other.reference), "manager", text="About the manager")
    concern = Concern.select().order_by(Concern.id.desc()).get()
    assert handlers(concern) == {"Margaret Whitlock"}
    assert manager.get("concerns.case", reference=concern.reference).status == 404
    for browser in (manager, inspector):
        text = browser.get("posts.view", reference=other.reference).text
        assert not any(word in text for word in ("Hidden", "Read by", "Found by"))
    for page, times in zip(pages, seen, strict=True):
        text = manager.get(page).page
        assert concern.reference not in text, page
        assert text.count("Kelly") == times, page  # not even that somebody looked at that moment
    log = manager.get("audit.log").text
    assert concern.reference not in log
    assert "read the comments" not in log
    assert [line.found for line in gather(a_manager, Period(clock.today(), clock.today())).comment_checks] == ["hidden"]
    chair = new_browser(a_chair).get("concerns.case", reference=concern.reference)
    assert f"Comment on post {other.reference}" in chair.text


def test_a_comment_that_was_reported_is_no_reading_of_the_rest(on_monday, new_browser, poster, child):
    posts = [post_factories.post(poster, child) for _number in range(3)]
    on_monday.shift(timedelta(minutes=90))
    browser = new_browser(poster).get("posts.read_comments")
    report(browser.get("posts.report_comment", reference=posts[0].reference), "nobody")
    assert "You reported a comment on it." in browser.text
    assert "Read by" not in new_browser(poster).get("posts.view", reference=posts[0].reference).text
    late = post_factories.post(poster, child)  # after the page was opened
    browser.submit("I read the comments on these 3: nothing else found")
    assert {row.post_id for row in CommentCheck.select()} == {post.id for post in posts}
    assert comments.next_due(late).opens < comments.next_due(posts[0]).opens
    # Of an old post, read for the last time, one can still be reported.
    on_monday.shift(timedelta(days=30))
    comments.check_comments(posts, submission="last", by=poster)
    view = new_browser(poster).get("posts.view", reference=posts[0].reference)
    assert "To be read next" not in view.text
    report(view.click("Report a comment on this post"), "nobody", text="A month later")
    assert CommentFinding.select().count() == 2


def test_only_who_may_post_says_that_comments_were_read(on_monday, new_browser, poster, child, a_parent, a_lead):
    post = post_factories.post(poster, child)
    sent = {"post": [post.reference], "submission": "x"}
    for person in (a_parent, a_lead):
        browser = new_browser(person)
        assert browser.post("posts.read_comments", sent).status == 403
        assert browser.get("posts.report_comment", reference=post.reference).status == 403
    browser = new_browser(poster)
    assert browser.post("posts.read_comments", sent | {"post": ["PO-9999-9999"]}).status == 404
    many = [f"PO-{number}" for number in range(40_000)]  # more than a query can name
    assert browser.post("posts.read_comments", sent | {"post": many}).status == 404
    posters.end_designation(PosterDesignation.get(), by=factories.make_account("Second Manager", Role.MANAGER))
    assert browser.post("posts.read_comments", sent).status == 409
    assert CommentCheck.select().count() == 0


@pytest.fixture
def asked(child, a_manager, a_second_parent) -> EventRequest:
    """Parents of the child are asked about a fair on Friday."""
    event = OneEvent("Autumn fair", "2026-10-09", "The town hall", "The Weekly News")
    return one_event.ask(one_event.NewEvent(event, Place.NEWSPAPER, (child.id,), "one fair"), by=a_manager)


def say(asked: EventRequest, child: Child, parent: Account, answer: Answer = Answer.YES):
    return one_event.answer(asked, child, answer, signed_name=parent.name, submission=new_token(), by_id=parent.id)


def clear(poster: Account, asked: EventRequest, *children: Child) -> str:
    """Clear a picture for the event, and return the verdict."""
    return state_of(post_factories.clear(poster, *children, target=Target(Place.NEWSPAPER, event=str(asked.use))))


def state_of(clearance) -> str:
    (view,) = clearances.load([clearance], now=clock.now())
    return str(view.state)


def test_parents_of_chosen_children_are_asked_by_a_link_and_answer_in_two_pages(
    child, new_browser, a_manager, a_parent, a_second_parent, a_strangers_child, a_stranger
):
    browser = new_browser(a_manager).get("consents.events").click("Ask about an event")
    browser.submit("Ask these parents", name="Autumn fair", day="1 10 2026", children=[])
    assert "Tick each child whose parents you ask" in browser.text
    assert "Autumn fair" in browser.page
    sent = {"name": "Autumn fair", "organiser": "The town hall", "outlet": "The Weekly News", "place": "newspaper"}
    browser.submit("Ask these parents", sent | {"children": [str(child.id)]}, day="1 10 2026")
    assert "This day is over. Write the day of the event" in browser.text
    browser.submit("Ask these parents", day="9 10 2026")
    assert "No answer" in browser.text  # silence is no
    mails = list(OutboxMessage.select().where(OutboxMessage.kind == "one_event"))
    assert {mail.recipient for mail in mails} == {a_parent.email, a_second_parent.email}

    request = EventRequest.get()
    page = {"child_id": child.id, "request_id": request.id}
    assert new_browser().get("consents.answer_event", **page).heading == "Sign in"
    parent = new_browser(a_parent).get("home.index").click("Autumn fair: answer for Zofia")
    assert "Only for Autumn fair on 9 October 2026, by The town hall, in The Weekly News" in parent.text
    parent.submit("Sign for Zofia", signed_name=a_parent.name)
    assert "Choose yes or no" in parent.text
    parent.submit("Sign for Zofia", answer="yes", declared=True, signed_name=a_parent.name)
    assert parent.heading == "Signed for Zofia"
    assert "A yes counts until 9 October 2026" in parent.text
    assert "Autumn fair: answer" not in parent.get("home.index").text
    browser.get("consents.event", request_id=request.id)
    assert "May" in browser.text
    assert a_parent.name not in browser.root.xpath("string(//main)")  # which adult said what

    stranger = new_browser(a_stranger)
    assert stranger.get("consents.answer_event", **page).status == 404
    assert stranger.get("consents.answer_event", child_id=a_strangers_child.id, request_id=request.id).status == 404
    assert stranger.get("consents.event", request_id=request.id).status == 403
    assert "Autumn fair" not in stranger.get("home.index").text


def test_a_yes_is_for_that_event_and_those_children_alone(asked, child, poster, a_parent, families):
    other = families[0].child  # every use of the form is a yes
    assert clear(poster, asked, child) == "blocked"
    say(asked, child, a_parent)
    assert clear(poster, asked, child) == "clear"
    assert clear(poster, asked, other) == "blocked"
    factories.withdraw(child, a_parent, "press")
    assert clear(poster, asked, child) == "clear"  # the form is one thing, the event another
    press = Target(Place.NEWSPAPER)
    assert state_of(post_factories.clear(poster, child, target=press)) == "blocked"


def test_each_adults_no_blocks_and_a_yes_is_taken_back_as_any_other(
    asked, child, poster, a_parent, a_second_parent, new_browser
):
    record = say(asked, child, a_parent)
    assert answers_today(record, on=clock.today()) == ["yes"]  # what the public page says of its PDF
    assert one_event.answer(
        asked, child, Answer.YES, signed_name="A", submission="twice", by_id=a_parent.id
    ) == one_event.answer(asked, child, Answer.YES, signed_name="A", submission="twice", by_id=a_parent.id)
    post = post_factories.post(poster, child, target=Target(Place.NEWSPAPER, event=str(asked.use)))
    say(asked, child, a_second_parent, Answer.NO)
    assert clear(poster, asked, child) == "blocked"
    assert TakeDown.get(TakeDown.post == post).cause == "refused"
    say(asked, child, a_second_parent)
    assert clear(poster, asked, child) == "clear"
    browser = new_browser(a_parent).get("consents.own_answers", child_id=child.id)
    assert "We no longer ask about this" not in browser.text
    browser.get("consents.withdraw", child_id=child.id, use=asked.use).submit()
    assert clear(poster, asked, child) == "blocked"
    say(asked, child, a_parent)
    assert clear(poster, asked, child) == "clear"
    staff = new_browser(poster).get("consent_notes.withdrawal", child_id=child.id)
    assert "In a picture of Autumn fair" in staff.text
    uses, adult_id = ["press", str(asked.use)], factories.adult_of(a_parent).id
    first = spoken.note_withdrawal(child, adult_id, uses, submission="one press", by_id=poster.id)
    assert first == spoken.note_withdrawal(child, adult_id, uses, submission="one press", by_id=poster.id)
    assert clear(poster, asked, child) == "blocked"
    assert wording.version(record.wording_id).consent.uses[0].fields.event.name == "Autumn fair"
    assert AuditEntry.select().where(AuditEntry.event == "EventAsked").count() == 1


def test_when_the_day_is_over_it_is_over(on_monday, asked, child, poster, a_parent, new_browser):
    say(asked, child, a_parent)
    post_factories.post(poster, child, target=Target(Place.NEWSPAPER, event=str(asked.use)))
    on_monday.move_to("2026-10-10T09:00:00Z")
    assert rulings([child], [asked.use], on=clock.today())[child.id][asked.use].may_show is False
    with pytest.raises(EventOver):
        say(asked, child, a_parent)
    browser = new_browser(a_parent).get("consents.answer_event", child_id=child.id, request_id=asked.id)
    assert "This event is over" in browser.text
    assert "Autumn fair" not in new_browser(poster).get("clearances.choose").text
    on_monday.shift(timedelta(days=60))
    assert take_downs.review_all() == 0  # nobody is asked again, so what was printed is no planned removal


def test_whose_responsibility_was_given_back_is_asked_about_the_event_again(
    on_monday, asked, child, a_parent, a_manager, new_browser
):
    say(asked, child, a_parent)
    link = Guardianship.get((Guardianship.child == child.id) & (Guardianship.adult == factories.adult_of(a_parent)))
    waits = "Autumn fair: answer for Zofia"
    assert waits not in new_browser(a_parent).get("home.index").text
    for state in (Responsibility.RESTRICTED, Responsibility.HELD):
        corrections.set_responsibility(link, state, ResponsibilityBasis.COURT_ORDER, by_id=a_manager.id)
    assert ruling(child, str(asked.use), on=clock.today()).reasons == (Reason.ASKED_AGAIN,)
    assert waits in new_browser(a_parent).get("home.index").text
    factories.sign_all(child, a_parent)
    own = new_browser(a_parent).get("consents.own_answers", child_id=child.id)
    assert "Autumn fair We ask you again" in own.text
    assert own.text.count("Autumn fair") == 1
    assert own.click("Autumn fair").heading == "Autumn fair: may we show Zofia?"
    with time_machine.travel("2026-10-10T09:00:00Z", tick=False):
        over = new_browser(a_parent).get("consents.own_answers", child_id=child.id).text
        assert "You can still withdraw your yes. Your yes has run out" in over
        assert "We ask you again" not in over
    say(asked, child, a_parent)
    assert ruling(child, str(asked.use), on=clock.today()).may_show
    assert waits not in new_browser(a_parent).get("home.index").text


def test_an_event_that_is_called_off_is_asked_about_no_more_and_no_yes_to_it_counts(
    asked, child, poster, a_parent, a_second_parent, new_browser, a_manager
):
    say(asked, child, a_parent)
    cleared = post_factories.clear(poster, child, target=Target(Place.NEWSPAPER, event=str(asked.use)))
    assert state_of(cleared) == "clear"
    browser = new_browser(a_manager).get("consents.event", request_id=asked.id)
    assert "No post that is up rests on it" in browser.text
    for _press in range(2):
        browser.post("consents.call_off_event", request_id=asked.id)
    assert "This event is called off" in browser.text
    assert EventRequestEnd.select().count() == 1
    assert state_of(cleared) == "void"
    assert "Autumn fair" not in new_browser(poster).get("clearances.choose").text
    assert "Autumn fair" not in new_browser(a_second_parent).get("home.index").text
    parent = new_browser(a_parent).get("consents.answer_event", child_id=child.id, request_id=asked.id)
    assert "called off" in parent.text
    with pytest.raises(EventOver):
        say(asked, child, a_second_parent)
    with pytest.raises(EventOver):
        one_event.ask_parents(asked, [child.id], by=a_manager)
    assert "You can still withdraw your yes" in parent.get("consents.own_answers", child_id=child.id).text


def test_what_rests_on_an_event_called_off_comes_down_and_who_answered_is_told_once(
    on_monday, asked, child, families, poster, a_parent, a_second_parent, new_browser, a_manager, a_stranger
):
    other, theirs = families[0].child, families[0].parent
    one_event.ask_parents(asked, [other.id], by=a_manager)
    third = factories.make_adult(
        "Rosa Diaz", email="rosa@example.org"
    )  # who answered on a paper, say, and has no account
    factories.link(third, other)
    fair = Target(Place.NEWSPAPER, event=str(asked.use))
    for each, parent in ((child, a_parent), (other, theirs)):
        say(asked, each, parent)
    posts = [post_factories.post(poster, *who, target=fair) for who in ((child,), (child, other), (other,))]
    elsewhere, removed = post_factories.post(poster, child), post_factories.post(poster, child, target=fair)
    service.remove_post(removed, clock.today(), by=poster)
    say(asked, child, a_second_parent, Answer.NO)
    assert {row.post_id for row in TakeDown.select()} == {posts[0].id, posts[1].id}  # the no of one parent

    new_browser(a_parent).get("posts.of_child_pdf", child_id=child.id)
    issued = IssuedRecord.get(IssuedRecord.subject_id == child.id, IssuedRecord.kind == IssuedKind.CHILD_POSTS)
    factories.withdraw(child, a_second_parent, "group_alone")
    on_monday.shift(timedelta(minutes=1))
    assert not child_has_changed(issued)  # of the other parent’s no it tells nothing
    manager = new_browser(a_manager).get("consents.event", request_id=asked.id)
    assert "3 posts rest on a yes to it, and go on the take-down list" in manager.text
    for _press in range(2):
        manager.post("consents.call_off_event", request_id=asked.id)
    assert "3 posts that rested on a yes to it are on the take-down list" in manager.text
    rows = TakeDown.select().where(TakeDown.cause == Cause.CALLED_OFF)
    due = add_working_days(clock.today(), 2)
    assert sorted((row.post_id, row.child_id, row.due_on) for row in rows) == sorted(
        (post.id, each.id, due) for post, who in zip(posts, ((child,), (child, other), (other,)), strict=True) for each in who
    )  # fmt: skip
    assert not TakeDown.select().where(TakeDown.post == removed).exists()
    assert [row.cause for row in elsewhere.take_downs] == [Cause.REFUSED]
    assert "The event was called off" in manager.get("posts.view", reference=posts[0].reference).text
    to = [mail.recipient for mail in OutboxMessage.select().where(OutboxMessage.kind == "event_called_off")]
    assert sorted(to) == sorted([a_parent.email, a_second_parent.email, theirs.email])
    assert child_has_changed(issued)
    body = OutboxMessage.get(OutboxMessage.kind == "event_called_off").body
    assert not any(word in body for word in ("Autumn", "fair", child.first_name))

    # Each parent reads the same of each post of the event, whoever had said no, and no other family reads anything.
    pages = [new_browser(parent).get("posts.of_child", child_id=child.id) for parent in (a_parent, a_second_parent)]
    assert [page.text.count(f"We take it down by {format_date(due)}") for page in pages] == [2, 3]
    for parent, own in ((a_parent, 2), (a_second_parent, 3)):
        browser = new_browser(parent).get("consents.own_answers", child_id=child.id)
        assert "Called off: your answer does not count any more" in browser.text
        assert f"We take down {own} posts of Zofia" in browser.get("home.index").text
        assert (
            "This event is called off"
            in browser.get("consents.answer_event", child_id=child.id, request_id=asked.id).text
        )
    stranger = new_browser(a_stranger)
    assert "Autumn fair" not in stranger.get("home.as_parent").text
    assert stranger.get("consents.answer_event", child_id=child.id, request_id=asked.id).status == 404
    assert stranger.get("posts.of_child", child_id=child.id).status == 404


def test_what_is_over_is_not_said_to_be_called_off(on_monday, asked, child, a_manager, new_browser):
    on_monday.move_to("2026-10-10T09:00:00Z")
    browser = new_browser(a_manager).post("consents.call_off_event", request_id=asked.id)
    assert (browser.status, EventRequestEnd.select().count()) == (409, 0)
    assert "It is called off" not in browser.get("consents.event", request_id=asked.id).text


def test_a_yes_to_an_event_called_off_in_an_earlier_release_takes_its_posts_down_within_the_hour(
    asked, child, poster, a_parent, a_manager
):
    say(asked, child, a_parent)
    post = post_factories.post(poster, child, target=Target(Place.NEWSPAPER, event=str(asked.use)))
    EventRequestEnd.create(request=asked, ended_by=a_manager.id)
    assert take_downs.review_all() == 1
    assert [(row.post_id, row.cause) for row in TakeDown.select()] == [(post.id, Cause.CALLED_OFF)]
    assert take_downs.review_all() == 0


def test_who_left_and_is_back_keeps_no_post_of_an_event_called_off(asked, child, poster, a_parent, a_manager):
    say(asked, child, a_parent)
    website = post_factories.post(poster, child)
    fair = post_factories.post(poster, child, target=Target(Place.NEWSPAPER, event=str(asked.use)))
    corrections.set_last_day(child, clock.today() - timedelta(days=1), by_id=a_manager.id)
    one_event.call_off(asked, by=a_manager)
    assert {(row.post_id, row.cause) for row in TakeDown.select()} == {
        (website.id, Cause.LEFT), (fair.id, Cause.CALLED_OFF)
    }  # fmt: skip
    corrections.set_last_day(child, None, by_id=a_manager.id)
    assert [row.post_id for row in TakeDown.select().where(TakeDown.is_open())] == [fair.id]


def test_a_child_can_be_added_and_whoever_is_not_written_to_is_named(
    asked, child, families, a_manager, new_browser, a_stranger
):
    other, parent = families[0].child, families[0].parent
    Account.update(email=None).where(Account.id == parent.id).execute()
    Adult.update(email="").where(Adult.account == parent.id).execute()
    browser = new_browser(a_manager).get("consents.event", request_id=asked.id)
    for _press in range(2):
        browser.post("consents.event", {"children": [other.id], "submission": "x"}, request_id=asked.id)
    assert one_event.children_of(asked) == {child.id, other.id}
    assert f"so not written to: {parent.name}" in browser.get("consents.event", request_id=asked.id).text
    assert OutboxMessage.select().where(OutboxMessage.kind == "one_event").count() == 2
    assert "Autumn fair: answer for" in new_browser(parent).get("home.index").text
    assert new_browser(a_stranger).post("consents.call_off_event", request_id=asked.id).status == 403
    # Two entries of a child that are one are asked about once.
    merging.merge(other, child, {}, by_id=a_manager.id)
    ((link, _event),) = one_event.waiting_for(children_of(parent.id), on=clock.today())
    assert link.child.id == other.id


def test_an_event_is_answered_on_a_paper_of_its_own_that_is_keyed_in_with_a_witness(
    on_monday, asked, child, families, poster, a_parent, a_second_parent, new_browser, a_manager, a_stranger
):
    other = families[0].child  # of whom nobody is asked
    browser = new_browser(a_manager).get("consents.event", request_id=asked.id).click("Print forms on paper")
    assert other.first_name not in browser.root.xpath("string(//main)")
    browser.submit("Make one file to print", child=[])
    assert "Tick at least one child" in browser.text
    for wrong in (other.id, 40_000):
        browser.post("consents.print_event", {"child": [child.id, wrong], "copies": "1"}, request_id=asked.id)
        assert "One of these children no longer comes" in browser.text
    assert not PaperForm.select().exists()
    sent = {"child": [child.id], "copies": "2", "submission": "one print"}
    for _press in range(2):
        printed = browser.post("consents.print_event", sent, request_id=asked.id)
    first, second = PaperForm.select().order_by(PaperForm.id)
    file = io.BytesIO(printed.content)
    issued = IssuedRecord.get(IssuedRecord.sha256 == sha256(printed.content).hexdigest())
    assert (issued.kind, issued.subject_id, issued.records) == (IssuedKind.BLANK, asked.wording_id, 2)
    another = one_event.NewEvent(OneEvent("Play", "2026-10-30", "", ""), Place.PRINTED, (child.id,), "one play")
    one_event.ask(another, by=a_manager)
    assert currency_of(issued, on=clock.today()) is Currency.CURRENT, "another event replaces none"
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
    pages = pypdfium2.PdfDocument(file)
    words = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())
    for said in (first.reference, second.reference, "Autumn fair", "Only for Autumn fair on 9 October 2026", "Zofia"):
        assert said in words
    assert "Wait until every adult" not in words
    assert "For example" not in words

    browser.get("consent_paper.key", reference=first.reference)
    assert "Wait until every adult" not in browser.text
    use, adult = f"use_{asked.use}", factories.adult_of(a_parent)
    on_paper = {"signer": str(adult.id), "signed_name": a_parent.name, "signed_on": "5 10 2026"}
    browser.submit("Check what you keyed in", on_paper)
    assert "A paper without a tick cannot be stored" in browser.text
    browser.submit("Check what you keyed in", on_paper | {use: "yes"})
    browser.submit("Store this form")
    assert "Add a scan of the paper, or say who saw it being signed" in browser.text
    assert clear(poster, asked, child) == "blocked"
    browser.submit("Store this form", witness="Rosa Diaz")
    assert browser.heading == "Stored for Zofia Kowalska"
    assert clear(poster, asked, child) == "clear"
    record = ConsentRecord.get(ConsentRecord.paper_form == first)
    assert [(row.use, row.answer, row.counts_until) for row in record.answers] == [
        (asked.use, "yes", date(2026, 10, 9))
    ]
    assert "Wait until every adult" not in browser.get("consent_register.record", reference=record.reference).text

    # A no on the second paper takes down what rests on the yes, also once the event is over.
    post = post_factories.post(poster, child, target=Target(Place.NEWSPAPER, event=str(asked.use)))
    on_monday.move_to("2026-10-12T09:00:00Z")
    assert currency_of(issued, on=clock.today()) is not Currency.CURRENT
    late = new_browser(a_manager).get("consent_paper.key", reference=second.reference)
    assert "A no on this paper counts. A yes does not." in late.text
    key_in(second, factories.adult_of(a_second_parent), a_manager, {str(asked.use): Answer.NO}, on=date(2026, 10, 8))
    assert [(row.post_id, row.cause) for row in TakeDown.select()] == [(post.id, Cause.REFUSED)]
    assert "over" in late.post("consents.print_event", sent | {"submission": "x"}, request_id=asked.id).text


def test_a_paper_about_an_event_leaves_sealed_and_is_current_until_the_event_is_called_off(
    asked, child, browser, new_browser, a_manager
):
    sent = {"child": [child.id], "copies": "2"}
    paper = new_browser(a_manager).post("consents.print_event", sent, request_id=asked.id).content
    (issued,) = IssuedRecord.select().where(IssuedRecord.kind == IssuedKind.BLANK)
    assert (issued.subject_id, issued.records) == (asked.wording_id, 2)
    another = OneEvent("Leaf walk", "2026-10-12", "The wood", "The Weekly News")
    one_event.ask(one_event.NewEvent(another, Place.NEWSPAPER, (child.id,), "one walk"), by=a_manager)
    told = check(browser, paper).text
    assert "We gave out this file, byte for byte." in told
    assert "Is it still current? Yes" in told
    one_event.call_off(asked, by=a_manager)
    assert "Is it still current? No longer" in check(browser, paper).text


def test_no_stranger_prints_or_keys_in_a_paper_about_an_event(
    asked, child, poster, a_parent, a_stranger, a_lead, new_browser, a_manager
):
    sent = {"child": [child.id], "copies": "1"}
    for person in (a_parent, a_stranger, poster):
        assert new_browser(person).get("consents.print_event", request_id=asked.id).status == 403
        assert new_browser(person).post("consents.print_event", sent, request_id=asked.id).status == 403
    assert new_browser().get("consents.print_event", request_id=asked.id).heading == "Sign in"
    assert new_browser(a_manager).get("consents.print_event", request_id=asked.id + 1).status == 404
    new_browser(a_manager).post("consents.print_event", sent, request_id=asked.id)
    paper = PaperForm.get()
    for person in (a_parent, a_stranger, poster):
        assert new_browser(person).get("consent_paper.key", reference=paper.reference).status == 403
        assert new_browser(person).post("consent_paper.store", reference=paper.reference).status == 403
    with pytest.raises(NotYoursToSign):
        key_in(paper, factories.adult_of(a_stranger), a_manager, {str(asked.use): Answer.YES})
    # Whoever keys in for their own child is refused, as with every form.
    factories.link(factories.make_adult("Siobhán Kelly", account=a_manager), child)
    factories.make_account("Second Manager", Role.MANAGER)
    with pytest.raises(OwnChild):
        key_in(paper, factories.adult_of(a_parent), a_manager, {str(asked.use): Answer.YES})
    one_event.call_off(asked, by=a_manager)
    key_in(paper, factories.adult_of(a_parent), a_lead, {str(asked.use): Answer.YES})
    assert rulings([child], [asked.use], on=clock.today())[child.id][asked.use].may_show is False


def test_one_reminder_names_the_event_among_what_waits(on_monday, asked, child, a_parent, a_second_parent):
    factories.sign_all(child, a_second_parent)
    with time_machine.travel(clock.now() + timedelta(days=3, hours=1), tick=False):
        waiting = {each.adult.name: each.called for each in recipients.recipients(on=clock.today())}
        assert waiting == dict.fromkeys((a_parent.name, a_second_parent.name), (child.called,))
        say(asked, child, a_parent)
        say(asked, child, a_second_parent, Answer.NO)
        assert not any(each.children for each in recipients.recipients(on=clock.today()))


def test_whose_responsibility_a_court_order_restricts_can_say_no_to_it_and_of_ones_own_child_no_reason_is_told(
    asked, child, a_second_parent, a_parent, new_browser, a_manager
):
    theirs = Guardianship.adult == factories.adult_of(a_second_parent).id
    Guardianship.update(responsibility=Responsibility.RESTRICTED).where(theirs).execute()
    assert "Autumn fair" not in new_browser(a_second_parent).get("home.index").text
    browser = new_browser(a_second_parent).get("consents.own_answers", child_id=child.id).click("Autumn fair")
    browser.submit("Sign for Zofia", answer="no", declared=True, signed_name=a_second_parent.name)
    assert browser.heading == "Signed for Zofia"
    # A manager who is a parent of the child cannot tell from silence that the other said no.
    factories.link(factories.make_adult("Siobhán Kelly", account=a_manager), child)
    factories.make_account("Second Manager", Role.MANAGER)
    assert "No answer" not in new_browser(a_manager).get("consents.event", request_id=asked.id).text
