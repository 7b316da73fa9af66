"""Where a person is signed in: reading it, saying it in words, and ending it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.accounts.models import Account, SignIn
from portal.foundation import clock
from portal.foundation.tokens import digest

# The first that stands in what the browser says of itself; most say they are several.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Device:
    """One device on which a person is signed in."""

    words: str
    since: datetime
    is_this: bool


def devices_of(account: Account) -> list[Device]:
    """Return where the person is signed in now, the latest first; ``is_this`` is where they ask from (ASVS 7.5.2)."""
    live = (SignIn.account == account.id) & SignIn.ended_at.is_null() & (SignIn.expires_at > clock.now())
    here = digest(account.session_token)
    return [
        Device(describe_user_agent(row.device), row.started_at, row.token_hash == here)
        for row in SignIn.select().where(live).order_by(SignIn.id.desc())
    ]


def end_devices(account: Account, *, keep_token: str = "") -> int:
    """End every session but that of ``keep_token``, in the caller's transaction, and return how many."""
    others = (SignIn.account == account.id) & (SignIn.token_hash != digest(keep_token)) & SignIn.ended_at.is_null()
    still_good = others & (SignIn.expires_at > clock.now())
    return int(SignIn.update(ended_at=clock.now()).where(still_good).execute())


def describe_user_agent(user_agent: str) -> str:
    """Return “Safari on iPhone” for what a browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("A device that does not say what it is")
