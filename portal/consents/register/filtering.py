"""Which part of the consent register a person looks at: chosen in the address, kept from page to page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from peewee import Expression, ModelSelect, fn

from portal.access.permissions import SEES_EVERY_RECORD
from portal.consents.labels import STATES
from portal.consents.models import CONSULT, AskedFirst, ChildWish, ConsentHold, CurrentAnswer
from portal.consents.names import ListedChild, by_first_name, sort_key
from portal.consents.policy import Answer, Reason, Ruling, RulingState, Wish
from portal.consents.register.service import Line, Register, children, entries, load_lines
from portal.consents.renewal import ASK_AGAIN_WITHIN_DAYS
from portal.families.models import Child, Guardianship
from portal.families.own_child import closed_to
from portal.families.policy import Responsibility
from portal.families.sessions import session_names
from portal.foundation.database import db, one_of_ids
from portal.web import filters
from portal.web.paging import Gone, Page, page_of
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import Use

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

SHOWS: dict[Show, LazyString] = {
    Show.MAY: STATES[RulingState.MAY],
    Show.MAY_NOT: STATES[RulingState.MAY_NOT],
    Show.NOT_ANSWERED: STATES[RulingState.NOT_ANSWERED],
    Show.RUNS_OUT: _l("Runs out within 30 days"),
    Show.DISPUTED: _l("Parents disagree"),
    Show.ASKED_FIRST: _l("A parent asked us first"),
}
# By last name unless somebody chose otherwise.
SORTS: dict[str, LazyString] = {"": _l("By last name"), "first": _l("By first name")}


@dataclass(frozen=True)
class Filter:
    """What somebody chose. ``use`` may be a use that the present wording no longer has: then every use is meant.

    ``sort`` is one of ``SORTS``.
    """

    session: str | None = None
    use: str = ""
    show: Show | None = None
    sort: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Filter(sort=self.sort)

    def address(self, **changes: object) -> dict[str, str]:
        """Return the arguments of the address that holds this choice, with ``changes``."""
        return filters.address(**{**vars(self), **changes})


def read_filter(arguments: Mapping[str, str], account: Any) -> Filter:
    """Read a choice from an address. Some are for those who keep the records alone."""
    show = filters.chosen(Show, arguments.get("show"))
    if show in FOR_KEEPERS and not account.roles & SEES_EVERY_RECORD:
        show = None
    return Filter(
        session=filters.chosen(session_names(), arguments.get("session")),
        use=arguments.get("use", ""),
        show=show,
        sort=filters.chosen(SORTS, arguments.get("sort")) or "",
    )


@dataclass(frozen=True)
class AppliedFilter:
    """What of the register fits a choice, on the uses that are shown; ``asked`` are all uses of the form."""

    filter: Filter
    on: date
    uses: tuple[Use, ...]
    asked: tuple[Use, ...]

    @property
    def described(self) -> str:
        """What was chosen, in words; empty when nothing was."""
        wanted = self.filter
        parts = [
            session_names()[wanted.session] if wanted.session else "",
            self.uses[0].label if len(self.uses) < len(self.asked) else "",
            str(SHOWS[wanted.show]) if wanted.show else "",
        ]
        return ", ".join(filter(None, parts))

    def fits(self, line: Line) -> bool:
        """Return whether a child stands as was chosen, for one of the uses at least."""
        show = self.filter.show
        return show is None or any(fits(line.rulings[use.key], show, on=self.on) for use in self.uses)


def apply_filter(wanted: Filter, *, on: date) -> AppliedFilter:
    """Return what a choice means for the present form. Raises NothingPublished."""
    asked = tuple(wording.current(DocumentKey.CONSENT_FORM).consent.uses)
    return AppliedFilter(wanted, on, tuple(use for use in asked if use.key == wanted.use) or asked, asked)


def load_page(account: Any, found: AppliedFilter, arguments: Mapping[str, str]) -> tuple[Page[Line], int]:
    """Return the page that an address names, in the order that was chosen, as far as ``account`` may know it.

    With it comes how many children have the session that was chosen, however they stand: answers are read for as many
    children as fill the page.
    """
    order = by_first_name if found.filter.sort else sort_key
    listed = children(account, on=found.on, session=found.filter.session)
    if order is not sort_key:
        listed.sort(key=order)

    def fitting(some: Sequence[ListedChild]) -> list[Line]:
        # Closed before they are chosen from: nobody tells from who fits what they are not shown.
        return [line for line in load_lines(account, some, found.uses, on=found.on) if found.fits(line)]

    def likely(some: Sequence[ListedChild]) -> Sequence[ListedChild]:
        if not (show := found.filter.show):
            return some
        uses, ids = [use.key for use in found.uses], [child.id for child in some]
        possible = candidates(ids, show, uses, on=found.on, closed=closed_to(account))
        return [child for child in some if child.id in possible]

    def find(number: str) -> ListedChild | None:
        visible = Child.visible_to(account).where(Child.id == filters.row_number(number))
        return next(iter(entries(visible)), None)

    return page_of(listed, arguments, fitting=fitting, likely=likely, gone=Gone(find, order)), len(listed)


def filtered_register(whole: Register, found: AppliedFilter) -> Register:
    """Return everything of the register of the chosen session that fits a choice, for a file."""
    return replace(whole, uses=found.uses, lines=tuple(line for line in whole.lines if found.fits(line)))


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
    """Return of these children all who fits for one of the uses at least, and few others.

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
