"""Who owes a signature, and what counts as a change, as tables of cases."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest

from portal.access.permissions import Role
from portal.acknowledgements.policy import (
    Changes,
    Reworded,
    SignedOnAnotherDay,
    Status,
    audiences_of,
    changes,
    check_day,
    signing_status,
)
from portal.foundation.refusals import Refusal
from portal.wording.policy import AcknowledgementText, Audience, Change, Rule, VersionSummary

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


A = Rule("a", "I will not share pictures.", "They are not mine.")
B = Rule("b", "I will not name a child.", "A name tells where a child is.")
C = Rule("c", "I will ask first.", "It is polite.")
B_REWORDED = replace(B, statement="I will not write a child’s name.")
B_OTHER_REASON = replace(B, why="Strangers read along.")
B_OTHER_KEY = replace(B, key="b2")


def text(*rules: Rule, title: str = "Rules") -> AcknowledgementText:
    return AcknowledgementText(title=title, introduction=("Read them.",), rules=rules, standing="Not a law.")


def plain(*paragraphs: str) -> AcknowledgementText:
    return AcknowledgementText(title="Phones", introduction=paragraphs, rules=(), standing="")


def said(words: str) -> Rule:
    """A paragraph as a change shows it."""
    return Rule(words, words, "")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(text(A, B), text(A, B), Changes(), id="nothing"),
        pytest.param(text(A), text(A, B), Changes(added=(B,)), id="a rule came"),
        pytest.param(text(A, B), text(A), Changes(removed=(B,)), id="a rule went"),
        pytest.param(text(A, B), text(A, B_REWORDED), Changes(reworded=(Reworded(B, B_REWORDED),)), id="other words"),
        pytest.param(
            text(A, B), text(A, B_OTHER_REASON), Changes(reworded=(Reworded(B, B_OTHER_REASON),)), id="another reason"
        ),
        pytest.param(text(A, B), text(B, A), Changes(), id="only moved"),
        pytest.param(text(A, B), text(A, B_OTHER_KEY), Changes(), id="only another key"),
        pytest.param(text(A), text(C), Changes(added=(C,), removed=(A,)), id="one for another"),
        pytest.param(
            text(A),
            text(A, title="Our rules"),
            Changes(added=(said("Our rules"),), removed=(said("Rules"),)),
            id="a title",
        ),
        pytest.param(
            plain("One.", "Two."),
            plain("One.", "Three."),
            Changes(added=(said("Three."),), removed=(said("Two."),)),
            id="a paragraph",
        ),
        pytest.param(plain("One.", "Two."), plain("Two.", "One."), Changes(), id="paragraphs only moved"),
        pytest.param(
            text(A, B),
            text(B_REWORDED, C),
            Changes(added=(C,), removed=(A,), reworded=(Reworded(B, B_REWORDED),)),
            id="all at once",
        ),
        pytest.param(text(), text(A), Changes(added=(A,)), id="the first rule of all"),
    ],
)
def test_what_changed(old: AcknowledgementText, new: AcknowledgementText, expected: Changes) -> None:
    assert changes(old, new) == expected


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
