"""Changes to a text that is not published yet, as pure functions: each returns the text anew."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.text import folded
from portal.wording.policy import Part, Text

# Columns of the registers and questions of the form: beyond this nobody reads to the end.
MOST_PARTS = 30
_LONGEST_STEM = 30


def stamp_of(value: object) -> str:
    """Return a fingerprint by which a page can tell later whether somebody changed this meanwhile."""
    return sha256_hex(canonical_json(value))


def part_of(text: Text, key: str) -> Part | None:
    """Return the use or rule called ``key``, or None where it is gone."""
    return next((part for part in text.parts if part.key == key), None)


def with_around(text: Text, values: Mapping[str, Any]) -> Text:
    """Return the text with other words around its uses or rules."""
    return replace(text, **values)


def with_part(text: Text, part: Part) -> Text:
    """Return the text with ``part`` in place of the one with its key, or at the end."""
    if all(other.key != part.key for other in text.parts):
        return text.with_parts((*text.parts, part))
    return text.with_parts(part if other.key == part.key else other for other in text.parts)


def without_part(text: Text, key: str) -> Text:
    """Return the text without one use or rule; one that is gone already changes nothing."""
    return text.with_parts(part for part in text.parts if part.key != key)


def with_part_at(text: Text, key: str, position: int) -> Text:
    """Return the text with one use or rule moved to ``position``, or as near as there is one."""
    moving = part_of(text, key)
    if moving is None:
        return text
    others = [part for part in text.parts if part.key != key]
    others.insert(max(0, min(position, len(others))), moving)
    return text.with_parts(others)


def new_key(heading: str, taken: Collection[str], *, fallback: str) -> str:
    """Return a key that no version ever had, so that no old answer can come to stand under a new question."""
    stem = "_".join(re.findall("[a-z0-9]+", folded(heading)))[:_LONGEST_STEM].strip("_") or fallback
    number = 1
    while (key := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return key
