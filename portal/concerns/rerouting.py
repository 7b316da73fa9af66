"""Finds handlers anew when those who work here change: no concern stays with nobody who can open it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peewee import prefetch

from portal.accounts.events import AccountEvent, AccountMade, RoleGiven
from portal.audit.models import AuditEntry
from portal.concerns import register, staff
from portal.concerns.events import ConcernHandedOn
from portal.concerns.matching_staff import matching_staff
from portal.concerns.models import Concern, ConcernHandler, ConcernSubject
from portal.concerns.policy import Kind, Stage, stage
from portal.concerns.routing import HANDLING_ROLES, Worker, handlers
from portal.concerns.subjects import ROLE_OF, SubjectKind
from portal.foundation.database import db
from portal.foundation.events import bus


def after_roles_given(event: AccountMade | RoleGiven) -> None:
    """Find handlers anew when somebody got a role that handles concerns; families come by the hundred."""
    given = event.roles if isinstance(event, AccountMade) else (event.role,)
    if not HANDLING_ROLES.isdisjoint(given):
        reroute_open()


def after_access_changed(_event: AccountEvent) -> None:
    """Find handlers anew when somebody lost a role, left or came back."""
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
            Concern.select(Concern.id, Concern.kind, Concern.raised_by, Concern.logged_at).order_by(Concern.id),
            ConcernSubject.select().order_by(ConcernSubject.id),
            ConcernHandler.select().order_by(ConcernHandler.position),
        )
        entries = register.histories([concern.id for concern in concerns])
        waiting = [c for c in concerns if stage(entries[c.id]) is not Stage.CLOSED or c.id not in openable]
        team, roles, given = staff.workers(), staff.roles_held(), _roles_given()
        return sum(_reroute(concern, team, roles, given) for concern in waiting)


def count_unhandled() -> int:
    """Return how many concerns nobody who works here can open."""
    return Concern.select().where(Concern.id.not_in(ConcernHandler.active())).count()


def _reroute(concern: Concern, team: list[Worker], roles: dict[int, frozenset[str]], given: list["_RoleGiven"]) -> bool:
    """Add whoever the rules name and is not a handler yet; return whether there was anybody."""
    already = [handler.account_id for handler in concern.handlers]
    about = {subject.account_id for subject in concern.subjects if subject.account_id is not None}
    named = {ROLE_OF[subject.kind] for subject in concern.subjects if subject.kind in ROLE_OF}
    named_since = {each.account_id for each in given if each.by_id in about and each.at >= concern.logged_at}
    routing = handlers(
        Kind(concern.kind),
        [worker for worker in team if worker.account_id not in named_since],
        about=frozenset(about.union(_possible_subjects(concern, already, team))),
        raised_by=concern.raised_by_id,
        about_roles=frozenset(named.union(*(roles.get(id_, frozenset()) for id_ in about))),
    )
    added = tuple(id_ for id_ in routing.handlers if id_ not in already)
    if added:
        rows = [{"concern": concern.id, "account": id_, "position": at} for at, id_ in enumerate(added, len(already))]
        # Two people may change roles at the same moment.
        ConcernHandler.insert_many(rows).on_conflict_ignore().execute()
        bus.publish(ConcernHandedOn(actor_id=None, subject_id=concern.id, handlers=added))
    return bool(added)


@dataclass(frozen=True)
class _RoleGiven:
    """That somebody was given a role that handles concerns, by whom and when."""

    account_id: int
    by_id: int
    at: datetime


def _roles_given() -> list[_RoleGiven]:
    """Return by whom roles that handle concerns were given: nobody chooses who judges them (product.md §4.1).

    What is open about a person never goes to whoever they gave such a role since. The terminal is nobody here.
    """
    entry, kinds = AuditEntry, [AccountMade.__name__, RoleGiven.__name__]
    given = entry.select(entry.subject_id, entry.actor_id, entry.written_at, entry.details).where(
        (entry.subject == AccountEvent.subject) & entry.event.in_(kinds) & entry.actor_id.is_null(False)
    )
    found = [(_RoleGiven(id_, by_id, at), json.loads(details)) for id_, by_id, at, details in given.tuples()]
    return [fact for fact, each in found if not HANDLING_ROLES.isdisjoint(each.get("roles") or [each["role"]])]


def _possible_subjects(concern: Concern, already: list[int], team: list[Worker]) -> Iterator[int]:
    """Return who works here now and may be whom it is about, although nobody had their account then."""
    for subject in concern.subjects:
        if subject.kind in ROLE_OF and subject.account_id is None:
            yield from (worker.account_id for worker in team if ROLE_OF[subject.kind] in worker.roles)
        elif subject.kind == SubjectKind.OTHER:
            # Who handles it already is not meant: the person who raised it was asked.
            alike = matching_staff(subject.name, team)
            yield from (worker.account_id for worker in alike if worker.account_id not in already)
