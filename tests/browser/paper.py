"""Reads PDFs that the browser downloaded."""

import pypdfium2


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, with single spaces."""
    assert pdf.startswith(b"%PDF-"), pdf[:200]
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(pdf)]
