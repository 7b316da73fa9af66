"""What a form on paper has to satisfy before it is keyed in: its reference, its date, and proof that it was signed."""

import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from portal.consents.names import could_be_one, is_same_name, plain
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.web.visible import seen

PREFIX = "PF"
_LETTERS = 8


class DayProblem(StrEnum):
    """Why nobody can have signed this form on the day that was typed."""

    NOT_YET = "not_yet"
    BEFORE_PRINTING = "before_printing"
    BEFORE_BIRTH = "before_birth"


class WitnessProblem(StrEnum):
    """Why somebody who is said to have seen it being signed cannot be its witness."""

    NO_FULL_NAME = "no_full_name"
    SIGNER = "signer"
    KEYER = "keyer"


class KeyedAlready(Refusal):
    """This form is in the register. Another adult who signs needs a print of their own."""

    sentence = mark(
        "Somebody keyed in this form a moment ago. One paper is one signature, so nothing was stored twice."
    )


class ProofMissing(Refusal):
    """Neither a scan of the paper nor the name of somebody who saw it signed."""

    sentence = mark("A signature on paper needs a scan, or the name of somebody who saw it. Nothing was stored.")


class ImpossibleDay(Refusal):
    """Nobody can have signed the form on that day; ``problem`` says why."""

    sentence = mark("Nobody can have signed this form on that day. Please go back and compare the date with the paper.")

    def __init__(self, problem: DayProblem) -> None:
        super().__init__()
        self.problem = problem


class NameOfAnother(Refusal):
    """The paper carries the name of another adult of the child: it is that adult's signature, or nobody's."""

    sentence = mark(
        "The name on this paper is that of another adult of the child. Please go back and compare it. "
        "Nothing was stored."
    )


class NameUnlike(Refusal):
    """The name on the paper is unlike the adult's, and nobody confirmed that they signed like this."""

    sentence = mark(
        "The name on this paper is not like the name on our list. Please go back and compare it. Nothing was stored."
    )


class ScanUsedAlready(Refusal):
    """The scan is the proof of another record. Each signature needs a picture of its own paper."""

    sentence = mark("This file is the scan of another form already. Each paper needs its own. Nothing was stored.")


class WitnessUnnamed(Refusal):
    """What stands for the witness is no full name, so nobody could ever be asked."""

    sentence = mark(
        "The witness needs a full name. Please go back and write the full name of whoever saw it being "
        "signed. Nothing was stored."
    )


class OwnWitness(Refusal):
    """Whoever keys the paper in is the only one who says that it was signed."""

    sentence = mark("You cannot be the only witness of a form that you key in. Please add a scan. Nothing was stored.")


class SignerAsWitness(Refusal):
    """The adult who signed is named as the one who saw it: nobody is a witness of their own signature."""

    sentence = mark(
        "Nobody is the witness of their own signature. Please go back and name somebody else. Nothing was stored."
    )


class NotThatMany(Refusal):
    """No child was chosen, or more forms than one file should hold."""

    sentence = mark("Choose at least one child, and at most 300 forms at once. Nothing was printed.")


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


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam"})
_SOMEBODY = (
    "a an another any anybody anyone everybody everyone he her hers him his i is it its me mine my myself nobody noone one "
    "our self she somebody someone that the their them they this us we who you your yourself"
)
_KIN = (
    "adult aunt auntie carer child dad daddy daughter family father foster friend gran grandad granddad grandfather grandma "
    "grandmother grandpa granny guardian husband mam mama mammy mom mommy mother mum mummy nan nana nanny neighbour papa "
    "parent parents partner sister brother son step stepdad stepmum uncle wife"
)
_ROLES = (
    "assistant chair colleague deputy head helper key keyworker lead leader manager member nursery office person playgroup "
    "practitioner reception safeguarding school setting staff supervisor teacher volunteer worker"
)
_NONE = (
    "above and applicable as at available before by from in known m n na nil no none not null of on other same seen "
    "signature signed signer tba tbc test to unknown was witness witnessed x yes"
)
# A real name may hold one of these (“Will Self”), so it is no name only when all its words are here.
_NOBODY = frozenset(f"{_SOMEBODY} {_KIN} {_ROLES} {_NONE}".split())
# Names in these scripts are written without a space between their parts.
_UNSPACED = ("CJK UNIFIED", "CJK COMPATIBILITY", "HANGUL SYLLABLE", "HIRAGANA LETTER", "KATAKANA LETTER")


def witness_problem(
    witness: str, *, keyer: str, signer: Collection[str], others: Collection[str], child: str
) -> WitnessProblem | None:
    """Return why nobody of this name can be the witness of a signature on paper, or None (product.md §2.8).

    ``signer`` are the names of the adult who signed, as listed and as signed; ``others`` are the child's other
    adults, who can have seen it however like the two names are. The keyer is a witness only beside a scan,
    which is for the caller to know.
    """
    name = " ".join(word for word in plain(seen(witness)).split() if word not in _TITLES)
    words = set(name.split())
    if any(is_same_name(name, each) for each in signer):
        return WitnessProblem.SIGNER
    if not _is_full_name(witness, name) or words <= _NOBODY:
        return WitnessProblem.NO_FULL_NAME
    if not any(is_same_name(name, each) for each in others):
        if words <= _words(*signer) or any(could_be_one(name, each) for each in signer):
            return WitnessProblem.SIGNER
        of_child = _words(child)
        if words <= _NOBODY | of_child | {f"{word}s" for word in of_child}:
            return WitnessProblem.NO_FULL_NAME  # “Zofia’s mum”
    return WitnessProblem.KEYER if words <= _words(keyer) or could_be_one(name, keyer) else None


def _words(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in plain(seen(name)).split())


def _is_full_name(witness: str, name: str) -> bool:
    """Return whether there are two words with letters, not both of them initials."""
    unspaced = sum(1 for sign in witness if unicodedata.name(sign, "").startswith(_UNSPACED))
    lettered = [word for word in name.split() if any(sign.isalpha() for sign in word)]
    is_initials = all(len(word) == 1 and word.upper() != word for word in lettered)
    return unspaced >= 2 or (len(lettered) >= 2 and not is_initials)
