"""What a column of a family list can hold."""

from enum import StrEnum, auto


class AdultDetail(StrEnum):
    """One thing a list says about one adult."""

    FULL_NAME = auto()
    FIRST_NAME = auto()
    LAST_NAME = auto()
    RELATIONSHIP = auto()
    PARENTAL_RESPONSIBILITY = auto()
    EMAIL = auto()
    PHONE = auto()
    ADDRESS = auto()


class Field(StrEnum):
    """One column's meaning. The adult of a list with one row per adult has no number."""

    CHILD_FIRST_NAME = auto()
    CHILD_LAST_NAME = auto()
    CHILD_FULL_NAME = auto()
    KNOWN_AS = auto()
    BORN_ON = auto()
    CHILD_REFERENCE = auto()
    SESSIONS = auto()
    ATTENDS_PLAYGROUP = auto()
    ATTENDS_BREAKFAST = auto()
    ATTENDS_AFTER_SCHOOL = auto()
    ATTENDS_HOLIDAY = auto()
    STARTS_ON = auto()
    LEAVES_ON = auto()
    ADULT_FULL_NAME = auto()
    ADULT_FIRST_NAME = auto()
    ADULT_LAST_NAME = auto()
    ADULT_RELATIONSHIP = auto()
    ADULT_PARENTAL_RESPONSIBILITY = auto()
    ADULT_EMAIL = auto()
    ADULT_PHONE = auto()
    ADULT_ADDRESS = auto()
    ADULT_1_FULL_NAME = auto()
    ADULT_1_FIRST_NAME = auto()
    ADULT_1_LAST_NAME = auto()
    ADULT_1_RELATIONSHIP = auto()
    ADULT_1_PARENTAL_RESPONSIBILITY = auto()
    ADULT_1_EMAIL = auto()
    ADULT_1_PHONE = auto()
    ADULT_1_ADDRESS = auto()
    ADULT_2_FULL_NAME = auto()
    ADULT_2_FIRST_NAME = auto()
    ADULT_2_LAST_NAME = auto()
    ADULT_2_RELATIONSHIP = auto()
    ADULT_2_PARENTAL_RESPONSIBILITY = auto()
    ADULT_2_EMAIL = auto()
    ADULT_2_PHONE = auto()
    ADULT_2_ADDRESS = auto()
    ADULT_3_FULL_NAME = auto()
    ADULT_3_FIRST_NAME = auto()
    ADULT_3_LAST_NAME = auto()
    ADULT_3_RELATIONSHIP = auto()
    ADULT_3_PARENTAL_RESPONSIBILITY = auto()
    ADULT_3_EMAIL = auto()
    ADULT_3_PHONE = auto()
    ADULT_3_ADDRESS = auto()
    ADULT_4_FULL_NAME = auto()
    ADULT_4_FIRST_NAME = auto()
    ADULT_4_LAST_NAME = auto()
    ADULT_4_RELATIONSHIP = auto()
    ADULT_4_PARENTAL_RESPONSIBILITY = auto()
    ADULT_4_EMAIL = auto()
    ADULT_4_PHONE = auto()
    ADULT_4_ADDRESS = auto()


UNNUMBERED = 0
SLOTS = (UNNUMBERED, 1, 2, 3, 4)
CHILD_FIELDS = frozenset(field for field in Field if not field.startswith("adult_"))


def adult_field(slot: int, detail: AdultDetail) -> Field:
    """Return the column for this detail of the adult in this slot (0: the list's only adult)."""
    return Field(f"adult_{slot}_{detail}" if slot else f"adult_{detail}")


ADULT_FIELDS = {adult_field(slot, detail): (slot, detail) for slot in SLOTS for detail in AdultDetail}
