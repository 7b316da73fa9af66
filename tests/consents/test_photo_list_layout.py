"""The photo sheet’s paper: the largest type that fits, one page while it can be, and every child on it once."""

import ctypes
import io
import re
from collections import Counter

import pypdfium2
import pytest

from portal.consents.outstanding import uses_asked
from portal.consents.photo_list import documents as list_documents
from portal.consents.photo_list.documents import make_blocks
from portal.consents.photo_list.layout import IN_COLUMNS, RUNNING_TEXT, best_layout, break_name, paginate
from portal.consents.photo_list.service import Choice, PhotoList
from portal.foundation import clock
from portal.issued.keys import seal_key
from portal.pdf.sheet import BODY_HEIGHT

FIRST = (
    *("Ada", "Zofia", "Liban", "Amira", "Finn", "Mei", "Tomasz", "Ifeoma", "Oscar", "Priya", "Łukasz", "Şebnem"),
    *("Nguyễn", "Saoirse", "Muhammad", "Oluwaseun", "Chizoba-Grace", "Róisín", "Kwame", "Anne-Marie", "Bea", "Wren"),
)
LONG = "Wolfeschlegelsteinhausenbergerdorff"
LIVE = "https://swallow.example.org/who-may-be-photographed/now?use=website&session=playgroup"
HEAD = 110.0
SPARE = 0.91  # the second typeface has larger letters, and is printed smaller to match


def names_for(count):
    """Return different names, as the sheet tells children apart: first name, and one letter or two of the last."""
    every = [f"{first} {last}{more}" for more in ("", "a", "e", "i") for last in "KNOSWŁ" for first in FIRST]
    return [*every[: count - 3], "Ali K (1)", "Ali K (2)", f"{LONG} S"][-count:] if count else []


def list_of(count):
    names = names_for(count)
    may = tuple(name for at, name in enumerate(names) if at % 10 < 6)
    may_not = tuple(name for at, name in enumerate(names) if 6 <= at % 10 < 8)
    not_answered = tuple(name for at, name in enumerate(names) if at % 10 >= 8)
    return PhotoList(Choice(uses_asked()[0], clock.today(), "playgroup"), may, may_not, not_answered)


def printed(found):
    to = io.BytesIO()
    pages = list_documents.write_list(found, LIVE, to)
    document = pypdfium2.PdfDocument(to.getvalue())
    assert len(document) == pages
    return document


def letters_of(text):
    """Return a name without what breaking it over lines takes away or adds."""
    return "".join(letter for letter in text if letter.isalnum() or letter in "()")


def listed_behind(document, sign):
    """Return what stands behind each sign on all pages, but for headings."""
    found = Counter()
    for page in document:
        body = (
            page.get_textpage().get_text_range().split("This file is sealed")[0].split("Swallow Risers Playgroup")[0]
        )  # furniture
        for behind in re.findall(f"[{sign}]([^\u2713\u2717?]+)", body):
            found[letters_of(behind)] += not re.match(r"\s*(May|No answer).*\(\d+\)", behind)
    return +found


def sizes_behind(document, sign):
    """Return in points how large the names behind a sign are printed, over all pages; its own heading is bold."""
    page_sizes = Counter()
    for page in document:
        text = page.get_textpage()
        count = text.count_chars()
        letters = [chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, at)) for at in range(count)]
        for at in (at for at, letter in enumerate(letters) if letter == sign):
            first = next(behind for behind in range(at + 1, count) if letters[behind].isalnum())
            face = face_of(text, first)
            if b"Bold" not in face:
                size = pypdfium2.raw.FPDFText_GetFontSize(text.raw, first)
                page_sizes[round(size / (SPARE if b"DejaVu" in face else 1), 1)] += 1
    return page_sizes


def face_of(text, at):
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pypdfium2.raw.FPDFText_GetFontInfo(text.raw, at, name, 200, flags)
    return name.value


@pytest.mark.parametrize("count", [0, 1, 3, 31, 75, 120, 180, 260, 400])
def test_every_child_is_on_the_paper_exactly_once_under_the_right_word(setting, count):
    found = list_of(count)
    document = printed(found)
    for sign, names in (("\u2713", found.may), ("\u2717", found.may_not), ("?", found.not_answered)):
        assert listed_behind(document, sign) == Counter(map(letters_of, names))


