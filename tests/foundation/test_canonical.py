"""One value has one spelling, and so one fingerprint."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.canonical import canonical_json, sha256_hex

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)


@given(st.dictionaries(st.text(), PLAIN))
def test_the_order_in_which_a_value_was_made_does_not_matter(value: dict[str, object]) -> None:
    assert canonical_json(value) == canonical_json(dict(reversed(value.items())))


def test_there_is_no_space_and_no_needless_escape() -> None:
    assert canonical_json({"b": [1, 2], "a": "Zofia’s “swallow” – ż"}) == '{"a":"Zofia’s “swallow” – ż","b":[1,2]}'


def test_dates_moments_and_sets_have_a_spelling() -> None:
    value = {"day": date(2026, 11, 22), "at": datetime(2026, 11, 22, 15, 5, tzinfo=UTC), "set": frozenset({"b", "a"})}
    assert canonical_json(value) == '{"at":"2026-11-22T15:05:00+00:00","day":"2026-11-22","set":["a","b"]}'


@pytest.mark.parametrize("value", [object(), b"bytes", {"inside": [1j]}])
def test_what_has_no_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no canonical form"):
        canonical_json(value)


def test_the_fingerprint_is_sha_256_of_utf_8() -> None:
    assert sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    assert sha256_hex("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
