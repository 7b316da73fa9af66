"""Who owes us an answer about pictures: each adult by themselves, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from peewee import ModelSelect

from portal.accounts.policy import InvitationStatus
from portal.consents.models import ConsentAnswer, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, AnswerState, LatestAnswer
from portal.consents.reminders.policy import AnswerStatus, ReminderChannel, adult_status
from portal.consents.rulings import LEFT_OPEN, left_open, terms_of
from portal.families.invitees import Invitee, invitees
from portal.families.models import Adult, Child, Guardianship
from portal.families.own_child import closed_to
from portal.families.register import sessions_of
from portal.families.sessions import session_names
from portal.foundation.compiled import day
from portal.foundation.database import db
from portal.web import filters
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import Use


@dataclass(frozen=True)
class Filter:
    """Which adults are looked for: those of a session’s children, those who owe an answer to one use."""

    session: str | None = None
    use: str | None = None

    @classmethod
    def chosen(cls, given: Mapping[str, str]) -> "Filter":
        """Return the filter that an address or a form names; a session or use that does not exist leaves it open."""
        use = given.get("use", "")
        is_asked = use in {known.key for known in uses_asked()}
        return cls(filters.chosen(session_names(), given.get("session")), use if is_asked else None)

    def address(self) -> dict[str, str]:
        return filters.address(session=self.session, use=self.use)

    @property
    def described(self) -> str:
        """What is looked for, in words; empty for everybody."""
        labels = [use.label for use in uses_asked() if use.key == self.use]
        return ", ".join([session_names()[self.session], *labels] if self.session else labels)


EVERYBODY = Filter()


@dataclass(frozen=True)
class Gap:
    """Uses that wait for the same reason; ``is_all`` when they are all that is asked."""

    state: AnswerState
    counts_until: date | None
    uses: tuple[Use, ...]
    is_all: bool


@dataclass(frozen=True)
class WaitingChild:
    """One child for whom an adult’s answers wait."""

    id: int
    name: str
    called: str
    sessions: frozenset[str]
    gaps: tuple[Gap, ...]

    @property
    def uses(self) -> frozenset[str]:
        return frozenset(use.key for gap in self.gaps for use in gap.uses)

    def fits(self, wanted: Filter) -> bool:
        """Return whether the child is of the session, and the use waits for an answer."""
        return wanted.session in (None, *self.sessions) and wanted.use in (None, *self.uses)


@dataclass(frozen=True)
class Recipient:
    """One adult whose yes would count and who owes answers, for which children, and how to reach them.

    ``channel`` is None for whoever nothing can be sent to, since their account is closed. ``contacted_at`` is when
    they were last reminded or invited, if that was within the last three days.
    """

    adult: Adult
    email: str
    login: str
    children: tuple[WaitingChild, ...]
    channel: ReminderChannel | None
    contacted_at: datetime | None

    @property
    def called(self) -> tuple[str, ...]:
        """Return what the children are called: all that a message says of them."""
        return tuple(child.called for child in self.children)

    @property
    def part_of_plan(self) -> str:
        """The part of a SendPlan in which they are."""
        if self.channel is None:
            return "unreachable"
        if self.contacted_at:
            return "left_out"
        return "invited" if self.channel.is_invitation else "lettered" if self.channel.is_letter else "emailed"


@dataclass(frozen=True)
class SendPlan:
    """Who gets what when some adults are reminded now, and who gets nothing."""

    emailed: tuple[Recipient, ...]
    lettered: tuple[Recipient, ...]
    invited: tuple[Recipient, ...]
    left_out: tuple[Recipient, ...]
    unreachable: tuple[Recipient, ...]

    @classmethod
    def of(cls, adults: Iterable[Recipient]) -> "SendPlan":
        listed = tuple(adults)
        parts = {part.name: tuple(each for each in listed if each.part_of_plan == part.name) for part in fields(cls)}
        return cls(**parts)

    @property
    def contacted(self) -> tuple[Recipient, ...]:
        return (*self.emailed, *self.lettered, *self.invited)


def recipients(wanted: Filter = EVERYBODY, *, on: date) -> list[Recipient]:
    """Return who owes an answer on a day, by name, each with everything that waits for them.

    A filter chooses the adults, not what they are told: one message names all that waits. A hold changes nothing
    here, so that nobody can tell from a message that there is one. Raises NothingPublished.
    """
    waiting = waiting_children(on)
    found = [_recipient(each, waiting[each.adult.id]) for each in invitees(on=on) if each.adult.id in waiting]
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


def uses_asked() -> tuple[Use, ...]:
    """Return the uses of the present form. Raises NothingPublished."""
    return tuple(wording.current(DocumentKey.CONSENT_FORM).consent.uses)


def adults_by_use(adults: Iterable[Recipient]) -> Counter[str]:
    """Return for each use’s key how many of these adults owe an answer to it."""
    return Counter(key for adult in adults for key in frozenset[str]().union(*(child.uses for child in adult.children)))


def waiting_children(on: date) -> dict[int, tuple[WaitingChild, ...]]:
    """Return by adult the children for whom they owe answers, the eldest first."""
    attending = Child.attending(on).select(Child.id)
    uses, sessions, status = uses_asked(), sessions_of(attending), _statuses(attending, on)
    columns = (Guardianship.adult, Child.id, Child.first_name, Child.last_name, Child.known_as, Child.leaves_on)
    query = Guardianship.select(*columns).join(Child).where(Guardianship.can_say_yes())
    rows = query.where(Guardianship.child.in_(attending)).order_by(Child.born_on, Child.id)
    found: dict[int, tuple[WaitingChild, ...]] = defaultdict(tuple)
    for adult_id, child_id, first_name, last_name, known_as, leaves_on in rows.tuples():
        if gaps := _gaps({use: status(adult_id, child_id, use.key, last_day=leaves_on) for use in uses}):
            name, called = f"{first_name} {last_name}", known_as or first_name
            found[adult_id] += (WaitingChild(child_id, name, called, frozenset(sessions[child_id]), gaps),)
    return found


def _gaps(said: Mapping[Use, AnswerStatus]) -> tuple[Gap, ...]:
    grouped: dict[tuple[AnswerState, date | None], list[Use]] = {}
    for use, own in said.items():
        if own.asks_again:
            grouped.setdefault((own.state, own.counts_until), []).append(use)
    return tuple(Gap(*why, tuple(uses), len(uses) == len(said)) for why, uses in grouped.items())


def _statuses(attending: ModelSelect, on: date) -> Callable[..., AnswerStatus]:
    """Return what tells of an adult, a child and a use, with the child’s last day, what the last answer is worth."""
    form = wording.in_force(DocumentKey.CONSENT_FORM)
    terms, current = terms_of(form.published.consent), CurrentAnswer
    whose = (current.adult, current.child, current.use, current.wording_id)
    rows = db.execute(
        current.select(*whose, current.answer, current.given_on, current.counts_until).where(
            current.child.in_(attending)
        )
    )
    said = {
        (adult, child, use): (form.counts(use, wording_id), *answer) for adult, child, use, wording_id, *answer in rows
    }

    columns = (
        ConsentRecord.adult,
        ConsentRecord.child,
        ConsentAnswer.use,
        ConsentRecord.wording,
        ConsentRecord.given_on,
    )
    left_out = ConsentAnswer.select(*columns).join(ConsentRecord, on=(ConsentAnswer.record == ConsentRecord.id))
    silent = left_open(form, db.execute(left_out.where(LEFT_OPEN & ConsentRecord.child.in_(attending))))

    @cache  # the same answer of the same day is weighed once
    def worth(found: tuple[Any, ...] | None, last_day: date | None, left: date | None) -> AnswerStatus:
        latest = None
        if found:
            counts, answer, given_on, until = found
            latest = LatestAnswer(0, Answer(answer), day(given_on), counts, counts_until=day(until) if until else None)
        return adult_status(latest, on=on, terms=terms, last_day=last_day, left_open=left)

    return lambda *whose, last_day: worth(said.get(whose), last_day, silent.get(whose))


def _recipient(invitee: Invitee, children: tuple[WaitingChild, ...]) -> Recipient:
    contacted_at = invitee.contacted_at if invitee.was_contacted_lately else None
    return Recipient(
        invitee.adult, invitee.email, invitee.adult.account.login if invitee.adult.account else "", children, _channel(invitee), contacted_at
    )  # fmt: skip


def _channel(invitee: Invitee) -> ReminderChannel | None:
    if invitee.is_closed:
        return None
    if invitee.status is InvitationStatus.SIGNED_UP:
        return ReminderChannel.EMAIL if invitee.email else ReminderChannel.LETTER
    return ReminderChannel.INVITATION_EMAIL if invitee.can_be_emailed else ReminderChannel.INVITATION_LETTER
