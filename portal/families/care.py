"""Which children are in somebody's care, and as what: asked on every page that a parent opens."""

from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import NotFound

from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import Relationship, Responsibility
from portal.foundation.compiled import Compiled, day

_COLUMNS = (
    Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born_on, Child.leaves_on,
    Adult.id, Adult.name, Guardianship.relationship, Guardianship.responsibility,
)  # fmt: skip
_OF_ACCOUNT = Compiled(
    lambda account_id: (
        Guardianship.select(*_COLUMNS)
        .join(Child)
        .switch(Guardianship)
        .join(Adult)
        .where(Guardianship.adult.in_(Adult.of_account(account_id)))
        .order_by(Child.born_on.desc(), Child.id)
    ),
    account_id=-7_001,
)


@dataclass(frozen=True)
class Care:
    """One child in one adult's care. Only parental responsibility lets the adult sign (Children Act 1989, s 3)."""

    child: Child
    adult_id: int
    adult_name: str
    relationship: Relationship
    responsibility: Responsibility


def children_of(account_id: int) -> list[Care]:
    """Return the children in the care of an account, the youngest first, in one query."""
    return [_care(row) for row in _OF_ACCOUNT.rows(account_id=account_id)]


def one_or_404(account_id: int, child_id: int) -> Care:
    """Return a child in the care of an account; a child of another family does not exist (product.md §8.3)."""
    for care in children_of(account_id):
        if care.child.id == child_id:
            return care
    raise NotFound


def adults_of(child: Child) -> list[Care]:
    """Return every adult on the register for a child, those who can say yes first."""
    query = Guardianship.select(*_COLUMNS).join(Child).switch(Guardianship).join(Adult).where(Child.id == child.kept_id)
    ordered = query.order_by(Guardianship.can_say_yes().desc(), Guardianship.id)
    return [_care(row) for row in ordered.tuples()]


def _care(row: tuple[Any, ...]) -> Care:
    child_id, first_name, last_name, known_as, born_on, leaves_on, adult_id, adult_name, relationship, held = row
    child = Child(id=child_id, first_name=first_name, last_name=last_name, known_as=known_as)
    child.born_on, child.leaves_on = day(born_on), leaves_on and day(leaves_on)
    return Care(child, adult_id, adult_name, Relationship(relationship), Responsibility(held))
