"""What a person signed, each as one line that leads to its PDF."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.queries import FullAcknowledgement, full_acknowledgements
from portal.consents import labels as consent_labels
from portal.consents.models import ConsentRecord
from portal.consents.queries import FullRecord, full_records
from portal.families.models import Adult
from portal.web.dates import format_date


@dataclass(frozen=True)
class OwnRecord:
    """One signed record under a name that says what it is; ``url`` is its PDF and ``page`` the same to read here."""

    label: str
    hint: str
    url: str
    page: str
    stored_at: datetime
    file: str = "PDF"


def own_records(account: Any) -> list[OwnRecord]:
    """Return every form, withdrawal and acknowledgement that this person signed, by any entry, the latest first.

    Those who keep the records see others' elsewhere: here is only their own (product.md §8.10).
    """
    own = ConsentRecord.select().where(ConsentRecord.adult.in_(Adult.of_account(account.id)))
    signed = Acknowledgement.select().where(Acknowledgement.signed_by(account.id))
    found = [*map(_consent, full_records(list(own))), *map(_acknowledgement, full_acknowledgements(list(signed)))]
    return sorted(found, key=lambda record: record.stored_at, reverse=True)


def _consent(record: FullRecord) -> OwnRecord:
    day = format_date(record.row.given_on)
    return OwnRecord(
        consent_labels.record_title(record),
        day if record.is_withdrawal else _("Signed %(day)s", day=day),
        url_for("consent_register.record_pdf", reference=record.row.reference),
        url_for("consents.signed", reference=record.row.reference),
        record.row.signed_at,
    )


def _acknowledgement(record: FullAcknowledgement) -> OwnRecord:
    return OwnRecord(
        record.text.title,
        _("Signed %(day)s", day=format_date(record.day)),
        url_for("acknowledgements.record_pdf", reference=record.reference),
        url_for("acknowledgements.acknowledged", reference=record.reference),
        record.acknowledged_at,
    )
