"""Promises about a form that changes: what was answered stays, and only what became something else is asked again."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.accounts.models import Account
from portal.consents.models import ConsentRecord
from portal.consents.policy import Answer, Reason, Ruling
from portal.consents.register.service import load_register
from portal.consents.rulings import rulings
from portal.families.models import Child
from portal.foundation import clock
from portal.wording import service as wording
from portal.wording.policy import Change
from tests.consents.paper_factories import print_one
from tests.consents.paper_fixtures import whole
from tests.pdf.reading import body_texts
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot
from tests.support.inspection import words
from tests.support.rulings import ruling
from tests.wording.wording_factories import FORM, NEW_USE, VOUCHED, present, stamp

NewBrowser = Callable[..., Browser]
FORM_PAGES = {"name": "consent-form"}
WEBSITE = "On our website and in our leaflets"


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def sign(browser: Browser, child: Child, name: str, **answers: str) -> None:
    """Answer some uses and sign, page by page."""
    browser.get("consents.answer", child_id=child.id)
    browser.submit("Check your answers", {f"use_{use}": answer for use, answer in answers.items()})
    browser.submit(f"Sign for {child.called}", declared=True, signed_name=name)
    assert browser.heading == f"Signed for {child.called}"


def sign_all(browser: Browser, child: Child, name: str, **other: str) -> None:
    """Say yes to every use but those with another answer."""
    sign(browser, child, name, **{**{use.key: "yes" for use in present().uses}, **other})


@pytest.fixture
def signed(new_browser, a_parent, a_second_parent, a_stranger, a_child, a_strangers_child) -> list[Browser]:
    """Zofia’s parents, of whom the father says no to the press, and Liban’s mother have signed; their browsers."""
    mother, father, stranger = (new_browser(each) for each in (a_parent, a_second_parent, a_stranger))
    sign_all(mother, a_child, "Agnieszka Kowalska")
    sign_all(father, a_child, "Piotr Kowalski", press="no")
    sign_all(stranger, a_strangers_child, "Hodan Warsame")
    return [mother, father, stranger]


def change(manager: Browser, key: str, *, means_the_same: bool = False, **fields: object) -> None:
    """Change one use in the draft and publish it."""
    manager.get("wording.edit_clause", **FORM_PAGES, key=key).submit("Save in the draft", fields)
    publish(manager, **({"means_the_same": [key]} if means_the_same else {}))


def publish(manager: Browser, **chosen: object) -> None:
    manager.get("wording.publish", **FORM_PAGES).submit("Publish version", {**VOUCHED, **chosen})
    assert "is published" in manager.text


def decided(*children: Child) -> dict[int, dict[str, Ruling]]:
    """Return each ruling for each use of the present form."""
    return rulings(children, [use.key for use in present().uses], on=clock.today())


def answered(browser: Browser, child: Child) -> dict[str, str]:
    """Return what a parent's page says of each use, by its short name."""
    page = browser.get("consents.own_answers", child_id=child.id).root
    return {
        words(line.find(".//*[@class='task__link']")): words(line.find("./span"))
        for line in page.xpath("//li[@class='task task--link']")
    }


