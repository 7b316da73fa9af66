"""The clean copy of a PDF shows what the original shows, as pictures, and holds nothing else."""

import io
import json
import random
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageChops

from portal.attachments.pdfs import clean_copy, pdf_of_pages
from portal.attachments.policy import MAX_PAGES, FileFault, FileRefused
from portal.attachments.responses import page_picture
from portal.attachments.sandbox import answer
from tests.attachments.hostile import encoded, picture_in_pdf, saved

FILES = Path(__file__).parent / "files"
SECRET = "SecretPlaceOfAmira"
SCRIPT = "app.alert('Hello')"
INK = b"0 0 1 rg 10 10 80 80 re f"
HELVETICA = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
ALLOWED_KEYS = {
    "/Root", "/ID", "/Size", "/Type", "/Pages", "/Count", "/Kids", "/Parent", "/MediaBox", "/Contents", "/Resources",
    "/XObject", "/Page", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter", "/Length",
}  # fmt: skip


def blank(pages=1, size=(100, 100)):
    pdf = pikepdf.Pdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=size)
    return pdf


def cleaned(data):
    facts, (copy, preview) = clean_copy(data)
    return facts, copy, preview


def shown(data, number=1):
    """Return a page of the clean copy."""
    return Image.open(io.BytesIO(page_picture(cleaned(data)[1], number)))


