"""One signed record as data that another program reads: ISO/IEC TS 27560, with names of W3C's DPV (product.md §2.3)."""

import json
from typing import Any

from portal.consents.policy import Answer
from portal.consents.queries import AnsweredUse, FullRecord
from portal.foundation.canonical import sha256_hex

_STATES = {
    Answer.YES: "dpv:ConsentGiven",
    Answer.NO: "dpv:ConsentRefused",
    Answer.WITHDRAWN: "dpv:ConsentWithdrawn",
    Answer.NOT_ANSWERED: "dpv:ConsentRequested",
}


def consent_record(record: FullRecord) -> dict[str, Any]:
    """Return a record as plain values for JSON. Whose it is stands in it as an opaque id; moments are in UTC.

    What a text of an earlier release never said (who asked, what is shown) is left out: nothing is filled in later.
    """
    controller = record.text.controller
    party = {"party_id": "controller", "role": "dpv:DataController"}
    if controller:
        party |= {"name": controller.name, "address": controller.address, "contact": controller.contact}
    return {
        "schema_version": "ISO/IEC TS 27560:2023",
        "record_id": record.row.reference,
        "pii_principal_id": sha256_hex(f"adult {record.row.adult_id}"),
        "language": record.wording.language,
        "wording": {"version": record.wording.number, "sha256": record.wording.sha256},
        "audit_log": {"sha256": record.chain_hash},
        "lawful_basis": "dpv:Consent",
        "privacy_notice": controller.privacy_notice if controller else "",
        "withdrawal_method": record.text.withdrawing,
        "collection_method": record.row.method,
        "verification": {"declared_responsibility": not record.is_withdrawal, "relationship": record.row.relationship},
        "waits_for_every_adult": record.consult,
        "parties": [party],
        "processing": [_purpose(line, record) for line in record.answers],
    }


def as_json(record: FullRecord) -> bytes:
    """Return the same as the text of a file, for people too."""
    return json.dumps(consent_record(record), ensure_ascii=False, indent=2).encode()


def _purpose(line: AnsweredUse, record: FullRecord) -> dict[str, Any]:
    use, event = line.use, {"event_type": "dpv:ExpressedConsent", "event_state": _STATES[line.answer]}
    event |= {"event_time": record.row.signed_at.isoformat(), "given_on": record.row.given_on.isoformat()}
    if line.counts_until:
        event["valid_until"] = line.counts_until.isoformat()
    return {
        "purpose": use.sentence,
        "purpose_type": use.key,
        "pii_type": list(use.fields.shown) if use.fields else [],
        "storage_locations": use.place,
        "recipients": use.audience,
        "controllers": use.controllers,
        "retention": use.kept,
        "jurisdiction": "GB",
        "events": [event],
    }
