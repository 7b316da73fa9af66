"""Secrets in links, and references that people can read out over the telephone."""

import hashlib
import hmac
import secrets
import unicodedata

# No 0/O, 1/I/L or U: letters that are misheard, misread or make words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

# Crockford's: as short as 5 bits a sign allow, and what is misread means the same (https://www.crockford.com/base32.html).
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
_MISREAD = str.maketrans("OIL", "011")


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


def keyed_digest(code: str, secret: str | bytes) -> str:
    """Return what is stored in place of a code that people type: without the secret nobody can try all codes at home."""
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


def new_reference(prefix: str) -> str:
    """Return a reference such as ``CF-7K2M-9QXD`` (39 bits: a name for a record, never a key to it)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def new_code(secret: str = "") -> str:
    """Return a fresh secret of 60 bits for a letter, to be typed: “7K2M-9QXD-4T0R”; of one ``secret`` always the same."""
    seed = hashlib.sha256((secret or new_token()).encode()).digest()
    signs = "".join(CODE_SIGNS[byte % len(CODE_SIGNS)] for byte in seed[:CODE_LENGTH])
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def read_code(typed: str) -> str:
    """Return a code as it was printed, however it was typed: small letters, spaces, any dashes, O for 0, I or L for 1.

    What cannot be a code gives "".
    """
    folded = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    signs = "".join(sign for sign in folded if sign.isalnum())
    if len(signs) != CODE_LENGTH or not set(signs) <= set(CODE_SIGNS):
        return ""
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
