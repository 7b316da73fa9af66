"""One wish, one record: a double click, a reload or the back button finds what was made the first time."""

import hashlib
import json
from functools import cache
from typing import NewType, TypeVar

from portal.foundation.compiled import Compiled
from portal.foundation.database import Table, serialise_on

Row = TypeVar("Row", bound=Table)
Key = NewType("Key", str)


def own_key(submission: str, by_id: int | None, *what: object) -> Key:
    """Return the key under which one person's wish is stored: 64 hexadecimal digits.

    ``submission`` is what the form carried, ``what`` everything that was sent with it. Two people, two things or other
    words never share a key: nobody is handed the record of another, and who corrects what they typed and sends the
    form again is not told that it was stored when it was not (product.md §8.3, §8.6, §8.11).
    """
    whose = json.dumps([submission, by_id, *what], default=str)
    return Key(hashlib.sha256(whose.encode()).hexdigest())


def already_made(model: type[Row], key: Key) -> Row | None:
    """Return the row that was made with this key, or None.

    To be called inside the transaction that then makes it: a second request with the same key waits
    here until the first has ended (product.md §8.6). The model has a unique ``submission`` column.
    """
    serialise_on("a submission", key)
    return made_with(model, key)


def made_with(model: type[Row], key: Key) -> Row | None:
    """Return the row that was made with this key, or None, without waiting for a request that is still at it."""
    query: Compiled = _with_key(model)  # type: ignore[arg-type]  # a class can be a key
    made = query.rows(key=key)
    return model.get_by_id(made[0][0]) if made else None


@cache
def _with_key(model: type[Table]) -> Compiled:
    return Compiled(lambda key: model.select(model.id).where(model.submission == key), key="?")  # type: ignore[attr-defined]
