"""What can happen to consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class ConsentEvent(Event):
    """Base of what happens to one signed record; ``child_id`` is whose pictures it is about."""

    subject: ClassVar[str] = "consent_record"
    sentence: ClassVar[str] = mark("did something with a consent")
    child_id: int
    adult_id: int


@dataclass(frozen=True, kw_only=True)
class ConsentSigned(ConsentEvent):
    """An adult signed a form; ``answers`` says which uses got which answer."""

    sentence: ClassVar[str] = mark("signed a consent form")
    answers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(ConsentEvent):
    """An adult withdrew one use; it counts from this moment."""

    sentence: ClassVar[str] = mark("withdrew a consent")
    use: str
