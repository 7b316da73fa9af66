"""Who has parental responsibility, as it was checked, and a child's last day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from peewee import chunked
from werkzeug.exceptions import NotFound

from portal.families.events import LastDaySet, ResponsibilityChanged
from portal.families.models import Child, Guardianship, ResponsibilityCheck
from portal.families.policy import Responsibility, ResponsibilityBasis, ResponsibilityFound, RestrictionStands
from portal.families.register import lock_register
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids
from portal.foundation.events import bus

# Rows written in one statement.
_BATCH = 500


def set_responsibility(
    link: Guardianship, responsibility: Responsibility, basis: ResponsibilityBasis, *, by_id: int
) -> bool:
    """Say what parental responsibility an adult has, and how that was checked; return whether that was new."""
    found = ResponsibilityFound(link.child_id, link.adult_id, responsibility)  # type: ignore[attr-defined]
    return set_responsibilities([found], basis, by_id=by_id) > 0


def set_responsibilities(found: Iterable[ResponsibilityFound], basis: ResponsibilityBasis, *, by_id: int) -> int:
    """Say of several adults what parental responsibility they have, all checked alike; return for how many that was new.

    Raises NotFound for an adult who is not the child's, or not any more.
    """
    with db.atomic():
        new = record_responsibility(found, basis=basis, by_id=by_id, at=clock.now())
        for each in new:
            bus.publish(
                ResponsibilityChanged(
                    actor_id=by_id, subject_id=each.child_id, adult_id=each.adult_id,
                    responsibility=each.responsibility, basis=basis,
                )
            )  # fmt: skip
    return len(new)


def record_responsibility(
    found: Iterable[ResponsibilityFound], *, basis: ResponsibilityBasis, by_id: int | None, at: datetime,
    from_list: bool = False,
) -> list[ResponsibilityFound]:  # fmt: skip
    """Enter what was found about adults of the register, each with who checked it, when and how (product.md §8.12).

    Return what was new: what two people enter at once is recorded once, and a list that only repeats the register
    adds nothing. ``by_id`` is None at the terminal. Raises RestrictionStands where, ``from_list``, it would change what a
    court order limits, and NotFound for an adult who is not the child's, or not any more.
    """
    wanted = {(each.child_id, each.adult_id): each for each in found}
    how = {"basis": basis, "checked_by": by_id, "checked_at": at}
    with db.atomic():
        lock_register()
        new = _new(wanted, basis, from_list)
        for state in Responsibility:
            ids = [link_id for link_id, each in new.items() if each.responsibility is state]
            Guardianship.update(responsibility=state).where(one_of_ids(Guardianship.id, ids)).execute()
        for batch in chunked(new.values(), _BATCH):
            rows = [
                {"child_id": e.child_id, "adult_id": e.adult_id, "responsibility": e.responsibility, **how}
                for e in batch
            ]
            ResponsibilityCheck.insert_many(rows).execute()
    return list(new.values())


def _new(
    wanted: Mapping[tuple[int, int], ResponsibilityFound], basis: ResponsibilityBasis, is_list: bool
) -> dict[int, ResponsibilityFound]:
    """Return by the number of the link what the register does not say yet, or does not say was checked like this."""
    children, link, check = {child for child, _adult in wanted}, Guardianship, ResponsibilityCheck
    links = link.select(link.child, link.adult, link.id, link.responsibility).where(one_of_ids(link.child, children))
    held = {(child, adult): (id_, Responsibility(state)) for child, adult, id_, state in links.tuples()}
    how = {}
    if not is_list:
        checks = check.select(check.child_id, check.adult_id, check.responsibility, check.basis)
        checks = checks.where(one_of_ids(check.child_id, children)).order_by(check.id)
        how = {(child, adult): (said, basis) for child, adult, said, basis in checks.tuples()}
    new = {}
    for pair, each in wanted.items():
        if pair not in held:
            raise NotFound
        link_id, state = held[pair]
        if is_list and state is Responsibility.RESTRICTED and each.responsibility is not state:
            raise RestrictionStands
        if each.responsibility is not state or not (is_list or how.get(pair) == (state, basis)):
            new[link_id] = each
    return new


def set_last_day(child: Child, last_day: date | None, *, by_id: int) -> bool:
    """Set or clear a child's last day; consent ends with it (product.md §2.6). Return whether that is a change."""
    with db.atomic():
        if Child.get_by_id(child.id).leaves_on == last_day:
            return False
        Child.update(leaves_on=last_day).where(Child.id == child.id).execute()
        bus.publish(LastDaySet(actor_id=by_id, subject_id=child.id, last_day=last_day))
    return True
