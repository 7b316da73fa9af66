"""Words by which a form takes a yes that nobody gave, ties it to something else, or hides who gets the picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Read against text in lower case with straight apostrophes and no hyphens (honesty.readable).
_NOT = r"(?:do not|don'?t)"
_WE = r"\b(?:we|i|staff|the (?:setting|playgroup|nursery|pre ?school|club|manager))"
_YOU = r"\b(?:i|you|parents|carers|families)"
_YES = r"(?:a |your )?(?:yes|consent|agreement|permission)\b"
_RULES = r"(?:rules?|terms|polic(?:y|ies)|conditions|code of conduct)\b"
_W = r"[\w']+"
# A word on the way from “you” to what you do; “you need not agree” is honest.
_NEGATED = r"(?:not\b|never\b)"
_DENIED = re.compile(
    r"\b(?:not|never|no|nor|none|nobody|nothing|nowhere|without|neither|cannot|\w+n't|dont|doesnt|isnt|arent|wont)\b"
    r"(?! (?:only|just))"
)
# A “not” this many words earlier in the sentence still speaks of what follows.
_REACH = 5


@dataclass(frozen=True)
class Phrase:
    """Words to look for. Where ``deniable``, “never” or “not” shortly before makes them honest."""

    pattern: re.Pattern[str]
    deniable: bool = False
    not_in: frozenset[str] = frozenset()

    def found_in(self, sentence: str) -> Iterator[re.Match[str]]:
        """Yield each place where ``sentence`` says it and means it."""
        for match in self.pattern.finditer(sentence):
            if not (self.deniable and is_denied(sentence, match.start())):
                yield match


def is_denied(sentence: str, start: int) -> bool:
    """Return whether one of the last few words before ``start`` turns the meaning round."""
    return bool(_DENIED.search(" ".join(sentence[:start].split()[-_REACH:])))


def _phrase(pattern: str, *, deniable: bool = False, not_in: tuple[str, ...] = ()) -> Phrase:
    return Phrase(re.compile(pattern), deniable, frozenset(not_in))


SILENCE_IS_YES = (
    _phrase(rf"\bunless (?:you|we|they|parents|i) (?:{_W} ){{0,3}}?(?:otherwise|differently)\b"),
    _phrase(r"\bunless (?:we are )?(?:told |instructed |notified |informed |advised |stated )?otherwise\b"),
    _phrase(
        rf"\bunless (?:we hear (?:from you|back|that you (?:{_NOT}|object|would rather))"
        r"|we (?:receive|get) (?:a |an |your )?(?:objection|refusal|reply|answer))"
    ),
    _phrase(
        r"\bunless (?:you|a parent|parents|they) (?:object|refuse|say no|decline|disagree|ask us not|tell us not"
        rf"|tell us no\b|{_NOT} (?:want|agree)|tell us (?:that )?you (?:{_NOT}|object|would rather))"
    ),
    # “Two years, unless you write to us” is honest: there the yes was given before.
    _phrase(
        r"\bunless you (?:contact us|write to us|inform us|notify us|let us know)"
        r"(?! (?:that )?(?:you (?:agree|say|are happy|want|consent)|it is (?:fine|all right)))",
        not_in=("kept",),
    ),
    _phrase(
        rf"{_WE}(?: will|'ll| shall| may| can)?(?: therefore| then| also)? (?:assume|presume|suppose)\b"
        r"(?! (?:that )?(?:it is |it means |you mean |you (?:say|said|have said) |(?:the|your) answer is )?no\b(?! obj))"
        rf"(?! (?:that )?you {_NOT} (?:agree|want|consent|wish))"
    ),
    _phrase(
        r"\b(?:consent|agreement|permission|yes|you|it|this)(?: is| are| will be)? "
        r"(?:assumed|presumed|implied|deemed|taken for granted)\b(?! (?:to be |that )?(?:a )?no\b)",
        deniable=True,
    ),
    _phrase(r"\bby not (?:answering|replying|responding|returning|signing|ticking|objecting|saying|telling|filling)\b"),
    _phrase(rf"\bif you {_NOT} object\b|\bif (?:there (?:is|are)|we (?:have|receive|get|hear)|you have) no objections?\b"),
    _phrase(r"\bin the absence of (?:an? )?(?:objection|answer|reply)\b|\bno objections? (?:means|counts|is)\b"),
    _phrase(
        rf"\bif (?:you {_NOT} (?!want|wish|like|agree|consent|allow|give|say yes)(?:{_W} ?){{1,7}}?"
        rf"|you leave (?:{_W} ?){{1,7}}?|we {_NOT} hear(?: {_W}){{0,4}}?|you say nothing),? ?(?:then )?"
        r"(?:we(?: will|'ll| may| can| shall)? (?:show|use|post|share|publish|go ahead)\b"
        r"|(?:you|(?:that|this|it) means (?:that )?you) (?:agree|consent|accept|allow|give)\b"
        r"|(?:it|that|this) (?:means|counts as|is) (?:a )?yes\b)"
    ),
    _phrase(
        r"\b(?:treat|count|take|read|regard|see)s? (?:it|this|that|silence|no (?:answer|reply)|blanks?|an empty box) "
        rf"as {_YES}",
        deniable=True,
    ),
    _phrase(
        r"\b(?:silence|no (?:answer|reply|response)|an? (?:empty|blank) (?:answer|box|question)|leaving it "
        r"(?:out|empty|blank)|what you leave out)(?: is| means| will mean| counts as| (?:is|will be) (?:taken|read) as) "
        rf"{_YES}",
        deniable=True,
    ),
    _phrase(r"\bopt(?:s|ed|ing)? ?out\b"),
    _phrase(r"\b(?:un ?tick|un ?check|deselect)\w*"),
    _phrase(r"\b(?:pre ?|already )(?:ticked|selected|chosen|filled in)\b|\bticked for you\b", deniable=True),
    _phrase(
        r"\b(?:yes|consent|permission) by default\b|\bby default,? (?:it is |the answer is )?yes\b"
        r"|\bdefault (?:answer )?(?:is|of) yes\b|\bautomatic(?:ally)? (?:consent|agree|yes|give|opted)"
        r"|\b(?:tacit|passive|implied|deemed|presumed) (?:consent|agreement|permission)\b",
        deniable=True,
    ),
    _phrase(
        rf"{_YOU} (?:are|will be|shall be) (?:taken|considered|deemed|held|understood|assumed|presumed) to "
        r"(?:have )?(?:agree|consent|accept|give|allow)\w*",
        deniable=True,
    ),
    _phrase(rf"\btick (?:{_W} ){{0,3}}if you (?:{_NOT}|object|refuse|would rather not)\b"),
    _phrase(
        rf"\b(?:tell us|let us know|write to us|contact us)(?: only)? if you "
        rf"(?:{_NOT} (?:want|wish|agree|consent)|object|would rather not)\b",
        not_in=("withdrawing",),
    ),
    _phrase(
        r"\bby (?:attending|bringing|sending|enrolling|registering|joining|continuing|using|coming|accepting a place)\b"
        r".{0,60}?\b(?:you|parents|i)(?: also)? (?:agree|consent|accept|give|allow)\b"
    ),
)  # fmt: skip

BUNDLED = (
    _phrase(
        r"\bby (?:signing|answering|ticking|saying yes|agreeing|submitting|completing|consenting|filling)\b.{0,60}?"
        rf"\b(?:agree|accept|promise|undertake|confirm)\b.{{0,60}}?\b(?:{_RULES}|not to\b|fees?\b)"
    ),
    _phrase(
        rf"{_YOU}(?: (?!{_NEGATED}){_W}){{0,3}}? (?:agree|accept|abide|comply|be bound|keep|stick|follow) (?:to |by |with )?"
        rf"(?:{_W} ){{0,4}}?{_RULES}",
        deniable=True,
    ),
    _phrase(
        rf"{_YOU}(?: {_W}){{0,2}}? read and (?:understood|understand|accept(?:ed)?|agreed?)(?: {_W}){{0,4}}? {_RULES}",
        deniable=True,
    ),
    _phrase(rf"{_YOU}(?: also)? (?:promise|undertake)\b"),
    _phrase(
        rf"{_YOU} (?:will|must|shall|may|agree|should)(?: also)? (?:not|never)(?: to)? "
        r"(?:share|post|screenshot|copy|download|tag|record|film|photograph|forward|publish|save)\b"
    ),
    _phrase(
        rf"\bconditions? (?:of|for) (?:{_W} ){{0,3}}?"
        r"(?:place|attendance|attending|enrolment|registration|admission|joining|membership|coming|booking)\b",
        deniable=True,
    ),
    _phrase(
        r"\b(?:must|have to|has to|need to|needs to|required to|obliged to|expected to) (?:agree|consent|say yes|sign"
        r"|answer yes|accept|allow|tick yes|choose yes)\b(?=.{0,80}?\b(?:attend|join us|enrol|register|place\b|take part"
        r"|come (?:here|to)|start (?:here|with us|at)|stay (?:here|with us|at)))",
        deniable=True,
    ),
    _phrase(
        rf"\bif you (?:say no|refuse|{_NOT} (?:agree|consent|sign|say yes)|withdraw)\b.{{0,40}}?\b(?:your child|you|we)"
        rf"(?: {_W}){{0,2}}? (?:cannot|can not|can't|will not be able to|won't be able to|may not|(?:will|may|might|could) "
        r"lose)\b.{0,30}?\b(?:attend|come to|come here|join|stay with|start with|place)\b"
    ),
)  # fmt: skip

CONSENT_IN_RULES = (
    _phrase(
        rf"{_YOU}(?: (?!{_NEGATED}){_W}){{0,3}}? (?:agree|consent|give (?:my |your )?(?:permission|consent)|allow)"
        rf"(?: {_W}){{0,6}}? (?:pictures?|photos?|photographs?|videos?|images?|films?)\b",
        deniable=True,
    ),
)

WITHDRAWS = re.compile(rf"\bwithdr[ae]w|\bchang\w+ (?:your|my|their|our) minds?\b|\btak\w+ (?:{_W} ){{1,4}}back\b")
AT_ANY_TIME = re.compile(r"\bat any (?:time|moment|point)\b|\bany ?time\b|\bwhenever\b|\bany day\b|\balways\b")
WAY_TO_US = re.compile(
    r"\b(?:here|tell|ask|write|writing|e ?mail|call|ring|phone|telephone|speak|talk|button|press|contact|let us know|online"
    r"|account|portal|page|in person|sign in|form)\b"
)
NO_WAY_BACK = _phrase(
    r"\b(?:cannot|can not|can't|may not|must not|never|no longer|not be able to|not possible to) "
    rf"(?:{_W} )?(?:withdraw|change (?:your|my|their) (?:minds?|answers?))\b"
)
