"""Where people stand with the rules as words and tones, the same on every page and in every PDF."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.acknowledgements.policy import Owing
from portal.acknowledgements.register import RegisterLine

OWING: dict[Owing, LazyString] = {
    Owing.NEVER: _l("Not signed"),
    Owing.OUTDATED: _l("Signed older rules"),
    Owing.DONE: _l("Signed"),
}
OWING_TONES = {Owing.NEVER: "late", Owing.OUTDATED: "soon", Owing.DONE: "yes"}
PAPER_TONES = {Owing.NEVER: "no", Owing.OUTDATED: "due", Owing.DONE: "yes"}

OWN: dict[Owing, LazyString] = {
    Owing.NEVER: _l("You have not signed these rules yet"),
    Owing.OUTDATED: _l("The rules have changed since you signed"),
    Owing.DONE: _l("You have signed these rules"),
}
OWN_TONES = {Owing.NEVER: "waiting", Owing.OUTDATED: "soon", Owing.DONE: "yes"}


def line_word(line: RegisterLine) -> str:
    """Return the word for one line of the register; who cannot sign in cannot have been asked."""
    if line.cannot_be_asked:
        return str(_l("No account yet"))
    return str(OWING[line.owing])


def line_tone(line: RegisterLine) -> str:
    """Return the tone of the tag beside the word."""
    return "waiting" if line.cannot_be_asked else OWING_TONES[line.owing]


def paper_tone(line: RegisterLine) -> str:
    """Return the tone of the same word on paper."""
    return "quiet" if line.cannot_be_asked else PAPER_TONES[line.owing]


_LANGUAGES: dict[str, LazyString] = {"en": _l("English")}


def language_word(code: str) -> str:
    """Return the language's name, or its code where it has none yet."""
    return str(_LANGUAGES.get(code, code))
