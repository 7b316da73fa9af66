"""Publishes texts and hands them out; a published version never changes, so it is read once."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.compiled import Compiled, moment
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.settings import service as settings
from portal.settings.events import SettingChanged
from portal.wording import defaults
from portal.wording.events import WordingPublished
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import (
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
from portal.wording.sentences import with_sentences, with_setting
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
        """The text of a consent form. Raises TypeError for another document."""
        if not isinstance(self.text, ConsentText):
            raise TypeError(self.document)
        return self.text

    @property
    def acknowledgement(self) -> AcknowledgementText:
        """The text of rules. Raises TypeError for another document."""
        if not isinstance(self.text, AcknowledgementText):
            raise TypeError(self.document)
        return self.text


_DOCUMENTS = Compiled(
    lambda kind: Document.select().where(Document.kind != kind).order_by(Document.position, Document.id), kind="kind"
)


def documents(*audiences: Audience) -> list[Document]:
    """Return the documents that these audiences acknowledge, in their order; the consent form is none of them."""
    found = _DOCUMENTS.models(Document, kind=str(DocumentKind.QUESTIONS))
    return [document for document in found if document.audience in audiences]


def get_document(document: str) -> Document:
    """Return the document of this key. Raises LookupError."""
    found: Document | None = Document.get_or_none(Document.key == document)
    if found is None:
        raise LookupError(document)
    return found


def publish(
    document: str, text: Text, *, change: Change, by_id: int | None, asks_again: Collection[str] | None = None
) -> Published:
    """Publish the next version of ``document``. Nobody is asked again after a minor edit.

    ``asks_again`` are the uses that are asked again in it: no answer to another use is touched (product.md §2.7).
    """
    body = serialise_text(text)
    again = None if asks_again is None else canonical_json(frozenset(asks_again))
    with db.atomic():
        settings.serialise_naming()  # a changed setting publishes too: in one order, nobody waits for each other
        published = versions(document)
        number = published[-1].number + 1 if published else 1
        version = WordingVersion.create(
            document=document, number=number, change=change, body=body, sha256=sha256_hex(body), asks_again=again,
            published_by_id=by_id,
        )  # fmt: skip
        bus.publish(
            WordingPublished(
                actor_id=by_id,
                subject_id=version.id,
                document=document,
                number=number,
                change=change,
                sha256=version.sha256,
            )
        )
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
            WordingVersion.asks_again, WordingVersion.published_at,
        )
        .where(WordingVersion.document == document)
        .order_by(WordingVersion.number, WordingVersion.language == SOURCE_LANGUAGE, WordingVersion.id)
    ),
    document="document",
)  # fmt: skip


def versions(document: str) -> list[VersionSummary]:
    """Return the published versions of a document, the oldest first, each after its translations."""
    return _facts(_VERSIONS.rows(document=str(document)))


def _facts(rows: Iterable[tuple[Any, ...]]) -> list[VersionSummary]:
    return [
        VersionSummary(id_, number, Change(change), None if again is None else frozenset(json.loads(again)))
        for id_, _, number, change, again, _ in rows
    ]


@dataclass(frozen=True)
class InForce:
    """The version that people sign at some moment, and every version known then."""

    published: Published
    versions: tuple[VersionSummary, ...]

    def counts(self, use: str, wording_id: int) -> bool:
        """Return whether an answer to a use, given on this version, still counts (product.md §2.7).

        No answer counts to a use that the version in force does not ask of.
        """
        return wording_id in self.valid.get(use, ())

    @cached_property
    def valid(self) -> dict[str, frozenset[int]]:
        """The versions on which an answer still counts, by use."""
        return {use.key: valid_versions(self.versions, use.key) for use in self.published.consent.uses}


def in_force(document: str, *, known_by: datetime | None = None) -> InForce:
    """Return what counts now, or with ``known_by`` what counted before that moment.

    Before anything was published it is the first version that came, on which nothing counts yet.
    Raises NothingPublished while there is none at all.
    """
    rows = _VERSIONS.rows(document=str(document))
    if not rows:
        raise NothingPublished
    known = [row for row in rows if known_by is None or moment(row[-1]) < known_by]
    newest = known[-1] if known else rows[0]
    return InForce(_read(newest[0], newest[1], newest[-1]), tuple(_facts(known)))


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
    if document != DocumentKey.CONSENT_FORM:
        return AcknowledgementText(**values | {"rules": tuple(Rule(**rule) for rule in values["rules"])})
    controller = values.get("controller")
    values["controller"] = Controller(**controller) if controller else None
    return ConsentText(**values | {"uses": tuple(read_use(use) for use in values["uses"])})


def default_text(document: str) -> Text:
    """Return the text that a setting starts with; a consent form in its name. Raises LookupError."""
    if document == DocumentKey.CONSENT_FORM:
        return with_sentences(defaults.consent_text(), settings.current())
    if document == DocumentKey.PARENT_RULES:
        return defaults.parent_rules()
    return AcknowledgementText(title=get_document(document).title, introduction=(), rules=(), standing="")


def is_published(document: str) -> bool:
    """Return whether there is a version that people can sign."""
    return bool(versions(document))


def publish_default_texts(*, by_id: int | None) -> None:
    """Publish what a setting starts with as it stands. A manager reads it first, and publishes on a page."""
    for document in DocumentKey:
        publish(document, default_text(document), change=Change.REAL, by_id=by_id)


def follow_setting(event: SettingChanged) -> None:
    """Publish the consent form anew, as a minor edit, where it names what was changed in the setting (product.md §2.3).

    What was signed before keeps the name, the address and the time that stood there.
    """
    try:
        text = current(DocumentKey.CONSENT_FORM).consent
    except NothingPublished:
        return
    setting = settings.current()
    follows = with_setting(text, setting) if text.is_handwritten else with_sentences(text, setting)
    if follows != text:
        publish(DocumentKey.CONSENT_FORM, follows, change=Change.MINOR, by_id=event.actor_id, asks_again=())
