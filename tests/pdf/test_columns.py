import re

import pytest

from tests.pdf.reading import body_texts, drawn


def test_columns_are_read_downwards_and_every_item_has_its_sign():
    (text,) = body_texts(
        drawn(lambda document: document.columns([f"Child{n}" for n in range(9)], sign="\u2713", columns=4))
    )
    assert sorted(re.findall(r"Child\d", text)) == [f"Child{n}" for n in range(9)]
    assert text.count("\u2713") == 9


def test_more_than_a_page_goes_on_over_the_next_and_loses_nothing():
    names = [f"Child{number:03}" for number in range(500)]
    texts = body_texts(drawn(lambda document: document.columns(names, sign="?", columns=3)))
    assert len(texts) > 1
    assert sorted(re.findall(r"Child\d+", " ".join(texts))) == names


def test_a_long_name_is_broken_inside_its_column():
    data = drawn(lambda document: document.columns(["q" * 120, "Ada"], columns=4))
    (text,) = body_texts(data)
    assert text.count("q") == 120
    assert max(map(len, re.findall("q+", text))) < 30
    assert "Ada" in text


def test_nothing_is_no_fault():
    assert body_texts(drawn(lambda document: document.columns([]))) == [""]


def test_a_list_needs_a_column():
    with pytest.raises(ValueError, match="needs a column"):
        drawn(lambda document: document.columns(["Ada"], columns=0))
