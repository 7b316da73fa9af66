"""Somebody tells the setting something, with a picture as evidence, for the tests that walk every route."""

import struct
import zlib

from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.concerns import service
from portal.concerns.models import Concern
from portal.concerns.policy import Kind
from portal.foundation.tokens import new_token


def picture() -> bytes:
    """Return the smallest honest PNG: one white pixel."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\xff\xff\xff")))
    chunks = (*parts, (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def tell(raiser: Account, *, about: str, kind: Kind = Kind.COMPLAINT) -> Concern:
    """Raise a concern with one picture; ``about`` is a choice of the form such as “manager” or “nobody”."""
    telling = service.NewConcern(
        kind=kind,
        about=(about,),
        what_happened="The gate stood open at home time.",
        submission=new_token(),
        evidence=(attachments.accept_file(picture(), "gate.png", by_id=0),),
    )
    return service.raise_concern(telling, by_id=raiser.id)
