"""What the words in a cell mean: yes and no, sessions, relationships, addresses, numbers and dates."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from portal.foundation.dates import DateProblem, DateReading, read_date
from portal.foundation.email_addresses import is_email
from portal.foundation.text import APOSTROPHES, folded
from portal.imports.policy import normalise_phone
from portal.imports.vocabulary import spellings, word_set

# Control characters; and overrides of direction, which can make one name read as another. Joiners and the
# plain left-to-right and right-to-left marks belong to real writing and stay.
_UNPRINTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_GARBLED = re.compile("[\u00c3\u00c2][\u0080-\u00bf\u2018-\u2122\u0152-\u0178]|\u00e2\u20ac|\ufffd")
_BLANKS, _YES, _NO, _TIMES = map(word_set, ("blank", "yes", "no", "times"))
_AROUND = _TIMES | word_set("around_sessions")
Spellings = Mapping[tuple[str, ...], str]
USUAL_SESSIONS = {tuple(spelling.split()): key for spelling, key in spellings("sessions").items()}

_LETTERS = re.compile(r"[^\W\d_]")
_NATIVE = re.compile(r"\d{4}-\d\d-\d\d|\d{5}")  # how the reader gives a cell that the spreadsheet holds as a date
# A slash may stand in an address, but in lists it stands between two of them.
_ADDRESS = re.compile(r"[^\s,;<>()\[\]{}\"“”/|]*@[^\s,;<>()\[\]{}\"“”/|]*")
FEWEST_DIGITS = 6
_ALL_DIGITS = 10
Orders = Mapping[str, tuple[DateReading, DateReading]]


def clean(cell: str) -> tuple[str, list[str]]:
    """Return a cell without characters that do not print, and the faults of its letters; emoji and Arabic stay.

    Not ``clean_text``, as the manager is told what went, and each line break in a cell parts two names or addresses.
    """
    one_line = re.sub(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*", "\n", _INVISIBLE.sub("", cell)).replace("\t", " ")
    kept = _UNPRINTED.sub("", one_line)
    text = "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    faults = {"control_characters": len(kept) < len(one_line), "garbled_letters": bool(_GARBLED.search(cell))}
    return unicodedata.normalize("NFC", text), [kind for kind, is_there in faults.items() if is_there]


def is_blank(text: str) -> bool:
    """Say whether a cell says nothing: empty, a dash, "n/a", "none"."""
    return text.strip().casefold() in _BLANKS | {""}


def yes_or_no(text: str) -> bool | None:
    """Return what a cell answers; None when it is neither a plain yes nor a plain no."""
    word = text.strip().strip(".").casefold()
    return True if word in _YES else False if word in _NO else None


def attends(text: str) -> bool | None:
    """Return what a session's own column says: a cross, days or a number of sessions are a yes."""
    words = re.findall(r"\w+", text.casefold())
    if is_blank(text):
        return False
    if (answer := yes_or_no(text)) is not None:
        return answer
    return True if words and all(word in _AROUND or word.isdecimal() for word in words) else None


def session_spellings(names: Mapping[str, str]) -> Spellings:
    """Return by its words the key of each session, whose names are given by key: as the setting or a list calls it."""
    own = {tuple(map(folded, _words(name))): key for key, name in names.items()}
    return {words: key for words, key in USUAL_SESSIONS.items() if key in names} | own


def _words(text: str) -> list[str]:
    """Return the words of a text in any script: marks belong to their letters."""
    is_part = (sign.isalnum() or unicodedata.category(sign)[0] == "M" or sign in APOSTROPHES for sign in text)
    spread = (sign if part else " " for sign, part in zip(text, is_part, strict=True))
    return [word for word in "".join(spread).split() if folded(word)]


def sessions_in(text: str, spellings: Spellings) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the keys of the sessions that a text names, and the words in it that are not known."""
    words = _words(text)
    plain = list(map(folded, words))
    longest = max(map(len, spellings), default=0)
    keys: set[str] = set()
    unknown: list[str] = []
    at = 0
    while at < len(plain):
        sizes = range(min(longest, len(plain) - at), 0, -1)
        size = next((n for n in sizes if tuple(plain[at : at + n]) in spellings), 0)
        if size:
            keys.add(spellings[tuple(plain[at : at + size])])
        elif plain[at] not in _AROUND and not plain[at].isdecimal():
            unknown.append(words[at])
        at += size or 1
    return frozenset(keys), tuple(dict.fromkeys(unknown))


def has_letters(text: str) -> bool:
    return bool(_LETTERS.search(text))


def emails_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the e-mail addresses in a cell, what has an @ and is none, and the rest of the text."""
    plain = re.sub("mailto:", "", re.sub("[\u2018\u2019\u02bc]", "'", text), flags=re.IGNORECASE)
    words = [word.strip(".:'") for word in _ADDRESS.findall(plain)]
    good = tuple(dict.fromkeys(word.lower() for word in words if is_email(word)))
    return good, tuple(word for word in words if not is_email(word)), _ADDRESS.sub(" ", plain).strip(" ,;/|<>()")


def numbers_in(text: str) -> list[str]:
    """Return each telephone number of a cell with the words beside it; in doubt the whole cell is one."""
    for pattern, fewest in ((r"\s*[/;,|\n]\s*|\s+(?:or|and|&)\s+", FEWEST_DIGITS), (r"\s+(?=[0+])", _ALL_DIGITS)):
        pieces = [piece for piece in re.split(pattern, text) if piece.strip()]
        if len(pieces) > 1 and all(len(normalise_phone(piece)) >= fewest for piece in pieces):
            return [" ".join(piece.split()) for piece in pieces]
    return [" ".join(text.split())]


def both_orders(texts: Iterable[str], today: date) -> Orders:
    """Return how each date of a column reads day first, and month first."""
    found = {}
    for text in texts:
        by_day = read_date(text, today=today, serials=True)
        day = by_day.value
        typed = f"{day.day}/{day.month}/{day.year}" if day and _NATIVE.fullmatch(text) else text
        found[text] = by_day, read_date(typed, today=today, serials=True, month_first=True)
    return found


def in_doubt(orders: Orders, *, may_be_swapped: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Return the dates of a column that nobody can tell without asking, and all that the answer speaks of.

    Some date has the month first; or a spreadsheet took some texts for dates and left others, as it does where its
    language puts the month first: then those it took may be swapped (``may_be_swapped``, of a workbook).
    """
    native = {text for text in orders if may_be_swapped and _NATIVE.fullmatch(text)}
    differ = {text for text, (a, b) in orders.items() if a.value and b.value and a.value != b.value}
    american = {text for text, (a, _) in orders.items() if a.problem is DateProblem.MONTH_FIRST}
    british = {text for text, (a, b) in orders.items() if a.value and b.problem and text not in native}
    if american:
        return frozenset(differ | american), frozenset(differ | orders.keys() - native)
    if native and british:
        return (frozenset(differ & native),) * 2
    return (frozenset(differ),) * 2 if native and differ - native else (frozenset(),) * 2
