"""The documents of the setting: who may read which, what is said about each, and every version, readable for ever."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from peewee import ModelSelect, fn

from portal.accounts.models import Account
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded
from portal.wording import drafts, service
from portal.wording.comparison import Comparison, compare
from portal.wording.events import DocumentAdded, DocumentDetailsChanged
from portal.wording.models import Document, WordingDraft, WordingVersion
from portal.wording.policy import (
    ONE_EVENT,
    SOURCE_LANGUAGE,
    Audience,
    DocumentKind,
    ReviewState,
    may_read,
    review_state,
)


class TitleTaken(Refusal):
    """Another document has this name, and people could not tell the two apart."""

    sentence = mark("“%(title)s” is there already. Give this one a name of its own")
    field = "title"


class NobodyToSign(Refusal):
    """What everyone may read without an account nobody can be asked to sign."""

    sentence = mark("Say who signs it: parents, staff or visitors. What is for everyone is only read")
    field = "audience"


@dataclass(frozen=True)
class Details:
    """What is said about a document beside its text."""

    title: str
    summary: str
    owner: str
    review_by: date


def may_see(account: Any, document: Document) -> bool:
    """Return whether somebody, signed in or not, may read a document."""
    return may_read(Audience(document.audience), account.roles if account.is_authenticated else None)


def readable(account: Any) -> list[Document]:
    """Return the rules and policies in force that somebody may read, in their order."""
    return [each for each in service.library() if service.is_published(each.key) and may_see(account, each)]


def days_of_review(today: date) -> list[date]:
    """Return the day of review of each document that somebody has to look at again; before a text is published none is."""
    days = (each.review_by for each in Document.select(Document.review_by).where(Document.review_by.is_null(False)))
    return [day for day in days if review_state(day, today) is not ReviewState.FINE]


def add_document(details: Details, audience: Audience, kind: DocumentKind, *, by_id: int) -> Document:
    """Add a document without a text yet; the same sent twice is one. Raises TitleTaken and NobodyToSign."""
    with db.atomic():
        serialise_on("the documents")
        found = _called(details.title)
        same = asdict(details) | {"audience": audience, "kind": kind}
        if found and all(getattr(found, name) == value for name, value in same.items()):
            return found
        if found:
            raise TitleTaken(title=details.title)
        if audience is Audience.EVERYONE and kind is not DocumentKind.TO_READ:
            raise NobodyToSign
        keys = [key for (key,) in Document.select(Document.key).tuples()]
        position = 1 + Document.select(fn.MAX(Document.position)).scalar()
        document: Document = Document.create(key=drafts.new_key(details.title, keys), position=position, **same)
        bus.publish(DocumentAdded(actor_id=by_id, subject_id=document.id, document=document.key))
    return document


def change_details(document: Document, details: Details, *, by_id: int) -> None:
    """Keep what is said about a document; what is so already changes nothing. Raises TitleTaken."""
    with db.atomic():
        serialise_on("the documents")
        if (found := _called(details.title)) and found.id != document.id:
            raise TitleTaken(title=details.title)
        present = Document.get_by_id(document.id)
        changed = {name: value for name, value in asdict(details).items() if getattr(present, name) != value}
        if changed:
            Document.update(changed).where(Document.id == document.id).execute()
            names = {"document": document.key, "changed": tuple(sorted(changed))}
            bus.publish(DocumentDetailsChanged(actor_id=by_id, subject_id=document.id, **names))


def _called(title: str) -> Document | None:
    return next((each for each in Document.select() if folded(each.title) == folded(title)), None)


@dataclass(frozen=True)
class Statement:
    """One rule or statement in force, to be cited: ``document`` and ``key`` name it for ever."""

    document: str
    title: str
    key: str
    statement: str


def statements_in_force() -> list[Statement]:
    """Return each rule and each statement of a policy that is in force, in the order of the library."""
    texts = [
        (each.key, service.current(each.key).acknowledgement)
        for each in service.library()
        if service.is_published(each.key)
    ]
    return [Statement(key, text.title, rule.key, rule.statement) for key, text in texts for rule in text.rules]


class Standing(StrEnum):
    """Where a version stands: its day has not come, it holds today, or another took its place."""

    COMING = "coming"
    IN_FORCE = "in_force"
    OVER = "over"


@dataclass(frozen=True)
class Line:
    """One document for whoever keeps them: the version in force and the one to come, if there are any."""

    document: Document
    in_force: WordingVersion | None
    coming: WordingVersion | None
    has_draft: bool


def versions_of(document: Document) -> ModelSelect:
    """Return the versions of a document, the newest first; ``by`` is None where the portal published one itself."""
    version = WordingVersion
    query = version.select(version, Account.name.alias("by"))
    query = query.left_outer_join(Account, on=(version.published_by_id == Account.id))
    own = (version.document == document.key) & (version.language == SOURCE_LANGUAGE)
    return query.where(own).order_by(version.number.desc()).objects()


def standing(version: WordingVersion, among: Iterable[WordingVersion]) -> Standing:
    """Return where a version stands today among all of its document."""
    today = clock.today()
    begun = [each.number for each in among if each.in_force_from is None or each.in_force_from <= today]
    newest = max(begun, default=0)
    if version.number == newest:
        return Standing.IN_FORCE
    return Standing.OVER if version.number < newest else Standing.COMING


def every_version() -> list[WordingVersion]:
    """Return every version of every document, the oldest first, each with its document; no questions about one event."""
    query = WordingVersion.select(WordingVersion, Document).join(Document)
    query = query.where((WordingVersion.language == SOURCE_LANGUAGE) & (Document.key != ONE_EVENT))
    return list(query.order_by(Document.position, Document.id, WordingVersion.number))


def overview() -> list[Line]:
    """Return a line for each document, in their order: three queries."""
    found: dict[str, list[WordingVersion]] = defaultdict(list)
    columns = (
        WordingVersion.document,
        WordingVersion.number,
        WordingVersion.in_force_from,
        WordingVersion.published_at,
    )
    query = WordingVersion.select(*columns).where(WordingVersion.language == SOURCE_LANGUAGE)
    for version in query.order_by(WordingVersion.number.desc()):
        found[version.document_key].append(version)
    drafts = {document for (document,) in WordingDraft.select(WordingDraft.document).tuples()}
    lines = []
    for document in Document.select().where(Document.key != ONE_EVENT).order_by(Document.position, Document.id):
        stands = [(standing(each, found[document.key]), each) for each in found[document.key]]
        in_force = next((each for how, each in stands if how is Standing.IN_FORCE), None)
        coming = next((each for how, each in stands if how is Standing.COMING), None)
        lines.append(Line(document, in_force, coming, document.key in drafts))
    return lines


def asked_again_in(version: WordingVersion) -> list[str]:
    """Return the headings of what was asked again in a version, so that no answer given before counts."""
    (summary,) = [each for each in service.all_versions(version.document_key) if each.id == version.id]
    return [each.heading for each in service.version(version.id).text.clauses if summary.invalidates(each.key)]


def changes_in(version: WordingVersion) -> Comparison | None:
    """Return what a version changed against the one before it; None for the first."""
    earlier = [each.id for each in service.all_versions(version.document_key) if each.number == version.number - 1]
    return compare(service.version(earlier[0]).text, service.version(version.id).text) if earlier else None
