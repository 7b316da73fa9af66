"""Makes a document and reads it back with readers that did not write it."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2

from portal.pdf import Document, Furniture

FURNITURE = Furniture(
    setting_name="Swallow Risers Playgroup",
    title="Consent record",
    reference="SR-2026-00117",
    printed_at="Printed 22 November 2026 at 3:05pm",
    confidential="Confidential",
)


def drawn(draw: Callable[[Document], object], *, page_words: str = "Page %(page)d of %(pages)d") -> bytes:
    document = Document(FURNITURE, page_words=page_words)
    draw(document)
    to = BytesIO()
    pages = document.save(to)
    assert pages == len(pypdfium2.PdfDocument(to.getvalue()))
    return to.getvalue()


def page_texts(data: bytes) -> list[str]:
    """Return the text of each page, composed."""
    return [unicodedata.normalize("NFC", page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(data)]


def body_texts(data: bytes) -> list[str]:
    """Return the words of each page without the header and footer."""
    texts = []
    for page in pypdfium2.PdfDocument(data):
        width, height = page.get_size()
        text = page.get_textpage().get_text_bounded(left=40, bottom=52, right=width - 35, top=height - 52)
        texts.append(" ".join(unicodedata.normalize("NFC", text).split()))
    return texts


@dataclass(frozen=True)
class Font:
    name: str
    is_embedded: bool
    can_be_copied: bool


def fonts(data: bytes) -> list[Font]:
    """Return every font in the file, whether a page refers to it or not."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [
            Font(
                str(item.BaseFont).split("+")[-1], "/FontFile2" in item.get("/FontDescriptor", {}), "/ToUnicode" in item
            )
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        ]
