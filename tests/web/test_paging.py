"""A list a page at a time: nobody is lost or shown twice, whatever fits and whoever leaves meanwhile."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.paging import Gone, page_of


@dataclass(frozen=True)
class Row:
    id: int


def rows(*numbers):
    return [Row(number) for number in numbers]


def walk(listed, fitting, likely, way="following", start=None):
    """Turn page after page, and return the numbers shown on each."""
    arguments, pages = start or {}, []
    while arguments is not None:
        found = page_of(listed, arguments, fitting=fitting, likely=likely, size=3)
        pages.append([row.id for row in found.rows])
        arguments = getattr(found, way)
        assert len(pages) < 50
    return pages


@given(st.integers(0, 40), st.integers(1, 7), st.sampled_from([1, 2, 3, 100]))
def test_forward_and_back_show_every_row_that_fits_once_and_in_order(count, every, unlikely):
    def fitting(some):
        return [row for row in some if row.id % every == 0]

    def likely(some):
        return [row for row in some if row.id % every == 0 or row.id % unlikely]

    listed, expected = rows(*range(count)), [number for number in range(count) if number % every == 0]
    pages = walk(listed, fitting, likely)
    assert [number for page in pages for number in page] == expected
    assert all(len(page) == 3 for page in pages[:-1])
    if len(pages) > 1:
        back = walk(listed, fitting, likely, "previous", {"before": str(pages[-1][0])})
        assert back == list(reversed(pages[:-1]))


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after():
    first = page_of(rows(1, 2, 3, 4), {}, size=3)
    assert (first.previous, first.following) == (None, {"after": "3"})
    last = page_of(rows(1, 2, 3, 4), first.following, size=3)
    assert ([row.id for row in last.rows], last.previous, last.following) == ([4], {"before": "4"}, None)


@pytest.mark.parametrize("named", ["", "99", "-1", "x", "²", "9" * 400, "\x00", "1 2"])
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_name_that_is_no_row_leads_to_the_first_page(way, named):
    assert page_of(rows(1, 2, 3, 4), {way: named}, size=3) == page_of(rows(1, 2, 3, 4), {}, size=3)


def test_nothing_is_lost_when_the_row_that_ends_a_page_has_left_meanwhile():
    gone = Gone(find=lambda number: Row(int(number)), order=lambda row: row.id)
    after = page_of(rows(1, 2, 4, 5, 6, 7), {"after": "3"}, gone=gone, size=3)
    assert [row.id for row in after.rows] == [4, 5, 6]
    before = page_of(rows(1, 2, 3, 5, 6, 7), {"before": "4"}, gone=gone, size=2)
    assert [row.id for row in before.rows] == [2, 3]


def test_an_emptied_end_leads_to_the_first_page():
    assert page_of(rows(1, 2), {"after": "2"}, size=3) == page_of(rows(1, 2), {}, size=3)


def test_no_more_is_asked_for_than_fills_the_page():
    asked = []

    def fitting(some):
        asked.append(len(some))
        return some

    page_of(rows(*range(1000)), {}, fitting=fitting, size=3)
    assert asked == [4]
    page_of(rows(*range(1000)), {}, fitting=lambda some: asked.append(len(some)) or [], size=3)
    assert len(asked) <= 10, "each time twice as many"


def test_whoever_is_unlikely_to_fit_is_looked_for_once_and_only_when_the_first_rows_fill_no_page():
    asked, looked_for = [], []

    def fitting(some):
        asked.append([row.id for row in some])
        return [row for row in some if row.id >= 900]

    def likely(some):
        looked_for.append(len(some))
        return [row for row in some if row.id >= 899]

    found = page_of(rows(*range(1000)), {}, fitting=fitting, likely=likely, size=3)
    assert [row.id for row in found.rows] == [900, 901, 902]
    assert (looked_for, asked) == ([996], [[0, 1, 2, 3], [899, 900, 901, 902], [*range(903, 911)]])
    page_of(rows(*range(900, 1000)), {}, fitting=fitting, likely=likely, size=3)
    assert looked_for == [996], "the first rows filled the page"
