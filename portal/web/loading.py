"""The only way that an address becomes an object."""

from typing import TypeVar

from flask import abort
from peewee import ModelSelect

from portal.foundation.database import Table

Row = TypeVar("Row", bound=Table)


def get_or_404(visible: ModelSelect, id_: object, *, by: str = "id") -> Row:  # type: ignore[type-var]
    """Return one row of what someone may see; what they may not see does not exist.

    ``by`` names the unique column that the address holds. Raises NotFound.
    """
    found: Row | None = visible.where(getattr(visible.model, by) == id_).first()
    return found if found is not None else abort(404)
