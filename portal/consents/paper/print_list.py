"""For whom forms are printed: what somebody chose from the register, or those whose family needs paper."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.consents.names import sort_key
from portal.consents.outstanding import waiting_children
from portal.consents.paper.data_entry import MOST_FORMS
from portal.consents.paper.policy import NoLongerHere
from portal.consents.register import filtering
from portal.consents.register.filtering import AppliedFilter
from portal.consents.register.service import Line, load_register
from portal.families.models import Adult, Child
from portal.families.own_child import closed_to
from portal.web.paging import Page, page_of

# The forms of one page fit into one file, even with two for each child.
PAGE = MOST_FORMS // 2


@dataclass(frozen=True)
class PrintList:
    """One page of children. ``needs_paper`` are by child the adults who can answer on paper alone, and still have to.

    ``named`` are the arguments of an address that names the children one by one; their boxes are ticked.
    """

    found: AppliedFilter
    page: Page[Line]
    children: int
    needs_paper: Mapping[int, list[str]]
    named: Mapping[str, Any]

    def address(self, **changes: object) -> dict[str, object]:
        """Return the arguments of the address that asks for the same, with ``changes``."""
        return {**self.found.filter.address(**changes), **self.named}


def print_list(account: Any, arguments: "MultiDict[str, str]", *, on: date) -> PrintList:
    """Return the page of children that an address asks for. Raises NothingPublished."""
    found = filtering.apply_filter(filtering.read_filter(arguments, account), on=on)
    needs_paper, ids = _needs_paper(account, on), arguments.getlist("child", type=int)
    named: dict[str, Any] = (
        {"select": "waiting"} if arguments.get("select") == "waiting" else {"child": ids} if ids else {}
    )
    if not named:
        page, children = filtering.load_page(account, found, arguments)
        return PrintList(found, page, children, needs_paper, named)
    wanted = set(ids or needs_paper)
    whole = load_register(account, on=on, session=found.filter.session)
    lines = [line for line in filtering.filtered_register(whole, found).lines if line.id in wanted]
    return PrintList(found, page_of(lines, arguments, size=PAGE), len(lines), needs_paper, named)


def chosen_children(account: Any, ids: Collection[int], *, on: date) -> list[Child]:
    """Return the children with these numbers, in the order of the register. Raises NoLongerHere."""
    attending = Child.attending(on, Child.visible_to(account))
    found = sorted((child for child in attending if child.id in ids), key=sort_key)
    if len(found) < len(set(ids)):
        raise NoLongerHere
    return found


def _needs_paper(account: Any, on: date) -> Mapping[int, list[str]]:
    """Of a child in one's own care nobody is named (product.md §2.6)."""
    out_of_reach = Adult.select(Adult.id, Adult.name).where(Adult.email.is_null() & Adult.account.is_null())
    waiting, closed = waiting_children(on), closed_to(account)
    found: dict[int, list[str]] = defaultdict(list)
    for adult_id, name in out_of_reach.order_by(Adult.id).tuples():
        for child in waiting.get(adult_id, ()):
            if child.id not in closed:
                found[child.id].append(name)
    return found
