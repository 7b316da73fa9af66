"""What people do with consents. Each function is one intention, whole or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from peewee import chunked

from portal.consents.events import ConsentSigned, ConsentWithdrawn
from portal.consents.models import CONSULT, ConsentAnswer, ConsentRecord, CurrentAnswer, said_of
from portal.consents.policy import (
    Answer,
    Method,
    NothingAnswered,
    NotYoursToSign,
    RecordKind,
    WordingChanged,
)
from portal.consents.precedence import Said, last_words
from portal.families.care import Care, one_or_404
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.compiled import Compiled, CompiledInsert, day
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.once import Key, already_made, made_with, own_key
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.policy import Document
from portal.wording.service import Published

# What every signature writes, and what it reads first.
_RECORDS = CompiledInsert(ConsentRecord)
_ANSWERS = CompiledInsert(ConsentAnswer)
_LAST_WORDS = CompiledInsert(CurrentAnswer, key=("child", "adult", "use"))
_BEFORE = Compiled(
    lambda child_id, adult_id: (
        CurrentAnswer.select(
            CurrentAnswer.use, CurrentAnswer.answer, CurrentAnswer.given_on,
            ConsentRecord.method, CurrentAnswer.wording_id, CurrentAnswer.record_id,
        )
        .join(ConsentRecord, on=(CurrentAnswer.record_id == ConsentRecord.id))
        .where((CurrentAnswer.child == child_id) & (CurrentAnswer.adult == adult_id))
    ),
    child_id=-7_001,
    adult_id=-7_002,
)  # fmt: skip


@dataclass(frozen=True)
class Giving:
    """How and when an answer was given: online and today, unless it says otherwise (product.md §2.3)."""

    method: Method = Method.ONLINE
    noted_by_id: int | None = None
    given_on: date | None = None
    witness: str = ""
    paper_form_id: int | None = None

    def columns(self, *, today: date) -> dict[str, object]:
        """Return the columns of a record that say how it was given."""
        return {
            "method": self.method,
            "noted_by": self.noted_by_id,
            "given_on": self.given_on or today,
            "witness": self.witness,
            "paper_form": self.paper_form_id,
        }


ONLINE = Giving()


@dataclass(frozen=True)
class SignedForm:
    """What a parent sends when they sign: each answer by use, and under CONSULT their wish to be consulted."""

    wording_id: int
    answers: Mapping[str, Answer]
    signed_name: str
    submission: str


def responsible_adult(child_id: int, account_id: int) -> Care:
    """Return what this account is to a child. Raises NotFound, and NotYoursToSign without responsibility (§2.2)."""
    care = one_or_404(account_id, child_id)
    if not care.has_parental_responsibility:
        raise NotYoursToSign
    return care


def sign_consent(child: Child, form: SignedForm, *, by_id: int) -> ConsentRecord:
    """Record a signed form and return it; the same submission sent twice is one record (product.md §8.6).

    Raises NotYoursToSign, WordingChanged when another version was published since the form was read,
    and NothingAnswered.
    """
    with db.atomic():
        link = responsible_adult(child.id, by_id)
        key = _signing_key(child, form.submission, by_id=by_id)
        if made := already_made(ConsentRecord, key):
            return made
        published = wording.current(Document.CONSENT_FORM)
        if published.id != form.wording_id:
            raise WordingChanged
        answers = complete(form.answers, published)
        record = add_record(link, RecordKind.FORM, published, answers, submission=key, signed_name=form.signed_name)
        bus.publish(
            ConsentSigned(
                actor_id=by_id, subject_id=record.id, child_id=child.id, adult_id=link.adult_id, answers=answers
            )
        )
    return record


def withdraw_consent(child: Child, use: str, *, submission: str, by_id: int) -> ConsentRecord:
    """Record that an adult says no from now on, and return the record. It needs no reason (product.md §2.5).

    An adult who never answered can withdraw too: it stops what the other parent allowed. One who said no before
    says it again: the later day keeps a paper that is keyed in late from overruling it.
    Raises NotYoursToSign, and LookupError for an unknown use.
    """
    with db.atomic():
        link = responsible_adult(child.id, by_id)
        key = own_key(submission, by_id, "withdraw", child.id, use)
        if made := already_made(ConsentRecord, key):
            return made
        published = _wording_of(link, use)
        answers: dict[str, Answer] = {use: Answer.WITHDRAWN}
        record = add_record(
            link, RecordKind.WITHDRAWAL, published, answers, submission=key, signed_name=link.adult_name
        )
        bus.publish(
            ConsentWithdrawn(
                actor_id=by_id,
                subject_id=record.id,
                child_id=child.id,
                adult_id=link.adult_id,
                method=Method.ONLINE,
                uses=(use,),
            )
        )
    return record


def _wording_of(link: Care, use: str) -> Published:
    """Return the wording that the adult last answered for this use, or the present one. Raises LookupError."""
    found = (
        CurrentAnswer.select(CurrentAnswer.wording_id)
        .where(
            (CurrentAnswer.child == link.child.id) & (CurrentAnswer.adult == link.adult_id) & (CurrentAnswer.use == use)
        )
        .tuples()
        .first()
    )
    if found:
        return wording.version(found[0])
    published = wording.current(Document.CONSENT_FORM)
    published.consent.use(use)
    return published


def complete(answers: Mapping[str, Answer], published: Published) -> dict[str, Answer]:
    """Return an answer for each use of the wording, “not answered” where the adult gave none. Raises NothingAnswered."""
    keys = [use.key for use in published.consent.uses]
    complete = {key: answers.get(key, Answer.NOT_ANSWERED) for key in keys}
    if set(complete.values()) <= {Answer.NOT_ANSWERED}:
        raise NothingAnswered
    return {**complete, CONSULT: answers.get(CONSULT, Answer.NOT_ANSWERED)}


def add_record(
    link: Care,
    kind: RecordKind,
    published: Published,
    answers: Mapping[str, Answer],
    *,
    submission: Key,
    signed_name: str,
    giving: Giving = ONLINE,
) -> ConsentRecord:
    """Add one record with its answers, in the caller's transaction, and return it."""
    # One record of a child at a time: so that a larger number is a later record, on both engines.
    hold_writers("last words on a child", link.child.id)
    now = clock.now()
    record = _RECORDS.create(
        reference=new_reference("CF" if kind is RecordKind.FORM else "CW"),
        kind=kind,
        **_of_whom(link),
        signed_name=signed_name,
        declared_responsibility=kind is RecordKind.FORM,
        **giving.columns(today=clock.london_date(now)),
        signed_at=now,
        submission=submission,
        **_shown(published),
    )
    _keep_answers(record, answers)
    _keep_last_words(record, answers)
    return record


