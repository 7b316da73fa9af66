"""Who owes a signature, as tables of cases."""

from contextlib import nullcontext
from datetime import date

import pytest

from portal.access.permissions import Role
from portal.acknowledgements.policy import (
    SignedOnAnotherDay,
    Status,
    audiences_of,
    check_day,
    signing_status,
)
from portal.foundation.refusals import Refusal
from portal.wording.policy import Audience, Change, VersionSummary

FIRST = VersionSummary(11, 1, Change.REAL)
EDIT = VersionSummary(12, 2, Change.MINOR)
REAL = VersionSummary(13, 3, Change.REAL)
EDIT_AGAIN = VersionSummary(14, 4, Change.MINOR)


@pytest.mark.parametrize(
    ("latest", "versions", "expected"),
    [
        pytest.param(None, [FIRST], Status.NEVER, id="never signed"),
        pytest.param(None, [], Status.NEVER, id="nothing published and nothing signed"),
        pytest.param(11, [FIRST], Status.DONE, id="signed the only version"),
        pytest.param(11, [FIRST, EDIT], Status.DONE, id="a minor edit asks nobody"),
        pytest.param(12, [FIRST, EDIT], Status.DONE, id="signed the edit itself"),
        pytest.param(11, [FIRST, EDIT, REAL], Status.OUTDATED, id="a real change asks everyone"),
        pytest.param(12, [FIRST, EDIT, REAL], Status.OUTDATED, id="also who signed the edit before it"),
        pytest.param(13, [FIRST, EDIT, REAL, EDIT_AGAIN], Status.DONE, id="an edit after the real change"),
        pytest.param(11, [FIRST, EDIT, REAL, EDIT_AGAIN], Status.OUTDATED, id="an edit forgives no real change"),
        pytest.param(13, [EDIT_AGAIN, REAL, FIRST, EDIT], Status.DONE, id="the order of the list does not matter"),
    ],
)
def test_who_owes_a_signature(latest: int | None, versions: list[VersionSummary], expected: Status) -> None:
    assert signing_status(latest, versions) is expected


@pytest.mark.parametrize(
    ("roles", "audiences"),
    [
        ([], []),
        ([Role.PARENT], [Audience.PARENTS]),
        ([Role.POSTER], [Audience.STAFF]),
        ([Role.MANAGER, Role.PARENT], [Audience.PARENTS, Audience.STAFF]),
        ([Role.CHAIR, Role.INSPECTOR], []),
    ],
)
def test_whose_documents_a_person_signs(roles: list[Role], audiences: list[Audience]) -> None:
    assert audiences_of(roles) == audiences


TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("signed_on", "refused"),
    [
        (date(2026, 11, 19), SignedOnAnotherDay),
        (date(2026, 11, 20), None),
        (TODAY, None),
        (date(2026, 11, 30), SignedOnAnotherDay),
    ],
)
def test_a_paper_is_signed_between_the_day_of_its_text_and_today(
    signed_on: date, refused: type[Refusal] | None
) -> None:
    with pytest.raises(refused) if refused else nullcontext():
        check_day(signed_on, published_on=date(2026, 11, 20), today=TODAY)
