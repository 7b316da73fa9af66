"""Hands files to people: as downloads, or as pictures that are looked at inside the portal and can run nothing."""

import io
from collections.abc import Callable

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.attachments import service
from portal.attachments.models import Attachment
from portal.attachments.policy import MediaType
from portal.attachments.service import Variant
from portal.web.files import file_response
from portal.web.filters import row_number

_PNG = b"\x89PNG\r\n\x1a\n"


def download(attachment: Attachment, variant: Variant = Variant.COPY, *, called: str = "") -> Response:
    """Return a file as a download, under its name or ``called`` (without ending). Raises FileNotReadable.

    The original is the file as it came, metadata and all.
    """
    name = f"{called}{MediaType(attachment.media_type).extension}" if called else str(attachment.name)
    name = f"original-{name}" if variant is Variant.ORIGINAL else name
    return file_response(io.BytesIO(service.open_file(attachment, variant)), name, attachment.media_type)


def shown(
    attachment: Attachment, *, back_url: str, log_look: Callable[[], None], called: str = ""
) -> ResponseReturnValue:
    """Answer at one address in three ways: with the page on which a file is looked at, with one page of its clean copy as
    a picture (“?page=2”, counted from 1), or with the copy as a ``download`` (“?download=1”). The last two are logged.

    Raises FileNotReadable, and NotFound.
    """
    if "page" in request.args:
        number = row_number(request.args["page"]) or 0
        if not attachment.can_be_looked_at or not 1 <= number <= (attachment.pages or 1):
            abort(404)
        response = picture_response(page_picture(service.open_file(attachment, Variant.COPY), number))
    elif "download" in request.args or not attachment.can_be_looked_at:
        response = download(attachment, called=called)
    else:
        return render_template("attachments/look.html", file=attachment, back_url=back_url)
    log_look()
    return response


def picture_response(content: bytes) -> Response:
    """Return a picture that a page of ours may show; opened by itself it can load and run nothing (ASVS 3.2.1)."""
    response = Response(content, mimetype="image/png" if content.startswith(_PNG) else "image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    return response


def page_picture(copy: bytes, number: int) -> bytes:
    """Return page ``number`` (from 1) of a clean copy as the JPEG or PNG that it is; a picture is its own first page.

    Raises LookupError when there is no such page, or when it is not kept as one picture.
    """
    if not copy.startswith(b"%PDF-"):
        if number != 1:
            raise LookupError(number)
        return copy
    import pikepdf

    with pikepdf.Pdf.open(io.BytesIO(copy)) as pdf:
        # KeyError, which is a LookupError, for a page of any other make.
        return bytes(pdf.pages.p(number).obj["/Resources"]["/XObject"]["/Page"].read_raw_bytes())