def original(data, number=1, **options):
    """Return a page as PDFium draws the file that came, at the same size."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    return document[number - 1].render(scale=150 / 72, **options).to_pil().convert("RGB")


def differs(one, other):
    """Return the part that differs by more than a JPEG does, or None."""
    return ImageChops.difference(one.convert("L"), other.convert("L")).point(lambda d: 255 * (d > 60)).getbbox()


def ink(picture):
    return sum(picture.convert("L").histogram()[:128])


def refused(data):
    with pytest.raises(FileRefused) as found:
        cleaned(data)
    return found.value.fault


def everything_inside(data):
    """Return every key of a PDF, and every text and stream, both packed and unpacked."""
    keys, texts = set(), []
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        waiting = [*pdf.objects, pdf.trailer]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, Stream):
                texts.append(thing.read_raw_bytes())
            if isinstance(thing, Dictionary | Stream):
                keys |= set(thing.keys())
                inside = [thing[key] for key in thing.keys()]  # noqa: SIM118  a stream is iterable only by keys()
            else:
                inside = list(thing) if isinstance(thing, Array) else []
            if isinstance(thing, String):
                texts.append(bytes(thing))
            waiting += [item for item in inside if isinstance(item, pikepdf.Object) and not item.is_indirect]
    return keys, b"\n".join(texts)


def script():
    return Dictionary(S=Name.JavaScript, JS=String(SCRIPT))


def note(**more):
    return Dictionary(Type=Name.Annot, Rect=Array([10, 10, 90, 90]), **more)


def armed():
    """Return a PDF that carries one of everything that must go, with one page that shows a blue square."""
    pdf = blank()
    page = pdf.pages[0].obj
    page.Contents = Stream(pdf, INK)
    page.AA = Dictionary(O=script())
    page.Metadata = Stream(pdf, SECRET.encode())
    link = Dictionary(S=Name.URI, URI=String(f"https://{SECRET}.example"))
    launch = Dictionary(S=Name.Launch, F=String("calculator.exe"))
    page.Annots = Array([note(Subtype=Name.Link, A=link), note(Subtype=Name.Link, A=launch, AA=Dictionary(E=script()))])
    pdf.attachments["letter.txt"] = SECRET.encode()
    pdf.Root.OpenAction = script()
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("go"), script()]))
    pdf.docinfo["/Author"] = SECRET
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    return saved(pdf)


def test_only_pictures_of_the_pages_are_left():
    before = armed()
    assert SECRET.encode() in everything_inside(before)[1]
    facts, copy, preview = cleaned(before)
    assert facts == {"pages": 1}
    keys, text = everything_inside(copy)
    assert keys == ALLOWED_KEYS
    for gone in (SECRET, SCRIPT, "calculator", "Producer", "D:20"):
        assert gone.encode() not in text + copy
    assert differs(shown(before), original(before)) is None
    assert Image.open(io.BytesIO(preview)).format == "JPEG"
    assert max(Image.open(io.BytesIO(preview)).size) <= 240


def test_the_same_file_has_the_same_copy():
    assert cleaned(armed())[1] == cleaned(armed())[1]


def test_a_layer_that_is_switched_off_stays_off():
    data = (FILES / "hidden-layer.pdf").read_bytes()
    picture = shown(data)
    assert differs(picture, original(data)) is None
    everything = pikepdf.Pdf.open(io.BytesIO(data))
    everything.Root.OCProperties.D.OFF = Array()
    assert ink(picture) < ink(original(saved(everything)))  # the hidden note would have been seen


def test_a_pdf_with_a_letter_attached_is_taken_without_the_letter():
    data = (FILES / "email-with-docx-attached.pdf").read_bytes()
    assert b"PK\x03\x04" in data
    _, copy, _ = cleaned(data)
    assert b"PK\x03\x04" not in copy
    assert differs(shown(data), original(data)) is None


def form(*values, redrawn=True, look=None):
    """Return a PDF form with these values, none of which brings its look unless one is given."""
    pdf, fields = blank(size=(300, 30 * len(values) + 20)), []
    for number, value in enumerate(values):
        field = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(f"field {number}"), F=4,
                       V=String(value), Rect=Array([10, 30 * number + 10, 290, 30 * number + 34]),
                       DA=String("/Helv 12 Tf 0 g"))
        )  # fmt: skip
        if look:
            shape = Stream(pdf, look, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 280, 24]))
            field.AP = Dictionary(N=shape)
        fields.append(field)
    pdf.pages[0].obj.Annots = Array(fields)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array(fields), DA=String("/Helv 12 Tf 0 g"), DR=Dictionary(Font=Dictionary(Helv=HELVETICA))
    )
    if redrawn:
        pdf.Root.AcroForm.NeedAppearances = True
    return saved(pdf)


def test_the_letters_of_a_filled_form_are_drawn():
    data = (FILES / "filled-form-polish-name.pdf").read_bytes()
    picture = shown(data)
    printed = differs(picture, original(data, may_draw_forms=False, draw_annots=False))
    assert printed is not None
    # The whole name stands in its field, as wide as it is: with “Ż” and “ć” left out it would be shorter.
    left, _, right, _ = printed
    assert right - left > 240


@pytest.mark.parametrize("redrawn", [True, False])
@pytest.mark.parametrize(
    "name", ["Żółć", "Ērika Bērziņa", "Çağrı Şahin", "Țepeș", "Nguyễn Thị", "Σοφία", "Олена", "محمد أحمد"]
)
def test_no_letter_of_a_name_is_left_out(name, redrawn):
    """Each letter leaves its own ink: a name of other letters, or with one less, looks different."""
    whole = shown(form(name, redrawn=redrawn))
    assert ink(whole) > 0
    for place, letter in enumerate(name):
        if letter != " ":
            assert differs(whole, shown(form(name[:place] + name[place + 1 :], redrawn=redrawn))) is not None


def test_a_field_that_brings_its_look_keeps_it():
    data = form("Żółć", redrawn=False, look=b"1 0 0 rg 0 0 280 24 re f")
    assert shown(data).getpixel((100, 50))[0] > 200
    assert differs(shown(data), original(data)) is None


def test_a_field_for_a_password_shows_no_letter_of_it():
    with pikepdf.Pdf.open(io.BytesIO(form("Żółć", "Łódź"))) as pdf:
        pdf.pages[0].obj.Annots[0].Ff = 1 << 13
        secret = saved(pdf)
    assert differs(shown(secret), original(secret)) is not None  # the other field is drawn
    upper, lower = (shown(secret).crop((0, top, 625, top + 62)) for top in (0, 76))
    assert ink(upper) > 0
    stars = original(secret).crop((0, 76, 625, 138))
    assert differs(lower, stars) is None


def test_a_damaged_field_leaves_the_letters_of_all_others():
    with pikepdf.Pdf.open(io.BytesIO(form("Ołówek", "Żółć"))) as pdf:
        pdf.pages[0].obj.Annots[0].Rect = Array([1, 2])
        damaged = saved(pdf)
    without = form("", "Żółć")
    assert ink(shown(without)) > 0
    assert differs(shown(damaged), shown(without)) is None


def test_a_long_text_in_a_field_is_set_in_lines_that_fit():
    data = form("Łódź " * 60)
    picture = shown(data)
    assert ink(picture.crop((0, 0, picture.width, picture.height // 2))) > 0


def test_notes_of_a_screen_are_shown():
    pdf = blank()
    look = Stream(pdf, b"1 0 0 rg 0 0 80 80 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 80]))
    pdf.pages[0].obj.Annots = Array([note(Subtype=Name.Square, AP=Dictionary(N=look))])
    assert shown(saved(pdf)).getpixel((100, 100))[0] > 200


def test_a_locked_pdf_is_refused_and_one_that_anybody_may_open_is_not():
    assert refused(saved(blank(), encryption=pikepdf.Encryption(owner="owner", user="user"))) is FileFault.LOCKED
    pdf = pikepdf.Pdf.open(io.BytesIO(armed()))
    free = saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert differs(shown(free), original(armed())) is None


def test_a_pdf_has_between_one_and_forty_pages():
    facts, copy, _ = cleaned(saved(blank(MAX_PAGES)))
    assert facts["pages"] == MAX_PAGES == 40
    assert len(pypdfium2.PdfDocument(copy)) == 40
    assert refused(saved(blank(MAX_PAGES + 1))) is FileFault.TOO_MANY_PAGES
    with pytest.raises(Exception):  # noqa: B017, PT011
        cleaned(saved(blank(0)))


@pytest.mark.parametrize(
    "mend",
    [
        lambda data: b"scanned by the office\r\n" * 30 + data,
        lambda data: data.replace(b"startxref\n", b"startxref\n9"),
        lambda data: data[: data.index(b"\nxref")],
        lambda data: data[:-30],
        lambda data: data + b"\n" * 5_000,
        lambda data: data.replace(b"%PDF-1.", b"%PDF-9."),
    ],
    ids=["words before it", "table elsewhere", "table cut off", "end cut off", "lines after it", "a version to come"],
)
def test_what_readers_mend_is_taken(mend):
    mended = mend(armed())
    assert mended != armed()
    assert differs(shown(mended), original(armed())) is None


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ([0, 0, 595, 842], (1240, 1755)),
        ([0, 0, 842, 595], (1755, 1240)),
        ([0, 0, 390, 8000], (540, 11094)),  # a web page kept by a phone as one long page: still readable
        ([0, 0, 14400, 14400], (2450, 2450)),
        ([0, 0, 1e9, 1e9], (2450, 2450)),
        ([0, 0, 0, 0], (1275, 1650)),
        ([0, 0, 1, 14400], (3, 30000)),
        ([0, 0, 0.001, 0.001], (1, 1)),
        ([595, 842, 0, 0], (1240, 1755)),
    ],
)
def test_a_page_of_any_size_is_drawn_readably_and_within_bounds(box, size):
    pdf = blank()
    pdf.pages[0].obj.MediaBox = Array(box)
    picture = shown(saved(pdf))
    assert abs(picture.width - size[0]) <= 1
    assert abs(picture.height - size[1]) <= 1


def test_a_page_cut_to_nothing_is_shown_whole():
    pdf = pikepdf.Pdf.open(io.BytesIO(armed()))
    pdf.pages[0].obj.CropBox = Array([1000, 1000, 2000, 2000])
    assert differs(shown(saved(pdf)), original(armed())) is None


def test_many_large_pages_share_what_one_file_may_have():
    one = shown(saved(blank(1, size=(3000, 3000)))).size
    forty = shown(saved(blank(40, size=(3000, 3000))), 40).size
    assert one[0] ** 2 <= 6_010_000
    assert 40 * forty[0] ** 2 <= 90_500_000


def test_a_photograph_inside_loses_its_place():
    exif = Image.Exif()
    exif[0x010F] = SECRET
    image = Image.frombytes("RGB", (64, 48), random.Random(2).randbytes(64 * 48 * 3))
    jpeg = encoded(image, "JPEG", exif=exif, comment=SECRET)
    data = picture_in_pdf(64, 48, body=jpeg, Filter=Name.DCTDecode, ColorSpace=Name.DeviceRGB)
    _, copy, _ = cleaned(data)
    assert SECRET.encode() in data
    assert SECRET.encode() not in copy


def test_a_page_is_taken_out_as_it_was_put_in():
    pictures = [encoded(Image.new("RGB", (30 + n, 20), "teal"), "JPEG") for n in range(3)]
    copy = pdf_of_pages([(jpeg, 30 + n, 20) for n, jpeg in enumerate(pictures)])
    assert [page_picture(copy, number) for number in (1, 2, 3)] == pictures
    for number in (0, -1, 4):
        with pytest.raises(LookupError):
            page_picture(copy, number)
    with pikepdf.Pdf.open(io.BytesIO(copy)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [float(side) for side in pdf.pages[2].mediabox] == [0, 0, 15.36, 9.6]


def test_a_page_that_is_not_kept_as_one_picture_is_told_apart():
    with pytest.raises(LookupError):
        page_picture(armed(), 1)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_pdf_changed_anywhere_is_clean_or_refused(place, patch):
    whole = armed()
    at = place % len(whole)
    told, *parts = answer(clean_copy, whole[:at] + patch + whole[at + len(patch) :])
    assert len(parts) == (0 if json.loads(told)["fault"] else 2)
    assert not parts or everything_inside(parts[0])[0] == ALLOWED_KEYS
