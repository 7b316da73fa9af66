"""Documents, fields and choices as words, the same on every page of the editor."""

from babel import Locale
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from portal.wording.policy import Audience as DocumentAudience
from portal.wording.policy import Change, DocumentKind, ReviewState
from portal.wording.uses import Audience, Kept, Place, Shown, Together

AUDIENCES_OF_DOCUMENTS: dict[DocumentAudience, LazyString] = {
    DocumentAudience.PARENTS: _l("Parents and carers"),
    DocumentAudience.STAFF: _l("Everyone who works here"),
    DocumentAudience.VISITORS: _l("Visitors"),
    DocumentAudience.EVERYONE: _l("Everyone, also without an account"),
}
KINDS: dict[DocumentKind, LazyString] = {
    DocumentKind.TO_READ: _l("No, they only read it"),
    DocumentKind.STATEMENTS: _l("Yes, with a tick for each statement"),
    DocumentKind.PLAIN: _l("Yes, once under the whole text"),
}
# Where a version stands, as a word and the tone of its tag.
STANDINGS: dict[str, tuple[LazyString, str]] = {
    "coming": (_l("To come"), "soon"),
    "in_force": (_l("Now"), "yes"),
    "over": (_l("Replaced"), "quiet"),
}
REVIEWS: dict[ReviewState, tuple[LazyString, str]] = {
    ReviewState.FINE: (_l("Review by"), "quiet"),
    ReviewState.SOON: (_l("Review soon"), "soon"),
    ReviewState.LATE: (_l("Review is late"), "late"),
}

CHANGES: dict[Change, LazyString] = {Change.MINOR: _l("Minor edit"), Change.REAL: _l("Real change")}
# Of a consent form, each use says for itself whether it is asked again.
CONSEQUENCES: dict[Change, LazyString] = {
    Change.REAL: _l("Everyone who signed the old text is shown what changed and asked to sign again."),
    Change.MINOR: _l(
        "Every signature stays as it is, and nobody is asked again. Choose this only for spelling, or for clearer "
        "words that mean the same."
    ),
}

FIELDS: dict[str, LazyString] = {
    "title": _l("Title"),
    "introduction": _l("Introduction"),
    "note": _l("Your own note"),
    "consult_question": _l("The question whether to ask every parent first"),
    "withdrawing": _l("How people can change their mind"),
    "declaration": _l("What people declare when they sign"),
    "name": _l("Who asks"),
    "address": _l("Their address"),
    "contact": _l("How to reach them"),
    "privacy_notice": _l("Privacy notice"),
    "standing": _l("What these rules are"),
    "label": _l("Short name"),
    "sentence": _l("The question"),
    "example": _l("An example"),
    "place": _l("What is shown, and where"),
    "audience": _l("Who sees it"),
    "controllers": _l("Who controls it"),
    "kept": _l("How long we keep it"),
    "statement": _l("The rule"),
    "why": _l("Why it is a rule"),
}

# In the words that parents read: the sentences about a use are written from these.
PLACES: dict[Place, LazyString] = {
    Place.ROOMS: _l("walls and screens in our rooms"),
    Place.OWN_JOURNAL: _l("your child’s own journal"),
    Place.OTHER_JOURNALS: _l("other children’s journals"),
    Place.CLOSED_GROUP: _l("our closed group"),
    Place.PUBLIC: _l("our website or a public page"),
    Place.PRINTED: _l("what we print"),
    Place.NEWSLETTER: _l("our newsletter"),
    Place.NEWSPAPER: _l("a newspaper and its website"),
    Place.TRAINING: _l("training of our staff"),
    Place.WHEREVER: _l("wherever the picture is shown"),
}
AUDIENCES: dict[Audience, LazyString] = {
    Audience.STAFF: _l("our staff"),
    Audience.OWN_FAMILY: _l("your own family"),
    Audience.FAMILIES_IN_PICTURE: _l("the families of the children in the picture"),
    Audience.VISITORS: _l("everyone who comes in"),
    Audience.MEMBERS: _l("those we invited to the group"),
    Audience.ANYONE: _l("anyone in the world"),
}
SHOWN: dict[Shown, LazyString] = {
    Shown.PICTURE: _l("a picture"),
    Shown.VIDEO: _l("a video"),
    Shown.FIRST_NAME: _l("the first name"),
    Shown.WORK: _l("your child’s work"),
}
TOGETHER: dict[Together, LazyString] = {
    Together.ALONE: _l("on their own"),
    Together.OTHERS: _l("with other children"),
    Together.EITHER: _l("on their own or with others"),
}
KEPT: dict[Kept, LazyString] = {
    Kept.UNTIL_LEAVING: _l("Until the child leaves"),
    Kept.SCHOOL_YEAR: _l("Until the end of the school year"),
    Kept.MONTHS: _l("For some months"),
    Kept.AS_THE_PICTURE: _l("As long as the picture"),
    Kept.NOT_CALLED_BACK: _l("It cannot be called back"),
}
STAYS: dict[str, LazyString] = {
    "no": _l("No, it is taken down"),
    "yes": _l("Yes, what is shown already may stay"),
}

# What the manager vouches for when a consent form is published: no program can tell whether a sentence is honest.
STATEMENTS: dict[str, LazyString] = {
    "one_thing": _l("I read it as a parent would: each question asks for one thing"),
    "true": _l("It is true: pictures go where each question says, and nowhere else"),
    "free": _l("It presses nobody: my words ask in the same way for a yes and for a no"),
    "apart": _l("It hides nothing else: no rule, promise or other permission"),
}


def language_word(code: str) -> str:
    """Return the name of a language, in the language of whoever reads it."""
    return Locale.parse(code).get_display_name(get_locale()) or code
