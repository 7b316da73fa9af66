"""What an address may hold where a route expects a number or a text."""

import re

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

# The largest row number that both engines can hold; anything beyond it is no address of ours.
LARGEST = 2**31 - 1
# As links hold them: our own, and those signed by itsdangerous, which have dots inside.
_SECRET = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")


class RowNumberConverter(BaseConverter):
    """Whole numbers that can be a row's; others are not found rather than an error in the database."""

    regex = r"\d{1,10}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValidationError
        return number


class PastedTokenConverter(BaseConverter):
    """A secret at the end of an address, and whatever was pasted with it: a full stop, a bracket, the rest of a line."""

    regex = r"(?s:.{1,500})"
    part_isolating = False

    def to_python(self, value: str) -> str:
        found = _SECRET.search(value)
        return found[0] if found else "-"


class PlainTextConverter(BaseConverter):
    """A reference, a secret or a name: no control characters, which PostgreSQL would not even compare."""

    regex = r"[^/\x00-\x1f\x7f]{1,200}"


def init_app(app: Flask) -> None:
    app.url_map.converters.update(
        int=RowNumberConverter, pasted=PastedTokenConverter, string=PlainTextConverter, default=PlainTextConverter
    )
