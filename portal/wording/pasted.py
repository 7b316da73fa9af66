"""Text that was pasted from Word or a page, made plain: its markup goes, its words stay."""

import html
import re

from portal.foundation.text import clean_text

# What a reader never saw: styles, scripts, and what Word notes for itself.
_UNSEEN = re.compile(r"<!--.*?-->|<(style|script|xml|title)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLOCKS = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|blockquote)\b[^<>]*>", re.IGNORECASE)
_BREAKS = re.compile(r"<br\b[^<>]*>\n?", re.IGNORECASE)
# Only tags that pages and Word have: anything else in pointed brackets is somebody’s words.
_OTHERS = re.compile(
    r"</?(?:span|b|i|u|s|a|em|strong|font|small|sup|sub|td|th|tbody|thead|html|head|body|meta|link|img|del|ins|"
    r"[owv]:\w+|st1:\w+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITIES = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|[lr][sd]quo|[nm]dash|hellip|bull|middot|#\d{1,6});")
_BULLETS = re.compile(r"^[^\S\n]*(?:[•·▪◦‣●○■□▫–-]|\uf0b7|\uf0a7|o\t)[^\S\n]+", re.MULTILINE)
_ODD_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NO_WIDTH = re.compile(r"[\u200b\u2060\ufeff\u00ad]")


def without_traces(text: str) -> str:
    """Return a text without spaces and marks that look like nothing else than a space or nothing."""
    return _NO_WIDTH.sub("", _ODD_SPACES.sub(" ", text))


def as_plain_text(text: str) -> str:
    """Return a text without tags, entities and bullets. Each block of a page is a paragraph, each bullet a line."""
    plain = _UNSEEN.sub("", text)
    plain = _OTHERS.sub("", _BREAKS.sub("\n", _BLOCKS.sub("\n\n", plain)))
    if plain != text or _ENTITIES.search(plain):
        plain = without_traces(html.unescape(plain))
    plain = _BULLETS.sub("", plain)
    return re.sub(r"\n(?:[^\S\n]*\n){2,}", "\n\n", clean_text(plain)) if plain != text else text
