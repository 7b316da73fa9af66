"""Queues e-mails and sends them, one process at a time for each, however many serve the portal."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from flask import current_app

from portal.foundation import clock
from portal.foundation.compiled import CompiledInsert
from portal.foundation.database import db
from portal.mail.identity import identity
from portal.mail.models import OutboxMessage
from portal.mail.transport import MailNotTaken, deliver

log = logging.getLogger("portal.mail")
_OUTBOX = CompiledInsert(OutboxMessage)
# A message being sent is hidden for this long; if the process dies, another then tries again.
_LEASE = timedelta(minutes=5)
_WAITS = (1, 5, 15, 60, 240)  # minutes between tries; then every four hours
# A message is written in the transaction of its cause, a little after it.
_SAME_MOMENT = timedelta(minutes=1)
_GIVES_UP_AFTER = timedelta(days=5)
# Kinds of message whose mere existence is nobody else's business.
CONFIDENTIAL = frozenset({"something_new"})


def queue(recipient: str, subject: str, template: str, **values: object) -> OutboxMessage:
    """Write one message into the outbox, in the caller's transaction.

    ``template`` is a file under templates/emails/ without its ending; its folder and name are the kind.
    """
    return _OUTBOX.create(
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        body=compose(template, **values),
        kind=template.rpartition("/")[2],
    )


def compose(template: str, **values: object) -> str:
    """Return the text of a message as it would go out, and write nothing."""
    # Not through render_template: a message needs no navigation, and is written outside requests too.
    body = current_app.jinja_env.get_template(f"emails/{template}.txt").render(setting=identity(), **values)
    return body.strip() + "\n"


def was_queued(kind: str, recipients: Collection[str], *, at: datetime) -> bool:
    """Return whether a message of this kind to one of ``recipients`` was written with what happened ``at`` a moment."""
    then = OutboxMessage.queued_at.between(at, at + _SAME_MOMENT)
    same = (OutboxMessage.kind == kind) & OutboxMessage.recipient.in_(list(recipients))
    return bool(OutboxMessage.select().where(same & then).exists())


def send_due(most: int = 50) -> int:
    """Send what is due and return how many a mail server took. A refusal is kept with the row and tried again.

    While ``MAIL_URL`` is not set nothing is tried: messages wait, for as long as it takes.
    """
    sent = 0
    if not current_app.config["PORTAL"].mail_url:
        return sent
    for _ in range(most):
        message = _take_next()
        if message is None:
            break
        sent += _send(message)
    return sent


def _take_next() -> OutboxMessage | None:
    now = clock.now()
    due = (OutboxMessage.try_after <= now) & OutboxMessage.sent_at.is_null() & OutboxMessage.failed_at.is_null()
    if not OutboxMessage.select(OutboxMessage.id).where(due).limit(1).exists():
        return None
    with db.atomic():
        message: OutboxMessage | None = OutboxMessage.select().where(due).order_by(OutboxMessage.try_after).first()
        if message is None:
            return None
        same = (OutboxMessage.id == message.id) & (OutboxMessage.try_after == message.try_after)
        taken = OutboxMessage.update(try_after=now + _LEASE, attempts=OutboxMessage.attempts + 1).where(same).execute()
    return message if taken else None


def _send(message: OutboxMessage) -> bool:
    this = OutboxMessage.id == message.id
    try:
        deliver(message, current_app.config["PORTAL"])
    except MailNotTaken as problem:
        wait = _WAITS[min(message.attempts, len(_WAITS) - 1)]
        gave_up = problem.is_final or clock.now() - message.queued_at > _GIVES_UP_AFTER
        changes = {"last_problem": str(problem)[:200], "try_after": clock.now() + timedelta(minutes=wait)}
        OutboxMessage.update(**changes, failed_at=clock.now() if gave_up else None).where(this).execute()
        log.warning("message %s not taken: %s", message.id, problem)
        return False
    # The text is forgotten once sent: it may hold a one-time link.
    OutboxMessage.update(sent_at=clock.now(), body="", last_problem="").where(this).execute()
    return True


def undelivered() -> list[OutboxMessage]:
    """Return the messages that were given up, the latest first, as the manager may see them.

    What is said to the people of a concern is not among them: to see that the chair was written to would tell.
    """
    given_up = OutboxMessage.failed_at.is_null(False) & OutboxMessage.kind.not_in(CONFIDENTIAL)
    return list(OutboxMessage.select().where(given_up).order_by(OutboxMessage.id.desc()))


def try_again() -> int:
    """Put every message that was given up back into the outbox, and return how many the manager may know of."""
    now, given_up = clock.now(), OutboxMessage.failed_at.is_null(False)
    changes = {"failed_at": None, "queued_at": now, "try_after": now, "attempts": 0}
    known = int(OutboxMessage.update(**changes).where(given_up & OutboxMessage.kind.not_in(CONFIDENTIAL)).execute())
    OutboxMessage.update(**changes).where(given_up).execute()
    return known
