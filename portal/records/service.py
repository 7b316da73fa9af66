"""Gathers what an inspection pack holds, all of it as it stood at one moment, and writes it down."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, BinaryIO

from portal.audit import service as audit
from portal.audit.service import ChainHead
from portal.concerns import service as concerns
from portal.consents import reading, register
from portal.consents.models import ConsentRecord
from portal.consents.reading import FullRecord
from portal.consents.register import Register
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.records import documents
from portal.records.events import PackMade
from portal.records.policy import Period
from portal.rules import register as rules_register
from portal.rules import service as rules


@dataclass(frozen=True)
class Contents:
    """Everything in one pack."""

    period: Period
    register: Register
    records: tuple[FullRecord, ...]
    rules_register: Any
    acknowledgements: tuple[Any, ...]
    concerns: tuple[Any, ...]
    head: ChainHead | None
    audit_entries: int


def gather(account: Any, period: Period) -> Contents:
    """Return the pack's contents as ``account`` may see them, for a period that has ended or ends today."""
    first, after = _bounds(period)
    signed = ConsentRecord.visible_to(account).where(
        (ConsentRecord.signed_at >= first) & (ConsentRecord.signed_at < after)
    )
    chain = audit.check_chain()
    return Contents(
        period=period,
        register=register.register(account, on=period.last),
        records=tuple(reading.full_records(list(signed.order_by(ConsentRecord.id)))),
        rules_register=rules_register.register(account, on=period.last),
        acknowledgements=tuple(rules.acknowledgements_between(account, first, after)),
        concerns=tuple(concerns.register_between(account, period.first, period.last)),
        head=chain.head,
        audit_entries=chain.entries,
    )


def _bounds(period: Period) -> tuple[datetime, datetime]:
    """Return the first moment of the period and the first after it, as days run in England."""
    first = datetime.combine(period.first, time.min, tzinfo=clock.LONDON)
    after = datetime.combine(period.last + timedelta(days=1), time.min, tzinfo=clock.LONDON)
    return first, after


def make_pack(account: Any, period: Period, to: BinaryIO) -> int:
    """Write the inspection pack as PDF and return its number of pages; that it was made is logged with its SHA-256."""
    drawn = io.BytesIO()
    pages = documents.write_pack(gather(account, period), drawn)
    content = drawn.getvalue()
    with db.atomic():
        bus.publish(
            PackMade(
                actor_id=account.id,
                subject_id=1,
                first_day=period.first.isoformat(),
                last_day=period.last.isoformat(),
                sha256=hashlib.sha256(content).hexdigest(),
            )
        )
    to.write(content)
    return pages
