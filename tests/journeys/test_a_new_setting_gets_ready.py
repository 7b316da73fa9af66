"""A new manager is led from an empty portal to the first signature, and the portal says nothing that is not so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal.access.permissions import Role
from portal.accounts import invitations
from portal.accounts.models import Account
from portal.accounts.policy import Channel
from portal.families import inviting
from portal.families.models import Child
from portal.foundation import clock
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.models import WordingVersion
from portal.wording.policy import DocumentKey
from tests.accounts.factories import PASSWORD
from tests.support import factories
from tests.support.browser import Browser

pytestmark = pytest.mark.both_engines

NewBrowser = Callable[..., Browser]
VOUCHED = {"one_thing": True, "true": True, "free": True, "apart": True}


@pytest.fixture
def manager(new_browser: NewBrowser, db_ready: str) -> Browser:
    """A manager who has just come in by the set-up link."""
    browser = new_browser().get("accounts.set_up", token=invitations.set_up_token())
    answers = {"setting_name": "Little Herons", "name": "Siobhán Kelly", "email": "siobhan@example.org"}
    return browser.submit(**answers, password=PASSWORD)


def steps(browser: Browser) -> list[str]:
    """Return the lines of “Get ready” as they can be read."""
    section = browser.get("home.index").root.xpath("//section[h2[starts-with(., 'Get ready')]]")
    return [" ".join(line.text_content().split()) for line in section[0].iter("li")] if section else []


def open_steps(browser: Browser) -> list[int]:
    return [number for number, line in enumerate(steps(browser), start=1) if not line.endswith("Done")]


def publish(manager: Browser) -> Browser:
    return (
        manager.get("home.index")
        .click("Read and publish the form and the rules")
        .submit("Publish all of them", **VOUCHED)
    )


def a_family(*, responsible: bool = True) -> Child:
    child = factories.make_child("Zofia", "Kowalska")
    adult = factories.make_adult("Agnieszka Kowalska", email="agnieszka@example.org")
    factories.link(adult, child, responsible=responsible)
    return child


def everybody_invited() -> None:
    ids = [link.adult_id for child in Child.select() for link in child.guardianships]
    inviting.invite(ids, on=clock.today(), by_id=None)


def test_seven_steps_lead_to_the_first_signature_and_then_leave_the_first_page(
    manager: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch, mail_is_set: Path
) -> None:
    assert "Get ready: 0 of 7" in manager.text
    assert [line.endswith("Next") for line in steps(manager)] == [True] + [False] * 6

    manager.click("Your setting")
    manager.submit(address="1 Reed Lane", phone="01632 960 321", lado_contact="01632 960 444", contacts_checked=True)
    assert "Get ready: 1 of 7" in manager.text
    assert open_steps(manager) == [2, 3, 4, 5, 6, 7]

    manager.click("Who handles concerns")
    manager.submit("Send the invitation", role="chair", name="Margaret Whitlock", email="chair@example.org")
    assert steps(manager)[1].endswith("Invited: Margaret Whitlock. This is done once they have come in. Waiting")
    assert steps(manager)[2].endswith("Next")
    chair = Account.get(Account.email == "chair@example.org")
    invitations.accept(invitations.invite(chair, channel=Channel.EMAIL, by_id=None).token, PASSWORD)
    assert "Get ready: 2 of 7" in manager.get("home.index").text

    child = a_family(responsible=False)
    assert open_steps(manager) == [4, 5, 6, 7]
    factories.link(factories.make_adult("Piotr Kowalski", email="piotr@example.org"), child)
    assert open_steps(manager) == [5, 6, 7]

    publish(manager)
    assert "Get ready: 5 of 7" in manager.text

    everybody_invited()
    assert open_steps(manager) == [6]
    config = replace(app.config["PORTAL"], public_url="https://portal.example.org")
    monkeypatch.setitem(app.config, "PORTAL", config)
    assert open_steps(manager) == [6]
    manager.click("E-mail and address").submit("Send a test e-mail to me")
    assert steps(manager) == []
    assert manager.heading == "What needs you today"
    assert "Get ready" not in manager.text


def test_once_a_family_has_signed_a_later_gap_is_a_task_like_any_other(
    manager: Browser, new_browser: NewBrowser
) -> None:
    publish(manager)
    child = factories.make_child("Zofia", "Kowalska")
    parent = factories.make_parent("Agnieszka Kowalska", child)
    assert steps(manager)
    factories.sign_all(child, parent)
    assert steps(manager) == []
    factories.make_child("Kuba", "Kowalski")
    assert steps(manager) == []
    assert "1 child with nobody who can sign" in manager.text


def test_a_step_and_a_task_never_say_the_same_twice(manager: Browser) -> None:
    a_family(responsible=False)
    page = manager.get("home.index").text
    assert page.count("1 child with nobody who can sign") == 1, "red, in the place of its step"
    for task in ("Complete the details", "Somebody has to be able", "is not invited"):
        assert task not in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_nobody_but_the_manager_sees_the_steps(manager: Browser, new_browser: NewBrowser, role: Role) -> None:
    page = new_browser(factories.make_account("Mary Byrne", role)).get("home.index")
    assert "Get ready" not in page.text
    assert page.status == 200


def test_nothing_is_published_that_the_manager_has_not_read(manager: Browser) -> None:
    assert WordingVersion.select().count() == 0
    page = manager.get("wording.publish_first")
    for document in DocumentKey:
        for clause in wording.default_text(document).clauses:
            assert clause.asked in page.text, "the manager reads every question and every rule"
    page.submit("Publish all of them", **VOUCHED | {"true": False})
    assert "Tick this, or go back and change the text" in page.text
    assert WordingVersion.select().count() == 0

    page.submit("Publish all of them", **VOUCHED)
    by = Account.get(Account.name == "Siobhán Kelly").id
    found = [(row.document_key, row.number, row.published_by_id) for row in WordingVersion.select()]
    assert sorted(found) == sorted((key, 1, by) for key in DocumentKey)


def test_publishing_twice_is_one_version(manager: Browser) -> None:
    page = manager.get("wording.publish_first")
    sent = dict.fromkeys(VOUCHED, "y") | {"draft_stamp": page.root.xpath("//input[@name='draft_stamp']/@value")[0]}
    for _ in range(2):
        manager.post("wording.publish_first", sent)
        assert manager.heading == "What needs you today"
    assert WordingVersion.select().count() == len(DocumentKey)


def test_what_was_changed_after_the_page_was_opened_is_not_published(manager: Browser, new_browser: NewBrowser) -> None:
    page = manager.get("wording.publish_first")
    by = Account.get(Account.name == "Siobhán Kelly").id
    settings.change_setting({"name": "Reed Warblers"}, by_id=by)
    page.submit("Publish all of them", **VOUCHED)
    assert "Somebody else changed this draft" in page.text
    assert not page.root.xpath("//input[@type='checkbox']/@checked"), "a tick under other words says nothing"
    assert WordingVersion.select().count() == 0


def test_a_form_that_was_changed_first_is_published_as_changed(manager: Browser) -> None:
    manager.get("wording.edit", name="consent-form").submit(title="Pictures at Little Herons")
    publish(manager)
    assert "Pictures at Little Herons" in manager.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_nobody_but_the_manager_publishes(manager: Browser, new_browser: NewBrowser, role: Role) -> None:
    stranger = new_browser(factories.make_account("Mary Byrne", role))
    assert stranger.get("wording.publish_first").status == 403
    assert stranger.post("wording.publish_first", dict.fromkeys(VOUCHED, "y")).status == 403
    assert WordingVersion.select().count() == 0


def test_a_parent_who_comes_too_early_finds_nothing_to_sign_and_no_error(
    manager: Browser, new_browser: NewBrowser
) -> None:
    child = factories.make_child("Zofia", "Kowalska")
    parent = new_browser(factories.make_parent("Agnieszka Kowalska", child))
    for address in ("home.index", "home.as_parent"):
        assert parent.get(address).heading == "Nearly ready"
    for endpoint in ("consents.read", "consents.own_answers"):
        assert parent.get(endpoint, child_id=child.id).status == 409
        assert "has not published this form yet" in parent.text
    assert parent.get("acknowledgements.own").status == 200


@pytest.mark.parametrize(
    "endpoint",
    ["consent_register.show", "consent_register.coverage", "photo_list.choose", "consent_paper.choose", "reminders.show"],
)  # fmt: skip
def test_a_page_that_needs_the_form_leads_the_manager_to_it(
    manager: Browser, new_browser: NewBrowser, endpoint: str
) -> None:
    a_family()
    assert manager.get(endpoint).status == 409
    assert manager.click("Read and publish").heading == "Read and publish what parents sign"
    publish(manager)
    assert manager.get(endpoint).status == 200


def test_before_anything_is_published_the_manager_finds_a_child_and_puts_the_family_right(manager: Browser) -> None:
    child = a_family(responsible=False)
    manager.get("home.index").click("1 child with nobody who can sign")
    assert (manager.heading, manager.status) == ("Who has parental responsibility?", 200)
    manager.get("children.view", child_id=child.id)
    assert "No. The form that parents sign is not published yet." in manager.text
    assert "Note a no" not in manager.text
    assert "Print a paper form" not in manager.text
    assert manager.click("Relationship and responsibility").status == 200


@pytest.mark.parametrize("role", Role)
def test_no_page_breaks_before_anything_is_published(
    manager: Browser, new_browser: NewBrowser, app: Flask, role: Role
) -> None:
    child = a_family()
    person = new_browser(factories.make_account("Mary Byrne", role))
    pages = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "home.alive"
    ]
    opened = set()
    for rule in pages:
        if rule.arguments <= {"child_id"}:
            person.get(rule.endpoint, **({"child_id": child.id} if rule.arguments else {}))
            opened.add(person.status)
            assert person.status in {200, 403, 404, 409}, rule.endpoint
    assert opened >= {200, 403}
