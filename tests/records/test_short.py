"""The pack of the example setting is short enough to be read in ten minutes (product.md §6)."""

from datetime import date

import pypdfium2
import pytest

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.upkeep.example import loading
from tests.records import packs

# Each of these has at most forty rows in the example, and so at most a page beside what the twenty-four are for.
FURTHER = (packs.VERSIONS, packs.RELATIONSHIPS, packs.POSTS, packs.GROUP, packs.VISITORS)


@pytest.fixture(params=["any letters", "the widest letters"])
def demo_pack(request, db_ready):
    if request.param == "the widest letters":
        request.getfixturevalue("wide_references")
    loading.load()
    (manager, *_others) = accounts.holders_of(Role.MANAGER)
    return packs.make(manager, date(2025, 9, 1))


def test_the_pack_of_thirty_one_children_has_at_most_twenty_four_pages_and_its_gaps_on_the_first(demo_pack):
    assert demo_pack.number("Children") == 31
    assert demo_pack.number("Forms and withdrawals in the period") > 20
    assert len(demo_pack.pages) - pages_of_complaints(demo_pack) - len(FURTHER) <= 24
    assert packs.GAPS in demo_pack.pages[0]
    assert demo_pack.number("Children with no answer at all") > 0
    assert any(page.startswith("Contents") for page in demo_pack.pages[2:4]), "after the gaps and the charts"
    packs.check_page_numbers(demo_pack)


def pages_of_complaints(pack: packs.Pack) -> int:
    """Return how many upright pages the records of complaints fill, which stand behind their broad register."""
    (first,) = [mark.page for mark in pack.bookmarks if mark.title == packs.COMPLAINTS]
    (after,) = [mark.page for mark in pack.bookmarks if mark.title == packs.GROUP]
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(pack.content)]
    return sum(width < height for width, height in sizes[first - 1 : after - 1])


def test_no_child_takes_more_than_half_a_page(demo_pack):
    children = [mark for mark in demo_pack.bookmarks if ", born " in mark.title]
    assert len(children) > 10
    pages = [mark.page for mark in children]
    assert all(pages.count(page) >= 2 for page in set(pages[:-1]) - {pages[-1]})
