"""Questions that parents ask before they sign: until we have answered, nothing is a yes (product.md §2.6)."""

from typing import Any

from portal.consents.models import AskedFirst, AskedFirstAnswer
from portal.families.models import Guardianship

# Like any other question (product.md §4.2).
ANSWER_FIRST_WITHIN_DAYS = 14


def note_asked_first(event: Any) -> None:
    """Note that an adult asked about a child before they sign, once, in the caller’s transaction.

    The event is of the room of concerns, which holds the question: it names concern, child and adult.

    The question of an adult who could not say no either is a question like any other: it stops nothing.
    """
    whose = (Guardianship.child == event.child_id) & (Guardianship.adult == event.adult_id)
    if not Guardianship.select().where(whose & Guardianship.can_say_no()).exists():
        return
    if AskedFirst.get_or_none(AskedFirst.concern_id == event.subject_id) is None:
        AskedFirst.create(concern_id=event.subject_id, child=event.child_id, adult=event.adult_id)


def note_asked_first_answered(event: Any) -> None:
    """Note that the question was answered or closed, once, in the caller’s transaction."""
    question = AskedFirst.get_or_none((AskedFirst.concern_id == event.subject_id) & AskedFirst.waiting())
    if question:
        AskedFirstAnswer.create(question=question)
