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
# What turns out right is taken back: at a parents' evening a hundred sign in from one address.
TRIES_PER_PERSON = 8
TRIES_PER_ADDRESS = 100
TRIES_PER_NAME = 60
TRIES_WITHIN = timedelta(minutes=15)
RESETS_PER_ADDRESS = 20
RESETS_WITHIN = timedelta(hours=1)
# However often somebody else asks: no more links than these, and the last is always fresh.
RESET_AGAIN_AFTER = timedelta(minutes=10)

# Tries of typing a letter's code. It has 60 bits: with 1,000 letters out, 600 tries an hour for the 14 days that a letter
# is good are 201,600 tries at 1,000 of 1.15e18 codes, a chance under 1 in 5,000,000,000 that a stranger finds any. The
# limit for everybody is high, so that one stranger's guesses do not keep a family out.
CODES_PER_ADDRESS = 20
CODES_PER_HOUR = 600
CODES_WITHIN = timedelta(hours=1)


class Channel(StrEnum):
    """How a one-time link reaches a person."""

    EMAIL = "email"
    LETTER = "letter"
    RESET = "reset"


class InvitationOutcome(StrEnum):
    """What became of inviting one person; QUEUED is an e-mail, LETTER one that can be printed."""

    QUEUED = auto()
    ALREADY_INVITED = auto()
    LETTER = auto()
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


class CodeInvalid(Refusal):
    """A code opens nothing. It never says whether it was used, has expired, or never existed."""

    sentence = mark(
        "This code does not work. Check it with your letter. If it is right, ask the setting for a new letter."
    )
    field = "code"


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
