"""Gathers one signed record with the wording it was shown, for pages, e-mails and PDFs."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account
from portal.consents.models import CONSULT, ConsentAnswer, ConsentRecord, PaperForm
from portal.consents.paper import scans
from portal.consents.policy import Answer, Method, RecordKind
from portal.families.models import Child
from portal.wording import service as wording
from portal.wording.policy import ConsentText
from portal.wording.service import Published
from portal.wording.uses import Use


@dataclass(frozen=True)
class AnsweredUse:
    """One question as it was shown, and the answer; a yes with the last day on which it counts."""

    use: Use
    answer: Answer
    counts_until: date | None = None


@dataclass(frozen=True)
class FullRecord:
    """Everything that product.md §2.3 stores of one signature; ``child_called`` alone is of today."""

    reference: str
    kind: RecordKind
    child_id: int
    child_name: str
    child_called: str
    born_on: date
    adult_name: str
    relationship: str
    signed_name: str
    method: Method
    noted_by: str
    witness: str
    has_scan: bool
    paper_reference: str
    given_on: date
    signed_at: datetime
    wording: Published
    text: ConsentText
    answers: tuple[AnsweredUse, ...]
    consult: Answer

    @property
    def is_withdrawal(self) -> bool:
        return self.kind is RecordKind.WITHDRAWAL


def full_record(record: ConsentRecord) -> FullRecord:
    """Return one record whole."""
    return full_records([record])[0]


def full_records(records: list[ConsentRecord]) -> list[FullRecord]:
    """Return many records whole, in a constant number of queries."""
    ids = [record.id for record in records]
    answers: dict[int, dict[str, tuple[Answer, date | None]]] = {id_: {} for id_ in ids}
    columns = (ConsentAnswer.record, ConsentAnswer.use, ConsentAnswer.answer, ConsentAnswer.counts_until)
    for record_id, use, answer, until in ConsentAnswer.select(*columns).where(ConsentAnswer.record.in_(ids)).tuples():
        answers[record_id][use] = (Answer(answer), until)
    children = {child.id: child for child in Child.select().where(Child.id.in_([r.child_id for r in records]))}
    noted = _noted(records)
    return [_whole(record, children[record.child_id].called, answers[record.id], noted) for record in records]


@dataclass(frozen=True)
class _Noted:
    """Names of those who noted or keyed in, the paper forms by number, and which records have a scan."""

    names: dict[int, str]
    papers: dict[int, str]
    scanned: frozenset[int]


def _noted(records: list[ConsentRecord]) -> _Noted:
    noters = {record.noted_by_id for record in records if record.noted_by_id}
    papers = {record.paper_form_id: record.id for record in records if record.paper_form_id}
    if not noters:
        return _Noted({}, {}, frozenset())
    forms = PaperForm.select(PaperForm.id, PaperForm.reference).where(PaperForm.id.in_(list(papers)))
    return _Noted(
        names={account.id: account.name for account in Account.select().where(Account.id.in_(list(noters)))},
        papers=dict(forms.tuples()),
        scanned=scans.scanned(papers.values()),
    )


def _whole(
    record: ConsentRecord, called: str, answers: dict[str, tuple[Answer, date | None]], noted: _Noted
) -> FullRecord:
    published = wording.version(record.wording_id)
    text = published.consent
    return FullRecord(
        reference=record.reference,
        kind=RecordKind(record.kind),
        child_id=record.child_id,
        child_name=record.child_name,
        child_called=called,
        born_on=record.born_on,
        adult_name=record.adult_name,
        relationship=record.relationship,
        signed_name=record.signed_name,
        method=Method(record.method),
        noted_by=noted.names.get(record.noted_by_id, ""),
        witness=record.witness,
        has_scan=record.id in noted.scanned,
        paper_reference=noted.papers.get(record.paper_form_id, ""),
        given_on=record.given_on,
        signed_at=record.signed_at,
        wording=published,
        text=text,
        answers=tuple(AnsweredUse(use, *answers[use.key]) for use in text.uses if use.key in answers),
        consult=answers.get(CONSULT, (Answer.NOT_ANSWERED, None))[0],
    )
