"""What can happen to a declared relationship."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class RelationshipDeclared(Event):
    """A parent declared that they know somebody who works here, or the other way round."""

    subject: ClassVar[str] = "relationship"
    sentence: ClassVar[str] = mark("declared a relationship")


@dataclass(frozen=True, kw_only=True)
class RelationshipConfirmed(Event):
    """It was confirmed, so it is an exception from the rule on friend requests."""

    subject: ClassVar[str] = "relationship"
    sentence: ClassVar[str] = mark("confirmed a declared relationship")


@dataclass(frozen=True, kw_only=True)
class RelationshipEnded(Event):
    """It has ended, or the declaration was a mistake."""

    subject: ClassVar[str] = "relationship"
    sentence: ClassVar[str] = mark("ended a declared relationship")


@dataclass(frozen=True, kw_only=True)
class RelationshipsExported(Event):
    """The register left as a file."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("exported the declared relationships")
    lines: int
