"""Drafts that are written, spoilt and published, through the portal's own services and as the pages send them."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from portal.accounts.models import Account
from portal.wording import drafting, service
from portal.wording.policy import Change, ConsentText, Document, RulesText
from portal.wording.service import Published
from portal.wording.uses import Kept, Place, Shown, Together, Use, UseFields

FORM = Document.CONSENT_FORM
RULES = Document.PARENT_RULES

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


def present_rules() -> RulesText:
    """Return the rules published now."""
    return service.current(RULES).rules


def stamp() -> str:
    """Return the stamp that the pages of the consent form's draft carry now."""
    return drafting.load_draft(FORM).stamp


def reworded(text: ConsentText, key: str, **words: Any) -> ConsentText:
    """Return the text with other words, or other ``fields``, in one use."""
    return text.with_parts(replace(use, **words) if use.key == key else use for use in text.uses)


def with_fields(text: ConsentText, key: str, **changed: Any) -> ConsentText:
    """Return the text with some fields of one use changed."""
    fields = text.use(key).fields
    assert fields is not None
    return reworded(text, key, fields=replace(fields, **changed))


def draft(text: ConsentText, by: Account) -> None:
    """Write ``text`` into the draft of the consent form, page by page; a use with a new key is added."""
    drafting.save_around(FORM, {"title": text.title, "note": text.note}, stamp=stamp(), by_id=by.id)
    before = {part.key for part in drafting.load_draft(FORM).text.parts}
    for key in before - {use.key for use in text.uses}:
        drafting.remove_part(FORM, key, stamp=stamp(), by_id=by.id)
    for position, use in enumerate(text.uses):
        if use.key in before:
            drafting.save_part(FORM, use, stamp=stamp(), by_id=by.id)
            drafting.move_part(FORM, use.key, position, stamp=stamp(), by_id=by.id)
        else:
            drafting.add_part(FORM, use, by_id=by.id)


def publish(text: ConsentText, by: Account, *, means_the_same: Collection[str] = ()) -> Published:
    """Draft and publish ``text`` as the editor does."""
    draft(text, by)
    return drafting.publish_draft(FORM, stamp=stamp(), by_id=by.id, means_the_same=means_the_same)


def publish_rules(text: RulesText, by: Account, *, change: Change) -> Published:
    """Draft and publish rules with other words in their rules."""
    for rule in text.rules:
        drafting.save_part(RULES, rule, stamp=drafting.load_draft(RULES).stamp, by_id=by.id)
    seen = drafting.load_draft(RULES).stamp
    return drafting.publish_draft(RULES, stamp=seen, by_id=by.id, change=change)
