"""Documents, fields, changes and faults as words, the same on every page of the editor."""

from collections import defaultdict

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.wording.comparing import Weight
from portal.wording.honesty import Fault, Problem
from portal.wording.policy import Change, Document

# By document: the consent form has words of its own, every other document the same.
ABOUT = defaultdict(
    lambda: _l("What people read and then sign."),
    {Document.CONSENT_FORM.value: _l("What parents read and answer before any picture of their child is shown.")},
)
PARTS = defaultdict(lambda: _l("Rules"), {Document.CONSENT_FORM.value: _l("Uses")})
ADD = defaultdict(lambda: _l("Add a rule"), {Document.CONSENT_FORM.value: _l("Add a use")})

CHANGES: dict[Change, LazyString] = {Change.MINOR: _l("Minor edit"), Change.REAL: _l("Real change")}
CONSEQUENCES = defaultdict(
    lambda: {
        Change.REAL: _l("Everyone who signed the old rules is shown what changed and asked to sign again."),
        Change.MINOR: _l(
            "Every signature stays as it is, and nobody is asked again. Choose this only for spelling, or for clearer "
            "words that mean the same."
        ),
    },
    {
        Document.CONSENT_FORM.value: {
            Change.REAL: _l(
                "Every yes that was signed on the old form stops counting at once, and every parent is asked again. "
                "Until they answer, no picture of their child may be shown. Each no stays."
            ),
            Change.MINOR: _l(
                "Every answer stays as it is, and nobody is asked again. Choose this only for spelling, or for clearer words "
                "that mean the same."
            ),
        }
    },
)

FIELDS: dict[str, LazyString] = {
    "title": _l("Title"),
    "introduction": _l("Introduction"),
    "consult_question": _l("The question whether to ask every parent first"),
    "withdrawing": _l("How people can change their mind"),
    "declaration": _l("What people declare when they sign"),
    "standing": _l("What these rules are"),
    "label": _l("Short name"),
    "sentence": _l("The question"),
    "example": _l("An example"),
    "audience": _l("Who sees it"),
    "controllers": _l("Who controls it"),
    "kept": _l("How long you keep it"),
    "statement": _l("The rule"),
    "why": _l("Why it is a rule"),
    "parts": _l("Questions"),
}

WEIGHTS: dict[Weight, LazyString] = {
    Weight.ADDED: _l("Something new was added. Nobody has been asked about it yet."),
    Weight.REMOVED: _l(
        "A question was taken out. A yes to it would stay, to something that nobody is asked of any more."
    ),
    Weight.SENTENCE: _l("A question has other words. People said yes to the old words."),
    Weight.AUDIENCE: _l("Other people may see a picture now. Those who said yes did not know that."),
    Weight.CONTROLLERS: _l("Somebody else may control a picture now. Those who said yes did not know that."),
    Weight.KEPT: _l("Pictures may be kept for another time than people agreed to."),
    Weight.STATEMENT: _l("A rule has other words. People signed the old words."),
}

_PROBLEMS: dict[Problem, LazyString] = {
    Problem.EMPTY: _l("Write something here. It is part of what people sign."),
    Problem.NO_PARTS: _l("There is nothing to answer yet. Add at least one."),
    Problem.REPEATED: _l("“%(found)s” stands there twice. Give each its own words."),
    Problem.SILENCE_IS_YES: _l(
        "“%(found)s” makes a yes out of silence. Only a yes that a parent chooses counts. Say that what they leave out "
        "is no."
    ),
    Problem.BUNDLED: _l(
        "“%(found)s” ties pictures to rules or to the child’s place. Saying yes or no to pictures stands alone. Take it "
        "out; rules belong in the parent rules."
    ),
    Problem.WITHDRAWING_MISSING: _l(
        "Say that people can change their mind, and how. For example: “You can change your mind at any time. Tell any "
        "member of staff, or write to us.”"
    ),
    Problem.WITHDRAWING_NOT_ALWAYS: _l("Say that people can change their mind “at any time”."),
    Problem.WITHDRAWING_WITHOUT_WAY: _l(
        "Say how people tell you that they changed their mind. For example: “Tell any member of staff, or write to us.”"
    ),
    Problem.WITHDRAWING_REFUSED: _l(
        "“%(found)s” takes away what every parent may do. Anyone can withdraw at any time. If something cannot be taken "
        "back, say which thing."
    ),
    Problem.PLATFORM_NOT_NAMED: _l(
        "“%(found)s” does not say which one. Name it, as in “our closed Facebook group”, and name its company under "
        "“Who controls it”."
    ),
    Problem.COMPANY_NOT_NAMED: _l(
        "You speak of %(found)s. Say here that %(company)s, the company behind it, controls what is shown there too."
    ),
    Problem.TWO_PLACES: _l(
        "One question asks about two places: %(found)s. Ask about each place by itself, so that people can say yes to "
        "one and no to the other."
    ),
    Problem.PERHAPS_SILENCE: _l(
        "Could a parent read “%(found)s” as: no answer is a yes? If so, say in the same sentence that no answer is no."
    ),
    Problem.PERHAPS_BUNDLED: _l(
        "Could a parent read “%(found)s” as: a no costs something, or a yes signs something else too? If so, take it "
        "out, or say that it stands apart from these answers."
    ),
    Problem.PRESSING: _l("“%(found)s” may press parents to say yes. Ask in the same even words for yes and for no."),
    Problem.HARDER_THAN_YES: _l(
        "“%(found)s” may make it harder to withdraw than it was to say yes, or leave pictures up afterwards. Name an "
        "easy way, and say what you take down."
    ),
    Problem.VAGUE: _l("“%(found)s” lets in more than a parent can picture. Say exactly who, what for, or until when."),
    Problem.UNKNOWN_PLATFORM: _l(
        "We do not know “%(found)s”, so we cannot check whose it is. Name the company that runs it under “Who controls it”."
    ),
    Problem.CONSENT_IN_RULES: _l(
        "“%(found)s” asks for consent inside the rules. Consent to pictures has a form of its own. Take it out."
    ),
}


def advice(fault: Fault) -> str:
    """Return what is wrong, and what to do about it."""
    return str(_PROBLEMS[fault.problem]) % {"found": fault.found, "company": fault.company}
