"""Keeps the register of the closed group: what is noted of people, and what a pasted member list tells."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.models import Account
from portal.acknowledgements.policy import Status
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.group.events import GroupChecked, GroupLinesAnswered, GroupListPasted, GroupMembersNoted
from portal.group.models import GroupCheck, GroupFact, GroupLine, GroupList
from portal.group.people import Person, columns_of, everybody, key_of, removed_since, same_people
from portal.group.policy import (
    NOTED_AFTER,
    Fact,
    Line,
    ListReplaced,
    Meaning,
    Membership,
    RulesFirst,
    WhoPosts,
    is_overdue,
    line_key,
    lines_of,
    read_lines,
)
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.service import NothingPublished
from portal.wording.uses import Place

_LOCK = "the register of the group"
_WITH_A_NEW_LIST = {Meaning.REMOVED: Meaning.STRANGER, Meaning.NAMESAKES: Meaning.UNKNOWN}


@dataclass(frozen=True)
class PastedList:
    """The list that was pasted last, with what is known of each line."""

    row: GroupList
    lines: tuple[Line, ...]

    def with_meaning(self, *meanings: Meaning) -> list[Line]:
        return [line for line in self.lines if line.meaning in meanings]

    @property
    def open(self) -> list[Line]:
        """Those to ask about, the likeliest people first."""
        return sorted(self.with_meaning(Meaning.UNKNOWN), key=lambda line: not line.possible)


def note(keys: Collection[str], fact: Fact, account: Any, *, on: date) -> list[Person]:
    """Note people as invited, removed, or not wanting to be in it, and return them; who is so already is not noted again.

    Raises RulesFirst for whoever may not be invited.
    """
    with db.atomic():
        serialise_on(_LOCK)
        people = [each for key, each in everybody(account, on=on).items() if key in keys]
        if refused := [each.name for each in people if fact is Fact.INVITED and each.status is not Status.DONE]:
            raise RulesFirst(names=", ".join(refused))
        chosen = [each for each in people if each.last in NOTED_AFTER[fact]]
        _store(chosen, fact, by_id=account.id)
    return chosen


def _store(people: Collection[Person], fact: Fact, *, by_id: int) -> None:
    if people:
        GroupFact.insert_many([columns_of(each.key) | {"fact": fact, "noted_by": by_id} for each in people]).execute()
        bus.publish(GroupMembersNoted(actor_id=by_id, subject_id=1, fact=fact, people=len(people)))


def paste_list(text: str, account: Any, *, submission: str, on: date) -> GroupList:
    """Keep the lines of a member list, forget those of earlier ones, and note whom it names for certain."""
    with db.atomic():
        serialise_on(_LOCK)
        key = own_key(submission, account.id, text)
        if made := already_made(GroupList, key):
            return made
        lines, without = lines_of(text)
        GroupList.update(lines="[]").execute()
        made = GroupList.create(lines=json.dumps(lines), without_letters=without, pasted_by=account.id, submission=key)
        bus.publish(GroupListPasted(actor_id=account.id, subject_id=made.id, lines=len(lines)))
        _settle(account, on=on)
    return made


def answer(answers: Mapping[int, tuple[Meaning, str]], account: Any, *, list_id: int, on: date) -> None:
    """Keep what was said of lines of the list, by their numbers: what each means, and whose key it is if a person.

    Raises ListReplaced.
    """
    with db.atomic():
        serialise_on(_LOCK)
        pasted = load_list(account, on=on)
        if pasted is None or pasted.row.id != list_id:
            raise ListReplaced
        rows = [
            {"text": line_key(line.text), "meaning": meaning, "said_by": account.id, **columns_of(key)}
            for line in pasted.lines
            if line.number in answers
            for meaning, key in [answers[line.number]]
            if (meaning, (key,) if key else ()) != (line.meaning, line.keys)
        ]
        if rows:
            GroupLine.insert_many(rows).execute()
            bus.publish(GroupLinesAnswered(actor_id=account.id, subject_id=list_id, lines=len(rows)))
            _settle(account, on=on)


def load_list(account: Any, *, on: date, people: Mapping[str, Person] | None = None) -> PastedList | None:
    """Return the list that was pasted last, as it is understood now."""
    row: GroupList | None = GroupList.select().order_by(GroupList.id.desc()).first()
    if row is None:
        return None
    known = (everybody(account, on=on) if people is None else people).values()
    return PastedList(row, tuple(read_lines(json.loads(row.lines), known, _said(row))))


def _said(row: GroupList) -> dict[str, tuple[Meaning, str]]:
    """Return what was last said of each line, and whose key it is.

    Who was removed and is on a later list is back; whether all of one name still are, no later list says.
    """
    same, found = same_people(), dict[str, tuple[Meaning, str]]()
    for line in GroupLine.select().order_by(GroupLine.id):
        meaning, key = Meaning(line.meaning), key_of(line) if line.meaning == Meaning.PERSON else ""
        if line.said_at < row.pasted_at:
            meaning = _WITH_A_NEW_LIST.get(meaning, meaning)
        found[line.text] = meaning, same.get(key, key)
    return found


def _settle(account: Any, *, on: date) -> None:
    """Note who is in the group by the list; once each line is answered, also who is in it no longer.

    Who was removed after the list was pasted is on it, and out all the same.
    """
    people = everybody(account, on=on)
    pasted = load_list(account, on=on, people=people)
    if pasted is None:
        return
    named = {key for line in pasted.lines for key in line.keys}
    unseen = [people[key] for key in sorted(named - removed_since(pasted.row.pasted_at))]
    _store([each for each in unseen if each.last is not Fact.SEEN], Fact.SEEN, by_id=account.id)
    if not pasted.open:
        gone = [each for key, each in people.items() if each.last is Fact.SEEN and key not in named]
        _store(gone, Fact.NOT_SEEN, by_id=account.id)


@dataclass(frozen=True)
class GroupRegister:
    """Everybody by the list they stand on, the last pasted list, and the last check of the group."""

    people: dict[str, Person]
    pasted: PastedList | None
    checked: GroupCheck | None

    def on(self, *lists: Membership) -> list[Person]:
        return [each for each in self.people.values() if each.membership in lists]

    @property
    def strangers(self) -> list[Line]:
        """Lines of the list that are somebody who is not on ours: to be removed as well."""
        return self.pasted.with_meaning(Meaning.STRANGER) if self.pasted else []


def is_kept() -> bool:
    """Return whether anybody has begun to keep the register."""
    return bool(GroupFact.select().exists() or GroupList.select().exists())


def load_register(account: Any, *, on: date) -> GroupRegister:
    """Return the register of the group as it stands."""
    people = everybody(account, on=on)
    return GroupRegister(people, load_list(account, on=on, people=people), last_check())


def last_check() -> GroupCheck | None:
    """Return the last check whether the group is still closed."""
    found: GroupCheck | None = GroupCheck.select().order_by(GroupCheck.id.desc()).first()
    return found


def checks_between(first: date, last: date) -> list[GroupCheck]:
    """Return the checks from one day to another, both included, with who looked; days are days in England."""
    begin, end = clock.days(first, last)
    query = GroupCheck.select(GroupCheck, Account).join(Account)
    return list(query.where((GroupCheck.checked_at >= begin) & (GroupCheck.checked_at < end)).order_by(GroupCheck.id))


def check_group(is_private: bool, who_posts: WhoPosts, admins: str, *, submission: str, by_id: int) -> GroupCheck:
    """Keep what somebody found in the group’s settings; sent twice it is one check."""
    with db.atomic():
        key = own_key(submission, by_id, is_private, who_posts, admins)
        if made := already_made(GroupCheck, key):
            return made
        made = GroupCheck.create(
            is_private=is_private, who_posts=who_posts, admins=admins, checked_by=by_id, submission=key
        )
        bus.publish(GroupChecked(actor_id=by_id, subject_id=made.id, is_private=is_private, who_posts=who_posts))
    return made


def check_is_due(*, on: date) -> bool:
    """Return whether somebody has to look: for a term nobody has, or what was seen then was no closed group.

    Of a setting whose consent form names no closed group, nothing is asked.
    """
    last = last_check()
    if last is not None and not last.is_closed:
        return True
    return _has_a_group() and is_overdue(clock.london_date(last.checked_at) if last else None, on=on)


def _has_a_group() -> bool:
    try:
        uses = wording.current(DocumentKey.CONSENT_FORM).consent.uses
    except NothingPublished:
        return False
    return any(use.fields and Place.CLOSED_GROUP in use.fields.places for use in uses)
