"""What can happen to consents."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from portal.consents.policy import HoldBasis, Method, Wish
from portal.foundation.events import Event
from portal.foundation.language import mark


class ConsentEvent(Event, subject="consent_record"):
    """Base of what happens to one signed record; ``child_id`` is whose pictures it is about."""

    child_id: int
    adult_id: int


class ConsentSigned(ConsentEvent, sentence=mark("signed a consent form")):
    """An adult signed a form; ``answers`` says which uses got which answer."""

    answers: Mapping[str, str]


class ConsentWithdrawn(ConsentEvent, sentence=mark("withdrew a consent")):
    """An adult withdrew these uses; it counts from this moment. By word of mouth, the actor is who noted it."""

    method: Method
    uses: tuple[str, ...]


class HoldPlaced(Event, subject="consent_hold", sentence=mark("put a hold on every picture of a child")):
    """Manager or lead blocked every picture of a child (product.md §2.6). The reason is in the hold, never here."""

    child_id: int
    basis: HoldBasis


class HoldLifted(Event, subject="consent_hold", sentence=mark("lifted a hold on pictures of a child")):
    """Manager or lead ended a hold."""

    child_id: int


class ChildSayNoted(Event, subject="child_say", sentence=mark("noted what a child says about pictures")):
    """Somebody noted what a child says about being shown."""

    child_id: int
    say: Wish


class PaperFormPrinted(Event, subject="paper_form", sentence=mark("printed a consent form")):
    """A consent form was printed for a child."""

    child_id: int


class ConsentKeyed(ConsentEvent, sentence=mark("keyed in a consent form signed on paper")):
    """A form signed on paper was keyed in by the actor; ``given_on`` is the day beside the signature."""

    given_on: date
    has_scan: bool
    name_differs: bool
    answers: Mapping[str, str]


class ScanOpened(ConsentEvent, sentence=mark("opened the scan of a signed consent form")):
    """Somebody downloaded the scan of a signed paper."""


class RegisterFile(StrEnum):
    """As what the register leaves the portal."""

    CSV = "csv"
    PDF = "pdf"


class RegisterExported(Event, subject="setting", sentence=mark("took the consent register out as a file")):
    """The consent register left the portal as a file; what was typed to search it is not kept."""

    file: RegisterFile
    children: int
    session: str | None
    use: str


class PhotoSheetTaken(Event, subject="setting", sentence=mark("took out the sheet of who may be photographed")):
    """The sheet “who may be photographed” left the portal as a file, with so many children's names on it."""

    children: int
    day: date
    session: str | None
    use: str


class EventAsked(Event, subject="wording", sentence=mark("asked parents about one event")):
    """The parents of some children are asked about one event."""

    children: int


class EventCalledOff(Event, subject="wording", sentence=mark("called off an event that parents were asked about")):
    """It does not take place, or not as parents were asked about it."""
