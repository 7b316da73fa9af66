"""Words that choose the yes for somebody: ticked beforehand, in from the start, or said by coming."""

import re

from portal.wording.phrases import AGREE, NEGATED, NOT, SHOW, WE, YOU, W, phrase

_FILLED = (
    r"(?:ticked|selected|chosen|picked|filled(?: (?:in|out))?|marked|entered|set|checked|circled|completed|answered|highlighted|(?:switched|turned) on"
    r"|pre ?(?:set|ticked|filled|selected|marked|printed|chosen|entered))"
)
# “Where yes is ticked” and “your yes is entered in our records” speak of what the parent did.
_SOMEBODY_DID = re.compile(
    r"\b(?:where|if|when|once|until|unless|whether|which|only|after|before|a|an|your|each|every|their|my|one)(?: (?:the|an?|your|answer))?(?: “?\w+)? ?$"
)
_ONLY_ONCE_ASKED = re.compile(
    r"\bonly (?:if|once|when|after|where)\b|\b(?:you|parents?) (?:have )?(?:tick|choose|chose|answer|said|say|sign)\w*\b"
)
_NO_TOO = r"(?! (?:box\w* |answers? )?(?:or|and) (?:an? )?no\b)"
_BEFOREHAND = r"(?:already|in advance|beforehand|ahead|to save (?:you )?time|for (?:you|everyone|everybody|all|each|every)|when (?:you|it) (?:open|get|reach|arrive)\w*)\b"
_NO_FILLING = r"(?!your|an?\b(?! (?:tick|cross|mark))|whether|who|which|where|if|only|when|once|after|until|pictures?|photos?|answered|signed|or\b|parents)"
_AUTOMATICALLY = (
    r"(?:automatic(?:ally)?|by default|as standard|as a matter of (?:course|routine)|routinely|as a rule)\b"
)
_IN = (
    r"(?:included|shown|photographed|filmed|pictured|posted|opted in|added|counted(?: in)?|enrolled|signed up|covered|appears?|agreed|taken as (?:agreeing|happy)"
    rf"|{SHOW}|takes? (?:pictures|photos|videos)|photographs?|films?|in (?:our|the|all|every|any) (?:pictures?|photos?|videos?|group))"
)

