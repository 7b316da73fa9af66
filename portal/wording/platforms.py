"""Places outside the setting where a picture can be shown, and the companies that then control it too."""

import re
from dataclasses import dataclass

_W = r"[\w']+"


@dataclass(frozen=True)
class Platform:
    """A place by its name, and the company that parents have to be told of (UK GDPR, article 13(1)(e))."""

    name: str
    company: str
    named: re.Pattern[str]
    company_named: re.Pattern[str]


def _platform(name: str, company: str, named: str, company_named: str) -> Platform:
    return Platform(name, company, re.compile(named), re.compile(company_named))


def _of_its_own(name: str) -> Platform:
    """A place whose company has the same name."""
    return _platform(name, name, rf"\b{name.lower()}\b", rf"\b{name.lower()}\b")


PLATFORMS = (
    _platform("Facebook", "Meta", r"\b(?:face ?book|fb|messenger)\b", r"\bmeta\b"),
    _platform("Instagram", "Meta", r"\b(?:instagram|insta)\b", r"\bmeta\b"),
    _platform("WhatsApp", "Meta", r"\bwhats ?app\b", r"\bmeta\b"),
    _platform(
        "Threads",
        "Meta",
        r"\b(?:on|to|via|through) (?:our )?threads\b|\bthreads (?:account|app|page|feed)\b",
        r"\bmeta\b",
    ),
    _platform("YouTube", "Google", r"\byou ?tube\b", r"\b(?:google|alphabet)\b"),
    _platform("Google", "Google", r"\bgoogle (?:photos?|drive|classroom|business)\b", r"\bgoogle\b"),
    _platform("TikTok", "ByteDance", r"\btik ?tok\b", r"\bbyte ?dance\b"),
    _platform("X", "X Corp", r"\btwitter\b|\bon x\b|\bx (?:account|page|feed|channel)\b", r"\bx corp"),
    _platform("Snapchat", "Snap", r"\bsnap ?chat\b", r"\bsnap\b"),
    _platform("LinkedIn", "LinkedIn", r"\blinked ?in\b", r"\b(?:linkedin|microsoft)\b"),
    _platform("iCloud", "Apple", r"\bi ?cloud\b", r"\bapple\b"),
    # “A blue sky”, “a drop box in the hall” and “a signal” are no platforms.
    _platform("Bluesky", "Bluesky", r"\bbluesky\b|\b(?:on|to|via) blue sky\b", r"\bblue ?sky\b"),
    _platform("Dropbox", "Dropbox", r"\bdropbox\b|\b(?:on|to|via|through) drop box\b", r"\bdrop ?box\b"),
    _platform(
        "Signal",
        "Signal",
        r"\b(?:on|via|through|by|over|using) (?:our )?signal\b|\bsignal (?:group|chat|app|account|message)s?\b",
        r"\bsignal\b",
    ),
    *(_of_its_own(name) for name in ("Vimeo", "Pinterest", "Nextdoor", "Telegram", "Discord", "Reddit", "Flickr")),
)

# These work for the setting under a contract and control nothing themselves: to name them is enough.
WORKS_FOR_US = re.compile(
    r"\b(?:famly|(?<!\ba )tapestry|class ?dojo|(?<!\bthe )(?<!\ba )seesaw|parentmail|parent ?zone|baby'?s days"
    r"|evidence ?me|kinderly|iconnect)\b|\bblossom (?:educational|app|account|journal)\b|\bon blossom\b"
)

