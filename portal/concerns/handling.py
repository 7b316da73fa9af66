"""What handlers do with a concern, from opening it to closing it. Each function is one intention, whole or not at all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from portal.attachments.models import Attachment
from portal.concerns import policy
from portal.concerns.clocks import NotYet, check_late_reason, check_told_on, outcome_clock
from portal.concerns.duties import (
    BY_THE_HOUR,
    Answer,
    BeforeItWasKnown,
    Duty,
    DutyFact,
    RecordedMeanwhile,
    check_fact,
    states,
)
from portal.concerns.events import (
    AskedFirstAnswered,
    ConcernAnswered,
    ConcernClosed,
    ConcernEvent,
    ConcernReopened,
    ConcernViewed,
    DutyRecorded,
    EvidenceOpened,
    OutcomeTold,
)
from portal.concerns.evidence import attach
from portal.concerns.facts import Fact
from portal.concerns.models import Concern, ConcernDuty, ConcernEntry
from portal.concerns.noting import add_facts, record_of
from portal.concerns.policy import (
    CannotCloseYet,
    CompletedTooEarly,
    Entry,
    EntryKind,
    Kind,
    Outcome,
    check_next,
    check_outcome,
    latest_outcome,
)
from portal.concerns.register import circumstances, histories
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, already_made, own_key

# What is recorded by itself, or with more than words, is no step.
STEPS = frozenset(EntryKind) - {
    EntryKind.RECEIVED, EntryKind.MESSAGE_FROM_RAISER, EntryKind.OUTCOME_TOLD, EntryKind.CLOSED, EntryKind.WITHDRAWN,
}  # fmt: skip


@dataclass(frozen=True)
class OutcomeDetails:
    """An outcome and how the person was told it. ``late_reason`` is needed once a complaint’s 28 days have passed.

    ``data_outcome`` is what was decided about personal information, and is told with it.
    """

    outcome: Outcome
    actions: str
    text: str
    told_on: date
    late_reason: str = ""
    data_outcome: str = ""

    @property
    def words(self) -> str:
        """What the person reads: both outcomes."""
        return "\n\n".join(words for words in (self.text, self.data_outcome) if words)


def history(concern: Concern) -> list[Entry]:
    """Return the dated facts of a concern, in the order they were logged, as the rules read them."""
    return histories([concern.id])[concern.id]


def take_step(
    concern: Concern,
    kind: EntryKind,
    text: str,
    *,
    evidence: Sequence[Attachment] = (),
    on: date | None = None,
    facts: Sequence[Fact] = (),
    submission: str,
    by_id: int,
) -> ConcernEntry:
    """Record once that a handler acknowledged, began, wrote, noted, sent on or reopened; return the entry (product.md §8.6).

    Raises NotAllowedNow, FileGone, NotYet, BeforeItWasKnown, and ValueError for a kind that is not one of STEPS.
    """
    if kind not in STEPS:
        raise ValueError(kind)
    on = on or clock.today()
    with db.atomic():
        key = own_key(submission, by_id, concern.id, kind, text, on, *facts, [file.id for file in evidence])
        if made := already_made(ConcernEntry, key):
            return made
        concern.lock()
        check_next(kind, history(concern))
        _check_day(concern, on)
        entry = add_entry(concern, kind, key, by_id=by_id, text=text, happened_on=on)
        attach(evidence, entry)
        add_facts(concern, facts, record_of(concern), key, by_id=by_id)
        bus.publish(_step_event(concern, kind, entry.id, by_id))
    return entry


def _check_day(concern: Concern, on: date) -> None:
    if not concern.received_on <= on <= clock.today():
        raise (BeforeItWasKnown if on < concern.received_on else NotYet)(field="on")


def _step_event(concern: Concern, kind: EntryKind, entry_id: int, by_id: int) -> ConcernEvent:
    if kind is EntryKind.REOPENED:
        return ConcernReopened(actor_id=by_id, subject_id=concern.id, entry_id=entry_id)
    return ConcernAnswered(actor_id=by_id, subject_id=concern.id, entry=kind, entry_id=entry_id)


def tell_outcome(concern: Concern, details: OutcomeDetails, *, submission: str, by_id: int) -> ConcernEntry:
    """Record the outcome, the actions and the day the person was told, and return the entry (product.md §4.2, §4.3).

    Raises NotAllowedNow, OutcomeDoesNotFit, NotYet, ToldTooEarly, and LateReasonNeeded while no reason was given.
    """
    with db.atomic():
        key = own_key(submission, by_id, concern.id, EntryKind.OUTCOME_TOLD, *vars(details).values())
        if made := already_made(ConcernEntry, key):
            return made
        concern.lock()
        before = history(concern)
        check_next(EntryKind.OUTCOME_TOLD, before)
        check_outcome(details.outcome, Kind(concern.kind))
        last = latest_outcome(before)
        check_told_on(details.told_on, since=(last or before[0]).on, on=clock.today())
        if last is None and not concern.entries.where(ConcernEntry.late_reason != "").exists():
            due = outcome_clock(Kind(concern.kind), concern.received_on, on=clock.today(), told_on=details.told_on)
            check_late_reason(due, details.late_reason)
        entry = add_entry(
            concern, EntryKind.OUTCOME_TOLD, key, by_id=by_id, happened_on=details.told_on, text=details.words,
            outcome=details.outcome, actions=details.actions, late_reason=details.late_reason,
        )  # fmt: skip
        if details.data_outcome:
            own_outcome = DutyFact(Duty.DATA_OUTCOME, Answer.DONE, details.told_on, text=details.data_outcome)
            _add_duty(concern, own_outcome, key, by_id=by_id)
        bus.publish(OutcomeTold(actor_id=by_id, subject_id=concern.id, outcome=details.outcome, entry_id=entry.id))
        if concern.asking_adult and last is None:
            asked = {"child_id": concern.child_id, "adult_id": concern.asking_adult}
            bus.publish(AskedFirstAnswered(actor_id=by_id, subject_id=concern.id, **asked))
    return entry


def latest_duty(concern: Concern, duty: Duty) -> ConcernDuty | None:
    """Return what was last recorded of a duty."""
    recorded = ConcernDuty.select().where((ConcernDuty.concern == concern.id) & (ConcernDuty.duty == duty))
    return recorded.order_by(ConcernDuty.id.desc()).first()  # type: ignore[no-any-return]


def record_duty(concern: Concern, fact: DutyFact, *, seen: int, submission: str, by_id: int) -> ConcernDuty:
    """Record what was answered or done about a duty, and return the row; it counts in place of the one before.

    ``seen`` is the row that the page showed, 0 for none. Raises RecordedMeanwhile, and what ``check_fact`` raises.
    """
    with db.atomic():
        key = own_key(submission, by_id, concern.id, *asdict(fact).values())
        if made := already_made(ConcernDuty, key):
            return made
        concern.lock()
        before, now = latest_duty(concern, fact.duty), clock.now()
        if (before.id if before else 0) != seen:
            raise RecordedMeanwhile
        if fact.answer is Answer.NOT_NEEDED and fact.duty in BY_THE_HOUR:
            fact = replace(fact, at=now)
        check_fact(fact, circumstances([concern.id])[concern.id], now=now)
        return _add_duty(concern, fact, key, by_id=by_id)


def _add_duty(concern: Concern, fact: DutyFact, key: Key, *, by_id: int) -> ConcernDuty:
    values = asdict(fact)
    row: ConcernDuty = ConcernDuty.create(
        concern=concern, happened_on=values.pop("on"), by=by_id, submission=key, **values
    )
    bus.publish(DutyRecorded(actor_id=by_id, subject_id=concern.id, duty_id=row.id))
    return row


def missing_to_close(concern: Concern) -> list[str]:
    """Return what the concern lacks before it can be closed. Raises NotAllowedNow when it is closed already."""
    about = circumstances([concern.id])[concern.id]
    return policy.missing_to_close(
        about.entries,
        has_open_duties=any(each.is_open for each in states(about, now=clock.now())),
        has_open_actions=bool(record_of(concern).open_actions),
    )


def close_concern(concern: Concern, *, submission: str, by_id: int, completed_on: date | None = None) -> ConcernEntry:
    """Close a concern as completed on a day, today unless said otherwise, and return the entry (product.md §4.3).

    Raises CannotCloseYet, NotAllowedNow, CompletedTooEarly and NotYet.
    """
    on = completed_on or clock.today()
    with db.atomic():
        key = own_key(submission, by_id, concern.id, EntryKind.CLOSED, on)
        if made := already_made(ConcernEntry, key):
            return made
        concern.lock()
        if missing_to_close(concern):
            raise CannotCloseYet
        if on > clock.today():
            raise NotYet(field="completed_on")
        told, actions = latest_outcome(history(concern)), record_of(concern).actions
        if any(day and on < day for day in (told and told.on, *(action.on for action in actions))):
            raise CompletedTooEarly
        entry = add_entry(concern, EntryKind.CLOSED, key, by_id=by_id, happened_on=on)
        bus.publish(ConcernClosed(actor_id=by_id, subject_id=concern.id, entry_id=entry.id))
    return entry


def add_entry(
    concern: Concern, kind: EntryKind, submission: Key, *, by_id: int | None, **columns: object
) -> ConcernEntry:
    """Add one fact to the history of a concern, of today unless ``columns`` say otherwise, in the caller's transaction."""
    now = clock.now()
    values = {"happened_on": clock.london_date(now), "logged_at": now, **columns}
    entry: ConcernEntry = ConcernEntry.create(concern=concern, kind=kind, by=by_id, submission=submission, **values)
    return entry


def log_view(concern: Concern, *, by_id: int) -> None:
    """Log that a handler opened a concern (product.md §7)."""
    with db.atomic():
        bus.publish(ConcernViewed(actor_id=by_id, subject_id=concern.id))


def log_evidence_opened(concern: Concern, file: Attachment, *, is_original: bool, by_id: int | None) -> None:
    """Log that somebody looked at a file of evidence, or downloaded it."""
    opened = EvidenceOpened(actor_id=by_id, subject_id=concern.id, attachment_id=file.id, is_original=is_original)
    with db.atomic():
        bus.publish(opened)
