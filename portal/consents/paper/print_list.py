"""For whom forms are printed: the children here, found by name and session, and those whose family needs paper."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.consents.models import CurrentAnswer
from portal.consents.names import Entry, is_like
from portal.consents.own_child import closed_to
from portal.consents.paper.data_entry import MOST_FORMS
from portal.consents.register.matrix import children
from portal.consents.reminders.outstanding import OwnWords, uses_asked
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import SessionKind
from portal.foundation.text import folded
from portal.web import filters
from portal.web.paging import Page, page_of

# The forms of one page fit into one file, even with two for each child.
PAGE = MOST_FORMS // 2
_WAITING = "waiting"


@dataclass(frozen=True)
class Candidate:
    """A child a form can be printed for, and the adults who cannot answer in any other way and still have to."""

    child: Entry
    waiting: tuple[str, ...]

    @property
    def id(self) -> int:
        return self.child.id


@dataclass(frozen=True)
class Wanted:
    """What an address asks for. ``ticked`` are children who are shown alone, with their boxes ticked.

    ``needs_paper`` shows those whose family needs paper, with the boxes ticked as well.
    """

    name: str = ""
    session: SessionKind | None = None
    needs_paper: bool = False
    ticked: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return self == Wanted()

    def address(self, **changes: object) -> dict[str, object]:
        """Return the arguments of the address that asks for the same, with ``changes``."""
        select = _WAITING if self.needs_paper else ""
        values = {"name": self.name, "session": self.session, "select": select, "child": sorted(self.ticked)}
        return {name: value for name, value in {**values, **changes}.items() if value}


def wanted(arguments: "MultiDict[str, str]") -> Wanted:
    """Read what an address asks for; a value that nothing is called counts as not asked."""
    return Wanted(
        name=filters.typed_name(arguments.get("name")),
        session=filters.chosen(SessionKind, arguments.get("session")),
        needs_paper=arguments.get("select") == _WAITING,
        ticked=frozenset(arguments.getlist("child", type=int)),
    )


@dataclass(frozen=True)
class Listing:
    """One page of the children who fit, and how many fit out of ``everybody``."""

    wanted: Wanted
    everybody: tuple[Candidate, ...]
    fitting: int
    page: Page[Candidate]

    @property
    def shown(self) -> tuple[Candidate, ...]:
        return self.page.rows

    @property
    def waiting(self) -> int:
        """How many children have a family that needs paper."""
        return sum(1 for each in self.everybody if each.waiting)

    @property
    def is_long(self) -> bool:
        """Whether there are more children than one page shows."""
        return len(self.everybody) > PAGE

    @property
    def is_long_for_paper(self) -> bool:
        """Whether there are more families in need of paper than one page shows."""
        return self.waiting > PAGE

    @property
    def ticked(self) -> list[int]:
        """The children whose boxes are ticked when the page opens."""
        is_ticked = self.wanted.needs_paper or self.wanted.ticked
        return [each.id for each in self.shown] if is_ticked else []


def listing(account: Any, arguments: "MultiDict[str, str]", *, on: date) -> Listing:
    """Return the page of children that an address asks for. Raises NothingPublished."""
    asked, everybody = wanted(arguments), candidates(account, on=on)
    words, in_session = folded(asked.name).split(), _in_session(asked.session)
    fitting = [
        each
        for each in everybody
        if (not asked.name or (words and is_like(each.child, words)))
        and (in_session is None or each.id in in_session)
        and (each.waiting or not asked.needs_paper)
        and (not asked.ticked or each.id in asked.ticked)
    ]
    return Listing(asked, everybody, len(fitting), page_of(fitting, arguments, size=PAGE))


def chosen_children(account: Any, ids: Sequence[int], found: Listing) -> list[Child]:
    """Return the children with these numbers, in the order of the list."""
    wanted_ids = set(ids)
    ordered = [each.child.id for each in found.everybody if each.child.id in wanted_ids]
    by_id = {child.id: child for child in Child.visible_to(account).where(Child.id.in_(ordered))}
    return [by_id[child_id] for child_id in ordered]


def candidates(account: Any, *, on: date) -> tuple[Candidate, ...]:
    """Return the attending children by name, each with its adults who have neither e-mail nor account, and are asked.

    Of a child in one's own care nobody is named (product.md §2.6). Raises NothingPublished.
    """
    waiting, closed = _waiting_for_paper(on), closed_to(account)
    return tuple(
        Candidate(child, () if child.id in closed else tuple(waiting.get(child.id, ())))
        for child in children(account, on=on)
    )


def _in_session(session: SessionKind | None) -> frozenset[int] | None:
    if session is None:
        return None
    rows = ChildSession.select(ChildSession.child).where(ChildSession.kind == session)
    return frozenset(child_id for (child_id,) in rows.tuples())


def _waiting_for_paper(on: date) -> Mapping[int, list[str]]:
    """Return by child the adults with parental responsibility who answer on paper alone, and owe an answer to a use."""
    out_of_reach = Adult.email.is_null() & Adult.account.is_null()
    uses = [use.key for use in uses_asked()]
    words = OwnWords(CurrentAnswer.adult.in_(Adult.select(Adult.id).where(out_of_reach)), on=on)
    columns = (Guardianship.child, Child.leaves_on, Adult.id, Adult.name)
    query = Guardianship.select(*columns).join(Child).switch(Guardianship).join(Adult)
    query = query.where(Guardianship.has_parental_responsibility & out_of_reach).order_by(Guardianship.id)
    found: dict[int, list[str]] = defaultdict(list)
    for child_id, leaves_on, adult_id, name in query.tuples():
        if any(words.of(adult_id, child_id, use, leaves_on).asks_again for use in uses):
            found[child_id].append(name)
    return found
