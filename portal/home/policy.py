"""What a new setting does before its families sign, and when each step is done."""

from collections.abc import Collection
from enum import StrEnum, auto


class Step(StrEnum):
    """The steps of getting ready, in their order (product.md §7)."""

    SETTING = auto()
    CONCERNS = auto()
    IMPORT = auto()
    RESPONSIBILITY = auto()
    WORDING = auto()
    MAIL = auto()
    INVITE = auto()


# Of children who are not there yet, nothing is missing; of adults nobody asked about, none is left to invite.
RESTS_ON = {Step.RESPONSIBILITY: Step.IMPORT, Step.INVITE: Step.RESPONSIBILITY}


def done_steps(with_gaps: Collection[Step]) -> frozenset[Step]:
    """Return the steps that are done: those without a gap which rest on none that is not done."""
    done: set[Step] = set()
    for step in Step:
        if step not in with_gaps and (step not in RESTS_ON or RESTS_ON[step] in done):
            done.add(step)
    return frozenset(done)
