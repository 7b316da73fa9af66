"""A PDF handed in as evidence keeps what it shows and loses everything it could do or tell."""

import io
import random
import zlib

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from portal.foundation.evidence import MAX_PAGES, FileFault, MediaType, UploadRefused
from portal.foundation.images import inspect_upload
from portal.foundation.jpeg_segments import decode_outer_filters, without_metadata

SECRET = "SecretPlaceOfAmira"
SCRIPT = "app.alert('Hello')"
ACTIVE_KEYS = {
    "/Metadata",
    "/OpenAction",
    "/AA",
    "/A",
    "/JS",
    "/JavaScript",
    "/EmbeddedFiles",
    "/EF",
    "/F",
    "/URI",
    "/Annots",
    "/AcroForm",
    "/Names",
    "/PieceInfo",
    "/Info",
    "/Outlines",
    "/Fields",
}
INK = b"0 0 1 rg 10 10 80 80 re f"


def blank(pages=1):
    pdf = pikepdf.Pdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(100, 100))
    return pdf


def saved(pdf, **options):
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


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
    page.PieceInfo = Dictionary(Editor=Dictionary(Private=String(SECRET)))
    page.Metadata = Stream(pdf, SECRET.encode())
    link = Dictionary(S=Name.URI, URI=String(f"https://{SECRET}.example"))
    launch = Dictionary(S=Name.Launch, F=String("calculator.exe"))
    page.Annots = pdf.make_indirect(
        Array([note(Subtype=Name.Link, A=link), note(Subtype=Name.Link, A=launch, AA=Dictionary(E=script()))])
    )
    pdf.attachments["letter.txt"] = SECRET.encode()
    pdf.Root.OpenAction = script()
    pdf.Root.AA = Dictionary(WC=script())
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("go"), script()]))
    pdf.docinfo["/Author"] = SECRET
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    return pdf


def everything_inside(data):
    """Return every key of a PDF, and every text and stream, both packed and unpacked."""
    keys, texts = set(), []
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        waiting = [*pdf.objects, pdf.trailer]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, Stream):
                texts.append(thing.read_raw_bytes())
                texts += [] if "/DCTDecode" in str(thing.get("/Filter")) else [thing.read_bytes()]
            if isinstance(thing, Dictionary | Stream):
                keys |= set(thing.keys())
                inside = [thing[key] for key in thing.keys()]  # noqa: SIM118  a stream is iterable only by keys()
            else:
                inside = list(thing) if isinstance(thing, Array) else []
            if isinstance(thing, String):
                texts.append(bytes(thing))
            waiting += [item for item in inside if isinstance(item, pikepdf.Object) and not item.is_indirect]
    return keys, b"\n".join(texts)


def cleaned(pdf, **options):
    return inspect_upload(saved(pdf, **options), "letter.PDF")


def refused(data):
    with pytest.raises(UploadRefused) as found:
        inspect_upload(data, "a.pdf")
    return found.value.reason


def drawn(data, at=(50, 50)):
    return pypdfium2.PdfDocument(data)[0].render().to_pil().convert("RGB").getpixel(at)


def test_scripts_actions_attachments_and_metadata_are_gone_and_the_page_is_not():
    before = saved(armed())
    keys, text = everything_inside(before)
    assert keys >= {"/OpenAction", "/JavaScript", "/EmbeddedFiles", "/AA", "/URI", "/Metadata", "/PieceInfo"}
    assert SECRET.encode() in text
    accepted = inspect_upload(before, "letter.PDF")
    assert (accepted.media_type, accepted.extension, accepted.pages) == (MediaType.PDF, ".pdf", 1)
    assert (accepted.width, accepted.height) == (None, None)
    keys, text = everything_inside(accepted.clean)
    assert keys & ACTIVE_KEYS == set()
    for gone in (SECRET.encode(), SCRIPT.encode(), b"calculator"):
        assert gone not in text + accepted.clean
    assert drawn(accepted.clean) == drawn(before) == (0, 0, 255)


def test_what_a_form_field_shows_stays_on_the_page_but_its_script_goes():
    pdf = blank()
    look = Stream(pdf, b"1 0 0 rg 0 0 80 80 re f")
    look[Name.Type], look[Name.Subtype], look[Name.BBox] = Name.XObject, Name.Form, Array([0, 0, 80, 80])
    field = pdf.make_indirect(
        note(Subtype=Name.Widget, FT=Name.Tx, T=String("t"), F=4, AP=Dictionary(N=look), AA=Dictionary(K=script()))
    )
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), CO=Array([field]))
    accepted = cleaned(pdf)
    keys, text = everything_inside(accepted.clean)
    assert keys & ACTIVE_KEYS == set()
    assert SCRIPT.encode() not in text
    assert drawn(accepted.clean) == (255, 0, 0)


def test_size_and_resources_inherited_from_above_stay():
    pdf = blank(2)
    pdf.Root.Pages.MediaBox = Array([0, 0, 300, 200])
    for page in pdf.pages:
        del page.obj["/MediaBox"]
    accepted = cleaned(pdf)
    assert accepted.pages == 2
    with pikepdf.Pdf.open(io.BytesIO(accepted.clean)) as clean:
        assert [list(page.mediabox) for page in clean.pages] == [[0, 0, 300, 200]] * 2


