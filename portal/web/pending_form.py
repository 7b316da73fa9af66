"""Keeps what somebody sent after their session had ended, and shows it to them again once they are signed in."""

from dataclasses import dataclass
from typing import Final

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import RequestEntityTooLarge

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

    No browser gives a file back, so of files it only says that there were some. Raises PendingFormTooLarge.
    """
    try:
        fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
        has_files = any(file.filename for file in request.files.values())
    except RequestEntityTooLarge as problem:
        raise PendingFormTooLarge from problem
    path = request.full_path.rstrip("?")
    if not (fields or has_files) or not is_local_path(path):
        return None
    return PendingForm(path, tuple(fields), has_files, owner_id)


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
