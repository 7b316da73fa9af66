"""Promises about declared relationships, each with the stranger's attempt beside it."""

import csv
import io
from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.families.models import Child
from portal.foundation.database import db
from portal.relationships import service
from portal.relationships.models import Declaration, RelationshipStep
from portal.relationships.policy import Standing, standing_of
from tests.pdf.reading import page_texts
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, count_queries, snapshot

NewBrowser = Callable[..., Browser]


def declare_worker(browser: Browser, worker: Account, relation: str = "sisters") -> Browser:
    """As a parent who knows one of us."""
    page = browser.get("relationships.own").click("Declare that you know one of us")
    return page.submit(other=str(worker.id), relation=relation)


def declare_parent(browser: Browser, name: str, relation: str = "friends since school") -> Browser:
    page = browser.get("relationships.own").click("Declare that you know a parent")
    return page.submit(other=name, relation=relation)


def only() -> Declaration:
    (found,) = Declaration.select()
    return found  # type: ignore[no-any-return]


def standing() -> Standing:
    return service.line_of(only()).standing


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), Standing.DECLARED),
        ((Standing.CONFIRMED,), Standing.CONFIRMED),
        ((Standing.CONFIRMED, Standing.ENDED), Standing.ENDED),
        ((Standing.ENDED,), Standing.ENDED),
    ],
)
def test_where_it_stands_is_read_from_what_became_of_it(steps: tuple[Standing, ...], expected: Standing) -> None:
    assert standing_of(steps) is expected


def test_a_parent_declares_that_a_worker_is_their_sister_and_it_counts_once_the_manager_confirms_it(
    new_browser: NewBrowser, a_parent: Account, a_staff_member: Account, a_manager: Account
) -> None:
    parent = declare_worker(new_browser(a_parent), a_staff_member)
    assert "Waits to be confirmed" in parent.text
    manager = new_browser(a_manager).get("home.index")
    assert "1 declared relationship to confirm" in manager.text
    manager.click("See 1").click("Priya Raman")
    assert "sisters" in manager.text
    manager.submit("Confirm it")
    assert "Confirmed" in parent.get("relationships.own").text
    parent.submit("It has ended")
    assert standing() is Standing.ENDED
    assert "Ended" in manager.get("relationships.register").text
    assert "Confirm it" not in manager.get("relationships.confirm", reference=only().reference).text


def test_a_worker_names_a_parent_and_the_manager_finds_them_on_the_list(
    new_browser: NewBrowser, a_parent: Account, a_stranger: Account, a_staff_member: Account, a_manager: Account
) -> None:
    declare_parent(new_browser(a_staff_member), "Agnieszka Kowalska-Nowak")
    manager = new_browser(a_manager).get("relationships.confirm", reference=only().reference)
    assert "Choose who it is" in manager.submit("Confirm it", adult="").text
    absurd = manager.post("relationships.confirm", {"adult": "99999"}, reference=only().reference)
    assert "Choose who it is" in absurd.text
    assert standing() is Standing.DECLARED
    manager.submit("Confirm it", adult=str(factories.adult_of(a_parent).id))
    assert "Agnieszka Kowalska-Nowak (Agnieszka Kowalska)" in manager.get("relationships.register").text


def test_the_other_person_is_not_told_and_sees_nothing(
    new_browser: NewBrowser, a_parent: Account, a_stranger: Account, a_staff_member: Account, a_manager: Account
) -> None:
    """Neither before it is confirmed nor after; nor does a colleague or another parent, whatever address they try."""
    declare_worker(new_browser(a_parent), a_staff_member, "her ex-husband’s sister")
    service.confirm(only(), adult_id=None, by_id=a_manager.id)
    colleague = factories.make_account("Tomasz Nowak", Role.STAFF, Role.POSTER)
    nosy = [new_browser(each) for each in (a_staff_member, colleague, a_stranger)]
    before = snapshot()
    for browser in nosy:
        assert "ex-husband" not in browser.get("relationships.own").text
        for way in ("relationships.register", "relationships.register_csv", "relationships.register_pdf"):
            assert browser.get(way).status == 403
        assert browser.get("relationships.confirm", reference=only().reference).status == 403
        assert browser.post("relationships.end", reference=only().reference).status == 404
        assert browser.post("relationships.end_for_them", reference=only().reference).status == 403
    assert changed_tables(before) == []


def test_what_is_about_a_manager_is_confirmed_by_somebody_else(
    new_browser: NewBrowser, a_parent: Account, a_manager: Account, a_lead: Account, a_chair: Account
) -> None:
    """The manager does not even see it: not in the register, in its files, nor in the log."""
    declare_worker(new_browser(a_parent), a_manager, "old friends")
    reference = only().reference
    manager = new_browser(a_manager)
    assert "old friends" not in manager.get("relationships.register").text
    assert manager.get("relationships.confirm", reference=reference).status == 404
    assert manager.post("relationships.end_for_them", reference=reference).status == 404
    assert "old friends" not in manager.get("relationships.register_csv").page
    assert "declared a relationship" not in manager.get("audit.log").text
    assert AuditEntry.select().where(AuditEntry.event == "RelationshipDeclared").exists()
    for keeper in (a_lead, a_chair):
        assert "old friends" in new_browser(keeper).get("relationships.register").text
    new_browser(a_chair).get("relationships.confirm", reference=reference).submit("Confirm it")
    assert standing() is Standing.CONFIRMED


