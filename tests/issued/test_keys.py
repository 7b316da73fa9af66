"""The key that seals records is made once and comes back from the backup; without it nothing is sealed, and nobody is fooled."""

import errno
import os
import stat
import threading

import pytest

from portal.audit.models import AuditEntry
from portal.foundation.database import db
from portal.issued import keys
from portal.issued.keys import SealKeyUnusable
from portal.issued.models import IssuedRecord, SealCertificate
from portal.upkeep import startup
from portal.web.errors import sentence_of
from tests.support import factories

pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def no_key_yet(setting, instance):
    """Begin each test without a key, and leave none for tests that begin with another database."""
    (instance / "seal.key").unlink(missing_ok=True)
    yield
    (instance / "seal.key").unlink(missing_ok=True)


@pytest.fixture
def key_file(instance):
    return instance / "seal.key"


def test_the_first_use_makes_a_key_for_its_owner_alone_and_every_later_one_finds_it(key_file):
    key, known = keys.seal_key()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert keys.seal_key() == (key, known)
    assert [row.fingerprint for row in SealCertificate.select()] == [key.fingerprint]
    assert key.private not in known.certificate.encode()
    assert "PRIVATE" not in known.certificate
    assert AuditEntry.select().where(AuditEntry.event == "SealKeyMade").count() == 1
    assert list(key_file.parent.glob("seal.*.tmp")) == []


def test_two_first_uses_at_once_make_one_key(app, key_file):
    found, ready = [], threading.Barrier(2)

    def use():
        ready.wait()
        try:
            with app.app_context():
                found.append(keys.seal_key()[0].fingerprint)
        finally:
            db.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == SealCertificate.select().count() == 1


def test_a_key_without_its_row_is_taken_up_and_not_replaced(key_file):
    """A first use that was cut short between the file and the database."""
    with db.atomic() as transaction:
        keys.seal_key()
        transaction.rollback()
    left = key_file.read_bytes()
    keys.seal_key()
    assert key_file.read_bytes() == left


@pytest.mark.parametrize("trouble", ["missing", "damaged", "empty", "another"])
def test_without_its_key_a_database_that_knows_one_seals_nothing_and_makes_none(
    key_file, new_browser, a_parent, a_child, a_manager, trouble
):
    signed = factories.sign_all(a_child, a_parent)
    keys.seal_key()
    whole = key_file.read_bytes()
    {
        "missing": key_file.unlink,
        "damaged": lambda: key_file.write_bytes(whole[:100] + b"x" + whole[101:]),
        "empty": lambda: key_file.write_bytes(b""),
        "another": lambda: key_file.write_bytes(keys._new_key().to_pem()),
    }[trouble]()
    before = key_file.read_bytes() if key_file.exists() else None
    browser = new_browser(a_parent, expects_errors=True)
    told = browser.get("consent_register.record_pdf", reference=signed.reference)
    assert told.status == 409
    assert "We cannot seal files just now, so we did not make this one." in told.text
    assert IssuedRecord.select().count() == 0
    assert SealCertificate.select().count() == 1
    assert (key_file.read_bytes() if key_file.exists() else None) == before
    assert "seal.key" in keys.key_problem()
    assert "The key that seals records is missing" in new_browser(a_manager).get("home.index").text
    key_file.write_bytes(whole)  # as the backup holds it
    assert keys.key_problem() == ""
    assert new_browser(a_parent).get("consent_register.record_pdf", reference=signed.reference).status == 200


def test_the_terminal_says_at_the_start_that_the_key_is_gone(app, key_file, capsys):
    keys.seal_key()
    startup.announce(app)
    assert capsys.readouterr().err == ""
    key_file.unlink()
    startup.announce(app)
    problem = capsys.readouterr().err
    assert problem.startswith(f"{key_file} is missing")
    assert "flask records new-seal-key" in problem
    with pytest.raises(SealKeyUnusable) as refused:
        keys.seal_key()
    assert sentence_of(refused.value).endswith("Please tell us, so that we can put it right.")


def test_a_new_key_is_made_when_somebody_asks_for_it_and_the_old_one_stays_known(app, key_file):
    old = keys.seal_key()[0].fingerprint
    key_file.unlink()
    done = app.test_cli_runner().invoke(args=["records", "new-seal-key"])
    assert done.exit_code == 0, done.output
    key, known = keys.seal_key()
    assert key.fingerprint == known.fingerprint != old
    assert key.fingerprint in done.output
    assert [(row.fingerprint, until) for row, until in keys.certificates()] == [
        (key.fingerprint, None),
        (old, known.made_at),
    ]
    assert [entry.actor_id for entry in AuditEntry.select().where(AuditEntry.event == "SealKeyMade")] == [None, None]


def test_a_new_key_that_could_not_be_stored_changes_nothing(key_file, monkeypatch):
    before = keys.seal_key()

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        keys.replace_key(by_id=None)
    monkeypatch.undo()
    assert keys.seal_key() == before
    assert list(key_file.parent.glob("seal.*.tmp")) == []
