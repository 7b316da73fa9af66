"""What a concern is, the stages it passes through, and what it needs before it can be closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class Kind(StrEnum):
    """What a concern is about (product §4)."""

    SHARED_IMAGE = auto()
    PICTURE_WITHOUT_CONSENT = auto()
    PRIVATE_CONTACT = auto()
    """A friend request or a private message."""
    COMMENT_ON_POST = auto()
    STAFF_CONDUCT = auto()
    COMPLAINT = auto()
    """Any other complaint about care."""
    PERSONAL_INFORMATION = auto()
    LOW_LEVEL = auto()
    """A low-level concern about an adult who works here: raised by staff alone."""
    QUESTION = auto()
    COMPLIMENT = auto()


class Source(StrEnum):
    """How a concern reached the setting (product §4)."""

    SIGNED_IN = auto()
    NO_ACCOUNT = auto()
    LETTER = auto()
    EMAIL = auto()
    PHONE = auto()
    AT_THE_GATE = auto()
    FACEBOOK = auto()
    OFSTED = auto()
    AGENCY = auto()

    @property
    def is_logged(self) -> bool:
        """Whether somebody who works here keyed it in for whoever told it."""
        return self not in {Source.SIGNED_IN, Source.NO_ACCOUNT}


class Stage(StrEnum):
    """Where a concern stands. Derived from its entries, never stored."""

    RECEIVED = auto()
    ACKNOWLEDGED = auto()
    LOOKING_INTO_IT = auto()
    OUTCOME_TOLD = auto()
    CLOSED = auto()
    SENT_TO_OFSTED = auto()


class EntryKind(StrEnum):
    """The dated facts that a concern's history is made of."""

    RECEIVED = auto()
    ACKNOWLEDGED = auto()
    STARTED = auto()
    MESSAGE_FROM_RAISER = auto()
    MESSAGE_FROM_SETTING = auto()
    INTERNAL_NOTE = auto()
    OUTCOME_TOLD = auto()
    CLOSED = auto()
    REOPENED = auto()
    SENT_ON = auto()
    WITHDRAWN = auto()
    """Whoever raised it takes it back. The record stays, and so does the stage."""


class Outcome(StrEnum):
    """What was decided."""

    UPHELD = auto()
    PARTLY_UPHELD = auto()
    NOT_UPHELD = auto()
    COULD_NOT_BE_DECIDED = auto()
    RESOLVED_INFORMALLY = auto()
    BREACH_BY_STAFF = auto()
    """An outcome of earlier records, no longer offered: see ``facts.StaffOutcome``."""
    ANSWERED = auto()
    """A question was answered or a compliment passed on."""


class Reply(StrEnum):
    """How somebody would like to be answered. What they are owed by law they are told in any case."""

    HERE = auto()
    PHONE = auto()
    MEETING = auto()
    NONE = auto()


class Face(StrEnum):
    """What a file about concerns shows. The values stand in addresses and in the log."""

    FULL = auto()
    PSEUDONYMISED = auto()
    """People are labels, stable in one document (product §4.4)."""
    SUMMARY = auto()
    """Of the register: what any parent may ask for, without a complainant and a detail of what happened (product §4.3)."""
    BREACH = auto()
    """The record of a data breach alone."""
    LETTER = auto()
    """The outcome letter alone."""
    SHARED = auto()
    """A copy for whoever raised it: what they told us and we told them, in those words, and labels for all people besides."""

    @property
    def names_people(self) -> bool:
        return self not in {Face.PSEUDONYMISED, Face.SUMMARY, Face.SHARED}


class NothingReceived(Exception):
    """A history was read that does not begin with the concern being received."""


class NotAllowedNow(Refusal):
    """A fact was offered that does not follow from where the concern stands."""

    sentence = mark("This concern has moved on since you opened the page. Look at how it stands now.")
    field = "text"


class CannotCloseYet(Refusal):
    """A concern was asked to be closed before it was finished (product §4.3)."""

    sentence = mark(
        "This concern cannot be closed yet. It needs an outcome, the actions taken, the date the person was told, each "
        "action done, and each duty done or not needed."
    )


class CompletedTooEarly(Refusal):
    """Nothing was completed before the person was told its outcome, and each action was done."""

    sentence = mark("This is before the person was told, or an action was done. Check the day and the year")
    field = "completed_on"


class OutcomeDoesNotFit(Refusal):
    """An outcome was chosen that this kind of concern cannot have."""

    sentence = mark("A concern of this kind cannot end so. Choose what you decided")
    field = "outcome"


@dataclass(frozen=True)
class Entry:
    """One dated fact of a concern's history. ``on`` is the day it happened, not the day it was logged."""

    kind: EntryKind
    on: date
    outcome: Outcome | None = None
    actions: str = ""


