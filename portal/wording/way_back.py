"""Words that say how a yes is taken back, and words that take the way back away."""

import re

from portal.wording.phrases import NEGATED, W, phrase

WITHDRAWS = re.compile(
    rf"\bwithdr[ae]w|\bopt(?:ing)? ?out\b|\bchang\w+ (?:your|my|their|our|any|an) (?:minds?|answers?|yes)\b"
    rf"|\btak\w+ (?:{W} ){{1,4}}back\b|\btak\w+ back (?:a|your|any|the) (?:yes|consent|answer)|\b(?:cancel|revok)\w*"
    r"|\bstop (?:this|it|us)\b|\bturn\w* (?:a|your|any) yes into\b|\bsay(?:ing)? no\b.{0,40}?\b(?:after|later|said yes)\b"
)
AT_ANY_TIME = re.compile(r"\bat any (?:time|moment|point)\b|\bany ?time\b|\bwhenever\b|\bany day\b|\balways\b")
WAY_TO_US = re.compile(
    r"\b(?:here|tell(?:ing)?|ask(?:ing)?|write|writing|e ?mail|call(?:ing)?|ring|phone|telephone|speak|talk|button|press|contact|let us know|online"
    r"|account|portal|page|in person|sign in|form)\b"
)
_NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|ten|fourteen|twenty|thirty|some|several|a few)"
_LONG = rf"{_NUMBER} (?:(?:working|school|calendar) )?(?:days?|weeks?|months?|terms?)\b"
_EXCEPT = r"(?:except|apart from|excluding|other than|but not|save|unless|provided|as long as|only|not|outside)"
_THE_YES = r"(?:yes|decisions?|answers?|consent|permission|agreement|signature|choices?|form)"
_STILL_OPEN = re.compile(
    r"\b(?:until|unless|till|or|before) (?:you|they|a parent)(?: \w+)? (?:change|withdraw|take|say no|tell us)\w*|\b(?:at )?any (?:time|moment)\b"
    r"|\bwhenever\b|\bask\w*(?: you)? again\b|\bevery year\b|\beach year\b"
)
_FOR_EVER = (
    r"(?:school (?:life|days|career)|life\b|childhood|(?:whole|entire|all|full) (?:of )?(?:(?:the|their|your|his|her) )?(?:time|stay)|for ?ever|for good|permanently|always|the rest of"
    r"|(?:all|the) years|years to come|(?:until|till) (?:your child|they|he|she|the child) leaves?|as long as (?:your child|they|he|she)|once and for all)"
)
# A yes for good, wherever the form says so.
FOR_GOOD = (
    phrase(
        r"\b(?:cannot|can not|can't|may not|must not|never|no longer|not be able to|not possible to) "
        rf"(?:{W} )?(?:withdraw|change (?:your|my|their) (?:minds?|answers?))\b(?! (?:for you|without|behind))",
    ),
    phrase(
        rf"\b(?:yes|answers?|consent|permission|signature)(?: {W}){{0,8}}? (?:cannot|can't|can not|may not|can never|must not)"
        r" be (?:taken back|withdrawn|changed|undone|cancelled|revoked)\b(?! by )"
    ),
    phrase(
        r"\bno (?:taking (?:it|this|anything) back|going back|turning back|way back)\b|\b(?:are|is|be) bound\b",
        deniable=True,
    ),
    phrase(
        rf"\b{_THE_YES}(?: (?!{NEGATED}){W}){{0,4}}? (?:is|are|be|stays?|becomes?|remains?|as)(?: (?!{NEGATED}|only\b){W}){{0,2}}? (?:final|binding|permanent|irrevocable|irreversible"
        r"|fixed|for good|for ?ever|for life|lasting|set in stone|closed|locked|definite)\b"
        rf"|\b(?:final|binding|permanent|irrevocable|irreversible|lifelong|once and for all) {_THE_YES}\b",
        deniable=True,
        honest_with=_STILL_OPEN,
    ),
    phrase(
        rf"\b{_THE_YES}(?: (?!{NEGATED}|no\b){W}){{0,5}}? (?:lasts?|holds?|stands?|counts?|runs?|continues?|applies|apply|stays?|goes on|is valid|are valid|is good|remains?|binds?)"
        rf"(?: (?!{NEGATED}|no\b|only\b){W}){{0,4}}? {_FOR_EVER}",
        deniable=True,
        honest_with=_STILL_OPEN,
    ),
    phrase(
        r"\byou(?: \w+)? (?:say|said|agree|agreed|sign|signed|answer|decide|consent|choose)(?: (?!no\b)\w+){0,4}? (?:for good|for ?ever|once and for all|for life|permanently)\b",
        deniable=True,
        honest_with=_STILL_OPEN,
    ),
    phrase(
        rf"\b{_THE_YES}(?: {W}){{0,8}}? (?:cannot|can't|can not|may not|can never|must not) be (?:reversed|altered|amended|recalled|reconsidered|called back|reopened|cancelled|edited)\b"
        r"|\b(?:you|parents|families)(?: then)? (?:cannot|can't|can not|may not|can never|must not)(?: later)? (?:go back on|undo|reverse|reconsider|cancel|alter|take (?:it|this|that|your yes"
        r"|your consent|your answer|a yes) back|take back (?:it|your|a|the))"
    ),
    phrase(
        r"\b(?:do not|don't|will not|won't|cannot|can't|never|no longer) (?:accept|take|allow|make|permit|process|consider)(?: (?!from\b)\w+){0,2}? "
        r"(?:changes?|withdrawals?|second thoughts|later no|new answers?|a change of mind)\b|\bno (?:changes?|withdrawals?|second thoughts)(?: later)? (?:are|is|will be|can be|accepted|allowed|possible|after|once|later)\b"
        r"|\btoo late to (?:change|withdraw|say no|object)\b|\bonly (?:get|have) (?:one|a single) (?:chance|go|answer)\b|\b(?:holds?|keeps?) you to (?:your|it|this|that)\b"
        r"|\bcommit(?:s|ted|ting)? (?:you|yourself)\b",
        deniable=True,
        honest_with=re.compile(r"\b(?:for you|without you\w*|unless you|behind your|never too late)\b"),
    ),
    phrase(
        r"\bonce signed,? always\b|\byes stays (?:a )?yes\b|\bno (?:way|means) (?:to|of) (?:chang\w+|withdraw\w*|tak\w+ (?:\w+ ){1,2}back)\b"
        r"|\b(?:ties|tie|binds?|locks?) you\b|\b(?:give|sign)s? (?:up|away) (?:the|your|any) rights?\b"
        r"|\bchang\w+ (?:your|an?|the) (?:minds?|answers?) (?:is|will be|would be) (?:not (?:possible|allowed)|impossible|too late)\b"
        r"|\b(?:do not|don't|will not|won't|cannot|can't|never) (?:take|give|hand) (?:your|a|the) (?:yes|consent) back\b",
        honest_after=re.compile(r"\b(?:not|never|n't)(?: \w+)? $"),
    ),
    phrase(
        r"\b(?:do not|don't|will not|won't|cannot|can't|never) (?:delete|undo|cancel|remove|erase) (?:your|a|the) (?:yes|consent|permission)\b",
    ),
)
# What takes the way back away, or puts reasons, waiting, money or exceptions in it.
NO_WAY_BACK = (
    *FOR_GOOD,
    phrase(
        r"\b(?:starts?|begins?|counts?|works?|acts?)(?: (?:only|again|from|in|the)){0,2} next (?:term|month|week|year)\b",
        deniable=True,
    ),
    phrase(r"\bonce (?:a|each|every|per) (?:year|term|month|half term)\b", deniable=True),
    phrase(
        r"\bwe (?:may|can|will|shall|might) (?:still |also )?(?:keep|go on|carry on|continue)(?: on)? (?:using|showing|sharing|posting|to use|to show)\b",
        deniable=True,
    ),
    phrase(
        r"\bwe(?: will| shall| may|'ll)? (?:consider|think about|discuss|review)\b|\bwho (?:will |then )?(?:consider|think about|decide)s?\b",
        deniable=True,
    ),
    phrase(
        r"(?<!even )\b(?:if|when|once|provided|as long as) (?:that )?(?:both|all|every|each|the other)(?: \w+){0,2}? "
        r"(?:parents?|carers?|adults?)\b",
        deniable=True,
    ),
    phrase(
        r"\bat any time (?:before(?! or)|until|up to|in the first|during the first)\b(?! (?:your child|they) leaves?\b)"
    ),
    phrase(
        rf"\b(?:allow|give us|wait) (?:us )?(?:up to |at least |about )?{_LONG}(?! (?:to|for us to) (?:take|remove|find))",
        deniable=True,
    ),
    phrase(
        r"\b(?:with|giv\w+|stat\w+|explain\w*|tell(?:ing)?|say(?:ing)?|for(?! any)|need|and) (?:us )?(?:your|the|an?|any)? ?"
        r"(?:good )?reasons?\b|\b(?:explain\w*|say(?:ing)?|tell(?:ing)?)(?: us)? why\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:acts?|counts?|stops?|effect|works?|down|removed?|holds?)(?: {W}){{0,3}}? after (?:the )?{_LONG}"
        rf"|\b{_LONG}(?:'s?)? (?:of )?notice\b|\btakes? (?:up to |about |at least )?{_LONG} (?:before|until|to (?:count|take effect))"
        r"|\b(?:from|at|in|until|by) the (?:next|following|end of (?:the )?) ?(?:term|month|week|school year|year)\b",
        deniable=True,
    ),
    phrase(
        r"[£$€] ?\d|\b\d+ (?:pounds?|pence|euros?)\b|\bpounds\b|\bcosts?\b(?! (?:you )?nothing)|\bfees?\b"
        r"|(?<!free of )(?<!in )\bcharges?\b|\b(?:you|must|to) pay\b(?! nothing)",
        deniable=True,
    ),
    phrase(
        rf"\b(?:time|moment|whenever you (?:like|want|wish)|withdraw\w*|minds?)(?: {W})?,? {_EXCEPT}\b"
        r"(?= (?:in|during|at|on|before|after|within|for|if|when|while|between|once|you|we|the|that|term)\b)"
        rf"|\b{_EXCEPT} (?:in |during |at |on |before |within )?(?:the )?(?:school )?(?:term|holidays|weekends?|summer|hours)\b"
    ),
    phrase(
        r"\bwe(?: will| shall|'ll)? decide\b|\b(?:if|once|when) (?:we|he|she|they|the (?:manager|chair|committee)) (?:agrees?|approves?|allows?|accepts?)\b",
        deniable=True,
    ),
)
