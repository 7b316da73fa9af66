"""Reminding everybody who owes an answer, in one step, and nobody twice within three days."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, ModelSelect, chunked

from portal.accounts.models import Account
from portal.consents.events import AdultsReminded
from portal.consents.models import Reminder, ReminderRound
from portal.consents.reminders.emails import send_reminder
from portal.consents.reminders.outstanding import Filter, Recipient, recipients
from portal.consents.reminders.policy import INVITATIONS, LETTERS, ReminderChannel
from portal.families import contact_limit, inviting
from portal.families.inviting import Letter
from portal.families.models import Adult
from portal.families.policy import is_written_to_lately
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.once import already_made, own_key
from portal.foundation.text import folded


@dataclass(frozen=True)
class Reminded:
    """One adult of a round, and how the reminder went out."""

    name: str
    way: ReminderChannel


@dataclass(frozen=True)
class RoundLine:
    """One round as a list shows it; ``sent_by`` is empty for the terminal."""

    id: int
    sent_at: datetime
    sent_by: str
    ways: tuple[ReminderChannel, ...]


@dataclass(frozen=True)
class LettersToPrint:
    """The letters of one round: reminders for who can sign in, invitations for the others."""

    reminders: tuple[Recipient, ...]
    invitations: tuple[Letter, ...]


def remind(
    wanted: Filter, adult_ids: Collection[int] | None, *, submission: str, on: date, by_id: int | None
) -> ReminderRound | None:
    """Remind those of ``adult_ids`` (everybody, if None) who owe an answer now, and return the round.

    None when nobody is left to remind: they have answered, or were written to within three days, from whichever
    page. Whoever has not signed in yet is invited instead; letters are recorded here and printed by ``letters_of``.
    """
    # Read before the transaction: at a large setting this takes a second, and nobody else could write meanwhile.
    found = [adult for adult in recipients(wanted, on=on) if adult.is_written_to_now]
    with db.atomic():
        key = own_key(submission, by_id)
        if made := already_made(ReminderRound, key):
            return made
        free = contact_limit.free_to_contact(
            [a.adult_id for a in found if adult_ids is None or a.adult_id in adult_ids]
        )
        reached = _invite([adult for adult in found if adult.adult_id in free], on=on, by_id=by_id)
        if not reached:
            return None
        made = ReminderRound.create(session=wanted.session, use=wanted.use, sent_by=by_id, submission=key)
        contact_limit.contacted([adult.adult_id for adult in reached], made.sent_at)
        _remind(reached, made)
    return made


def _invite(adults: list[Recipient], *, on: date, by_id: int | None) -> list[Recipient]:
    """Send the invitations by e-mail; whoever came in a moment ago has none, and leaves the round."""
    ids = {adult.adult_id for adult in adults if adult.way is ReminderChannel.INVITATION_EMAIL}
    came_in = ids - inviting.invite_by_email(ids, on=on, by_id=by_id) if ids else ids
    return [adult for adult in adults if adult.adult_id not in came_in]


def _remind(reached: list[Recipient], made: ReminderRound) -> None:
    by_way = {way: [adult for adult in reached if adult.way is way] for way in ReminderChannel}
    rows = [{"round": made.id, "adult": adult.adult_id, "way": adult.way} for adult in reached]
    for part in chunked(rows, 500):
        Reminder.insert_many(part).execute()
    for adult in by_way[ReminderChannel.EMAIL]:
        send_reminder(adult)
    bus.publish(
        AdultsReminded(
            actor_id=made.sent_by_id,
            subject_id=made.id,
            emails=len(by_way[ReminderChannel.EMAIL]),
            letters=len(by_way[ReminderChannel.LETTER]),
            invitation_emails=len(by_way[ReminderChannel.INVITATION_EMAIL]),
            invitation_letters=len(by_way[ReminderChannel.INVITATION_LETTER]),
            session=made.session,
            use=made.use,
        )
    )


def reminded_in(made: ReminderRound) -> list[Reminded]:
    """Return who was reminded in one round, by name."""
    query = Reminder.select(Adult.name, Reminder.way).join(Adult).where(Reminder.round == made.id)
    listed = [Reminded(name, ReminderChannel(way)) for name, way in query.tuples()]
    return sorted(listed, key=lambda one: folded(one.name))


def can_be_printed(made: ReminderRound) -> bool:
    """Return whether letters of a round still go out; later those who owe an answer can be reminded anew."""
    return is_written_to_lately(made.sent_at, now=clock.now())


def letters_of(made: ReminderRound, *, on: date, by_id: int) -> LettersToPrint:
    """Return the letters of a round, as often as somebody prints them within the three days that it counts.

    Left out are those who have answered, and those who were written to since in another way. Each print of an
    invitation has a new link.
    """
    if not can_be_printed(made):
        return LettersToPrint((), ())
    with db.atomic():
        contact_limit.hold()
        ids = _adults_with_letters(made)
        waiting = [adult for adult in recipients(on=on) if adult.adult_id in ids and adult.written_at == made.sent_at]
        invited = [adult.adult_id for adult in waiting if adult.way in INVITATIONS]
        invitations = inviting.invite_by_letter(invited, on=on, by_id=by_id)
    known = [adult for adult in waiting if adult.way in {ReminderChannel.EMAIL, ReminderChannel.LETTER}]
    return LettersToPrint(tuple(known), tuple(invitations))


def _adults_with_letters(made: ReminderRound) -> set[int]:
    query = Reminder.select(Reminder.adult).where((Reminder.round == made.id) & Reminder.way.in_(list(LETTERS)))
    return {adult_id for (adult_id,) in query.tuples()}


def latest_rounds(account: Any, *, most: int = 5) -> list[RoundLine]:
    """Return the last rounds that ``account`` may see, the newest first."""
    newest = list(
        _with_sender(ReminderRound.visible_to(account)).order_by(ReminderRound.id.desc()).limit(most).tuples()
    )
    ways: dict[int, list[ReminderChannel]] = {round_id: [] for round_id, _sent_at, _name in newest}
    for round_id, way in _ways(list(ways)):
        ways[round_id].append(ReminderChannel(way))
    return [RoundLine(id_, sent_at, name or "", tuple(ways[id_])) for id_, sent_at, name in newest]


def _with_sender(rounds: ModelSelect) -> ModelSelect:
    joined = rounds.join(Account, JOIN.LEFT_OUTER, on=(ReminderRound.sent_by == Account.id))
    return joined.select(ReminderRound.id, ReminderRound.sent_at, Account.name)


def _ways(round_ids: list[int]) -> Iterable[tuple[int, str]]:
    rows: Iterable[tuple[int, str]] = (
        Reminder.select(Reminder.round, Reminder.way).where(Reminder.round.in_(round_ids)).tuples()
    )
    return rows
