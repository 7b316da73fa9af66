"""Who owes us an answer about pictures: each adult by themselves, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import Expression, ModelSelect

from portal.consents.models import CurrentAnswer
from portal.consents.own_child import closed_to
from portal.consents.policy import Answer, LatestAnswer, Standing
from portal.consents.reminders.policy import INVITATIONS, OwnWord, ReminderChannel, own_word
from portal.consents.rulings import current_terms
from portal.families.invitees import Invitee, invitees
from portal.families.models import Child, ChildSession, Guardianship
from portal.families.policy import SessionKind
from portal.families.stages import Stage
from portal.foundation.database import db
from portal.wording import service as wording
from portal.wording.policy import Document, Use


@dataclass(frozen=True)
class Filter:
    """Which adults are looked for: those of a session’s children, those who owe an answer to one use."""

    session: SessionKind | None = None
    use: str | None = None


EVERYBODY = Filter()


@dataclass(frozen=True)
class Gap:
    """Uses that wait for the same reason; ``is_all`` when they are all that is asked."""

    standing: Standing
    runs_out_on: date | None
    uses: tuple[Use, ...]
    is_all: bool


@dataclass(frozen=True)
class WaitingChild:
    """One child for whom an adult’s answers wait."""

    id: int
    name: str
    called: str
    sessions: frozenset[SessionKind]
    gaps: tuple[Gap, ...]

    def fits(self, wanted: Filter) -> bool:
        """Return whether the child is of the session, and the use waits for an answer."""
        asked = {use.key for gap in self.gaps for use in gap.uses}
        return wanted.session in (None, *self.sessions) and wanted.use in (None, *asked)


@dataclass(frozen=True)
class Recipient:
    """One adult with parental responsibility who owes answers, for which children, and how to reach them.

    ``way`` is None for whoever nothing can be sent to, since their account is closed. ``written_at`` is when they
    were last reminded or invited, if that was within the last three days.
    """

    adult_id: int
    name: str
    address: str
    email: str
    login: str
    children: tuple[WaitingChild, ...]
    way: ReminderChannel | None
    written_at: datetime | None

    @property
    def is_written_to_now(self) -> bool:
        """Whether a reminder sent now would go to them."""
        return self.way is not None and self.written_at is None

    @property
    def called(self) -> tuple[str, ...]:
        """Return what the children are called: all that a message says of them."""
        return tuple(child.called for child in self.children)


def recipients(wanted: Filter = EVERYBODY, *, on: date) -> list[Recipient]:
    """Return who owes an answer on a day, by name, each with everything that waits for them.

    A filter chooses the adults, not what they are told: one message names all that waits. A hold changes nothing
    here, so that nobody can tell from a message that there is one. Raises NothingPublished.
    """
    waiting = _waiting(on)
    found = [_chased(invitee, waiting[invitee.adult.id]) for invitee in invitees(on=on) if invitee.adult.id in waiting]
    return narrowed(found, wanted)


def as_seen_by(account: Any, adults: Iterable[Recipient]) -> list[Recipient]:
    """Say of a child in one's own care that an answer waits, and not to what: the rest could be told from it (§2.6)."""
    closed = closed_to(account)
    return [
        replace(adult, children=tuple(replace(c, gaps=()) if c.id in closed else c for c in adult.children))
        for adult in adults
    ]


def narrowed(adults: Iterable[Recipient], wanted: Filter) -> list[Recipient]:
    """Return those of the adults whom a filter looks for."""
    return [adult for adult in adults if any(child.fits(wanted) for child in adult.children)]


@dataclass(frozen=True)
class SendPlan:
    """Who gets what when these adults are reminded now, and who gets nothing."""

    emailed: tuple[Recipient, ...]
    lettered: tuple[Recipient, ...]
    invited: tuple[Recipient, ...]
    left_out: tuple[Recipient, ...]
    unreachable: tuple[Recipient, ...]

    @property
    def written_to(self) -> tuple[Recipient, ...]:
        return (*self.emailed, *self.lettered, *self.invited)


def send_plan(adults: Iterable[Recipient]) -> SendPlan:
    """Sort adults by what a reminder now would bring each of them."""
    listed = tuple(adults)
    now = [adult for adult in listed if adult.is_written_to_now]
    return SendPlan(
        emailed=tuple(adult for adult in now if adult.way is ReminderChannel.EMAIL),
        lettered=tuple(adult for adult in now if adult.way is ReminderChannel.LETTER),
        invited=tuple(adult for adult in now if adult.way in INVITATIONS),
        left_out=tuple(adult for adult in listed if adult.way and adult.written_at),
        unreachable=tuple(adult for adult in listed if adult.way is None),
    )


