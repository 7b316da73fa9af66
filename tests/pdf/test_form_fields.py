"""Boxes to tick and lines to write on, measured on the page."""

from itertools import pairwise

import pypdfium2
import pytest

from portal.pdf import Furniture
from tests.pdf.reading import FURNITURE, body_texts, drawn, page_texts

MM = 72 / 25.4
SENTENCE = "Show your child’s picture on displays inside our rooms"


def strokes(data, page=0):
    """Return left, bottom, right and top of each drawn path, in millimetres."""
    paths = pypdfium2.PdfDocument(data)[page].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    return [tuple(edge / MM for edge in path.get_bounds()) for path in paths]


def boxes(data, page=0):
    found = [(right - left, top - bottom) for left, bottom, right, top in strokes(data, page)]
    return [(width, height) for width, height in found if 5 < width < 15 and 5 < height < 15]


def test_each_choice_has_an_empty_box_of_at_least_eight_millimetres():
    data = drawn(lambda document: document.question(SENTENCE, ["For example: a coat peg."], ["Yes", "No"]))
    assert len(boxes(data)) == 2
    assert all(width >= 8 and height >= 8 for width, height in boxes(data))
    (text,) = body_texts(data)
    assert SENTENCE in text
    assert "Yes" in text
    assert "No" in text


def test_no_word_stands_in_a_box():
    data = drawn(lambda document: document.question(SENTENCE + " and again" * 30, ["Told. " * 90], ["Yes", "No"]))
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    for left, bottom, right, top in strokes(data):
        if 5 < right - left < 15 and top - bottom > 5:
            inside = page.get_text_bounded(left=left * MM, bottom=bottom * MM, right=right * MM, top=top * MM)
            assert inside.strip() == ""


def test_a_question_stays_with_its_boxes_on_one_page():
    def draw(document):
        for number in range(40):
            document.question(f"Question {number}?", ["First line.", "Second line."], ["Yes", "No"])

    data = drawn(draw)
    for page, text in enumerate(body_texts(data)):
        assert len(boxes(data, page)) == 2 * text.count("Question")
        assert text.count("Second line.") == text.count("Question")


def test_a_question_longer_than_a_page_loses_no_word():
    data = drawn(lambda document: document.question(SENTENCE, ["word " * 3_000], ["Yes", "No"]))
    assert sum(text.count("word") for text in body_texts(data)) == 3_000


@pytest.mark.parametrize(
    "name", ["Your full name", "A very long label that needs more than one line of its room", "ꢳꢸ 🐦"]
)
def test_lines_to_write_on_are_long_and_far_apart(name):
    data = drawn(lambda document: document.writing_lines([name, "Signature", "Date"]))
    long = sorted((bottom, left, right) for left, bottom, right, top in strokes(data) if 80 < right - left < 150)
    assert len(long) == 3
    gaps = [after[0] - before[0] for before, after in pairwise(long)]
    assert all(gap >= 9 for gap in gaps)


def test_lines_to_write_on_are_not_torn_apart():
    def draw(document):
        document.paragraph("line\n" * 43)
        document.writing_lines(["Name", "Signature", "Date"])

    assert "Name Signature Date" in body_texts(drawn(draw))[-1]


def test_each_section_has_its_own_furniture_and_page_numbers():
    def draw(document):
        document.section(FURNITURE)
        document.paragraph("One.")
        document.page_break()
        document.paragraph("Two.")
        document.section(Furniture("Swallow Risers Playgroup", "The next one", reference="SR-2"))
        document.paragraph("Three.")

    first, second, third = page_texts(drawn(draw))
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert "SR-2026-00117" in second
    assert "Page 1 of 1" in third
    assert "SR-2" in third
    assert "The next one" in third
    assert "SR-2026-00117" not in third


def test_a_section_begun_before_anything_is_drawn_makes_no_empty_page():
    (text,) = page_texts(drawn(lambda document: (document.section(FURNITURE), document.paragraph("Alone."))))
    assert "Page 1 of 1" in text
