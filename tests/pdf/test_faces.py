import subprocess
import sys
from pathlib import Path

import pytest

import portal.pdf.faces
from portal.pdf.faces import fallback_face, main_face
from portal.pdf.style import Weight
from tests.pdf.reading import drawn, fonts


def everything(document):
    document.cover("Pack", [("Child", "Юлия")])
    document.contents("Contents")
    document.heading("Łukasz محمد", in_contents=True)
    document.table(["Name"], [["O’Connor-Núñez"], ["😀"], ["ꢳ"]])
    document.notice("Words")
    document.qr("https://portal.example", caption="Scan")


def test_every_font_is_ours_and_inside_the_file():
    found = fonts(drawn(everything))
    assert len(found) >= 4
    for font in found:
        assert font.name.startswith(("AtkinsonHyperlegibleNext", "DejaVuSans", "IBMPlexSansArabic", "NotoSans"))
        assert font.is_embedded
        assert font.can_be_copied


@pytest.mark.parametrize("draw", [everything, lambda document: None])
def test_no_helvetica_is_named_anywhere(draw):
    assert b"Helvetica" not in drawn(draw)


def test_plain_english_needs_our_own_face_only():
    found = fonts(drawn(lambda document: document.paragraph("Plain words – “quoted”.")))
    assert found
    assert all(font.name.startswith("AtkinsonHyperlegibleNext") for font in found)


@pytest.mark.parametrize("weight", list(Weight))
def test_the_faces_cover_the_letters_they_are_here_for(weight):
    own, spare = main_face(weight).widths, fallback_face(weight).widths
    assert all(ord(letter) in own for letter in "ŁąęśćżźșțñöüéÁíőűğıŷâ’‘“”–…•£€½°©")
    assert all(ord(letter) in spare for letter in "ЮлияΩשمდệ□✓😀")


def test_each_font_file_has_its_licence_beside_it():
    folder = Path(portal.pdf.faces.__file__).parent / "fonts"
    licences = {path.name.split("-")[0]: path.read_text() for path in folder.glob("*.txt")}
    families = {path.name.split("-")[0].split(".")[0] for path in folder.glob("*.ttf")}
    assert {"NotoSans" if name.startswith("NotoSans") else name for name in families} == set(licences)
    for name in ("NotoSans", "IBMPlexSansArabic"):
        assert "SIL Open Font License" in licences[name]
    assert "SIL Open Font License" in licences["AtkinsonHyperlegibleNext"]
    assert "Bitstream Vera" in licences["DejaVuSans"]


def test_importing_the_door_loads_no_heavy_library():
    heavy = "reportlab", "segno", "PIL", "pikepdf", "uharfbuzz", "bidi"
    program = f"import sys, portal.pdf; sys.exit(bool(sys.modules.keys() & set({heavy})))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
