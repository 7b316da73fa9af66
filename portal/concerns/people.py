"""Who works here, as the rules of routing and of naming someone need it."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from portal.accounts.models import Account, AccountRole
from portal.concerns.routing import Candidate, Gap, kinds_without_handler
from portal.concerns.subjects import WORKING_ROLES, Worker


def workers() -> list[Worker]:
    """Return everyone with a working role who can sign in, by name, in two queries."""
    held: dict[int, set[str]] = defaultdict(set)
    for account_id, role in AccountRole.select(AccountRole.account, AccountRole.role).tuples():
        held[account_id].add(role)
    here = [account_id for account_id, roles in held.items() if not WORKING_ROLES.isdisjoint(roles)]
    rows = Account.select(Account.id, Account.name).where(Account.id.in_(here) & Account.disabled_at.is_null())
    return [Worker(id_, name, frozenset(held[id_])) for id_, name in rows.order_by(Account.name, Account.id).tuples()]


def candidates(people: Iterable[Worker]) -> list[Candidate]:
    """Return the same people as those a concern can be routed to."""
    return [Candidate(worker.account_id, worker.roles) for worker in people]


def roles_ever_seen(account_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the roles on record of some people, also of those who can no longer sign in."""
    held: dict[int, set[str]] = defaultdict(set)
    rows = AccountRole.select(AccountRole.account, AccountRole.role).where(AccountRole.account.in_(account_ids))
    for account_id, role in rows.tuples():
        held[account_id].add(role)
    return {account_id: frozenset(roles) for account_id, roles in held.items()}


def gaps() -> list[Gap]:
    """Return every concern that would find nobody independent as people work here today (product.md §4.1)."""
    return kinds_without_handler(candidates(workers()))


def names_of(account_ids: Collection[int]) -> list[str]:
    """Return the names of some people, in the order of their accounts."""
    rows = Account.select(Account.name).where(Account.id.in_(account_ids)).order_by(Account.id)
    return [name for (name,) in rows.tuples()]
