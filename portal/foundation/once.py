"""One wish, one record: a double click, a reload or the back button finds what was made the first time."""

import hashlib
from functools import cache
from typing import TypeVar

from portal.foundation.compiled import Compiled
from portal.foundation.database import Table, hold_writers

Row = TypeVar("Row", bound=Table)


def already_made(model: type[Row], submission: str) -> Row | None:
    """Return the row that was made with this submission key, or None.

    To be called inside the transaction that then makes it: a second request with the same key waits
    here until the first has ended (product.md §8.6). The model has a unique ``submission`` column.
    """
    hold_writers(int.from_bytes(hashlib.sha256(submission.encode()).digest()[:7], "big"))
    query: Compiled = _with_key(model)  # type: ignore[arg-type]  # a class can be a key
    made = query.rows(key=submission)
    return model.get_by_id(made[0][0]) if made else None


@cache
def _with_key(model: type[Table]) -> Compiled:
    return Compiled(lambda key: model.select(model.id).where(model.submission == key), key="?")  # type: ignore[attr-defined]
