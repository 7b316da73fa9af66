import io
import re

import pikepdf
import pypdfium2
import pytest

from portal.pdf.sheet import WIDTH
from portal.pdf.style import Tone
from tests.pdf.reading import body_texts, drawn


def test_the_header_is_said_again_on_every_page():
    rows = ([f"Child {number}", "Yes"] for number in range(150))
    texts = body_texts(drawn(lambda document: document.table(["Name", "Answer"], rows)))
    assert len(texts) > 2
    assert all(text.startswith("Name Answer Child") for text in texts)
    assert re.findall(r"Child \d+", " ".join(texts)) == [f"Child {number}" for number in range(150)]


def test_a_row_taller_than_a_page_goes_on_over_the_next_and_loses_nothing():
    words = [f"word{number}" for number in range(3000)]
    rows = [["before", "x"], ["long", " ".join(words)], ["after", "y"]]
    texts = body_texts(drawn(lambda document: document.table(["Note", "Text"], rows, widths=[1, 3])))
    assert len(texts) > 2
    assert re.findall(r"word\d+", " ".join(texts)) == words
    assert "after y" in texts[-1]


def test_a_cell_of_5000_letters_without_a_space_is_whole():
    data = drawn(lambda document: document.table(["A", "B"], [["x" * 5000, "end"]], widths=[1, 3]))
    assert "".join(body_texts(data)).count("x") == 5000


def test_a_word_wider_than_its_column_is_broken_and_stays_inside_it():
    data = drawn(lambda document: document.table(["Address", "Next"], [["q" * 200, "N"]], widths=[1, 1]))
    (text,) = body_texts(data)
    assert text.count("q") == 200
    assert max(map(len, re.findall("q+", text))) < 60


def test_an_address_breaks_after_a_mark():
    data = drawn(lambda d: d.table(["A", "B"], [["amira.oconnor@swallow-risers.example", "x"]], widths=[1, 5]))
    assert re.search(r"[.@-] ", body_texts(data)[0])


@pytest.mark.parametrize("place", ["heading", "cell"])
def test_a_column_has_room_for_the_widest_reference_which_is_never_broken_and_hardly_narrowed(place):
    reference, others = "CW-WWWW-WWWW", ["words that need some room"] * 5
    headings, row = [place if place == "cell" else reference, *"BCDEF"], [reference, *others]
    data = drawn(lambda document: document.table(headings, [row, [f"({reference})", *others]], widths=[1, *[3] * 5]))
    text = body_texts(data)[0]
    assert text.count(reference) == (2 if place == "cell" else 3)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        code = b"".join(stream.read_bytes() for stream in pdf.pages[0].Contents)
    narrowed = [float(each) for each in re.findall(rb"([\d.]+) Tz", code)]
    assert min(narrowed) > 80
    assert narrowed[-1] == 100


def test_a_reference_wider_than_its_column_is_whole_and_stays_inside_it():
    data = drawn(lambda document: document.table(["A", "B"], [["", ""], ["CW-WWWW-WWWW", "next"]], widths=[1, 9]))
    page = pypdfium2.PdfDocument(data)[0]
    text = page.get_textpage()
    first, count = text.search("CW-WWWW-WWWW").get_next()
    left, right = text.get_charbox(first)[0], text.get_charbox(first + count - 1)[2]
    assert 0 < right - left < WIDTH / 10


def test_a_short_row_is_never_split():
    rows = [[f"{number} first\nsecond\nthird", "x"] for number in range(60)]
    for text in body_texts(drawn(lambda document: document.table(["A", "B"], rows))):
        assert text.count("first") == text.count("second") == text.count("third")


def test_an_empty_table_says_so():
    texts = body_texts(drawn(lambda document: document.table(["Name"], [], empty="No concerns were raised.")))
    assert texts == ["Name No concerns were raised."]
    assert body_texts(drawn(lambda document: document.table(["Name"], []))) == ["Name"]


def test_a_heading_that_fills_pages_is_whole_and_not_repeated():
    words = [f"word{number}" for number in range(1500)]
    texts = body_texts(drawn(lambda d: d.table([" ".join(words), "B"], [["last", "row"]])))
    assert re.findall(r"word\d+", " ".join(texts)) == words
    assert texts[-1].endswith("last row")


def test_the_header_stays_with_the_first_row():
    for above in range(44, 54):
        data = drawn(
            lambda document, above=above: (
                document.paragraph("\n".join(["Line."] * above)),
                document.table(["Heading"], [["first row"]]),
            )
        )
        (page,) = [text for text in body_texts(data) if "Heading" in text]
        assert "first row" in page


def test_tones_are_asked_for_each_cell_with_its_place():
    asked = []

    def tone(row, column, text):
        asked.append((row, column, text))
        return Tone.YES if text == "Yes" else None

    drawn(lambda document: document.table(["A", "B"], [["Yes", "No"], ["No", "Yes"]], tones=tone))
    assert asked == [(0, 0, "Yes"), (0, 1, "No"), (1, 0, "No"), (1, 1, "Yes")]


@pytest.mark.parametrize(
    ("rows", "options", "complaint"),
    [
        ([["one"]], {}, "1 cells in a table of 2"),
        ([["one", "two", "three"]], {}, "3 cells in a table of 2"),
        ([], {"widths": [1, 2, 3]}, "2 cells in a table of 3"),
        ([], {"widths": [1, 0]}, "widths above 0"),
        ([["one", "two"]], {"tones": lambda *cell: "purple"}, "purple"),
    ],
)
def test_a_mistake_of_the_caller_is_named(rows, options, complaint):
    with pytest.raises(ValueError, match=complaint):
        drawn(lambda document: document.table(["A", "B"], rows, **options))
