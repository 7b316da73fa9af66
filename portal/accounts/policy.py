"""Rules of signing in: how links are sent, how long they live, what a password must be."""

from datetime import timedelta
from enum import StrEnum, auto

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
# zxcvbn's scale of 0 to 4; 2 withstands guessing at a throttled page.
WEAKEST_PASSWORD = 2
# Words that people at a playgroup think of first (ASVS 6.2.11).
LOCAL_WORDS = ("swallow", "risers", "playgroup", "nursery", "preschool", "afterschool", "parents", "portal", "password")

SESSION_LASTS = timedelta(hours=12)
STAFF_SESSION_LASTS = timedelta(hours=10)
RESET_LASTS = timedelta(hours=1)
SET_UP_LASTS = timedelta(hours=24)

# Tries of signing in: for one name from one address, for one address, and for one name from everywhere. The last is
# high, so that a stranger's guesses do not keep a person out. All pass by themselves: nobody is locked out for good
# (ASVS 6.1.1).
TRIES_PER_PERSON = 8
TRIES_PER_ADDRESS = 60
TRIES_PER_NAME = 60
TRIES_WITHIN = timedelta(minutes=15)
RESETS_PER_PERSON = 3
RESETS_WITHIN = timedelta(hours=1)


class Channel(StrEnum):
    """How a one-time link reaches a person."""

    EMAIL = "email"
    LETTER = "letter"
    RESET = "reset"


class InvitationOutcome(StrEnum):
    """What became of inviting one person by e-mail."""

    SENT = auto()
    JUST_SENT = auto()
    SIGNED_UP = auto()
    NO_ADDRESS = auto()
    CONTACTED_LATELY = auto()


class InvitationStatus(StrEnum):
    """How far a person is on the way in; nobody signs in once disabled, or once their last day is over."""

    NOT_INVITED = auto()
    INVITED = auto()
    EXPIRED = auto()
    SIGNED_UP = auto()
    DISABLED = auto()
    OVER = auto()


class PasswordRefused(Refusal):
    """The base of why a new password is not good enough."""

    field = "password"


class PasswordTooShort(PasswordRefused):
    """It has fewer than SHORTEST_PASSWORD characters."""

    sentence = mark("Use at least %(length)s characters")


class PasswordTooLong(PasswordRefused):
    """It has more than LONGEST_PASSWORD characters."""

    sentence = mark("Use at most %(length)s characters")


class PasswordTooEasy(PasswordRefused):
    """It is among the first to be guessed."""

    sentence = mark("This password is easy to guess. Try three random words")


class LinkInvalid(Refusal):
    """A one-time link was used before, has expired, was replaced, or never existed."""

    sentence = mark("This link has been used, or is too old. Ask the setting for a new one.")


class SetUpLinkInvalid(LinkInvalid):
    """A set-up link is too old, or not whole."""

    sentence = mark(
        "This set-up link is too old, or a part of it is missing. Start the portal again, or run "
        "“flask accounts set-up-link”. Then open the new link."
    )


class SignInRefused(Refusal):
    """The name and the password do not belong together. It never says which of the two is wrong."""

    sentence = mark("The name and the password do not match. Check both and try again.")
    field = "login"


class OldPasswordWrong(Refusal):
    """Whoever changes a password does not know the present one."""

    sentence = mark("This is not your password now")
    field = "old"


class AddressTaken(Refusal):
    """Another account has this e-mail address."""

    sentence = mark("Somebody already signs in with this e-mail address.")
    field = "email"


class AlreadySetUp(Refusal):
    """The portal has its first manager; the set-up link has done its work."""

    sentence = mark("This portal is already set up. Sign in instead.")


def normalise_login(text: str) -> str:
    """Return an e-mail address or sign-in name as it is compared: trimmed, in lower case."""
    return text.strip().lower()
