"""A sealed file says that it is whole only while every byte of it is as it was sealed."""

import io

import pikepdf
import pytest

from portal.pdf import sealing, verifying
from tests.pdf import sealed as files

KEY = sealing.new_key(files.NAME, at=files.NOW)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return sealing.seal(files.document(), KEY)


def is_whole(data: bytes) -> bool:
    try:
        facts, parts = verifying.examine(data)
    except Exception:  # as the worker does: whatever a parser raises means that the file is not valid
        return False
    assert parts == []
    return facts == {"fingerprint": KEY.fingerprint}


def test_a_sealed_file_is_whole_and_names_its_key(sealed):
    assert verifying.examine(sealed) == ({"fingerprint": KEY.fingerprint}, [])


def test_the_seal_is_a_certification_against_every_change_after_pades(sealed):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        seal = pdf.Root.AcroForm.Fields[0].V
        assert seal.SubFilter == pikepdf.Name("/ETSI.CAdES.detached")
        assert seal.Reference[0].TransformMethod == pikepdf.Name.DocMDP
        assert seal.Reference[0].TransformParams.P == 1
        assert pdf.Root.Perms.DocMDP.objgen == seal.objgen


def test_a_key_comes_back_from_its_file_and_a_mixed_one_does_not():
    other = sealing.new_key(files.NAME, at=files.NOW)
    assert sealing.SealKey.from_pem(KEY.to_pem()) == KEY
    for broken in (b"", KEY.to_pem()[:-80], sealing.SealKey(KEY.private, other.certificate).to_pem()):
        with pytest.raises(ValueError, match=r"."):
            sealing.SealKey.from_pem(broken)


def test_the_certificate_of_a_setting_with_a_long_name_lasts_25_years_from_any_day():
    leap = files.NOW.replace(year=2028, month=2, day=29)
    key = sealing.new_key("Ąę’ " * 60, at=leap)
    assert sealing.SealKey.from_pem(key.to_pem()) == key


def test_whatever_somebody_does_to_a_sealed_file_shows(sealed):
    told = {name: is_whole(data) for name, data in files.tricks(sealed, KEY)}
    assert {name for name, whole in told.items() if whole} == set()
    assert len(told) == 21


def test_a_seal_with_another_key_of_the_same_name_is_told_apart():
    other = sealing.new_key(files.NAME, at=files.NOW)
    facts, _parts = verifying.examine(sealing.seal(files.document(), other))
    assert facts == {"fingerprint": other.fingerprint} != {"fingerprint": KEY.fingerprint}


def test_none_of_500_mutations_is_whole(sealed):
    assert [number for number, data in enumerate(files.mutations(sealed, 500)) if is_whole(data)] == []
