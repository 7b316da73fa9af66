"""Writes the next version of a text at leisure; nothing here is signed or audited until it is published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.foundation import clock
from portal.foundation.canonical import sha256_hex
from portal.foundation.database import db, hold_writers
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.wording import editing, honesty, service
from portal.wording.comparing import Comparison, compare
from portal.wording.models import ListedDocument, WordingDraft, WordingVersion
from portal.wording.policy import Change, Document, DocumentKind, Part, Rule, Text, Use
from portal.wording.service import NothingPublished, Published

_DRAFT = "the draft of a wording"
# Answers to this question of every form are kept under a name of their own, beside the uses.
_RESERVED = frozenset({"always_consult"})


class ChangedMeanwhile(Refusal):
    """Somebody else changed the draft after this page was opened."""

    sentence = mark(
        "Somebody else changed this while you were looking. Nothing of yours is saved yet. Look at how the draft "
        "reads now."
    )
    field = "draft_stamp"


class TooManyParts(Refusal):
    """A text has as many uses or rules as anybody reads."""

    sentence = mark("There are %(most)s uses or rules already, and nobody reads more. Take one out first.")
    field = "draft_stamp"


class NotHonest(Refusal):
    """The wording has faults that would make a yes worth nothing, so it is not published."""

    sentence = mark("This wording has to be mended first. Open the draft: it says what is wrong, and where.")


class StillInDoubt(Refusal):
    """The wording has words that may not be honest, and nobody has said yet that they are."""

    sentence = mark("Read the words in doubt once more, then mend them or tick this box")
    field = "meant"


class NothingToPublish(Refusal):
    """The draft says what is published already."""

    sentence = mark("The draft says what is published already. There is nothing to publish.")


class RealForTheFirstTime(Refusal):
    """A first version cannot be a minor edit: there is nothing yet that could stay valid."""

    sentence = mark("The first version of a text is always a real change.")


class OtherUses(Refusal):
    """A form that asks of other uses cannot be a minor edit: a yes would stay to what nobody is asked of any more."""

    sentence = mark(
        "A use was added or taken out, or it changed who sees a picture, who controls it or how long it is "
        "kept. So this cannot be a minor edit. Open the draft again and publish it as a real change."
    )


@dataclass(frozen=True)
class Saved:
    """That a draft waits: when it was last saved, and by whom."""

    at: datetime
    by: str
    based_on_id: int | None


@dataclass(frozen=True)
class Desk:
    """What lies before the manager: the draft, or the published text where no draft was begun."""

    document: str
    text: Text
    published: Published | None
    draft: Saved | None
    listed: ListedDocument

    @property
    def stamp(self) -> str:
        """The SHA-256 that the text would have once published."""
        return sha256_hex(service.body_of(self.text))

    @property
    def faults(self) -> tuple[honesty.Fault, ...]:
        found = honesty.faults(self.text)
        return tuple(fault for fault in found if self.has_parts or fault.problem is not honesty.Problem.NO_PARTS)

    @property
    def has_parts(self) -> bool:
        """Whether it has uses or rules; a plain text has none."""
        return bool(self.listed.kind != DocumentKind.PLAIN)

    @property
    def doubts(self) -> tuple[honesty.Fault, ...]:
        return honesty.doubts(self.text)

    @property
    def changes(self) -> Comparison | None:
        """What would change for people, or None while nothing is published."""
        return compare(self.published.text, self.text) if self.published else None

    @property
    def has_to_be_real(self) -> bool:
        """Whether what changes can only be a real change."""
        return self.changes is None or self.changes.has_to_be_real

    @property
    def says_something_new(self) -> bool:
        return self.published is None or self.stamp != self.published.sha256

    @property
    def is_behind(self) -> bool:
        """Whether another version was published since the draft was begun."""
        return bool(self.draft and self.published and self.draft.based_on_id != self.published.id)

    @property
    def next_number(self) -> int:
        return self.published.number + 1 if self.published else 1


def desk(document: str) -> Desk:
    """Return the document as the editor shows it. Raises LookupError."""
    try:
        published = service.current(document)
    except NothingPublished:
        published = None
    listed = service.listed(document)
    row = WordingDraft.get_or_none(WordingDraft.document == document)
    if row is None:
        text = published.text if published else service.first_text(document)
        return Desk(document, text, published, None, listed)
    saved = Saved(row.updated_at, row.updated_by.name if row.updated_by else "", row.based_on_id)
    return Desk(document, service.read_text(document, row.body), published, saved, listed)


def save_around(document: str, values: Mapping[str, Any], *, stamp: str, by_id: int) -> None:
    """Keep other words around the uses or rules. Raises ChangedMeanwhile."""
    _change(
        document,
        lambda text: editing.with_around(text, values),
        stamp_now=lambda text: editing.stamp_of(text.around()),
        stamp=stamp,
        by_id=by_id,
    )


def save_part(document: str, key: str, values: Mapping[str, str], *, stamp: str, by_id: int) -> None:
    """Keep other words for one use or rule. Raises ChangedMeanwhile, also for one that was taken out."""
    _change(
        document,
        lambda text: editing.with_part(text, make_part(document, key, values)),
        stamp_now=lambda text: _stamp_of_part(text, key),
        stamp=stamp,
        by_id=by_id,
    )


def add_part(document: str, values: Mapping[str, str], *, by_id: int) -> None:
    """Add a use or rule at the end; the same words sent twice are one. Raises TooManyParts."""
    with db.atomic():
        hold_writers(_DRAFT)
        found = desk(document)
        if any(part.words() == dict(values) for part in found.text.parts):
            return
        if len(found.text.parts) >= editing.MOST_PARTS:
            raise TooManyParts(most=editing.MOST_PARTS)
        part = make_part(document, "", values)
        fallback = "use" if isinstance(part, Use) else "rule"
        key = editing.new_key(part.heading, _keys_ever_used(document, found.text), fallback=fallback)
        _keep(found, editing.with_part(found.text, replace(part, key=key)), by_id=by_id)


def remove_part(document: str, key: str, *, stamp: str, by_id: int) -> None:
    """Take a use or rule out. Raises ChangedMeanwhile when it reads differently from what the manager saw."""
    _change(
        document,
        lambda text: editing.without_part(text, key),
        stamp_now=lambda text: _stamp_of_part(text, key),
        stamp=stamp,
        by_id=by_id,
    )


def move_part(document: str, key: str, position: int, *, stamp: str, by_id: int) -> None:
    """Move a use or rule to ``position``, counted from 0. Raises ChangedMeanwhile when the order is another by now."""
    _change(
        document,
        lambda text: editing.with_part_at(text, key, position),
        stamp_now=stamp_of_order,
        stamp=stamp,
        by_id=by_id,
    )


def throw_away(document: str, *, stamp: str) -> None:
    """Forget the draft; what is published stays. Raises ChangedMeanwhile unless it is the draft that was seen."""
    with db.atomic():
        hold_writers(_DRAFT)
        found = desk(document)
        if found.draft and found.stamp != stamp:
            raise ChangedMeanwhile
        WordingDraft.delete().where(WordingDraft.document == document).execute()


def publish_draft(document: str, *, change: Change, stamp: str, by_id: int, doubts_settled: bool = False) -> Published:
    """Publish the draft that the manager saw, and return the version; sent twice it is one (product.md §8.6).

    ``doubts_settled``: the manager read the doubtful words once more and means them well.
    Raises ChangedMeanwhile, NotHonest, StillInDoubt, NothingToPublish, RealForTheFirstTime, and OtherUses.
    """
    with db.atomic():
        hold_writers(_DRAFT)
        found = desk(document)
        if found.published and found.published.sha256 == stamp and found.draft is None:
            return found.published
        _check(found, change=change, stamp=stamp)
        if found.doubts and not doubts_settled:
            raise StillInDoubt
        WordingDraft.delete().where(WordingDraft.document == document).execute()
        return service.publish(document, found.text, change=change, by_id=by_id)


def _check(found: Desk, *, change: Change, stamp: str) -> None:
    if found.stamp != stamp:
        raise ChangedMeanwhile
    if not found.says_something_new:
        raise NothingToPublish
    if found.faults:
        raise NotHonest
    if change is Change.MINOR and found.has_to_be_real:
        raise OtherUses if found.published else RealForTheFirstTime


def stamp_of_order(text: Text) -> str:
    """Return the fingerprint of the order in which uses or rules stand."""
    return editing.stamp_of([part.key for part in text.parts])


def make_part(document: str, key: str, values: Mapping[str, str]) -> Part:
    """Return a use or a rule, as the document has them."""
    return Use(key=key, **values) if document == Document.CONSENT_FORM else Rule(key=key, **values)


def _stamp_of_part(text: Text, key: str) -> str:
    """Return the fingerprint of one use or rule; of one that is gone, nothing that a page could hold."""
    words = [part.words() for part in text.parts if part.key == key]
    return editing.stamp_of(words[0]) if words else ""


def _keys_ever_used(document: str, text: Text) -> frozenset[str]:
    bodies = WordingVersion.select(WordingVersion.body).where(WordingVersion.document == document).tuples()
    texts = [text, *(service.read_text(document, body) for (body,) in bodies)]
    return _RESERVED | {part.key for each in texts for part in each.parts}


def _change(
    document: str, change: Callable[[Text], Text], *, stamp_now: Callable[[Text], str], stamp: str, by_id: int
) -> None:
    """Change the draft, or begin one, unless somebody was quicker. What is so already changes nothing."""
    with db.atomic():
        hold_writers(_DRAFT)
        found = desk(document)
        changed = change(found.text)
        if changed == found.text:
            return
        if stamp_now(found.text) != stamp:
            raise ChangedMeanwhile
        _keep(found, changed, by_id=by_id)


def _keep(found: Desk, text: Text, *, by_id: int) -> None:
    """Store the draft; one that came to say what is published is no draft any more."""
    row = {"body": service.body_of(text), "updated_at": clock.now(), "updated_by": by_id}
    mine = WordingDraft.document == found.document
    if found.published and text == found.published.text:
        WordingDraft.delete().where(mine).execute()
    elif found.draft:
        WordingDraft.update(row).where(mine).execute()
    else:
        based_on = found.published.id if found.published else None
        WordingDraft.create(document=found.document, based_on=based_on, **row)
