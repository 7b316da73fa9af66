"""Secrets in links, and references that people can read out over the telephone."""

import hashlib
import secrets

# No 0/O, 1/I/L or U: letters that are misheard, misread or make words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_token() -> str:
    """Return a fresh secret of 192 bits for a link or a session, less a hair: it ends in a letter or a figure.

    A mail program may leave a dash at the end out of the link, and on paper it reads as the break of a word.
    """
    while not (token := secrets.token_urlsafe(24))[-1].isalnum():
        pass
    return token


def digest(token: str) -> str:
    """Return what is stored in place of a token: its SHA-256, as hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_reference(prefix: str) -> str:
    """Return a reference such as ``CF-7K2M-9QXD`` (39 bits: a name for a record, never a key to it)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
