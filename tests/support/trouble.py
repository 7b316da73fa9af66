"""A machine in trouble, for tests of what a person reads then and what is kept."""

from collections.abc import Iterator

import pytest

from portal.foundation.database import db, is_sqlite

_NO_LIMIT = 1_073_741_823  # pages
_WRITES = ("INSERT", "UPDATE", "DELETE")
_RAISE_DISK_FULL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$
"""


class Disk:
    """The disk of the test's database: full, no table takes a row or a change, on whichever connection.

    On PostgreSQL each write raises what its server raises then. SQLite may have no more pages, and each write asks
    for many, so that it says itself that the disk is full, and ends the transaction as it does then.
    """

    def __init__(self) -> None:
        self._tables = [name for name in db.get_tables() if not name.startswith("sqlite_")]
        db.execute_sql("CREATE TABLE ballast (weight BLOB)" if is_sqlite() else _RAISE_DISK_FULL)

    def fill(self) -> None:
        for table in self._tables:
            for number, write in enumerate(_WRITES):
                then = (
                    "BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END"
                    if is_sqlite()
                    else "FOR EACH STATEMENT EXECUTE FUNCTION disk_is_full()"
                )
                db.execute_sql(f'CREATE TRIGGER "full_{table}_{number}" BEFORE {write} ON "{table}" {then}')
        if is_sqlite():
            db.execute_sql("VACUUM")  # pages that are free would take what a full disk does not
            self._limit(db.execute_sql("PRAGMA page_count").fetchone()[0])

    def free(self) -> None:
        db.connect(reuse_if_open=True)
        if is_sqlite():
            self._limit(_NO_LIMIT)
        for table in self._tables:
            for number in range(len(_WRITES)):
                on = "" if is_sqlite() else f'ON "{table}"'
                db.execute_sql(f'DROP TRIGGER IF EXISTS "full_{table}_{number}" {on}')

    def _limit(self, pages: int) -> None:
        db.obj.pragma("max_page_count", pages, permanent=True)


@pytest.fixture
def disk(db_ready: str) -> Iterator[Disk]:
    """The disk that the database is on; ``disk.fill()`` makes it full."""
    made = Disk()
    yield made
    made.free()
