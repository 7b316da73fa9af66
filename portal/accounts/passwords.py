"""Hashes and judges passwords; the one door to argon2 and zxcvbn, which are loaded on first use."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.accounts.policy import (
    LOCAL_WORDS,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    WEAKEST_PASSWORD,
    PasswordTooEasy,
    PasswordTooLong,
    PasswordTooShort,
)

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@lru_cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    # 46 MiB in one pass costs about 50 ms: as strong as the default and four times as quick.
    return PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Return the Argon2id hash that is stored, of the password in NFC: keyboards write “é” in two ways (RFC 8265 §4.2)."""
    return _hasher().hash(unicodedata.normalize("NFC", password))


def verify_password(password: str, stored: str) -> bool:
    """Compare in constant time; without a stored hash, take the same time and say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    # Earlier releases stored what was typed as it came.
    for typed in dict.fromkeys((unicodedata.normalize("NFC", password), password)):
        try:
            return _hasher().verify(stored or _decoy(), typed) and bool(stored)
        except (VerificationError, InvalidHashError):
            continue
    return False


def needs_rehash(stored: str) -> bool:
    """Return whether the hash was made at an older cost."""
    return _hasher().check_needs_rehash(stored)


@lru_cache
def _decoy() -> str:
    return hash_password("nobody has this password")


def check_strength(password: str, *, known_words: Sequence[str] = ()) -> None:
    """Raise PasswordRefused for passwords that are short, endless, or among the first to be guessed."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(length=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(length=LONGEST_PASSWORD)
    from zxcvbn import zxcvbn

    # Its time grows with the square of the length; the first 100 characters decide.
    if zxcvbn(password[:100], [*known_words, *LOCAL_WORDS], max_length=100)["score"] < WEAKEST_PASSWORD:
        raise PasswordTooEasy
