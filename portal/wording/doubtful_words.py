"""Words that may be honest and often are not: the manager is asked before they are published."""

import re

from portal.wording.phrases import NEGATED, NOT, W, phrase

_PARENTS = r"(?:parents|families|mums|mothers|carers)"

# How a sentence about silence ends where it is honest: with a no, or with a question asked again.
_ENDS_IN_NO = re.compile(
    r"\b(?:is|as|means?|stays?|counts? as|remains?) (?:a |still )*no\b|\b(?:show|use|post|share|take|shown|used)s? (?:no|nothing|none)\b"
    r"|\b(?:no|not|never|nothing|nobody)\b.{0,40}\b(?:shown|used|posted|shared|taken|shows?|uses?|posts?|shares?|takes?)\b"
    r"|\b(?:not|never|nor)\b.{0,12}\b(?:yes|consent|agreement)\b|\bremind\w*|\bask\w*(?: you)? (?:again|once more)\b|\bends?\b|\bruns? out\b"
)
_SAYS_WHO_DECIDES = re.compile(
    r"\b(?:yes|no|not|never|nothing|nobody|none|agree\w*|only where|only if|who may|before|after|asked?|asks)\b|\b\w+n't\b"
)
_ABOUT_ONE_USE = ("withdrawing", "kept", "audience", "controllers", "example", "sentence", "label")
_STANDS_ALONE = re.compile(
    r"\b(?:(?<!say )(?<!says )(?<!said )(?<!saying )no|not|never|nothing|nobody|none|without|cannot|separate\w*|another|other|own page|of (?:its|their) own|apart)\b|\b\w+n't\b"
    r"|\b(?:we|staff) (?:all )?(?:follow|keep to)\b"
)

# Silence, an objection, an old answer: near enough to a yes that nobody gave to be read once more.
PERHAPS_SILENCE = (
    # “All children appear in pictures”: shown, and no word of who said yes.
    phrase(
        r"\b(?:appears?|(?:is|are|will be) (?:shown|part of|in|used|posted|included|seen)(?=.{0,40}?\b(?:pictures?|photos?|videos?)\b)"
        r"|(?:shown|counted|treated|seen) as allowed|go(?:es)? ahead|carr(?:y|ies) on|only need to hear)\b",
        not_in=_ABOUT_ONE_USE,
        honest_with=_SAYS_WHO_DECIDES,
    ),
    phrase(r"\bunless we (?:get|receive|have|are given)\b", not_in=("withdrawing", "kept"), honest_with=_ENDS_IN_NO),
    phrase(
        r"\bif you (?:are|feel) (?:fine|happy|content|all right)\b",
        not_in=("withdrawing", "kept"),
        honest_with=_ENDS_IN_NO,
    ),
    phrase(
        r"\b(?:silence|say(?:s|ing)? nothing(?! about)|said nothing|nothing from you|hear(?:d)? nothing|(?:not|never) heard|no (?:answer|reply|response)"
        rf"|(?:{NOT}|does not|did not|(?<!need )not|without) (?:answer|reply|respond|return|sign|send)\w*|missing answers?|(?:left|leave|leaving) (?:\w+ )?"
        r"(?:empty|blank))\b",
        not_in=("withdrawing", "kept"),
        honest_with=_ENDS_IN_NO,
    ),
    phrase(
        r"\b(?:objects?|objected|objections?)\b(?! of)|\byou mind\b",
        deniable=True,
        not_in=("withdrawing", "kept"),
        honest_with=_ENDS_IN_NO,
    ),
    phrase(
        r"\b(?:earlier|last year's|previous|old) (?:answers?|yes|consent|forms?)\b",
        deniable=True,
        not_in=("withdrawing",),
        honest_with=_ENDS_IN_NO,
    ),
    phrase(
        r"\b(?:you|parents|families) (?:have|has) (?:already )?(?:agreed|consented|given)\b",
        deniable=True,
        honest_after=re.compile(
            r"\b(?:where|once|when|until|unless|what|if|which|that|after|whom|because|before|as) $"
        ),
    ),
    phrase(
        r"\b(?:is|gives us|stands for|serves as|works as) (?:also )?(?:your |a )?(?:permission|consent|agreement)\b",
        deniable=True,
    ),
)

