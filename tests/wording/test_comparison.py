"""What a person is shown of a change before they sign again, as a table of cases."""

from dataclasses import replace
from typing import Any

import pytest

from portal.wording.comparison import ClauseChange, Comparison, FieldChange, compare
from portal.wording.policy import AcknowledgementText, FieldValue, Rule

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


def comparison(**different: Any) -> Comparison:
    return replace(Comparison((), (), (), (), moved=False), **different)


def other(field: str, before: FieldValue, after: FieldValue) -> FieldChange:
    return FieldChange(field, before, after)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(text(A, B), text(A, B), comparison(), id="nothing"),
        pytest.param(text(A), text(A, B), comparison(added=(B,)), id="a rule came"),
        pytest.param(text(A, B), text(A), comparison(removed=(B,)), id="a rule went"),
        pytest.param(
            text(A, B),
            text(A, B_REWORDED),
            comparison(
                reworded=(ClauseChange(B_REWORDED.statement, (other("statement", B.statement, B_REWORDED.statement),)),)
            ),
            id="other words",
        ),
        pytest.param(
            text(A, B),
            text(A, B_OTHER_REASON),
            comparison(reworded=(ClauseChange(B.statement, (other("why", B.why, B_OTHER_REASON.why),)),)),
            id="another reason",
        ),
        pytest.param(text(A, B), text(B, A), comparison(moved=True), id="only moved"),
        pytest.param(text(A, B), text(A, B_OTHER_KEY), comparison(), id="only another key"),
        pytest.param(text(A), text(C), comparison(added=(C,), removed=(A,)), id="one for another"),
        pytest.param(
            text(A),
            text(A, title="Our rules"),
            comparison(general=(other("title", "Rules", "Our rules"),)),
            id="a title",
        ),
        pytest.param(
            plain("One.", "Two."),
            plain("One.", "Three."),
            comparison(general=(other("introduction", ("Two.",), ("Three.",)),)),
            id="a paragraph",
        ),
        pytest.param(plain("One.", "Two."), plain("Two.", "One."), comparison(moved=True), id="paragraphs only moved"),
        pytest.param(
            text(A, B),
            text(B_REWORDED, C),
            comparison(
                added=(C,),
                removed=(A,),
                reworded=(
                    ClauseChange(B_REWORDED.statement, (other("statement", B.statement, B_REWORDED.statement),)),
                ),
            ),
            id="all at once",
        ),
        pytest.param(text(), text(A), comparison(added=(A,)), id="the first rule of all"),
    ],
)
def test_what_changed(old: AcknowledgementText, new: AcknowledgementText, expected: Comparison) -> None:
    assert compare(old, new) == expected
