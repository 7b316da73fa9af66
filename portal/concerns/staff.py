"""Who works here, as the rules of routing and of naming someone need it, and whom a handler can name besides."""

from collections import defaultdict
from typing import Any

from portal.access.permissions import WORK_HERE
from portal.accounts.models import Account, AccountRole
from portal.concerns.routing import Worker
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


def known_names(account: Any) -> list[str]:
    """Return the names of all children and adults whom this person may see, and of all who work here, to be offered."""
    children = (child.name for child in Child.visible_to(account))
    adults = (adult.name for adult in Adult.visible_to(account))
    return sorted({*children, *adults, *(worker.name for worker in workers())}, key=folded)
