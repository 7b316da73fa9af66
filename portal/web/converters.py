"""What an address may hold where a route expects a number."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

# The largest row number that both engines can hold; anything beyond it is no address of ours.
LARGEST = 2**31 - 1


class RowNumberConverter(BaseConverter):
    """Whole numbers that can be a row's; others are not found rather than an error in the database."""

    regex = r"\d{1,10}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumberConverter
