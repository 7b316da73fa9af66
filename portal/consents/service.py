"""What people do with consents. Each function is one intention, whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.consents.events import ConsentSigned, ConsentWithdrawn
from portal.consents.models import CONSULT, ConsentAnswer, ConsentRecord, CurrentAnswer
from portal.consents.policy import (
    Answer,
    Method,
    NothingAnswered,
    NothingToWithdraw,
    NotYoursToSign,
    RecordKind,
    WordingChanged,
)
from portal.families.care import Care, one_or_404
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.once import already_made
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.policy import Document
from portal.wording.service import Published


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
        if made := already_made(ConsentRecord, form.submission):
            return made
        published = wording.current(Document.CONSENT_FORM)
        if published.id != form.wording_id:
            raise WordingChanged
        answers = _complete(form.answers, published)
        record = _add_record(
            link, RecordKind.FORM, published, answers, submission=form.submission, signed_name=form.signed_name
        )
        bus.publish(
            ConsentSigned(
                actor_id=by_id, subject_id=record.id, child_id=child.id, adult_id=link.adult_id, answers=answers
            )
        )
    return record


def withdraw_consent(child: Child, use: str, *, submission: str, by_id: int) -> ConsentRecord:
    """Record that an adult says no from now on, and return the record. It needs no reason (product.md §2.5).

    An adult who never answered can withdraw too: it stops what the other parent allowed.
    Raises NotYoursToSign, NothingToWithdraw when their last word is no already, LookupError for an unknown use.
    """
    with db.atomic():
        link = responsible_adult(child.id, by_id)
        if made := already_made(ConsentRecord, submission):
            return made
        published, last_word = _last_word(link, use)
        if last_word in {Answer.NO, Answer.WITHDRAWN}:
            raise NothingToWithdraw
        answers: dict[str, Answer] = {use: Answer.WITHDRAWN}
        record = _add_record(
            link, RecordKind.WITHDRAWAL, published, answers, submission=submission, signed_name=link.adult_name
        )
        bus.publish(
            ConsentWithdrawn(actor_id=by_id, subject_id=record.id, child_id=child.id, adult_id=link.adult_id, use=use)
        )
    return record


def _last_word(link: Care, use: str) -> tuple[Published, Answer | None]:
    """Return the wording that the adult last answered for this use, or the present one, and that answer."""
    found = (
        CurrentAnswer.select(CurrentAnswer.answer, CurrentAnswer.wording_id)
        .where(
            (CurrentAnswer.child == link.child.id) & (CurrentAnswer.adult == link.adult_id) & (CurrentAnswer.use == use)
        )
        .tuples()
        .first()
    )
    if found:
        return wording.version(found[1]), Answer(found[0])
    published = wording.current(Document.CONSENT_FORM)
    published.consent.use(use)
    return published, None


def _complete(answers: Mapping[str, Answer], published: Published) -> dict[str, Answer]:
    """Return an answer for each use of the wording, “not answered” where the parent gave none."""
    keys = [use.key for use in published.consent.uses]
    complete = {key: answers.get(key, Answer.NOT_ANSWERED) for key in keys}
    if set(complete.values()) <= {Answer.NOT_ANSWERED}:
        raise NothingAnswered
    return {**complete, CONSULT: answers.get(CONSULT, Answer.NOT_ANSWERED)}


def _add_record(
    link: Care,
    kind: RecordKind,
    published: Published,
    answers: Mapping[str, Answer],
    *,
    submission: str,
    signed_name: str,
) -> ConsentRecord:
    now = clock.now()
    record: ConsentRecord = ConsentRecord.create(
        reference=new_reference("CF" if kind is RecordKind.FORM else "CW"),
        kind=kind,
        child=link.child.id,
        adult=link.adult_id,
        relationship=link.relationship,
        signed_name=signed_name,
        declared_responsibility=kind is RecordKind.FORM,
        method=Method.ONLINE,
        given_on=clock.london_date(now),
        signed_at=now,
        wording=published.id,
        wording_sha256=published.sha256,
        language=published.language,
        submission=submission,
    )
    _add_answers(record, answers)
    return record


def _add_answers(record: ConsentRecord, answers: Mapping[str, Answer]) -> None:
    rows = [{"record": record, "use": use, "answer": answer} for use, answer in answers.items()]
    ConsentAnswer.insert_many(rows).execute()
    _keep_current(_current_row(record, use, answer) for use, answer in answers.items())


def _current_row(record: ConsentRecord, use: str, answer: Answer) -> dict[str, object]:
    return {
        "child": record.child_id,
        "adult": record.adult_id,
        "use": use,
        "answer": answer,
        "given_on": record.given_on,
        "wording_id": record.wording_id,
        "record_id": record.id,
    }


def _keep_current(rows: Iterable[dict[str, object]]) -> None:
    """Bring the table of last words up to date; what was left out erases nothing (product.md §2.4)."""
    answered = [row for row in rows if row["answer"] != Answer.NOT_ANSWERED]
    if not answered:
        return
    changed = [CurrentAnswer.answer, CurrentAnswer.given_on, CurrentAnswer.wording_id, CurrentAnswer.record_id]
    CurrentAnswer.insert_many(answered).on_conflict(
        conflict_target=[CurrentAnswer.child, CurrentAnswer.adult, CurrentAnswer.use], preserve=changed
    ).execute()


def rebuild_current() -> int:
    """Derive the table of last words from the signed facts anew, and return how many rows it has."""
    with db.atomic():
        CurrentAnswer.delete().execute()
        facts = ConsentAnswer.select(ConsentAnswer, ConsentRecord).join(ConsentRecord)
        for fact in facts.order_by(ConsentRecord.id, ConsentAnswer.id):
            _keep_current([_current_row(fact.record, fact.use, Answer(fact.answer))])
        return int(CurrentAnswer.select().count())


def made_before(submission: str | None, *, by_id: int) -> ConsentRecord | None:
    """Return the record that this adult made with the same submission key, if they did."""
    if not submission:
        return None
    mine = ConsentRecord.select().join(Adult, on=(ConsentRecord.adult == Adult.id)).where(Adult.account == by_id)
    found: ConsentRecord | None = mine.where(ConsentRecord.submission == submission).first()
    return found