# Rules, money, a place, a loss: none of it belongs on a form about pictures, unless it says so.
PERHAPS_BUNDLED = (
    phrase(
        r"\b(?:contract|fees?|invoices?|(?:funded|free) hours|polic(?:y|ies)|handbook|deposits?|refund\w*|(?:our|these|the setting's|the playgroup's) terms|terms and conditions|rules)\b",
        not_in=_ABOUT_ONE_USE,
        honest_with=_STANDS_ALONE,
    ),
    phrase(
        r"\b(?:loses?|misses|sits? (?:at(?! the same)|out|by)|left out|penalt\w+|excluded|turned away)\b",
        honest_with=_STANDS_ALONE,
    ),
)

# A yes under pressure, or for a reward, is not freely given.
PRESSING = (
    phrase(
        rf"\b(?:gets?|win|wins|earns?|receives?|have|has)(?: {W}){{0,2}}? (?:free|discounts?|prizes?|rewards?|vouchers?|gifts?)\b",
        deniable=True,
    ),
    phrase(r"\blet(?:s|ting)? (?:\w+ ){1,4}down\b"),
    phrase(r"\bspoils?\b|\bmiss(?:es|ing)? out\b|\bleft out\b", deniable=True),
    phrase(
        r"\b(?:help|helps|pleased|happy|grateful|lovely|kind|appreciate|hope|love|wonderful)\b(?: it)?(?: \w+){0,3}? (?:if|when|that) "
        rf"(?:you|{_PARENTS}|everyone|everybody)(?: (?!{NEGATED}){W}){{0,3}}? (?:say|said|agree|agreed)\b(?! no\b)(?! yes or no\b)",
        deniable=True,
    ),
    phrase(r"\bplease (?:do )?(?:say yes|agree|tick yes|consent)\b(?! or no| only)", deniable=True),
    phrase(
        r"\b(?:need|want|expect|count on|rely on|would like)(?: \w+){0,2}? (?:yes|consent|agreement) (?:from|of) (?:every|all|each)",
        deniable=True,
    ),
    phrase(
        r"\bask(?:s|ing)? (?:you )?(?:why|for (?:an?|your|the) reasons?)\b|\b(?:tell us|explain(?: to us)?|give us) (?:why|your reasons?)\b",
        deniable=True,
        not_in=("withdrawing",),
    ),
    phrase(
        r"\b(?:sad|sorry|disappoint\w*|upset|difficult|hard|shame|pity|unfair|extra work)\b(?: \w+){0,5}? (?:if|when|that) \w+"
        r"(?: \w+){0,2}? (?:say|says|said|refuse\w*) ?(?:no)?\b",
        deniable=True,
    ),
    phrase(
        rf"(?<!until )(?<!when )(?<!once )(?<!if )(?<!where )(?<!unless )\b(?:all|most|nearly all|almost all|every) "
        rf"(?:of )?(?:the |our )?(?:other )?{_PARENTS} (?:have |already )*(?:say|said|agree|agreed)\b(?! no\b)",
        deniable=True,
    ),
)

# Withdrawing must be no harder than saying yes, and it must do something.
HARDER_THAN_YES = (
    phrase(
        r"\b(?:only|must|has to|have to|need to|needs to)\b(?: \w+){0,5}? "
        r"(?:by (?:post|letter|recorded delivery)|in person|in writing|on paper|to the (?:office|chair|committee))\b",
        deniable=True,
    ),
    phrase(
        rf"\b(?:pictures?|photos?|videos?|posts|those|they)(?: (?!{NEGATED}){W}){{0,5}}? (?:stays?|remains?|(?:is|are) (?:kept|left))"
        r" (?:up|online|there|on (?:the|our)|where (?:it|they))\b",
        deniable=True,
    ),
    phrase(r"\bwe (?:do not|don't|will not|won't) (?:take (?:it |them |\w+ )?down|remove|delete)\b"),
)

# Words that let in more than anybody can picture.
VAGUE = (
    phrase(r"\banywhere\b(?! (?:in|inside|on) (?:our|the|this)\b)|\b(?:to|in|with) the media\b", deniable=True),
    phrase(
        r"\bwider (?:community|world)\b|\bfriends of\b|\band friends\b|\b(?:whoever|anyone who) finds\b", deniable=True
    ),
    phrase(r"\bfor (?:publicity|marketing|promotion\w*|advertising|training|research)\b", deniable=True),
    phrase(r"\b(?:other|any|various|similar|general|our own) purposes\b", deniable=True),
    phrase(r"\betc\b|\band so on\b|\band (?:the like|much more|others)\b(?! wh)|\bamong other things\b"),
    phrase(
        r"\bas long as (?:(?:we|it) (?:need|like|want|wish|choose|please|see fit|is useful|is needed|is necessary)|necessary|needed)\b"
        r"|\bindefinitely\b",
        deniable=True,
    ),
)
