"""Finds handlers anew when those who work here change: no concern stays with nobody who can open it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from portal.accounts.events import AccountEvent, AccountMade, RoleGiven
from portal.concerns import register, staff
from portal.concerns.events import ConcernHandedOn
from portal.concerns.matching_staff import matching_staff
from portal.concerns.models import Concern, ConcernHandler, ConcernSubject
from portal.concerns.policy import Kind, Stage
from portal.concerns.routing import HANDLING_ROLES, MANAGER, SAFEGUARDING_LEAD, Worker, handlers
from portal.concerns.subjects import Subject, SubjectKind
from portal.foundation.database import db
from portal.foundation.events import bus

_ROLE_NAMED = {SubjectKind.MANAGER: MANAGER, SubjectKind.LEAD: SAFEGUARDING_LEAD}


@dataclass(frozen=True)
class _OpenConcern:
    """What decides to whom one concern goes today."""

    id: int
    kind: Kind
    raised_by: int | None
    is_closed: bool
    subjects: tuple[Subject, ...]
    handlers: tuple[int, ...]

    @property
    def about(self) -> frozenset[int]:
        return frozenset(subject.account_id for subject in self.subjects if subject.account_id is not None)

    @property
    def roles_named(self) -> frozenset[str]:
        return frozenset(_ROLE_NAMED[subject.kind] for subject in self.subjects if subject.kind in _ROLE_NAMED)

    @property
    def unheld_roles(self) -> frozenset[str]:
        """Roles that it is about and that nobody held when it was raised."""
        nobodys = [subject.kind for subject in self.subjects if subject.account_id is None]
        return frozenset(_ROLE_NAMED[kind] for kind in nobodys if kind in _ROLE_NAMED)


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
        team = staff.workers()
        openable = {concern_id for (concern_id,) in ConcernHandler.active().tuples()}
        waiting = [concern for concern in _all_concerns() if not concern.is_closed or concern.id not in openable]
        roles = staff.roles_held()
        return sum(_reroute(concern, team, roles) for concern in waiting)


def count_unhandled() -> int:
    """Return how many concerns nobody who works here can open."""
    return Concern.select().where(Concern.id.not_in(ConcernHandler.active())).count()


def _reroute(concern: _OpenConcern, team: list[Worker], roles: dict[int, frozenset[str]]) -> bool:
    """Add whoever the rules name and is not a handler yet; return whether there was anybody."""
    about = concern.about.union(_possible_subjects(concern, team))
    held = frozenset(role for id_ in concern.about for role in roles.get(id_, ()))
    routing = handlers(
        concern.kind,
        team,
        about=about,
        raised_by=concern.raised_by,
        about_roles=held | concern.roles_named,
    )
    added = tuple(id_ for id_ in routing.handlers if id_ not in concern.handlers)
    if added:
        after = len(concern.handlers)
        rows = [{"concern": concern.id, "account": id_, "position": at} for at, id_ in enumerate(added, start=after)]
        # Two people may change roles at the same moment.
        ConcernHandler.insert_many(rows).on_conflict_ignore().execute()
        bus.publish(ConcernHandedOn(actor_id=None, subject_id=concern.id, handlers=added))
    return bool(added)


def _possible_subjects(concern: _OpenConcern, team: list[Worker]) -> Iterator[int]:
    """Return who works here now and may be whom it is about, although nobody had their account then."""
    yield from (worker.account_id for worker in team if worker.roles & concern.unheld_roles)
    for subject in concern.subjects:
        for worker in matching_staff(subject.name, team) if subject.kind is SubjectKind.OTHER else ():
            # Who handles it already is not meant: the person who raised it was asked.
            if worker.account_id not in concern.handlers:
                yield worker.account_id


def _all_concerns() -> list[_OpenConcern]:
    rows = list(Concern.select(Concern.id, Concern.kind, Concern.raised_by).order_by(Concern.id).tuples())
    stages = register.stages([id_ for id_, _kind, _raiser in rows])
    subjects, handling = _subjects(), _handlers()
    return [
        _OpenConcern(id_, Kind(kind), raiser, stages[id_] is Stage.CLOSED, tuple(subjects[id_]), tuple(handling[id_]))
        for id_, kind, raiser in rows
    ]


def _subjects() -> dict[int, list[Subject]]:
    found: dict[int, list[Subject]] = defaultdict(list)
    for row in ConcernSubject.select().order_by(ConcernSubject.id):
        found[row.concern_id].append(Subject(SubjectKind(row.kind), row.account_id, row.name))
    return found


def _handlers() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = ConcernHandler.select(ConcernHandler.concern, ConcernHandler.account).order_by(ConcernHandler.position)
    for concern_id, account_id in rows.tuples():
        found[concern_id].append(account_id)
    return found
