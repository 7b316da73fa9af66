"""When a scan cannot be stored or opened, the keyer reads so beside it, and all that was keyed in is still there."""

import shutil

import pytest

from portal.attachments.models import Attachment
from portal.audit.models import AuditEntry
from portal.consents.events import ScanOpened
from portal.consents.models import ConsentRecord
from portal.consents.paper import data_entry
from portal.foundation import clock
from tests.consents.paper_factories import key_in, photograph, print_one, scan
from tests.support.databases import changed_tables, snapshot

pytestmark = pytest.mark.both_engines

NAME = "Ạgnieszka 🐦 Kowalską"


@pytest.fixture
def vault(instance):
    """Where files are kept, empty and without a key."""
    shutil.rmtree(instance / "vault", ignore_errors=True)
    (instance / "vault.key").unlink(missing_ok=True)
    return instance / "vault"


@pytest.fixture
def broken_vault(vault):
    """A vault whose place is taken by something else, so that nothing can be written there."""
    vault.write_bytes(b"")
    yield vault
    if vault.is_file():
        vault.unlink()


@pytest.fixture
def lost_key(vault, a_child, adult, a_manager):
    """A scan in the vault, and no key to it."""
    record = key_in(print_one(a_child, a_manager), adult, a_manager, {"press": "no"}, scan=scan())
    (vault.parent / "vault.key").unlink()
    yield record
    shutil.rmtree(vault)


@pytest.fixture
def checking(new_browser, a_manager, form, adult):
    """A manager who has keyed in a paper and checked it."""
    today = clock.today()
    browser = new_browser(a_manager).get("consent_paper.key", reference=form.reference)
    return browser.submit(
        "Check what you keyed in",
        signer=str(adult.id),
        signed_name=NAME,
        signed_on=f"{today.day} {today.month} {today.year}",
        use_website="yes",
        use_press="no",
    )


def test_a_full_vault_stores_nothing_and_keeps_all_that_was_keyed_in(checking, broken_vault):
    before = snapshot()
    checking.submit("Store this form", scan=(photograph(), "form.jpg"), witness="Priya Raman")
    assert "Your file could not be stored" in checking.text
    assert NAME in checking.text
    assert set(checking.root.xpath("//input[@name='use_press']/@value")) == {"no"}
    assert checking.root.xpath("//input[@name='witness' and @type='text']/@value") == ["Priya Raman"]
    assert changed_tables(before) == ["throttle_count"]
    assert checking.submit("Store this form").heading == "Stored for Zofia Kowalska"
    assert ConsentRecord.get().witness == "Priya Raman"


def test_a_full_database_keeps_all_that_was_keyed_in_and_no_scan(checking, disk, vault):
    disk.fill()
    checking.submit("Store this form", scan=(photograph(), "form.jpg"), witness="Priya Raman")
    assert "could not be stored" in checking.text
    assert NAME in checking.text
    assert checking.root.xpath("//input[@name='witness' and @type='text']/@value") == ["Priya Raman"]
    assert not ConsentRecord.select().exists()
    assert not Attachment.select().where(Attachment.subject == "consent_record").exists()


def test_it_can_be_stored_with_its_scan_once_the_vault_is_well_again(checking, broken_vault):
    checking.submit("Store this form", scan=(photograph(), "form.jpg"))
    broken_vault.unlink()
    checking.submit("Store this form", scan=(photograph(), "form.jpg"))
    assert checking.heading == "Stored for Zofia Kowalska"
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 1


def test_a_lost_key_is_said_beside_the_scan(lost_key, checking):
    stored = ConsentRecord.select().count()
    checking.submit("Store this form", scan=(photograph("#334455"), "other.jpg"))
    assert "Your file could not be stored" in checking.text
    assert NAME in checking.text
    assert ConsentRecord.select().count() == stored


@pytest.mark.parametrize("harm", ["key", "file"])
def test_a_scan_that_cannot_be_opened_says_so_and_is_not_logged_as_opened(
    new_browser, a_manager, vault, form, adult, harm
):
    record = key_in(form, adult, a_manager, {"press": "no"}, scan=scan())
    if harm == "key":
        (vault.parent / "vault.key").unlink()
    else:
        for file in vault.rglob("*.bin"):
            file.write_bytes(b"something else")
    browser = new_browser(a_manager).get("consent_paper.scan", reference=record.reference, download=1)
    assert browser.status == 409
    assert "This file cannot be opened at present" in browser.text
    assert not AuditEntry.select().where(AuditEntry.event == ScanOpened.__name__).exists()
    shutil.rmtree(vault)


def test_a_stranger_learns_nothing_of_a_scan_that_cannot_be_opened(new_browser, a_stranger, lost_key):
    browser = new_browser(a_stranger).get("consent_paper.scan", reference=lost_key.reference)
    assert browser.status == 404


def test_a_scan_and_a_witness_stay_while_answers_are_changed(checking):
    checking.submit("Store this form", witness="w" * 201, scan=(photograph(), "form.jpg"))
    checking.submit("Change what I keyed in").submit("Check what you keyed in", use_press="yes")
    assert "Remove form.jpg" in checking.text
    assert checking.submit("Store this form", witness="").heading == "Stored for Zofia Kowalska"
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 1


def test_a_second_scan_takes_the_place_of_the_first(checking, vault, adult):
    checking.submit("Store this form", witness="w" * 201, scan=(photograph("#112233"), "first.jpg"))
    checking.submit("Store this form", scan=(photograph("#445566"), "second.jpg"))
    assert [name.text_content().split()[0] for name in checking.root.find_class("upload__name")] == ["second.jpg"]
    assert len(list(vault.rglob("*.bin"))) == 3
    assert checking.submit("Store this form", witness="").heading == "Stored for Zofia Kowalska"
    assert Attachment.select().count() == 1


def test_a_second_scan_that_cannot_be_read_leaves_the_first(checking, vault):
    checking.submit("Store this form", witness="w" * 201, scan=(photograph(), "first.jpg"))
    checking.submit("Store this form", witness="", scan=(b"%PDF-1.7 broken", "second.pdf"))
    assert "“second.pdf” cannot be used" in checking.text
    assert "Remove first.jpg" in checking.text
    assert checking.submit("Store this form").heading == "Stored for Zofia Kowalska"


def test_two_scans_at_once_are_one_too_many(checking, vault):
    checking.submit("Store this form", scan=[(photograph(), "first.jpg"), (photograph("#445566"), "second.jpg")])
    assert "Choose one file. You chose 2." in checking.text


def test_a_scan_removed_on_another_page_is_said_beside_it_and_all_that_was_keyed_in_stays(checking, vault, monkeypatch):
    checking.submit("Store this form", witness="w" * 201, scan=(photograph(), "form.jpg"))
    store = data_entry.key_form

    def store_without_it(*what, **by):
        Attachment.delete().execute()
        return store(*what, **by)

    with monkeypatch.context() as during:
        during.setattr(data_entry, "key_form", store_without_it)
        checking.submit("Store this form", witness="Priya Raman")
    assert "A file that you chose is no longer here" in checking.root.get_element_by_id("scan-error").text_content()
    assert "Remove form.jpg" not in checking.text
    assert NAME in checking.text
    assert ConsentRecord.select().count() == 0
    checking.submit("Change what I keyed in").submit("Check what you keyed in")
    assert checking.submit("Store this form").heading == "Stored for Zofia Kowalska"
    assert ConsentRecord.get().witness == "Priya Raman"