def test_the_lead_and_the_chair_see_no_other(
    new_browser: NewBrowser, a_parent: Account, a_staff_member: Account, a_lead: Account, a_chair: Account
) -> None:
    declare_worker(new_browser(a_parent), a_staff_member)
    for other in (a_lead, a_chair):
        browser = new_browser(other)
        assert "Priya Raman" not in browser.get("relationships.register").text
        assert browser.get("relationships.confirm", reference=only().reference).status == 404


def test_nobody_confirms_themselves_as_the_parent_who_is_meant(
    new_browser: NewBrowser, a_staff_member: Account, a_manager: Account, a_child: Child
) -> None:
    accounts.give_role(a_manager, Role.PARENT, by_id=None)
    adult = factories.make_adult(a_manager.name, account=a_manager)
    factories.link(adult, a_child)
    declare_parent(new_browser(a_staff_member), "Siobhan")
    page = new_browser(a_manager).get("relationships.confirm", reference=only().reference)
    page.submit("Confirm it", adult=str(adult.id))
    assert "This is about yourself." in page.text
    assert not RelationshipStep.select().exists()


def test_a_double_press_is_one_declaration_and_the_same_again_is_told(
    new_browser: NewBrowser, a_parent: Account, a_staff_member: Account
) -> None:
    browser = new_browser(a_parent).get("relationships.declare")
    sent = {"submission": "once", "other": str(a_staff_member.id), "relation": "sisters"}
    for _press in range(2):
        browser.post("relationships.declare", sent)
        assert browser.heading == "People you know here"
    assert "You have declared this already" in browser.post("relationships.declare", sent | {"submission": "2"}).text
    browser.get("relationships.own").submit("It has ended")
    browser.post("relationships.declare", sent | {"submission": "3"})
    assert Declaration.select().count() == 2


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"other": ""}, "Choose who of us you know"),
        ({"other": "4711"}, "Choose who of us you know"),
        ({"other": "x"}, "Choose who of us you know"),
        ({"relation": " \u200b "}, "Write what you are to each other"),
        ({"relation": "s" * 201}, "This is too long"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_what_was_typed_stays(
    new_browser: NewBrowser, a_parent: Account, a_staff_member: Account, answers: dict[str, str], sentence: str
) -> None:
    browser = new_browser(a_parent).get("relationships.declare")
    given = {"other": str(a_staff_member.id), "relation": "cousins", **answers}
    browser.post("relationships.declare", given)
    assert sentence in browser.text
    assert not Declaration.select().exists()
    if "other" in answers:
        assert browser.root.xpath("//input[@name='relation']/@value") == ["cousins"]
    (field,) = answers
    assert browser.root.xpath(f"//*[@id='{field}-error']")


def test_the_register_leaves_as_a_spreadsheet_that_runs_nothing_and_as_a_sealed_pdf(
    new_browser: NewBrowser, a_parent: Account, a_staff_member: Account, a_manager: Account
) -> None:
    declare_worker(new_browser(a_parent), a_staff_member, "=cmd()")
    browser = new_browser(a_manager).get("relationships.register_csv")
    rows = list(csv.reader(io.StringIO(browser.content.decode("utf-8-sig"))))
    assert rows[1][:4] == ["Priya Raman", "Agnieszka Kowalska", "'=cmd()", "Waits to be confirmed"]
    text = " ".join(page_texts(browser.get("relationships.register_pdf").content))
    assert "Priya Raman" in text
    assert "is kept by others and is not listed" in text


@pytest.mark.both_engines
def test_two_who_confirm_at_once_make_one_confirmation(
    a_parent: Account, a_staff_member: Account, a_manager: Account
) -> None:
    other = factories.make_account("Lena Fischer", Role.MANAGER)
    made = service.declare(a_staff_member.id, "Agnieszka", "sisters", submission="s", by_id=a_parent.id)
    both = Barrier(2)

    def confirm(by_id: int) -> None:
        both.wait()
        service.confirm(made, adult_id=None, by_id=by_id)
        db.close()

    threads = [Thread(target=confirm, args=(by.id,)) for by in (a_manager, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RelationshipStep.select().count() == 1
    assert AuditEntry.select().where(AuditEntry.event == "RelationshipConfirmed").count() == 1
    assert standing() is Standing.CONFIRMED


def test_a_long_register_asks_no_more_often(a_manager: Account, a_parent: Account, setting: object) -> None:
    asked = []
    assert Role.MANAGER in a_manager.roles  # read once
    for number in range(6):
        worker = factories.make_account(f"Jo Bell {number}", Role.STAFF)
        made = service.declare(worker.id, "Agnieszka", "friends", submission=str(number), by_id=a_parent.id)
        service.confirm(made, adult_id=factories.adult_of(a_parent).id, by_id=a_manager.id)
        with count_queries() as sent:
            service.register(a_manager)
        asked.append(len(sent))
    assert asked[0] == asked[-1]
