"""Words by which a form takes a yes that nobody gave, ties it to something else, or hides who gets the picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Read against text in lower case with straight apostrophes and no hyphens (honesty.readable).
_NOT = r"(?:do not|don'?t)"
_WE = r"\b(?:we|i|staff|the (?:setting|playgroup|nursery|pre ?school|club|manager))"
_YOU = r"\b(?:i|you|parents|carers|families)"
_YES = r"(?:an? |your )?(?:yes|consent|agreement|permission)\b"
_RULES = r"(?:rules?|terms|polic(?:y|ies)|conditions|code of conduct)\b"
_W = r"[\w']+"
# A word on the way from “you” to what you do; “you need not agree” is honest.
_NEGATED = r"(?:not\b|never\b|\w+n't\b)"
_SHOW = r"(?:show|use|post|share|publish|go ahead)\b(?! (?:no|nothing|none|neither)\b)"
_MEANS = (
    r"(?: is| means?| will mean| counts as| (?:is|will be|shall be) (?:taken|read|understood|seen|treated|regarded|counted)"
    r" as| amounts to| says)"
)
_ANSWER = r"(?:answer|reply|respond|object|complain|return|say|tell us|sign)\w*"
_DENIED = re.compile(
    r"\b(?:not|never|no|nor|none|nobody|nothing|nowhere|without|neither|cannot|\w+n't|dont|doesnt|isnt|arent|wont)\b"
    r"(?! (?:only|just))"
)
# A “not” this many words earlier still speaks of what follows, unless another thought begins in between.
_REACH = 5
_ANOTHER_THOUGHT = re.compile(r"[.!?;:,()]|\b(?:and|but)\b")
_LOOK_BACK = 120
# “We show nothing unless you say otherwise” is honest; “without names, unless you say otherwise” is not.
_NOTHING_SHOWN = re.compile(
    r"\b(?:nothing|none|no (?:pictures?|photos?|videos?)|(?:is|as|stays|means) (?:a )?no"
    r"|(?:not|don't|never|won't) (?:show|use|post|share|publish|take)(?: (?:any|anything|an?|pictures?|photos?|it|them))*)"
    r"(?: (?:is|are|will|be|shown|used|posted|shared|of|your|child|at|all)){0,6},? ?$"
)


@dataclass(frozen=True)
class Phrase:
    """Words to look for; ``deniable``, ``not_in`` and ``honest_after`` say where they are honest.

    ``deniable``: after “never” or “not” in the same thought. ``not_in``: fields. ``honest_after``: words before them.
    """

    pattern: re.Pattern[str]
    deniable: bool = False
    not_in: frozenset[str] = frozenset()
    honest_after: re.Pattern[str] | None = None

    def found_in(self, sentence: str) -> Iterator[re.Match[str]]:
        """Yield each place where ``sentence`` says it and means it."""
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


def _phrase(
    pattern: str,
    *,
    deniable: bool = False,
    not_in: tuple[str, ...] = (),
    honest_after: re.Pattern[str] | None = None,
) -> Phrase:
    return Phrase(re.compile(pattern), deniable, frozenset(not_in), honest_after)


SILENCE_IS_YES = (
    _phrase(
        rf"\bunless (?:(?:you|we|they|parents|i) (?:{_W} ){{0,3}}?(?:otherwise|differently)"
        r"|(?:we are )?(?:told |instructed |notified |informed |advised |stated )?otherwise)\b",
        honest_after=_NOTHING_SHOWN,
    ),
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
        rf"|you leave (?:{_W} ?){{1,7}}?|we {_NOT} hear(?: {_W}){{0,4}}?|you say nothing"
        r"|(?:we (?:have )?(?:get|got|had|hear|heard|receive|received)|there is|you send) "
        rf"(?:no (?:answer|reply|response|word)|nothing)(?: {_W}){{0,4}}?),? ?(?:then )?"
        rf"(?:we(?: will|'ll| may| can| shall)?(?: then)? {_SHOW}"
        r"|(?:you|(?:that|this|it) means (?:that )?you) (?:agree|consent|accept|allow|give)\b"
        r"|(?:it|that|this) (?:means|counts as|is) (?:a )?yes\b)"
    ),
    _phrase(
        r"\b(?:treat|count|take|read|regard|see)s? (?:it|this|that|silence|no (?:answer|reply)|blanks?|an empty box) "
        rf"as {_YES}",
        deniable=True,
    ),
    _phrase(
        rf"{_WE}(?: will|'ll)? {_SHOW}(?: {_W}){{0,6}}? (?:if (?:we (?:have )?(?:hear|heard|get|got|receive|received) "
        rf"(?:no (?:answer|reply|response|word)|nothing)|you (?:{_NOT} {_ANSWER}|say nothing|leave))"
        r"|as long as (?:nobody|no one|no parent|you do not) (?:object|complain|sa(?:y|id))\w*)"
    ),
    _phrase(
        r"\b(?:silence|no (?:answer|reply|response)|an? (?:empty|blank) (?:answer|box|question)|leaving it "
        r"(?:out|empty|blank)|what you leave out|not (?:answering|replying|responding|returning|signing|ticking)"
        rf"(?: {_W}){{0,3}}?){_MEANS} {_YES}",
        deniable=True,
    ),
    _phrase(rf"\bleav\w+ (?:{_W} ){{1,3}}?(?:empty|blank|out) and we(?: will|'ll)?(?: then)? {_SHOW}"),
    _phrase(
        r"\b(?:until|till) (?:you|a parent|parents|they|someone|somebody) "
        r"(?:says? no|objects?|complains?|refuses?|declines?|(?:tells?|asks?) us (?:not to|to stop|otherwise))\b",
        not_in=("kept", "withdrawing"),
        honest_after=_NOTHING_SHOWN,
    ),
    _phrase(
        r"\b(?:starts?|begins?) (?:out )?(?:as|at|on) (?:a )?yes\b|\b(?:is|are) (?:already )?set (?:to|at|on) (?:a )?yes\b",
        deniable=True,
    ),
    _phrase(
        rf"\byes(?: {_W}){{0,3}}? (?:filled in|ticked|chosen|selected|entered|marked) (?:for you|in advance|beforehand)\b"
        r"|\b(?:tick|fill|select|enter|mark|choose|chosen)\w*(?: in)? (?:a |the )?yes (?:for you|in advance|beforehand)\b",
        deniable=True,
    ),
    _phrase(
        r"\b(?:is|are|will be) (?:included|shown|opted in|signed up|counted in|posted|used) (?:from|at) "
        r"(?:the (?:very )?(?:start|beginning|outset|first day)|day one)\b",
        deniable=True,
    ),
    _phrase(
        rf"\b(?:(?:return|answer|reply|sign|fill)(?: {_W}){{0,3}}? only|only (?:return|answer|reply|sign|fill)(?: {_W}){{0,3}}?)"
        rf" if you (?:are unhappy|object|disagree|want us (?:to stop|not)|{_NOT} (?:want|agree))\b"
    ),
    _phrase(r"\bopt(?:s|ed|ing)? ?out\b", not_in=("withdrawing",)),
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
        rf"\b(?:signature|form|answers?|signing|ticking|saying yes)(?: (?!{_NEGATED}){_W}){{0,2}}? (?:covers?|stands? for"
        rf"|includes?|applies to|extends? to|counts? (?:for|as)|means?|binds?)(?: (?!{_NEGATED}){_W}){{0,5}}? {_RULES}",
        deniable=True,
    ),
    _phrase(
        rf"\b(?:place|booking|attendance|start|funding|hours)(?: (?!{_NEGATED}){_W}){{0,3}}? (?:depends?|hangs?|rests?) "
        rf"(?:up)?on(?: (?!{_NEGATED}){_W}){{0,5}}? (?:yes|consent|agreement|permission|answers?|signature|form)\b",
        deniable=True,
    ),
    _phrase(
        rf"\b(?:who|whose (?:parents?|carers?|famil(?:y|ies))) (?:says? no|refuses?|{_NOT} (?:agree|consent|sign|say yes))\b"
        r".{0,20}?\b(?:(?:cannot|can not|can't|may not|will not|won't|must not)(?: be able to)? (?:join|come|attend|go|stay"
        r"|start|take part)|(?:miss|lose|stay at home)\b)"
    ),
    _phrase(
        rf"\b(?:a|your|saying) no (?:(?:may|might|can|could|will) )?means?(?: {_W}){{0,4}}? "
        r"(?:miss(?:es)?|los(?:e|es)|stays? at home|(?:cannot|can't|may not) (?:join|come|attend|go|stay|start|take part))\b",
        deniable=True,
    ),
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

WITHDRAWS = re.compile(
    rf"\bwithdr[ae]w|\bopt(?:ing)? ?out\b|\bchang\w+ (?:your|my|their|our) minds?\b|\btak\w+ (?:{_W} ){{1,4}}back\b"
)
AT_ANY_TIME = re.compile(r"\bat any (?:time|moment|point)\b|\bany ?time\b|\bwhenever\b|\bany day\b|\balways\b")
WAY_TO_US = re.compile(
    r"\b(?:here|tell(?:ing)?|ask(?:ing)?|write|writing|e ?mail|call(?:ing)?|ring|phone|telephone|speak|talk|button|press|contact|let us know|online"
    r"|account|portal|page|in person|sign in|form)\b"
)
_NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|ten|fourteen|twenty|thirty|some|several|a few)"
_LONG = rf"{_NUMBER} (?:(?:working|school|calendar) )?(?:days?|weeks?|months?|terms?)\b"
_EXCEPT = r"(?:except|apart from|excluding|other than|but not|save|unless|provided|as long as|only|not|outside)"
# What takes the way back away, or puts reasons, waiting, money or exceptions in it.
NO_WAY_BACK = (
    _phrase(
        r"\b(?:cannot|can not|can't|may not|must not|never|no longer|not be able to|not possible to) "
        rf"(?:{_W} )?(?:withdraw|change (?:your|my|their) (?:minds?|answers?))\b"
    ),
    _phrase(
        r"\b(?:with|giv\w+|stat\w+|explain\w*|tell(?:ing)?|say(?:ing)?|for|need|and) (?:us )?(?:your|the|an?|any)? ?"
        r"(?:good )?reasons?\b|\b(?:explain\w*|say(?:ing)?|tell(?:ing)?)(?: us)? why\b",
        deniable=True,
    ),
    _phrase(
        rf"\b(?:acts?|counts?|stops?|effect|works?|down|removed?|holds?)(?: {_W}){{0,3}}? after (?:the )?{_LONG}"
        rf"|\b{_LONG}(?:'s?)? (?:of )?notice\b|\btakes? (?:up to |about |at least )?{_LONG} (?:before|until|to (?:count|take effect))"
        r"|\b(?:from|at|in|until|by) the (?:next|following|end of (?:the )?) ?(?:term|month|week|school year|year)\b",
        deniable=True,
    ),
    _phrase(
        r"[£$€] ?\d|\b\d+ (?:pounds?|pence|euros?)\b|\bpounds\b|\bcosts?\b(?! (?:you )?nothing)|\bfees?\b"
        r"|(?<!free of )(?<!in )\bcharges?\b|\b(?:you|must|to) pay\b(?! nothing)",
        deniable=True,
    ),
    _phrase(
        rf"\b(?:time|moment|whenever you (?:like|want|wish)|withdraw\w*|minds?)(?: {_W})?,? {_EXCEPT}\b"
        r"(?= (?:in|during|at|on|before|after|within|for|if|when|while|between|once|you|we|the|that|term)\b)"
        rf"|\b{_EXCEPT} (?:in |during |at |on |before |within )?(?:the )?(?:school )?(?:term|holidays|weekends?|summer|hours)\b"
    ),
    _phrase(
        r"\bwe(?: will| shall|'ll)? decide\b|\b(?:if|once|when) we (?:agree|approve|allow|accept)\b", deniable=True
    ),
)
