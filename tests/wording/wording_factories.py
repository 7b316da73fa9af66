"""Drafts that are written, spoilt and published, through the portal's own services and as the pages send them."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from operator import methodcaller
from typing import Any

from portal.accounts.models import Account
from portal.wording import drafts, service
from portal.wording.policy import AcknowledgementText, Change, ConsentText, DocumentKey
from portal.wording.service import Published
from portal.wording.uses import Kept, Place, Shown, Together, Use, UseFields

FORM = DocumentKey.CONSENT_FORM
RULES = DocumentKey.PARENT_RULES

INSTAGRAM = UseFields(
    places=(Place.PUBLIC,),
    shown=(Shown.PICTURE,),
    together=Together.EITHER,
    kept=Kept.UNTIL_LEAVING,
    platform="Instagram",
    company="Meta",
)
# The same as the page of one use sends it.
NEW_USE: dict[str, Any] = {
    "label": "Instagram",
    "sentence": "Show your child’s picture on our Instagram page",
    "example": "A tower of bricks, and the child who built it.",
    "places": ["public"],
    "platform": "Instagram",
    "company": "Meta",
    "shown": ["picture"],
    "together": "either",
    "kept": "until_leaving",
    "stays_after_leaving": "no",
}
# What the manager vouches for when a consent form is published.
VOUCHED = {"one_thing": True, "true": True, "free": True, "apart": True}


def a_use(key: str = "", **words: Any) -> Use:
    """Return a new use of a picture, with some of its words or its fields changed."""
    given = {name: NEW_USE[name] for name in ("label", "sentence", "example")}
    return Use(key=key, **{**given, "fields": INSTAGRAM, **words})


def present() -> ConsentText:
    """Return the consent form published now."""
    return service.current(FORM).consent


def present_rules() -> AcknowledgementText:
    """Return the rules published now."""
    return service.current(RULES).acknowledgement


def stamp() -> str:
    """Return the stamp that the pages of the consent form's draft carry now."""
    return drafts.load_draft(FORM).stamp


def reworded(text: ConsentText, key: str, **words: Any) -> ConsentText:
    """Return the text with other words, or other ``fields``, in one use."""
    return text.with_clauses(replace(use, **words) if use.key == key else use for use in text.uses)


def with_fields(text: ConsentText, key: str, **changed: Any) -> ConsentText:
    """Return the text with some fields of one use changed."""
    fields = text.use(key).fields
    assert fields is not None
    return reworded(text, key, fields=replace(fields, **changed))


def without(text: Any, key: str) -> Any:
    """Return the text without one of its uses or rules."""
    return text.with_clauses(clause for clause in text.clauses if clause.key != key)


def with_clause_at(text: Any, key: str, position: int) -> Any:
    """Return the text with a use moved to ``position``, counted from 0."""
    others = without(text, key).clauses
    return text.with_clauses((*others[:position], text.use(key), *others[position:]))


def draft(text: ConsentText, by: Account) -> None:
    """Write ``text`` into the draft of the consent form, page by page; a use with a new key is added."""
    drafts.save_draft(FORM, lambda old: replace(old, title=text.title, note=text.note), stamp=stamp(), by_id=by.id)
    before = {clause.key for clause in drafts.load_draft(FORM).text.clauses}
    for key in before - {use.key for use in text.uses}:
        drafts.save_draft(FORM, partial(without, key=key), stamp=stamp(), by_id=by.id)
    for position, use in enumerate(text.uses):
        if use.key in before:
            drafts.save_draft(FORM, methodcaller("with_clause", use), stamp=stamp(), by_id=by.id)
            drafts.save_draft(FORM, partial(with_clause_at, key=use.key, position=position), stamp=stamp(), by_id=by.id)
        else:
            drafts.add_clause(FORM, use, by_id=by.id)


def publish(text: ConsentText, by: Account, *, means_the_same: Collection[str] = ()) -> Published:
    """Draft and publish ``text`` as the editor does."""
    draft(text, by)
    return drafts.publish_draft(FORM, stamp=stamp(), by_id=by.id, means_the_same=means_the_same)


def publish_rules(text: AcknowledgementText, by: Account, *, change: Change) -> Published:
    """Draft and publish rules with other words in their rules."""
    for rule in text.rules:
        drafts.save_draft(RULES, methodcaller("with_clause", rule), stamp=drafts.load_draft(RULES).stamp, by_id=by.id)
    seen = drafts.load_draft(RULES).stamp
    return drafts.publish_draft(RULES, stamp=seen, by_id=by.id, change=change)
