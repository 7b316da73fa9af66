import pypdfium2
import pytest
import zxingcpp

from tests.pdf.reading import body_texts, drawn


@pytest.mark.parametrize("size", [20, 32, 60])
def test_a_code_can_be_scanned_from_the_page(size):
    link = "https://portal.example/verify/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    data = drawn(lambda document: document.qr(link, size_mm=size, caption="Scan to check this record."))
    page = pypdfium2.PdfDocument(data)[0].render(scale=300 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [link]
    assert body_texts(data) == ["Scan to check this record."]


def test_text_goes_on_below_a_code_and_its_caption():
    def draw(document):
        document.qr("https://portal.example/door", caption="Caption words. " * 200)
        document.paragraph("Below.")

    (text,) = body_texts(drawn(draw))
    assert text.count("Caption") == 200
    assert text.endswith("Below.")


def test_a_code_that_would_hold_too_much_is_refused():
    with pytest.raises(ValueError, match="too large"):
        drawn(lambda document: document.qr("x" * 5000))


@pytest.mark.parametrize("width", [0, -5])
def test_a_code_without_width_is_refused(width):
    with pytest.raises(ValueError, match="wider"):
        drawn(lambda document: document.qr("https://portal.example/door", size_mm=width))
