"""By which door a concern comes, who told it, and what is offered there, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.concerns.labels import OWN_KINDS
from portal.concerns.models import Concern
from portal.concerns.policy import Kind, Source
from portal.concerns.routing import CHAIR, MANAGER, SAFEGUARDING_LEAD

SOURCES: dict[Source, LazyString] = {
    Source.SIGNED_IN: _l("Here, signed in"),
    Source.NO_ACCOUNT: _l("Here, without an account"),
    Source.LETTER: _l("Letter"),
    Source.EMAIL: _l("E-mail"),
    Source.PHONE: _l("Phone"),
    Source.AT_THE_GATE: _l("At the gate"),
    Source.FACEBOOK: _l("Facebook"),
    Source.OFSTED: _l("Ofsted"),
    Source.AGENCY: _l("Another agency"),
}
# In place of names, for whom has no account.
HANDLERS: dict[str, LazyString] = {
    MANAGER: _l("the manager"),
    SAFEGUARDING_LEAD: _l("the safeguarding lead"),
    CHAIR: _l("the chair"),
}
# Whoever works here is offered first what only they meet.
_STAFF_KINDS: dict[Kind, LazyString] = {
    Kind.PRIVATE_CONTACT: _l("A parent wrote to me on social media"),
    Kind.COMMENT_ON_POST: _l("I saw a comment about us"),
    Kind.QUESTION: _l("A question: a parent’s, or mine"),
    Kind.LOW_LEVEL: OWN_KINDS[Kind.LOW_LEVEL],
}


def kinds_offered(*, to_staff: bool) -> dict[Kind, LazyString]:
    """Return what somebody can raise, in their words. A low-level concern is for whoever works here (product.md §4)."""
    first = _STAFF_KINDS if to_staff else {}
    return first | {kind: OWN_KINDS[kind] for kind in OWN_KINDS if kind not in first and kind is not Kind.LOW_LEVEL}


def source_words(concern: Concern) -> str:
    """Return how a concern reached the setting, with the number that Ofsted or an agency gave it."""
    way = str(SOURCES[Source(concern.source)])
    return f"{way}: {concern.their_reference}" if concern.their_reference else way


def how_read(concern: Concern) -> LazyString | str:
    """Return how whoever has no account learns what a handler writes, and nothing of whom has one (product.md §8.11)."""
    if concern.raised_by_id or concern.follower_id:
        return ""
    if concern.code:
        return _l("They read it here with their code. No e-mail tells them.")
    return _l("They have no page here: tell them in your own way. What you write is kept as what you told them.")
