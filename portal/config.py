"""What whoever hosts the portal may set: one frozen record, read from the environment."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlparse

ROOT = Path(__file__).resolve().parent.parent
LARGEST_FORM = 1024 * 1024
ENVIRONMENTS = ("production", "development", "test")


class ConfigurationError(Exception):
    """The environment asks for something the portal refuses; the message says what to change."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Settings of the host, not of the setting (those are in the database and edited on a page)."""

    secret_key: str
    old_secret_key: str = ""
    instance: Path
    database_url: str
    public_url: str
    environment: str = "production"
    mail_url: str = ""
    mail_from: str = ""
    trusted_proxies: int = 0
    idle_minutes: int = 60

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the record from ``environ`` (the process's own by default).

        Raises ConfigurationError for debug outside development and for values of the wrong type.
        """
        env = os.environ if environ is None else environ
        instance = Path(env.get("PORTAL_INSTANCE", ROOT / "instance")).resolve()
        environment = env.get("PORTAL_ENV", "production")
        if environment not in ENVIRONMENTS:
            raise ConfigurationError(f"PORTAL_ENV is “{environment}”; use one of {', '.join(ENVIRONMENTS)}.")
        if env.get("FLASK_DEBUG", "0") not in ("", "0") and environment != "development":
            raise ConfigurationError("FLASK_DEBUG shows secrets to strangers. It needs PORTAL_ENV=development.")
        return cls(
            secret_key=env.get("SECRET_KEY") or _kept_secret(instance / "secret.key"),
            old_secret_key=env.get("SECRET_KEY_OLD", ""),
            instance=instance,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'portal.db'}",
            public_url=env.get("PORTAL_URL", "http://127.0.0.1:8000").rstrip("/"),
            environment=environment,
            mail_url=_mail_url(env.get("MAIL_URL", "")),
            mail_from=env.get("MAIL_FROM", ""),
            trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0),
            idle_minutes=_whole(env, "IDLE_MINUTES", 60),
        )

    @property
    def is_https(self) -> bool:
        """Whether people reach the portal over TLS, so that cookies may be bound to it."""
        return self.public_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether ``PORTAL_URL`` opens on this computer alone, so that a link sent to anybody leads nowhere."""
        host = urlparse(self.public_url).hostname or ""
        with suppress(ValueError):
            address = ip_address(host)
            return address.is_loopback or address.is_unspecified
        return host == "localhost" or host.endswith(".localhost")

    def for_flask(self) -> dict[str, object]:
        """Return what Flask and its extensions read."""
        return {
            "PORTAL": self,
            "SECRET_KEY": self.secret_key,
            # What the key before signed stays good while a new one takes over: nobody is signed out.
            "SECRET_KEY_FALLBACKS": [self.old_secret_key] if self.old_secret_key else None,
            "TESTING": self.environment == "test",
            "SESSION_COOKIE_NAME": "__Host-portal" if self.is_https else "portal",
            "SESSION_COOKIE_SECURE": self.is_https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
            "SESSION_REFRESH_EACH_REQUEST": False,
            # What a form without files may weigh; a page that takes files says so itself (access/guard.py).
            "MAX_CONTENT_LENGTH": LARGEST_FORM,
            "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
            "TRUSTED_HOSTS": [urlparse(self.public_url).hostname or "", "127.0.0.1", "localhost"],
            "WTF_CSRF_TIME_LIMIT": None,
            # It reads a catalogue from disk on every page; our forms bring their own sentences.
            "WTF_I18N_ENABLED": False,
            "BABEL_DEFAULT_LOCALE": "en_GB",
            "BABEL_DEFAULT_TIMEZONE": "Europe/London",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "portal" / "translations"),
        }


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "")
    if value and not value.isdigit():
        raise ConfigurationError(f"{name} is “{value}”; it must be a whole number.")
    return int(value) if value else default


def _kept_secret(path: Path) -> str:
    """Return the secret in ``path``; on the first start make it, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    kept = path.read_bytes().decode("ascii", "ignore").strip()
    if len(kept) < 32 or not kept.isprintable():
        raise ConfigurationError(f"{path.name} is damaged. Restore it, or delete it to sign everyone out.")
    return kept


def _make_secret(path: Path) -> None:
    """Write a whole secret beside ``path`` and link it there: of two first starts at once, one wins."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _mail_url(url: str) -> str:
    """Return the address of the mail server. Raises ConfigurationError when it is none."""
    address = urlparse(url)
    try:
        port_is_fine = address.port is None or address.port > 0
    except ValueError:
        port_is_fine = False
    is_server = address.scheme in {"smtp", "smtps"} and bool(address.hostname) and port_is_fine
    if url and not is_server and not (address.scheme == "file" and address.path):
        raise ConfigurationError("MAIL_URL has to read smtp://user:password@host:587, smtps://… or file:/folder.")
    return url
