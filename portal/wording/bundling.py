"""Words that tie pictures to rules, to a place or to other permissions, and rules that hide a consent."""

import re

from portal.wording.phrases import NEGATED, NOT, OTHER_THINGS, RULES, YOU, W, phrase

_MISSES = (
    r"(?:(?:cannot|can not|can't|may not|will not|won't|must not)(?: be able to)? (?:join|come|attend|go|stay|start|take part"
    r"|have a (?:place|part)|be in (?:the|our) (?!pictures?|photos?|videos?|film|group|leaflet|journal))"
    r"|(?:has to |have to |must |will |may |might )(?:sit out|stay out|be left out|go without|stay at home|leave\b|miss|lose)"
    r"|(?:sits?|stays?|is left|are left) out|(?:misses|loses)\b(?! (?:nothing|out on nothing)))"
)
# “Covers pictures from walks” speaks of pictures.
_OF_PICTURES = r"(?:from|during|taken|pictures?|photos?|photographs?|videos?|films?)\b"
_ITS_OWN = re.compile(
    r"\b(?:separate\w*|another|other (?:form|page|sheet)|own (?:form|page|sheet|question)|apart|different (?:form|page|sheet))\b"
)
_SAID_YES = r"(?:yes|consent\w*|agree\w*|permission|sign\w*|form|tick\w*)\b"
_YOUR_PLACE = r"(?:places?|bookings?|hours|funding|start date|key worker)"
# What is kept for those who said yes; to be in a picture is what the yes is for.
_JOINS = (
    r"(?:join|come|attend|go (?:on|to|with|along|swimming)|take part|have (?:an?|the|their) (?:place|part|role|session|turn|key worker)|keep|play|enrol|register"
    r"|be in (?:the|our) (?!pictures?|photos?|videos?|film|group|leaflet|journal)|get (?:an?|the|their) (?!pictures?|photos?|videos?)"
    r"|receive|enter|enjoy|start|stay|be (?:offered|given)|perform|sing|dance|travel|swim|use the)"
)