# Somewhere that is not the setting's own, without saying where.
NAMELESS = re.compile(
    r"\b(?:various|different|other|several|all|any|many|usual|online) (?:\w+ )?(?:platforms|channels)\b|\busual channels\b"
    r"|\b(?:our|the|all|any) (?:followers|fans)\b|\bon our (?:own |public )?profiles?\b|\b(?:on|in|to) (?:our |the )?stories\b"
    r"|\b(?:on|to) our (?:own )?story\b(?! ?(?:board|book|time|wall|corner|sack))"
    r"|\b(?:on|over|across|to) the (?:internet|net|web)\b(?! ?(?:site|page))"
    r"|\b(?:parents?|families|family|mums?|dads?|members?)'? chat\b"
    r"|\b(?:parents?|families|family|carers?|mums?|dads?|members?)'? group\b(?! (?:picture|photo|meeting|session|in (?:our|the) (?:room|hall)))"
    r"|\b(?:wherever|anyone|anywhere|whoever) we\b|\bin any way\b|\bas we (?:see fit|choose|like|wish|please)\b"
    r"|\b(?:our|selected|chosen|trusted|other|business|some) partners\b"
    r"|\b(?:selected|chosen|trusted|other|any|some|certain) third part(?:y|ies)\b"
    r"|\b(?:other|partner|some|selected|outside) (?:organi[sz]ations|companies|businesses|agencies|firms)\b"
    r"|\bthe (?:company|firm|business) (?:that|who|which|behind)\b|"
    r"\bsocial (?:media|platforms?|network(?:s|ing)?)\b|\b(?:on|to|through) our (?:own |public )?accounts?\b"
    rf"|\b(?:closed|private|secret|online|internet|web|chat|messaging|message) (?:{_W} )?group\b"
    r"|\bgroup chats?\b"
    rf"|\b(?:online|internet|web|cloud) (?:{_W} )?(?:platform|forum|channel|album|gallery|service|community|storage)\b"
    r"|\bonline page\b|\b(?:public|business|fan|community) page\b|\bour page\b(?! (?:on|of) (?:our|the) web)"
    r"|\b(?:video|photo|picture|photo sharing|video sharing) (?:channel|platform|site)\b|\blive ?stream\w*|\bstreaming\b"
    r"|\bapps?\b(?! free)|\b(?:(?:the|our|on|all|other) socials|our social (?:pages?|accounts?|feeds?))\b"
    r"|\b(?:our|the (?:setting|playgroup|nursery|pre ?school|club)'s) (?:own |public |news )?(?:channels?|feeds?|time ?lines?|reels?)\b"
    rf"|\b(?:show|shar|post|put|publish|upload|display)\w*(?: (?!web){_W}){{1,6}}? online\b(?= *(?:$|[,)]| and\b| or\b))"
    r"|\b(?:digital|sharing|learning|media|journal|external|third party) platform\b"
    r"|\b(?:other|another|some(?:body|one) else'?s|other people'?s|partner'?s?|third party|external|outside)"
    rf" (?:{_W} )?(?:web ?sites?|sites?|web pages?)\b"
    r"|\b(?:web ?sites?|web pages?) (?:of|run by|belonging to|owned by) (?:some(?:body|one)|another|others?|a partner)\b"
)

# Places that are a use each, besides the platforms: two of them in one question are two questions.
PLACES = {
    "website": re.compile(r"(?<!its )(?<!their )(?<!own )\bweb ?(?:site|page)s?\b"),
    "press": re.compile(r"\bnewspapers?\b|\b(?:the|local) press\b|\bmagazines?\b|\bradio\b|\btelevision\b"),
    "displays": re.compile(rf"\b(?:on|in) (?:{_W} )?displays?\b|\bnotice ?boards?\b"),
    "journals": re.compile(r"\bjournals?\b"),
}

_NAMES = "|".join([*(platform.named.pattern for platform in PLATFORMS), WORKS_FOR_US.pattern])
_ANY = "|".join([_NAMES, NAMELESS.pattern, *(place.pattern for place in PLACES.values())])
_KIND = r"(?:group|page|account|channel|feed|chat|app|album|journal|community|platform|site|story|storage|cloud|network|profile)"
_TAIL = rf"(?:'s)?(?: {_KIND}s?\b){{0,2}}"
_TO = (
    r"(?: (?:on|in|into|to|onto|via|through|using|with|over|at))?(?: (?:our|the|any|a|an|your|their))?"
    r"(?: (?:closed|private|public|secret|other|own))?"
)
# Only what says “not there” and nothing else: “without names on Facebook” shows the child on Facebook.
_DOING = (
    r"(?:be|are|is|ever|goe?s?|appears?|post(?:ed)?|put|show[ns]?|shared?|upload(?:ed)?|publish(?:ed)?|used?"
    r"|pictures?|photos?|videos?|it|them|anything|anyone|(?:your )?child(?:ren)?(?:'s)?|any)"
)
# “Never on Facebook with a name” and “not on Facebook unless …” take the denial back.
_TAKEN_BACK = r"(?:[^,]{0,80}?\b(?:with|without|before|alone|yet|for now|at first)\b|.{0,120}?\b(?:unless|until|except|apart from)\b)"
_DENIED = re.compile(
    rf"\b(?:not|never|no|nor|none|nothing|nobody|nowhere|without|neither|cannot|\w+n't)(?: {_DOING}){{0,4}}{_TO}"
    rf" (?:{_ANY}){_TAIL}(?:(?:,? n?or{_TO}|,) (?:{_ANY}){_TAIL})*+(?!{_TAKEN_BACK})"
)
# A name with the words around it that only say what kind of place it is.
_NAMED = re.compile(
    rf"(?:(?:{NAMELESS.pattern}|\bjournals?\b)(?:,?(?: (?:on|in|within|called|at|by))?) \(?(?:the |our )?)?"
    rf"(?:\b(?:closed|private|secret|public|online|business) ){{0,2}}(?:{_NAMES}){_TAIL}"
)
_SAME_AGAIN = re.compile(
    r"\b(?:the|that|this|our|its)(?: (?:same|closed|private|public|social|video|photo|online|group|business)){0,2}"
    rf" (?:{_KIND}|service)\b|\bthe (?:company|firm|business) (?:that|who|which|behind)\b"
)


