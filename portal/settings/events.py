"""What can happen to the setting's own details."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class SettingNamed(Event):
    """The portal was set up for a setting."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("set up the portal for the setting")


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Event):
    """The setting's details were edited; ``changed`` names the fields."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("changed the setting’s details")
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactsChecked(Event):
    """Somebody found contacts right as they read; ``changed`` names their fields."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("checked the contacts")
    changed: tuple[str, ...]
