"""Reminding everybody who owes an answer, in one step, and nobody twice within three days."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, ModelSelect, chunked

from portal.accounts.models import Account
from portal.consents.chasing import Chased, Filter, chased
from portal.consents.chasing_emails import send_reminder
from portal.consents.chasing_policy import INVITATIONS, LETTERS, Way
from portal.consents.events import AdultsReminded
from portal.consents.models import Reminder, ReminderRound
from portal.families import inviting
from portal.families.inviting import Letter
from portal.families.models import Adult
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.once import Key, already_made, own_key

# Apart from the locks of other rooms.
_LOCK = 20_261_129


@dataclass(frozen=True)
class Reminded:
    """One adult of a round, and how the reminder went out."""

    name: str
    way: Way


@dataclass(frozen=True)
class RoundLine:
    """One round as a list shows it; ``sent_by`` is empty for the terminal."""

    id: int
    sent_at: datetime
    sent_by: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class LettersToPrint:
    """The letters of one round: reminders for who can sign in, invitations for the others."""

    reminders: tuple[Chased, ...]
    invitations: tuple[Letter, ...]


def remind(
    wanted: Filter, adult_ids: Collection[int] | None, *, submission: str, on: date, by_id: int | None
) -> ReminderRound | None:
    """Remind those of ``adult_ids`` (everybody, if None) who owe an answer now, and return the round.

    None when nobody is left to remind: they have answered, or were written to within three days. Whoever has not
    signed in yet is invited instead; letters are recorded here and printed by ``letters_of``.
    """
    with db.atomic():
        key = own_key(submission, by_id)
        if made := already_made(ReminderRound, key):
            return made
        # Two people who press at once: the second finds the rows of the first.
        hold_writers(_LOCK)
        found = [adult for adult in chased(wanted, on=on) if adult.is_written_to_now]
        reminded = [adult for adult in found if adult_ids is None or adult.adult_id in adult_ids]
        return _send(reminded, wanted, submission=key, on=on, by_id=by_id) if reminded else None


def _send(reminded: list[Chased], wanted: Filter, *, submission: Key, on: date, by_id: int | None) -> ReminderRound:
    made: ReminderRound = ReminderRound.create(
        session=wanted.session, use=wanted.use, sent_by=by_id, submission=submission
    )
    by_way = {way: [adult for adult in reminded if adult.way is way] for way in Way}
    rows = [
        {"round": made.id, "adult": adult.adult_id, "way": adult.way, "sent_at": made.sent_at} for adult in reminded
    ]
    for part in chunked(rows, 500):
        Reminder.insert_many(part).execute()
    for adult in by_way[Way.EMAIL]:
        send_reminder(adult)
    inviting.send_emails([adult.adult_id for adult in by_way[Way.INVITATION_EMAIL]], on=on, by_id=by_id)
    bus.publish(
        AdultsReminded(
            actor_id=by_id,
            subject_id=made.id,
            emails=len(by_way[Way.EMAIL]),
            letters=len(by_way[Way.LETTER]),
            invitation_emails=len(by_way[Way.INVITATION_EMAIL]),
            invitation_letters=len(by_way[Way.INVITATION_LETTER]),
            session=wanted.session,
            use=wanted.use,
        )
    )
    return made


def reminded_in(made: ReminderRound) -> list[Reminded]:
    """Return who was reminded in one round, by name."""
    query = Reminder.select(Adult.name, Reminder.way).join(Adult).where(Reminder.round == made.id)
    listed = [Reminded(name, Way(way)) for name, way in query.tuples()]
    return sorted(listed, key=lambda one: one.name.casefold())


def letters_of(made: ReminderRound, *, on: date, by_id: int) -> LettersToPrint:
    """Return the letters of a round for those who still owe an answer; each print of an invitation has a new link."""
    with db.atomic():
        ids = _adults_with_letters(made)
        waiting = [adult for adult in chased(on=on) if adult.adult_id in ids]
        invited = [adult.adult_id for adult in waiting if adult.way in INVITATIONS]
        invitations = inviting.make_letters(invited, on=on, by_id=by_id)
    known = [adult for adult in waiting if adult.way in {Way.EMAIL, Way.LETTER}]
    return LettersToPrint(tuple(known), tuple(invitations))


def _adults_with_letters(made: ReminderRound) -> set[int]:
    query = Reminder.select(Reminder.adult).where((Reminder.round == made.id) & Reminder.way.in_(list(LETTERS)))
    return {adult_id for (adult_id,) in query.tuples()}


def latest_rounds(account: Any, *, most: int = 5) -> list[RoundLine]:
    """Return the last rounds that ``account`` may see, the newest first."""
    newest = list(
        _with_sender(ReminderRound.visible_to(account)).order_by(ReminderRound.id.desc()).limit(most).tuples()
    )
    ways: dict[int, list[Way]] = {round_id: [] for round_id, _sent_at, _name in newest}
    for round_id, way in _ways(list(ways)):
        ways[round_id].append(Way(way))
    return [RoundLine(id_, sent_at, name or "", tuple(ways[id_])) for id_, sent_at, name in newest]


def _with_sender(rounds: ModelSelect) -> ModelSelect:
    joined = rounds.join(Account, JOIN.LEFT_OUTER, on=(ReminderRound.sent_by == Account.id))
    return joined.select(ReminderRound.id, ReminderRound.sent_at, Account.name)


def _ways(round_ids: list[int]) -> Iterable[tuple[int, str]]:
    rows: Iterable[tuple[int, str]] = (
        Reminder.select(Reminder.round, Reminder.way).where(Reminder.round.in_(round_ids)).tuples()
    )
    return rows