def without_denied(sentence: str) -> str:
    """Return ``sentence`` without the places of which it says “not on …” or “never in …” directly."""
    return _DENIED.sub(" , ", sentence)


def without_names(sentence: str) -> str:
    """Return ``sentence`` without the places that it names."""
    return _NAMED.sub(" , ", sentence)


# What the text around the questions tells of a place: who is shown there, and not the rules that hold there.
SHOWS_THERE = re.compile(
    r"\b(?:pictures?|photos?|photographs?|videos?|clips?|show\w*|shar(?:e|es|ed|ing)|post(?:s|ed|ing)?|upload\w*|publish\w*|appears?|put|puts|goes|go)\b"
)
ASKED_BY_NAME = re.compile(
    r"\b(?:polic(?:y|ies)|rules?|own question|questions? (?:for|about|names?)|names? (?:each|every)|by name|(?:keep|stay)s? (?:off|away|out)|belongs?)\b"
)


def kinds_named(text: str) -> frozenset[str]:
    """Return what ``text`` calls the places that it names, as “group” in “our closed Facebook group”."""
    kinds = {match.group().split()[-1].rstrip("s") for match in _NAMED.finditer(text)}
    return frozenset(kinds | {"app"} if WORKS_FOR_US.search(text) else kinds)


def without_references_to(sentence: str, kinds: frozenset[str]) -> str:
    """Return ``sentence`` without words such as “the group” where a question names a place of that kind."""
    return _SAME_AGAIN.sub(lambda match: " , " if match.group().split()[-1] in kinds else match.group(), sentence)


def without_references(sentence: str) -> str:
    """Return ``sentence`` without words such as “the app” that point to a place named before."""
    return _SAME_AGAIN.sub(" , ", sentence)


# What stands before “app” or “group” with a capital and is no name.
_NO_NAME = re.compile(
    r"(?i:our|the|an?|this|that|your|their|other|another|some|any|and|or|in|on|to|with|parents?|family|families|setting"
    r"|playgroup|nursery|preschool|club|closed|private|secret|public|online|internet|web|video|photo|learning|social"
    r"|show|share|put|post|use|let|send|upload|display|publish)$"
)
_NAMED_PLACE = re.compile(
    r"(?i:apps?|platforms?|groups?|channels?|services?|albums?|storage|gallery|forums?|community|accounts?|sites?|pages?)$"
)


def unknown_name(text: str, place: str) -> str:
    """Return ``place`` with the name beside it, as in “our Brightwheel app”, where it is a name that we do not know."""
    if not _NAMED_PLACE.search(place):
        return ""
    around = re.search(rf"(?:([\w’']+) )?({re.escape(place)})(?:(?: called|,| on| by)? ([\w’']+))?", text)
    if around is None or not any(_is_name(word) for word in (around[1], *around[2].split()[1:-1], around[3])):
        return ""
    begins = around.start(1 if _is_name(around[1]) else 2)
    return text[begins : around.end(3 if _is_name(around[3]) else 2)]


def _is_name(word: str | None) -> bool:
    return bool(word) and str(word)[:1].isupper() and not _NO_NAME.match(str(word))
