"""Words that make a yes out of no answer at all."""

import re

from portal.wording.phrases import AGREE, ANSWER, MEANS, NEGATED, NOT, NOTHING_SHOWN, SHOW, WE, YES, W, phrase

_NO_WORD = (
    r"(?:(?:no|without an?y?|without) (?:word|answer|reply|response|news|form|message|objection)s?|(?:heard|hear|say|said|sent) nothing"
    r"|(?:not|never|n't|has yet to|have yet to|yet to) (?:yet )?(?:heard|hear|answer|repl|respond|return|written|write|come back|came back|got back|get back|said|told|sent|send|filled|fill|decide)\w*)"
)
_REMINDED = re.compile(
    r"\b(?:remind|ask)\w*|\bno (?:pictures?|photos?|videos?)\b|\bnothing (?:is|will|at all|of)\b|\bas (?:a )?no\b|\b(?:show|use|post|share|publish)\w* (?:nothing|none|neither)\b"
)

SILENCE_IS_YES = (
    phrase(
        rf"(?:{WE}(?: will|'ll| shall| may| can)?(?: also| still| then)? {SHOW}|\b(?:is|are|be|get) (?:shown|used|posted|shared|published|included)"
        rf"|\b(?:pictures?|photos?|videos?|they|it) (?:will )?(?:go|goes|appears?) (?:up|out|online|ahead|in|on)\b)(?:,? (?!{NEGATED}|only\b){W}){{0,10}}?,? "
        rf"(?:where|if|when|whenever|while|for|of|whose|who|after|even|with|without)\b(?: (?!yes\b){W}){{0,6}}? {_NO_WORD}",
        deniable=True,
        honest_with=_REMINDED,
    ),
    phrase(
        r"\b(?:late|too late|after the (?:deadline|date|day)|not at all|lateness|unsigned|forgett?\w*|forgotten|missed|missing|delay\w*|undecided|nothing|(?:no|without) "
        rf"(?:word|news|answer|reply|response|form|message)|hear(?:ing|d)? nothing|silence|not hearing|(?:lack|absence) of (?:an? )?(?:answer|reply|word|response|no|refusal|objection))"
        rf"(?: (?!{NEGATED}){W}){{0,5}}?(?:{MEANS}|,? (?:and|then|so) (?:it is|that is)|,? (?:is )?enough for|,? (?:counts?|count(?:s|ed)) (?:for|towards|among))"
        rf" (?:that )?(?:{YES}|the yes\b|(?:you|parents|families|they) (?:all )?{AGREE})",
        deniable=True,
    ),
    phrase(
        rf"\b(?:no (?:word|news|answer|reply|response|form|message)|(?:hear(?:ing)?|say(?:ing)?) nothing|silence|not hearing|not having (?:heard|had))(?:,? (?!{NEGATED}){W}){{0,6}}?"
        rf"(?:,| and| then| so| means?| that| lets us| allows us to| tells us to| is our cue to)+ (?:we (?:will |can |may |then |shall )*)?{SHOW}",
        deniable=True,
        honest_with=_REMINDED,
    ),
    phrase(rf"\bwho {NOT} (?:{W} ){{1,7}}?(?:are|will be) (?:counted|taken|treated|seen) as (?:agree|consent|happy|content)\w*"),
    phrase(rf"\b(?:which|and|that) we(?: will)? (?:treat|count|take|read|regard|see|understand) as {YES}", deniable=True),
    phrase(r"\bno news (?:is|means|counts as) (?:good news|fine|(?:a )?yes|consent|all right)\b", deniable=True),
    phrase(rf"\b(?:until|till) we (?:hear|know|are told|learn)(?: {W}){{0,2}}? (?:otherwise|differently)\b",
           honest_after=NOTHING_SHOWN),
    phrase(r"\bunless you (?:tell us|say so|ask us)(?: (?:first|before|in writing|by|at|on)\b)(?! that you (?:agree|are happy|say yes))",
           not_in=("kept", "withdrawing"), honest_after=NOTHING_SHOWN),
    phrase(r"\b(?:take|taking|taken|takes)(?: it| this| that| your (?:yes|consent))? as read\b", deniable=True),
    phrase(
        rf"\b(?:yes|consent|permission|agreement)(?: (?!{NEGATED}|no\b){W}){{0,5}}? (?:carr(?:y|ies) on|continues?|stays?"
        r"|rolls? over|stands?|holds?|goes on)\b.{0,30}?\bunless (?!you (?:withdraw|change|take|say no))"
    ),
    phrase(r"\b(?:renews?|renewed|rolls? over|rolled over|carr(?:y|ies|ied) over)(?: \w+){0,3}? (?:automatically|by itself)\b",
           deniable=True),
    phrase(
        rf"{WE}(?: will|'ll)?(?: then)? {SHOW}(?: {W}){{0,6}}? (?:once|after|when|as soon as) (?:the |this )?"
        r"(?:deadline|closing date|date|day|time) (?:has |is )?(?:passed|passes|over|gone)\b"
    ),
    phrase(rf"\botherwise,? (?:we(?: will|'ll| shall| may)?|staff will) {SHOW}"),
    phrase(rf"\bdo(?:ing)? nothing(?:,| and) we(?: will|'ll)?(?: then)? (?:{SHOW}|carry on|go on)"),
    phrase(rf"\b(?:do(?:ing)? nothing|(?:no need|need not|{NOT} (?:need|have) to) (?:to )?{ANSWER})\b.{{0,30}}?\bif you {AGREE}"),
    phrase(rf"\bif you {AGREE}(?:,? (?!{NEGATED}){W}){{0,5}}?,? (?:do nothing|there is no need|no need|you need not)\b"),
    phrase(rf"\bonly (?:parents|families|those|people|you|answer|reply)?(?: who| if you) (?:say no|object|refuse|{NOT} (?:want|agree))\b"
           r".{0,20}?\b(?:need|have to|should|must|fill|sign|return|answer)\b"),
    phrase(
        r"\b(?:are|is|will be|shall be) (?:taken|considered|deemed|held|understood|assumed|presumed|thought|counted|treated"
        r"|regarded|seen) (?:to be|as|to have) (?:happy|content|willing|in favour|included|agree\w*|consent\w*|saying yes|said yes)\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:(?:missing|late|blank|empty) (?:answers?|reply|replies|form|box|boxes|questions?)|unanswered questions?)"
        rf"{MEANS} {YES}",
        deniable=True,
    ),
    phrase(rf"\bnot (?:answer|reply|respond|return|sign|tick|fill)ing(?: {W}){{0,4}}? (?:tells us|shows|means)(?: that)?"
           rf"(?: you)? {AGREE}"),
    phrase(
        rf"\bunless (?:(?:you|we|they|parents|i) (?:{W} ){{0,3}}?(?:otherwise|differently)"
        r"|(?:we are )?(?:told |instructed |notified |informed |advised |stated )?otherwise)\b",
        honest_after=NOTHING_SHOWN,
    ),
    phrase(
        rf"\bunless (?:we hear (?:from you|back|that you (?:{NOT}|object|would rather))"
        r"|we (?:receive|get) (?:a |an |your )?(?:objection|refusal|reply|answer))"
    ),
    phrase(
        r"\bunless (?:you|a parent|parents|they) (?:object|refuse|say no|decline|disagree|ask us not|tell us not"
        rf"|tell us no\b|{NOT} (?:want|agree)|tell us (?:that )?you (?:{NOT}|object|would rather))"
    ),
    # “Two years, unless you write to us” is honest: there the yes was given before.
    phrase(
        r"\bunless you (?:contact us|write to us|inform us|notify us|let us know)"
        r"(?! (?:that )?(?:you (?:agree|say|are happy|want|consent)|it is (?:fine|all right)))",
        not_in=("kept",),
    ),
    phrase(
        rf"{WE}(?: will|'ll| shall| may| can)?(?: therefore| then| also)? (?:assume|presume|suppose)\b"
        r"(?! (?:that )?(?:it is |it means |you mean |you (?:say|said|have said) |(?:the|your) answer is )?no\b(?! obj))"
        rf"(?! (?:that )?you {NOT} (?:agree|want|consent|wish))"
    ),
    phrase(
        r"\b(?:consent|agreement|permission|yes|you|it|this)(?: is| are| will be)? "
        r"(?:assumed|presumed|implied|deemed|taken for granted)\b(?! (?:to be |that )?(?:a )?no\b)",
        deniable=True,
    ),
    phrase(r"\bby not (?:answering|replying|responding|returning|signing|ticking|objecting|saying|telling|filling)\b"),
    phrase(rf"\bif you {NOT} object\b|\bif (?:there (?:is|are)|we (?:have|receive|get|hear)|you have) no objections?\b"),
    phrase(r"\bin the absence of (?:an? )?(?:objection|answer|reply)\b|\bno objections? (?:means|counts|is)\b"),
    phrase(
        rf"\bif (?:you {NOT} (?!want|wish|like|agree|consent|allow|give|say yes)(?:{W} ?){{1,7}}?"
        rf"|you leave (?:{W} ?){{1,7}}?|we {NOT} hear(?: {W}){{0,4}}?|you say nothing"
        r"|(?:we (?:have )?(?:get|got|had|hear|heard|receive|received)|there is|you send) "
        rf"(?:no (?:answer|reply|response|word)|nothing)(?: {W}){{0,4}}?),? ?(?:then )?"
        rf"(?:we(?: will|'ll| may| can| shall)?(?: then)? {SHOW}"
        r"|(?:you|(?:that|this|it) means (?:that )?you) (?:agree|consent|accept|allow|give)\b"
        r"|(?:it|that|this) (?:means|counts as|is) (?:a )?yes\b)"
    ),
    phrase(
        r"\b(?:treat|count|take|read|regard|see)s? (?:it|this|that|silence|no (?:answer|reply)|blanks?|an empty box) "
        rf"as {YES}",
        deniable=True,
    ),
    phrase(
        rf"{WE}(?: will|'ll)? {SHOW}(?: {W}){{0,6}}? (?:if (?:we (?:have )?(?:hear|heard|get|got|receive|received) "
        rf"(?:no (?:answer|reply|response|word)|nothing)|you (?:{NOT} {ANSWER}|say nothing|leave))"
        r"|as long as (?:nobody|no one|no parent|you do not) (?:object|complain|sa(?:y|id))\w*)"
    ),
    phrase(
        r"\b(?:silence|no (?:answer|reply|response)|an? (?:empty|blank) (?:answer|box|question)|leaving it "
        r"(?:out|empty|blank)|what you leave out|not (?:answering|replying|responding|returning|signing|ticking)"
        rf"(?: {W}){{0,3}}?){MEANS} {YES}",
        deniable=True,
    ),
    phrase(rf"\bleav\w+ (?:{W} ){{1,3}}?(?:empty|blank|out) and we(?: will|'ll)?(?: then)? {SHOW}"),
    phrase(
        r"\b(?:until|till) (?:you|a parent|parents|they|someone|somebody) "
        r"(?:says? no|objects?|complains?|refuses?|declines?|(?:tells?|asks?) us (?:not to|to stop|otherwise))\b",
        not_in=("kept", "withdrawing"),
        honest_after=NOTHING_SHOWN,
    ),
    phrase(
        rf"\b(?:questions?|forms?|answers?|box(?:es)?) (?:left|lost|without|not|that (?:is|are|gets?) (?:left|lost|missing|late))(?: (?!{NEGATED}(?<!an)){W}){{0,4}}?{MEANS} {YES}",
        deniable=True,
    ),
    phrase(
        rf"\bif (?:the|your|this|any|a) (?:form|answer|reply|letter)(?: {W}){{0,4}}? (?:lost|late|missing|forgotten|delayed|arrive|reach us|come back),? (?:then )?we(?: will|'ll)? {SHOW}"
        rf"|\bif (?:nobody|no one|no parent|none of you) (?:writes?|answers?|repl\w+|objects?|complains?|says?|tells?|comes?|rings?|speaks?)(?: (?!yes\b){W}){{0,4}}?,? (?:then )?we(?: will|'ll)? {SHOW}"
        rf"|\bwaits?(?: {W}){{1,4}} and (?:then )?(?:we )?{SHOW}",
        deniable=True,
    ),
    phrase(
        rf"\b(?:take it|reckon|conclude|gather|trust|treat (?:it|this|the matter)|regard (?:it|this|the matter))(?: as)?(?: that)?(?: (?:you|parents|families|everyone|everybody))? {AGREE}",
        deniable=True,
    ),
    phrase(
        r"\b(?:answers?|blanks?|box|boxes|questions?)(?: then)? (?:becomes?|turns? (?:in)?to|changes? to|switch\w* to) (?:an? )?yes\b",
        deniable=True,
        honest_with=re.compile(r"\b(?:you|parents?) (?:say|change|tell|tick)\w*"),
    ),
    phrase(
        rf"\b(?:read|treat|count|take|see|regard)s? (?:an? |the |any |every )?(?:missing|late|blank|empty|lost|unsigned|unanswered)(?: {W}){{0,2}}? as {YES}"
        rf"|\b(?:unanswered|late|missing|blank|empty|unsigned)(?: {W}){{1,2}} (?:go|goes|put|placed|filed|belongs?)(?: {W})? (?:in|on|to|with|under|among) (?:the )?yes\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:until|till|by) {W}(?: {W}){{0,2}}? to (?:stop us|object|say no|refuse|opt out|complain)\b|\bhear from (?:{W} )?who (?:refuse|say no|object)\b"
        rf"|\bwho (?:say nothing|{NOT} {ANSWER})(?: {W}){{0,3}}? (?:have|has) (?:agreed|consented|said yes)\b"
        rf"|\b(?:if|when|where) we (?:{NOT}|never) (?:get|have|receive)(?: (?!{NEGATED}){W}){{0,4}}?,? (?:it is |that is |the answer is |we put )?(?:an? )?yes (?:is|it is)\b",
        deniable=True,
    ),
)  # fmt: skip