def columns(manager: Browser) -> dict[str, list[str]]:
    """Return the register as a spreadsheet shows it, by the heading of its columns."""
    content = manager.get("consent_register.register_csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    return {heading: [row[column] for row in rows[1:]] for column, heading in enumerate(rows[0])}


def test_adding_a_use_to_a_form_that_everybody_signed_leaves_every_yes_standing(
    manager: Browser, signed: list[Browser], a_child: Child, a_strangers_child: Child
):
    children = (a_child, a_strangers_child)
    pages = [(signed[0], a_child), (signed[1], a_child), (signed[2], a_strangers_child)]
    before, register_before = decided(*children), columns(manager)
    own_before = [answered(*page) for page in pages]
    assert sum(found.may_show for found in before[a_strangers_child.id].values()) == 8

    manager.get("wording.edit", **FORM_PAGES).click("Add “Newsletter”").submit("Save in the draft")
    assert "Every answer that was given stays as it is" in manager.get("wording.publish", **FORM_PAGES).text
    publish(manager)

    asked = present().use("newsletter").label
    after, register_after = decided(*children), columns(manager)
    for child in children:
        new = after[child.id].pop("newsletter")
        assert (new.may_show, new.reasons) == (False, (Reason.NOT_ANSWERED,))
    assert after == before
    assert {heading: register_after[heading] for heading in register_before} == register_before
    assert register_after["Newsletter"] == ["No answer", "No answer"]
    for page, own in zip(pages, own_before, strict=True):
        now = answered(*page)
        assert now.pop(asked) == "No answer"
        assert now == own
        assert "The form has changed" not in page[0].text


def test_the_new_use_is_answered_alone_and_nothing_else_with_it(
    manager: Browser, signed: list[Browser], a_child: Child, a_strangers_child: Child
):
    manager.get("wording.edit", **FORM_PAGES).click("Add “Newsletter”").submit("Save in the draft")
    publish(manager)
    before = decided(a_child, a_strangers_child)

    sign(signed[2], a_strangers_child, "Hodan Warsame", newsletter="yes")

    after = decided(a_child, a_strangers_child)
    assert after[a_strangers_child.id].pop("newsletter").may_show
    before[a_strangers_child.id].pop("newsletter")
    assert after == before


def test_another_place_asks_for_that_use_again_and_for_nothing_else(
    manager: Browser, signed: list[Browser], a_child: Child, a_strangers_child: Child
):
    before, register_before = decided(a_child, a_strangers_child), columns(manager)
    own_before = answered(signed[2], a_strangers_child)

    change(manager, "website", places=["public", "printed", "newsletter"])

    after, register_after = decided(a_child, a_strangers_child), columns(manager)
    for child in (a_child, a_strangers_child):
        assert before[child.id].pop("website").may_show
        found = after[child.id].pop("website")
        assert (found.may_show, found.reasons) == (False, (Reason.SUPERSEDED,))
    assert after == before
    changed = {heading for heading in register_before if register_after[heading] != register_before[heading]}
    assert changed == {"Website", "Website: counts until"}
    own = answered(signed[2], a_strangers_child)
    assert "The form has changed" in own.pop("Website")
    own_before.pop("Website")
    assert own == own_before

    sign(signed[2], a_strangers_child, "Hodan Warsame", website="yes")
    assert ruling(a_strangers_child, "website", on=clock.today()).may_show
    assert not ruling(a_child, "website", on=clock.today()).may_show


def test_a_no_to_a_use_that_is_asked_again_stays_a_no(manager: Browser, signed: list[Browser], a_child: Child):
    press = present().use("press").label
    no = answered(signed[1], a_child)[press]

    change(manager, "press", places=["newspaper", "newsletter"])

    assert answered(signed[1], a_child)[press] == no
    assert "The form has changed" in answered(signed[0], a_child)[press]
    sign(signed[0], a_child, "Agnieszka Kowalska", press="yes")
    found = ruling(a_child, "press", on=clock.today())
    assert (found.may_show, found.reasons) == (False, (Reason.REFUSED,))


def test_other_words_that_mean_the_same_keep_the_answer_and_others_do_not(
    manager: Browser, signed: list[Browser], a_strangers_child: Child
):
    before = decided(a_strangers_child)
    clearer = "Put your child’s picture on our website and in our leaflets"
    change(manager, "website", means_the_same=True, sentence=clearer)
    assert decided(a_strangers_child) == before
    assert clearer in signed[2].get("consents.withdraw", child_id=a_strangers_child.id, use="website").text

    change(manager, "website", sentence="Put your child’s picture wherever we like to")
    after = decided(a_strangers_child)[a_strangers_child.id]
    assert after.pop("website").reasons == (Reason.SUPERSEDED,)
    before[a_strangers_child.id].pop("website")
    assert after == before[a_strangers_child.id]


def main_text(browser: Browser) -> str:
    """Return what stands on the page itself, without its head and foot, where the present name stands."""
    return " ".join(browser.root.find(".//main").text_content().split())


def test_another_name_and_another_time_change_nothing_that_was_signed(
    manager: Browser, signed: list[Browser], a_child: Child, a_strangers_child: Child
):
    record = ConsentRecord.get(ConsentRecord.child == a_strangers_child.id)
    stranger, children = signed[2], (a_child, a_strangers_child)

    def all_that_was_signed() -> list[object]:
        return [
            main_text(stranger.get("consents.signed", reference=record.reference)),
            body_texts(stranger.get("consent_register.record_pdf", reference=record.reference).content),
            answered(stranger, a_strangers_child),
            columns(manager),
            main_text(manager.get("children.view", child_id=a_strangers_child.id)),
            decided(*children),
        ]

    before = all_that_was_signed()
    manager.get("settings.edit").submit(
        name="Tiny “Café” & Co", consent_months="6", consents_end_with_school_year=False, address="2 New Lane"
    )

    assert all_that_was_signed() == before
    assert factories.SETTING in " ".join(before[1])
    fact = wording.versions(FORM)[-1]
    assert (fact.number, fact.change, fact.asks_again) == (2, Change.MINOR, frozenset())

    sign(stranger, a_strangers_child, "Hodan Warsame", website="yes")
    assert "Asked by Tiny “Café” & Co" in main_text(stranger)
    newest = ConsentRecord.select().order_by(ConsentRecord.id.desc()).get()
    pdf = " ".join(
        " ".join(body_texts(stranger.get("consent_register.record_pdf", reference=newest.reference).content)).split()
    )
    assert "Tiny “Café” & Co" in pdf
    assert "2 New Lane" in pdf
    assert factories.SETTING not in pdf
    found = decided(a_strangers_child)[a_strangers_child.id]
    assert found["website"].counts_until < found["displays"].counts_until


def test_fewer_months_end_no_yes_earlier_and_more_end_none_later(new_browser, a_manager, a_parent, a_child):
    with time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=UTC), tick=False):
        factories.sign_all(a_child, a_parent)
        manager = new_browser(a_manager)
        for months in ("1", "36"):
            manager.get("settings.edit").submit(consent_months=months)
            found = ruling(a_child, "website", on=date(2026, 4, 2))
            assert (found.may_show, found.counts_until) == (True, date(2027, 3, 1))
    assert not ruling(a_child, "website", on=date(2027, 3, 2)).may_show


