"""What a file says about itself: its title, its language, and which standards it keeps to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from html import escape
from pathlib import Path

from portal.pdf.file import PdfFile, text_string

_COLOURS = Path(__file__).parent / "fonts" / "sRGB.icc"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{reference}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{author}</xmp:CreatorTool>
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Relationship(StrEnum):
    """What a file inside has to do with the document that carries it (ISO 19005-3, Annex E)."""

    DATA = "Data"
    SOURCE = "Source"
    ALTERNATIVE = "Alternative"
    SUPPLEMENT = "Supplement"


@dataclass(frozen=True)
class EmbeddedFile:
    """A file that the PDF carries inside: ``media_type`` as in "application/json", ``description`` for people."""

    name: str
    data: bytes
    media_type: str
    description: str
    relationship: Relationship = Relationship.DATA


@dataclass(frozen=True)
class About:
    """What is said of the whole document; ``language`` as in BCP 47."""

    title: str
    author: str
    reference: str
    language: str


def write_information(file: PdfFile, about: About) -> int:
    """Write title and author as old readers look for them, and return the object's number."""
    entries = {"Title": about.title, "Author": about.author, "Creator": about.author, "Subject": about.reference}
    return file.add(f"<<{''.join(f'/{key}{text_string(value)}' for key, value in entries.items() if value)}>>")


def catalog_entries(file: PdfFile, about: About, files: Sequence[EmbeddedFile]) -> str:
    """Write title, colours and the files inside, and return the entries that let the catalog find them.

    The document keeps to PDF/A-2a, with files inside to PDF/A-3a, and to PDF/UA-1 (ISO 19005, ISO 14289).
    """
    words = {key: escape(value) for key, value in vars(about).items()}
    xmp = _XMP.format(part=3 if files else 2, **words).encode()
    described = file.add_stream("/Type/Metadata/Subtype/XML", xmp, compressed=False)
    colours = file.add_stream("/N 3", _srgb())
    intent = (
        f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile {colours} 0 R>>"
    )
    return (
        f"/Lang{text_string(about.language)}/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
        f"/Metadata {described} 0 R/OutputIntents[{intent}]{_embedded(file, files)}"
    )


@cache
def _srgb() -> bytes:
    return _COLOURS.read_bytes()


def _embedded(file: PdfFile, files: Sequence[EmbeddedFile]) -> str:
    named = sorted((text_string(each.name), _specification(file, each)) for each in files)
    if not named:
        return ""
    names = "".join(f"{name} {number} 0 R " for name, number in named)
    parts = "".join(f"{number} 0 R " for _, number in named)
    return f"/Names<</EmbeddedFiles<</Names[{names}]>>>>/AF[{parts}]"


def _specification(file: PdfFile, each: EmbeddedFile) -> int:
    media_type = each.media_type.replace("/", "#2F")
    entries = f"/Type/EmbeddedFile/Subtype/{media_type}/Params<</Size {len(each.data)}>>"
    data = file.add_stream(entries, each.data)
    name = text_string(each.name)
    return file.add(
        f"<</Type/Filespec/F{name}/UF{name}/Desc{text_string(each.description)}"
        f"/AFRelationship/{each.relationship}/EF<</F {data} 0 R/UF {data} 0 R>>>>"
    )