@pytest.mark.parametrize("count", [31, 120, 260, 400, 500])
def test_no_name_is_lost_or_doubled_when_it_is_laid_out(setting, count):
    found = list_of(count)
    _, pages = best_layout(make_blocks(found), lambda number, pages: HEAD)
    for at, names in enumerate((found.may, found.may_not, found.not_answered)):
        sign = make_blocks(found)[at].sign
        assert [name for page in pages for block in page if block.sign == sign for name in block.names] == list(names)


@pytest.mark.parametrize("count", [3, 31, 75, 120, 180, 260])
def test_up_to_260_children_fit_on_one_page(setting, count):
    document = printed(list_of(count))
    assert len(document) == 1
    assert "Page 1 of 2: good for" not in document[0].get_textpage().get_text_range()


@pytest.mark.parametrize(("count", "least"), [(3, 16), (31, 16), (75, 14), (120, 12), (180, 9), (260, 8)])
def test_the_type_is_as_large_as_promised_and_those_who_may_are_largest(setting, count, least):
    document = printed(list_of(count))
    (may,) = sizes_behind(document, "\u2713")
    others = {*sizes_behind(document, "\u2717"), *sizes_behind(document, "?")}
    assert may >= least
    assert all(8 <= size <= may for size in others)


@pytest.mark.parametrize("count", [31, 75, 120, 180, 260])
def test_no_larger_type_would_have_fitted(setting, count):
    blocks = make_blocks(list_of(count))
    layout, pages = best_layout(blocks, lambda number, pages: HEAD)
    assert len(pages) == 1
    better = [*IN_COLUMNS, *RUNNING_TEXT]
    for larger in better[: better.index(layout)]:
        assert paginate(blocks, larger, BODY_HEIGHT - HEAD) == (), larger


def test_large_type_comes_before_small_and_columns_before_running_text():
    assert [layout.size for layout in IN_COLUMNS] == sorted((layout.size for layout in IN_COLUMNS), reverse=True)
    assert (IN_COLUMNS[0].size, IN_COLUMNS[-1].size) == (16, 9)
    assert {layout.columns for layout in IN_COLUMNS} == {2, 3, 4, 5, 6}
    assert min(layout.size for layout in RUNNING_TEXT) == 8


def test_what_one_page_cannot_hold_goes_on_a_second_and_each_says_which_it_is(setting):
    document = printed(list_of(400))
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    assert len(texts) == 2
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of 2: good for" in text
        assert "Keep all pages together" in text
        assert "Playgroup: " in text
    assert min({*sizes_behind(document, "\u2713"), *sizes_behind(document, "?")}) >= 9


@pytest.mark.parametrize("count", [1, 31, 260, 400])
def test_the_first_page_says_at_its_foot_how_to_check_it(setting, count):
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in printed(list_of(count))]
    assert ["will call this seal indeterminate" in text for text in texts] == [True, *[False] * (len(texts) - 1)]
    assert seal_key()[1].fingerprint in texts[0].replace(" ", "")


def test_the_head_says_session_use_day_and_the_minute_of_the_answers(setting):
    (page,) = printed(list_of(3))
    text = " ".join(page.get_textpage().get_text_range().split())
    assert f"Playgroup: {uses_asked()[0].label}" in text
    assert "The answers as they stood on " in text
    assert text.index("May (") < text.index("May not (") < text.index("No answer, so: may not (")


@pytest.mark.parametrize("room", [4, 7, 12, 40])
@pytest.mark.parametrize("name", [f"{LONG} S", "Chizoba-Grace Ke (1)", "Nguyễn Ł", "Anne-Marie", "-", "A - B", ""])
def test_a_broken_name_keeps_all_its_letters(name, room):
    kept = "".join(break_name(name, room)).replace("-", "").replace(" ", "")
    assert kept == name.replace("-", "").replace(" ", "")


def test_a_name_is_broken_at_its_hyphen_and_a_long_one_gets_one():
    assert break_name("Chizoba-Grace K", 6) == ("Chizoba-", "Grace K")
    assert all(line.endswith("-") for line in break_name(LONG, 8)[:-1])
