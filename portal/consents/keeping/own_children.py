"""Children in the care of somebody who works here, and who keeps their records instead."""

from typing import Any

from peewee import ModelSelect, Value, fn

from portal.access.permissions import SEES_EVERY_RECORD
from portal.accounts.models import Account, AccountRole
from portal.consents.keeping.policy import is_closed
from portal.families.models import Adult, Child, Guardianship
from portal.foundation import clock
from portal.foundation.compiled import Compiled

_Link, _Relative = Guardianship.alias(), Adult.alias()


def closed_to(account: Any) -> frozenset[int]:
    """Return the ids of the children of whom ``account`` sees no more than a parent does, in one query."""
    keeps_records = bool(account.roles & SEES_EVERY_RECORD)
    return frozenset(
        child_id
        for child_id, others_keep in _OWN.rows(account_id=account.id, today=clock.today().isoformat())
        if is_closed(is_own_child=True, keeps_records=keeps_records, others_keep=bool(others_keep))
    )


def other_keepers(child: Child) -> list[str]:
    """Return the names of those who can sign in, keep the records, and are no adult of the child."""
    named = _unrelated_keepers(child.id, clock.today().isoformat()).select(Account.name)
    return [name for (name,) in named.order_by(Account.name, Account.id).tuples()]


def _unrelated_keepers(child: Any, today: str) -> ModelSelect:
    """Who has not chosen a password yet cannot sign in, so counts as little as who is shut out."""
    related = (
        _Link.select(_Relative.account)
        .join(_Relative, on=(_Link.adult == _Relative.id))
        .where((_Link.child == child) & _Relative.account.is_null(False))
    )
    keeps = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(sorted(SEES_EVERY_RECORD)))
    can_sign_in = (
        Account.disabled_at.is_null()
        & (Account.password_hash != "")
        & (Account.last_day.is_null() | (Account.last_day >= Value(today, converter=False)))
    )
    return Account.select(Account.id).where(Account.id.in_(keeps) & can_sign_in & Account.id.not_in(related))


# Asked whenever records are listed; for whoever is no adult here it finds no row, and asks after nobody.
_OWN = Compiled(
    lambda account_id, today: (
        Guardianship.select(Guardianship.child, fn.EXISTS(_unrelated_keepers(Guardianship.child, today)))
        .join(Adult)
        .where(Adult.account == account_id)
    ),
    account_id=-7_001,
    today="today",
)
