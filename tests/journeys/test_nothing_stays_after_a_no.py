"""Promises about posts: nothing stays up after a no, whoever says it and however, and no family learns of another’s."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import time_machine

from portal.accounts.models import Account
from portal.consents import holds
from portal.consents.merging import service as merging
from portal.consents.models import CurrentAnswer
from portal.consents.policy import Answer, HoldBasis, Wish
from portal.consents.staff_notes import child_wishes, spoken
from portal.families import corrections
from portal.families.models import Child, ChildSession, Guardianship
from portal.families.policy import LinkDecision, Relationship, Responsibility, ResponsibilityBasis
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.foundation.working_days import add_working_days
from portal.imports import service as imports
from portal.imports.interpretation import first_decisions
from portal.mail.models import OutboxMessage
from portal.posts import queries, service, take_downs
from portal.posts.clearance import adults, posters
from portal.posts.clearance import service as clearances
from portal.posts.clearance.models import ClearanceAdult, PosterDesignation
from portal.posts.clearance.policy import AdultAnswer, NotDesignated
from portal.posts.models import Post, PostRemoval, TakeDown
from portal.posts.policy import AlreadyRemoved, Cause, ClearanceVoid, Outcome
from portal.web.dates import format_date
from tests.consents.paper_factories import key_in, print_one
from tests.consents.test_asked_first import ask
from tests.imports.factories import listed as listed_families
from tests.posts import clearance_factories, post_factories
from tests.support import factories


@pytest.fixture
def both(a_child, a_parent, a_strangers_child, a_stranger) -> tuple[Child, Child]:
    """Two children of two families who said yes to everything."""
    factories.sign_all(a_child, a_parent)
    factories.sign_all(a_strangers_child, a_stranger)
    return a_child, a_strangers_child


def listed(child: Child | None = None) -> list[tuple[int, str, str]]:
    """Return what is open: the post, what is asked, and why."""
    rows = TakeDown.select().where(TakeDown.is_open()).order_by(TakeDown.id)
    return [(row.post_id, row.action, row.cause) for row in rows if child is None or row.child_id == child.id]


def mails(kind: str) -> list[str]:
    return [
        mail.recipient for mail in OutboxMessage.select().where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    ]


def test_a_poster_records_a_post_and_says_where_other_families_hear_it(new_browser, poster, both):
    clearance = post_factories.clear(poster, *both)
    browser = new_browser(poster).get("clearances.show", reference=clearance.reference).click("Record the post")
    browser.submit("It is posted", link="javascript:alert(1)")
    assert "Nothing is told on the closed page alone" in browser.text
    assert "it begins with https://" in browser.text
    assert "javascript:alert(1)" in browser.page  # kept in its box
    browser.submit("It is posted", link="https://www.facebook.com/groups/1/posts/2", elsewhere="door")
    assert "The post is recorded." in browser.text
    assert "On a notice at the door" in browser.text
    assert "Our closed group on Facebook" in browser.text
    browser.get("posts.register")
    assert "Live" in browser.text
    assert Post.select().count() == 1


def test_a_no_lists_what_rested_on_that_use_and_only_that_child_s(poster, both, a_parent):
    a_child, other = both
    alone, together, theirs = (post_factories.post(poster, *who) for who in ((a_child,), both, (other,)))
    on_the_website = post_factories.post(poster, a_child, target=post_factories.WEBSITE)
    factories.withdraw(a_child, a_parent, "group_together")
    assert listed() == [(together.id, "remove", "refused")]
    factories.withdraw(a_child, a_parent, "group_together")
    assert len(listed()) == 1
    factories.sign(a_child, a_parent, {"website": Answer.NO})
    assert listed()[1:] == [(on_the_website.id, "remove", "refused")]
    assert {alone.id, theirs.id}.isdisjoint(post for post, *_ in listed())
    assert TakeDown.get().due_on == add_working_days(clock.today(), 2)


@dataclass(frozen=True)
class Family:
    """A child with a post, whose mother said yes to everything and whose father nothing."""

    child: Child
    mother: Account
    father: Account
    manager: Account

    def guardianship(self, parent: Account) -> Guardianship:
        return Guardianship.get((Guardianship.child == self.child) & (Guardianship.adult == factories.adult_of(parent)))

    def set_responsibility(self, parent: Account, state: Responsibility) -> None:
        link, basis = self.guardianship(parent), ResponsibilityBasis.SAID_BY_PARENT
        corrections.set_responsibility(link, state, basis, by_id=self.manager.id)

    def set_last_day(self, day: date) -> None:
        corrections.set_last_day(self.child, day, by_id=self.manager.id)

    def say_no(self, parent: Account) -> None:
        factories.sign(self.child, parent, {"group_alone": Answer.NO})


# What stands before the picture goes up; what happens then is after the yield.
def _answers_no_online(family):
    yield
    family.say_no(family.father)


def _withdraws_online(family):
    yield
    factories.withdraw(family.child, family.mother, "group_alone")


def _withdraws_by_word_of_mouth(family):
    yield
    whose = factories.adult_of(family.mother).id
    spoken.note_withdrawal(family.child, whose, ["group_alone"], submission=new_token(), by_id=family.manager.id)


def _says_no_on_paper(family):
    yield
    paper = print_one(family.child, family.manager)
    key_in(paper, factories.adult_of(family.mother), family.manager, {"group_alone": Answer.NO})


def _is_held(family):
    yield
    holds.place_hold(family.child, HoldBasis.OTHER, "x", submission=new_token(), by_id=family.manager.id)


def _is_held_and_refused(family):
    yield from _is_held(family)
    factories.withdraw(family.child, family.mother, "group_alone")  # she is told of hers, and not of the hold


def _child_says(wish):
    def says(family):
        yield
        child_wishes.note_wish(family.child, wish, submission=new_token(), by_id=family.manager.id)

    return says


def _is_one_with_an_entry_that_says_no(family):
    other = factories.make_child("Zosia", "Kowalska")
    factories.sign(other, factories.make_parent("Jan Kowalski", other), {"group_alone": Answer.NO})
    yield
    merging.merge(family.child, other, {}, by_id=family.manager.id)


def _parent_is_one_with_an_entry_that_said_no(family):
    family.say_no(family.father)
    family.set_responsibility(family.father, Responsibility.NONE)
    yield
    found = LinkDecision(responsibility=Responsibility.HELD, basis=ResponsibilityBasis.SAID_BY_PARENT)
    found = replace(found, relationship=Relationship.MOTHER)
    mother, father = (factories.adult_of(each) for each in (family.mother, family.father))
    merging.merge(mother, father, {family.child.id: found}, by_id=family.manager.id)


def _who_said_no_gets_responsibility(family):
    family.say_no(family.father)
    family.set_responsibility(family.father, Responsibility.NONE)
    yield
    family.set_responsibility(family.father, Responsibility.HELD)


def _a_court_restricts_who_said_yes(family):
    yield
    factories.restrict(family.child, family.mother, by=family.manager)


def _a_list_denies_responsibility_of_who_said_yes(family):
    yield
    row = f"Zofia;Kowalska;3/9/2022;Playgroup;{family.mother.name};mother;no;{family.mother.email};;;;"
    sheets = imports.open_list(listed_families(row), "families.csv").sheets
    decisions = first_decisions(sheets)
    imports.import_at_once(sheets, decisions, by_list=True, today=clock.today(), by_id=family.manager.id)


def _left_yesterday(family):
    yield
    family.set_last_day(clock.today() - timedelta(days=1))


def _asks_us_first(family):
    yield
    ask(family.child, family.father)


def _form_asks_again(family):
    yield
    factories.publish_form()
    take_downs.review_all()


# Each way on which a yes becomes none, and why its posts come down at once; None where only new posts stop.
WAYS = [
    (_answers_no_online, [Cause.REFUSED]),
    (_withdraws_online, [Cause.REFUSED]),
    (_withdraws_by_word_of_mouth, [Cause.REFUSED]),
    (_says_no_on_paper, [Cause.REFUSED]),
    (_is_held, [Cause.HELD]),
    (_is_held_and_refused, [Cause.HELD, Cause.REFUSED]),
    (_child_says(Wish.NO), [Cause.CHILD_SAYS_NO]),
    (_child_says(Wish.NOT_TODAY), []),
    (_is_one_with_an_entry_that_says_no, [Cause.REFUSED]),
    (_parent_is_one_with_an_entry_that_said_no, [Cause.REFUSED]),
    (_who_said_no_gets_responsibility, [Cause.REFUSED]),
    (_a_court_restricts_who_said_yes, [Cause.YES_ENDED]),
    (_a_list_denies_responsibility_of_who_said_yes, [Cause.YES_ENDED]),
    (_left_yesterday, [Cause.LEFT]),
    (_asks_us_first, []),
    (_form_asks_again, []),
]


@pytest.mark.parametrize(("way", "causes"), WAYS, ids=[way.__name__.strip("_") for way, _causes in WAYS])
def test_every_way_on_which_a_yes_becomes_none_reaches_the_list(
    poster, a_child, a_parent, a_second_parent, a_manager, way, causes
):
    child = Child.get_by_id(a_child.id)
    ChildSession.create(child=child, kind="after_school")  # old enough to be asked
    factories.sign_all(child, a_parent)
    happens = way(Family(child, a_parent, a_second_parent, a_manager))
    next(happens)
    post, open_clearance = post_factories.post(poster, child), post_factories.clear(poster, child)
    assert list(happens) == []
    assert listed() == [(post.id, "remove", cause) for cause in causes]
    with pytest.raises(ClearanceVoid):
        post_factories.record(open_clearance, poster)


def test_a_withdrawn_first_name_is_taken_out_of_the_caption(new_browser, poster, both, a_parent):
    a_child, _other = both
    post = post_factories.post(poster, *both, caption="Zofia and Liban bake.", named=both)
    factories.withdraw(a_child, a_parent, "first_name")
    assert listed() == [(post.id, "edit_caption", "refused")]
    browser = new_browser(poster).get("posts.take_downs")
    assert "Take the name Zofia out of the caption" in browser.text
    browser.click("Write the new caption").submit("It reads like this now", caption="Zofia bakes.")
    assert "Take out the name Zofia" in browser.text
    browser.submit("It reads like this now", caption="Mei and Liban bake.")
    assert "Stored." in browser.text  # Mei is nobody whom the register knows
    assert listed() == []
    browser.get("posts.edit", reference=post.reference).submit("It reads like this now", caption="Zofia is back.")
    assert "Clear the picture again with the new caption" in browser.text
    factories.withdraw(a_child, a_parent, "first_name")
    assert listed() == []
    factories.withdraw(a_child, a_parent, "group_together")
    assert listed() == [(post.id, "remove", "refused")]


def test_a_manager_takes_a_first_name_out_of_the_caption_and_changes_nothing_else(
    new_browser, poster, both, a_parent, a_manager
):
    post = post_factories.post(poster, *both, caption="Zofia and Liban bake.", named=both)
    browser = new_browser(a_manager, expects_errors=True).get("posts.edit", reference=post.reference)
    assert browser.submit("It reads like this now", caption="They bake.").status == 409
    browser.submit("Show me what I typed")
    assert "They bake." in browser.text  # a refusal without a question of its own loses no words
    factories.withdraw(both[0], a_parent, "first_name")
    browser.get("posts.take_downs").click("Write the new caption")
    assert "Where do families outside the group hear of it?" not in browser.text
    before = service.Content("Zofia and Liban bake.", post.link, post.elsewhere)
    opened = browser.root.xpath("string(//input[@name='opened']/@value)")
    sent = {"opened": opened, "caption": "Zofia bakes.", "link": "https://example.org", "elsewhere": "door"}
    assert "Take out the name Zofia" in browser.post("posts.edit", sent, reference=post.reference).text
    sent["caption"] = "Two cooks."
    with pytest.raises(NotDesignated):
        service.edit_post(post, replace(before, caption="They bake.", link=""), by=a_manager)
    browser.post("posts.edit", sent, reference=post.reference)
    (line,) = queries.load_lines([post], on=clock.today())
    assert (listed(), line.caption, line.link, line.elsewhere) == ([], "Two cooks.", before.link, before.elsewhere)
    assert mails("answered") == [a_parent.email]


def test_the_no_of_an_adult_lists_each_live_post_they_are_in_and_their_own_page_tells(
    new_browser, poster, both, a_staff_member, a_stranger
):
    def with_adults(*adults_in_it):
        clearance = clearance_factories.clear(poster, both[:1], adults=adults_in_it)
        for adult in clearance.adults.where(ClearanceAdult.answer.is_null()):
            clearances.note_adult(adult, AdultAnswer.YES, by=poster)
        return post_factories.record(clearance, poster)

    clearance_factories.sign_staff_rules(a_staff_member)
    gone, one, two, _other = [with_adults(*names) for names in ((a_staff_member.name,), (a_staff_member.name, "Eve Hill"), ("Eve Hill",), ())]  # fmt: skip
    service.remove_post(gone, clock.today(), by=poster)
    own = new_browser(a_staff_member).get("clearances.own_answer").submit("Store my answer", answer="yes")
    assert listed() == []
    own.submit("Store my answer", answer="no")
    assert listed() == [(one.id, "remove", "refused")]
    assert f"We take it down by {format_date(add_working_days(clock.today(), 2))}" in own.text
    assert mails("take_down") == [poster.email]
    for answer in ("yes", "no"):  # what was asked stays asked, and is asked once
        own.submit("Store my answer", answer=answer)
    assert listed() == [(one.id, "remove", "refused")]

    # Eve was known by her name alone when she was asked. Now she is listed, and says no to one of us.
    eve = adults.list_adult("Eve Hill", submission=new_token(), by=poster)
    adults.note_no(eve, submission=new_token(), by=poster)
    assert listed() == [(one.id, "remove", "refused"), (one.id, "remove", "refused"), (two.id, "remove", "refused")]
    assert "Eve Hill" not in own.get("clearances.own_answer").text
    hers = new_browser().get("clearances.answer_by_link", token=adults.new_link(eve, by=poster))
    assert hers.text.count("We take it down by") == 2
    page = new_browser(poster).get("posts.take_downs")
    assert page.text.count("Take the post down") == 2
    assert a_staff_member.name not in page.text
    assert new_browser(a_stranger, expects_errors=True).get("clearances.own_answer").status == 403

    service.remove_post(one, clock.today(), by=poster)
    service.remove_post(two, clock.today(), by=poster)
    assert mails("answered") == [a_staff_member.email]
    assert f"Taken down on {format_date(clock.today())}" in own.get("clearances.own_answer").text


def test_leaving_takes_down_what_may_not_stay_once_the_last_day_is_over(poster, both, a_manager):
    a_child, _other = both
    post = post_factories.post(poster, a_child)
    corrections.set_last_day(a_child, clock.today() + timedelta(days=3), by_id=a_manager.id)
    assert take_downs.review_all() == 0
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert take_downs.review_all() == 1
        assert listed() == [(post.id, "remove", Cause.LEFT)]
        corrections.set_last_day(a_child, None, by_id=a_manager.id)  # it was a mistake
        assert listed() == []
        assert take_downs.review_all() == 0


def test_a_yes_that_ran_out_is_planned_after_a_month_and_stays_if_they_say_yes_again(
    poster, both, a_parent, new_browser
):
    a_child, _other = both
    post = post_factories.post(poster, a_child)
    ends = CurrentAnswer.get((CurrentAnswer.child == a_child) & (CurrentAnswer.use == "group_alone")).counts_until
    start = clock.now() + (ends - clock.today())
    for days, expected in ((1, []), (29, []), (31, [(post.id, "remove", Cause.YES_ENDED)])):
        with time_machine.travel(start + timedelta(days=days)):
            take_downs.review_all()
            assert listed() == expected, days
    with time_machine.travel(start + timedelta(days=32)):
        factories.sign(a_child, a_parent, {"group_alone": Answer.YES})
        assert listed() == []
        assert [answer.outcome for answer in TakeDown.get().answers] == [Outcome.NOT_NEEDED]
        factories.withdraw(a_child, a_parent, "group_alone")
        assert listed() == [(post.id, "remove", Cause.REFUSED)]


def test_the_parent_sees_what_comes_down_and_is_told_when_the_last_one_is_done(
    new_browser, poster, both, a_parent, a_second_parent, a_stranger
):
    a_child, _other = both
    one, two = post_factories.post(poster, a_child), post_factories.post(poster, a_child)
    factories.withdraw(a_child, a_parent, "group_alone")
    assert mails("take_down") == [poster.email]  # one message, however many posts
    assert "Zofia" not in OutboxMessage.get(OutboxMessage.kind == "take_down").body
    due = format_date(add_working_days(clock.today(), 2))
    page = new_browser(a_parent).get("posts.of_child", child_id=a_child.id)
    assert page.text.count(f"We take it down by {due}") == 2

    browser = new_browser(poster).get("posts.take_downs")
    assert "An adult said no" not in browser.text  # never the reason to a poster
    browser.get("posts.remove", reference=one.reference).submit("It is down", removed_on="1 1 2020")
    assert "Write the day on which you took it down" in browser.text
    browser.submit("It is down", removed_on="today")
    assert mails("answered") == []
    browser.get("posts.cannot", reference=two.reference).submit("Store it", because="", next_step="")
    assert "Write why" in browser.text
    browser.submit("Store it", because="Facebook is down.", next_step="We try again tomorrow.")
    assert mails("answered") == [a_parent.email]  # and not the other parent, nor the other family
    page.get("posts.of_child", child_id=a_child.id)
    assert f"Taken down on {format_date(clock.today())}" in page.text
    assert "Cannot come down: Facebook is down. (next: We try again tomorrow.)" in page.text
    browser.get("posts.remove", reference=two.reference).submit("It is down", removed_on="today")
    assert mails("answered") == [a_parent.email, a_parent.email]
    assert "Nothing to take down" in browser.get("posts.take_downs").text


def test_no_other_family_and_not_the_other_parent_learns_of_a_no(
    new_browser, poster, both, a_parent, a_second_parent, a_stranger, a_manager
):
    a_child, other = both
    post = post_factories.post(poster, *both, caption="Zofia and Liban bake.", named=both)
    factories.withdraw(a_child, a_parent, "group_together")
    holds.place_hold(other, HoldBasis.OTHER, "x", submission=new_token(), by_id=a_manager.id)
    second = new_browser(a_second_parent).get("posts.of_child", child_id=a_child.id)
    assert "We take it down" not in second.text
    assert "Live" in second.text
    assert "Liban" not in second.text
    theirs = new_browser(a_stranger).get("posts.of_child", child_id=other.id)
    assert "We take it down" not in theirs.text  # a hold is for the keepers alone
    guess = new_browser(a_stranger, expects_errors=True)
    for endpoint in ("posts.of_child", "posts.of_child_pdf"):
        assert guess.get(endpoint, child_id=a_child.id).status == 404
    for endpoint in ("posts.view", "posts.remove", "posts.cannot", "posts.edit"):
        assert guess.get(endpoint, reference=post.reference).status == 403
    service.remove_post(post, clock.today(), by=poster)
    assert mails("answered") == [a_parent.email]
    manager = new_browser(a_manager).get("posts.view", reference=post.reference)
    assert "Taken down" in manager.text


def test_staff_without_a_designation_record_and_remove_nothing(
    new_browser, poster, both, a_parent, a_manager, a_staff_member
):
    a_child, _other = both
    post, clearance = post_factories.post(poster, a_child), post_factories.clear(poster, a_child)
    factories.withdraw(a_child, a_parent, "website")
    posters.end_designation(PosterDesignation.get(), by=a_manager)
    browser = new_browser(poster, expects_errors=True)
    browser.get("posts.remove", reference=post.reference).submit("It is down", removed_on="today")
    assert browser.status == 409
    assert "Only designated posters" in browser.text
    with pytest.raises(NotDesignated):
        post_factories.record(clearance, poster)
    staff = new_browser(a_staff_member, expects_errors=True)
    assert staff.get("posts.remove", reference=post.reference).status == 403
    assert not PostRemoval.select().exists()
    service.remove_post(post, clock.today(), by=a_manager)  # somebody has to be able to
    assert PostRemoval.select().count() == 1


def test_two_posters_tick_the_same_removal_and_the_first_one_stands(poster, both, a_parent, a_manager):
    a_child, _other = both
    second = clearance_factories.make_poster("Bethan Pugh", by=a_manager)
    post = post_factories.post(poster, a_child)
    factories.withdraw(a_child, a_parent, "group_alone")
    made = service.remove_post(post, clock.today(), by=poster)
    assert service.remove_post(post, clock.today(), by=poster) == made
    with pytest.raises(AlreadyRemoved):
        service.remove_post(post, clock.today(), by=second)
    assert PostRemoval.get().removed_by_id == poster.id
    assert len(mails("answered")) == 1


def test_a_withdrawal_between_clearance_and_post_refuses_the_post_and_names_the_child(
    new_browser, poster, both, a_parent
):
    a_child, _other = both
    clearance = post_factories.clear(poster, *both)
    browser = new_browser(poster, expects_errors=True).get("posts.record", reference=clearance.reference)
    factories.withdraw(a_child, a_parent, "group_together")
    browser.submit("It is posted", elsewhere="door")
    assert browser.status == 409
    assert "Zofia Kowalska" in browser.text
    assert "Liban" not in browser.text
    assert not Post.select().exists()
    with pytest.raises(ClearanceVoid):
        post_factories.record(clearance, poster)


def test_a_clearance_is_for_one_post_and_a_double_press_is_one(poster, both):
    clearance = post_factories.clear(poster, *both)
    key = new_token()
    made = [service.record_post(clearance, "", "door", submission=key, by=poster) for _press in range(2)]
    assert made[0] == made[1]
    with pytest.raises(Exception, match="AlreadyPosted"):
        post_factories.record(clearance, poster)
