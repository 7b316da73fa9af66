"""Which part of the consent register a person looks at: chosen in the address, kept from page to page."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import SEES_EVERY_RECORD
from portal.consents.names import is_like, order, plain
from portal.consents.policy import Ruling
from portal.consents.register.matrix import Coverage, Line, Register, as_seen_by, entries, register, runs_out_soon
from portal.families import labels
from portal.families.models import Child
from portal.families.policy import SessionKind
from portal.web.converters import LARGEST
from portal.web.forms import clean_line
from portal.wording.policy import Use

PAGE = 50
_LONGEST_NAME = 100


class Show(StrEnum):
    """Which standing a child has to have to be shown."""

    MAY = "may"
    MAY_NOT = "may_not"
    NOT_ANSWERED = "not_answered"
    RUNS_OUT = "runs_out"


SHOWS: dict[Show, LazyString] = {
    Show.MAY: _l("May be shown"),
    Show.MAY_NOT: _l("May not be shown"),
    Show.NOT_ANSWERED: _l("Not answered"),
    Show.RUNS_OUT: _l("Runs out within 30 days"),
}


@dataclass(frozen=True)
class Filter:
    """What somebody chose. ``use`` may be a use that the present wording no longer has: then every use is meant."""

    session: SessionKind | None = None
    use: str = ""
    show: Show | None = None
    name: str = ""
    after: int | None = None

    @property
    def is_empty(self) -> bool:
        return replace(self, after=None) == Filter()

    def address(self, **changes: object) -> dict[str, object]:
        """Return the arguments of the address that holds this choice, with ``changes``."""
        values = {"session": self.session, "use": self.use, "show": self.show, "name": self.name, "after": self.after}
        return {name: str(value) for name, value in {**values, **changes}.items() if value}


def chosen(arguments: Mapping[str, str]) -> Filter:
    """Read a choice from an address; a value that nothing is called counts as not chosen."""
    return Filter(
        session=_member(SessionKind, arguments.get("session", "")),
        use=arguments.get("use", ""),
        show=_member(Show, arguments.get("show", "")),
        name=clean_line(arguments.get("name", ""))[:_LONGEST_NAME],
        after=_row_number(arguments.get("after", "")),
    )


Choice = TypeVar("Choice", bound=StrEnum)


def _member(choices: type[Choice], value: str) -> Choice | None:
    return choices(value) if value in set(choices) else None


def _row_number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= LARGEST else None


@dataclass(frozen=True)
class Excerpt:
    """The children who fit a choice, on the columns chosen, and how every child of the session stands."""

    filter: Filter
    register: Register
    coverage: tuple[Coverage, ...]
    every_use: tuple[Use, ...]
    all_children: int

    @property
    def described(self) -> str:
        """What was chosen, in words; empty when nothing was."""
        wanted, uses = self.filter, self.register.uses
        parts = [
            str(labels.SESSIONS[wanted.session]) if wanted.session else "",
            uses[0].label if len(uses) < len(self.every_use) else "",
            str(SHOWS[wanted.show]) if wanted.show else "",
            _("name like “%(name)s”", name=wanted.name) if wanted.name else "",
        ]
        return ", ".join(filter(None, parts))


@dataclass(frozen=True)
class Page:
    """Fifty children, and where the pages before and after them begin."""

    lines: tuple[Line, ...]
    first: int
    previous: dict[str, object] | None
    following: dict[str, object] | None


def excerpt(account: Any, wanted: Filter, *, on: date) -> Excerpt:
    """Return what fits the choice, as far as ``account`` may know it. Raises NothingPublished."""
    if wanted.show is Show.RUNS_OUT and not account.roles & SEES_EVERY_RECORD:
        wanted = replace(wanted, show=None)  # when a yes ends is known to those who keep the records
    # Closed before they are counted or chosen from: nobody tells from who fits what they are not shown.
    whole = as_seen_by(account, register(account, on=on, session=wanted.session))
    uses = tuple(use for use in whole.uses if use.key == wanted.use) or whole.uses
    words = plain(wanted.name).split()
    lines = tuple(
        line
        for line in whole.lines
        if (not words or is_like(line.child, words))
        and (wanted.show is None or any(_fits(line.rulings[use.key], wanted.show, on) for use in uses))
    )
    coverage = Register(on, uses, whole.lines).coverage()
    return Excerpt(wanted, Register(on, uses, lines), tuple(coverage), whole.uses, len(whole.lines))


def _fits(ruling: Ruling, show: Show, on: date) -> bool:
    match show:
        case Show.MAY:
            return ruling.may_show
        case Show.RUNS_OUT:
            return runs_out_soon(ruling, on=on)
        case Show.NOT_ANSWERED:
            return ruling.is_unanswered
        case Show.MAY_NOT:
            return not ruling.may_show and not ruling.is_unanswered


def page(found: Excerpt, account: Any) -> Page:
    """Return the fifty children after the one that the address names, by name, whether or not that one still fits."""
    lines, start = found.register.lines, 0
    if found.filter.after is not None:
        last = entries(Child.visible_to(account).where(Child.id == found.filter.after))
        start = bisect_right(lines, order(last[0]), key=lambda line: order(line.child)) if last else 0
    end = start + PAGE
    return Page(
        lines=lines[start:end],
        first=start + 1,
        previous=_from(found, start - PAGE) if start else None,
        following=_from(found, end) if end < len(lines) else None,
    )


def _from(found: Excerpt, position: int) -> dict[str, object]:
    """Return the address of the page that begins at a position."""
    before = found.register.lines[position - 1].child.id if position > 0 else None
    return found.filter.address(after=before)
