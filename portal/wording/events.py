"""What can happen to the texts that people sign."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class WordingPublished(Event):
    """A version of a document was published; from now on it is what people sign."""

    subject: ClassVar[str] = "wording"
    sentence: ClassVar[str] = mark("published a new wording")
    document: str
    number: int
    change: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event):
    """A document of the setting’s own came into the library; nobody reads it before a version is published."""

    subject: ClassVar[str] = "document"
    sentence: ClassVar[str] = mark("added a document to the policies")
    document: str


@dataclass(frozen=True, kw_only=True)
class DocumentDetailsChanged(DocumentAdded):
    """What is said about a document was changed: its name, what it is about, who keeps it, or the day of review."""

    sentence: ClassVar[str] = mark("changed who keeps a document, or when it is reviewed")
    changed: tuple[str, ...]
