"""What is said of a file that somebody checks: the same words whatever kind of record it is (product.md §6)."""

from collections.abc import Iterator

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.concerns import receipts
from portal.concerns.policy import Face
from portal.issued.policy import IssuedKind
from portal.records.policy import Currency
from portal.records.verifying import SealState, Verdict
from portal.web.dates import format_date

KINDS = {
    IssuedKind.CONSENT: _l("Consent record"),
    IssuedKind.ACKNOWLEDGEMENT: _l("Acknowledgement"),
    IssuedKind.CONCERN: _l("Concern record"),
    IssuedKind.REGISTER: _l("Consent register"),
    IssuedKind.PHOTO_LIST: _l("Who may be photographed"),
    IssuedKind.PACK: _l("Inspection pack"),
    IssuedKind.RELATIONSHIPS: _l("Declared relationships"),
    IssuedKind.OWED: _l("Who owes a signature"),
    IssuedKind.POSTS: _l("Post and take-down register"),
    IssuedKind.CHILD_POSTS: _l("Posts of one child"),
    IssuedKind.VISITORS: _l("Register of visitors"),
    IssuedKind.COMPLAINTS: _l("Complaints register"),
    IssuedKind.POLICY: _l("Versions of a policy"),
    IssuedKind.LETTERS: _l("Letters"),
    IssuedKind.BLANK: _l("Form to fill in"),
    IssuedKind.WALL_SHEET: _l("Sheet for the wall"),
}
# What a concern’s record shows, or leaves out.
FACES = {
    receipts.FACE: _l("receipt"),
    Face.BREACH: _l("data breach"),
    Face.FULL: _l("with names"),
    Face.LETTER: _l("outcome letter"),
    Face.PSEUDONYMISED: _l("without names"),
    Face.SHARED: _l("copy for whoever told us"),
}
REGISTERS: dict[Face, LazyString] = {
    Face.PSEUDONYMISED: _l("Without names"),
    Face.SUMMARY: _l("Summary for parents"),
    Face.FULL: _l("With names"),
}
_SEALS = {
    SealState.OURS: (_l("Yes"), "yes", _l("Nothing in it was changed since we sealed it.")),
    SealState.EARLIER: (
        _l("Yes"),
        "yes",
        _l("It is sealed by another key of ours, used until %(day)s. Nothing in it was changed since."),
    ),
    SealState.ANOTHER: (_l("No"), "late", _l("It is sealed by another key, which is not ours.")),
    SealState.NOT_VALID: (
        _l("Not valid"),
        "late",
        _l("It has no seal of ours, or it was changed after it was sealed."),
    ),
}
_CURRENCIES = {
    Currency.CURRENT: (_l("Yes"), "yes", _l("As far as we know, it holds today.")),
    Currency.OVER: (
        _l("No longer"),
        "soon",
        _l("Its time is over, or something newer has taken its place. Ask us for a new one."),
    ),
    Currency.UNKNOWN: (_l("We cannot tell"), "waiting", ""),
}


Answer = tuple[str, str, str, str]


def answers(verdict: Verdict) -> Iterator[Answer]:
    """Return the three questions, each with a word, its tone and a sentence."""
    word, tone, told = _SEALS[verdict.seal]
    day = format_date(verdict.used_until) if verdict.used_until else ""
    yield _("Is it unchanged since it was sealed?"), str(word), tone, str(told) % {"day": day}
    ours = _("Yes"), "yes", _("We gave out this file, byte for byte.")
    unknown = _("No"), "late", _("We did not give out this file. Do not rely on it.")
    yield _("Is it exactly a file from us?"), *(ours if verdict.is_issued else unknown)
    word, tone, told = _CURRENCIES[verdict.currency]
    yield _("Is it still current?"), str(word), tone, str(told)
