"""Which children stand as was chosen: their rulings say so, and a query leaves out those who cannot."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_

from peewee import Expression, ModelSelect, fn

from portal.consents.models import CONSULT, AskedFirst, ChildWish, ConsentHold, CurrentAnswer
from portal.consents.policy import Answer, Reason, Ruling, Wish
from portal.consents.renewal import ASK_AGAIN_WITHIN_DAYS
from portal.families.models import Child, Guardianship
from portal.families.policy import Responsibility
from portal.foundation.database import db, one_of_ids
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

_REFUSED = CurrentAnswer.answer != Answer.YES


class Show(StrEnum):
    """Which standing a child has to have to be shown."""

    MAY = "may"
    MAY_NOT = "may_not"
    NOT_ANSWERED = "not_answered"
    RUNS_OUT = "runs_out"
    DISPUTED = "disputed"
    ASKED_FIRST = "asked_first"


# Known to those who keep the records alone: when a yes ends, that one adult said yes and another no, who asked first.
FOR_KEEPERS = frozenset({Show.RUNS_OUT, Show.DISPUTED, Show.ASKED_FIRST})


def fits(ruling: Ruling, show: Show, *, on: date) -> bool:
    """Return whether a child of this ruling is to be shown."""
    if show is Show.DISPUTED:
        return ruling.is_disputed
    if show is Show.ASKED_FIRST:
        return Reason.ASKED_FIRST in ruling.reasons
    return runs_out_soon(ruling, on=on) if show is Show.RUNS_OUT else ruling.state.value == show.value


def runs_out_soon(ruling: Ruling, *, on: date) -> bool:
    """Return whether a yes ends within the 30 days in which it is asked again (product.md §2.7)."""
    return ruling.counts_until is not None and (ruling.counts_until - on).days < ASK_AGAIN_WITHIN_DAYS


def candidates(
    ids: Collection[int], show: Show, uses: Collection[str], *, on: date, closed: Collection[int]
) -> set[int]:
    """Return of these children all who ``fits`` for one of the uses at least, and few others.

    So rulings are made for few children. It leaves out only who cannot fit and decides nothing: what rests on two
    answers, a hold or a child’s wish is left to the ruling. Of the ``closed`` people read only whether they may be
    shown. Raises NothingPublished.
    """
    live = _live(uses, on)
    match show:
        case Show.MAY:
            fitting = Child.id.in_(_answering(ids, uses, live))
        case Show.RUNS_OUT:
            soon = on + timedelta(days=ASK_AGAIN_WITHIN_DAYS)
            ends_soon = live & (CurrentAnswer.counts_until < soon)
            fitting = Child.id.in_(_answering(ids, uses, ends_soon)) | (Child.leaves_on < soon)
        case Show.NOT_ANSWERED:
            settled = _answering(ids, uses, _REFUSED | live).group_by(CurrentAnswer.child)
            fitting = Child.id.not_in(settled.having(fn.COUNT(CurrentAnswer.use.distinct()) == len(uses)))
        case Show.DISPUTED:
            fitting = Child.id.in_(_answering(ids, uses, live)) & Child.id.in_(_answering(ids, uses, _REFUSED))
        case Show.ASKED_FIRST:
            fitting = Child.id.in_(AskedFirst.children())
        case Show.MAY_NOT:
            fitting = _forbidden(ids, uses, live) | Child.id.in_(closed)
    found = db.execute(Child.select(Child.id).where(one_of_ids(Child.id, ids) & fitting))
    return {child_id for (child_id,) in found}


def _forbidden(ids: Collection[int], uses: Collection[str], live: Expression) -> Expression:
    """Return the condition that a child may be forbidden by an adult, a hold, or what the child said."""
    adults = Guardianship.alias()
    asked = adults.select(fn.COUNT(adults.id) * len(uses)).where(
        (adults.child == CurrentAnswer.child) & (adults.responsibility == Responsibility.HELD)
    )
    agreed = _answering(ids, uses, live).group_by(CurrentAnswer.child).having(fn.COUNT(CurrentAnswer.use) == asked)
    wishes = _answering(ids, [CONSULT], CurrentAnswer.answer == Answer.YES)
    says = ChildWish.select(ChildWish.child).where(ChildWish.say != Wish.HAPPY)
    noted, entry = says | ConsentHold.select(ConsentHold.child), Child.alias()
    blocked = (
        _answering(ids, uses, _REFUSED)
        | AskedFirst.children()
        | noted
        | entry.select(entry.same_as).where(entry.id.in_(noted))
    )
    return Child.id.in_(blocked) | (Child.id.in_(wishes) & Child.id.not_in(agreed))


def _answering(ids: Collection[int], uses: Collection[str], condition: Expression) -> ModelSelect:
    """Return those of whom an adult gave such an answer to one of the uses, and it counts (``may_show``)."""
    same_adult = (Guardianship.child == CurrentAnswer.child) & (Guardianship.adult == CurrentAnswer.adult)
    answers = CurrentAnswer.select(CurrentAnswer.child).join(Guardianship, on=same_adult)
    are_asked = one_of_ids(CurrentAnswer.child, ids) & CurrentAnswer.use.in_(uses)
    counts = Guardianship.can_say_yes() | (Guardianship.can_say_no() & _REFUSED)
    return answers.where(counts & are_asked & condition)


def _live(uses: Collection[str], on: date) -> Expression:
    """Return the condition that an answer to one of the uses is a yes that counts on a day."""
    valid, current = wording.in_force(DocumentKey.CONSENT_FORM).valid, CurrentAnswer
    counts = [(current.use == use) & current.wording_id.in_(valid.get(use, frozenset())) for use in uses]
    return (
        reduce(or_, counts) & (current.answer == Answer.YES) & (current.given_on <= on) & (current.counts_until >= on)
    )
