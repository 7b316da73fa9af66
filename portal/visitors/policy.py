"""Where visitors sign in, and what is refused there."""

from datetime import timedelta
from enum import StrEnum

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

# By when a tablet has to be paired with the code that a manager was shown.
CODE_LASTS = timedelta(hours=1)


class DoorKind(StrEnum):
    """Where visitors sign in: on a tablet of ours, or on their own phone with the code on the wall."""

    TABLET = "tablet"
    WALL = "wall"


class CodeUnknown(Refusal):
    """No code of a manager that is still good: wrong, used, or too old."""

    sentence = mark("This code does not work. It may be too old, or used already. Ask the manager for a new one.")
    field = "code"


class TextChangedAtDoor(Refusal):
    """Another version was published while a visitor read this one."""

    sentence = mark("These rules were changed a moment ago. Please read them again and tick them.")
    field = "wording"
