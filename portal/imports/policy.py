"""When two spellings are of one name, address or number, and when two children or two adults are one person.

Who is taken for whom decides about rights over a child: what is likely but not certain is asked (product.md §8.12).
"""

import re
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import IntEnum

from portal.families.policy import Relationship
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import APOSTROPHES, HYPHENS, folded

# So long a list waits to be confirmed before it is erased.
LIST_WAITS = timedelta(days=1)
# Of the letters of two spellings, how many are the same and in the same order: "Jon" and "John" have 6 of 7.
SIMILAR = 0.8
_STRAIGHT = dict.fromkeys(map(ord, APOSTROPHES), "'") | dict.fromkeys(map(ord, HYPHENS), "-")


class ListGone(Refusal):
    """The file of a list that waits is gone, or an earlier release kept it in another form."""

    sentence = mark("This list can no longer be read. Upload it again.")


class ListOver(Refusal):
    """A list was imported before, or is not there any more."""

    sentence = mark("This list was confirmed or cancelled before. Nothing was written twice.")


class ListChanged(Refusal):
    """The list would now do something else than its page showed."""

    sentence = mark("The register has changed since you opened the page, so nothing is written yet. Please look again.")


class BoxesUnseen(Refusal):
    """Nobody has looked at some box of parental responsibility."""

    sentence = mark("Look at each box of parental responsibility first. Nothing is written yet.")


class NothingNew(Refusal):
    """The register holds all that a list says."""

    sentence = mark("The register already says all this, so nothing was written.")


class Verdict(IntEnum):
    """Whether two records are of one person; the greater is the surer."""

    DIFFERENT = 0
    ASK = 1
    SAME = 2


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What tells one record of somebody apart: names and the like in a form in which two spellings are equal.

    ``key`` names the record: its place in the list, or "r" and its id on the register, with "/" and a number for each
    further entry that somebody has there. ``rows`` are none on the register, ``shown`` fills the words that show it.
    """

    key: str = ""
    rows: frozenset[int] = frozenset()
    shown: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ChildFacts(Facts):
    """A child. ``adults`` are the names, e-mail addresses and telephones of those beside the child.

    ``parents`` are pairs of a relationship and a name, of mothers and fathers.
    """

    first_name: str
    last_name: str
    born_on: date
    known_as: str = ""
    reference: str = ""
    adults: frozenset[str] = frozenset()
    parents: frozenset[tuple[Relationship, str]] = frozenset()

    @property
    def blocks(self) -> tuple[Hashable, ...]:
        """What it is looked up by, always in one order: with a record that shares none of these it is never compared."""
        first, last, born_on = self.first_name, self.last_name, self.born_on
        by_name = ((first, last), (first, born_on), (born_on, last), (folded(f"{first} {last}"), born_on))
        binding = (*sorted(self.adults), f"reference {self.reference}") if self.reference else sorted(self.adults)
        return (*by_name, *(block for each in binding for block in ((each, born_on), (each, first))))


@dataclass(frozen=True)
class AdultFacts(Facts):
    """An adult. ``children`` are those beside whom they stand, by key, with what they are to them."""

    name: str
    email: str = ""
    phones: frozenset[str] = frozenset()
    address: str = ""
    children: Mapping[str, Relationship | None] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[Hashable, ...]:
        """What it is looked up by, as for a child."""
        contacts = (*sorted(self.phones), self.email) if self.email else sorted(self.phones)
        by_contact = ((self.name[:1], contact) for contact in contacts)
        return (("name", self.name), *(("child", key) for key in self.children), *by_contact)


def same_child(
    one: ChildFacts, other: ChildFacts, *, layout_is_by_adult: bool = False, on_register: bool = False
) -> Verdict:
    """Decide whether two records are of one child.

    ``layout_is_by_adult`` is for two rows of a list with a row for each adult, where a child is named again.
    ``on_register`` is for a child of the list and one of the register whom the list does not name: there more may have
    changed than between two rows of a list, of which twins have one each.
    """
    is_same_day, is_first = one.born_on == other.born_on, one.first_name == other.first_name
    has_reference = bool(one.reference) and one.reference == other.reference
    is_bound = has_reference or not one.adults.isdisjoint(other.adults)
    if is_first and one.last_name == other.last_name:
        return _namesakes(one, other, is_bound, layout_is_by_adult) if is_same_day else Verdict.ASK
    if not is_same_day:
        return Verdict.ASK if is_bound and is_first else Verdict.DIFFERENT
    # A family that takes another name changes it of the child and of the adults; two rows may each have an adult.
    if is_first and (on_register or layout_is_by_adult):
        return Verdict.ASK
    if on_register and is_bound and (one.last_name == other.last_name or _words(one) == _words(other)):
        return Verdict.ASK
    return Verdict.ASK if _is_like(one, other, is_bound) else Verdict.DIFFERENT


def _words(child: ChildFacts) -> list[str]:
    return sorted(f"{child.first_name} {child.last_name}".split())


def _namesakes(one: ChildFacts, other: ChildFacts, is_bound: bool, layout_is_by_adult: bool) -> Verdict:
    """Decide about two of one name and birth date: two families may have such a child each."""
    if is_bound:
        return Verdict.SAME
    if one.reference and other.reference:
        return Verdict.ASK
    if layout_is_by_adult:
        taken = dict(one.parents)
        clash = any(taken.get(relationship, name) != name for relationship, name in other.parents)
        return Verdict.ASK if clash else Verdict.SAME
    return Verdict.ASK if one.adults and other.adults else Verdict.SAME


def _is_like(one: ChildFacts, other: ChildFacts, is_bound: bool) -> bool:
    """Say whether two of one birth date may be one child with a changed or misspelt name."""
    if one.first_name == other.first_name:
        return is_bound or not (one.last_name and other.last_name)
    names = [folded(f"{child.first_name} {child.last_name}") for child in (one, other)]
    if names[0] == names[1]:
        return True
    if not is_bound or one.last_name != other.last_name or (one.reference and one.reference != other.reference):
        return False
    called = {one.known_as, other.known_as} - {""}
    return bool(called & {one.first_name, other.first_name}) or _is_similar(one.first_name, other.first_name)


def _is_similar(one: str, other: str) -> bool:
    short, long = sorted((folded(one), folded(other)), key=len)
    return (len(short) > 1 and long.startswith(short)) or SequenceMatcher(None, short, long).ratio() >= SIMILAR


def is_like_name(one: str, other: str) -> bool:
    """Say whether two normalised names of adults may be one person's: "r marsh", "rob marsh", "robert marsh"."""
    return _has_one_first_name(one, other) or _is_similar(one, other)


