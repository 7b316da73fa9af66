"""References as people type them, and days on which nobody can have signed."""

from contextlib import nullcontext
from datetime import date

import pytest

from portal.consents.paper.policy import (
    SignedBeforeBirth,
    SignedBeforePrinting,
    SignedInFuture,
    as_reference,
    check_signed_on,
)
from portal.foundation.tokens import new_reference

PRINTED, TODAY, BORN = date(2026, 11, 2), date(2026, 11, 23), date(2022, 9, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "PF-7K2M-9QXD",
        "pf-7k2m-9qxd",
        "  PF 7K2M 9QXD ",
        "pf7k2m9qxd",
        "7k2m9qxd",
        "7K2M – 9QXD",
        "PF\u20117K2M\u20119QXD",
        "http://localhost/consents/paper/PF-7K2M-9QXD",
        "http://localhost/consents/paper/PF-7K2M-9QXD/",
    ],
)
def test_a_reference_is_read_however_it_is_typed(typed):
    assert as_reference(typed) == "PF-7K2M-9QXD"


@pytest.mark.parametrize(
    "typed", ["", " ", "PF-", "PF-7K2M-9QX", "PF-7K2M-9QXDE", "CF-7K2M-9QXD", "🐦", "\x00", "x" * 5000, "%"]
)
def test_anything_else_is_no_reference(typed):
    assert as_reference(typed) is None


def test_a_reference_whose_letters_begin_with_pf_is_not_cut():
    assert as_reference("PFAB-CDEF") == "PF-PFAB-CDEF"
    made = new_reference("PF")
    assert as_reference(made.removeprefix("PF-")) == made


@pytest.mark.parametrize(
    ("signed_on", "born_on", "problem"),
    [
        (TODAY, BORN, None),
        (PRINTED, BORN, None),
        (date(2026, 11, 24), BORN, SignedInFuture),
        (date(2026, 11, 1), BORN, SignedBeforePrinting),
        (date(2022, 9, 2), BORN, SignedBeforeBirth),
        (date(2026, 11, 3), date(2026, 11, 4), SignedBeforeBirth),
    ],
)
def test_a_signature_has_a_possible_day(signed_on, born_on, problem):
    with pytest.raises(problem) if problem else nullcontext():
        check_signed_on(signed_on, today=TODAY, printed_on=PRINTED, born_on=born_on)