@pytest.mark.parametrize("months", ["6", "24"])
def test_a_parent_in_the_middle_of_the_form_is_told_when_it_changes(
    manager: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child, months: str
):
    parent = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    parent.submit("Check your answers", use_website="yes")
    manager.get("settings.edit").submit(consent_months=months)

    parent.submit(f"Sign for {a_child.called}", declared=True, signed_name="Agnieszka Kowalska")

    assert not ConsentRecord.select().exists()
    assert parent.heading == "May we show Zofia?"
    assert "The form was changed a moment ago" in parent.text
    assert f"A yes counts for {months} months" in parent.get("consents.read", child_id=a_child.id).text
    sign(parent, a_child, "Agnieszka Kowalska", website="yes")
    assert ruling(a_child, "website", on=clock.today()).may_show


def test_a_new_telephone_number_takes_no_answer_from_a_parent_in_the_middle_of_the_form(
    manager: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child
):
    parent = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    manager.get("settings.edit").submit(phone="01632 960 111")
    parent.submit("Check your answers", use_website="yes")
    manager.get("settings.edit").submit(phone="01632 960 222")
    assert "The consent form says so from now on" in manager.text
    manager.get("settings.edit").submit(phone="01632 960 333")
    parent.submit(f"Sign for {a_child.called}", declared=True, signed_name="Agnieszka Kowalska")
    record = ConsentRecord.get()
    assert "01632 960 333" in wording.version(record.wording_id).consent.controller.contact
    assert ruling(a_child, "website", on=clock.today()).may_show


def test_nobody_checks_answers_to_questions_that_they_have_not_read(
    manager: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child
):
    parent = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    change(manager, "website", places=["public", "printed", "newsletter"])

    parent.submit("Check your answers", use_website="yes")

    assert parent.heading == "May we show Zofia?"
    assert "The form was changed a moment ago" in parent.text
    assert "our newsletter" in parent.text
    assert not parent.root.xpath("//input[@checked]")
    sign(parent, a_child, "Agnieszka Kowalska", website="yes")
    assert ruling(a_child, "website", on=clock.today()).may_show


