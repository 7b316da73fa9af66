"""Children in the care of somebody who works here: what they see, what they may not do, and who does it instead."""

from typing import Any

from peewee import ModelSelect, Value, fn

from portal.access.permissions import SEES_EVERY_RECORD
from portal.accounts.models import Account, AccountRole
from portal.families.models import Adult, Child, Guardianship
from portal.foundation import clock
from portal.foundation.compiled import Compiled
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded

_Link, _Relative = Guardianship.alias(), Adult.alias()


class OwnChild(Refusal):
    """Nobody who works here keys in, notes or decides anything about a child in their own care (product.md §2.6)."""

    sentence = mark(
        "This child is in your own care, so somebody else here has to do this. What you say yourself, you can change "
        "on your own page. Nothing was stored."
    )


def is_closed(*, is_own_child: bool, keeps_records: bool, others_keep: bool) -> bool:
    """Return whether somebody who works here sees no more of a child than a parent does (product.md §2.6).

    ``others_keep`` when somebody who is no adult of the child keeps the records too. Where nobody does, the one who
    keeps them sees everything, whoever they are: somebody has to.
    """
    return is_own_child and (others_keep or not keeps_records)


def is_own_child(child_id: int, account_id: int) -> bool:
    """Return whether a child is in the care of an account."""
    return any(child_id == own for own, _others_keep in _own(account_id))


def refuse_own_child(child_id: int, *, by_id: int, unless_alone: bool = False) -> None:
    """Raise OwnChild for a child in one's own care, to be called by whatever staff do about a child.

    ``unless_alone`` lets a keeper of records decide all the same where nobody else could.
    """
    is_own = child_id in closed_to(Account.get_by_id(by_id)) if unless_alone else is_own_child(child_id, by_id)
    if is_own:
        raise OwnChild


def closed_to(account: Any) -> frozenset[int]:
    """Return the ids of the children of whom ``account`` sees no more than a parent does, in one query."""
    keeps_records = bool(account.roles & SEES_EVERY_RECORD)
    return frozenset(
        child_id
        for child_id, others_keep in _own(account.id)
        if is_closed(is_own_child=True, keeps_records=keeps_records, others_keep=bool(others_keep))
    )


def other_keepers(child: Child) -> list[str]:
    """Return the names of those who can sign in, keep the records, and are no adult of the child."""
    named = _unrelated_keepers(child.id, clock.today().isoformat()).select(Account.name)
    return sorted((name for (name,) in named.order_by(Account.id).tuples()), key=folded)


def _unrelated_keepers(child: Any, today: str) -> ModelSelect:
    """Who has not chosen a password yet cannot sign in, so counts as little as who is shut out."""
    is_theirs = (_Link.adult == _Relative.id) | (_Link.adult == _Relative.same_as)
    related = (
        _Link.select(_Relative.account)
        .join(_Relative, on=is_theirs)
        .where((_Link.child == child) & _Relative.account.is_null(False))
    )
    keeps = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(sorted(SEES_EVERY_RECORD)))
    can_sign_in = (
        Account.disabled_at.is_null()
        & (Account.password_hash != "")
        & (Account.last_day.is_null() | (Account.last_day >= Value(today, converter=False)))
    )
    return Account.select(Account.id).where(Account.id.in_(keeps) & can_sign_in & Account.id.not_in(related))


def _own(account_id: int) -> list[tuple[Any, ...]]:
    """Return each child in the care of an account, and whether somebody unrelated keeps the records too.

    Each entry of a child is named, since signed records name any of them.
    """
    return _OWN.rows(account_id=account_id, today=clock.today().isoformat())


# Asked whenever records are listed; for whoever is no adult here it finds no row, and asks after nobody.
_OWN = Compiled(
    lambda account_id, today: (
        Guardianship.select(Child.id, fn.EXISTS(_unrelated_keepers(Guardianship.child, today)))
        .join(Child, on=((Child.id == Guardianship.child) | (Child.same_as == Guardianship.child)))
        .where(Guardianship.adult.in_(Adult.of_account(account_id)))
    ),
    account_id=-7_001,
    today="today",
)
