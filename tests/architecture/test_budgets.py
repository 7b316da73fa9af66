"""No room grows unseen, and none grows back."""

from collections import Counter

import pytest

from tests.architecture.budgets import ROOMS, Room, lines_by_name, out_of_budget, table
from tests.architecture.sources import sources


def test_each_room_keeps_to_its_budget() -> None:
    lines = lines_by_name(sources())
    wrong = out_of_budget(lines, ROOMS)
    assert wrong == [], "\n".join(["", *wrong, "", table(lines, ROOMS)])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"web": 1_001}, ["web, words: 1,001 lines, 1 over its budget of 1,000"]),
        ({"web": 700, "words": 301}, ["web, words: 1,001 lines, 1 over its budget of 1,000"]),
        ({"web": 1_000}, []),
        ({"web": 901}, []),
        ({"web": 897}, ["web, words: 897 lines, so lower its budget from 1,000 to 900"]),
        ({"web": 950, "posts": 12}, ["posts has 12 lines and no budget: give it one"]),
    ],
)
def test_a_budget_says_what_is_wrong(lines: dict[str, int], said: list[str]) -> None:
    assert out_of_budget(Counter(lines), (Room(("web", "words"), budget=1_000, goal=950),)) == said
