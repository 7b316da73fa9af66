"""The pack of the example setting is short enough to be read in ten minutes (product.md §6)."""

from datetime import date

import pytest

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.upkeep.example import loading
from tests.records import packs


@pytest.fixture
def demo_pack(db_ready):
    loading.load()
    (manager, *_others) = accounts.holders_of(Role.MANAGER)
    return packs.make(manager, date(2026, 1, 1))


def test_the_pack_of_thirty_one_children_has_at_most_twenty_four_pages_and_its_gaps_on_the_first(demo_pack):
    assert demo_pack.number("Children") == 31
    # Five further registers have a page each: relationships, posts, the closed group, visitors, versions of policies.
    assert len(demo_pack.pages) <= 24 + 5
    assert packs.GAPS in demo_pack.pages[0]
    assert demo_pack.number("Children with no answer at all") > 0
    assert any(page.startswith("Contents") for page in demo_pack.pages[2:4]), "after the gaps and the charts"
    packs.check_page_numbers(demo_pack)


def test_no_child_takes_more_than_half_a_page(demo_pack):
    children = [mark for mark in demo_pack.bookmarks if ", born " in mark.title]
    pages = [mark.page for mark in children]
    assert all(pages.count(page) >= 2 for page in set(pages[:-1]) - {pages[-1]})
