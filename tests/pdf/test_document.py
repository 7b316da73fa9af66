from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.pdf import Document
from portal.pdf.chart import Bar
from portal.pdf.document import DocumentFinishedError
from portal.pdf.style import TextStyle, Tone
from tests.pdf.reading import FURNITURE, body_texts, drawn, page_texts


def test_every_page_says_which_of_how_many_it_is():
    texts = page_texts(drawn(lambda document: [document.paragraph("A line about the day.") for _ in range(100)]))
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text


def test_every_page_bears_setting_title_reference_time_and_warning():
    for text in page_texts(drawn(lambda document: [document.paragraph("Words.") for _ in range(60)])):
        for words in (
            FURNITURE.setting_name,
            FURNITURE.title,
            FURNITURE.reference,
            FURNITURE.printed_at,
            "Confidential",
        ):
            assert words in text


def test_page_words_can_be_in_another_language():
    data = drawn(lambda document: document.paragraph("Słowa."), page_words="Strona %(page)d z %(pages)d")
    assert "Strona 1 z 1" in page_texts(data)[0]


def test_a_document_with_nothing_in_it_is_one_page():
    assert len(page_texts(drawn(lambda document: None))) == 1


def test_page_breaks_leave_no_empty_page():
    def draw(document):
        document.page_break()
        document.paragraph("First.")
        document.page_break()
        document.page_break()
        document.paragraph("Second.")
        document.page_break()

    assert body_texts(drawn(draw)) == ["First.", "Second."]


def test_the_file_names_its_title_author_and_language():
    with pikepdf.open(BytesIO(drawn(lambda document: document.paragraph("Words.")))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Consent record"
        assert str(pdf.docinfo["/Author"]) == "Swallow Risers Playgroup"
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True


def test_pages_are_a4():
    page = pypdfium2.PdfDocument(drawn(lambda document: None))[0]
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [210, 297]


def test_a_cover_bears_its_facts_and_what_comes_first():
    def draw(document):
        document.cover("Inspection pack", [("Period", "1 September 2025 – 31 August 2026")])
        document.paragraph("After the cover.")

    (cover,) = page_texts(drawn(draw))
    for words in ("Inspection pack", "Swallow Risers Playgroup", "1 September 2025", "After the cover.", "Page 1 of 1"):
        assert words in cover


@pytest.mark.parametrize("lines_above", range(38, 54))
def test_a_heading_is_never_the_last_thing_on_a_page(lines_above):
    def draw(document):
        document.paragraph("\n".join(["Line."] * lines_above))
        document.heading("A heading of its own", level=2)
        document.paragraph("What follows it.")

    (page,) = [text for text in body_texts(drawn(draw)) if "A heading of its own" in text]
    assert "What follows it." in page


def test_no_single_line_of_a_paragraph_is_left_alone():
    for above in range(30, 60):
        data = drawn(
            lambda document, above=above: (
                document.paragraph("\n".join(["above"] * above)),
                document.paragraph("\n".join(["below"] * 6)),
            )
        )
        assert all(text.count("below") != 1 for text in body_texts(data))


def test_nothing_of_a_long_text_is_lost():
    words = [f"word{number}" for number in range(5000)]
    data = drawn(lambda document: document.notice(" ".join(words)))
    assert " ".join(body_texts(data)).split() == words


def test_room_asked_for_is_kept():
    def draw(document):
        document.paragraph("\n".join(["Line."] * 40))
        with document.kept(mm=100):
            document.paragraph("Signature")
            document.space(60)
            document.paragraph("Date")

    assert body_texts(drawn(draw))[1] == "Signature Date"


def test_bullets_facts_and_every_paragraph_style_are_readable():
    def draw(document):
        for style in TextStyle:
            document.paragraph(f"In {style}.", style=style)
        document.bullets(["First thing", "Second thing"])
        document.facts([("Child", "Amira"), ("Room", "Nest")])
        document.facts([])

    (text,) = body_texts(drawn(draw))
    for words in ("In lead.", "In quiet.", "• First thing", "• Second thing", "Child Amira", "Room Nest"):
        assert words in text


@pytest.mark.parametrize(
    "draw",
    [
        lambda document: document.heading("Too deep", level=4),
        lambda document: document.paragraph("Words.", style="shouted"),
        lambda document: document.notice("Words.", tone="loud"),
        lambda document: (document.contents("Contents"), document.contents("Again")),
    ],
)
def test_a_mistake_of_the_caller_is_named(draw):
    with pytest.raises(ValueError, match=r"4|shouted|loud|once"):
        drawn(draw)


def test_a_document_is_saved_once():
    document = Document(FURNITURE)
    document.save(BytesIO())
    with pytest.raises(DocumentFinishedError):
        document.save(BytesIO())


def test_two_documents_drawn_in_turns_do_not_mix():
    first, second = Document(FURNITURE), Document(FURNITURE)
    first.paragraph("Łukasz Юлия")
    second.paragraph("Юлия șerban")
    for document, words in ((first, "Łukasz Юлия"), (second, "Юлия șerban")):
        to = BytesIO()
        document.save(to)
        assert words in page_texts(to.getvalue())[0]


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=300))
def test_no_text_whatever_stops_a_record(text):
    def draw(document):
        document.heading(text, in_contents=True)
        document.facts([(text, text)])
        document.table(["Note", text], [[text, "x"]], widths=[1, 30])
        document.paragraph(text)
        document.paragraph("The end.")

    assert "The end." in body_texts(drawn(draw))[-1]


def test_a_wide_table_stands_on_pages_of_its_own_that_lie_on_their_side():
    def draw(document):
        document.paragraph("Before.")
        with document.landscape():
            document.table(["Name", "Word"], [(f"Row {number}", "Word") for number in range(60)])
        document.paragraph("After.")

    data = drawn(draw)
    sizes = [[round(side / 72 * 25.4) for side in page.get_size()] for page in pypdfium2.PdfDocument(data)]
    assert sizes[0] == sizes[-1] == [210, 297]
    assert len(sizes) > 3
    assert all(size == [297, 210] for size in sizes[1:-1])
    texts = page_texts(data)
    assert all("Row" in text and "Name" in text for text in texts[1:-1])
    assert [f"Page {number} of {len(sizes)}" in text for number, text in enumerate(texts, 1)] == [True] * len(sizes)


def test_nothing_but_the_drawn_marks_is_smaller_than_ten_points():
    def draw(document):
        document.cover("Pack", [("Period", "2026")])
        document.contents("Contents")
        for level in (1, 2, 3):
            document.heading("A part", level=level, in_contents=True)
        for style in TextStyle:
            document.paragraph("Words.", style=style)
        document.table(["Name"], [("Cell",)])
        document.notice("Mind this.")
        document.chart([("Yes", Tone.YES)], [Bar("Website", (3,))])
        document.qr("https://example.org", caption="Caption", typed="ABCD")
        document.question("May we?", ("Told.",), ("Yes", "No"))

    with pikepdf.open(BytesIO(drawn(draw))) as pdf:
        sizes = [
            float(operands[1])
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        ]
    assert min(sizes) >= 10
