"""Words that choose the yes for somebody: ticked beforehand, in from the start, or said by coming."""

from portal.wording.phrases import AGREE, NEGATED, NOT, SHOW, WE, YOU, W, phrase

CHOSEN_FOR_YOU = (
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
        rf"{WE}(?: have|'ve)?(?: already)? (?:ticked|filled in|chosen|marked|answered|completed)(?: {W}){{0,5}}? for you\b",
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
)  # fmt: skip
