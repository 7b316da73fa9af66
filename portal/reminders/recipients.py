"""Who owes an answer about pictures or a signature under our rules, and how each is reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import fn

from portal.accounts.models import Account
from portal.accounts.policy import InvitationStatus
from portal.acknowledgements import outstanding
from portal.acknowledgements.outstanding import OwedFilter, Person
from portal.consents import one_event
from portal.consents.outstanding import WaitingChild, uses_asked, waiting_children
from portal.families.contact_limit import was_contacted_lately
from portal.families.invitees import Invitee, invitees
from portal.families.models import Adult
from portal.families.own_child import closed_to
from portal.families.policy import Responsibility
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.text import folded
from portal.mail import service as mail
from portal.reminders.models import Reminder, ReminderRound
from portal.reminders.policy import Owed, ReminderChannel
from portal.web import filters
from portal.wording import service as wording


@dataclass(frozen=True)
class Filter:
    """Which adults are looked for: of a session’s children, who owe an answer to one use, or who owe one kind of thing."""

    session: str | None = None
    use: str | None = None
    owed: Owed | None = None

    @classmethod
    def chosen(cls, given: Mapping[str, str]) -> "Filter":
        """Return the filter that an address or a form names; what does not exist leaves it open."""
        use = given.get("use", "")
        is_asked = use in {known.key for known in uses_asked()}
        return cls(
            filters.chosen(session_names(), given.get("session")),
            use if is_asked else None,
            filters.chosen(Owed, given.get("owed")),
        )

    def address(self) -> dict[str, str]:
        return filters.address(**vars(self))

    def fits(self, adult: "Recipient") -> bool:
        """Return whether an adult is looked for. Whoever owes rules alone has no session and no use."""
        if self.owed is Owed.DOCUMENTS and not adult.documents:
            return False
        if not (self.session or self.use) and self.owed in (None, Owed.DOCUMENTS):
            return True
        return any(
            self.session in (None, *child.sessions)
            and self.use in (None, *child.uses)
            and (self.owed is not Owed.ENDING or child.ends_on)
            for child in adult.children
        )


EVERYBODY = Filter()


@dataclass(frozen=True)
class Recipient:
    """One adult who owes something: answers for ``children``, signatures under ``documents``, by their titles.

    Whoever works here and is on no list of families has an ``adult`` that is stored nowhere, with their account.
    ``channel`` is None for whoever nothing can be sent to, since their account is closed. ``contacted_at`` is when
    they were last reminded or invited, if that was within the last three days. ``is_failing`` says that the last
    e-mail to them did not arrive.
    """

    adult: Adult
    email: str
    login: str
    children: tuple[WaitingChild, ...]
    documents: tuple[str, ...]
    channel: ReminderChannel | None
    contacted_at: datetime | None
    is_failing: bool

    @property
    def key(self) -> str:
        """What names them in a form."""
        return f"adult-{self.adult.id}" if self.adult.id else f"account-{self.adult.account_id}"

    @property
    def called(self) -> tuple[str, ...]:
        """Return what the children are called: all that a message says of them."""
        return tuple(child.called for child in self.children)

    @property
    def about(self) -> tuple[Owed, ...]:
        return (*([Owed.ANSWERS] if self.children else []), *([Owed.DOCUMENTS] if self.documents else []))


@dataclass(frozen=True)
class SendPlan:
    """Who is contacted when some adults are reminded now, and who is not: everybody stands in one of these."""

    contacted: tuple[Recipient, ...]
    left_out: tuple[Recipient, ...]
    failing: tuple[Recipient, ...]
    unreachable: tuple[Recipient, ...]

    @classmethod
    def of(cls, adults: Iterable[Recipient]) -> "SendPlan":
        parts: tuple[list[Recipient], ...] = ([], [], [], [])
        for adult in adults:
            parts[3 if adult.channel is None else 1 if adult.contacted_at else 2 if adult.is_failing else 0].append(
                adult
            )
        return cls(*map(tuple, parts))

    def example(self, channel: str) -> Recipient | None:
        """Return whose message names most among those reached in one way: it is shown before anything goes out."""
        reached = [adult for adult in self.contacted if adult.channel == channel]
        return max(reached, key=lambda adult: len(adult.about), default=None)

    @property
    def letters(self) -> int:
        return sum(adult.channel is not None and adult.channel.is_letter for adult in self.contacted)

    @property
    def emails(self) -> int:
        return len(self.contacted) - self.letters


def recipients(wanted: Filter = EVERYBODY, *, on: date) -> list[Recipient]:
    """Return who owes something on a day, by name, each with everything that waits for them, one event among it.

    A filter chooses the adults, not what they are told: one message names all that waits. Whoever cannot say yes and
    was never invited is asked for nothing: they are invited by name only. Nor is whoever a court order restricts,
    as the page of responsibility says. Raises NothingPublished.
    """
    waiting, people = waiting_children(on, also=one_event.owing(on=on)), invitees(on=on)
    titles, workers = _documents_owed(on)
    failing = mail.failing_addresses()
    found = []
    for each in people:
        children, documents = waiting.get(each.adult.id, ()), titles.get(f"adult-{each.adult.id}", ())
        is_asked = each.can_sign or each.status is not InvitationStatus.NOT_INVITED
        if children or (documents and is_asked and each.responsibility is not Responsibility.RESTRICTED):
            found.append(_recipient(each, children, documents, failing))
    found += _workers(workers, titles, failing)
    found.sort(key=lambda each: (folded(str(each.adult.name)), each.key))
    return narrowed(found, wanted)


def _documents_owed(on: date) -> tuple[dict[str, tuple[str, ...]], list[Person]]:
    """Return the titles of what each person still owes a signature under, and who of them is on no list of families."""
    asked = outstanding.asked_documents()
    named = {each.bit: wording.current(each.document.key).text.title for each in asked}
    people = outstanding.people(None, asked, OwedFilter(), on=on)
    titles = {one.key: tuple(title for bit, title in named.items() if one.owed & bit) for one in people}
    return titles, [one for one in people if one.adult_id is None]


def _workers(
    workers: Iterable[Person], titles: Mapping[str, tuple[str, ...]], failing: frozenset[str]
) -> Iterable[Recipient]:
    """Yield those who work here and have come in; whoever was only invited has a page of their own (accounts/staff)."""
    owing = [one.account_id for one in workers]
    if not owing:
        return
    last = reminded_at(owing)
    for account in Account.select().where(Account.id.in_(owing) & (Account.password_hash != "")):
        contacted, email = last.get(account.id), account.email or ""
        yield Recipient(
            Adult(name=account.name, account=account),
            email,
            account.login,
            (),
            titles[f"account-{account.id}"],
            ReminderChannel.EMAIL if email else ReminderChannel.LETTER,
            contacted if was_contacted_lately(contacted, now=clock.now()) else None,
            is_failing=email in failing,
        )


def reminded_at(account_ids: Iterable[int | None]) -> dict[int, datetime]:
    """Return when people on no list of families were last reminded."""
    rows = Reminder.select(Reminder.account, fn.MAX(ReminderRound.sent_at)).join(ReminderRound)
    return dict(rows.where(Reminder.account.in_(list(account_ids))).group_by(Reminder.account).tuples())


def as_seen_by(account: Any, adults: Iterable[Recipient]) -> list[Recipient]:
    """Say of a child in one's own care that an answer waits, and not to what: the rest could be told from it (§2.6)."""
    closed = closed_to(account)
    return [
        replace(adult, children=tuple(replace(c, uses={}) if c.id in closed else c for c in adult.children))
        for adult in adults
    ]


def narrowed(adults: Iterable[Recipient], wanted: Filter) -> list[Recipient]:
    """Return those of the adults whom a filter looks for."""
    return [adult for adult in adults if wanted.fits(adult)]


def _recipient(
    invitee: Invitee, children: tuple[WaitingChild, ...], documents: tuple[str, ...], failing: frozenset[str]
) -> Recipient:
    adult, channel = invitee.adult, _channel(invitee)
    return Recipient(
        adult,
        invitee.email,
        adult.account.login if adult.account else "",
        children,
        documents,
        channel,
        invitee.contacted_at if invitee.was_contacted_lately else None,
        is_failing=channel is not None and not channel.is_letter and invitee.email in failing,
    )


def _channel(invitee: Invitee) -> ReminderChannel | None:
    if invitee.is_closed:
        return None
    if invitee.has_signed_up:
        return ReminderChannel.EMAIL if invitee.email else ReminderChannel.LETTER
    return ReminderChannel.INVITATION_EMAIL if invitee.can_be_emailed else ReminderChannel.INVITATION_LETTER
