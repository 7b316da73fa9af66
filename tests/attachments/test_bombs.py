"""Files made to keep the portal busy: each is taken or refused in words, within what one file may have.

Not how long it takes is checked, since that is the machine's, but that it ends as an opener or a limit ends it.
"""

import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from portal.attachments import worker
from portal.attachments.policy import CLEAN_COPY, FileFault, FileRefused, MediaType, recognise
from portal.attachments.worker import Limits, open_in_worker
from portal.config import ROOT
from tests.attachments import hostile
from tests.attachments.hostile import (
    chunk,
    encoded,
    packed,
    packed_content,
    pdf_of,
    picture_in_pdf,
    png,
    saved,
    segment,
)

TAKEN = "taken"
WORK, DAMAGED, PIXELS = FileFault.TOO_MUCH_WORK, FileFault.DAMAGED, FileFault.TOO_MANY_PIXELS
PAGES, TWO = FileFault.TOO_MANY_PAGES, FileFault.TWO_FILES_IN_ONE
SMALL_PNG = png(8, 8, bits=8)
SMALL_PDF = saved(pdf_of(content=b"0 0 9 9 re f"))
SMALL_JPEG = encoded(Image.new("RGB", (64, 64)), "JPEG")
ANSWERS = {TAKEN, *FileFault} - {FileFault.BUSY}


def functions(*, shading: int, **keys: object) -> bytes:
    """Return a PDF that paints the page with a shading whose colour a program computes."""
    pdf = pdf_of(content=b"/S sh")
    program = Stream(pdf, b"{ " + b"dup mul sqrt sin 1 add " * 2_000 + b"pop pop 0 0 0 }")
    program.FunctionType, program.Domain, program.Range = 4, Array([0, 1] * 2), Array([0, 1] * 3)
    shade = Dictionary(ShadingType=shading, ColorSpace=Name.DeviceRGB, Function=program, **keys)
    pdf.pages[0].obj.Resources = Dictionary(Shading=Dictionary(S=shade))
    return saved(pdf)


def pattern(step: float) -> bytes:
    """Return a PDF whose page is tiled with a pattern of such small steps."""
    pdf = pdf_of(content=b"/Pattern cs /P scn 0 0 595 842 re f")
    tile = Stream(pdf, b"0 0 5 5 re f " * 50)
    tile.PatternType, tile.PaintType, tile.TilingType, tile.BBox = 1, 1, 1, Array([0, 0, 10, 10])
    tile.XStep, tile.YStep, tile.Resources = step, step, Dictionary()
    pdf.pages[0].obj.Resources = Dictionary(Pattern=Dictionary(P=tile))
    return saved(pdf)


def circle_of_pages() -> bytes:
    pdf = pdf_of()
    pages = pdf.Root.Pages
    pages.Kids.append(pages)
    pages.Count = 30
    return saved(pdf)


def nested_pages(depth: int) -> bytes:
    pdf = pdf_of()
    kid = pdf.Root.Pages.Kids[0]
    for _ in range(depth):
        kid = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=Array([kid])))
    pdf.Root.Pages.Kids = Array([kid])
    return saved(pdf)


def nested_arrays(depth: int) -> bytes:
    """An array in an array in an array, in the catalogue of a PDF."""
    whole = saved(pdf_of())
    return whole.replace(b"/Type /Catalog", b"/Type /Catalog /A " + b"[" * depth + b"]" * depth)


def many_fields(count: int) -> bytes:
    pdf = pdf_of()
    fields = [
        pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(str(number)), V=String("Łódź" * 400),
                       Rect=Array([0, 0, 1999, 1999]), DA=String("/Helv 1 Tf"))
        )
        for number in range(count)
    ]  # fmt: skip
    pdf.pages[0].obj.Annots = Array(fields)
    pdf.Root.AcroForm = Dictionary(Fields=Array(fields), NeedAppearances=True)
    return saved(pdf)


def many_notes(count: int) -> bytes:
    pdf = pdf_of()
    look = Stream(pdf, b"0 0 500 500 re f " * 200, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
    drawn = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 595, 842]), AP=Dictionary(N=look))
    )
    pdf.pages[0].obj.Annots = Array([drawn] * count)
    return saved(pdf)


