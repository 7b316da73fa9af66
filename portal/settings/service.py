"""Reads and changes what the setting says of itself."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import g, has_request_context

from portal.foundation import clock
from portal.foundation.compiled import Compiled
from portal.foundation.database import db, serialise_on
from portal.foundation.dates import read_date
from portal.foundation.events import bus
from portal.foundation.working_days import is_bank_holiday
from portal.settings.events import ContactsChecked, SettingChanged, SettingNamed
from portal.settings.models import ContactCheck, Setting
from portal.settings.policy import Contact, is_check_due

# What a consent form says of the setting, so that a change of it is a new version of the form.
ON_THE_CONSENT_FORM = frozenset(
    {
        "name",
        "address",
        "phone",
        "email",
        "privacy_notice",
        "consent_months",
        "consents_end_with_school_year",
        "take_down_days",
    }
)


def current() -> Setting:
    """Return the setting; before set-up, an unsaved one with a neutral name."""
    if not has_request_context():
        return _read()
    if "setting" not in g:
        g.setting = _read()
    return g.setting  # type: ignore[no-any-return]


_ROW = Compiled(lambda number: Setting.select().where(Setting.id == number), number=1)


def _read() -> Setting:
    return next(iter(_ROW.models(Setting, number=1)), None) or Setting(name="Parent portal")


def opening_days() -> Callable[[date], bool]:
    """Return what tells whether the setting is open on a day: on a bank holiday it is not."""
    days = current().opening_days or "0123456"
    closed = read_closed_days(current().closed_days or "", today=clock.today())
    return lambda day: (
        str(day.weekday()) in days
        and not is_bank_holiday(day)
        and not any(first and last and first <= day <= last for first, last in closed)
    )


def read_closed_days(text: str, *, today: date) -> list[tuple[date | None, date | None]]:
    """Return the first and the last day of each line of “21 12 2026 to 3 1 2027”; None where one cannot be read."""
    lines = [re.split(r"\s+(?:to|until|–|-)\s+", line.strip()) for line in text.splitlines() if line.strip()]
    return [(read_date(days[0], today=today).value, read_date(days[-1], today=today).value) for days in lines]


def is_named() -> bool:
    """Return whether the setting has been named, and so set up."""
    return current().id is not None


def serialise_naming() -> None:
    """Let one transaction at a time name the setting: it has one name, by whichever of two ways it was given first."""
    serialise_on("naming the setting")
    _forget()


def name_setting(name: str, *, by_id: int | None, **details: object) -> Setting:
    """Record the setting for the first time, in the caller's transaction or its own."""
    with db.atomic():
        setting = Setting.create(id=1, name=name, **details)
        _forget()
        bus.publish(SettingNamed(actor_id=by_id, subject_id=1))
    return setting


def change_setting(values: Mapping[str, object], *, by_id: int) -> tuple[str, ...]:
    """Keep the edited details, and return which changed; without any, nothing is written or logged.

    The first edit names the setting.
    """
    with db.atomic():
        serialise_naming()
        setting = Setting.get_or_none(Setting.id == 1)
        if setting is None:
            rest = {field: value for field, value in values.items() if field != "name"}
            name_setting(str(values["name"]), by_id=by_id, **rest)
            return ()
        changed = tuple(sorted(name for name, value in values.items() if getattr(setting, name) != value))
        if not changed:
            return ()
        Setting.update({name: values[name] for name in changed}).where(Setting.id == 1).execute()
        _forget()
        bus.publish(SettingChanged(actor_id=by_id, subject_id=1, changed=changed))
    return changed


@dataclass(frozen=True)
class ContactLine:
    """A contact as it reads now, and when somebody last found these words right."""

    contact: Contact
    words: str
    checked_on: date | None

    @property
    def is_due(self) -> bool:
        return is_check_due(self.checked_on, today=clock.today())


def contacts() -> list[ContactLine]:
    """Return the contacts that are filled in, in their order."""
    setting = current()
    checks = ContactCheck.select(ContactCheck.contact, ContactCheck.words, ContactCheck.checked_on)
    checked = {(contact, words): day for contact, words, day in checks.order_by(ContactCheck.id).tuples()}
    filled = ((contact, str(getattr(setting, contact))) for contact in Contact if getattr(setting, contact))
    return [ContactLine(contact, words, checked.get((contact, words))) for contact, words in filled]


def check_contacts(found_right: Iterable[Contact], *, by_id: int) -> None:
    """Record that these contacts are right as they read today; of those that are empty or checked today nothing."""
    with db.atomic():
        serialise_naming()
        today, chosen = clock.today(), frozenset(found_right)
        lines = [line for line in contacts() if line.contact in chosen and line.checked_on != today]
        if not lines:
            return
        rows = [
            {"contact": line.contact, "words": line.words, "checked_on": today, "checked_by_id": by_id}
            for line in lines
        ]
        ContactCheck.insert_many(rows).execute()
        names = tuple(str(line.contact) for line in lines)
        bus.publish(ContactsChecked(actor_id=by_id, subject_id=1, changed=names))


def _forget() -> None:
    """Let the rest of this request read the setting anew."""
    if has_request_context():
        g.pop("setting", None)
