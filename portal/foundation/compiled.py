"""Queries that every page asks and rows that every signature adds, put into SQL once: that costs more than running it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

import peewee

from portal.foundation.database import Table, db, is_sqlite


def day(value: str | date) -> date:
    """Return a day of a compiled query's row: SQLite hands over its text, PostgreSQL the date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def moment(value: str | datetime) -> datetime:
    """Return a moment of a compiled query's row, in UTC: SQLite hands over its text, PostgreSQL the moment."""
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


Row = TypeVar("Row", bound=Table)


class Compiled:
    """A query with holes. ``examples`` gives each hole a value that stands nowhere else in the query.

    Rows come back as plain tuples, as the engine hands them over; moments should be compared in SQL.
    """

    def __init__(self, build: Callable[..., Any], **examples: str | int) -> None:
        self._build = build
        self._examples = examples
        self._made: dict[bool, tuple[str, list[tuple[str | None, object]]]] = {}

    def rows(self, **values: object) -> list[tuple[Any, ...]]:
        """Return the rows for these values. Raises KeyError when one is missing."""
        engine = is_sqlite()
        made = self._made.get(engine)
        if made is None:
            made = self._made[engine] = self._compile()
        sql, holes = made
        return list(db.execute_sql(sql, [fixed if name is None else values[name] for name, fixed in holes]).fetchall())

    def models(self, model: type[Row], **values: object) -> list[Row]:
        """Return the rows as instances of ``model``, of which the query selects every column."""
        fields = model._meta.sorted_fields
        return [
            model(**{field.name: field.python_value(value) for field, value in zip(fields, row, strict=True)})
            for row in self.rows(**values)
        ]

    def _compile(self) -> tuple[str, list[tuple[str | None, object]]]:
        sql, parameters = self._build(**self._examples).sql()
        names = {example: name for name, example in self._examples.items()}
        holes = [(names.get(value), value) for value in parameters]
        if {name for name, _ in holes if name} != set(self._examples):
            raise ValueError("every hole of a compiled query has to appear in it")
        return sql, holes


class CompiledInsert(Generic[Row]):
    """An INSERT of whole rows into one table, put into SQL once for each number of rows.

    What a row leaves out takes the column’s default. ``key`` names columns by which a row that is there already
    is written over.
    """

    def __init__(self, model: type[Row], *, key: Sequence[str] = ()) -> None:
        fields = model._meta.sorted_fields
        self._fields = [field for field in fields if not isinstance(field, peewee.AutoField)]
        self._model, self._key = model, key
        self._made: dict[tuple[bool, int], str] = {}

    def create(self, **values: object) -> Row:
        """Add one row and return it, as the model’s own ``create`` does."""
        made = self._model(**values)
        made.id = self._run([made.__data__])[0][0]
        return made

    def many(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Add these rows, if there are any."""
        if rows:
            self._run(rows)

    def _run(self, rows: Sequence[Mapping[str, object]]) -> list[tuple[Any, ...]]:
        made = (is_sqlite(), len(rows))
        sql = self._made.get(made) or self._made.setdefault(made, self._sql(len(rows)))
        values = [field.db_value(_value(field, row)) for row in rows for field in self._fields]
        return list(db.execute_sql(sql, values).fetchall())

    def _sql(self, rows: int) -> str:
        """The names are those of our own tables and columns; every value is a parameter."""
        table, columns = self._model._meta.table_name, [_quoted(field) for field in self._fields]
        marks = ", ".join([f"({', '.join([db.param] * len(columns))})"] * rows)
        key = [_quoted(self._model._meta.fields[name]) for name in self._key]
        changed = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column not in key)
        over = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}" if key else ""
        numbered = key[0] if key else _quoted(self._model._meta.primary_key)
        return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {marks} {over} RETURNING {numbered}'


def _quoted(field: peewee.Field) -> str:
    return f'"{field.column_name}"'


def _value(field: peewee.Field, row: Mapping[str, object]) -> object:
    if field.name in row:
        return row[field.name]
    return field.default() if callable(field.default) else field.default
