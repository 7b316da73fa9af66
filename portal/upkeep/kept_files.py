"""Every file of the vault that a record names, for whoever looks after all of them."""

from collections.abc import Iterator
from typing import Any

from portal.attachments.shelving import Form, purpose_of
from portal.attachments.vault import KeptFile
from portal.concerns.evidence import owner_of as owner_of_evidence
from portal.concerns.models import Concern, ConcernAttachment
from portal.consents.models import ConsentRecord, ConsentScan, PaperForm
from portal.consents.paper.scans import owner_of as owner_of_scan

_AT_ONCE = 500


def kept_files() -> Iterator[KeptFile]:
    """Return each file, as it came and as its clean copy. No transaction stays open while they are gone through."""
    for row in _rows(ConcernAttachment, ConcernAttachment.select(ConcernAttachment, Concern).join(Concern)):
        owner = owner_of_evidence(row.concern.reference)
        yield KeptFile(row.original_name, purpose_of(owner, Form.ORIGINAL), row.original_sha256)
        yield KeptFile(row.copy_name, purpose_of(owner, Form.COPY), row.copy_sha256)
    scans = ConsentScan.select(ConsentScan, ConsentRecord, PaperForm).join(ConsentRecord).join(PaperForm)
    for row in _rows(ConsentScan, scans):
        owner = owner_of_scan(row.record.paper_form)
        yield KeptFile(row.original_name, purpose_of(owner, Form.ORIGINAL), row.original_sha256)
        yield KeptFile(row.clean_name, purpose_of(owner, Form.COPY), row.clean_sha256)


def _rows(table: Any, query: Any) -> Iterator[Any]:
    last = 0
    while rows := list(query.where(table.id > last).order_by(table.id).limit(_AT_ONCE)):
        yield from rows
        last = rows[-1].id