BUNDLED = (
    phrase(r"\b(?:cannot|can't|will not|won't|do not|don't) (?:offer|keep|give)(?: \w+){0,3}? (?:place|hours)\b.{0,40}?\b(?:refuse|say no|without)"),
    phrase(r"\b(?:permission|consent) (?:for|to) (?:everything|anything|all of it)\b", deniable=True),
    phrase(
        rf"{YOU}(?: (?!{NEGATED}){W}){{0,8}}? (?:agree|accept)(?:s|ed)?(?: to| with)? (?:everything|all of it|anything|whatever)\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:agree|consent|covers?|stands? for|includes?)\w*(?: (?!{NEGATED}|from\b|during\b|taken\b){W},?){{1,10}}? (?:and|or|as well as)"
        rf"(?: (?:to|for|also|to have))* {OTHER_THINGS}",
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
    phrase(
        rf"\b(?:forms?|yes|signature|answers?|consent|permission|agreement|sheet|page|signing|tick|ticking|name)(?: (?!{NEGATED}|{_OF_PICTURES}){W}){{0,3}}?"
        r" (?:covers?|includes?|extends? to|appl(?:y|ies) to|stands? for|counts? (?:for|as)|gives?|goes for|goes with|allows?|lets us|takes? in|means?|doubles? as"
        rf"|serves? (?:for|as)|is (?:also )?for|is good for|is (?:also )?an? (?:yes|consent|permission) (?:to|for))(?: (?!{NEGATED}|{_OF_PICTURES}){W},?){{0,6}}? {OTHER_THINGS}",
        deniable=True,
        honest_with=_ITS_OWN,
    ),
    phrase(
        rf"\b(?:it|this|that|they|you)(?: will)? (?:also|too) (?:covers?|includes?|appl(?:y|ies) to|agree to|accept|allow|permit|let us)"
        rf"(?: (?!{NEGATED}|{_OF_PICTURES}){W},?){{0,6}}? (?:{OTHER_THINGS}|{RULES})",
        deniable=True,
        honest_with=_ITS_OWN,
    ),
    phrase(
        rf"\bonly (?:the )?(?:families|parents|children|those|people|carers|adults|a child|everyone|anyone)(?: (?!{NEGATED}){W}){{0,3}}? (?:who|whose|with|that)"
        rf"(?: (?!{NEGATED}){W}){{0,5}}? {_SAID_YES}(?: (?!{NEGATED}){W}){{0,4}}? (?:can|may|will|are able to|are allowed to|get to)(?: {W})? {_JOINS}\b",
        deniable=True,
    ),
    phrase(
        rf"\b{_YOUR_PLACE}(?: (?!{NEGATED}|pictures?){W}){{0,5}}? (?:only (?:with|if|when|once|after|for)|needs?|requires?|hinges? on|rel(?:y|ies) on"
        r"|subject to|conditional (?:on|upon)|in return for|in exchange for|tied to|goes with|comes with|(?:safe|secure|kept|held|confirmed|open) (?:with|by|once|if|when))"
        rf"(?: (?!{NEGATED}|own|other|another|separate|different){W}){{0,5}}? {_SAID_YES}",
        deniable=True,
    ),
    phrase(
        rf"\b(?:yes|consent|agreement|permission|signature)(?: (?!{NEGATED}){W}){{0,3}}? (?:secures?|guarantees?|keeps?|holds?|saves?|reserves?|earns?|gets?|buys?"
        rf"|opens?|confirms?|is (?:needed|required) for|is part of|goes with|comes with)(?: (?!{NEGATED}|pictures?|photos?){W}){{0,4}}? (?:{_YOUR_PLACE}|{OTHER_THINGS}|party|discount)\b",
        deniable=True,
        honest_with=_ITS_OWN,
    ),
    phrase(
        rf"\b(?:sign|signs|signing|tick|ticking|answer|say yes|complete|fill in)\b(?: (?!{NEGATED}){W}){{0,6}}? (?:to|and|means?)(?: {W}){{0,2}}? "
        rf"(?:accept|agree|confirm|acknowledge|abide|comply|be bound)\w*(?: (?!{NEGATED}){W},?){{0,6}}? (?:{RULES}|fees?\b|contract\b|handbook\b|{OTHER_THINGS})",
        deniable=True,
        honest_with=_ITS_OWN,
    ),
    phrase(
        r"\b(?:let|lets|allow|allows|agree|consent|happy|permission)\b.{0,60}?\b(?:apply|put on|give|administer|drive|take)(?: (?!pictures?|photos?|videos?)\w+){0,5}? "
        rf"(?!walks?|visits?){OTHER_THINGS}|\b(?:let|allow)s? us(?: to)? (?:also )?drive\b",
        deniable=True,
        not_in=("example", "audience", "controllers", "kept"),
        honest_with=_ITS_OWN,
    ),
    phrase(
        rf"\b(?:can|may|will) (?:only )?{_JOINS}\b(?! (?:\w+ ){{0,2}}group\b)(?: (?!{NEGATED}|even\b|still\b|whether\b|whatever\b){W}){{0,5}}? (?:with|when|once|after|provided|as long as|if)"
        rf"(?: (?!{NEGATED}){W}){{0,4}}? (?:yes|agree\w*|consent\w*|signed)\b(?! or no)",
        deniable=True,
    ),
    phrase(
        r"\b(?:no|without) (?:(?:an?|your) )?(?:yes|signature|consent|form|tick|pictures?|photos?)(?:,? \w+){0,4}?,? no (?:places?|trips?|party|play|hours|start|sessions?|outings?)\b"
    ),
    phrase(r"\b(?:say yes|sign|agree|consent|tick yes),? or(?: else)? (?:your child|you|they|lose|miss|stay)\b", deniable=True),
    phrase(
        rf"\b(?:give|offer|hand|keep|hold|save|reserve|take on|accept|admit|welcome)s?(?: (?!{NEGATED}|pictures?|photos?|videos?){W}){{0,4}}? (?:families|children|those|parents|anyone)"
        rf"(?: {W}){{0,3}}? (?:(?:say|says|said) yes|agreed?|consent(?:ed)?)\b",
        deniable=True,
        honest_with=re.compile(r"\bwho (?:may|can)\b|\bwhether\b|\blists?\b"),
    ),
    phrase(
        rf"\b(?:{OTHER_THINGS}|party|concert|play) (?:is|are) (?:only )?for (?:children|families|those|parents)(?: (?!{NEGATED}){W}){{0,4}}? {_SAID_YES}", deniable=True
    ),
    phrase(
        rf"\b(?:refus\w+|says? no|saying no|a no)(?: (?!{NEGATED}){W}){{0,6}}? (?:waiting list|queue|reviews? (?:your|their|the) (?:place|hours))\b|\bpart of (?:being here|coming here|joining us|your place)\b"
        r"|\b(?:one|this|the) (?:form|sheet|yes|signature|page) (?:is )?for (?:everything|all things)\b",
        deniable=True,
    ),
    phrase(
        rf"\bsign(?:s|ing)? (?:once |here |below )*for(?: (?!{NEGATED}|from\b|during\b|taken\b){W},?){{0,6}}? {OTHER_THINGS}",
        deniable=True,
        honest_with=_ITS_OWN,
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
