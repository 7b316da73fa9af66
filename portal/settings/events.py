"""What can happen to the setting's own details."""

from portal.foundation.events import Event
from portal.foundation.language import mark


class SettingNamed(Event, subject="setting", sentence=mark("set up the portal for the setting")):
    """The portal was set up for a setting."""


class SettingChanged(Event, subject="setting", sentence=mark("changed the setting’s details")):
    """The setting's details were edited; ``changed`` names the fields."""

    changed: tuple[str, ...]


class ContactsChecked(Event, subject="setting", sentence=mark("checked the contacts")):
    """Somebody found contacts right as they read; ``changed`` names their fields."""

    changed: tuple[str, ...]
