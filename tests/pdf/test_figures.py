from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from portal.pdf import UnreadableImageError
from tests.pdf.reading import body_texts, drawn


def picture(form, size=(60, 30), mode="RGB"):
    to = BytesIO()
    Image.new(mode, size, "white" if mode == "RGB" else (22, 50, 92, 0)).save(to, form)
    return to.getvalue()


def placed(data):
    return [
        item.get_bounds()
        for item in pypdfium2.PdfDocument(data)[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    ]


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


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA")])
def test_a_picture_keeps_its_shape(form, mode):
    data = drawn(lambda document: document.image(picture(form, mode=mode), width_mm=60, alt="A signature"))
    ((left, bottom, right, top),) = placed(data)
    assert right - left == pytest.approx(60 / 25.4 * 72, abs=0.1)
    assert (right - left) / (top - bottom) == pytest.approx(2, abs=0.01)


def test_a_see_through_picture_stays_see_through():
    data = drawn(lambda document: document.image(picture("PNG", mode="RGBA"), width_mm=40, alt="A signature"))
    with pikepdf.open(BytesIO(data)) as pdf:
        images = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]
        assert any("/SMask" in image for image in images)


def test_a_tall_picture_shrinks_to_stay_under_its_heading():
    def draw(document):
        document.heading("Plan")
        document.image(picture("PNG", size=(10, 400)), width_mm=170, alt="A tall plan")

    data = drawn(draw)
    assert body_texts(data) == ["Plan"]
    assert placed(data)[0][1] > 50


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", picture("PNG")[:60], picture("GIF")], ids=["empty", "text", "half", "GIF"]
)
def test_what_is_not_a_whole_jpeg_or_png_is_refused(data):
    with pytest.raises(UnreadableImageError):
        drawn(lambda document: document.image(data, width_mm=40, alt="A signature"))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_opened():
    with pytest.raises(UnreadableImageError, match="more than"):
        drawn(lambda document: document.image(picture("PNG", size=(9000, 6000)), width_mm=40, alt="Huge"))


@pytest.mark.parametrize("width", [0, -5])
def test_a_picture_without_width_is_refused(width):
    with pytest.raises(ValueError, match="wider"):
        drawn(lambda document: document.image(picture("PNG"), width_mm=width, alt="None"))
