"""The tables of what a playgroup could really write: the dishonest is refused, the doubtful asked about, the honest left."""

from dataclasses import replace

import pytest

from portal.wording import defaults
from portal.wording.honesty import Fault, Problem, doubts, faults
from portal.wording.policy import Text
from tests.wording.sentences import DISHONEST, DOUBTFUL, HONEST
from tests.wording.world import a_use

FORM = defaults.consent_text("Swallow Risers Playgroup")
RULES = defaults.parent_rules("Swallow Risers Playgroup")
ROOMS = a_use(
    label="Rooms",
    sentence="Show your child’s picture in our rooms",
    example="A tower.",
    audience="Families.",
    controllers="Nobody but us.",
)


def with_words(field: str, words: str) -> Text:
    """Return a text that is honest but for ``words`` in one field."""
    if field == "introduction":
        return replace(FORM, introduction=("Welcome.", words))
    if field in FORM.around():
        return replace(FORM, **{field: words})
    if field in RULES.rules[0].words():
        return replace(RULES, rules=(replace(RULES.rules[0], **{field: words}), *RULES.rules[1:]))
    return replace(FORM, uses=(replace(ROOMS, **{field: words}),))


def quoted(found: tuple[Fault, ...], problem: Problem) -> list[tuple[str, str]]:
    return [(fault.field, fault.found) for fault in found if fault.problem is problem]


@pytest.mark.parametrize(("field", "words", "problem"), DISHONEST)
def test_what_is_dishonest_is_refused_in_its_own_words(field: str, words: str, problem: Problem) -> None:
    (where, found), *_ = quoted(faults(with_words(field, words)), problem)
    assert where == field
    assert found
    assert found in words


@pytest.mark.parametrize(("field", "words", "problem"), DOUBTFUL)
def test_what_is_doubtful_is_asked_about_and_not_refused(field: str, words: str, problem: Problem) -> None:
    text = with_words(field, words)
    (where, found), *_ = quoted(doubts(text), problem)
    assert where == field
    assert found
    assert found in words
    assert faults(text) == ()


@pytest.mark.parametrize(("field", "words"), HONEST)
def test_what_is_honest_is_neither_refused_nor_doubted(field: str, words: str) -> None:
    text = with_words(field, words)
    assert faults(text) == ()
    assert doubts(text) == ()


def test_the_wording_that_a_setting_starts_with_leaves_no_doubt() -> None:
    assert doubts(FORM) == ()
    assert doubts(RULES) == ()


def test_a_name_we_do_not_know_is_no_way_round_the_names_we_do() -> None:
    text = with_words("sentence", "Show your child’s picture in our Brightwheel app and on social media")
    assert quoted(faults(text), Problem.PLATFORM_NOT_NAMED)


def test_the_fields_after_the_question_may_point_to_a_name_we_do_not_know() -> None:
    use = replace(ROOMS, sentence="Show your child’s picture in our Brightwheel app", audience="Those who use the app.")
    text = replace(FORM, uses=(use,))
    assert faults(text) == ()
    assert quoted(doubts(text), Problem.UNKNOWN_PLATFORM) == [("sentence", "Brightwheel app")]


@pytest.mark.parametrize("words", ["Post in Our App", "Post On The Parents’ Group", "post in the app", "App"])
def test_a_capital_alone_is_no_name(words: str) -> None:
    assert quoted(faults(with_words("sentence", words)), Problem.PLATFORM_NOT_NAMED)
