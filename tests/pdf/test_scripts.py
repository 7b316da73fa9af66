"""Names of the world: each is drawn whole, can be copied and searched, and is told apart where it cannot be drawn."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from portal.pdf.characters import REPLACEMENT
from portal.pdf.faces import face_of_host, unprintable
from portal.pdf.style import Weight
from portal.pdf.typesetter import width_in_ems
from tests.pdf.reading import body_texts, drawn, fonts
from tests.pdf.test_structure import elements

WORLD = [
    "عائشہ خان", "نادیہ", "ہے گا", "محمد", "سلام", "ښاغلی", "ڕێژین", "רחל כהן", "আয়েশা রহমান", "ফাতেমা", "ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "अनुष्का शर्मा",
    "ગુજરાતી પ્રીતિ", "தமிழ்ச்செல்வி", "สมหญิง ศรีสุข", "አበበ ቢቂላ", "Q̃ŭe̊n̈c̀y Ǹgũgĩ", "Бо́рис", "Nguyễn Thị Ngọc Ánh",
]  # fmt: skip


@pytest.mark.parametrize("name", WORLD)
def test_a_name_is_drawn_without_a_box_and_can_be_copied(name):
    (text,) = body_texts(drawn(lambda document: document.table(["Name"], [[name], ["after"]])))
    assert text == f"Name {name} after"
    assert not unprintable(name)


@pytest.mark.parametrize("name", ["عائشہ خان (mother), 3 May", "رحמן ושרה", "مُحَمَّد"])
def test_what_is_read_from_the_right_says_in_which_order_it_is_read(name):
    with pikepdf.open(BytesIO(drawn(lambda document: document.paragraph(f"{name}\nAnother line")))) as pdf:
        assert [str(each.get("/ActualText", "")) for each in elements(pdf, "Span")] == [name, ""]


@pytest.mark.parametrize("word", ["سلام", "ক্ষ", "ਪ੍ਰੀ", "अनुष्का"])
def test_letters_are_joined_and_not_drawn_one_by_one(word):
    assert width_in_ems(word, Weight.REGULAR) < 0.8 * sum(width_in_ems(letter, Weight.REGULAR) for letter in word)


def test_what_joins_letters_is_never_a_box():
    (text,) = body_texts(drawn(lambda document: document.paragraph("a\u200db \u200cc ক্\u200dষ نا\u200cدیہ")))
    assert REPLACEMENT not in text


@pytest.mark.parametrize("letter", ["\uffff", "\ufdd0", "\ue000", "\u08c0", "\u0bff"])
def test_what_is_no_letter_of_a_script_is_a_box(letter):
    assert body_texts(drawn(lambda document: document.paragraph(f"a{letter}"))) == [f"a{REPLACEMENT}"]
    assert unprintable(letter)


def test_a_face_is_in_the_file_only_where_its_script_was_met():
    names = {font.name for font in fonts(drawn(lambda document: document.paragraph("Amira and ਗੁਰਪ੍ਰੀਤ")))}
    assert names == {"AtkinsonHyperlegibleNext-Regular", "AtkinsonHyperlegibleNext-Bold", "NotoSansGurmukhi-Regular"}


def test_a_name_without_letters_here_is_known_to_be_so():
    assert unprintable("🌈")
    assert not unprintable("Ruby 🌈")
    assert unprintable("ꢳꢸꢬ")  # Saurashtra: no face here has it
    assert not unprintable("Amira-Rose O’Connor\u200d")
    assert not unprintable("")


def test_no_word_of_a_script_without_spaces_is_broken_within_a_letter():
    lines = body_texts(drawn(lambda document: document.table(["A", "B"], [["ธนพรศรีสุข" * 9, "x"]], widths=[1, 9])))[0]
    assert not any(line.startswith(("\u0e34", "\u0e35", "\u0e38", "\u0e48")) for line in lines.split(" "))


def test_chinese_is_drawn_by_the_first_font_of_the_host_that_can_be_read(tmp_path):
    for name in ("DroidSansFallback.ttf", "wqy-zenhei.ttc"):
        (tmp_path / "truetype").mkdir(exist_ok=True)
        (tmp_path / "truetype" / name).write_bytes(b"\0\1\0\0 no font at all")
    assert face_of_host((str(tmp_path),)) is None
    make_font(tmp_path / "Arial Unicode.ttf", "王")
    found = face_of_host((str(tmp_path / "nowhere"), str(tmp_path)))
    assert found
    assert found.width("王") == 1


def make_font(path: Path, letters: str) -> None:
    """Write a font in which each of these letters is a square."""
    pen = TTGlyphPen(None)
    for move, place in ((pen.moveTo, (0, 0)), (pen.lineTo, (0, 900)), (pen.lineTo, (900, 900)), (pen.lineTo, (900, 0))):
        move(place)
    pen.closePath()
    names = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"u{ord(letter):04X}" for letter in letters})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Wide", "styleName": "Regular", "psName": "Wide"})
    builder.setupOS2(fsType=0)
    builder.setupPost()
    builder.save(path)
