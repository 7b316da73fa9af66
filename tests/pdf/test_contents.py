import re
from io import BytesIO

import pikepdf

from tests.pdf.reading import body_texts, drawn


def pack(document):
    document.cover("Inspection pack", [("Setting", "Swallow Risers Playgroup")])
    document.contents("Contents")
    for number in range(120):
        document.heading(f"Record {number:03} begins", level=1 + number % 2, in_contents=True)
        document.paragraph("Some words about this record. " * 25)


def test_contents_of_sixty_entries_a_page_name_the_page_each_heading_stands_on():
    texts = body_texts(drawn(pack))
    listed = {}
    for text in texts[1:3]:
        listed |= {name: int(page) for name, page in re.findall(r"(Record \d{3} begins) ?(\d+)\b", text)}
    stands = {
        name: number
        for number, text in enumerate(texts, 1)
        if number > 3
        for name in re.findall(r"Record \d{3} begins", text)
    }
    assert texts[1].startswith("Contents")
    assert len(listed) == 120
    assert "begins" in texts[2]  # the contents do take more than one page here
    assert all(text.count("begins") >= 60 for text in texts[1:2])
    assert listed == stands


def test_each_entry_links_to_its_page():
    with pikepdf.open(BytesIO(drawn(pack))) as pdf:
        pages = [page.objgen for page in pdf.pages]
        targets = [
            pages.index(pdf.Root.Dests[link.Dest][0].objgen)
            if isinstance(link.Dest, pikepdf.Name)
            else pages.index(link.Dest[0].objgen)
            for page in pdf.pages
            for link in page.get("/Annots", [])
        ]
    assert len(targets) == 120
    assert targets == sorted(targets)
    assert targets[0] == 3


def test_bookmarks_follow_the_headings_even_without_contents():
    def draw(document):
        for text, level in (("Deep first", 3), ("Second", 1), ("Inside", 2), ("محمد 😀", 3)):
            document.heading(text, level=level, in_contents=True)

    with pikepdf.open(BytesIO(drawn(draw))) as pdf, pdf.open_outline() as outline:
        first, second = outline.root
        assert (first.title, second.title) == ("Deep first", "Second")
        assert second.children[0].title == "Inside"
        assert second.children[0].children[0].title == "محمد 😀"


def test_contents_in_the_middle_shift_only_what_follows():
    def draw(document):
        document.heading("Foreword", in_contents=True)
        document.contents("Contents")
        document.heading("Chapter", in_contents=True)
        document.paragraph("Words.")

    before, contents, after = body_texts(drawn(draw))
    assert (before, after) == ("Foreword", "Chapter Words.")
    assert contents.replace(" ", "") == "ContentsForeword1Chapter3"


def test_a_very_long_heading_is_whole_in_its_place_and_shortened_in_the_contents():
    long = " ".join(f"word{number}" for number in range(300))

    def draw(document):
        document.contents("Contents")
        document.heading(long, in_contents=True)
        document.paragraph("Words.")

    contents, *rest = body_texts(drawn(draw))
    assert "…" in contents
    assert " ".join(rest) == f"{long} Words."


def test_contents_with_nothing_to_list_take_no_page():
    def draw(document):
        document.contents("Contents")
        document.paragraph("Words.")

    assert body_texts(drawn(draw)) == ["Words."]
