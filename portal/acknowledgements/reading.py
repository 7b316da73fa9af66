"""Gathers one signed acknowledgement with the rules it was shown, for pages, e-mails and PDFs."""

from dataclasses import dataclass
from datetime import datetime

from portal.acknowledgements.models import AcknowledgedRule, Acknowledgement
from portal.wording import service as wording
from portal.wording.policy import Rule, RulesText
from portal.wording.service import Published


@dataclass(frozen=True)
class FullAcknowledgement:
    """Everything that is stored of one signature under the rules; ``rules`` are those ticked, in their order."""

    reference: str
    adult_name: str
    signed_name: str
    acknowledged_at: datetime
    language: str
    wording: Published
    text: RulesText
    rules: tuple[Rule, ...]


def full_acknowledgement(record: Acknowledgement) -> FullAcknowledgement:
    """Return one acknowledgement whole."""
    return full_acknowledgements([record])[0]


def full_acknowledgements(records: list[Acknowledgement]) -> list[FullAcknowledgement]:
    """Return many acknowledgements whole: one query, and one for each version that was not read before."""
    ticked: dict[int, set[str]] = {record.id: set() for record in records}
    rows = AcknowledgedRule.select(AcknowledgedRule.acknowledgement, AcknowledgedRule.rule)
    for record_id, rule in rows.where(AcknowledgedRule.acknowledgement.in_(list(ticked))).tuples():
        ticked[record_id].add(rule)
    versions = {id_: wording.version(id_) for id_ in {record.wording_id for record in records}}
    return [_whole(record, versions[record.wording_id], ticked[record.id]) for record in records]


def _whole(record: Acknowledgement, published: Published, ticked: set[str]) -> FullAcknowledgement:
    text: RulesText = published.text  # type: ignore[assignment]
    return FullAcknowledgement(
        reference=record.reference,
        adult_name=record.adult_name,
        signed_name=record.signed_name,
        acknowledged_at=record.acknowledged_at,
        language=record.language,
        wording=published,
        text=text,
        rules=tuple(rule for rule in text.rules if rule.key in ticked),
    )
