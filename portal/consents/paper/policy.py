"""What a form on paper has to satisfy before it is keyed in: its reference, its date, and proof that it was signed."""

from datetime import date
from enum import StrEnum

PREFIX = "PF"
_LETTERS = 8


class DayProblem(StrEnum):
    """Why nobody can have signed this form on the day that was typed."""

    NOT_YET = "not_yet"
    BEFORE_PRINTING = "before_printing"
    BEFORE_BIRTH = "before_birth"


class KeyedAlready(Exception):
    """This form is in the register. Another adult who signs needs a print of their own."""


class ProofMissing(Exception):
    """Neither a scan of the paper nor the name of somebody who saw it signed."""


class ImpossibleDay(Exception):
    """Nobody can have signed the form on that day; ``problem`` says why."""

    def __init__(self, problem: DayProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class NameOfAnother(Exception):
    """The paper carries the name of another adult of the child: it is that adult's signature, or nobody's."""


class NameUnlike(Exception):
    """The name on the paper is unlike the adult's, and nobody confirmed that they signed like this."""


class ScanUsedAlready(Exception):
    """The scan is the proof of another record. Each signature needs a picture of its own paper."""


class OwnWitness(Exception):
    """Whoever keys the paper in is the only one who says that it was signed."""


class SignerAsWitness(Exception):
    """The adult who signed is named as the one who saw it: nobody is a witness of their own signature."""


class OwnChild(Exception):
    """Nobody keys in a paper for a child in their own care."""


class NotThatMany(Exception):
    """No child was chosen, or more forms than one file should hold."""


def as_reference(typed: str) -> str | None:
    """Return “PF-7K2M-9QXD” for what somebody typed or pasted: any case, spaces and dashes, or the whole address."""
    last = typed.strip().rstrip("/").rsplit("/", 1)[-1]
    signs = "".join(sign for sign in last.upper() if sign.isascii() and sign.isalnum())
    letters = signs.removeprefix(PREFIX) if len(signs) > _LETTERS else signs
    return f"{PREFIX}-{letters[:4]}-{letters[4:]}" if len(letters) == _LETTERS else None


def day_problem(signed_on: date, *, today: date, printed_on: date, born_on: date) -> DayProblem | None:
    """Return what is wrong with the day of a signature, or None (product.md §2.8).

    The form was printed after its wording was published, so the day of printing is the earliest.
    """
    if signed_on > today:
        return DayProblem.NOT_YET
    if signed_on < born_on:
        return DayProblem.BEFORE_BIRTH
    return DayProblem.BEFORE_PRINTING if signed_on < printed_on else None
