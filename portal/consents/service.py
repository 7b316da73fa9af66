"""What people do with consents. Each function is one intention, whole or not at all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Expression, chunked, fn

from portal.consents.events import ConsentSigned, ConsentWithdrawn
from portal.consents.models import CONSULT, ConsentAnswer, ConsentRecord, CurrentAnswer, ResponsibilityReturn
from portal.consents.pending_answers import digest
from portal.consents.policy import (
    Answer,
    Method,
    NothingAnswered,
    NotYoursToSign,
    RecordKind,
    WordingChanged,
    counts_until,
)
from portal.consents.precedence import OUTRANKS_ALL_BEFORE, Merge
from portal.consents.precedence import Key as AnswerKey
from portal.consents.renewal import last_day_of
from portal.consents.rulings import facts_of_register, latest_stored, stated_merges, stored_answers, terms_of
from portal.families.care import Care, one_or_404
from portal.families.events import ResponsibilityChanged, SamePersonEvent
from portal.families.models import ENTRIES, Adult, Child, ResponsibilityCheck
from portal.families.policy import ChildHasLeft, Responsibility
from portal.families.register import has_left
from portal.foundation import clock
from portal.foundation.compiled import CompiledInsert
from portal.foundation.database import db, is_sqlite, serialise_on
from portal.foundation.events import Event, bus
from portal.foundation.idempotency import Key, already_made, made_with, own_key
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.service import Published

# What every signature writes, and what it reads first.
_RECORDS = CompiledInsert(ConsentRecord)
_ANSWERS = CompiledInsert(ConsentAnswer)
_CURRENT = CompiledInsert(CurrentAnswer, key=("child", "adult", "use"))
_DERIVED = ("answer", "given_on", "wording_id", "record_id", "counts_until")


@dataclass(frozen=True)
class AnswerSource:
    """How and when an answer was given: online and today, unless it says otherwise (product.md §2.3)."""

    method: Method = Method.ONLINE
    noted_by_id: int | None = None
    given_on: date | None = None
    witness: str = ""
    paper_form_id: int | None = None


ONLINE = AnswerSource()


@dataclass(frozen=True)
class SignedForm:
    """What a parent sends when they sign: each answer by use, and under CONSULT their wish to be consulted.

    One that is not ``is_whole`` asked of its uses alone, so nothing was left out.
    """

    wording_id: int
    answers: Mapping[str, Answer]
    signed_name: str = ""
    submission: str = ""
    is_whole: bool = True


def responsible_adult(child_id: int, account_id: int) -> Care:
    """Return what this account is to a child. Raises NotFound, and NotYoursToSign without responsibility (§2.2).

    Whose responsibility a court order restricts can sign too, so that they can say no: a yes of theirs is stored, and
    counts for nothing (§2.6).
    """
    care = one_or_404(account_id, child_id)
    if not care.responsibility.can_say_no:
        raise NotYoursToSign
    return care


def signing_adult(child_id: int, account_id: int) -> Care:
    """Return what this account is to a child for whom it may sign. Raises as ``responsible_adult``, and ChildHasLeft."""
    care = responsible_adult(child_id, account_id)
    if has_left(care.child, clock.today()):
        raise ChildHasLeft(name=care.child.called)
    return care


def sign_consent(child: Child, form: SignedForm, *, by_id: int) -> ConsentRecord:
    """Record a signed form and return it; the same submission sent twice is one record (product.md §8.6).

    Raises NotYoursToSign, ChildHasLeft, WordingChanged when another version was published since the form was read,
    and NothingAnswered.
    """
    with db.atomic():
        link = signing_adult(child.id, by_id)
        key = own_key(
            form.submission, by_id, "sign", digest(child.id, wording.version(form.wording_id).asked, form.answers)
        )
        if made := already_made(ConsentRecord, key):
            return made
        published = wording.current(DocumentKey.CONSENT_FORM)
        if published.id != form.wording_id:
            raise WordingChanged
        answers = complete(form.answers, published) if form.is_whole else dict(form.answers)
        record = add_record(link, RecordKind.FORM, published, answers, submission=key, signed_name=form.signed_name)
        bus.publish(
            ConsentSigned(
                actor_id=by_id, subject_id=record.id, child_id=child.id, adult_id=link.adult_id, answers=answers
            )
        )
    return record


def withdraw_consent(child: Child, use: str, *, submission: str, by_id: int) -> ConsentRecord:
    """Record that an adult says no from now on, and return the record. It needs no reason (product.md §2.5).

    It is on the wording that the adult last answered, or the present one: who never answered can withdraw too, which
    stops what the other parent allowed. One who said no before says it again: the later day keeps a paper that is
    keyed in late from overruling it.
    Raises NotYoursToSign, and LookupError for an unknown use.
    """
    with db.atomic():
        link = responsible_adult(child.id, by_id)
        key = own_key(submission, by_id, "withdraw", child.id, use)
        if made := already_made(ConsentRecord, key):
            return made
        answered = CurrentAnswer.get_or_none(child=child.id, adult=link.adult_id, use=use)
        published = wording.version(answered.wording_id) if answered else wording.current(DocumentKey.CONSENT_FORM)
        return add_withdrawal(link, [use], published, submission=key, by_id=by_id)


def add_withdrawal(
    link: Care, uses: Iterable[str], published: Published, *, submission: Key, by_id: int, source: AnswerSource = ONLINE
) -> ConsentRecord:
    """Add the record that an adult withdrew some uses of a wording, in the caller's transaction. Raises LookupError."""
    answers = {published.consent.use(use).key: Answer.WITHDRAWN for use in uses}
    record = add_record(
        link, RecordKind.WITHDRAWAL, published, answers,
        submission=submission, signed_name=link.adult_name, source=source,
    )  # fmt: skip
    bus.publish(
        ConsentWithdrawn(
            actor_id=by_id, subject_id=record.id, child_id=link.child.id, adult_id=link.adult_id,
            method=source.method, uses=tuple(answers),
        )
    )  # fmt: skip
    return record


