"""Posts as records: the register of a period, each child’s own posts, first pages, the pack; and whether a file is current."""

from datetime import timedelta

import pytest

from portal.consents import holds
from portal.consents.merging import service as merging
from portal.consents.policy import HoldBasis
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.issued.models import IssuedRecord
from portal.issued.policy import IssuedKind
from portal.posts import queries, service
from portal.posts.documents import PostRegister, write_register
from portal.posts.models import TakeDown
from portal.records.gaps import post_gaps
from portal.records.policy import Currency
from portal.records.validity import currency_of
from portal.web.paging import page_of
from tests.posts import post_factories
from tests.support import factories


@pytest.fixture
def posted(families, poster):
    """Three posts of two families; the first family says no to the closed group afterwards."""
    (amira, parent), (ben, _other) = ((each.child, each.parent) for each in families[:2])
    made = [post_factories.post(poster, *who) for who in ((amira,), (amira, ben), (ben,))]
    factories.withdraw(amira, parent, "group_alone")
    factories.withdraw(amira, parent, "group_together")
    return made


def currency(kind: IssuedKind) -> Currency:
    issued = IssuedRecord.select().where(IssuedRecord.kind == kind).order_by(IssuedRecord.id.desc()).get()
    return currency_of(issued, on=clock.today())


def test_the_register_of_a_period_is_a_page_a_paper_and_a_table(new_browser, a_manager, posted, families, poster):
    browser = new_browser(a_manager).get("posts.register").click("Register of a period")
    for words in ("Posts: 3. Take-downs: 2, of which done: 0.", posted[0].reference, "Amira Green", "An adult said no"):
        assert words in browser.text
    browser.get("posts.period_pdf")
    assert browser.content.startswith(b"%PDF")
    assert currency(IssuedKind.POSTS) is Currency.CURRENT
    service.remove_post(posted[0], clock.today(), by=poster)
    assert currency(IssuedKind.POSTS) is Currency.OVER
    browser.get("posts.period_csv")
    lines = browser.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(posted)
    assert lines[0].startswith("Post,Posted,Where,Caption,Link,Also told")
    page = browser.get("posts.period")
    assert "of which done: 1. Days until they were down: half within 0, the longest 0. Late: 0." in page.text


@pytest.mark.parametrize(
    ("first", "last"), [("soon", "1 1 2026"), ("2 1 2026", "1 1 2026"), ("1 1 2010", "1 1 2026"), ("", "")]
)
def test_days_that_cannot_be_are_told_beside_their_box_and_kept(new_browser, a_manager, first, last):
    browser = new_browser(a_manager)
    for endpoint in ("period", "period_pdf", "period_csv"):
        browser.get(f"posts.{endpoint}", first=first, last=last)
        assert browser.root.xpath("//p[contains(@class, 'field__error')]")
        assert browser.root.xpath("//input[@name='first']/@value") == [first]


def test_a_long_register_takes_a_page_for_forty_lines(posted, tmp_path):
    today = clock.today()
    lines = queries.load_lines(queries.posts_between(today, today), on=today) * 40
    with (tmp_path / "register.pdf").open("wb") as file:
        assert write_register(PostRegister(today, today, lines, []), file) <= -(-(len(lines) + 2 * 40) // 40) + 1


def test_a_child_s_posts_are_a_paper_that_tells_nobody_of_a_no(new_browser, posted, families, poster):
    browser = new_browser(families[0].parent).get("consents.own_answers", child_id=families[0].child.id)
    browser.click("Every post with Amira")
    assert browser.text.count("We take it down by") == 2
    assert "Ben" not in browser.text
    other = new_browser(families[1].parent)
    other.get("posts.of_child_pdf", child_id=families[1].child.id)
    assert other.content.startswith(b"%PDF")
    assert currency(IssuedKind.CHILD_POSTS) is Currency.CURRENT
    factories.withdraw(families[1].child, families[1].parent, "group_alone")
    assert currency(IssuedKind.CHILD_POSTS) is Currency.CURRENT  # whoever holds the file learns of no one’s no
    service.remove_post(posted[2], clock.today(), by=poster)
    assert currency(IssuedKind.CHILD_POSTS) is Currency.OVER


def test_each_first_page_says_what_has_to_come_down(new_browser, posted, families, poster, a_manager):
    assert "2 posts have to come down" in new_browser(poster).get("home.index").text
    assert "posts have to come down" in new_browser(a_manager).get("home.index").text
    assert "We take down 2 posts of Amira" in new_browser(families[0].parent).get("home.index").text
    assert "We take down" not in new_browser(families[1].parent).get("home.index").text


def test_a_parent_still_finds_their_take_down_after_two_entries_are_one(new_browser, posted, families, a_manager):
    merging.merge(families[1].child, families[0].child, {}, by_id=a_manager.id)
    assert "We take down 3 posts of Ben" in new_browser(families[0].parent).get("home.index").text
    assert "We take down" not in new_browser(families[1].parent).get("home.index").text


def test_the_list_still_reads_after_two_entries_are_two_again(new_browser, families, poster, a_manager):
    amira, cara = families[0].child, families[2].child
    post = post_factories.post(poster, amira)
    holds.place_hold(cara, HoldBasis.OTHER, "x", submission=new_token(), by_id=a_manager.id)
    fact = merging.merge(cara, amira, {}, by_id=a_manager.id)
    merging.undo(fact, by_id=a_manager.id)
    assert TakeDown.get().child == cara
    browser = new_browser(a_manager).get("posts.view", reference=post.reference)
    assert "Cara Santos: A hold" in browser.text
    assert "Amira Green" in browser.text


def test_the_pack_counts_what_is_overdue_or_cannot(posted, poster):
    service.cannot_remove(posted[0], "It is printed.", "We ask the printer.", by=poster)
    later = clock.today() + timedelta(days=30)
    gaps = post_gaps(queries.load_lines(posted, on=later), 0)
    assert [(gap.count, gap.of) for gap in gaps] == [(1, 3), (1, 3), (0, 3)]
    assert [gap.count for gap in post_gaps(queries.load_lines(posted, on=clock.today()), 2)] == [0, 1, 2]


def test_a_long_list_of_take_downs_comes_in_pages_and_what_cannot_come_down_is_last(
    new_browser, families, poster, monkeypatch
):
    child, parent = families[0].child, families[0].parent
    made = [post_factories.post(poster, child) for _number in range(3)]
    factories.withdraw(child, parent, "group_alone")
    service.cannot_remove(made[0], "It is printed.", "We ask the printer.", by=poster)
    assert [post.id for post in queries.waiting_posts()] == [made[1].id, made[2].id, made[0].id]
    monkeypatch.setattr("portal.web.paging.page_of.__kwdefaults__", {**page_of.__kwdefaults__, "size": 2})
    browser = new_browser(poster).get("posts.take_downs")
    assert made[0].reference not in browser.page
    browser.click("More")
    assert made[0].reference in browser.page
    assert "Cannot come down: It is printed. (next: We ask the printer.)" in browser.text
    assert made[1].reference in browser.click("Before").page


def test_a_post_leads_to_its_clearance_whoever_may_open_it_and_nobody_else(
    new_browser, a_manager, an_inspector, posted
):
    clearance = posted[0].clearance.reference
    for reader, may_open in ((a_manager, True), (an_inspector, False)):
        browser = new_browser(reader).get("posts.view", reference=posted[0].reference)
        assert clearance in browser.text
        assert bool(browser.root.xpath(f"//main//a[contains(., '{clearance}')]")) is may_open