def test_a_paper_printed_before_a_use_changed_counts_for_all_its_other_uses(
    manager: Browser, a_manager: Account, a_parent: Account, a_child: Child
):
    adult, paper = factories.adult_of(a_parent), print_one(a_child, a_manager)
    press = present().use("press").sentence
    change(manager, "website", places=["public", "printed", "newsletter"])

    manager.get("consent_paper.key", reference=paper.reference)
    (said,) = manager.root.xpath("//*[contains(@class, 'notice')][.//*[contains(., 'The form has changed')]]//ul")
    assert [line.text_content() for line in said] == [WEBSITE]
    assert "A picture: our website, what we print. Anyone in the world." in manager.text
    keyed = whole(adult, **{f"use_{key}": "yes" for key in ("website", "press", "displays")})
    manager.submit("Check what you keyed in", keyed)
    assert WEBSITE in manager.text
    manager.submit("Store this form", witness="Priya Raman")
    (said,) = manager.root.xpath("//*[contains(@class, 'notice')][.//*[contains(., 'The form has changed')]]//ul")
    assert [line.text_content() for line in said] == [WEBSITE]
    assert press in manager.text

    found = decided(a_child)[a_child.id]
    assert {use for use, each in found.items() if each.may_show} == {"press", "displays"}
    assert found["website"].reasons == (Reason.SUPERSEDED,)


def test_a_no_on_such_a_paper_counts(manager: Browser, a_manager: Account, a_parent: Account, a_child: Child):
    factories.sign_all(a_child, a_parent)
    paper = print_one(a_child, a_manager)
    change(manager, "website", places=["public"])
    keyed = whole(factories.adult_of(a_parent), use_website="no", use_press="no")
    manager.get("consent_paper.key", reference=paper.reference).submit("Check what you keyed in", keyed)
    manager.submit("Store this form", witness="Priya Raman")
    found = decided(a_child)[a_child.id]
    assert [found[use].reasons for use in ("website", "press")] == [(Reason.REFUSED,), (Reason.REFUSED,)]


def test_the_register_of_the_past_stands_as_it_was_known(new_browser, a_manager, a_parent, a_child):
    on, known_by = date(2026, 9, 30), datetime(2026, 10, 1, tzinfo=UTC)

    def past():
        return load_register(a_manager, on=on, known_by=known_by)

    with time_machine.travel(datetime(2026, 9, 15, 10, tzinfo=UTC), tick=False):
        # The form was published on the day on which the database was made: this one is of the time of the story.
        factories.publish_form(title="Pictures of your child")
        factories.sign_all(a_child, a_parent)
    with time_machine.travel(datetime(2026, 10, 5, 10, tzinfo=UTC), tick=False):
        before = past()
        manager = new_browser(a_manager)
        change(manager, "website", places=["public"])
        manager.get("wording.edit", **FORM_PAGES).click("Add “Newsletter”").submit("Save in the draft")
        manager.get("wording.edit", **FORM_PAGES).submit("Save and look at it", out_press=True)
        publish(manager)
        manager.get("settings.edit").submit(name="Tiny “Café” & Co", consent_months="1")
        assert past() == before
        now = load_register(a_manager, on=clock.today())
    (line,) = before.lines
    assert [use.key for use in before.uses] == [use.key for use in before.uses if line.rulings[use.key].may_show]
    assert "press" in line.rulings
    assert "newsletter" not in line.rulings
    assert now.lines[0].rulings["website"].reasons == (Reason.SUPERSEDED,)
    assert now.lines[0].rulings["displays"].may_show


@pytest.mark.parametrize(
    "who", ["a_parent", "a_stranger", "a_staff_member", "a_poster", "a_lead", "a_chair", "an_inspector"]
)
def test_nobody_else_sees_a_draft_or_publishes_it(
    request: pytest.FixtureRequest,
    manager: Browser,
    new_browser: NewBrowser,
    who: str,
    a_child: Child,
    a_parent: Account,
):
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    manager.get("wording.add_clause", **FORM_PAGES).submit("Save in the draft", NEW_USE)
    manager.get("wording.edit_clause", **FORM_PAGES, key="website").submit("Save in the draft", places=["public"])
    sent = {**dict.fromkeys(VOUCHED, "y"), "draft_stamp": stamp()}
    account = request.getfixturevalue(who)
    browser = new_browser(account)
    before = snapshot()

    for page in ("edit", "add_clause", "publish", "discard_draft"):
        assert browser.get(f"wording.{page}", **FORM_PAGES).status == 403
        assert "Instagram" not in browser.text
    for page in ("publish", "discard_draft"):
        assert browser.post(f"wording.{page}", sent, **FORM_PAGES).status == 403
    assert changed_tables(before) == []
    assert ruling(a_child, "website", on=clock.today()).may_show
    assert "Instagram" not in new_browser(a_parent).get("consents.read", child_id=a_child.id).text
    assert "Instagram" not in browser.get("home.index").text
