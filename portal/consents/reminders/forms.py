"""The filter of the chasing page, and the one button that reminds everybody who was shown."""

from collections.abc import Iterable, Mapping

from wtforms import HiddenField

from portal.consents.reminders.outstanding import Filter, Recipient
from portal.families.policy import SessionKind
from portal.web import filters
from portal.web.forms import SubmissionForm
from portal.wording.policy import Use

_LONGEST_ID = 18  # digits; a larger number is no row of either database


def filter_from(given: Mapping[str, str], uses: Iterable[Use]) -> Filter:
    """Return the filter that an address or a form names; a session or use that does not exist leaves it open."""
    use = given.get("use", "")
    return Filter(
        session=filters.chosen(SessionKind, given.get("session")),
        use=use if use in {known.key for known in uses} else None,
    )


def filter_values(wanted: Filter) -> dict[str, str]:
    """Return a filter as an address holds it."""
    return filters.address(session=wanted.session, use=wanted.use)


def filter_words(wanted: Filter, sessions: Mapping[SessionKind, object], uses: Iterable[Use]) -> str:
    """Return what a filter looks for, in words; empty when it looks for everybody."""
    label = next((use.label for use in uses if use.key == wanted.use), "")
    return ", ".join(str(part) for part in (sessions[wanted.session] if wanted.session else "", label) if part)


class RemindForm(SubmissionForm):
    """Reminds those who were shown, and nobody who came to owe an answer since."""

    session = HiddenField()
    use = HiddenField()
    adults = HiddenField()

    def fill(self, wanted: Filter, adults: Iterable[Recipient]) -> None:
        """Write down who is shown, for the way back."""
        self.session.data, self.use.data = wanted.session or "", wanted.use or ""
        self.adults.data = " ".join(str(adult.adult_id) for adult in adults)

    def adult_ids(self) -> frozenset[int]:
        """Return the numbers that came back; anything else is nobody."""
        words = str(self.adults.data or "").split()
        return frozenset(int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= _LONGEST_ID)
