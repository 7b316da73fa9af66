"""Hands one message to a mail server, or to a folder while there is none."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from pathlib import Path
from urllib.parse import unquote, urlparse

from portal.config import Config
from portal.mail.identity import identity
from portal.mail.models import ADDRESS_MARK, OutboxMessage

_PATIENCE = 20  # seconds


class MailNotTaken(Exception):
    """The server did not take the message; ``is_final`` when trying again cannot help."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


def deliver(message: OutboxMessage, config: Config) -> None:
    """Send by ``MAIL_URL``: ``smtp://user:password@host:587`` (STARTTLS), ``smtps://…:465``, or ``file:folder``.

    Raises MailNotTaken. Over the network TLS certificates are checked; only loopback may go without TLS.
    """
    address = urlparse(config.mail_url)
    try:
        letter = _compose(message, config)
    except (ValueError, LookupError) as problem:
        raise MailNotTaken(f"It cannot be written: {problem}"[:200], is_final=True) from problem
    try:
        if address.scheme == "file":
            folder = Path(unquote(address.path))
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{message.id:06d}.eml").write_bytes(letter.as_bytes())
            return
        with _connected(address.scheme, address.hostname or "", address.port) as server:
            if address.username:
                server.login(unquote(address.username), unquote(address.password or ""))
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as problem:
        code, said = next(iter(problem.recipients.values()))  # without the address: this goes into the log as well
        raise MailNotTaken(_reply(code, said).replace(message.recipient, "…"), is_final=code >= 500) from problem
    except smtplib.SMTPResponseException as problem:
        raise MailNotTaken(f"{type(problem).__name__}: {_reply(problem.smtp_code, problem.smtp_error)}") from problem
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise MailNotTaken(f"{type(problem).__name__}: {problem}"[:200]) from problem


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=_PATIENCE, context=trusted)
    server = smtplib.SMTP(host, port or 587, timeout=_PATIENCE)
    if host not in {"127.0.0.1", "localhost", "::1"}:
        server.starttls(context=trusted)
    return server


def _reply(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())[:160]


def _compose(message: OutboxMessage, config: Config) -> EmailMessage:
    setting = identity()
    sender = config.mail_from or setting.email or f"portal@{urlparse(config.public_url).hostname}"
    letter = EmailMessage()
    letter["From"] = formataddr((setting.name, sender))
    letter["To"] = message.recipient
    letter["Subject"] = message.subject
    letter["Date"] = formatdate(usegmt=True)
    # The same at each try: a server that took it just before we were cut off can tell that it is the same letter.
    letter["Message-ID"] = f"<portal-{message.id}-{message.queued_at:%Y%m%d%H%M%S%f}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body.replace(ADDRESS_MARK, config.public_url))
    return letter
