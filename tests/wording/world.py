"""Drafts that are written, spoilt and published, through the portal's own services."""

from dataclasses import replace

from portal.accounts.models import Account
from portal.wording import drafting, service
from portal.wording.editing import stamp_of
from portal.wording.policy import Change, ConsentText, Document, RulesText, Use
from portal.wording.service import Published

FORM = Document.CONSENT_FORM
RULES = Document.PARENT_RULES

NEW_USE = {
    "label": "Instagram",
    "sentence": "Show your child’s picture on our Instagram page",
    "example": "A tower of bricks, and the child who built it.",
    "audience": "Anyone who follows our page.",
    "controllers": "Swallow Risers Playgroup, and Meta, the company that runs Instagram.",
    "kept": "Until your child leaves, or until you withdraw.",
}


def present() -> ConsentText:
    """Return the consent form published now."""
    return service.current(FORM).consent


def present_rules() -> RulesText:
    return service.current(RULES).rules


def draft(text: ConsentText, by: Account) -> None:
    """Write ``text`` into the draft of the consent form, page by page; a use with a new key is added."""
    before = drafting.desk(FORM).text
    drafting.save_around(FORM, text.around(), stamp=stamp_of(before.around()), by_id=by.id)
    kept = {use.key for use in text.uses}
    for part in before.parts:
        if part.key not in kept:
            drafting.remove_part(FORM, part.key, stamp=stamp_of(part.words()), by_id=by.id)
    old = {part.key: part for part in before.parts}
    for use in text.uses:
        if use.key in old:
            drafting.save_part(FORM, use.key, use.words(), stamp=stamp_of(old[use.key].words()), by_id=by.id)
        else:
            drafting.add_part(FORM, use.words(), by_id=by.id)


def reworded(text: ConsentText, key: str, **words: str) -> ConsentText:
    """Return the text with other words in one use."""
    return text.with_parts(replace(use, **words) if use.key == key else use for use in text.uses)


def publish(text: ConsentText, by: Account, *, change: Change = Change.REAL) -> Published:
    """Draft and publish ``text`` as the editor does."""
    draft(text, by)
    return drafting.publish_draft(FORM, change=change, stamp=drafting.desk(FORM).stamp, by_id=by.id)


def a_use(**words: str) -> Use:
    """Return an honest use of a picture, with some of its words changed."""
    return Use(key="picture", **{**NEW_USE, **words})
