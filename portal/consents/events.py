"""What can happen to consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from portal.consents.policy import HoldBasis, Method, Wish
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
    """An adult withdrew these uses; it counts from this moment. By word of mouth, the actor is who noted it."""

    sentence: ClassVar[str] = mark("withdrew a consent")
    method: Method
    uses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(Event):
    """Manager or lead blocked every picture of a child (product.md §2.6). The reason is in the hold, never here."""

    subject: ClassVar[str] = "consent_hold"
    sentence: ClassVar[str] = mark("put a hold on every picture of a child")
    child_id: int
    basis: HoldBasis


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    """Manager or lead ended a hold."""

    subject: ClassVar[str] = "consent_hold"
    sentence: ClassVar[str] = mark("lifted a hold on pictures of a child")
    child_id: int


@dataclass(frozen=True, kw_only=True)
class ChildSayNoted(Event):
    """Somebody noted what a child says about being shown."""

    subject: ClassVar[str] = "child_say"
    sentence: ClassVar[str] = mark("noted what a child says about pictures")
    child_id: int
    say: Wish


@dataclass(frozen=True, kw_only=True)
class PaperFormPrinted(Event):
    """A consent form was printed for a child."""

    subject: ClassVar[str] = "paper_form"
    sentence: ClassVar[str] = mark("printed a consent form")
    child_id: int


@dataclass(frozen=True, kw_only=True)
class ConsentKeyed(ConsentEvent):
    """A form signed on paper was keyed in by the actor; ``given_on`` is the day beside the signature."""

    sentence: ClassVar[str] = mark("keyed in a consent form signed on paper")
    given_on: date
    has_scan: bool
    name_differs: bool
    answers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ScanOpened(ConsentEvent):
    """Somebody downloaded the scan of a signed paper."""

    sentence: ClassVar[str] = mark("opened the scan of a signed consent form")


class RegisterFile(StrEnum):
    """As what the register leaves the portal."""

    CSV = "csv"
    PDF = "pdf"


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Event):
    """The consent register left the portal as a file; what was typed to search it is not kept."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("took the consent register out as a file")
    file: RegisterFile
    children: int
    session: str | None
    use: str


@dataclass(frozen=True, kw_only=True)
class PhotoSheetTaken(Event):
    """The sheet “who may be photographed” left the portal as a file, with so many children's names on it."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("took out the sheet of who may be photographed")
    children: int
    day: date
    session: str | None
    use: str


@dataclass(frozen=True, kw_only=True)
class EventAsked(Event):
    """The parents of some children are asked about one event."""

    subject: ClassVar[str] = "wording"
    sentence: ClassVar[str] = mark("asked parents about one event")
    children: int


@dataclass(frozen=True, kw_only=True)
class EventCalledOff(Event):
    """An event does not take place, or not as parents were asked about it."""

    subject: ClassVar[str] = "wording"
    sentence: ClassVar[str] = mark("called off an event that parents were asked about")
