"""Who handles a concern from now on: no concern stays with nobody who can open it, nor with whom it is about.

Handlers are found anew when those who work here change, when it turns out whom it is about, and when one steps aside.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from peewee import prefetch

from portal.accounts.events import AccountEvent, AccountMade, InvitationAccepted, RoleGiven
from portal.accounts.models import AccountRole
from portal.audit.models import AuditEntry
from portal.concerns import register, staff
from portal.concerns.events import ConcernEvent, ConcernHandedOn, ConcernLeftAlone, HandlerSteppedAside, SubjectNamed
from portal.concerns.handling import add_entry
from portal.concerns.models import Concern, ConcernHandler, ConcernStepAside, ConcernSubject, ConcernTeller
from portal.concerns.policy import EntryKind, Kind, Stage, stage
from portal.concerns.routing import CHAIR, HANDLING_ROLES, MANAGER, Routing, Worker, handlers
from portal.concerns.subjects import ROLE_OF, SubjectKind, matching_staff, resolve
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class NotYoursToName(Refusal):
    """Whoever would not be given a concern today could name those who would, and be left alone with it."""

    sentence = mark("Others here are more independent of this than you. Only they can name whom it is about.")
    field = "about"


class CannotTakeOver(Refusal):
    """Somebody was chosen who would not be independent of this concern, or no longer handles any."""

    sentence = mark("They cannot take this over any more. Choose somebody else")
    field = "to"


def after_access_changed(event: AccountEvent | SubjectNamed | HandlerSteppedAside) -> None:
    """Find handlers anew when somebody got or lost a role, came in, left or came back, stepped aside, or is whom one is about.

    Families come by the hundred: whoever comes without a role that handles concerns changes nothing.
    """
    held = AccountRole.select().where((AccountRole.account == event.subject_id) & AccountRole.role.in_(HANDLING_ROLES))
    if not isinstance(event, AccountMade | InvitationAccepted | RoleGiven) or held.exists():
        reroute_open()


def reroute_open() -> int:
    """Route every concern that is open, or that nobody can handle, by the rules of today; return how many went on.

    Handlers are only added, and told without a word of what it is about. Never added is anybody it is about: nor
    who holds a role that it is about and nobody held then, nor who is called like the “somebody else” it names
    (product.md §4.1).
    """
    with db.atomic():
        openable = {concern_id for (concern_id,) in ConcernHandler.active().tuples()}
        concerns = prefetch(
            Concern.select(Concern.id, Concern.kind, Concern.raised_by, Concern.logged_at, Concern.outside_bodies),
            ConcernSubject.select().order_by(ConcernSubject.id),
            ConcernHandler.select().order_by(ConcernHandler.position),
            ConcernTeller.select(),
        )
        entries = register.histories([concern.id for concern in concerns])
        is_open = {concern.id: stage(entries[concern.id]) is not Stage.CLOSED for concern in concerns}
        waiting = [concern for concern in concerns if is_open[concern.id] or concern.id not in openable]
        today, alone = _load_team(), _left_alone(concerns)
        return sum(_reroute(c, today, is_open=is_open[c.id], was_alone=c.id in alone) for c in waiting)


def count_unhandled() -> int:
    """Return how many concerns nobody who works here can open."""
    return Concern.select().where(Concern.id.not_in(ConcernHandler.active())).count()


def route(concern: Concern, today: "_Team | None" = None, *, among: Sequence[Worker] | None = None) -> Routing:
    """Return who would be given this concern today; those who handle it already and still may are among them.

    ``among`` are the only ones who work here, where others are left out.
    """
    today = today or _load_team()
    already = {handler.account_id for handler in concern.handlers}
    about = {subject.account_id for subject in concern.subjects if subject.account_id is not None}
    named = {ROLE_OF[subject.kind] for subject in concern.subjects if subject.kind in ROLE_OF}
    about_roles = frozenset(named.union(*(today.roles.get(id_, frozenset()) for id_ in about)))
    managers = {each.account_id for each in today.given if MANAGER in each.roles}
    close = about | managers if MANAGER in about_roles else about
    since = [each for each in today.given if each.at >= concern.logged_at]
    named_since = {each.account_id for each in since if each.by_id in close}
    left_out = (named_since - already) | today.stepped_aside.get(concern.id, set())
    return handlers(
        Kind(concern.kind),
        [worker for worker in (today.workers if among is None else among) if worker.account_id not in left_out],
        about=frozenset(about.union(_possible_subjects(concern, already, today.workers))),
        raised_by=concern.raised_by_id or concern.follower_id,
        about_roles=about_roles,
    )


def may_take_over(concern: Concern) -> list[Worker]:
    """Return who may be handed this concern, by name: who could handle it alone, and is no last resort."""
    today = _load_team()
    alone = {worker: route(concern, today, among=[worker]) for worker in today.workers}
    return [worker for worker, routing in alone.items() if routing.handlers and not routing.outside_bodies]


def has_stepped_aside(account_id: int, reference: str) -> bool:
    """Return whether this person gave this concern away."""
    theirs = ConcernStepAside.select().join(Concern).where(ConcernStepAside.account == account_id)
    return bool(theirs.where(Concern.reference == reference).exists())


def _reroute(concern: Concern, today: "_Team", *, is_open: bool, was_alone: bool) -> bool:
    """Add whoever the rules name and is not a handler yet, and return whether there was anybody.

    When nobody independent is left, the person who raised it is told (product.md §4.1), each time anew. Who comes back
    to what ``was_alone`` is told as if it were new to them.
    """
    already = [handler.account_id for handler in concern.handlers]
    routing = route(concern, today)
    added = tuple(id_ for id_ in routing.handlers if id_ not in already)
    if added:
        rows = [{"concern": concern.id, "account": id_, "position": at} for at, id_ in enumerate(added, len(already))]
        # Two people may change roles at the same moment.
        ConcernHandler.insert_many(rows).on_conflict_ignore().execute()
    if told := added or (routing.handlers if was_alone and not routing.outside_bodies else ()):
        bus.publish(ConcernHandedOn(actor_id=None, subject_id=concern.id, handlers=told))
    if routing.outside_bodies and (added or (is_open and not was_alone)):
        bus.publish(ConcernLeftAlone(actor_id=None, subject_id=concern.id))
    return bool(added)


def _left_alone(concerns: list[Concern]) -> set[int]:
    """Return the concerns that nobody independent is left for, as their raisers were told, and nobody came since."""
    kinds = [ConcernHandedOn.__name__, ConcernLeftAlone.__name__]
    said = AuditEntry.select(AuditEntry.subject_id, AuditEntry.event).where(
        (AuditEntry.subject == ConcernEvent.subject) & AuditEntry.event.in_(kinds)
    )
    last = dict(said.order_by(AuditEntry.id).tuples())
    alone = {id_ for id_, event in last.items() if event == ConcernLeftAlone.__name__}
    return alone | {concern.id for concern in concerns if concern.outside_bodies and concern.id not in last}


def name_subjects(concern: Concern, chosen: Collection[str], *, by_id: int) -> None:
    """Note that a concern is about these people too, as ``subjects.choices`` offers them; their access ends at once.

    It is routed again; whom it is about already is left as it is. Raises NotAPersonHere and NotYoursToName.
    """
    with db.atomic():
        concern.lock()
        if by_id not in route(concern).handlers:
            raise NotYoursToName
        found = resolve(chosen, other_name="", workers=staff.workers(), raiser_id=concern.raised_by_id or 0)
        known = {subject.account_id for subject in concern.subjects}
        rows = [
            {"concern": concern.id, "kind": each.kind, "account": each.account_id, "name": each.name,
             "named_by": by_id, "named_at": clock.now()}
            for each in found if each.account_id is not None and each.account_id not in known
        ]  # fmt: skip
        if rows:
            ConcernSubject.insert_many(rows).execute()
            named = tuple(row["account"] for row in rows)
            bus.publish(SubjectNamed(actor_id=by_id, subject_id=concern.id, named=named))


def step_aside(concern: Concern, to_id: int | None, reason: str, *, by_id: int) -> None:
    """Take a handler off one concern for good, and hand it to whom they chose, or to whom the rules name.

    Why stays as an internal note. When that leaves nobody independent, whoever raised it is told (product.md §4.1).
    Raises CannotTakeOver.
    """
    with db.atomic():
        concern.lock()
        if has_stepped_aside(by_id, concern.reference):
            return
        if to_id is not None and to_id not in {worker.account_id for worker in may_take_over(concern)} - {by_id}:
            raise CannotTakeOver
        ConcernStepAside.create(concern=concern, account=by_id)
        add_entry(concern, EntryKind.INTERNAL_NOTE, own_key("", by_id, concern.id, "aside"), by_id=by_id, text=reason)
        already = {handler.account_id for handler in concern.handlers}
        if to_id is not None and to_id not in already:
            row = {"concern": concern.id, "account": to_id, "position": len(already)}
            ConcernHandler.insert(row).on_conflict_ignore().execute()
            bus.publish(ConcernHandedOn(actor_id=by_id, subject_id=concern.id, handlers=(to_id,)))
        bus.publish(HandlerSteppedAside(actor_id=by_id, subject_id=concern.id))


@dataclass(frozen=True)
class _RoleGiven:
    """That somebody was given roles that handle concerns, by whom, and since when they can act: they came in later."""

    account_id: int
    roles: frozenset[str]
    by_id: int | None
    at: datetime


@dataclass(frozen=True)
class _Team:
    """Who works here today, every role by account, and by whom roles that handle concerns were ever given."""

    workers: list[Worker]
    roles: dict[int, frozenset[str]]
    given: list[_RoleGiven]
    stepped_aside: dict[int, set[int]]
    """Who stepped aside, by concern."""


def _load_team() -> _Team:
    aside: dict[int, set[int]] = defaultdict(set)
    for concern_id, account_id in ConcernStepAside.select(ConcernStepAside.concern, ConcernStepAside.account).tuples():
        aside[concern_id].add(account_id)
    return _Team(staff.workers(), staff.roles_held(), _roles_given(), aside)


def _roles_given() -> list[_RoleGiven]:
    """Return by whom roles that handle concerns were given: nobody chooses who judges them (product.md §4.1).

    What is open about a person never goes to whoever they gave such a role since; nor what is about a manager to whom
    anybody gave it who is or was one. The terminal is nobody here.
    """
    entry = AuditEntry
    theirs = entry.select(entry.subject_id, entry.actor_id, entry.written_at, entry.details).where(
        entry.subject == AccountEvent.subject
    )
    handles = reduce(or_, (entry.details.contains(f'"{role}"') for role in sorted(HANDLING_ROLES)))
    given = list(theirs.where(entry.event.in_([AccountMade.__name__, RoleGiven.__name__]) & handles).tuples())
    accepted = theirs.where((entry.event == InvitationAccepted.__name__) & entry.subject_id.in_([g[0] for g in given]))
    came = {id_: at for id_, _by, at, _details in accepted.order_by(entry.id.desc()).tuples()}
    return [
        _RoleGiven(id_, frozenset(said.get("roles") or [said["role"]]), by_id, max(at, came.get(id_, at)))
        for id_, by_id, at, said in ((id_, by_id, at, json.loads(details)) for id_, by_id, at, details in given)
    ]


def _possible_subjects(concern: Concern, already: Collection[int], team: list[Worker]) -> Iterator[int]:
    """Return who works here now and may be whom it is about, although nobody had their account then."""
    for subject in concern.subjects:
        if subject.kind in ROLE_OF and subject.account_id is None:
            yield from (worker.account_id for worker in team if ROLE_OF[subject.kind] in worker.roles)
        elif subject.kind == SubjectKind.OTHER:
            # Who handles it already is not meant: the person who raised it was asked, or a stranger's name was not alike.
            alike = matching_staff(subject.name, team)
            yield from (worker.account_id for worker in alike if worker.account_id not in already)
        elif subject.account_id is None and not any(each.named_by for each in concern.subjects):
            # Until a handler has said who of those who work here it is, it goes to nobody new but the chair.
            new = [worker for worker in team if worker.account_id not in already]
            yield from (worker.account_id for worker in new if CHAIR not in worker.roles)
            yield from (worker.account_id for worker in matching_staff(subject.name, new))
