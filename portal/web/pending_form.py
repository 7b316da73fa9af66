"""Keeps what somebody sent in vain, and shows it to them again: their session had ended, or it was too large."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from portal.config import LARGEST_FORM
from portal.web.addresses import is_local_path

# A page must not hold a password, and a token belongs to the session that has ended.
NEVER_KEPT: Final = frozenset({"csrf_token", "password", "old"})
# In characters, sealed: it comes back inside a form, which has a limit of its own (config.LARGEST_FORM).
_MOST: Final = 700_000
_SALT: Final = "typed before signing in"


@dataclass(frozen=True)
class PendingForm:
    """What was sent, to which path of ours, and by whose account as far as the browser knows."""

    path: str
    fields: tuple[tuple[str, str], ...]
    has_files: bool
    owner_id: int | None

    def is_for(self, account_id: int) -> bool:
        """Return whether this account may see it: nobody sees what another person typed, or nobody knows who."""
        return self.owner_id == account_id


class PendingFormTooLarge(Exception):
    """What was sent is larger than a page can carry to the next."""


def from_request(owner_id: int | None) -> PendingForm | None:
    """Return what the present request sends, or None when nothing was filled in.

    No browser gives a file back, so of files it only says that there were some. Of what is too large it is what came
    before; PendingFormTooLarge is raised when it belongs to nobody.
    """
    try:
        fields = list(request.form.items(multi=True))
        has_files = any(file.filename for file in request.files.values())
    except RequestEntityTooLarge as problem:
        if owner_id is None:
            raise PendingFormTooLarge from problem
        return from_start(owner_id)
    return _pending(fields, has_files, owner_id)


def from_start(owner_id: int | None) -> PendingForm | None:
    """Return what a request that is too large holds before it becomes so, or None when that is nothing."""
    stream = request.environ["wsgi.input"]
    if stream.seekable():
        stream.seek(0)  # some of it may have been read as a form
    start = stream.read(LARGEST_FORM)
    if boundary := request.mimetype_params.get("boundary"):
        fields, has_files = _whole_parts(start, boundary)
    else:
        fields, has_files = parse_qsl(start.rpartition(b"&")[0].decode(errors="replace")), False
    is_small = len(urlencode(fields)) <= _MOST
    return _pending(fields, has_files, owner_id) if is_small else None


def _whole_parts(start: bytes, boundary: str) -> tuple[list[tuple[str, str]], bool]:
    """Return the answers whose ends are there, and whether a file was seen."""
    decoder = MultipartDecoder(boundary.encode())
    decoder.receive_data(start)
    fields, name, value, has_files = [], "", b"", False
    with suppress(ValueError, RequestEntityTooLarge):  # no form, or one with thousands of questions: not one of ours
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            if isinstance(event, Field):
                name, value = event.name, b""
            elif isinstance(event, File):
                name, has_files = "", True
            elif isinstance(event, Data):
                value += event.data if name else b""
                if name and not event.more_data:
                    fields.append((name, value.decode(errors="replace")))
    return fields, has_files


def _pending(fields: list[tuple[str, str]], has_files: bool, owner_id: int | None) -> PendingForm | None:
    kept = tuple((name, value) for name, value in fields if name not in NEVER_KEPT)
    path = request.full_path.rstrip("?")
    if not (kept or has_files) or not is_local_path(path):
        return None
    return PendingForm(path, kept, has_files, owner_id)


def seal(typed: PendingForm) -> str:
    """Return it as one signed line for a hidden field. Raises PendingFormTooLarge."""
    sealed = _sealer().dumps([typed.path, typed.fields, typed.has_files, typed.owner_id])
    if len(sealed) > _MOST:
        raise PendingFormTooLarge
    return str(sealed)


def unseal(sealed: str | None) -> PendingForm | None:
    """Return what a hidden field holds; None when it is empty, or was not sealed by us."""
    if not sealed:
        return None
    try:
        path, fields, has_files, owner_id = _sealer().loads(sealed)
    except BadSignature:
        return None
    return PendingForm(path, tuple((name, value) for name, value in fields), has_files, owner_id)


def _sealer() -> URLSafeSerializer:
    secret = current_app.secret_key
    assert secret is not None, "no portal starts without one"
    return URLSafeSerializer(secret, salt=_SALT)
