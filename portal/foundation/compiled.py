"""Queries that every page asks, put into SQL once: building the SQL costs more than running it."""

from collections.abc import Callable
from typing import Any

from portal.foundation.database import db, is_sqlite


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

    def _compile(self) -> tuple[str, list[tuple[str | None, object]]]:
        sql, parameters = self._build(**self._examples).sql()
        names = {example: name for name, example in self._examples.items()}
        holes = [(names.get(value), value) for value in parameters]
        if {name for name, _ in holes if name} != set(self._examples):
            raise ValueError("every hole of a compiled query has to appear in it")
        return sql, holes
