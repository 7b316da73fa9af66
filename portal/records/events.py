"""What can happen to records that leave the portal."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class PackMade(Event):
    """An inspection pack was made for a period; days as ISO text."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("made an inspection pack")
    reference: str
    first_day: str
    last_day: str
    sha256: str
