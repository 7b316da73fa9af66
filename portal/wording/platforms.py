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
    _platform("Facebook", "Meta", r"\b(?:facebook|fb|messenger)\b", r"\bmeta\b"),
    _platform("Instagram", "Meta", r"\b(?:instagram|insta)\b", r"\bmeta\b"),
    _platform("WhatsApp", "Meta", r"\bwhats ?app\b", r"\bmeta\b"),
    _platform("YouTube", "Google", r"\byou ?tube\b", r"\b(?:google|alphabet)\b"),
    _platform("Google", "Google", r"\bgoogle (?:photos?|drive|classroom|business)\b", r"\bgoogle\b"),
    _platform("TikTok", "ByteDance", r"\btik ?tok\b", r"\bbyte ?dance\b"),
    _platform("X", "X Corp", r"\btwitter\b|\bon x\b|\bx (?:account|page|feed|channel)\b", r"\bx corp"),
    _platform("Snapchat", "Snap", r"\bsnap ?chat\b", r"\bsnap\b"),
    _platform("LinkedIn", "LinkedIn", r"\blinked ?in\b", r"\b(?:linkedin|microsoft)\b"),
    *(_of_its_own(name) for name in ("Vimeo", "Pinterest", "Nextdoor", "Telegram", "Discord", "Reddit", "Flickr")),
)

# These work for the setting under a contract and control nothing themselves: to name them is enough.
WORKS_FOR_US = re.compile(
    r"\b(?:famly|tapestry|class ?dojo|seesaw|parentmail|parent ?zone|baby'?s days|blossom|evidence ?me|kinderly|iconnect)\b"
)

# Somewhere that is not the setting's own, without saying where.
NAMELESS = re.compile(
    r"\bsocial (?:media|network(?:s|ing)?)\b"
    rf"|\b(?:closed|private|secret|online|internet|web|chat|messaging|message) (?:{_W} )?group\b"
    r"|\bgroup chats?\b"
    rf"|\b(?:online|internet|web|cloud) (?:{_W} )?(?:platform|forum|channel|album|gallery|service|community|storage)\b"
    r"|\bonline page\b|\b(?:public|business|fan|community) page\b|\bour page\b(?! (?:on|of) (?:our|the) web)"
    r"|\b(?:video|photo|picture|photo sharing|video sharing) (?:channel|platform|site)\b|\blive ?stream\w*|\bstreaming\b"
    r"|\bapps?\b"
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
