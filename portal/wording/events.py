"""What can happen to the texts that people sign."""

from portal.foundation.events import Event
from portal.foundation.language import mark


class WordingPublished(Event, subject="wording", sentence=mark("published a new wording")):
    """A version of a document was published; from now on it is what people sign."""

    document: str
    number: int
    change: str
    sha256: str


class DocumentAdded(Event, subject="document", sentence=mark("added a document to the policies")):
    """A document of the setting’s own came into the library; nobody reads it before a version is published."""

    document: str


class DocumentDetailsChanged(DocumentAdded, sentence=mark("changed who keeps a document, or when it is reviewed")):
    """What is said about a document was changed: its name, what it is about, who keeps it, or the day of review."""

    changed: tuple[str, ...]
