import pytest

from portal.pdf.characters import clean, visual_runs
from portal.pdf.to_unicode import as_typed, code_of_shape
from tests.pdf.reading import body_texts, drawn


@pytest.mark.parametrize(
    "name",
    [
        "O’Connor-Núñez",
        "Q̃ŭe̊n̈c̀y",
        "Łukasz",
        "Șerban",
        "Юлия",
        "محمد",
        "Nguyễn",
        "Ελένη",
        "שרה",
        "ყვავილი",
        "Ọlájùmọ̀kẹ́",
        "😀",
    ],
)
def test_names_of_every_kind_can_be_read_back(name):
    data = drawn(lambda document: document.table(["Name", "Room"], [[name, "Nest"]]))
    assert name in body_texts(data)[0]


def test_a_letter_beyond_the_first_plane_and_a_shape_of_several_are_copied_as_typed():
    shape = code_of_shape("A font of this test", 7, "\u09b8\u09cd\u09ac")
    assert as_typed(f"1 beginbfchar\n<01> <1F600>\n<02> <{shape:04X}>\n<03> <0041>") == (
        "1 beginbfchar\n<01> <D83DDE00>\n<02> <09B809CD09AC>\n<03> <0041>"
    )


def test_what_no_font_has_is_seen_to_be_missing():
    assert body_texts(drawn(lambda document: document.paragraph("Wei ꢳꢸꢬ and \ud800"))) == ["Wei □□□ and □"]


def test_nothing_typed_is_markup():
    typed = "<b>&amp;</b> %s \\( ) ] >> {{ name }} (unclosed"
    assert body_texts(drawn(lambda document: document.paragraph(typed))) == [typed]


def test_controls_are_dropped_and_breaks_kept():
    assert clean("a\x00b\x1b[1m\u202ec\u200bd\ufeffe\ufe0f\tf\u00adg") == "ab[1mcde fg"
    assert clean("one\r\ntwo\rthree\u2028four\x0bfive") == "one\ntwo\nthree\nfour\nfive"
    assert clean("e\u0301") == "é"
    assert clean("a\u3000b\u202fc") == "a b\u00a0c"


def test_what_is_read_from_the_right_changes_places_with_its_neighbours():
    assert visual_runs("Name: محمد 12 علي signed") == [
        ("Name: ", False), (" علي", True), ("12", False), ("محمد ", True), (" signed", False),
    ]  # fmt: skip
    assert visual_runs("نادیہ\u200cخان") == [("نادیہ\u200cخان", True)]
    assert visual_runs("(שרה)") == [("(שרה)", True)]
    assert visual_runs("") == []
