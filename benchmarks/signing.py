"""Signatures a second through the portal’s own service, beside bare inserts of the same rows. Lines: name value unit.

Both sides write the same number of rows into the same tables, one transaction for each signature, on disk before it
counts (SQLite, synchronous=FULL). The bare side knows no rules: it is what the disk and SQLite themselves cost.
"""

import multiprocessing
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

WRITERS = (1, 4)
SECONDS, ROUNDS = 3.0, 3
FAMILIES = 200
# What one signature writes, of which each table gets so many rows.
TABLES = ("consent_records", "consent_answers", "current_answers", "audit_entries", "outbox_messages")


def families():
    """Insert the children and their parents, and return what each needs to sign."""
    from portal.access.permissions import Role
    from portal.accounts import invitations
    from portal.families.models import Adult, Child, Guardianship
    from portal.foundation.database import db

    found = []
    with db.atomic():
        for number in range(FAMILIES):
            name = f"Parent Surname{number}"
            account = invitations.make_account(
                name, email=f"p{number}@example.org", roles=frozenset({Role.PARENT}), by_id=None
            )
            adult = Adult.create(name=name, email=account.email, account=account)
            child = Child.create(first_name=f"Child{number}", last_name=f"Surname{number}", born_on=date(2022, 1, 1))
            Guardianship.create(child=child, adult=adult, relationship="mother", responsibility="held")
            found.append((child, account.id, name))
    return found


def signer(app, signed_by):
    """Return a function that signs once for the next family: yes to most uses, no to some."""
    from portal.consents import service
    from portal.consents.policy import Answer
    from portal.foundation.tokens import new_token
    from portal.wording import service as wording
    from portal.wording.policy import DocumentKey

    form = wording.current(DocumentKey.CONSENT_FORM)
    turns = [{use.key: Answer.NO if (place + turn) % 3 == 0 else Answer.YES
              for place, use in enumerate(form.consent.uses)} for turn in range(3)]  # fmt: skip

    def sign(turn):
        child, account_id, name = signed_by[turn % len(signed_by)]
        given = service.SignedForm(form.id, turns[turn % 3], name, new_token())
        service.sign_consent(child, given, by_id=account_id)

    return sign


def counted_rows(path):
    """Return the rows of each table as one signature left them, to be written again by the bare side."""
    with sqlite3.connect(path) as connection:
        return {
            table: (connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT {count}").fetchall())
            for table, count in last_signature(connection).items()
        }


def last_signature(connection):
    """Return how many rows of each table belong to the last signature."""
    (record,) = connection.execute("SELECT max(id) FROM consent_records").fetchone()
    of_record = {"consent_answers": "record_id", "current_answers": "record_id"}
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", (record,)).fetchone()[0]
        for table, column in of_record.items()
    }
    return {table: counts.get(table, 1) for table in TABLES}


def rate(writers, work):
    """Return how often ``work`` was done in a second by so many processes, the median of a few rounds."""
    fork = multiprocessing.get_context("fork")
    found = []
    for _ in range(ROUNDS):
        done, begin, stop = fork.Array("q", writers), fork.Barrier(writers + 1), fork.Event()
        started = [fork.Process(target=keep_at_it, args=(work, place, done, begin, stop)) for place in range(writers)]
        for process in started:
            process.start()
        begin.wait(30)
        start = time.perf_counter()
        time.sleep(SECONDS)
        stop.set()
        for process in started:
            process.join()
            assert process.exitcode == 0
        found.append(sum(done) / (time.perf_counter() - start))
    return statistics.median(found)


def keep_at_it(work, place, done, begin, stop):
    with work(place) as once:
        begin.wait(30)
        while not stop.is_set():
            once()
            done[place] += 1


class Signing:
    """One process that signs through the service."""

    turn = 0

    def __init__(self, app, sign, place):
        self.app, self.sign, self.turn = app, sign, place * 37

    def __enter__(self):
        self.context = self.app.app_context()
        self.context.__enter__()
        return self.once

    def once(self):
        self.sign(self.turn)
        self.turn += 1

    def __exit__(self, *problem):
        from portal.foundation.database import db

        db.close()
        return self.context.__exit__(*problem)


class BareInserts:
    """One process that inserts the same rows with nothing around them."""

    def __init__(self, path, rows, place):
        self.path, self.rows, self.place = path, rows, place

    def __enter__(self):
        self.connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        self.connection.execute("PRAGMA synchronous=FULL")
        self.statements = [
            (f"INSERT INTO bare_{table} VALUES ({','.join('?' * len(rows[0]))})", rows)
            for table, rows in self.rows.items()
        ]
        return self.once

    def once(self):
        self.connection.execute("BEGIN IMMEDIATE")
        for statement, rows in self.statements:
            self.connection.executemany(statement, rows)
        self.connection.execute("COMMIT")

    def __exit__(self, *problem):
        self.connection.close()


def bare_tables(path, rows):
    """Make tables of the same columns, without rules, in a file of their own."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for table, listed in rows.items():
            columns = ", ".join(f"c{number}" for number in range(len(listed[0])))
            connection.execute(f"CREATE TABLE bare_{table} ({columns})")


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/bench.db"
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{path}")
        from portal import create_app
        from portal.audit import service as audit
        from portal.config import Config
        from portal.consents.models import ConsentRecord
        from portal.foundation import migrating
        from portal.foundation.database import db
        from portal.settings import service as settings
        from portal.wording import service as wording

        app = create_app(Config.from_environment())
        migrating.migrate()
        with app.app_context():
            settings.name_setting("Bench", by_id=None)
            wording.publish_default_texts(by_id=None)
            sign = signer(app, families())
            sign(0)
            rows = counted_rows(path)
            print(f"signing.rows_of_one_signature {sum(map(len, rows.values()))} rows")
            bare_tables(f"{folder}/bare.db", rows)
            for writers in WRITERS:
                bare = rate(writers, lambda place: BareInserts(f"{folder}/bare.db", rows, place))
                before = ConsentRecord.select().count()
                db.close()  # no connection may be shared by two processes
                ours = rate(writers, lambda place: Signing(app, sign, place))
                assert ConsentRecord.select().count() > before
                print(f"signing.{writers}_writers.bare_inserts {bare:.0f} signatures/s")
                print(f"signing.{writers}_writers.service {ours:.0f} signatures/s")
                print(f"signing.{writers}_writers.bare_against_service {bare / ours:.1f} ratio")
            assert audit.check_chain().broken_at is None


if __name__ == "__main__":
    main()