def uses_asked() -> tuple[Use, ...]:
    """Return the uses of the present form. Raises NothingPublished."""
    return tuple(wording.current(Document.CONSENT_FORM).consent.uses)


def adults_by_use(adults: Iterable[Recipient]) -> Counter[str]:
    """Return for each use’s key how many of these adults owe an answer to it."""
    return Counter(
        key
        for adult in adults
        for key in {use.key for child in adult.children for gap in child.gaps for use in gap.uses}
    )


def _waiting(on: date) -> dict[int, tuple[WaitingChild, ...]]:
    """Return by adult the children for whom they owe answers, the eldest first."""
    attending = Child.attending(on).select(Child.id)
    uses, sessions = uses_asked(), _sessions(attending)
    words = OwnWords(CurrentAnswer.child.in_(attending), on=on)
    found: dict[int, tuple[WaitingChild, ...]] = defaultdict(tuple)
    columns = (Guardianship.adult, Child.id, Child.first_name, Child.last_name, Child.known_as, Child.leaves_on)
    query = Guardianship.select(*columns).join(Child).where(Guardianship.has_parental_responsibility)
    rows = query.where(Guardianship.child.in_(attending)).order_by(Child.born_on, Child.id)
    for adult_id, child_id, first_name, last_name, known_as, leaves_on in rows.tuples():
        said = {use: words.of(adult_id, child_id, use.key, leaves_on) for use in uses}
        if gaps := _gaps(said):
            called = known_as or first_name
            child = WaitingChild(child_id, f"{first_name} {last_name}", called, frozenset(sessions[child_id]), gaps)
            found[adult_id] = (*found[adult_id], child)
    return found


def _gaps(said: Mapping[Use, OwnWord]) -> tuple[Gap, ...]:
    grouped: dict[tuple[Standing, date | None], list[Use]] = {}
    for use, own in said.items():
        if own.asks_again:
            grouped.setdefault((own.standing, own.runs_out_on), []).append(use)
    return tuple(Gap(*why, tuple(uses), len(uses) == len(said)) for why, uses in grouped.items())


class OwnWords:
    """What each adult last said about each child and use; the same answer of the same day is weighed once.

    ``which`` of the last answers are read, as a condition on CurrentAnswer.
    """

    def __init__(self, which: Expression, *, on: date) -> None:
        self._on, self._terms = on, current_terms()
        self._valid = wording.still_valid(Document.CONSENT_FORM)
        whose = (CurrentAnswer.adult, CurrentAnswer.child, CurrentAnswer.use)
        query = CurrentAnswer.select(*whose, CurrentAnswer.answer, CurrentAnswer.given_on, CurrentAnswer.wording_id)
        rows = db.execute(query.where(which))
        self._said = {(adult, child, use): tuple(answer) for adult, child, use, *answer in rows}
        self._weighed: dict[object, OwnWord] = {}

    def of(self, adult_id: int, child_id: int, use: str, last_day: date | None) -> OwnWord:
        said = self._said.get((adult_id, child_id, use))
        if (said, last_day) not in self._weighed:
            latest = self._latest(*said) if said else None
            self._weighed[said, last_day] = own_word(latest, on=self._on, terms=self._terms, last_day=last_day)
        return self._weighed[said, last_day]

    def _latest(self, answer: str, given_on: str | date, wording_id: int) -> LatestAnswer:
        day = date.fromisoformat(given_on) if isinstance(given_on, str) else given_on
        return LatestAnswer(0, Answer(answer), day, wording_id in self._valid)


def _sessions(attending: ModelSelect) -> dict[int, set[SessionKind]]:
    found: dict[int, set[SessionKind]] = defaultdict(set)
    query = ChildSession.select(ChildSession.child, ChildSession.kind).where(ChildSession.child.in_(attending))
    for child_id, kind in query.tuples():
        found[child_id].add(SessionKind(kind))
    return found


def _chased(invitee: Invitee, children: tuple[WaitingChild, ...]) -> Recipient:
    adult = invitee.adult
    return Recipient(
        adult_id=adult.id,
        name=str(adult.name),
        address=str(adult.address),
        email=invitee.email,
        login=invitee.standing.login,
        children=children,
        way=_way(invitee),
        written_at=invitee.written_at if invitee.is_written_to_lately else None,
    )


def _way(invitee: Invitee) -> ReminderChannel | None:
    if invitee.is_closed:
        return None
    if invitee.standing.stage is Stage.IN:
        return ReminderChannel.EMAIL if invitee.email else ReminderChannel.LETTER
    return ReminderChannel.INVITATION_EMAIL if invitee.can_be_emailed else ReminderChannel.INVITATION_LETTER
