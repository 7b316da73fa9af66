"""Small files that want much: each is made here, from a few lines, and none is kept as a file."""

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

PNG_START = b"\x89PNG\r\n\x1a\n"


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _checksum(block: bytes, whole: int, rest: int) -> bytes:
    """Return the Adler-32 (RFC 1950) of a block so many times and the rest of one, without going through them all."""
    low, high = 1, 0
    for part, times in ((block, whole), (block[:rest], 1)):
        after = zlib.adler32(part)
        for _ in range(times):
            high = (high + len(part) * (low - 1) + (after >> 16)) % 65_521
            low = (low + (after & 0xFFFF) - 1) % 65_521
    return struct.pack(">HH", high, low)


def packed(size: int, unit: bytes = bytes(1_000)) -> bytes:
    """Return so many bytes of a repeated unit, packed small: one block is packed once and then repeated as it is."""
    packer, block = zlib.compressobj(9, wbits=-zlib.MAX_WBITS), unit * (1_000_000 // len(unit))
    whole, rest = divmod(size, len(block))
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(block[:rest]) + packer.flush()
    return b"x\xda" + once * whole + last + _checksum(block, whole, rest)


def png(
    width: int, height: int, *, bits: int = 1, kind: int = 0, interlaced: bool = False, extra: bytes = b""
) -> bytes:
    """Return a PNG whose pixels are all nought: a few kilobytes, whatever its size."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    size = height * (1 + -(-width * bits * channels // 8))
    # The seven passes of an interlaced picture hold more filter bytes; no reader minds a few too many.
    body = packed(2 * size if interlaced else size)
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, int(interlaced))
    return PNG_START + chunk(b"IHDR", header) + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def bits_of(bits: str) -> bytes:
    """Return a coded scan: whole bytes, with each 0xFF told apart from a marker."""
    padded = bits + "1" * (-len(bits) % 8)
    return int(padded, 2).to_bytes(len(padded) // 8).replace(b"\xff", b"\xff\x00")


def progressive_jpeg(width: int, height: int, scans: int) -> bytes:
    """Return a grey progressive JPEG that refines itself so many times, each time over all of its blocks."""
    blocks = -(-width // 8) * -(-height // 8)
    one_code = bytes([1, *[0] * 15])  # a table of one code, the single bit 0
    long_run = 14  # one code passes over 2 ** 14 blocks and as many more as the bits after it say
    runs = -(-blocks // 2 ** (long_run + 1))
    # “Ah 1, Al 0”: a refinement, for which each coefficient of each block is looked at.
    scan = segment(0xDA, b"\x01\x01\x00\x01\x3f\x10") + bits_of(("0" + "1" * long_run) * runs)
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xDB, b"\0" + b"\x01" * 64),
            segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"),
            segment(0xC4, b"\x00" + one_code + b"\x00"),
            segment(0xC4, b"\x10" + one_code + bytes([long_run << 4])),
            segment(0xDA, b"\x01\x01\x00\x00\x00\x00") + bits_of("0" * blocks),
            scan * scans,
            b"\xff\xd9",
        ]
    )


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def pdf_of(pages: int = 1, *, content: bytes = b"", **resources: object) -> pikepdf.Pdf:
    """Return a document of equal pages of A4."""
    pdf = pikepdf.Pdf.new()
    drawn = pdf.make_indirect(Stream(pdf, content))
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[-1].obj.Contents, pdf.pages[-1].obj.Resources = drawn, Dictionary(**resources)
    return pdf


def shared_contents(pages: int, references: int) -> bytes:
    """Return a PDF whose pages share one array that names one stream so many times: about two kilobytes."""
    pdf = pdf_of(pages)
    stream = pdf.make_indirect(Stream(pdf, b"0 0 m 595 842 l S\n" * 20))
    contents = pdf.make_indirect(Array([stream] * references))
    for page in pdf.pages:
        page.obj.Contents = contents
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def forms_within_forms(depth: int, times: int) -> bytes:
    """Return a PDF whose page draws a form so many times, which draws another so many times, and so on."""
    pdf = pdf_of()
    inner = b"0 0 10 10 re f"
    shape: object = None
    for _ in range(depth):
        form = Stream(pdf, inner if shape is None else b"/F Do\n" * times)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
        if shape is not None:
            form.Resources = Dictionary(XObject=Dictionary(F=shape))
        shape = pdf.make_indirect(form)
    page = pdf.pages[0].obj
    page.Resources, page.Contents = Dictionary(XObject=Dictionary(F=shape)), Stream(pdf, b"/F Do\n" * times)
    return saved(pdf)


def picture_in_pdf(width: int, height: int, *, body: bytes, pages: int = 1, **keys: object) -> bytes:
    pdf = pdf_of(pages, content=b"595 0 0 842 0 0 cm /P Do")
    shown = Stream(pdf, b"")
    shown.Type, shown.Subtype, shown.Width, shown.Height = Name.XObject, Name.Image, width, height
    shown.ColorSpace, shown.BitsPerComponent = Name.DeviceGray, 8
    shown.write(body, filter=keys.pop("Filter", Name.FlateDecode))
    for key, value in keys.items():
        shown[Name(f"/{key}")] = value
    for page in pdf.pages:
        page.obj.Resources = Dictionary(XObject=Dictionary(P=pdf.make_indirect(shown)))
    return saved(pdf)


def packed_content(size: int, unit: bytes, pages: int = 1) -> bytes:
    """Return a PDF whose pages share a content stream that unpacks to so much."""
    pdf = pdf_of(pages)
    stream = pdf.make_indirect(Stream(pdf, b""))
    stream.write(packed(size, unit), filter=Name.FlateDecode)
    for page in pdf.pages:
        page.obj.Contents = stream
    return saved(pdf)


# The three files that once kept the portal busy.
BOMBS: dict[str, Callable[[], bytes]] = {
    "jpeg_of_1000_scans": lambda: progressive_jpeg(7000, 7000, 1000),
    "pdf_of_shared_contents": lambda: shared_contents(40, 40_000),
    "picture_of_50_megapixels": lambda: png(8660, 5773, bits=8, kind=6),
}