def photograph():
    exif = Image.Exif()
    exif[0x010F] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0)})
    image = Image.frombytes("RGB", (64, 48), random.Random(2).randbytes(64 * 48 * 3))
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=SECRET, progressive=True, icc_profile=SECRET.encode())
    return target.getvalue()


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_photograph_inside_a_pdf_loses_its_place_and_keeps_every_pixel(is_packed):
    pdf, jpeg = blank(), photograph()
    shown = Stream(pdf, b"")
    shown[Name.Type], shown[Name.Subtype] = Name.XObject, Name.Image
    shown[Name.Width], shown[Name.Height], shown[Name.BitsPerComponent] = 64, 48, 8
    shown[Name.ColorSpace] = Name.DeviceRGB
    if is_packed:
        shown.write(zlib.compress(jpeg), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    else:
        shown.write(jpeg, filter=Name.DCTDecode)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=shown))
    pdf.pages[0].obj.Contents = Stream(pdf, b"100 0 0 100 0 0 cm /Im Do")
    accepted = cleaned(pdf)
    with pikepdf.Pdf.open(io.BytesIO(accepted.clean)) as clean:
        inside = clean.pages[0].obj.Resources.XObject.Im.read_raw_bytes()
    assert SECRET.encode() in jpeg
    assert SECRET.encode() not in inside
    assert not Image.open(io.BytesIO(inside)).getexif()
    assert Image.open(io.BytesIO(inside)).tobytes() == Image.open(io.BytesIO(jpeg)).tobytes()
    assert drawn(accepted.clean) == drawn(saved(pdf))


@pytest.mark.parametrize("owner_only", [False, True])
def test_a_locked_pdf_is_refused(owner_only):
    lock = pikepdf.Encryption(owner="owner", user="" if owner_only else "user")
    assert refused(saved(blank(), encryption=lock)) is FileFault.LOCKED


def test_a_pdf_has_between_one_and_a_hundred_pages():
    assert cleaned(blank(MAX_PAGES)).pages == MAX_PAGES
    assert refused(saved(blank(MAX_PAGES + 1))) is FileFault.TOO_MANY_PAGES
    assert refused(saved(blank(0))) is FileFault.DAMAGED


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_pdf_cut_short_is_refused(share):
    whole = saved(armed())
    assert refused(whole[: int(len(whole) * share)]) is FileFault.DAMAGED


def test_an_outside_file_is_not_referred_to():
    pdf = blank()
    page = pdf.pages[0].obj
    page.Contents = Stream(pdf, INK)
    page.Contents.F = String("/etc/passwd")
    keys, text = everything_inside(cleaned(pdf).clean)
    assert "/F" not in keys
    assert b"passwd" not in text


def bomb():
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(260)) + packer.flush()


def test_a_page_that_unpacks_to_fill_the_memory_is_refused():
    pdf = blank()
    pdf.pages[0].obj.Contents = Stream(pdf, b"")
    pdf.pages[0].obj.Contents.write(bomb(), filter=Name.FlateDecode)
    assert refused(saved(pdf)) in (FileFault.DAMAGED, FileFault.TOO_LARGE)


def test_pages_that_together_unpack_to_too_much_are_refused():
    pdf = blank(30)
    shared = Stream(pdf, b"")
    shared.write(zlib.compress(b" " * 10_000_000), filter=Name.FlateDecode)
    for page in pdf.pages:
        page.obj.Contents = shared
    assert refused(saved(pdf)) is FileFault.TOO_LARGE


def test_a_photograph_that_unpacks_to_too_much_is_refused():
    with pytest.raises(ValueError, match="too much"):
        decode_outer_filters(zlib.compress(bytes(5_000_000)), ["/FlateDecode"], limit=1_000_000)


@pytest.mark.parametrize(
    ("packed", "filters"),
    [
        (b"<~9jqo^~>".removeprefix(b"<~"), ["/ASCII85Decode"]),
        (b"4d 61 6E 20>", ["/AHx"]),
        (zlib.compress(b"4d616e20>"), ["/Fl", "/ASCIIHexDecode"]),
        (b"Man ", []),
    ],
)
def test_filters_are_undone_from_the_outside_in(packed, filters):
    assert decode_outer_filters(packed, filters, limit=100) == b"Man "


def test_an_unknown_filter_is_not_guessed():
    with pytest.raises(ValueError, match="LZW"):
        decode_outer_filters(b"", ["/LZWDecode"], limit=100)


@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=4))
def test_a_broken_photograph_inside_is_cleaned_or_refused(place, patch):
    jpeg = photograph()
    at = place % len(jpeg)
    broken = jpeg[:at] + patch + jpeg[at + len(patch) :]
    try:
        kept = without_metadata(broken)
    except ValueError:
        return
    assert kept.endswith(b"\xff\xd9")


@settings(max_examples=150)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_pdf_is_cleaned_or_refused_and_nothing_else(place, patch):
    whole = saved(armed())
    at = place % len(whole)
    try:
        accepted = inspect_upload(whole[:at] + patch + whole[at + len(patch) :], "a.pdf")
    except UploadRefused:
        return
    keys, text = everything_inside(accepted.clean)
    assert keys & ACTIVE_KEYS == set()
    assert SCRIPT.encode() not in text
