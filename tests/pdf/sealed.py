"""Sealed PDFs to try out, and what somebody could do to one: seeded, so that each run does the same."""

import io
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from portal.pdf import Document, sealing
from tests.pdf.reading import FURNITURE

NOW = datetime(2026, 9, 15, 10, tzinfo=UTC)
NAME = "Swallow Risers Playgroup"


def document(words: str = "Amira Green may be shown.") -> bytes:
    """Return a PDF of two pages."""
    doc, to = Document(FURNITURE), io.BytesIO()
    doc.heading("Consent record")
    doc.paragraph(words)
    doc.page_break()
    doc.paragraph("Signed by Nadia Green.")
    doc.save(to)
    return to.getvalue()


def gap(sealed: bytes) -> slice:
    """Return where the seal stands: from its bracket to its bracket."""
    start = sealed.rindex(b"/Contents <") + len(b"/Contents ")
    return slice(start, sealed.index(b">", start) + 1)


def saved_again(sealed: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """Return the file as a PDF editor saves it after a change."""
    to = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        change(pdf)
        pdf.save(to)
    return to.getvalue()


def updated(sealed: bytes, number: int, body: bytes) -> bytes:
    """Return the file with one object written anew behind its end: an incremental update."""
    start = int(sealed[sealed.rindex(b"startxref") + 9 :].split()[0])
    at = len(sealed)
    update = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 99/Root 1 0 R/Prev %d>>\n" % (number, at, start)
    return sealed + update + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(update))


def tricks(sealed: bytes, key: sealing.SealKey) -> Iterator[tuple[str, bytes]]:
    """Return what somebody who means it would try, by name."""
    where, other = gap(sealed), sealing.seal(document("Nobody may be shown."), key)
    last = where.stop - 2
    yield "bytes appended", sealed + b"% a word more\n"
    yield "a line appended", sealed + b"\n"
    yield "bytes before it", b"\n" + sealed
    yield "a page swapped", saved_again(sealed, lambda pdf: pdf.pages.reverse())
    yield "a page taken out", saved_again(sealed, lambda pdf: pdf.pages.__delitem__(1))
    yield "saved again", saved_again(sealed, lambda pdf: None)
    yield "the seal stripped", saved_again(sealed, lambda pdf: pdf.Root.__delitem__("/AcroForm"))
    yield "never sealed", document()
    yield "an object written anew", updated(sealed, 1, b"<</Type/Catalog>>")
    yield "an object added", updated(sealed, 98, b"<</Hidden(object)>>")
    yield "the gap's padding filled", sealed[:last] + b"1" + sealed[last + 1 :]
    yield "spaces in the gap", sealed[:last] + b" " + sealed[last + 1 :]
    yield "the gap in small letters", sealed[: where.start] + sealed[where].lower() + sealed[where.stop :]
    yield "the signer spelt otherwise", _spelt_otherwise(sealed)
    yield "the seal of another file", sealed[: where.start] + other[gap(other)] + sealed[where.stop :]
    yield (
        "an empty seal",
        sealed[: where.start] + b"<" + b"0" * (where.stop - where.start - 2) + b">" + sealed[where.stop :],
    )
    yield "cut short", sealed[:-300]
    yield "two files in one", sealed + sealed
    yield "nothing", b""
    yield "no PDF", b"Not a PDF, but a letter."
    yield "a second seal", _signed_twice(sealed, key)


def _spelt_otherwise(sealed: bytes) -> bytes:
    """Name the signer in small letters, which readers take for the same: that name is not signed."""
    before, name, after = sealed.rpartition(b"Seal of records".hex().upper().encode())
    return before + name.replace(b"53", b"73", 1) + after


class _Careless(PdfSigner):
    """Signs what allows no second signature."""

    def _enforce_certification_constraints(self, reader: object) -> None:
        """Look away."""


def _signed_twice(sealed: bytes, key: sealing.SealKey) -> bytes:
    what, to = PdfSignatureMetadata(field_name="Second", md_algorithm="sha256"), io.BytesIO()
    signer = _Careless(what, sealing._signer(key), new_field_spec=SigFieldSpec("Second"))
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(sealed)), output=to)
    return to.getvalue()


def mutations(sealed: bytes, count: int, seed: int = 20261129) -> Iterator[bytes]:
    """Return files of which some bytes were changed, taken out, put in, doubled or moved."""
    chance = random.Random(seed)
    where, size = gap(sealed), len(sealed)
    for number in range(count):
        # A third of them beside the seal, where a careless check looks away.
        at = chance.randrange(where.start - 400, size) if number % 3 == 0 else chance.randrange(size)
        many = chance.choice((1, 1, 1, 2, 16, 300))
        piece = chance.randbytes(many)
        changed = {
            0: sealed[:at] + piece + sealed[at + many :],
            1: sealed[:at] + sealed[at + many :],
            2: sealed[:at] + piece + sealed[at:],
            3: sealed[:at] + sealed[at : at + many] + sealed[at:],
            4: sealed[: at - many] + sealed[at:] + sealed[at - many : at],
            5: sealed[:at] + bytes([sealed[at] ^ 1 << chance.randrange(8)]) + sealed[at + 1 :],
        }[number % 6]
        if changed != sealed:
            yield changed
