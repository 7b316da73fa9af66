"""Who handles a concern: never anyone it is about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from portal.concerns.policy import SAFEGUARDING_KINDS, Kind

# These match the role names of the whole portal; this module may know no other folder.
MANAGER = "manager"
SAFEGUARDING_LEAD = "lead"
CHAIR = "chair"
HANDLING_ROLES = frozenset({MANAGER, SAFEGUARDING_LEAD, CHAIR})


@dataclass(frozen=True)
class Worker:
    """Someone who works here, with every role they hold. Who never accepted an invitation (``has_come``) handles nothing."""

    account_id: int
    name: str
    roles: frozenset[str]
    has_come: bool = True


@dataclass(frozen=True)
class Routing:
    """Who handles a concern, the first one named first.

    ``outside_bodies`` is true when nobody independent is left, so the person is shown whom to turn to outside.
    """

    handlers: tuple[int, ...]
    outside_bodies: bool


@dataclass(frozen=True)
class Gap:
    """A concern that nobody independent could handle. ``about`` is an account, or None for about nobody."""

    kind: Kind
    about: int | None
    last_resort: tuple[int, ...]


def handlers(
    kind: Kind,
    workers: Iterable[Worker],
    *,
    about: frozenset[int],
    raised_by: int | None = None,
    about_roles: frozenset[str] = frozenset(),
) -> Routing:
    """Decide who handles a concern, before anyone is told of it (product §4.1).

    The manager, with the safeguarding lead for kinds that touch safeguarding; the lead alone for a low-level concern.
    About a manager: the chair, and no
    manager. About a lead: the manager, and no lead. Someone who raised a concern handles it only when nobody else is left. When
    only a last resort is left, ``outside_bodies`` is true as well; when nobody is, there are no handlers.
    ``about_roles`` are roles that people it is about held, whether or not they still are among the workers.
    """
    everyone = sorted(set(workers), key=lambda worker: worker.account_id)
    about_roles |= _roles_of(about, everyone)
    proper, last_resort = _order_of_roles(kind, about_roles)
    free = [worker for worker in everyone if worker.has_come and worker.account_id not in about]
    if MANAGER in about_roles:
        # A second manager is a close colleague whom the first may have chosen, whatever else they are.
        free = [worker for worker in free if MANAGER not in worker.roles]
    others = [worker for worker in free if worker.account_id != raised_by]
    if chosen := _holders(proper, others):
        return Routing(chosen, outside_bodies=False)
    for role in last_resort:
        if chosen := _holders((role,), others):
            return Routing(chosen, outside_bodies=role == SAFEGUARDING_LEAD)
    return Routing(_holders((*proper, *last_resort), free), outside_bodies=True)


def kinds_without_handler(workers: Collection[Worker]) -> list[Gap]:
    """Return every concern that would find nobody independent, for the daily check (product.md §4.1).

    Each kind is tried about nobody, and about each worker alone.
    """
    found = []
    for kind in Kind:
        for about in (None, *sorted({worker.account_id for worker in workers})):
            routing = handlers(kind, workers, about=frozenset() if about is None else frozenset({about}))
            if routing.outside_bodies:
                found.append(Gap(kind, about, routing.handlers))
    return found


def _order_of_roles(kind: Kind, about_roles: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the roles that handle such a concern, and those that may only when none of the first is left."""
    if MANAGER in about_roles:
        # A lead answers to the manager, so is not independent.
        return (CHAIR,), (SAFEGUARDING_LEAD,)
    if SAFEGUARDING_LEAD in about_roles or kind not in SAFEGUARDING_KINDS:
        return (MANAGER,), (CHAIR, SAFEGUARDING_LEAD)
    if kind is Kind.LOW_LEVEL:
        return (SAFEGUARDING_LEAD,), (MANAGER, CHAIR)
    return (MANAGER, SAFEGUARDING_LEAD), (CHAIR,)


def _roles_of(people: frozenset[int], everyone: Iterable[Worker]) -> frozenset[str]:
    return frozenset(role for someone in everyone if someone.account_id in people for role in someone.roles)


def _holders(roles: tuple[str, ...], people: Collection[Worker]) -> tuple[int, ...]:
    """Return who holds any of these roles, in the order of the roles, nobody twice."""
    found = {someone.account_id: None for role in roles for someone in people if role in someone.roles}
    return tuple(found)
