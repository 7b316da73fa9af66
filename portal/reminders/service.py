"""Reminding everybody who owes an answer or a signature, in one step, and nobody twice within three days."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, chunked, fn

from portal.accounts.models import Account
from portal.families import contact_limit, inviting
from portal.families.contact_limit import was_contacted_lately
from portal.families.inviting import Letter
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.text import folded
from portal.reminders.emails import send_reminder
from portal.reminders.events import AdultsReminded
from portal.reminders.models import Reminder, ReminderRound
from portal.reminders.policy import Owed, ReminderChannel
from portal.reminders.recipients import Filter, Recipient, SendPlan, recipients, reminded_at


def remind(
    wanted: Filter, keys: Collection[str] | None, *, submission: str, on: date, by_id: int | None
) -> ReminderRound | None:
    """Remind those of ``keys`` (everybody, if None) who owe something now, and return the round.

    None when nobody is left to remind: they have answered and signed, or were contacted within three days, from whichever
    page. Whoever has not signed in yet is invited instead; letters are recorded here and printed by ``letters_of``.
    """
    # Read before the transaction: at a large setting this takes a second, and nobody else could write meanwhile.
    found = SendPlan.of(recipients(wanted, on=on)).contacted
    with db.atomic():
        key = own_key(submission, by_id, sorted(keys or ()))
        if made := already_made(ReminderRound, key):
            return made
        reached = _invite(_free([each for each in found if keys is None or each.key in keys]), on=on, by_id=by_id)
        if not reached:
            return None
        made = ReminderRound.create(session=wanted.session, use=wanted.use, sent_by=by_id, submission=key)
        contact_limit.count_contacted([each.adult.id for each in reached if each.adult.id], made.sent_at)
        _remind(reached, made)
    return made


def _free(chosen: list[Recipient]) -> list[Recipient]:
    """Return those whom nobody reminded or invited meanwhile, and keep them from others until the transaction ends."""
    free = contact_limit.free_to_contact([each.adult.id for each in chosen if each.adult.id])
    last, now = reminded_at(each.adult.account_id for each in chosen if not each.adult.id), clock.now()
    return [
        each
        for each in chosen
        if (
            each.adult.id in free
            if each.adult.id
            else not was_contacted_lately(last.get(each.adult.account_id), now=now)
        )
    ]


def _invite(adults: list[Recipient], *, on: date, by_id: int | None) -> list[Recipient]:
    """Send the invitations by e-mail; whoever came in a moment ago has none, and leaves the round."""
    ids = {each.adult.id for each in adults if each.channel is ReminderChannel.INVITATION_EMAIL}
    came_in = ids - inviting.invite_by_email(ids, on=on, by_id=by_id) if ids else ids
    return [each for each in adults if each.adult.id not in came_in]


def _remind(reached: list[Recipient], made: ReminderRound) -> None:
    rows = [
        {
            "round": made.id,
            "adult": each.adult.id,
            "account": None if each.adult.id else each.adult.account_id,
            "way": each.channel,
            "about": " ".join(each.about),
        }
        for each in reached
    ]
    for part in chunked(rows, 500):
        Reminder.insert_many(part).execute()
    for each in reached:
        if each.channel is ReminderChannel.EMAIL:
            send_reminder(each)
    sent = Counter(each.channel for each in reached)
    bus.publish(
        AdultsReminded(
            actor_id=made.sent_by_id,
            subject_id=made.id,
            emails=sent[ReminderChannel.EMAIL],
            letters=sent[ReminderChannel.LETTER],
            invitation_emails=sent[ReminderChannel.INVITATION_EMAIL],
            invitation_letters=sent[ReminderChannel.INVITATION_LETTER],
            session=made.session_id,
            use=made.use,
        )
    )


@dataclass(frozen=True)
class Reminded:
    """One adult of a round."""

    name: str
    channel: ReminderChannel
    about: tuple[Owed, ...]


def reminded_in(made: ReminderRound) -> list[Reminded]:
    """Return who was reminded in one round, by name."""
    name = fn.COALESCE(Adult.name, Account.name)
    query = Reminder.select(name, Reminder.way, Reminder.about).join(Adult, JOIN.LEFT_OUTER).switch(Reminder)
    query = query.join(Account, JOIN.LEFT_OUTER, on=(Reminder.account == Account.id)).where(Reminder.round == made.id)
    found = [
        Reminded(name, ReminderChannel(way), tuple(map(Owed, (about or Owed.ANSWERS).split())))
        for name, way, about in query.tuples()
    ]
    return sorted(found, key=lambda one: folded(one.name))


def can_be_printed(made: ReminderRound) -> bool:
    """Return whether letters of a round still go out; later those who still owe something can be reminded anew."""
    return was_contacted_lately(made.sent_at, now=clock.now())


def letters_of(made: ReminderRound, *, on: date, by_id: int) -> tuple[list[Recipient], list[Letter]]:
    """Return the reminders and the invitations of a round that go out as letters.

    They can be printed as often as somebody likes within the three days that the round counts. Left out are those who
    have answered, and those who were contacted since in another way. Each print of an invitation has a new link.
    """
    if not can_be_printed(made):
        return [], []
    with db.atomic():
        contact_limit.lock()
        rows = Reminder.select(Reminder.adult, Reminder.account, Reminder.way).where(Reminder.round == made.id).tuples()
        keys = {
            f"adult-{adult_id}" if adult_id else f"account-{account_id}"
            for adult_id, account_id, way in rows
            if ReminderChannel(way).is_letter
        }
        waiting = [each for each in recipients(on=on) if each.key in keys and each.contacted_at == made.sent_at]
        invited = [each.adult.id for each in waiting if each.channel and each.channel.is_invitation]
        invitations = inviting.invite_by_letter(invited, on=on, by_id=by_id)
    return [each for each in waiting if each.channel and not each.channel.is_invitation], invitations


def latest_rounds(account: Any, *, most: int = 5) -> list[tuple[ReminderRound, list[ReminderChannel]]]:
    """Return the last rounds that ``account`` may see, the newest first, each with how its reminders went out."""
    visible = ReminderRound.visible_to(account).select(ReminderRound, Account)
    joined = visible.join(Account, JOIN.LEFT_OUTER, on=(ReminderRound.sent_by == Account.id))
    rounds = list(joined.order_by(ReminderRound.id.desc()).limit(most))
    channels: dict[int, list[ReminderChannel]] = defaultdict(list)
    reminders = Reminder.select(Reminder.round, Reminder.way).where(Reminder.round.in_([made.id for made in rounds]))
    for round_id, way in reminders.tuples():
        channels[round_id].append(ReminderChannel(way))
    return [(made, channels[made.id]) for made in rounds]
