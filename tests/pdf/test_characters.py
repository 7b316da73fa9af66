import pytest

from portal.pdf.characters import clean, in_visual_order, visual_order_of_words
from portal.pdf.to_unicode import as_typed
from tests.pdf.reading import body_texts, drawn


@pytest.mark.parametrize(
    "name",
    ["O’Connor-Núñez", "Łukasz", "Șerban", "Юлия", "محمد", "Nguyễn", "Ελένη", "שרה", "ყვავილი", "Ọlájùmọ̀kẹ́", "😀"],
)
def test_names_of_every_kind_can_be_read_back(name):
    data = drawn(lambda document: document.table(["Name", "Room"], [[name, "Nest"]]))
    assert name in body_texts(data)[0]


def test_a_picture_letter_is_copied_as_itself():
    assert as_typed("1 beginbfchar\n<01> <1F600>\n<02> <FEFB>\n<03> <0041>") == (
        "1 beginbfchar\n<01> <D83DDE00>\n<02> <06440627>\n<03> <0041>"
    )


def test_what_no_font_has_is_seen_to_be_missing():
    assert body_texts(drawn(lambda document: document.paragraph("Wei 王小明 and \ud800"))) == ["Wei □□□ and □"]


def test_nothing_typed_is_markup():
    typed = "<b>&amp;</b> %s \\( ) ] >> {{ name }} (unclosed"
    assert body_texts(drawn(lambda document: document.paragraph(typed))) == [typed]


def test_controls_are_dropped_and_breaks_kept():
    assert clean("a\x00b\x1b[1m\u202ec\u200bd\ufeffe\ufe0f\tf\u00adg") == "ab[1mcde fg"
    assert clean("one\r\ntwo\rthree\u2028four\x0bfive") == "one\ntwo\nthree\nfour\nfive"
    assert clean("e\u0301") == "é"
    assert clean("a\u3000b\u202fc") == "a b\u00a0c"


def test_arabic_letters_join_and_are_seen_from_the_right():
    assert in_visual_order("محمد") == "\ufeaa\ufee4\ufea4\ufee3"  # final dal, medial meem, medial hah, initial meem
    assert in_visual_order("سلام") == "\ufee1\ufefc\ufeb3"  # alone meem, final lam-alef, initial seen
    assert in_visual_order("(ד\u05b8ג)") == "(גד\u05b8)"


def test_neighbouring_words_from_the_right_change_places():
    words = ["Name:", "محمد", "12", "علي", "signed"]
    assert [words[index] for index in visual_order_of_words(words)] == ["Name:", "علي", "12", "محمد", "signed"]
    assert visual_order_of_words(["שרה", "3"]) == [0, 1]
