"""The migrations make exactly what the models say, and signed facts cannot be changed by anybody."""

import re
from collections.abc import Iterator

import peewee
import pytest

from portal.attachments.models import Attachment
from portal.foundation.append_only import protect, protected_tables
from portal.foundation.database import AppendOnlyTable, Table, db, is_sqlite, tables
from portal.foundation.migrating import HISTORY
from tests.architecture.sources import load_every_module
from tests.support.databases import Engine, database_of
from tests.support.rows import insert, made_up_row, only_triggers, rows_of

pytestmark = pytest.mark.both_engines

load_every_module("models")
FACTS = sorted((model for model in tables() if issubclass(model, AppendOnlyTable)), key=lambda m: m.__name__)

_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%%' AND tbl_name <> ?"
_POSTGRES = (
    """SELECT 'column', table_name, column_name, data_type, is_nullable, column_default, character_maximum_length::text
    FROM information_schema.columns WHERE table_schema = 'public'""",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "SELECT 'index', tablename, indexname, indexdef, '', '', '' FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', ''
    FROM pg_trigger WHERE NOT tgisinternal""",
    "SELECT 'function', proname, prosrc, '', '', '', '' FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def parts(statement: str) -> frozenset[str]:
    """Return what a statement makes, wherever it stands: a column that was added later comes last in its table."""
    _head, _opening, body = " ".join(statement.split()).partition("(")
    return frozenset(part.strip(" )") for part in re.split(r", (?=\"|FOREIGN|CONSTRAINT)(?![^()]*\))", body))


def schema() -> set[tuple[object, ...]]:
    """Return everything that makes the database what it is, but the history of migrations."""
    if is_sqlite():
        rows = db.execute_sql(_SQLITE.replace("%%", "%"), (HISTORY,)).fetchall()
        tables = {(*row[:3], parts(row[3])) for row in rows if row[0] == "table"}
        return tables | {(*row[:3], " ".join((row[3] or "").split())) for row in rows if row[0] != "table"}
    return {row for query in _POSTGRES for row in db.execute_sql(query).fetchall() if row[1] != HISTORY}


def test_a_migrated_database_is_what_the_models_say(engine: Engine) -> None:
    """Tables, columns, CHECK constraints, indexes and triggers alike."""
    with database_of(engine):
        migrated = schema()
    with database_of(engine, empty=True):
        db.create_tables(tables())
        for model in FACTS:
            protect(db.obj, model._meta.table_name, **getattr(model, "protected", {}))
        modelled = schema()
    assert modelled - migrated == set(), "a migration is missing"
    assert migrated - modelled == set(), "a migration makes what no model knows"


def test_constraints_and_indexes_have_names(engine: Engine) -> None:
    """A form finds the field of a broken rule by the rule's name."""
    for model in tables():
        for constraint in model._meta.constraints or ():
            assert "CONSTRAINT" in peewee.Context().sql(constraint).query()[0], model.__name__


def test_every_fact_is_protected(db_ready: str) -> None:
    assert {model._meta.table_name for model in FACTS} <= protected_tables(db.obj)


@pytest.fixture
def a_row(request: pytest.FixtureRequest, db_ready: str) -> Iterator[tuple[str, dict[str, object]]]:
    """One row of a table of facts, as its name and what it holds."""
    model: type[Table] = request.param
    # A file that is kept for a time only is no fact.
    row, table = made_up_row(model) | ({"kept_until": None} if model is Attachment else {}), model._meta.table_name
    with only_triggers():
        insert(table, row)
        yield table, row


def refused(statement: str, parameters: tuple[object, ...] = ()) -> bool:
    """Return whether the database says that facts are only ever added to."""
    try:
        with db.atomic():
            db.execute_sql(statement, parameters)
    except peewee.DatabaseError as problem:
        return "only ever added to" in str(problem)
    return False


@pytest.mark.parametrize("a_row", FACTS, indirect=True, ids=lambda model: model.__name__)
def test_a_fact_refuses_to_be_changed_deleted_or_replaced(a_row: tuple[str, dict[str, object]]) -> None:
    table, row = a_row
    before, column = rows_of(table), next(name for name in row if name != "id")
    assert refused(f'UPDATE "{table}" SET "{column}" = "{column}"')
    assert refused(f'DELETE FROM "{table}"')
    columns, values = ", ".join(f'"{name}"' for name in row), tuple(row.values())
    if is_sqlite():
        marks = ", ".join("?" * len(row))
        assert refused(f'INSERT OR REPLACE INTO "{table}" ({columns}) VALUES ({marks})', values)
        upsert = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'
    else:
        assert refused(f'TRUNCATE "{table}" CASCADE')
        upsert = f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(["%s"] * len(row))})'
    assert refused(f'{upsert} ON CONFLICT (id) DO UPDATE SET "{column}" = excluded."{column}"', values)
    assert rows_of(table) == before
