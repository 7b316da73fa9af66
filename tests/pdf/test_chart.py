"""A chart is a figure that says in words what it shows, and shows each number in its part."""

from io import BytesIO

import pikepdf

from portal.pdf.chart import Bar
from portal.pdf.style import Tone
from tests.pdf.reading import body_texts, drawn
from tests.pdf.test_structure import elements, tree

KEY = [("May", Tone.YES), ("May not", Tone.NO)]


def test_who_cannot_see_a_chart_hears_each_label_word_and_number():
    data = drawn(lambda document: document.chart(KEY, [Bar("Website", (12, 3)), Bar("Press", (0, 15))]))
    assert tree(data) == ["Document", ["Figure"]]
    with pikepdf.open(BytesIO(data)) as pdf:
        (figure,) = elements(pdf, "Figure")
        assert str(figure.Alt) == "Website: May 12, May not 3; Press: May 0, May not 15"


def test_every_part_that_is_there_shows_its_number_and_the_key_its_word():
    (text,) = body_texts(drawn(lambda document: document.chart(KEY, [Bar("Website", (12, 3)), Bar("Press", (0, 15))])))
    assert text == "May May not Website 12 3 Press 15"


def test_a_chart_of_nothing_is_drawn():
    (text,) = body_texts(drawn(lambda document: document.chart(KEY, [Bar("Website", (0, 0))])))
    assert text == "May May not Website"


def test_a_chart_taller_than_a_page_goes_on_over_the_next():
    bars = [Bar(f"Use {number}", (1, 1)) for number in range(80)]
    texts = body_texts(drawn(lambda document: document.chart(KEY, bars)))
    assert len(texts) == 2
    assert "Use 79" in texts[1]


def test_a_chart_stays_on_a_page_with_the_table_of_its_numbers():
    bars = [Bar(f"Use {number}", (1, 1)) for number in range(9)]

    def draw(document):
        document.paragraph("\n".join(["before"] * 36))
        document.heading("Pictures", level=2)
        document.chart(KEY, bars)
        document.table(["Use", "May", "May not"], [(bar.label, *map(str, bar.counts)) for bar in bars])

    before, after = body_texts(drawn(draw))
    assert before == " ".join(["before"] * 36)
    assert after.startswith("Pictures May May not Use 0")
    assert after.endswith("Use 8 1 1")
