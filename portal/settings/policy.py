"""Whom people can turn to, and when somebody has to check again that it is right."""

import re
from datetime import date, timedelta
from enum import StrEnum

# Six months (product.md §7).
CHECK_AGAIN_AFTER = timedelta(days=183)
# To begin with; each setting edits its own.
COMMENT_REASONS = """Names or shows a child
Unkind about somebody
Tells where children will be
About somebody who works here
Not about us, or an advert"""


class Contact(StrEnum):
    """The setting's field of each contact, in the order of the page."""

    PHONE = "phone"
    EMAIL = "email"
    LEAD = "safeguarding_lead"
    OFSTED = "ofsted_contact"
    LADO = "lado_contact"
    REGULATOR = "ico_contact"
    WHISTLEBLOWING = "whistleblowing_contact"


def is_check_due(checked_on: date | None, *, today: date) -> bool:
    """Return whether a contact was never checked as it reads now, or six months ago and longer."""
    return checked_on is None or today - checked_on >= CHECK_AGAIN_AFTER


def read_schedule(text: str) -> tuple[timedelta, ...]:
    """Return the times of “2 hours, 24 hours, 7 days”, the shortest first; none where it is something else.

    At most ten times of at most 60 days each.
    """
    parts = [part.strip().lower() for part in re.split(r"[,;\n]", text) if part.strip()]
    read = [re.fullmatch(r"([1-9]\d{0,3})\s*(h|hours?|d|days?)", part) for part in parts]
    times = {timedelta(**{"days" if each[2][0] == "d" else "hours": int(each[1])}) for each in read if each}
    is_right = all(read) and len(times) <= 10 and all(each <= timedelta(days=60) for each in times)
    return tuple(sorted(times)) if is_right else ()
