"""The words of family lists, read once from ``vocabulary.toml``."""

import re
import tomllib
from pathlib import Path
from typing import Any

TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def listed(text: str) -> list[str]:
    """Return the words or phrases of a text with commas between."""
    return " ".join(text.split()).split(", ")


def word_set(name: str) -> frozenset[str]:
    return frozenset(listed(TABLES["words"][name]))


def spellings(table: str) -> dict[str, str]:
    """Return by each spelling in a table what it stands for."""
    return {spelling: to for to, text in TABLES[table].items() for spelling in listed(text)}


def pattern(text: str) -> re.Pattern[str]:
    """Return a pattern with the words in place of their names in braces."""
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda name: f"(?:{'|'.join(listed(TABLES['words'][name[1]]))})", text))
