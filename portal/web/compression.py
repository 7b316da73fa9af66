"""Sends text compressed to browsers that take it: pages that were put together whole, never a file or a stream."""

import gzip

from flask import Response, request

_KINDS = frozenset({"text/html", "text/plain", "text/css", "text/javascript", "image/svg+xml", "application/json"})
_WORTH_IT = 1_000  # bytes
_LEVEL = 6


def compress(response: Response) -> Response:
    """Return the answer as it goes on its way."""
    is_whole = not (response.direct_passthrough or response.is_streamed or response.content_encoding)
    if not is_whole or response.mimetype not in _KINDS or (response.content_length or 0) < _WORTH_IT:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