def layers_of_masks(depth: int) -> bytes:
    """See-through groups within groups: each asks for a page of memory while the next is drawn."""
    pdf, inner = pdf_of(), None
    for _ in range(depth):
        group = Stream(pdf, b"0 0 500 800 re f" if inner is None else b"/G gs /F Do")
        group.Type, group.Subtype, group.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
        group.Group = Dictionary(S=Name.Transparency, I=True, K=True)
        if inner is not None:
            group.Resources = Dictionary(
                XObject=Dictionary(F=inner), ExtGState=Dictionary(G=Dictionary(ca=0.5, BM=Name.Multiply))
            )
        inner = pdf.make_indirect(group)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=inner))
    pdf.pages[0].obj.Contents = Stream(pdf, b"/F Do")
    return saved(pdf)


def fonts_drawing_fonts(depth: int) -> bytes:
    """A type 3 font whose letter is drawn with the next font, ten letters each."""
    pdf, inner = pdf_of(), None
    for _ in range(depth):
        letter = Stream(pdf, b"1000 0 d0 " + (b"0 0 9 9 re f" if inner is None else b"BT /F 1 Tf (aaaaaaaaaa) Tj ET"))
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 1000, 1000]), FirstChar=97, LastChar=97,
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(a=letter), Widths=Array([1000]),
            Encoding=Dictionary(Differences=Array([97, Name.a])),
            Resources=Dictionary(Font=Dictionary(F=inner)) if inner is not None else Dictionary(),
        )  # fmt: skip
        inner = pdf.make_indirect(font)
    pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F=inner))
    pdf.pages[0].obj.Contents = Stream(pdf, b"BT /F 12 Tf (aaaaaaaaaa) Tj ET")
    return saved(pdf)


def stream_of_streams(times: int) -> bytes:
    """A content packed again and again: a few bytes for each layer to unpack."""
    data = b"0 0 9 9 re f " * 100_000
    for _ in range(times):
        data = zlib.compress(data, 9)
    pdf = pdf_of()
    pdf.pages[0].obj.Contents = Stream(pdf, b"")
    pdf.pages[0].obj.Contents.write(data, filter=Array([Name.FlateDecode] * times))
    return saved(pdf)


def wide_lines() -> bytes:
    """A dashed line of a million dashes, over and over."""
    content = b"[0.001 0.001] 0 d 0.01 w\n" + b"0 0 m 595 842 l S\n" * 5_000
    return saved(pdf_of(content=content))


