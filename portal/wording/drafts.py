"""Writes the next version of a text at leisure; nothing here is signed or audited until it is published."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.foundation import clock
from portal.foundation.canonical import sha256_hex
from portal.foundation.database import db, serialise_on
from portal.foundation.text import folded
from portal.settings import service as settings
from portal.wording import service
from portal.wording.comparison import Comparison, compare
from portal.wording.models import Document, WordingDraft, WordingVersion
from portal.wording.policy import (
    CONSULT,
    Change,
    ChangedMeanwhile,
    ClausesChanged,
    ConsentText,
    DocumentKey,
    DocumentKind,
    FieldsMissing,
    NothingAsked,
    NothingToPublish,
    Rule,
    SameWords,
    Text,
    TooManyClauses,
)
from portal.wording.sentences import with_sentences
from portal.wording.service import Published
from portal.wording.uses import Use, asked_again, only_reworded

_DRAFT = "the draft of a wording"
# Of a version’s files: the PDF that a setting has of the same text.
FILES_OF = "wording"
# Columns of the registers and questions of the form: beyond this nobody reads to the end. A policy is longer.
MOST_CLAUSES = 30
MOST_STATEMENTS = 60
_LONGEST_STEM = 30


@dataclass(frozen=True)
class DraftView:
    """What lies before the manager: the draft, or the published text where no draft was begun."""

    document: Document
    text: Text
    published: Published | None
    draft: WordingDraft | None

    @property
    def stamp(self) -> str:
        """The SHA-256 that the text would have once published; by it a page tells whether it was changed meanwhile."""
        return sha256_hex(service.serialise_text(self.text))

    @property
    def incomplete(self) -> tuple[Use, ...]:
        """The uses whose fields somebody has to fill in before the text is published."""
        return tuple(clause for clause in self.text.clauses if isinstance(clause, Use) and clause.fields is None)

    @property
    def changes(self) -> Comparison | None:
        """What would change for people, or None while nothing is published."""
        return compare(self.published.text, self.text) if self.published else None

    def asked_again(self, means_the_same: Collection[str] = ()) -> frozenset[str] | None:
        """Return the uses that would be asked again, a reworded one only unless it means the same; None without uses."""
        if not isinstance(self.text, ConsentText):
            return None
        return asked_again(self._uses_before, self._uses, means_the_same=means_the_same)

    @property
    def only_reworded(self) -> tuple[Use, ...]:
        """The uses of which the manager says whether they mean the same."""
        return only_reworded(self._uses_before, self._uses)

    @property
    def _uses(self) -> tuple[Use, ...]:
        return self.text.uses if isinstance(self.text, ConsentText) else ()

    @property
    def _uses_before(self) -> tuple[Use, ...]:
        return self.published.consent.uses if self.published and self._uses else ()

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

    def clause(self, key: str) -> Use | Rule | None:
        """Return the use or rule called ``key``, or None where it is gone."""
        return next((clause for clause in self.text.clauses if clause.key == key), None)


def load_draft(document: str) -> DraftView:
    """Return the document as the editor shows it: with every sentence written that the manager does not write. Raises LookupError."""
    published = service.newest(document)
    row = WordingDraft.get_or_none(WordingDraft.document == document)
    if row:
        text = service.parse_text(document, row.body)
    else:
        text = published.text if published else service.default_text(document)
    return DraftView(service.get_document(document), _written(text), published, row)


def _written(text: Text) -> Text:
    return with_sentences(text, settings.current()) if isinstance(text, ConsentText) else text


def save_draft(document: str, edit: Callable[[Text], Text], *, stamp: str | None, by_id: int) -> None:
    """Keep the draft as ``edit`` changes it, or begin one; what is so already changes nothing.

    A clause without a key is new, and gets one. Raises ChangedMeanwhile when the draft is another than the manager
    saw by its ``stamp``, TooManyClauses, SameWords, and what fields raise.
    """
    with db.atomic():
        serialise_on(_DRAFT)
        found = load_draft(document)
        try:
            changed = _with_keys(document, found.text, _written(edit(found.text)))
        except LookupError:
            raise ChangedMeanwhile from None
        if changed == found.text:
            return
        if stamp is not None and found.stamp != stamp:
            raise ChangedMeanwhile
        if len(changed.clauses) > max(MOST_STATEMENTS, len(found.text.clauses)):
            raise TooManyClauses(most=MOST_STATEMENTS)
        _store(found, changed, by_id=by_id)


def _with_keys(document: str, before: Text, text: Text) -> Text:
    """Return the text with a key for each clause without one: one that no version ever had."""
    if all(clause.key for clause in text.clauses):
        return text
    taken, clauses = _keys_ever_used(document, before), []
    for clause in text.clauses:
        key = clause.key or new_key(clause.heading, taken)
        taken.add(key)
        clauses.append(replace(clause, key=key))
    return text.with_clauses(clauses)


def add_clause(document: str, clause: Use, *, by_id: int) -> None:
    """Add a use at the end, whatever else somebody changed; the same words sent twice are one. Raises as ``save_draft``."""

    def added(text: Text) -> Text:
        changed = _written(text.with_clauses((*text.clauses, replace(clause, key=""))))
        if any(replace(changed.clauses[-1], key=other.key) == other for other in text.clauses):
            return text
        if len(text.clauses) >= MOST_CLAUSES:
            raise TooManyClauses(most=MOST_CLAUSES)
        return changed

    save_draft(document, added, stamp=None, by_id=by_id)


def discard_draft(document: str, *, stamp: str) -> None:
    """Forget the draft; what is published stays. Raises ChangedMeanwhile unless it is the draft that was seen."""
    with db.atomic():
        serialise_on(_DRAFT)
        found = load_draft(document)
        if found.draft and found.stamp != stamp:
            raise ChangedMeanwhile
        WordingDraft.delete().where(WordingDraft.document == document).execute()


def publish_draft(
    document: str,
    *,
    stamp: str,
    by_id: int,
    change: Change | None = None,
    means_the_same: Collection[str] = (),
    in_force_from: date | None = None,
    files: Iterable[Attachment] = (),
) -> Published:
    """Publish the draft that the manager saw, and return the version; sent twice it is one (product.md §8.6).

    Of a consent form, which uses are asked again decides what kind of change it is; ``means_the_same`` are the keys
    of questions that were only reworded. For other documents the manager says so in ``change``.
    Raises ChangedMeanwhile, NothingToPublish, NothingAsked, FieldsMissing and ClausesChanged.
    """
    with db.atomic():
        serialise_on(_DRAFT)
        found = load_draft(document)
        if found.published and found.published.sha256 == stamp and found.draft is None:
            return found.published
        _check(found, stamp=stamp, change=change)
        WordingDraft.delete().where(WordingDraft.document == document).execute()
        again = found.asked_again(means_the_same)
        kind = _kind_of_change(found, again, change)
        published = service.publish(
            document, found.text, change=kind, by_id=by_id, asks_again=again, in_force_from=in_force_from
        )
        attachments.attach(files, subject=FILES_OF, subject_id=published.id)
    return published


def _kind_of_change(found: DraftView, asked_again: frozenset[str] | None, said: Change | None) -> Change:
    if found.published is None:
        return Change.REAL
    if asked_again is not None:
        return Change.REAL if asked_again else Change.MINOR
    return said or Change.REAL


def unpublished() -> list[DraftView]:
    """Return those of the texts that a setting starts with of which no version was ever published."""
    return [load_draft(document) for document in DocumentKey if not service.newest(document)]


def stamp_of(found: Iterable[DraftView]) -> str:
    """Return one SHA-256 for several drafts that a page shows together."""
    return sha256_hex(" ".join(draft.stamp for draft in found))


def publish_unpublished(*, stamp: str, by_id: int) -> list[Published]:
    """Publish the ``unpublished`` that were read on one page, once (product.md §8.6). Raises as ``publish_draft``."""
    with db.atomic():
        serialise_on(_DRAFT)
        found = unpublished()
        if found and stamp_of(found) != stamp:
            raise ChangedMeanwhile
        return [publish_draft(draft.document.key, stamp=draft.stamp, by_id=by_id) for draft in found]


def _check(found: DraftView, *, stamp: str, change: Change | None) -> None:
    if found.stamp != stamp:
        raise ChangedMeanwhile
    if not found.says_something_new:
        raise NothingToPublish
    if not (found.text.introduction if found.document.kind == DocumentKind.PLAIN else found.text.clauses):
        raise NothingAsked
    if found.incomplete:
        raise FieldsMissing(heading=found.incomplete[0].heading)
    if change is Change.MINOR and found.changes and (found.changes.added or found.changes.removed):
        raise ClausesChanged


def new_key(heading: str, taken: Collection[str]) -> str:
    """Return a key that no version ever had, so that no old answer can come to stand under a new question."""
    stem = "_".join(re.findall("[a-z0-9]+", folded(heading)))[:_LONGEST_STEM].strip("_") or "part"
    number = 1
    while (key := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return key


def _keys_ever_used(document: str, text: Text) -> set[str]:
    bodies = WordingVersion.select(WordingVersion.body).where(WordingVersion.document == document).tuples()
    texts = [text, *(service.parse_text(document, body) for (body,) in bodies)]
    return {CONSULT} | {clause.key for each in texts for clause in each.clauses}


def _store(found: DraftView, text: Text, *, by_id: int) -> None:
    """Store the draft; one that came to say what is published is no draft any more."""
    for clause in text.clauses:
        if clause not in found.text.clauses:
            _check_clause(text, clause)
    row = {"body": service.serialise_text(text), "updated_at": clock.now(), "updated_by": by_id}
    mine = WordingDraft.document == found.document
    if found.published and text == found.published.text:
        WordingDraft.delete().where(mine).execute()
    elif found.draft:
        WordingDraft.update(row).where(mine).execute()
    else:
        WordingDraft.create(document=found.document, based_on=found.published and found.published.id, **row)


def _check_clause(text: Text, clause: Use | Rule) -> None:
    if isinstance(clause, Use) and clause.fields:
        clause.fields.check()
    for other in text.clauses:
        if other.key != clause.key and folded(other.asked) == folded(clause.asked):
            raise SameWords(heading=other.heading)
