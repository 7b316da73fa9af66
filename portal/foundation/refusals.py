"""The base of every rule that says no: what a person is told stands once, beside the rule."""

from typing import ClassVar

FILES = "files"


class Refusal(Exception):
    """A rule said no, and one sentence tells the person why.

    Subclasses declare ``sentence``, marked for translators, with ``%(name)s`` for each value that ``raise`` passes;
    a date is shown as dates are. ``field`` names the question beside which it is said, FILES the one that asks for
    files, whatever it is called: on a form without that question, or where ``field`` is empty, the sentence is the
    whole answer (409). A form with a question for each of many things is told ``field`` by ``raise``.
    """

    sentence: ClassVar[str] = ""
    field: ClassVar[str] = ""
    has_words = False  # whether the form that was refused held words of a person, which must not be lost

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values
