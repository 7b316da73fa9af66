"""What a form on paper has to satisfy before it is keyed in: its reference, its date, and proof that it was signed."""

from collections.abc import Collection
from datetime import date

from portal.consents.names import share_a_word
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded, names_match

PREFIX = "PF"
_LETTERS = 8


class KeyedAlready(Refusal):
    """This form is in the register. Another adult who signs needs a print of their own."""

    sentence = mark(
        "Somebody keyed in this form a moment ago. One paper is one signature, so nothing was stored twice."
    )


class ProofMissing(Refusal):
    """Neither a scan of the paper nor the name of somebody who saw it signed."""

    sentence = mark("Add a scan of the paper, or say who saw it being signed")
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
    """The name on the paper is not the adult's, and nobody confirmed that they signed like this."""

    sentence = mark("Compare the name with the paper, and tick the box if this adult signed so")
    field = "name_confirmed"


class WitnessUnnamed(Refusal):
    """What stands for the witness is no full name, so nobody could ever be asked."""

    sentence = mark("Write the full name of whoever saw it being signed, in two words at least")
    field = "witness"


class TwoWitnesses(Refusal):
    """A colleague was chosen and a name was typed: one of the two would be lost."""

    sentence = mark("Choose somebody from the list or write a name, not both")
    field = "witness"


class NotColleague(Refusal):
    """Whoever was chosen does not work here, or no longer, or keys the paper in."""

    sentence = mark("Choose somebody from the list")
    field = "colleague"


class WitnessAlike(Refusal):
    """The name of the witness shares a word with the signer's or the keyer's, and nobody confirmed that they are two."""

    sentence = mark("Compare the names, and tick the box if the witness is somebody else")
    field = "witness_compared"


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


class NoLongerHere(Refusal):
    """A child who was ticked has left, or was never on the list."""

    sentence = mark("One of these children no longer comes. Choose again")
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


def check_witness(
    witness: str, *, signer: Collection[str], others: Collection[str], keyer: str, is_compared: bool
) -> None:
    """Raise WitnessUnnamed, SignerAsWitness, OwnWitness or WitnessAlike for a name that somebody typed (§2.8).

    ``signer`` are the names of the adult who signed, as listed and as signed; ``others`` are the child's other
    adults; ``keyer`` is empty beside a scan, where whoever keys in is a witness too.
    """
    if sum(any(sign.isalpha() for sign in word) for word in folded(witness).split()) < 2:
        raise WitnessUnnamed
    if any(names_match(witness, name) for name in signer):
        raise SignerAsWitness
    if keyer and names_match(witness, keyer):
        raise OwnWitness
    if needs_comparing(witness, [*signer, keyer], others) and not is_compared:
        raise WitnessAlike


def needs_comparing(witness: str, names: Collection[str], others: Collection[str]) -> bool:
    """Return whether a typed name shares a word with one of ``names``, and is on no list as somebody else’s."""
    is_listed = any(names_match(witness, other) for other in others)
    return not is_listed and any(share_a_word(witness, name) for name in names)