def complete(answers: Mapping[str, Answer], published: Published) -> dict[str, Answer]:
    """Return an answer for each use of the wording, “not answered” where the adult gave none. Raises NothingAnswered."""
    keys = [use.key for use in published.consent.uses]
    complete = {key: answers.get(key, Answer.NOT_ANSWERED) for key in keys}
    if set(complete.values()) <= {Answer.NOT_ANSWERED}:
        raise NothingAnswered
    asks_to_consult = bool(published.consent.consult_question)
    return complete | ({CONSULT: answers.get(CONSULT, Answer.NOT_ANSWERED)} if asks_to_consult else {})


def add_record(
    link: Care, kind: RecordKind, published: Published, answers: Mapping[str, Answer], *,
    submission: Key, signed_name: str, source: AnswerSource = ONLINE,
) -> ConsentRecord:  # fmt: skip
    """Add one record with its answers, in the caller's transaction, and return it.

    Names and birthday are those of the family register at this moment; each yes has the last day on which it counts.
    """
    # One record of a child at a time: so that a larger number is a later record, on both engines.
    serialise_on("answers about a child", link.child.id)
    now, child = clock.now(), link.child
    record = _RECORDS.create(
        reference=new_reference("CF" if kind is RecordKind.FORM else "CW"), kind=kind, submission=submission,
        child=child.id, child_name=child.name, born_on=child.born_on,
        adult=link.adult_id, adult_name=link.adult_name, relationship=link.relationship,
        signed_name=signed_name, declared_responsibility=kind is RecordKind.FORM, signed_at=now,
        method=source.method, noted_by=source.noted_by_id, given_on=source.given_on or clock.london_date(now),
        witness=source.witness, paper_form=source.paper_form_id,
        wording=published.id, wording_sha256=published.sha256, language=published.language,
    )  # fmt: skip
    rows = [
        {"record": record.id, "kind": kind, "use": use, "answer": answer,
         "counts_until": _last_day(published, use, record.given_on) if answer is Answer.YES and use != CONSULT else None}
        for use, answer in answers.items()
    ]  # fmt: skip
    _ANSWERS.many(rows)
    _update_current(record, rows)
    return record


def _last_day(published: Published, use: str, given_on: date) -> date:
    """Return the last day on which a yes of a day counts; to one event, that of the event at the latest."""
    last = counts_until(given_on, terms_of(published.consent))
    return last_day_of(published.consent.use(use), last) or last


