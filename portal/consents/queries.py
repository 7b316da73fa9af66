"""Gathers one signed record with the wording it was shown, for pages, e-mails and PDFs; and whether it still counts."""

from dataclasses import dataclass
from datetime import date

from peewee import fn

from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.audit import service as audit
from portal.consents.events import ConsentEvent, ScanOpened
from portal.consents.models import CONSULT, FILES_OF, ConsentAnswer, ConsentRecord, CurrentAnswer, PaperForm
from portal.consents.policy import Answer, AnswerState, RecordKind, answer_state
from portal.consents.rulings import latest_answer, with_events
from portal.families.models import Adult, Child
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.pdf import told_apart
from portal.wording import service as wording
from portal.wording.policy import ConsentText, DocumentKey
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
    """Everything that product.md §2.3 stores of one signature.

    ``row`` is as it was signed; ``child_id``, ``child_called`` and ``adult_login`` are of today.

    ``chain_hash`` is that of the log's entry on it, which no later change of the log can leave as it is.
    ``consult`` is None where it was not asked: in a withdrawal, or where one use was changed alone.
    """

    row: ConsentRecord
    child_id: int
    child_called: str
    adult_login: str
    noted_by: str
    has_scan: bool
    paper_reference: str
    chain_hash: str
    wording: Published
    answers: tuple[AnsweredUse, ...]
    consult: Answer | None

    @property
    def text(self) -> ConsentText:
        return self.wording.consent

    @property
    def is_withdrawal(self) -> bool:
        return bool(self.row.kind == RecordKind.WITHDRAWAL)

    @property
    def counts_until(self) -> date | None:
        """The last day on which a yes of this record counts: all were signed at once, under the same terms."""
        return next((line.counts_until for line in self.answers if line.counts_until), None)


def full_record(record: ConsentRecord) -> FullRecord:
    """Return one record whole."""
    return full_records([record])[0]


def full_records(records: list[ConsentRecord]) -> list[FullRecord]:
    """Return many records whole, in a number of queries that grows with the versions they were shown alone."""
    ids = [record.id for record in records]
    answers: dict[int, dict[str, tuple[Answer, date | None]]] = {id_: {} for id_ in ids}
    columns = (ConsentAnswer.record, ConsentAnswer.use, ConsentAnswer.answer, ConsentAnswer.counts_until)
    for record_id, use, answer, until in ConsentAnswer.select(*columns).where(ConsentAnswer.record.in_(ids)).tuples():
        answers[record_id][use] = (Answer(answer), until)
    entry, columns_of_kept = Child.alias(), (Child.id, Child.first_name, Child.known_as)
    children = Child.select(*columns_of_kept).join(entry, on=(fn.COALESCE(entry.same_as, entry.id) == Child.id))
    own = children.select_extend(entry.id.alias("entry")).where(entry.id.in_([r.child_id for r in records]))
    kept = {child.entry: child for child in own.objects()}
    noters = Account.select().where(Account.id.in_([r.noted_by_id for r in records]))
    papers = PaperForm.id.in_([r.paper_form_id for r in records])
    forms = PaperForm.select(PaperForm.id, PaperForm.reference).where(papers)
    hashes = audit.hashes_of(ConsentEvent.subject, ids)
    signers = Account.select(Adult.id.alias("adult_id"), Account.email, Account.sign_in_name).join(Adult)
    logins = {row.adult_id: row.login for row in signers.where(Adult.id.in_([r.adult_id for r in records])).objects()}
    names = {noter.id: told_apart(noter.name, noter.login) for noter in noters}
    references, scanned = dict(forms.tuples()), attachments.files_of(FILES_OF, ids)
    shown = {id_: wording.version(id_) for id_ in {record.wording_id for record in records}}
    return [
        FullRecord(
            record, (child := kept[record.child_id]).id, child.called, logins.get(record.adult_id, ""),
            names.get(record.noted_by_id, ""), record.id in scanned, references.get(record.paper_form_id, ""),
            hashes.get(record.id, ""), (published := shown[record.wording_id]),
            tuple(AnsweredUse(use, *said[use.key]) for use in published.consent.uses if use.key in said),
            said[CONSULT][0] if CONSULT in said else None,
        )
        for record, said in zip(records, answers.values(), strict=True)
    ]  # fmt: skip


def note_scan_opened(record: ConsentRecord, *, by_id: int) -> None:
    """Log that somebody looked at the scan of a record, or downloaded it."""
    happened = ScanOpened(actor_id=by_id, subject_id=record.id, child_id=record.child_id, adult_id=record.adult_id)
    with db.atomic():
        bus.publish(happened)


def answers_today(record: ConsentRecord, *, on: date) -> list[AnswerState]:
    """Return where each answer that a record gave stands on a day; SUPERSEDED too where a later record answers the use.

    On no day after the child's last does any answer stand: then each is EXPIRED (product.md §2.6).
    """
    given = ConsentAnswer.select().where(
        (ConsentAnswer.record == record) & (ConsentAnswer.answer != Answer.NOT_ANSWERED)
    )
    child = Child.get_by_id(record.child.kept_id)
    if child.leaves_on and on > child.leaves_on:
        return [AnswerState.EXPIRED for _ in given]
    form = with_events(wording.in_force(DocumentKey.CONSENT_FORM))
    latest = CurrentAnswer.select().where((CurrentAnswer.child == child) & (CurrentAnswer.record_id == record.id))
    rows = {row.use: row for row in latest}

    def stands(use: str) -> AnswerState:
        if (row := rows.get(use)) is None:
            return AnswerState.SUPERSEDED
        said = (row.answer, row.given_on, row.wording_id, record.method, row.counts_until)
        # A wish has no end.
        return AnswerState(row.answer) if use == CONSULT else answer_state(latest_answer(form, 0, use, *said), on=on)

    return [stands(answer.use) for answer in given]
