"""Answers on their way from the form to the signature, kept in the person's own signed cookie."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from portal.consents.policy import Answer
from portal.foundation.canonical import canonical_json, sha256_hex

_KEY = "consent_draft"


def save(session: MutableMapping[str, Any], child_id: int, asked: str, answers: Mapping[str, Answer]) -> None:
    """Remember the answers for one child, with what was ``asked`` (the fingerprint of a published form)."""
    drafts = dict(session.get(_KEY, {}))
    drafts[str(child_id)] = [asked, {use: str(answer) for use, answer in answers.items()}]
    session[_KEY] = drafts


def load(session: Mapping[str, Any], child_id: int, asked: str) -> dict[str, Answer]:
    """Return the answers kept for a child; none if something else was asked then."""
    kept = session.get(_KEY, {}).get(str(child_id))
    if not kept or kept[0] != asked:
        return {}
    return {use: Answer(answer) for use, answer in kept[1].items()}


def is_outdated(session: Mapping[str, Any], child_id: int, asked: str) -> bool:
    """Return whether the answers kept for a child were given when something else was asked."""
    kept = session.get(_KEY, {}).get(str(child_id))
    return bool(kept) and kept[0] != asked


def digest(child_id: int, asked: str, answers: Mapping[str, Answer]) -> str:
    """Return what tells these answers, of one child to one form, from all others: 64 hexadecimal digits."""
    return sha256_hex(canonical_json([child_id, asked, {use: str(answer) for use, answer in answers.items()}]))


def clear(session: MutableMapping[str, Any], child_id: int) -> None:
    """Drop the answers once they are signed."""
    session[_KEY] = {child: kept for child, kept in session.get(_KEY, {}).items() if child != str(child_id)}
