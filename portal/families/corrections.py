"""Correcting one family by hand: who has parental responsibility, and a child's last day."""

from datetime import date

from portal.families.events import LastDaySet, ResponsibilityChanged
from portal.families.models import Child, Guardianship
from portal.foundation.database import db
from portal.foundation.events import bus


def set_responsibility(link: Guardianship, has_it: bool, *, by_id: int) -> bool:
    """Say whether an adult has parental responsibility (Children Act 1989, s 3); return whether that is a change."""
    with db.atomic():
        other = (Guardianship.id == link.id) & (Guardianship.has_parental_responsibility != has_it)
        if not Guardianship.update(has_parental_responsibility=has_it).where(other).execute():
            return False
        bus.publish(
            ResponsibilityChanged(
                actor_id=by_id,
                subject_id=link.child_id,  # type: ignore[attr-defined]
                adult_id=link.adult_id,  # type: ignore[attr-defined]
                has_parental_responsibility=has_it,
            )
        )
    return True


def set_last_day(child: Child, last_day: date | None, *, by_id: int) -> bool:
    """Set or clear a child's last day; consent ends with it (product.md §2.6). Return whether that is a change."""
    with db.atomic():
        if Child.get_by_id(child.id).leaves_on == last_day:
            return False
        Child.update(leaves_on=last_day).where(Child.id == child.id).execute()
        bus.publish(LastDaySet(actor_id=by_id, subject_id=child.id, last_day=last_day))
    return True
