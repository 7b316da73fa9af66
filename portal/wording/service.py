"""Publishes texts and hands them out; a published version never changes, so it is read once."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any

from portal.foundation import clock
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.compiled import Compiled, day, moment
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.settings import service as settings
from portal.wording import defaults
from portal.wording.events import WordingPublished
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import (
    ONE_EVENT,
    SOURCE_LANGUAGE,
    AcknowledgementText,
    Audience,
    Change,
    ConsentText,
    Controller,
    DocumentKey,
    DocumentKind,
    Rule,
    Text,
    VersionSummary,
    valid_versions,
)
from portal.wording.sentences import with_sentences
from portal.wording.uses import read_use


class NothingPublished(Refusal):
    """The document has no published version yet, so nobody can be asked to sign it."""

    sentence = mark("The manager has not published this form yet. Please come back another day.")


@dataclass(frozen=True)
class Published:
    """One published version with its text."""

    id: int
    document: str
    number: int
    language: str
    sha256: str
    published_at: datetime
    text: Text

    @cached_property
    def asked(self) -> str:
        """The SHA-256 of all that people are asked: of the text without who asks, whose telephone number may change."""
        text = self.text
        return sha256_hex(serialise_text(replace(text, controller=None) if isinstance(text, ConsentText) else text))

    @property
    def consent(self) -> ConsentText:
        """The text of a consent form; asked about one event, nobody is asked whom to wait for. Raises TypeError for another."""
        if not isinstance(self.text, ConsentText):
            raise TypeError(self.document)
        return replace(self.text, consult_question="") if self.document == ONE_EVENT else self.text

    @property
    def acknowledgement(self) -> AcknowledgementText:
        """The text of rules. Raises TypeError for another document."""
        if not isinstance(self.text, AcknowledgementText):
            raise TypeError(self.document)
        return self.text


_DOCUMENTS = Compiled(
    lambda kind: Document.select().where(Document.kind != kind).order_by(Document.position, Document.id), kind="kind"
)


def library() -> list[Document]:
    """Return every rule and policy, whether people sign it or only read it, in their order."""
    return _DOCUMENTS.models(Document, kind=str(DocumentKind.QUESTIONS))


def documents(*audiences: Audience) -> list[Document]:
    """Return the documents that these audiences acknowledge, in their order; the consent form is none of them."""
    return [each for each in library() if each.audience in audiences and each.kind != DocumentKind.TO_READ]


def get_document(document: str) -> Document:
    """Return the document of this key. Raises LookupError."""
    found: Document | None = Document.get_or_none(Document.key == document)
    if found is None:
        raise LookupError(document)
    return found


# Nobody chose a day on which to look at a text again: a year is what most settings do.
_REVIEWED_AFTER = timedelta(days=365)


def publish(
    document: str,
    text: Text,
    *,
    change: Change,
    by_id: int | None,
    asks_again: Collection[str] | None = None,
    in_force_from: date | None = None,
) -> Published:
    """Publish the next version of ``document``. Nobody is asked again after a minor edit.

    ``asks_again`` are the uses that are asked again in it: no answer to another use is touched (product.md §2.7).
    Until the day ``in_force_from`` the version before it stays in force.
    """
    body = serialise_text(text)
    again = None if asks_again is None else canonical_json(frozenset(asks_again))
    with db.atomic():
        settings.serialise_naming()  # a changed setting publishes too: in one order, nobody waits for each other
        before = newest(document)
        number = before.number + 1 if before else 1
        version = WordingVersion.create(
            document=document, number=number, change=change, body=body, sha256=sha256_hex(body), asks_again=again,
            published_by_id=by_id, in_force_from=in_force_from,
        )  # fmt: skip
        unreviewed = (Document.key == document) & Document.review_by.is_null()
        Document.update(review_by=clock.today() + _REVIEWED_AFTER).where(unreviewed).execute()
        happened = {"document": document, "number": number, "change": change, "sha256": version.sha256}
        bus.publish(WordingPublished(actor_id=by_id, subject_id=version.id, **happened))
    return _published(version)


def current(document: str) -> Published:
    """Return the version that people sign now. Raises NothingPublished."""
    return in_force(document).published


def version(version_id: int) -> Published:
    """Return a version that somebody signed, by its id. Raises LookupError."""
    rows = _BY_ID.rows(version_id=version_id)
    if not rows:
        raise LookupError(version_id)
    return _read(*rows[0])


_BY_ID = Compiled(
    lambda version_id: WordingVersion.select(
        WordingVersion.id, WordingVersion.sha256, WordingVersion.published_at
    ).where(WordingVersion.id == version_id),
    version_id=-7_001,
)


_VERSIONS = Compiled(
    lambda document: (
        WordingVersion.select(
            WordingVersion.id, WordingVersion.sha256, WordingVersion.number, WordingVersion.change,
            WordingVersion.asks_again, WordingVersion.in_force_from, WordingVersion.published_at,
        )
        .where(WordingVersion.document == document)
        .order_by(WordingVersion.number, WordingVersion.language == SOURCE_LANGUAGE, WordingVersion.id)
    ),
    document="document",
)  # fmt: skip
_Row = tuple[Any, ...]


def _begun(rows: list[_Row], known_by: datetime | None) -> list[_Row]:
    """Return the versions up to the newest in force, now or before a moment: whatever came before it is over."""
    begun = [place for place, row in enumerate(rows, start=1) if _has_begun(row, known_by)]
    return rows[: begun[-1]] if begun else []


def _has_begun(row: _Row, known_by: datetime | None) -> bool:
    *_rest, starts_on, published_at = row
    if known_by is not None and moment(published_at) >= known_by:
        return False
    return starts_on is None or datetime.combine(day(starts_on), time.min, clock.LONDON) < (known_by or clock.now())


def versions(document: str) -> list[VersionSummary]:
    """Return the versions of a document that are or were in force, the oldest first, each after its translations."""
    return _facts(_begun(_VERSIONS.rows(document=str(document)), None))


def all_versions(document: str) -> list[VersionSummary]:
    """Return every published version of a document, also one whose day has not come, the oldest first."""
    return _facts(_VERSIONS.rows(document=str(document)))


def newest(document: str) -> Published | None:
    """Return the version that was published last, even if its day has not come, or None."""
    rows = _VERSIONS.rows(document=str(document))
    return _read(*rows[-1][:2], rows[-1][-1]) if rows else None


def _facts(rows: Iterable[_Row]) -> list[VersionSummary]:
    return [
        VersionSummary(id_, number, Change(change), None if again is None else frozenset(json.loads(again)))
        for id_, _, number, change, again, *_times in rows
    ]


@dataclass(frozen=True)
class InForce:
    """The version that people sign at some moment, and every version known then.

    ``events`` are by use the versions that ask about one event, apart from the form.
    """

    published: Published
    versions: tuple[VersionSummary, ...]
    events: Mapping[str, int] = field(default_factory=dict)

    def counts(self, use: str, wording_id: int) -> bool:
        """Return whether an answer to a use, given on this version, still counts (product.md §2.7).

        No answer counts to a use that the version in force does not ask of.
        """
        return wording_id in self.valid.get(use, ()) or self.events.get(use) == wording_id

    @cached_property
    def valid(self) -> dict[str, frozenset[int]]:
        """The versions on which an answer still counts, by use."""
        return {use.key: valid_versions(self.versions, use.key) for use in self.published.consent.uses}


def in_force(document: str, *, known_by: datetime | None = None) -> InForce:
    """Return what counts now, or with ``known_by`` what counted before that moment.

    Before anything was published it is the first version that came, on which nothing counts yet.
    Raises NothingPublished while there is none at all, and while the day of the first has not come.
    """
    rows = _VERSIONS.rows(document=str(document))
    known = _begun(rows, known_by)
    last = (known or (rows[:1] if known_by else []))[-1:]
    if not last:
        raise NothingPublished
    return InForce(_read(*last[0][:2], last[0][-1]), tuple(_facts(known)))


@lru_cache(maxsize=256)
def _read(version_id: int, _sha256: str, _published_at: Any) -> Published:
    """Hash and moment are part of the key: another database in this process has others under the same id."""
    return _published(WordingVersion.get_by_id(version_id))


def _published(version: WordingVersion) -> Published:
    document = version.document_key
    return Published(
        id=version.id,
        document=document,
        number=version.number,
        language=version.language,
        sha256=version.sha256,
        published_at=version.published_at,
        text=parse_text(document, version.body),
    )


def serialise_text(text: Text) -> str:
    """Return a text as it is stored, and as its SHA-256 is taken of."""
    return canonical_json(asdict(text))


def parse_text(document: str, body: str) -> Text:
    """Return the text that ``body`` holds."""
    values = json.loads(body)
    values["introduction"] = tuple(values["introduction"])
    if document not in {DocumentKey.CONSENT_FORM, ONE_EVENT}:
        return AcknowledgementText(**values | {"rules": tuple(Rule(**rule) for rule in values["rules"])})
    controller = values.get("controller")
    values["controller"] = Controller(**controller) if controller else None
    return ConsentText(**values | {"uses": tuple(read_use(use) for use in values["uses"])})


def default_text(document: str) -> Text:
    """Return the text that a setting starts with; a consent form in its name. Raises LookupError."""
    if document == DocumentKey.CONSENT_FORM:
        return with_sentences(defaults.consent_text(), settings.current())
    if document in frozenset(DocumentKey):
        return defaults.acknowledgement_text(document, settings.current())
    return AcknowledgementText(title=get_document(document).title, introduction=(), rules=(), standing="")


def is_published(document: str) -> bool:
    """Return whether there is a version that people can sign."""
    return bool(versions(document))


def publish_default_texts(*some: str, by_id: int | None) -> None:
    """Publish what a setting starts with, or ``some`` of it, as it stands. A manager reads it first, on a page."""
    for document in some or DocumentKey:
        publish(document, default_text(document), change=Change.REAL, by_id=by_id)
