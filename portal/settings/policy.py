"""Whom people can turn to, and when somebody has to check again that it is right."""

from datetime import date, timedelta
from enum import StrEnum

# Six months (product.md §7).
CHECK_AGAIN_AFTER = timedelta(days=183)


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
