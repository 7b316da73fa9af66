"""When two spellings are of one name, address or number, and for how long a list waits."""

import re
import unicodedata
from datetime import timedelta

from portal.foundation.text import APOSTROPHES, HYPHENS

# So long a list waits to be confirmed before it is erased.
LIST_WAITS = timedelta(days=1)
_STRAIGHT = dict.fromkeys(map(ord, APOSTROPHES), "'") | dict.fromkeys(map(ord, HYPHENS), "-")


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
    digits = "".join(
        str(unicodedata.digit(c)) for c in phone.replace("(0)", "") if unicodedata.digit(c, None) is not None
    )
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) - len(prefix) in (9, 10):
            return "0" + digits[len(prefix) :]
    return "0" + digits if lost_its_nought(digits) else digits


def lost_its_nought(phone: str) -> bool:
    """Say whether a spreadsheet dropped the first 0 of a UK number (Ofcom numbering plan)."""
    return re.fullmatch(r"[1-37]\d{9}", phone) is not None


def normalise_address(address: str) -> str:
    """Return the letters and digits of an address, for comparing."""
    return "".join(c for c in normalise_name(address) if c.isalnum())
