"""Who owes an acknowledgement of a document, and what may be signed and keyed in."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from portal.access.permissions import WORK_HERE, Role
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded, names_match
from portal.wording.policy import Audience, VersionSummary, valid_versions

# Visitors have no account: their acknowledgements are keyed in from paper.
_ROLES = {
    Audience.PARENTS: frozenset({Role.PARENT}),
    Audience.STAFF: WORK_HERE - {Role.CHAIR},
}


class Status(StrEnum):
    """Where a person stands with a document (product.md §3), who owes it first.

    They never signed, signed before a real change, have no account and so sign on paper alone, or are done.
    """

    NEVER = "never"
    OUTDATED = "outdated"
    NOT_INVITED = "not_invited"
    DONE = "done"


class TextChanged(Refusal):
    """Another version was published while this one was being signed; it has to be read first."""

    sentence = mark("This text was changed a moment ago. Nothing is signed yet. Please read it again, then sign.")
    field = "wording"


class RuleMissed(Refusal):
    """A rule was not ticked: each is its own statement, and no signature stands for the rest."""

    sentence = mark("Each rule needs its own tick. Nothing is signed yet.")


class OwnFamily(Refusal):
    """Nobody keys in a paper that they or somebody of their own family signed."""

    sentence = mark(
        "You cannot key in a paper of your own or of your own family. Somebody else here has to. Nothing was stored."
    )
    field = "signer"


class ProofMissing(Refusal):
    """Nothing but the word of whoever keys it in says that a paper was signed."""

    sentence = mark("Add a scan of the paper, or write who saw it being signed")
    field = "witness"


class WitnessUnfit(Refusal):
    """The witness is the signer or the keyer, or no full name, so that nobody could ever be asked."""

    sentence = mark("Write the full name of somebody else who saw it: not yours, and not that of whoever signed")
    field = "witness"


class SignedAlready(Refusal):
    """The person has acknowledged this version, so a paper would say it twice."""

    sentence = mark("%(name)s has signed this already. Nothing was stored.")
    field = "signer"


class SignedOnAnotherDay(Refusal):
    """A paper is no older than the text on it, and nobody has signed tomorrow."""

    sentence = mark("Write a day from %(first)s, when this version was published, up to today.")
    field = "signed_on"


def audiences_of(roles: Iterable[Role]) -> list[Audience]:
    """Return whose documents a person with these roles is asked to acknowledge."""
    held = frozenset(roles)
    return [audience for audience, asked in _ROLES.items() if held & asked]


def roles_of(audience: Audience) -> frozenset[Role]:
    """Return the roles whose holders are asked to acknowledge the documents of ``audience``."""
    return _ROLES.get(audience, frozenset())


def signing_status(latest: int | None, versions: Iterable[VersionSummary]) -> Status:
    """Return where somebody stands whose latest signature is on version ``latest``, an id, or None.

    A minor edit asks nobody again; after a real change everyone owes a new acknowledgement (product.md §3).
    """
    if latest is None:
        return Status.NEVER
    return Status.DONE if latest in valid_versions(versions) else Status.OUTDATED


def check_proof(witness: str, *, has_scan: bool, signer: str, keyer: str) -> None:
    """Raise ProofMissing or WitnessUnfit unless a scan or somebody else shows that a paper was signed."""
    if not witness and not has_scan:
        raise ProofMissing
    if witness and (len(folded(witness).split()) < 2 or any(names_match(witness, name) for name in (signer, keyer))):
        raise WitnessUnfit


def check_day(signed_on: date, *, published_on: date, today: date) -> None:
    """Raise SignedOnAnotherDay unless a paper can have been signed on that day."""
    if not published_on <= signed_on <= today:
        raise SignedOnAnotherDay(first=published_on)
