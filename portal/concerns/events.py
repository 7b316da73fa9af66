"""What can happen to concerns. Ids and enums only: the audit log must not repeat what was told in confidence."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class ConcernEvent(Event):
    """Base of what happens to one concern."""

    subject: ClassVar[str] = "concern"
    sentence: ClassVar[str] = mark("did something with a concern")


@dataclass(frozen=True, kw_only=True)
class ConcernRaised(ConcernEvent):
    sentence: ClassVar[str] = mark("raised a concern")


@dataclass(frozen=True, kw_only=True)
class ConcernWithoutHandler(ConcernEvent):
    """Nobody inside the setting may handle it; the person was shown whom to turn to outside (product.md §4.1)."""

    sentence: ClassVar[str] = mark("raised a concern that nobody here may handle")


@dataclass(frozen=True, kw_only=True)
class ConcernHandedOn(ConcernEvent):
    """Those who may handle it have changed, so it went to somebody new as well; by the portal itself."""

    sentence: ClassVar[str] = mark("gave a concern to somebody new")
    handlers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ConcernLeftAlone(ConcernEvent):
    """Nobody independent is left to handle it: whoever raised it is shown whom to turn to outside (product.md §4.1)."""

    sentence: ClassVar[str] = mark("found nobody independent who could go on with a concern")


@dataclass(frozen=True, kw_only=True)
class SubjectNamed(ConcernEvent):
    """A handler said later whom it is about."""

    sentence: ClassVar[str] = mark("named whom a concern is about")
    named: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class HandlerSteppedAside(ConcernEvent):
    """A handler gave it away for good."""

    sentence: ClassVar[str] = mark("stepped aside from a concern")


@dataclass(frozen=True, kw_only=True)
class DutyRecorded(ConcernEvent):
    """A handler answered or did one of its duties; which, the concern says to those who handle it."""

    sentence: ClassVar[str] = mark("recorded a duty of a concern")
    duty_id: int


@dataclass(frozen=True, kw_only=True)
class FactsNoted(ConcernEvent):
    """A handler noted something for the record of the case; what, the case says to those who handle it."""

    sentence: ClassVar[str] = mark("noted something for the record of a concern")
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RequirementsChanged(Event):
    """The headings that a complaint can relate to were edited."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("changed the requirements that a complaint can relate to")


@dataclass(frozen=True, kw_only=True)
class ConcernViewed(ConcernEvent):
    sentence: ClassVar[str] = mark("opened a concern")


@dataclass(frozen=True, kw_only=True)
class ConcernAddedTo(ConcernEvent):
    """The person who raised it wrote again."""

    sentence: ClassVar[str] = mark("added to a concern")
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class ConcernWithdrawn(ConcernEvent):
    """The person who raised it took it back."""

    sentence: ClassVar[str] = mark("withdrew a concern")
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class ConcernAnswered(ConcernEvent):
    """A handler acknowledged it, began, wrote, noted something, or sent it on; ``entry`` says which."""

    sentence: ClassVar[str] = mark("worked on a concern")
    entry: str
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class OutcomeTold(ConcernEvent):
    sentence: ClassVar[str] = mark("recorded the outcome of a concern")
    outcome: str
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class ConcernClosed(ConcernEvent):
    sentence: ClassVar[str] = mark("closed a concern")
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class ConcernReopened(ConcernEvent):
    sentence: ClassVar[str] = mark("opened a closed concern again")
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class EvidenceOpened(ConcernEvent):
    """Someone downloaded a file; ``is_original`` when it was the file as it was sent, with its metadata."""

    sentence: ClassVar[str] = mark("opened evidence of a concern")
    attachment_id: int
    is_original: bool


@dataclass(frozen=True, kw_only=True)
class ConcernExported(ConcernEvent):
    """Someone downloaded the record; ``face`` says whether it names people."""

    sentence: ClassVar[str] = mark("downloaded the record of a concern")
    face: str


@dataclass(frozen=True, kw_only=True)
class TextsChecked(ConcernEvent):
    """Someone looked for names in so many of its texts, and said what a record without names leaves out."""

    sentence: ClassVar[str] = mark("looked for names in the texts of a concern")
    texts: int


@dataclass(frozen=True, kw_only=True)
class AskedFirst(ConcernEvent):
    """A parent asked about a child before they sign; until they have the answer nobody presses them to."""

    sentence: ClassVar[str] = mark("asked a question before signing")
    child_id: int
    adult_id: int


@dataclass(frozen=True, kw_only=True)
class AskedFirstAnswered(ConcernEvent):
    sentence: ClassVar[str] = mark("answered a question that was asked before signing")
    child_id: int
    adult_id: int
