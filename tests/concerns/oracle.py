"""Who may see a concern, in plain sets: what the tests compare the query with (product.md §4.1, §8.3)."""

from dataclasses import dataclass

from portal.accounts.models import Account
from portal.concerns.models import Concern
from portal.concerns.routing import HANDLING_ROLES


@dataclass(frozen=True)
class ConcernFacts:
    """What decides who may see one concern. ``handlers`` are those it was routed to."""

    about: frozenset[int]
    raised_by: int | None
    handlers: frozenset[int]


def facts_of(concern: Concern) -> ConcernFacts:
    """Return the facts of a stored concern."""
    return ConcernFacts(
        about=frozenset(row.account_id for row in concern.subjects if row.account_id),
        raised_by=concern.raised_by_id,
        handlers=frozenset(row.account_id for row in concern.handlers),
    )


def may_see(viewer: Account, concern: ConcernFacts) -> bool:
    """Whether someone may know that this concern exists.

    Only the person who raised it, and its handlers while they can handle it. Never a person it is about, whatever
    else they are: not even the person who raised it, or their fellow parent.
    """
    if viewer.id in concern.about:
        return False
    return viewer.id == concern.raised_by or may_handle(viewer, concern)


def may_handle(viewer: Account, concern: ConcernFacts) -> bool:
    """Whether someone may answer this concern: a handler of it who can sign in and still holds a handling role."""
    if viewer.id in concern.about or viewer.disabled_at is not None:
        return False
    return viewer.id in concern.handlers and not HANDLING_ROLES.isdisjoint(viewer.roles)