CHOSEN_FOR_YOU = (
    phrase(
        rf"\byes(?: box(?:es)?| answers?)? (?:is|are|comes?|has been|have been|was|were)(?: (?!{NEGATED}){W}){{0,2}}? {_FILLED}\b(?! (?:by you|only))",
        deniable=True,
        honest_after=_SOMEBODY_DID,
        honest_with=_ONLY_ONCE_ASKED,
    ),
    phrase(
        rf"\b(?:boxe?s?|answers?|questions?|forms?|replies|yes)(?: (?!{NEGATED}){W}){{0,4}}? {_FILLED}(?: (?!{NEGATED}){W}){{0,3}}? {_BEFOREHAND}"
        rf"|\b(?:boxe?s?|answers?|questions?|forms?|yes)(?: (?!{NEGATED}){W}){{0,3}}? (?:already|been|come|comes|arrives?|reaches you) {_FILLED}\b(?! by)",
        deniable=True,
        honest_after=re.compile(r"\b(?:if|where|once|when|unless|until|whether)(?: \w+)? $"),
        honest_with=_ONLY_ONCE_ASKED,
    ),
    phrase(
        rf"\b(?:box(?:es)?|answers?|questions?|forms?|page|replies|choices?|tick)(?: (?!{NEGATED}){W}){{0,3}}? (?:comes?|arrives?|is|are|has been|have been|opens?|starts?|begins?|reaches you"
        rf"|sent|printed|given|handed|supplied)(?: (?!{NEGATED}){_NO_FILLING}{W}){{0,3}}? (?:with|as|to|at|on|showing|saying) (?:an? |the )?yes\b{_NO_TOO}",
        deniable=True,
        honest_with=_ONLY_ONCE_ASKED,
    ),
    phrase(
        rf"{WE}(?: have|'ve|'ll| will)?(?: already)? (?:ticked?|filled? in|filled|fill|marked?|entered?|enter|set|put|pre ?\w+|select(?:ed)?|ch[o]+sen?|circled?|printed?|checked?|written|write)"
        rf"(?: (?!{NEGATED}){_NO_FILLING}{W}){{0,4}}? (?:(?<!each )(?<!every )yes(?:es)?\b|yes box){_NO_TOO}(?! you\b)",
        deniable=True,
    ),
    phrase(
        rf"\b(?:start|begin)(?:s|ning|ing)?(?: (?!{NEGATED}){W}){{0,2}}? (?:with|from|as|at|on|off with) (?:an? |the (?:answer )?)?yes\b{_NO_TOO}"
        r"|\b(?:starting|usual|standard|normal|default|opening|preset|first) (?:answer|choice|setting|position|point)s?"
        rf"(?: (?!{NEGATED}){W}){{0,3}}? (?:is|are|be) (?:an? )?yes\b"
        r"|\byes is (?:the|our) (?:(?:usual|normal|standard|starting|first|default|automatic|preset|opening) \w+"
        r"|(?:answer|choice|setting) (?:that |which )?(?:we|everyone|everybody|every \w+|each \w+|all \w+|the \w+) (?:start|begin)\w*)",
        deniable=True,
        honest_with=_ONLY_ONCE_ASKED,
    ),
    phrase(
        rf"\b{_IN}(?: (?!{NEGATED}){W}){{0,5}}? {_AUTOMATICALLY}|\b{_AUTOMATICALLY},?(?: (?!{NEGATED}){W}){{0,4}}? {_IN}",
        deniable=True,
    ),
    phrase(r"\b(?:strike|cross|score)s? (?:out|off|through)\b", deniable=True, not_in=("withdrawing",)),
    phrase(
        r"\b(?:starts?|begins?) (?:out )?(?:as|at|on) (?:a )?yes\b|\b(?:is|are) (?:already )?set (?:to|at|on) (?:a )?yes\b",
        deniable=True,
    ),
    phrase(
        rf"\byes(?: {W}){{0,3}}? (?:filled in|ticked|chosen|selected|entered|marked) (?:for you|in advance|beforehand)\b"
        r"|\b(?:tick|fill|select|enter|mark|choose|chosen)\w*(?: in)? (?:a |the )?yes (?:for you|in advance|beforehand)\b",
        deniable=True,
    ),
    phrase(
        r"\b(?:is|are|will be) (?:included|shown|opted in|signed up|counted in|posted|used) (?:from|at) "
        r"(?:the (?:very )?(?:start|beginning|outset|first day)|day one)\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:(?:return|answer|reply|sign|fill)(?: {W}){{0,3}}? only|only (?:return|answer|reply|sign|fill)(?: {W}){{0,3}}?)"
        rf" if you (?:are unhappy|object|disagree|want us (?:to stop|not)|{NOT} (?:want|agree))\b"
    ),
    # Leaving what was never asked is no choice; “you can opt out at any time” alone tells of the way back.
    phrase(
        r"\bopt(?:s|ed|ing)? ?out\b(?!(?: (?:again|of|from|any|all|one|this|the|use|uses|it|these)){0,5},?"
        r" (?:at any (?:time|moment|point)|any ?time|whenever|any day)\b)",
        deniable=True,
        not_in=("withdrawing",),
    ),
    phrase(
        rf"(?:{WE}(?: will|'ll)? {SHOW}|\b(?:is|are|will be) (?:shown|posted|used|shared|included|published))"
        r".{0,80}?\bopt(?:s|ed|ing)? ?out\b",
        deniable=True,
    ),
    phrase(
        r"\b(?:all (?:the |our )?children|every child|everyone|everybody|all families) (?:is|are|will be) (?:automatically )?"
        r"(?:included|shown|photographed|posted|in (?:our|the|all) (?:pictures|photos|videos))\b",
        deniable=True,
    ),
    phrase(r"\b(?:are|is|will be|get) (?:automatically |already )?opted in\b", deniable=True),
    phrase(r"\b(?:said|say|says|answered|put|written|entered|chosen) yes for (?:you|everyone|everybody|all|each)\b", deniable=True),
    phrase(
        rf"{WE}(?: have|'ve)?(?: already)? (?:ticked|filled in|chosen|marked|answered|completed)(?: (?!names?\b|dates?\b|addresses\b|address\b|details\b){W}){{0,5}}? (?:for you|on your behalf)\b",
        deniable=True,
    ),
    phrase(
        r"\b(?:attending|bringing|sending|enrolling|registering|joining|coming|using|accepting a place)"
        rf"(?: (?!{NEGATED}){W}){{0,6}}? (?:means?|shows?|says|tells us|counts as)(?: that)?"
        rf"(?: (?:you|parents|families))? (?:{AGREE}|a yes\b|yes\b)",
        deniable=True,
    ),
    phrase(r"\b(?:un ?tick|un ?check|deselect)\w*"),
    phrase(r"\b(?:pre ?|already )(?:ticked|selected|chosen|filled in)\b|\bticked for you\b", deniable=True),
    phrase(
        r"\b(?:yes|consent|permission) by default\b|\bby default,? (?:it is |the answer is )?yes\b"
        r"|\bdefault (?:answer )?(?:is|of) yes\b|\bautomatic(?:ally)? (?:consent|agree|yes|give|opted)"
        r"|\b(?:tacit|passive|implied|deemed|presumed) (?:consent|agreement|permission)\b",
        deniable=True,
    ),
    phrase(
        rf"{YOU} (?:are|will be|shall be) (?:taken|considered|deemed|held|understood|assumed|presumed) to "
        r"(?:have )?(?:agree|consent|accept|give|allow)\w*",
        deniable=True,
    ),
    phrase(rf"\btick (?:{W} ){{0,3}}if you (?:{NOT}|object|refuse|would rather not)\b"),
    phrase(
        rf"\b(?:tell us|let us know|write to us|contact us|speak to (?:us|{W}|the {W}))(?: only)?(?: in writing| by {W})? if you "
        rf"(?:{NOT} (?:want|wish|agree|consent)|object\b|mind\b|would (?:rather|prefer)\b.{{0,40}}?\bnot\b)",
        not_in=("withdrawing",),
    ),
    phrase(
        r"\bby (?:attending|bringing|sending|enrolling|registering|joining|continuing|using|coming|accepting a place)\b"
        r".{0,60}?\b(?:you|parents|i)(?: also)? (?:agree|consent|accept|give|allow)\b"
    ),
    phrase(
        rf"(?:{WE}|\bour \w+)(?: (?!{NEGATED}|you\b|ask|parents|when|where|if|show){W}){{0,4}}? (?:tick(?:s|ing)?|put(?:s|ting)?|enter(?:s|ing)?|fill(?:s|ing)?(?: in)?|mark(?:s|ing)?|print(?:s|ing)?)"
        rf"(?: (?!{NEGATED}){_NO_FILLING}{W}){{0,4}}? (?:(?<!each )(?<!every )yes(?:es)?\b|yes box){_NO_TOO}(?! you\b)",
        deniable=True,
    ),
    phrase(
        rf"\b(?:question|box|row|line|use|form)s?(?: {W})? (?:has|have|shows?|holds?) (?:an? )?yes\b{_NO_TOO}|\byes (?:stands|sits|is) (?:in|beside|next to) (?:each|every|all)\b|\byes is what (?:we|staff|everyone) \w+",
        deniable=True,
        honest_with=_ONLY_ONCE_ASKED,
    ),
    phrase(
        rf"\b(?:answers?|box(?:es)?|choices?|yes)(?: (?!{NEGATED}){W}){{0,3}}? {_FILLED} by (?:us|the (?:setting|playgroup|nursery|manager|office)|staff|our \w+)\b"
        r"|\banswers? (?:is|are) already (?:there|here|in place|given)\b",
        deniable=True,
        honest_with=re.compile(r"\bif you ask\b|\byou (?:say|tell us)\b"),
    ),
    phrase(
        r"\b(?:starts?|begins?) (?:out |off )?(?:as )?(?:included|opted in)\b"
        r"|\b(?:switch(?:es)?|buttons?|toggles?|sliders?) (?:is|are)(?: already)? (?:on|pressed|green)\b",
        deniable=True,
    ),
)  # fmt: skip
