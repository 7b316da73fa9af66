"""Text that people type is kept whole and made safe; a name is found and sorted however it is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.text import APOSTROPHES, HYPHENS, clean_line, clean_text, folded, has_letters, without_accents


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Zofia \t Kowalska ", "Zofia Kowalska"),
        ("Zofia\nKowalska", "Zofia Kowalska"),
        ("Siobha\u0301n", "Siobhán"),
        ("Zo\x00fia\x1b[31m", "Zofia[31m"),
        ("Ada\u202egnp.exe", "Adagnp.exe"),
        ("O’Brien–Nwosu", "O’Brien–Nwosu"),
        ("محمد", "محمد"),
        ("\u200b Zofia \u2060\ufeff", "Zofia"),
        ("\u3164Ada\u3164", "Ada"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 at the gate", "👩\u200d👧 at the gate"),
        ("രാജന്\u200d", "രാജന്\u200d"),  # the older spelling of a last letter
        ("രാജന്\u200d\u200d \u200b", "രാജന്\u200d"),
        ("with ❤\ufe0f", "with ❤\ufe0f"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("5 %", "5 %"),
        ("?", "?"),
        ("\u0301", ""),
        (None, ""),
    ],
)
def test_a_line_is_one_clean_line(typed: str | None, kept: str) -> None:
    assert clean_line(typed) == kept


def test_text_keeps_its_lines() -> None:
    assert clean_text(" one\r\n\r\ntwo\rthree \x07") == "one\n\ntwo\nthree"


# Invisible alone, together and between spaces; U+3164 and U+115F are letters to Unicode, and U+2800 is a symbol.
UNSEEN = [
    "\u200b",
    "\u2060",
    "\u00ad",
    "\u3164",
    "\u115f\uffa0",
    "\u2800",
    "\u200d\ufe0f",
    " \u200b\n\u3000",
    "\U000e0041",
]


@pytest.mark.parametrize("typed", UNSEEN)
def test_text_in_which_nothing_can_be_seen_is_empty(typed: str) -> None:
    assert (clean_text(typed), clean_line(typed)) == ("", "")


def test_a_very_long_space_is_trimmed_at_once() -> None:
    assert clean_text("a" + " \u200b" * 300_000 + "b" + "\u200b" * 300_000).endswith("\u200bb")


ODD = st.text(
    st.one_of(st.characters(), st.sampled_from(" \n\x00e\u0301\u200b\ufe0f\u3164\U000e0067❤’\u00b4\u094d\u093cŁßİ"))
)


@given(ODD)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("王伟", True), ("Bo", True), ("Ng", True), ("x", False), ("42 7", False), ("🦆🦆", False), ("x\u3164", False)],
)
def test_a_name_has_two_letters_of_any_script(text: str, is_name: bool) -> None:
    assert has_letters(text) is is_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Zofia", "zofia"),
        ("  Zofia \t Kowalska ", "zofia kowalska"),
        ("Łukasz Wójcik", "lukasz wojcik"),
        ("ŻÓŁĆ", "zolc"),
        ("Ilgın Işık", "ilgin isik"),
        ("ISIK", "isik"),
        ("İbrahim", "ibrahim"),
        ("Großmann", "grossmann"),
        ("GROẞMANN", "grossmann"),
        ("Müller", "muller"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("Ifẹ́oma Ọláìtán", "ifeoma olaitan"),
        ("Ṣadé", "sade"),
        ("Ɗanjuma Ƙofa", "danjuma kofa"),
        ("Søren Kjær", "soren kjaer"),
        ("Þórður Ðalgaard", "thordur dalgaard"),
        ("Cœur", "coeur"),
        ("Ǽlfgifu", "aelfgifu"),
        ("Siobha\u0301n", "siobhan"),
        ("Αλέξης", unicodedata.normalize("NFKD", "αλεξησ")),
        ("Семён", "семен"),
        ("أَحْمَد الأمين", "احمد الامين"),
        ("محمـــد", "محمد"),
        ("王伟", "王伟"),
        ("山田 はなこ", "山田 はなこ"),
        ("अनिता शर्मा", "अनिता शर्मा"),
        ("สุดา", "สุดา"),
        ("Ｚｏｅ", "zoe"),
        ("ﬁona", "fiona"),
        ("Lee-Ross", "lee ross"),
        ("Lee\u2011Ross", "lee ross"),
        ("Day, Ann (mum)", "day ann mum"),
        ("Ada 🐦 Obi", "ada obi"),
        ("👩\u200d👧", ""),
        ("Zo\u200bfia Ko\u00adwal\u2060ska\ufeff", "zofia kowalska"),
        ("\u3164Ada\u115f", "ada"),
        ("Ada 2", "ada 2"),
        ("", ""),
    ],
)
def test_a_name_is_compared_in_small_letters_without_accents(name: str, plain: str) -> None:
    assert folded(name) == plain


@pytest.mark.parametrize("sign", [*APOSTROPHES, "\uff07", "\u02bb", "\u02bf", "\u05f3", ""])
def test_every_kind_of_apostrophe_is_left_out(sign: str) -> None:
    assert folded(f"O{sign}Connor-Núñez") == "oconnor nunez"


@pytest.mark.parametrize("sign", [*HYPHENS, " ", "  ", ".", "/", "\u00a0"])
def test_what_parts_two_words_is_one_space(sign: str) -> None:
    assert folded(f"Anne{sign}Marie") == "anne marie"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("രാജൻ", "രാജന്\u200d"),  # the newer spelling of a last letter, and the older one with a joiner
        ("می\u200cخواهم", "میخواهم"),
        ("ज़ारा", "जारा"),  # the dot is often left out
        ("김민준", unicodedata.normalize("NFD", "김민준")),
        ("Mar\u02bcяна", "Mar'яна"),
    ],
)
def test_two_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("अनिता", "अनीता"), ("か", "が"), ("สุ", "สี"), ("Ann", "Anne"), ("क्त", "कत")]
)
def test_what_makes_another_letter_stays(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_a_list_is_sorted_as_people_read_it() -> None:
    names = ["Zofia", "Łucja", "adam", "Émile", "Lea", "Ñandú", "Nora", "O’Connor", "Oba"]
    assert sorted(names, key=folded) == ["adam", "Émile", "Lea", "Łucja", "Ñandú", "Nora", "Oba", "O’Connor", "Zofia"]


@given(ODD)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert without_accents(without_accents(text)) == without_accents(text)


def test_without_accents_a_text_keeps_what_stands_between_its_words() -> None:
    assert without_accents("Łucja O’Connor-Núñez, 3½ ™") == "lucja o’connor-nunez, 3½ ™"
