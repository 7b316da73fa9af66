"""What one inspection pack holds, as plain data."""

from dataclasses import dataclass

from portal.acknowledgements.reading import FullAcknowledgement
from portal.acknowledgements.register import Register as AcknowledgementRegister
from portal.concerns.pseudonyms import Person
from portal.concerns.register import Line as ConcernLine
from portal.consents.reading import FullRecord
from portal.consents.register.service import Register
from portal.records.policy import Period


@dataclass(frozen=True)
class Contents:
    """Everything in one pack. ``head`` is empty when the audit log does not hold, or is empty."""

    reference: str
    period: Period
    register: Register
    records: tuple[FullRecord, ...]
    acknowledgement_registers: tuple[AcknowledgementRegister, ...]
    acknowledgements: tuple[FullAcknowledgement, ...]
    concerns: tuple[ConcernLine, ...]
    concern_people: tuple[Person, ...]
    audit_broken_at: int | None
    head: str
