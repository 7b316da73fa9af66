"""The wording a setting starts with, in plain English; the manager can publish their own."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from portal.settings.models import Setting
from portal.wording.policy import AcknowledgementText, ConsentText, Rule
from portal.wording.uses import Use, read_use

_TEXTS = Path(__file__).parent / "texts"
# What a text calls a contact, and where the setting has it; no name or number stands in a text itself.
_CONTACTS = {
    "setting": "name",
    "lead": "safeguarding_lead",
    "ofsted": "ofsted_contact",
    "lado": "lado_contact",
    "whistleblowing": "whistleblowing_contact",
    "ico": "ico_contact",
}
_ELSEWHERE = "see our contacts page"


@cache
def _values(document: str) -> dict[str, Any]:
    return tomllib.loads((_TEXTS / f"{document}.toml").read_text(encoding="utf-8"))


def consent_text() -> ConsentText:
    """Return what the first consent form asks (product.md §2); its other sentences are not written out yet."""
    values = _values("consent_form")
    uses = tuple(read_use(use) for use in values["uses"])
    return ConsentText(
        title=values["title"], introduction=(), uses=uses, consult_question="", withdrawing="", declaration=""
    )


def offered_uses() -> list[Use]:
    """Return uses that are no part of the first form: a manager adds them where they are wanted (product.md §2)."""
    return [read_use(use) for use in _values("consent_form")["offered"]]


def acknowledgement_text(document: str, setting: Setting) -> AcknowledgementText:
    """Return the first rules or the first policy of this key, naming whom to turn to.

    They are in our own words (product.md §1, P1 to P13; §3), each statement with a key of its own.
    """
    contacts = {name: getattr(setting, field) or _ELSEWHERE for name, field in _CONTACTS.items()}
    values = _values(document)
    filled = ({name: _filled(words, contacts) for name, words in rule.items()} for rule in values["rules"])
    return AcknowledgementText(
        title=values["title"],
        introduction=tuple(_filled(words, contacts) for words in values["introduction"]),
        standing=values["standing"],
        rules=tuple(Rule(**rule) for rule in filled),
    )


def _filled(words: str, contacts: Mapping[str, str]) -> str:
    return words.format(**contacts)