ONLY_ANSWERED = frozenset({Kind.QUESTION, Kind.COMPLIMENT})
"""What is answered and needs no decision: the form does not ask whom it is about."""
# Any other kind, and whatever is added, goes the careful way.
SAFEGUARDING_KINDS = frozenset(Kind) - ONLY_ANSWERED - {Kind.COMPLAINT, Kind.PERSONAL_INFORMATION}
_ABOUT_PERSONAL_DATA = frozenset({Kind.SHARED_IMAGE, Kind.PICTURE_WITHOUT_CONSENT, Kind.PERSONAL_INFORMATION})
_CONVERSATION = frozenset(
    {EntryKind.MESSAGE_FROM_RAISER, EntryKind.MESSAGE_FROM_SETTING, EntryKind.INTERNAL_NOTE, EntryKind.WITHDRAWN}
)
_NEXT: dict[Stage, frozenset[EntryKind]] = {
    Stage.RECEIVED: _CONVERSATION
    | {EntryKind.ACKNOWLEDGED, EntryKind.STARTED, EntryKind.OUTCOME_TOLD, EntryKind.SENT_ON},
    Stage.ACKNOWLEDGED: _CONVERSATION | {EntryKind.STARTED, EntryKind.OUTCOME_TOLD, EntryKind.SENT_ON},
    Stage.LOOKING_INTO_IT: _CONVERSATION | {EntryKind.OUTCOME_TOLD, EntryKind.SENT_ON},
    Stage.OUTCOME_TOLD: _CONVERSATION | {EntryKind.CLOSED, EntryKind.REOPENED, EntryKind.SENT_ON},
    Stage.CLOSED: _CONVERSATION | {EntryKind.REOPENED, EntryKind.SENT_ON},
    # Sending a concern on does not end the setting's own duty to tell the person the outcome.
    Stage.SENT_TO_OFSTED: _CONVERSATION | {EntryKind.OUTCOME_TOLD, EntryKind.REOPENED},
}
_LEADS_TO = {
    EntryKind.ACKNOWLEDGED: Stage.ACKNOWLEDGED,
    EntryKind.STARTED: Stage.LOOKING_INTO_IT,
    EntryKind.OUTCOME_TOLD: Stage.OUTCOME_TOLD,
    EntryKind.CLOSED: Stage.CLOSED,
    EntryKind.REOPENED: Stage.LOOKING_INTO_IT,
    EntryKind.SENT_ON: Stage.SENT_TO_OFSTED,
}


def is_complaint(kind: Kind) -> bool:
    """Return whether the law has an outcome told within 28 days, and counts it as a complaint (product §4.2)."""
    return kind not in ONLY_ANSWERED | {Kind.LOW_LEVEL}


def needs_data_protection_part(kind: Kind, about_personal_data: bool) -> bool:
    """Return whether a data-protection complaint is part of it: by itself for pictures shown or shared (product §4.2)."""
    return kind in _ABOUT_PERSONAL_DATA or about_personal_data


def allowed_next(stage: Stage) -> frozenset[EntryKind]:
    """Return the facts that may follow ``stage`` (product §4.3)."""
    return _NEXT[stage]


def stage(entries: Iterable[Entry]) -> Stage:
    """Fold a history, in the order it was logged, into where the concern stands.

    A fact that could not follow where it was logged (two people pressed at once) changes nothing.
    Raises NothingReceived when the first fact is not the receipt.
    """
    history = iter(entries)
    first = next(history, None)
    if first is None or first.kind is not EntryKind.RECEIVED:
        raise NothingReceived
    now = Stage.RECEIVED
    for entry in history:
        if entry.kind in _NEXT[now]:
            now = _LEADS_TO.get(entry.kind, now)
    return now


def check_next(kind: EntryKind, entries: Iterable[Entry]) -> None:
    """Raise NotAllowedNow when ``kind`` does not follow from where the concern stands."""
    now = stage(entries)
    if kind not in _NEXT[now]:
        raise NotAllowedNow(kind=kind, stage=now)


def first_told_on(entries: Iterable[Entry]) -> date | None:
    """Return the day the person was first told an outcome: the day the 28-day clock stopped.

    Reopening a concern later does not make an answer that was in time late.
    """
    return next((entry.on for entry in entries if entry.kind is EntryKind.OUTCOME_TOLD), None)


def latest_outcome(entries: Collection[Entry]) -> Entry | None:
    """Return the outcome that counts: the last one that was told."""
    return next((entry for entry in reversed(list(entries)) if entry.outcome is not None), None)


def completed_on(entries: Collection[Entry]) -> date | None:
    """Return the day on which a concern was completed, while it is closed."""
    closed = [entry.on for entry in entries if entry.kind is EntryKind.CLOSED]
    return closed[-1] if closed and stage(entries) is Stage.CLOSED else None


def outcomes_for(kind: Kind) -> frozenset[Outcome]:
    """Return the outcomes a concern of this kind can have."""
    if kind in ONLY_ANSWERED:
        return frozenset({Outcome.ANSWERED})
    # What a breach by staff led to is a fact of its own, which nobody reads who raised it.
    return frozenset(Outcome) - {Outcome.ANSWERED, Outcome.BREACH_BY_STAFF}


def check_outcome(outcome: Outcome, kind: Kind) -> None:
    """Raise OutcomeDoesNotFit when a concern of this kind cannot end so."""
    if outcome not in outcomes_for(kind):
        raise OutcomeDoesNotFit(outcome=outcome, kind=kind)


def missing_to_close(entries: Collection[Entry], *, has_open_duties: bool, has_open_actions: bool) -> list[str]:
    """Return what the concern lacks before it can be closed (product.md §4.3). Raises NotAllowedNow when it is closed.

    It needs an outcome, the actions taken and done, the date the person was told, and each duty done or not needed; a
    reopened concern, or one sent on to Ofsted, needs the person to be told again. The actions may say that none was needed, not
    be blank.
    """
    now = stage(entries)
    if now is Stage.CLOSED:
        raise NotAllowedNow(kind=EntryKind.CLOSED, stage=now)
    told = latest_outcome(entries)
    present = {
        mark("the outcome"): told is not None,
        mark("the actions taken"): told is not None and bool(told.actions.strip()),
        mark("the date the person was told"): now is Stage.OUTCOME_TOLD,
        mark("each duty done, or why it is not needed"): not has_open_duties,
        mark("each action done, or taken off the list"): not has_open_actions,
    }
    return [what for what, is_present in present.items() if not is_present]
