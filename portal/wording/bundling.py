"""Words that tie pictures to rules, to a place or to other permissions, and rules that hide a consent."""

import re

from portal.wording.phrases import NEGATED, NOT, RULES, YOU, W, phrase

_MISSES = (
    r"(?:(?:cannot|can not|can't|may not|will not|won't|must not)(?: be able to)? (?:join|come|attend|go|stay|start|take part"
    r"|have a (?:place|part)|be in (?:the|our) (?!pictures?|photos?|videos?|film|group|leaflet|journal))"
    r"|(?:has to |have to |must |will |may |might )(?:sit out|stay out|be left out|go without|stay at home|leave\b|miss|lose)"
    r"|(?:sits?|stays?|is left|are left) out|(?:misses|loses)\b(?! (?:nothing|out on nothing)))"
)
_OTHER_THINGS = r"(?:trips?|outings?|sun ?cream|first aid|medicines?|medical|plasters?|nappy|face ?paint\w*|fees?|swimming|walks?)\b"

BUNDLED = (
    phrase(r"\b(?:cannot|can't|will not|won't|do not|don't) (?:offer|keep|give)(?: \w+){0,3}? (?:place|hours)\b.{0,40}?\b(?:refuse|say no|without)"),
    phrase(r"\b(?:permission|consent) (?:for|to) (?:everything|anything|all of it)\b", deniable=True),
    phrase(
        rf"{YOU}(?: (?!{NEGATED}){W}){{0,8}}? (?:agree|accept)(?:s|ed)?(?: to| with)? (?:everything|all of it|anything|whatever)\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:agree|consent|covers?|stands? for|includes?)\w*(?: (?!{NEGATED}){W},?){{1,10}}? (?:and|or|as well as)"
        rf"(?: (?:to|for|also|to have))* {_OTHER_THINGS}",
        deniable=True,
    ),
    phrase(rf"{YOU}(?: will| shall)?(?: also)? keep (?:{W} ){{1,8}}?to (?:my|your|our|them)sel(?:f|ves)\b"),
    phrase(rf"{YOU}(?: (?!{NEGATED}){W}){{0,3}}? (?:accept|agree to|pay|owe) (?:{W} ){{0,3}}?fees?\b", deniable=True),
    phrase(
        r"\bonly (?:keep|offer|give|hold|take)(?: \w+){0,3}? (?:places?|hours|children in)\b.{0,40}?\b(?:who|whose|if you|once you)\b"
        r".{0,20}?\b(?:say|said|agree\w*|sign\w*|consent\w*)\b"
    ),
    phrase(
        rf"\b(?:without|with no) (?:an? |your )?(?:signed |filled in )?(?:yes|form|consent|signature|permission)\b.{{0,15}}?\b{_MISSES}"
    ),
    phrase(
        rf"\bif you (?:say no|refuse|{NOT} (?:agree|consent|sign|say yes)|withdraw)(?:,? (?!{NEGATED}|nothing){W}){{0,6}}?,? {_MISSES}"
    ),
    phrase(
        rf"\b(?:saying no|a no|your (?:answers?|no)|refus(?:al|ing))(?: (?!{NEGATED}){W}){{0,3}}? affects?\b(?! (?:nothing|none|only))",
        deniable=True,
    ),
    phrase(
        rf"\bto (?:join|attend|come to|keep|get a place|start at|start with|take up|take part)(?: {W}){{0,5}}?,? "
        r"(?:please |you (?:must|need to|have to|should) )?(?:say yes|agree|consent|tick yes)\b",
        deniable=True,
    ),
    phrase(
        r"\b(?:your child|they|you)(?: (?:then|must|will|also|has to|have to)){0,3} (?:leaves?|loses?|misses|gives? up)"
        r" (?:the|a|their|your|its) (?:play|place|part|concert|choir|trip|party|turn|session|hours)\b",
        deniable=True,
    ),
    phrase(
        r"\bby (?:signing|answering|ticking|saying yes|agreeing|submitting|completing|consenting|filling)\b.{0,60}?"
        rf"\b(?:agree|accept|promise|undertake|confirm)\b.{{0,60}}?\b(?:{RULES}|not to\b|fees?\b)"
    ),
    phrase(
        rf"{YOU}(?: (?!{NEGATED}){W}){{0,3}}? (?:agree|accept|abide|comply|be bound|keep|stick|follow) (?:to |by |with )?"
        rf"(?:{W} ){{0,4}}?{RULES}",
        deniable=True,
    ),
    phrase(
        rf"{YOU}(?: {W}){{0,2}}? read and (?:understood|understand|accept(?:ed)?|agreed?)(?: {W}){{0,4}}? {RULES}",
        deniable=True,
    ),
    phrase(rf"{YOU}(?: also)? (?:promise|undertake)\b"),
    phrase(
        rf"\b(?:signature|form|answers?|signing|ticking|saying yes)(?: (?!{NEGATED}){W}){{0,2}}? (?:covers?|stands? for"
        rf"|includes?|applies to|extends? to|counts? (?:for|as)|means?|binds?)(?: (?!{NEGATED}){W}){{0,5}}? {RULES}",
        deniable=True,
    ),
    phrase(
        rf"\b(?:place|booking|attendance|start|funding|hours)(?: (?!{NEGATED}){W}){{0,3}}? (?:depends?|hangs?|rests?) "
        rf"(?:up)?on(?: (?!{NEGATED}){W}){{0,5}}? (?:yes|consent|agreement|permission|answers?|signature|form)\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:who|whose (?:parents?|carers?|famil(?:y|ies))) (?:says? no|refuses?|{NOT} (?:agree|consent|sign|say yes))\b"
        r".{0,20}?\b(?:(?:cannot|can not|can't|may not|will not|won't|must not)(?: be able to)? (?:join|come|attend|go|stay"
        r"|start|take part)|(?:miss|lose|stay at home)\b)"
    ),
    phrase(
        rf"\b(?:a|your|saying) no (?:(?:may|might|can|could|will) )?means?(?: {W}){{0,4}}? "
        r"(?:miss(?:es)?|los(?:e|es)|stays? at home|(?:cannot|can't|may not) (?:join|come|attend|go|stay|start|take part))\b",
        deniable=True,
    ),
    phrase(
        rf"{YOU} (?:will|must|shall|may|agree|should)(?: also)? (?:not|never)(?: to)? "
        r"(?:share|post|screenshot|copy|download|tag|record|film|photograph|forward|publish|save)\b"
    ),
    phrase(
        rf"\bconditions? (?:of|for) (?:{W} ){{0,3}}?"
        r"(?:place|attendance|attending|enrolment|registration|admission|joining|membership|coming|booking)\b",
        deniable=True,
    ),
    phrase(
        r"\b(?:must|have to|has to|need to|needs to|required to|obliged to|expected to) (?:agree|consent|say yes|sign"
        r"|answer yes|accept|allow|tick yes|choose yes)\b(?=.{0,80}?\b(?:attend|join us|enrol|register|place\b|take part"
        r"|come (?:here|to)|start (?:here|with us|at)|stay (?:here|with us|at)))",
        deniable=True,
    ),
    phrase(
        rf"\bif you (?:say no|refuse|{NOT} (?:agree|consent|sign|say yes)|withdraw)\b.{{0,40}}?\b(?:your child|you|we)"
        rf"(?: {W}){{0,2}}? (?:cannot|can not|can't|will not be able to|won't be able to|may not|(?:will|may|might|could) "
        r"lose)\b.{0,30}?\b(?:attend|come to|come here|join|stay with|start with|place)\b"
    ),
)  # fmt: skip

# “Whether I agree to pictures is another form” is honest.
_ASKED_ELSEWHERE = re.compile(r"\b(?:whether|if|where|when) ?$")
CONSENT_IN_RULES = (
    phrase(
        rf"{YOU}(?: (?!{NEGATED}){W}){{0,3}}? (?:agree|consent|give (?:my |your )?(?:permission|consent)|allow)"
        rf"(?: {W}){{0,6}}? (?:pictures?|photos?|photographs?|videos?|images?|films?)\b",
        deniable=True,
        honest_after=_ASKED_ELSEWHERE,
    ),
    phrase(
        r"\b(?:i am|i'm|we are|you are) (?:happy|content|fine|willing|pleased)"
        rf"(?: (?!{NEGATED}){W}){{0,8}}? (?:pictures?|photos?|photographs?|photographed|filmed|videos?|images?)\b",
        deniable=True,
        honest_after=_ASKED_ELSEWHERE,
    ),
    phrase(
        rf"\b(?:pictures?|photos?|photographs?|videos?|images?)(?: (?!{NEGATED}){W}){{0,4}}? (?:may|can|will) be "
        r"(?:used|shown|posted|shared|published|taken)\b(?!,? (?:only|where|if))",
        deniable=True,
    ),
)