def _of_whom(link: Care) -> dict[str, object]:
    """Return the columns that say whose record it is, as the family register has them at this moment."""
    return {
        "child": link.child.id,
        "child_name": link.child.name,
        "born_on": link.child.born_on,
        "adult": link.adult_id,
        "adult_name": link.adult_name,
        "relationship": link.relationship,
    }


def _shown(published: Published) -> dict[str, object]:
    """Return the columns that say which wording was shown (product.md §2.3)."""
    return {"wording": published.id, "wording_sha256": published.sha256, "language": published.language}


def _keep_answers(record: ConsentRecord, answers: Mapping[str, Answer]) -> None:
    said = {"record": record.id, "kind": record.kind}
    _ANSWERS.many([{**said, "use": use, "answer": answer} for use, answer in answers.items()])


def _keep_last_words(record: ConsentRecord, answers: Mapping[str, Answer]) -> None:
    """Bring the table of last words up to date; what was left out, or is older, erases nothing (product.md §2.4)."""
    new = [
        (use, said_of(use, answer, record.given_on, record.method, record.wording_id, record.id))
        for use, answer in answers.items()
    ]
    words = last_words([*_said_before(record), *new])
    rows = [_current_row(record.child_id, record.adult_id, use, said) for use, said in words.items()]
    _LAST_WORDS.many([row for row in rows if row["record_id"] == record.id])


def _said_before(record: ConsentRecord) -> list[tuple[str, Said]]:
    """Return the adult's last word on each use of this child's pictures, from before this record."""
    rows = _BEFORE.rows(child_id=record.child_id, adult_id=record.adult_id)
    return [(use, said_of(use, answer, day(given_on), *more)) for use, answer, given_on, *more in rows]


def _current_row(child_id: int, adult_id: int, use: str, said: Said) -> dict[str, object]:
    return {
        "child": child_id,
        "adult": adult_id,
        "use": use,
        "answer": said.answer,
        "given_on": said.given_on,
        "wording_id": said.wording_id,
        "record_id": said.record_id,
    }


def rebuild_current() -> int:
    """Derive the table of last words from the signed facts anew, and return how many rows it has."""
    with db.atomic():
        CurrentAnswer.delete().execute()
        rows = [_current_row(*key, said) for key, said in last_words(_everything_said()).items()]
        for part in chunked(rows, 500):
            CurrentAnswer.insert_many(part).execute()
        return len(rows)


def _everything_said() -> Iterator[tuple[tuple[int, int, str], Said]]:
    """Return every answer ever given, in the order of storing."""
    whose = (ConsentRecord.child, ConsentRecord.adult, ConsentAnswer.use)
    columns = (ConsentAnswer.answer, ConsentRecord.given_on, ConsentRecord.method, ConsentRecord.wording)
    query = ConsentAnswer.select(*whose, *columns, ConsentRecord.id).join(ConsentRecord)
    for child, adult, use, answer, given_on, method, wording_id, record_id in (
        query.order_by(ConsentRecord.id, ConsentAnswer.id).tuples().iterator()
    ):
        yield (child, adult, use), said_of(use, answer, given_on, method, wording_id, record_id)


def made_before(child: Child, submission: str | None, *, by_id: int) -> ConsentRecord | None:
    """Return the record that this person signed for this child with the same submission key, if they did."""
    return made_with(ConsentRecord, _signing_key(child, submission, by_id=by_id)) if submission else None


def _signing_key(child: Child, submission: str, *, by_id: int) -> Key:
    return own_key(submission, by_id, "sign", child.id)
