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
