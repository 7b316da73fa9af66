"""The audit log holds everything that happened, and shows when anybody rewrote it."""

import threading

import peewee
import pytest
from flask import Flask

from portal.audit import service
from portal.audit.models import GENESIS, AuditEntry
from portal.consents.policy import Answer
from portal.foundation.database import db, is_sqlite
from tests.support import factories

pytestmark = pytest.mark.both_engines


def entries() -> list[AuditEntry]:
    return list(AuditEntry.select().order_by(AuditEntry.id))


def unprotect() -> None:
    """Do what only somebody with the database in their hands could do."""
    for verb in ("update", "delete"):
        on = "" if is_sqlite() else " ON audit_entries"
        db.execute_sql(f"DROP TRIGGER audit_entries_refuses_{verb}{on}")


def test_an_empty_log_holds(db_ready) -> None:
    assert service.check_chain() == service.ChainCheck(0)
    assert service.chain_head() == ""


def test_each_entry_carries_the_fingerprint_of_the_one_before(a_child, a_parent) -> None:
    factories.sign(a_child, a_parent, {"displays": Answer.YES})
    log = entries()
    assert [entry.previous_hash for entry in log] == [GENESIS, *(entry.hash for entry in log[:-1])]
    found = service.check_chain()
    assert (found.entries, found.broken_at) == (len(log), None)
    assert found.head == service.chain_head() == log[-1].hash


def test_an_entry_says_who_what_and_to_which_object(a_child, a_parent) -> None:
    record = factories.sign(a_child, a_parent, {"displays": Answer.YES})
    last = entries()[-1]
    assert (last.actor_id, last.event, last.subject) == (a_parent.id, "ConsentSigned", "consent_record")
    assert last.subject_id == record.id
    assert '"displays":"yes"' in last.details


def test_the_log_names_nobody(a_child, a_parent) -> None:
    factories.sign(a_child, a_parent, {"displays": Answer.YES})
    whole = repr(list(AuditEntry.select().tuples()))
    assert not [word for word in ("Zofia", "Kowalska", "Agnieszka", "@example.org") if word in whole]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", 99),
        ("event", "SignedOut"),
        ("subject_id", 99),
        ("details", '{"displays":"no"}'),
        ("previous_hash", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_entry_is_found(a_child, a_parent, column: str, value: object) -> None:
    factories.sign(a_child, a_parent, {"displays": Answer.YES})
    unprotect()
    victim = entries()[2]
    AuditEntry.update({column: value}).where(AuditEntry.id == victim.id).execute()
    assert service.check_chain().broken_at == victim.id


def test_a_removed_entry_is_found_by_the_one_after_it(a_child, a_parent) -> None:
    factories.sign(a_child, a_parent, {"displays": Answer.YES})
    unprotect()
    log = entries()
    AuditEntry.delete().where(AuditEntry.id == log[1].id).execute()
    assert service.check_chain().broken_at == log[2].id


def test_a_log_cut_short_no_longer_ends_where_it_was_written_down(a_child, a_parent) -> None:
    """The chain alone cannot tell; the head that was written down can (product.md §7)."""
    factories.sign(a_child, a_parent, {"displays": Answer.YES})
    noted = service.chain_head()
    unprotect()
    AuditEntry.delete().where(AuditEntry.hash == noted).execute()
    assert service.check_chain().broken_at is None
    assert service.chain_head() != noted


def test_the_log_refuses_to_be_changed(a_parent) -> None:
    for change in (AuditEntry.update(actor_id=1), AuditEntry.delete()):
        with pytest.raises(peewee.DatabaseError, match="only ever added to"), db.atomic():
            change.execute()


def test_many_at_once_make_one_chain(app: Flask, setting) -> None:
    problems: list[Exception] = []

    def work(number: int) -> None:
        try:
            with app.app_context():
                for step in range(4):
                    factories.make_account(f"Person {number} {step}")
        except Exception as problem:
            problems.append(problem)
        finally:
            db.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert problems == []
    found = service.check_chain()
    assert found.broken_at is None
    assert sum(entry.event == "AccountMade" for entry in entries()) == 24


def test_the_terminal_says_whether_the_log_holds(app: Flask, a_parent) -> None:
    run = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert run.exit_code == 0
    assert f"{AuditEntry.select().count()} entries, head {service.chain_head()}" in run.output
    unprotect()
    AuditEntry.update(actor_id=99).where(AuditEntry.id == entries()[0].id).execute()
    run = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert run.exit_code == 1
    assert f"was changed at entry {entries()[0].id}" in run.output
