"""A machine in trouble, for tests of what a person reads then and what is kept."""

from collections.abc import Callable, Iterator

import pytest

from portal.foundation.database import db, is_sqlite


@pytest.fixture
def full_database(db_ready: str) -> Iterator[Callable[[], None]]:
    """A database that takes no more pages; PostgreSQL is left out, as no test can fill a server's disk."""
    if not is_sqlite():
        pytest.skip("only SQLite can be told how large it may grow")

    def fill() -> None:
        db.execute_sql("VACUUM")  # pages that a migration left free would take what a full disk does not
        pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
        db.execute_sql(f"PRAGMA max_page_count = {pages}")

    yield fill
    db.execute_sql("PRAGMA max_page_count = 1073741823")
