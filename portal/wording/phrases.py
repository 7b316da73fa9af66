"""What a phrase to look for is, where it is honest after all, and the words that many phrases share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Read against text in lower case with straight apostrophes and no hyphens (honesty.readable).
NOT = r"(?:do not|don'?t)"
WE = r"\b(?:we|i|staff|the (?:setting|playgroup|nursery|pre ?school|club|manager))"
YOU = r"\b(?:i|you|parents|carers|families)"
YES = r"(?:an? |your )?(?:yes|consent|agreement|permission)\b"
RULES = r"(?:rules?|terms|polic(?:y|ies)|conditions|code of conduct)\b"
# Each of these needs a permission of its own.
OTHER_THINGS = (
    r"(?:trips?|outings?|visits?|walks?|sun ?(?:cream|screen|block)|first aid|medicines?|medication|medical|paracetamol|calpol|plasters?"
    r"|napp(?:y|ies)|face ?paint\w*|fees?|swimming|transport|lifts|car (?:journeys|rides)|mini ?bus|emergency (?:care|treatment)"
    r"|hospital|tooth ?brushing|pets|funding|key worker)\b"
)
W = r"[\w']+"
# A word on the way from “you” to what you do; “you need not agree” is honest.
NEGATED = r"(?:not\b|never\b|cannot\b|nobody\b|no\b|\w+n't\b)"
# “We post you a form” and “we use paper” show nobody.
SHOW = (
    r"(?:show|use|post|share|publish|go ahead)\b(?! (?:no|nothing|none|neither|you|paper|it back|e ?mail)\b)"
    r"(?! (?:(?:an?|the|your) )?(?:paper|letter|form|post|telephone|phone)\b)"
)
MEANS = (
    r"(?: is| means?| will mean| counts as| (?:is|will be|shall be) (?:taken|read|understood|seen|treated|regarded|counted)"
    r" (?:as|like)| amounts to| says| gives| (?:go(?:es)?|(?:is|are|will be) (?:put|written|noted|entered|recorded|marked)) down as)"
)
AGREE = (
    r"(?:agree\w*|consent\w*|accept\w*|allow\w*|(?:are|is|to be|being|as) (?:happy|content|fine|willing|in favour)"
    r"|do(?:es)? not mind|don't mind|say(?:ing)? yes|give (?:(?:us|your|their) )*(?:permission|consent|a yes))\b"
)
ANSWER = r"(?:answer|reply|respond|object|complain|return|say|tell us|sign)\w*"
_DENIED = re.compile(
    r"\b(?:not|never|no|nor|none|nobody|nothing|nowhere|without|neither|cannot|\w+n't|dont|doesnt|isnt|arent|wont)\b"
    r"(?! (?:only|just))"
)
# A “not” this many words earlier still speaks of what follows, unless another thought begins in between.
_REACH = 5
_ANOTHER_THOUGHT = re.compile(r"[.!?;:,()]|\b(?:and|but)\b")
_LOOK_BACK = 120
# “We show nothing unless you say otherwise” is honest; “without names, unless you say otherwise” is not.
NOTHING_SHOWN = re.compile(
    r"\b(?:nothing|none|no (?:pictures?|photos?|videos?)|(?:is|as|stays|means) (?:a )?no"
    r"|(?:not|don't|never|won't) (?:show|use|post|share|publish|take)(?: (?:any|anything|an?|pictures?|photos?|it|them))*)"
    r"(?: (?:is|are|will|be|shown|used|posted|shared|of|your|child|at|all)){0,6},? ?$"
)


@dataclass(frozen=True)
class Phrase:
    """Words to look for; the rest says where they are honest.

    ``deniable``: after “never” or “not” in the same thought. ``not_in``: fields. ``honest_after``: words before them.
    ``honest_with``: words anywhere in the same sentence.
    """

    pattern: re.Pattern[str]
    deniable: bool = False
    not_in: frozenset[str] = frozenset()
    honest_after: re.Pattern[str] | None = None
    honest_with: re.Pattern[str] | None = None

    def found_in(self, sentence: str) -> Iterator[re.Match[str]]:
        """Yield each place where ``sentence`` says it and means it."""
        if self.honest_with and self.honest_with.search(sentence):
            return
        for match in self.pattern.finditer(sentence):
            before = sentence[max(0, match.start() - _LOOK_BACK) : match.start()]
            if self.deniable and is_denied(before):
                continue
            if not (self.honest_after and self.honest_after.search(before)):
                yield match


def is_denied(before: str) -> bool:
    """Return whether one of the last few words of ``before`` turns the meaning of what follows round."""
    thought = _ANOTHER_THOUGHT.split(before)[-1]
    return bool(_DENIED.search(" ".join(thought.split()[-_REACH:])))


def phrase(
    pattern: str,
    *,
    deniable: bool = False,
    not_in: tuple[str, ...] = (),
    honest_after: re.Pattern[str] | None = None,
    honest_with: re.Pattern[str] | None = None,
) -> Phrase:
    """Return the phrase that ``pattern`` finds."""
    return Phrase(re.compile(pattern), deniable, frozenset(not_in), honest_after, honest_with)