def noise(width: int, height: int) -> bytes:
    image = Image.frombytes("RGB", (width // 4, height // 4), random.Random(3).randbytes(width * height // 16 * 3))
    return encoded(image.resize((width, height)), "JPEG", quality=40, progressive=True)


def sizes_that_lie(width: int, height: int) -> bytes:
    at = SMALL_JPEG.index(b"\xff\xc0")
    return SMALL_JPEG[: at + 5] + struct.pack(">HH", height, width) + SMALL_JPEG[at + 9 :]


def frames(*sizes: tuple[int, int]) -> bytes:
    """A JPEG that gives its size more than once."""
    at = SMALL_JPEG.index(b"\xff\xc0")
    more = b"".join(segment(0xC0, struct.pack(">BHHB", 8, *size, 1) + b"\x01\x11\x00") for size in sizes)
    return SMALL_JPEG[:at] + more + SMALL_JPEG[at:]


FILES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    **{name: (make, {TAKEN, WORK}) for name, make in hostile.BOMBS.items()},
    "pdf of 100 pages that share their contents": (lambda: hostile.shared_contents(100, 40_000), {PAGES}),
    "pdf of 40 pages that share more": (lambda: hostile.shared_contents(40, 2_000_000), {WORK}),
    "jpeg of 30,000 scans": (lambda: hostile.progressive_jpeg(7000, 7000, 30_000), {WORK}),
    "jpeg of 300,000 scans of nothing": (lambda: hostile.progressive_jpeg(8, 8, 300_000), {TAKEN, WORK}),
    "jpeg of thousands of segments": (
        lambda: SMALL_JPEG[:2] + segment(0xFE, b"") * 2_000_000 + SMALL_JPEG[2:],
        {TAKEN, WORK},
    ),
    "jpeg that says it is large": (lambda: sizes_that_lie(7000, 7000), {TAKEN, DAMAGED}),
    "jpeg that says it is too large": (lambda: sizes_that_lie(60_000, 60_000), {PIXELS}),
    "jpeg of two sizes": (lambda: frames((9, 9), (60_000, 60_000)), {PIXELS, DAMAGED, TAKEN}),
    "jpeg of 50 megapixels of noise": (lambda: noise(8660, 5773), {TAKEN, WORK, FileFault.TOO_LARGE}),
    "png of 50 megapixels, interlaced": (lambda: png(7071, 7071, bits=8, kind=6, interlaced=True), {TAKEN, WORK}),
    "png of 50 megapixels, sixteen bits": (lambda: png(7071, 7071, bits=16, kind=6), {TAKEN, WORK}),
    "png of 50 megapixels, black and white": (lambda: png(7071, 7071), {TAKEN, WORK}),
    "png as wide as can be": (lambda: png(50_000_000, 1), {TAKEN, DAMAGED, WORK}),
    "png as high as can be": (lambda: png(1, 50_000_000), {TAKEN, DAMAGED, WORK}),
    "png of four thousand million pixels": (lambda: png(65_000, 100)[:16] + b"\0\1\0\0\0\1\0\0" + SMALL_PNG[24:], ANSWERS),
    "png whose words unpack to a thousand times": (
        lambda: SMALL_PNG[:33] + chunk(b"zTXt", b"a\0\0" + packed(500_000_000)) + SMALL_PNG[33:],
        {TAKEN, DAMAGED, WORK},
    ),
    "png whose profile unpacks to a thousand times": (
        lambda: SMALL_PNG[:33] + chunk(b"iCCP", b"a\0\0" + packed(500_000_000)) + SMALL_PNG[33:],
        {TAKEN, DAMAGED, WORK},
    ),
    "png of 100,000 pieces": (lambda: SMALL_PNG[:33] + chunk(b"tEXt", b"a\0b") * 100_000 + SMALL_PNG[33:], ANSWERS),
    "png with more data than pixels": (
        lambda: SMALL_PNG[:33] + chunk(b"IDAT", packed(900_000_000)) + chunk(b"IEND", b""),
        {TAKEN, DAMAGED, WORK},
    ),
    "picture that is an archive of zeros": (
        lambda: SMALL_PNG + b"PK\5\6" + bytes(18),
        {TWO},
    ),
    "pdf of forms within forms": (lambda: hostile.forms_within_forms(12, 30), {WORK, DAMAGED}),
    "pdf of a content of 700 MB": (lambda: packed_content(700_000_000, b"0 0 m 9 9 l S\n"), {WORK}),
    "pdf of 40 contents of 700 MB of spaces": (lambda: packed_content(700_000_000, b" ", 40), {WORK, TAKEN}),
    "pdf of a picture of 1.6 thousand million pixels": (
        lambda: picture_in_pdf(40_000, 40_000, body=packed(1_600_000_000)),
        {TAKEN, WORK, DAMAGED},
    ),
    "pdf of 40 pictures of 400 megapixels": (
        lambda: picture_in_pdf(20_000, 20_000, body=packed(400_000_000), pages=40),
        {TAKEN, WORK, DAMAGED},
    ),
    "pdf of a picture that says it is huge": (
        lambda: picture_in_pdf(2**31 - 1, 2**31 - 1, body=zlib.compress(b"a")),
        {TAKEN, WORK, DAMAGED},
    ),
    "pdf of broken fax, wavelet and black-and-white pictures": (
        lambda: picture_in_pdf(30_000, 30_000, body=bytes(1_000), Filter=Name.JBIG2Decode, BitsPerComponent=1),
        {TAKEN, WORK, DAMAGED},
    ),
    "pdf of a fax without end": (
        lambda: picture_in_pdf(60_000, 60_000, body=bytes(500_000), Filter=Name.CCITTFaxDecode, BitsPerComponent=1,
                               DecodeParms=Dictionary(K=-1, Columns=60_000, Rows=60_000)),
        {TAKEN, WORK, DAMAGED},
    ),
    "pdf with a jpeg of 30,000 scans": (
        lambda: picture_in_pdf(7000, 7000, body=hostile.progressive_jpeg(7000, 7000, 30_000), Filter=Name.DCTDecode),
        {WORK, TAKEN},
    ),
    "pdf of a shading that computes": (
        lambda: functions(shading=1, Domain=Array([0, 1, 0, 1]), Matrix=Array([595, 0, 0, 842, 0, 0])),
        {TAKEN, WORK, DAMAGED},
    ),
    "pdf of a pattern of tiny steps": (lambda: pattern(0.001), {TAKEN, WORK, DAMAGED}),
    "pdf of a pattern that does not step": (lambda: pattern(0), {TAKEN, WORK, DAMAGED}),
    "pdf of a million dashes": (wide_lines, {TAKEN, WORK}),
    "pdf whose pages hold themselves": (circle_of_pages, {TAKEN, DAMAGED, WORK}),
    "pdf of pages within pages": (lambda: nested_pages(5_000), {TAKEN, DAMAGED, WORK}),
    "pdf of arrays within arrays": (lambda: nested_arrays(100_000), {TAKEN, DAMAGED, WORK}),
    "pdf of 1,000 fields to be drawn": (lambda: many_fields(1_000), {WORK}),
    "pdf of 100,000 notes": (lambda: many_notes(100_000), {TAKEN, WORK}),
    "pdf of 400 see-through layers": (lambda: layers_of_masks(400), {TAKEN, DAMAGED, WORK}),
    "pdf of letters drawn in letters": (lambda: fonts_drawing_fonts(12), {TAKEN, DAMAGED, WORK}),
    "pdf of streams in streams": (lambda: stream_of_streams(500), {TAKEN, DAMAGED, WORK}),
    "pdf of nothing but its first line": (lambda: b"%PDF-1.7\n" * 1_000_000, {DAMAGED, WORK}),
    "pdf of objects that never end": (lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 1_000_000, {DAMAGED, WORK}),
    "pdf of brackets that never end": (lambda: b"%PDF-1.7\n1 0 obj\n" + b"<<[(" * 2_000_000, {DAMAGED, WORK}),
    "pdf of ten million random bytes": (
        lambda: b"%PDF-1.7\n" + random.Random(4).randbytes(9_900_000),
        {DAMAGED, WORK},
    ),
}  # fmt: skip


def outcome(data: bytes) -> str:
    try:
        opened = open_in_worker(CLEAN_COPY[recognise(data)], data)
    except FileRefused as refused:
        return refused.fault
    assert len(opened.parts) == 2
    return TAKEN


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_taken_or_refused_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LIMITS", replace(worker.LIMITS, cpu=1))
    make, allowed = FILES[name]
    data = make()
    assert len(data) <= 10_000_000, "it would not even be opened"
    assert outcome(data) in allowed


@pytest.mark.skipif(sys.platform != "linux", reason="only here is the limit of memory kept")
def test_a_file_that_wants_too_much_memory_does_not_get_it(tmp_path: Path) -> None:
    """Asked in a process of its own: the peak of a child begins with what its parent had."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from portal.attachments import policy, worker\n"
        "worker.LIMITS, worker.WITHOUT_APP = worker.Limits(cpu=20, clock=60), Path(sys.argv[2])\n"
        "try: worker.open_in_worker(sys.argv[3], Path(sys.argv[1]).read_bytes())\n"
        "except policy.FileRefused as refused: print(refused.fault.name)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)\n"
    )
    file = tmp_path / "large.pdf"
    file.write_bytes(packed_content(1_500_000_000, b"0 0 m 9 9 l S\n"))
    command = [sys.executable, "-c", code, str(file), str(tmp_path), CLEAN_COPY[MediaType.PDF]]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    fault, peak = run.stdout.split()
    assert fault == WORK.name
    assert 500_000_000 < int(peak) < Limits().memory


@pytest.mark.parametrize("whole", [SMALL_JPEG, SMALL_PNG, SMALL_PDF], ids=["jpeg", "png", "pdf"])
def test_a_file_changed_at_random_is_taken_or_refused(whole: bytes) -> None:
    chance = random.Random(5)
    for _ in range(12):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        assert outcome(bytes(data)) in ANSWERS


def test_fifty_megapixels_are_taken_turned_in_their_own_colours() -> None:
    """The largest that is allowed, at its most expensive: four colours, progressive, to be turned, with a profile."""
    from PIL import ImageCms

    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    largest = Image.new("RGB", (8660, 5773), "teal")
    for data in (
        encoded(largest.convert("CMYK"), "JPEG", progressive=True, exif=exif),
        encoded(largest, "JPEG", progressive=True, exif=exif, icc_profile=profile, subsampling=0),
        encoded(largest.convert("RGBA"), "PNG", exif=exif, icc_profile=profile, compress_level=1),
    ):
        assert outcome(data) == TAKEN


def test_a_pdf_takes_no_more_pages_than_it_says() -> None:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Pages.Count = 40_000
        assert outcome(saved(pdf)) in {TAKEN, PAGES, DAMAGED}
