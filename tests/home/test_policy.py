"""When each step of getting ready is done: a table of cases."""

import pytest

from portal.home.policy import STEPS, Need, done_steps

S = Need


@pytest.mark.parametrize(
    ("gaps", "open_steps"),
    [
        ((), ()),
        ((S.SETTING,), (S.SETTING,)),
        ((S.MAIL, S.WORDING), (S.WORDING, S.MAIL)),
        # No child is on the register: there is nobody without an answer either, and nobody to invite.
        ((S.IMPORT,), (S.IMPORT, S.RESPONSIBILITY, S.INVITE)),
        # Nobody may sign for a child: whoever will is not invited yet.
        ((S.RESPONSIBILITY,), (S.RESPONSIBILITY, S.INVITE)),
        ((S.INVITE,), (S.INVITE,)),
        (STEPS, STEPS),
    ],
)
def test_a_step_is_done_when_nothing_is_missing_and_what_it_rests_on_is_done(gaps, open_steps) -> None:
    assert frozenset(STEPS) - done_steps(gaps) == frozenset(open_steps)


def test_there_are_seven_steps() -> None:
    assert len(STEPS) == 7