def _update_current(record: ConsentRecord, answers: list[dict[str, Any]]) -> None:
    """Bring the current answers up to date with a record; what was left out, or is older, erases nothing (§2.4)."""
    if record.method in OUTRANKS_ALL_BEFORE:
        whose, how = (record.child_id, record.adult_id), (record.given_on, record.method, record.wording_id)
        stored = [
            (*whose, row["use"], row["answer"], *how, record.id, record.signed_at, row["counts_until"])
            for row in answers
        ]
    else:
        stored = stored_answers(_answers_of(record.child_id, record.adult_id)(ConsentRecord)).tuples()
    _CURRENT.many([row for row in _current_rows(stored) if row["record_id"] == record.id])


def _current_rows(stored: Iterable[tuple[Any, ...]]) -> list[dict[str, object]]:
    """Return the rows of the current answers from rows of ``stored_answers``."""
    return [
        {"child": child, "adult": adult, "use": use, **{name: getattr(latest, name) for name in _DERIVED}}
        for (child, adult, use), latest in latest_stored(stored, facts_of_register()).items()
    ]


def rebuild_current() -> int:
    """Derive the table of current answers from the signed facts anew, and return how many rows it has."""
    with db.atomic():
        if not is_sqlite():  # which lets one transaction write at a time anyway
            db.execute_sql("LOCK TABLE consent_records IN SHARE MODE")
        return _rebuild(lambda _table: True)


def rebuild_after_merge(event: SamePersonEvent) -> None:
    """Derive anew what counts of two entries that were found to be one, or are two again.

    To be called while nobody else can answer for them.
    """
    model = ENTRIES[event.kind]
    entries = model.entries(event.kept_id) | model.entries(event.duplicate_id)
    _rebuild(lambda table: getattr(table, event.kind).in_(entries))


def ask_again_after_return(event: ResponsibilityChanged) -> None:
    """Ask each yes of an adult again whose restriction for a child ended, in the caller’s transaction (§8.12)."""
    _note_returns(ResponsibilityCheck.child_id.in_(Child.entries(event.subject_id)))


def ask_again_after_import(_event: Event) -> None:
    """The same of everybody: a list gives responsibility to many."""
    _note_returns(ResponsibilityCheck.id.is_null(False))


def _note_returns(which: Expression) -> None:
    """Note who was restricted, whatever came between, and has full responsibility by a later check.

    A check of another entry tells of them only from when the two were found to be one.
    """
    merges, done = stated_merges(), list[Merge]()
    noted = {id_ for (id_,) in ResponsibilityReturn.select(ResponsibilityReturn.check).tuples()}
    restricted: set[AnswerKey] = set()
    for check in ResponsibilityCheck.select().where(which).order_by(ResponsibilityCheck.id):
        while merges and merges[0][0] <= check.checked_at:
            done.append(merges.pop(0)[1])
            restricted = {done[-1].key(each) for each in restricted}
        whose: AnswerKey = (check.child_id, check.adult_id, "")
        for merge in done:
            whose = merge.key(whose)
        if check.responsibility == Responsibility.RESTRICTED:
            restricted.add(whose)
        elif check.responsibility == Responsibility.HELD and whose in restricted:
            restricted.remove(whose)
            if check.id not in noted:
                for _at, merge in merges:
                    whose = merge.key(whose)
                serialise_on("answers about a child", whose[0])
                ResponsibilityReturn.create(check=check, last_record=last_record())
                _rebuild(_answers_of(*whose[:2]))


def _answers_of(child: int, adult: int) -> Callable[[type[ConsentRecord] | type[CurrentAnswer]], Any]:
    """Return the condition that a record, or an answer that counts, is of an adult for a child."""
    return lambda table: table.child.in_(Child.entries(child)) & table.adult.in_(Adult.entries(adult))


def last_record() -> int:
    """Return the number of the newest signed record, which tells what was said before something else."""
    return int(ConsentRecord.select(fn.MAX(ConsentRecord.id)).scalar() or 0)


def _rebuild(which: Callable[[type[ConsentRecord] | type[CurrentAnswer]], Any]) -> int:
    CurrentAnswer.delete().where(which(CurrentAnswer)).execute()
    rows = _current_rows(stored_answers(which(ConsentRecord)).tuples().iterator())
    for part in chunked(rows, 500):
        CurrentAnswer.insert_many(part).execute()
    return len(rows)


def made_before(submission: str | None, checked: str, *, by_id: int) -> ConsentRecord | None:
    """Return the record that this person made of the answers they ``checked`` with the same submission, if they did."""
    return made_with(ConsentRecord, own_key(submission, by_id, "sign", checked)) if submission else None
