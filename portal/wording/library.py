"""The rules and policies of the setting: who may read which, what is said about each, and what they say today."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from peewee import fn

from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded
from portal.wording import drafts, service
from portal.wording.events import DocumentAdded, DocumentDetailsChanged
from portal.wording.models import Document
from portal.wording.policy import Audience, DocumentKind, ReviewState, may_read, review_state


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
        _check_title(details.title, found)
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
        found = _called(details.title)
        _check_title(details.title, found if found and found.id != document.id else None)
        present = Document.get_by_id(document.id)
        changed = {name: value for name, value in asdict(details).items() if getattr(present, name) != value}
        if changed:
            Document.update(changed).where(Document.id == document.id).execute()
            names = {"document": document.key, "changed": tuple(sorted(changed))}
            bus.publish(DocumentDetailsChanged(actor_id=by_id, subject_id=document.id, **names))


def _called(title: str) -> Document | None:
    return next((each for each in Document.select() if folded(each.title) == folded(title)), None)


def _check_title(title: str, found: Document | None) -> None:
    if found:
        raise TitleTaken(title=title)


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