def _has_one_first_name(one: str, other: str) -> bool:
    (first, _, last), (other_first, _, other_last) = (name.partition(" ") for name in (one, other))
    is_initial = 1 in (len(first.strip(".")), len(other_first.strip(".")))
    return first == other_first or (is_initial and last == other_last and first[:1] == other_first[:1])


def same_adult(one: AdultFacts, other: AdultFacts, *, on_register: bool = False) -> Verdict:
    """Decide whether two records are of one adult. "Other" as a relationship says nothing about it.

    ``on_register`` is for an adult of the list and one of the register whom the list does not name.
    """
    shared = [(one.children[key], other.children[key]) for key in one.children.keys() & other.children.keys()]
    is_apart = any(_tells(a) and _tells(b) and a is not b for a, b in shared)
    if one.name == other.name:
        return _same_name(one, other, bool(shared), is_apart)
    if not one.rows.isdisjoint(other.rows) or is_apart:
        return Verdict.DIFFERENT
    is_first = _has_one_first_name(one.name, other.name)
    has_phone = not one.phones.isdisjoint(other.phones)
    if one.email and one.email == other.email:
        return Verdict.ASK if shared or is_first else Verdict.DIFFERENT
    if shared:
        return Verdict.ASK if is_like_name(one.name, other.name) or (on_register and has_phone) else Verdict.DIFFERENT
    return Verdict.ASK if is_first and has_phone else Verdict.DIFFERENT


def _tells(relationship: Relationship | None) -> bool:
    return relationship not in (None, Relationship.OTHER)


def _same_name(one: AdultFacts, other: AdultFacts, is_beside_one_child: bool, is_apart: bool) -> Verdict:
    if is_apart:
        return Verdict.ASK  # a father and a grandfather of one name
    has_other_email = bool(one.email and other.email) and one.email != other.email
    has_phone = not one.phones.isdisjoint(other.phones)
    if one.email and one.email == other.email:
        return Verdict.SAME
    if not has_other_email and (is_beside_one_child or has_phone):
        return Verdict.SAME
    has_home = has_phone or bool(one.address and one.address == other.address)
    if has_other_email and one.phones and other.phones and not (is_beside_one_child or has_home):
        return Verdict.DIFFERENT
    return Verdict.ASK


def normalise_name(name: str) -> str:
    """Return the form in which two spellings of one name are equal.

    Stricter than ``folded``, as accents still count: who is taken for whom here decides about rights over a child.
    """
    composed = unicodedata.normalize("NFC", name).translate(_STRAIGHT).casefold()
    return unicodedata.normalize("NFC", " ".join(composed.split()))


def normalise_email(email: str) -> str:
    """Return an e-mail address as it is kept: no spaces around it, small letters."""
    return unicodedata.normalize("NFC", email.strip()).lower()


def normalise_phone(phone: str) -> str:
    """Return the digits of a UK number from its nought, so that +44 7700 and 07700 are equal."""
    digits = "".join(filter(str.isdecimal, phone.replace("(0)", "")))
    if not digits.isascii():
        digits = "".join(str(unicodedata.decimal(c)) for c in digits)
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) - len(prefix) in (9, 10):
            return "0" + digits[len(prefix) :]
    return "0" + digits if lost_its_nought(digits) else digits


def phones_in(text: str) -> dict[str, str]:
    """Return each number of an adult's telephones as it is written, by its digits: "07700 900111 (mobile), 01632 …"."""
    written = (part.strip() for part in text.split(","))
    return {digits: part for part in written if (digits := normalise_phone(part))}


def lost_its_nought(phone: str) -> bool:
    """Say whether a spreadsheet dropped the first 0 of a UK number (Ofcom numbering plan)."""
    return re.fullmatch(r"[1-37]\d{9}", phone) is not None


def normalise_address(address: str) -> str:
    """Return the letters and digits of an address, for comparing."""
    return "".join(c for c in normalise_name(address) if c.isalnum())
