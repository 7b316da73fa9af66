"""What a form on paper has to satisfy before it is keyed in: its reference, its date, and proof that it was signed."""

import unicodedata
from collections.abc import Collection
from datetime import date

from portal.consents.names import could_be_one, is_same_name
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded

PREFIX = "PF"
_LETTERS = 8


class KeyedAlready(Refusal):
    """This form is in the register. Another adult who signs needs a print of their own."""

    sentence = mark(
        "Somebody keyed in this form a moment ago. One paper is one signature, so nothing was stored twice."
    )


class ProofMissing(Refusal):
    """Neither a scan of the paper nor the name of somebody who saw it signed."""

    sentence = mark("Add a scan of the paper, or write who saw it being signed")
    field = "scan"


class ScanUsedAlready(Refusal):
    """The scan is the proof of another record. Each signature needs a picture of its own paper."""

    sentence = mark("This file is the scan of another form already. Each paper needs its own scan")
    field = "scan"


class SignedInFuture(Refusal):
    """The day beside the signature has not come yet."""

    sentence = mark("This day has not come yet. Write the day beside the signature")
    field = "signed_on"


class SignedBeforeBirth(Refusal):
    """The child was not born on the day beside the signature."""

    sentence = mark("This day is before the child was born. Write the day beside the signature")
    field = "signed_on"


class SignedBeforePrinting(Refusal):
    """The form was printed after its wording was published, so nobody signed it before that day."""

    sentence = mark("This form was printed on %(day)s. Nobody can have signed it before that day")
    field = "signed_on"


class NameOfAnother(Refusal):
    """The paper carries the name of another adult of the child: it is that adult's signature, or nobody's."""

    sentence = mark("This is the name of another adult of this child. Compare it with the paper, and with who signed")
    field = "signed_name"


class NameUnlike(Refusal):
    """The name on the paper is unlike the adult's, and nobody confirmed that they signed like this."""

    sentence = mark("This name is not like the name on our list. Compare it with the paper, and check the form again")
    field = "signed_name"


class WitnessUnnamed(Refusal):
    """What stands for the witness is no full name, so nobody could ever be asked."""

    sentence = mark("Write the full name of whoever saw it being signed")
    field = "witness"


class SignerAsWitness(Refusal):
    """The adult who signed is named as the one who saw it."""

    sentence = mark("Nobody is the witness of their own signature. Write the full name of somebody else who saw it")
    field = "witness"


class OwnWitness(Refusal):
    """Whoever keys the paper in is the only one who says that it was signed."""

    sentence = mark("You key this form in, so somebody else must have seen it signed. Or add a scan")
    field = "witness"


class NotThatMany(Refusal):
    """More forms than one file should hold, or none."""

    sentence = mark("Choose fewer children: one file holds at most %(most)s forms")
    field = "child"


def as_reference(typed: str) -> str | None:
    """Return “PF-7K2M-9QXD” for what somebody typed or pasted: any case, spaces and dashes, or the whole address."""
    last = typed.strip().rstrip("/").rsplit("/", 1)[-1]
    signs = "".join(sign for sign in last.upper() if sign.isascii() and sign.isalnum())
    letters = signs.removeprefix(PREFIX) if len(signs) > _LETTERS else signs
    return f"{PREFIX}-{letters[:4]}-{letters[4:]}" if len(letters) == _LETTERS else None


def check_signed_on(signed_on: date, *, today: date, printed_on: date, born_on: date) -> None:
    """Raise SignedInFuture, SignedBeforeBirth or SignedBeforePrinting for a day on which nobody signed (§2.8)."""
    if signed_on > today:
        raise SignedInFuture
    if signed_on < born_on:
        raise SignedBeforeBirth
    if signed_on < printed_on:
        raise SignedBeforePrinting(day=printed_on)


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


def check_witness(
    witness: str, *, keyer: str, signer: Collection[str], others: Collection[str], child: str, has_scan: bool
) -> None:
    """Raise WitnessUnnamed, SignerAsWitness or OwnWitness for a name that is no witness of a signature (§2.8).

    ``signer`` are the names of the adult who signed, as listed and as signed; ``others`` are the child's other
    adults, who can have seen it however like the two names are. Beside a scan the keyer is a witness too.
    """
    name = " ".join(word for word in folded(witness).split() if word not in _TITLES)
    words = set(name.split())
    if any(is_same_name(name, each) for each in signer):
        raise SignerAsWitness
    if not _is_full_name(witness, name) or words <= _NOBODY:
        raise WitnessUnnamed
    if not any(is_same_name(name, each) for each in others):
        if words <= _words(*signer) or any(could_be_one(name, each) for each in signer):
            raise SignerAsWitness
        of_child = _words(child)
        if words <= _NOBODY | of_child | {f"{word}s" for word in of_child}:
            raise WitnessUnnamed  # “Zofia’s mum”
    if not has_scan and (words <= _words(keyer) or could_be_one(name, keyer)):
        raise OwnWitness


def _words(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in folded(name).split())


def _is_full_name(witness: str, name: str) -> bool:
    """Return whether there are two words with letters, not both of them initials."""
    unspaced = sum(1 for sign in witness if unicodedata.name(sign, "").startswith(_UNSPACED))
    lettered = [word for word in name.split() if any(sign.isalpha() for sign in word)]
    is_initials = all(len(word) == 1 and word.upper() != word for word in lettered)
    return unspaced >= 2 or (len(lettered) >= 2 and not is_initials)
