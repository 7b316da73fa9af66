"""What a person chose, read from an address and kept in the next one; what nothing is called counts as not chosen."""

import re
from collections.abc import Iterable
from typing import TypeVar

from portal.web.converters import LARGEST

Choice = TypeVar("Choice", bound=str)


def chosen(choices: Iterable[Choice], value: str | None) -> Choice | None:
    """Return the choice of this value, or None."""
    return next((choice for choice in choices if choice == value), None)


def row_number(value: str | None) -> int | None:
    """Return the number of a row that an address names, or None for what no row of either database has."""
    text = value or ""
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= LARGEST else None


def address(**values: object) -> dict[str, str]:
    """Return the arguments of the address that holds these values; what is not chosen is left out."""
    return {name: str(value) for name, value in values.items() if value}
