"""Who works here, as the rules of routing and of naming someone need it, and who handles which concerns today."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.access.permissions import WORK_HERE
from portal.accounts.models import Account, AccountRole
from portal.concerns.labels import HANDLERS
from portal.concerns.policy import SAFEGUARDING_KINDS, Kind
from portal.concerns.routing import MANAGER, SAFEGUARDING_LEAD, Worker, handlers
from portal.families.models import Adult, Child
from portal.foundation.text import folded


def workers() -> list[Worker]:
    """Return everyone with a working role who is not shut out, by name, in two queries."""
    held = roles_held()
    here = [account_id for account_id, roles in held.items() if not WORK_HERE.isdisjoint(roles)]
    rows = Account.select(Account.id, Account.name, Account.password_hash != "")
    rows = rows.where(Account.id.in_(here) & Account.disabled_at.is_null()).order_by(Account.id)
    found = [Worker(id_, name, held[id_], bool(has_come)) for id_, name, has_come in rows.tuples()]
    return sorted(found, key=lambda worker: folded(worker.name))


def roles_held() -> dict[int, frozenset[str]]:
    """Return the roles of everyone, also of those who can no longer sign in, by account."""
    held: dict[int, set[str]] = defaultdict(set)
    for account_id, role in AccountRole.select(AccountRole.account, AccountRole.role).tuples():
        held[account_id].add(role)
    return {account_id: frozenset(roles) for account_id, roles in held.items()}


def in_roles(account_ids: Collection[int]) -> list[str]:
    """Return what a stranger is shown in place of the names of handlers: their roles."""
    held = roles_held()
    return [str(words) for role, words in HANDLERS.items() if any(role in held.get(id_, ()) for id_ in account_ids)]


def known_names(account: Any) -> list[str]:
    """Return the names of all children and adults whom this person may see, and of all who work here, to be offered."""
    children = (child.name for child in Child.visible_to(account))
    adults = (adult.name for adult in Adult.visible_to(account))
    return sorted({*children, *adults, *(worker.name for worker in workers())}, key=folded)


# A kind that stands for all that go the same way, and the roles of those it is about.
_ROWS: tuple[tuple[LazyString, Kind, frozenset[str]], ...] = (
    (_l("Pictures, messages, comments, and what staff do online"), min(SAFEGUARDING_KINDS), frozenset()),
    (_l("Everything else"), Kind.COMPLAINT, frozenset()),
    (_l("A small worry of staff about an adult who works here"), Kind.LOW_LEVEL, frozenset()),
    (_l("About the manager"), Kind.COMPLAINT, frozenset({MANAGER})),
    (_l("About the safeguarding lead"), Kind.COMPLAINT, frozenset({SAFEGUARDING_LEAD})),
)


@dataclass(frozen=True)
class Handlers:
    """Who handles one sort of concern. ``outside_bodies`` says that none of them is fully independent."""

    label: LazyString
    names: tuple[str, ...]
    outside_bodies: bool


def who_handles() -> list[Handlers]:
    """Return who would handle each sort of concern, were it raised today (product.md §4.1)."""
    team = workers()
    names = {worker.account_id: worker.name for worker in team}
    found = []
    for label, kind, roles in _ROWS:
        about = frozenset(worker.account_id for worker in team if roles & worker.roles)
        routing = handlers(kind, team, about=about, about_roles=roles)
        found.append(Handlers(label, tuple(names[id_] for id_ in routing.handlers), routing.outside_bodies))
    return found
