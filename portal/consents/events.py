"""What can happen to consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from portal.consents.policy import HoldBasis, Method, Say
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
    say: Say
