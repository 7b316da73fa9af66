"""When the disk is full or the key is lost, the person reads so beside their words, which are all still there."""

import shutil
from datetime import timedelta

import pytest

from portal.concerns import handling
from portal.concerns.forms import OutcomeForm
from portal.concerns.models import Concern, ConcernEntry
from portal.concerns.register import circumstances
from portal.foundation import clock
from portal.foundation.database import db
from tests.concerns import factories as concerns
from tests.concerns.factories import STORY

pytestmark = pytest.mark.both_engines


@pytest.fixture
def broken_vault(instance):
    """A vault whose place is taken by something else, so that nothing can be written there."""
    place = instance / "vault"
    shutil.rmtree(place, ignore_errors=True)
    place.write_bytes(b"")
    yield
    place.unlink()


@pytest.fixture
def lost_key(setting, a_manager, a_parent, vault, upload, instance):
    """Files in the vault, and no key to them."""
    concern = concerns.raise_concern(a_parent, evidence=[upload])
    (instance / "vault.key").unlink()
    yield concern
    shutil.rmtree(instance / "vault")


def picture():
    return [(concerns.photograph(), "a.jpg")]


@pytest.fixture
def at_what(setting, a_manager, a_parent, new_browser):
    """The page that asks what happened."""
    browser = new_browser(a_parent)
    browser.post("concerns.raise_concern", {"kind": "question"})
    return browser


def test_a_full_vault_keeps_every_word_and_a_concern_can_be_sent_without_the_file(at_what, broken_vault):
    at_what.submit(what_happened=STORY, evidence=picture())
    assert "Your file could not be stored" in at_what.text
    assert STORY in at_what.page
    at_what.submit().submit("Check it", reply="here").submit("Send it")
    assert Concern.get().what_happened == STORY


def test_a_lost_key_is_said_where_a_message_is_added(lost_key, a_parent, new_browser):
    browser = new_browser(a_parent).get("concerns.own_case", reference=lost_key.reference)
    browser.submit("Send", text="There is another one", evidence=picture())
    assert "Your file could not be stored" in browser.text
    assert "There is another one" in browser.page
    assert ConcernEntry.select().count() == 1


@pytest.mark.parametrize(
    ("page", "opened_by"), [("own_evidence", "parent"), ("evidence", "manager"), ("original", "manager")]
)
def test_a_file_that_cannot_be_opened_is_said_in_words(
    lost_key, a_parent, a_manager, new_browser, page, opened_by, caplog
):
    browser = new_browser({"parent": a_parent, "manager": a_manager}[opened_by])
    browser.get(f"concerns.{page}", reference=lost_key.reference, position=1, download=1)
    assert browser.status == 409
    assert "This file cannot be opened at present" in browser.text
    assert "cannot be opened" in caplog.text


def test_a_file_that_was_changed_is_said_in_words(
    setting, a_manager, a_parent, vault, upload, new_browser, instance, caplog
):
    concern = concerns.raise_concern(a_parent, evidence=[upload])
    for file in vault():
        content = file.read_bytes()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    browser = new_browser(a_manager).get("concerns.evidence", reference=concern.reference, position=1, page=1)
    assert browser.status == 409
    assert "This file cannot be opened at present" in browser.text


def test_a_full_database_keeps_every_word(at_what, disk):
    story = "It was long. " * 700
    disk.fill()
    at_what.submit(what_happened=story)
    assert "This could not be stored. What you typed is still here" in at_what.text
    assert story.strip() in at_what.page


def test_what_a_full_database_does_not_take_is_not_said_to_be_sent(at_what, disk):
    at_what.submit(what_happened=STORY).submit("Check it", reply="here")
    disk.fill()
    at_what.submit("Send it")
    assert "This could not be stored" in at_what.text
    assert not Concern.select().exists()


def test_a_full_database_keeps_what_a_handler_typed(setting, a_manager, a_parent, new_browser, disk):
    concern = concerns.raise_concern(a_parent)
    browser = new_browser(a_manager).get("concerns.step", reference=concern.reference, slug="message")
    answer = "Thank you for telling us. " * 380
    disk.fill()
    browser.submit(text=answer)
    assert "This could not be stored" in browser.text
    assert answer.strip() in browser.page
    browser.get("concerns.outcome", reference=concern.reference).submit(
        outcome="upheld", text=answer, actions="Spoke to them", data_outcome="Ours"
    )
    assert "This could not be stored" in browser.text
    assert not db.in_transaction()
    assert ConcernEntry.select().count() == 1


def test_midnight_between_reading_and_writing_is_said_beside_the_day(setting, a_manager, a_parent, app):
    concern = concerns.received_earlier(concerns.raise_concern(a_parent), days=40)
    today = clock.today()
    answers = {"outcome": "upheld", "actions": "None", "text": "Told", "told_on": concerns.typed(today)}
    for day, field in ((today + timedelta(days=1), "told_on"), (today, "late_reason")):
        with app.test_request_context(method="POST", data={**answers, "told_on": concerns.typed(day)}):
            form = OutcomeForm.for_case(circumstances([concern.id])[concern.id], setting)
            form.told_on.validate(form)
            with form.refusals():
                handling.tell_outcome(concern, form.details, submission="key", by_id=a_manager.id)
            assert len(form[field].errors) == 1
    assert ConcernEntry.select().where(ConcernEntry.concern == concern.id).count() == 1
