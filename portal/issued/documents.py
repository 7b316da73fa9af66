"""What every sealed record says of its seal."""

from flask import current_app
from flask_babel import gettext as _

from portal.issued import keys
from portal.pdf import Document


def seal_note() -> str:
    """Return how to check a file: the fingerprint of the key, and what other programs will say (product.md §6).

    Raises SealKeyUnusable: what cannot be sealed is not called sealed.
    """
    _key, certificate = keys.seal_key()
    config = current_app.config["PORTAL"]
    where = _("on our page “Check a record”") if config.is_loopback else f"{config.public_url}/verify"
    return _(
        "This file is sealed: any change to it shows. Check it here: %(where)s. Other programs will call this seal "
        "indeterminate, because only we vouch for our key: compare the fingerprint. SHA-256 %(fingerprint)s",
        where=where,
        fingerprint=certificate.fingerprint,
    )


def draw_seal_note(doc: Document) -> None:
    """Draw the note under what was drawn. Raises SealKeyUnusable."""
    doc.paragraph(seal_note(), style="small")
