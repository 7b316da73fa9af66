"""What a screen reader is told: the tags of a document, read by a reader that did not write them."""

from io import BytesIO

import pikepdf
import pytest

from portal.pdf import Document
from portal.pdf.metadata import EmbeddedFile, Relationship
from tests.pdf.reading import FURNITURE, drawn


def tree(data: bytes) -> list:
    """Return the tags of a document as nested lists: each begins with its tag."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return below(pdf.Root.StructTreeRoot.K)


def kids(element) -> list:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def below(element) -> list:
    parts = [kid for kid in kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [str(element.S)[1:], *map(below, parts)]


def elements(pdf: pikepdf.Pdf, tag: str) -> list:
    """Return every element with a tag, in the order of reading."""

    def found(element):
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield from [element] if f"/{tag}" == element.S else []
            for kid in kids(element):
                yield from found(kid)

    return list(found(pdf.Root.StructTreeRoot.K))


def test_headings_paragraphs_lists_and_facts_are_told_apart():
    def draw(document):
        document.heading("One")
        document.paragraph("Words.")
        document.bullets(["First", "Second"])
        document.facts([("Child", "Amira")])
        document.notice("Mind this.")

    item = ["LI", ["Lbl"], ["LBody"]]
    assert tree(drawn(draw)) == [
        "Document", ["H1"], ["P"], ["L", item, item], ["Table", ["TR", ["TH"], ["TD"]]], ["P"],
    ]  # fmt: skip


def test_no_level_of_headings_is_skipped():
    def draw(document):
        for level in (3, 1, 3, 2, 3):
            document.heading(f"Level {level}", level=level)

    assert tree(drawn(draw))[1:] == [["H1"], ["H1"], ["H2"], ["H2"], ["H3"]]


def test_the_headings_of_a_table_are_read_once_however_many_pages_it_has():
    data = drawn(lambda document: document.table(["Name", "Answer"], [["Amira", "Yes"]] * 100))
    whole = tree(data)[1]
    assert whole == ["Table", ["TR", ["TH"], ["TH"]], *[["TR", ["TH"], ["TD"]]] * 100]
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) > 2
        assert [str(each.A.Scope) for each in elements(pdf, "TH")] == ["/Column"] * 2 + ["/Row"] * 100


def test_a_label_is_the_head_of_its_row():
    with pikepdf.open(BytesIO(drawn(lambda document: document.facts([("Child", "Amira"), ("Room", "Nest")])))) as pdf:
        assert [str(each.A.Scope) for each in elements(pdf, "TH")] == ["/Row", "/Row"]


def test_a_code_says_in_words_what_it_holds():
    with pikepdf.open(BytesIO(drawn(lambda document: document.qr("https://portal.example/door")))) as pdf:
        (figure,) = elements(pdf, "Figure")
        assert str(figure.Alt) == "https://portal.example/door"


def test_each_entry_of_the_contents_is_a_link_that_says_where_it_leads():
    def draw(document):
        document.heading("Before")
        document.contents("Contents")
        document.heading("A chapter", in_contents=True)

    data = drawn(draw)
    entry = ["TOCI", ["Reference", ["Link"]]]
    assert tree(data) == ["Document", ["H1"], ["H1"], ["TOC", entry], ["H1"]]  # read where they stand
    with pikepdf.open(BytesIO(data)) as pdf:
        (link,) = pdf.pages[1].Annots
        assert str(link.Contents) == "A chapter 3"
        assert pdf.pages[1].Tabs == "/S"


def test_boxes_and_lines_of_a_paper_form_say_what_belongs_there_and_come_after_their_question():
    def draw(document):
        document.question("May we?", ["On a peg."], ["Yes", "No"])
        document.writing_lines(["Signature"])

    data = drawn(draw)
    assert tree(data)[1:] == [["Div", ["P"], ["P"]], ["Form"], ["P"], ["Form"], ["P"], ["P"], ["Form"]]
    with pikepdf.open(BytesIO(data)) as pdf:
        fields = [(str(each.A.Role), str(each.A.Desc)) for each in elements(pdf, "Form")]
    assert fields == [("/cb", "Yes: May we?"), ("/cb", "No: May we?"), ("/tv", "Signature")]


def test_another_language_is_named_where_it_begins_and_ends():
    def draw(document):
        with document.in_language("pl"):
            document.heading("Zgoda")
        document.paragraph("Words.")
        with document.in_language("pl"):
            document.paragraph("Słowa.")
        document.paragraph("Words.")

    with pikepdf.open(BytesIO(drawn(draw))) as pdf:
        (heading,) = elements(pdf, "H1")
        assert [str(each.get("/Lang", "")) for each in (heading, *elements(pdf, "P"))] == ["pl", "", "pl", ""]


def test_header_and_footer_are_not_read_out():
    with pikepdf.open(BytesIO(drawn(lambda document: document.paragraph("Words.")))) as pdf:
        marked = [part for part in pikepdf.parse_content_stream(pdf.pages[0]) if str(part.operator) in ("BDC", "BMC")]
        kinds = [str(part.operands[1].get("/Subtype", part.operands[0])) for part in marked]
    assert kinds[0] == "/P"
    assert set(kinds[1:]) == {"/Header", "/Footer"}


@pytest.mark.parametrize("name", ["record.json", "Юлия (1).json"])
def test_a_file_travels_inside_and_says_what_it_is(name):
    record = EmbeddedFile(name, b'{"a": 1}', "application/json", "The record as data", Relationship.SOURCE)
    to = BytesIO()
    Document(FURNITURE, files=[record]).save(to)
    with pikepdf.open(to) as pdf:
        assert pdf.attachments[name].get_file().read_bytes() == b'{"a": 1}'
        assert pdf.attachments[name].description == "The record as data"
        assert pdf.attachments[name].get_file().mime_type == "application/json"
        assert pdf.Root.AF[0].AFRelationship == "/Source"
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == ("3", "1")


def test_a_file_of_many_objects_is_sound_and_small():
    data = drawn(lambda document: document.table(["Name", "Answer"], ([f"Child {n}", "Yes"] for n in range(2_000))))
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.objects) > 6_000
    assert len(data) < 200_000


@pytest.mark.parametrize("title", ["Plain (title) \\", "Юлия’s “record” & <more>"])
def test_the_title_is_the_same_wherever_it_is_looked_up(title):
    to = BytesIO()
    Document(type(FURNITURE)("Swallow Risers", title)).save(to)
    with pikepdf.open(to) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == title == str(pdf.docinfo["/Title"])
