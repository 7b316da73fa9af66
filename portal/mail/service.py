"""Queues e-mails and sends them, one process at a time for each, however many serve the portal."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from peewee import fn

from portal.config import Config
from portal.foundation import clock
from portal.foundation.compiled import CompiledInsert
from portal.foundation.database import db
from portal.foundation.tokens import digest
from portal.mail.identity import identity
from portal.mail.models import ADDRESS_MARK, OutboxMessage
from portal.mail.policy import Delivery
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
_TEST = "test"
# What the manager's own buttons write. The number of all others would tell that an answer was given, or a concern raised.
_WRITTEN_BY_KEEPERS = ("invitation", "work_invitation", "children_added", "reminder")


def _config() -> Config:
    config: Config = current_app.config["PORTAL"]
    return config


def obstacles() -> list[Delivery]:
    """Return why no e-mail goes out at present: there is no server, or its links would open on this computer only."""
    found = {Delivery.NO_SERVER: not _config().mail_url, Delivery.HELD: links_are_held()}
    return [obstacle for obstacle, stands in found.items() if stands]


def links_are_held() -> bool:
    """Return whether no link may leave this computer, by e-mail or on paper, since it would open nowhere else."""
    return _config().holds_links


def delivery_of(message: OutboxMessage) -> Delivery:
    """Return what became of a message, never more than is known (product.md §8.11)."""
    if message.sent_at:
        return Delivery.SENT
    if message.failed_at:
        return Delivery.FAILED
    return next(iter(obstacles()), Delivery.QUEUED)


def queue(recipient: str, subject: str, template: str, **values: object) -> OutboxMessage:
    """Write one message into the outbox, in the caller's transaction.

    ``template`` is a file under templates/emails/ without its ending; its folder and name are the kind.
    """
    return _OUTBOX.create(
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        body=compose(template, **values).replace(f"{_config().public_url}/", f"{ADDRESS_MARK}/"),
        kind=template.rpartition("/")[2],
    )


def compose(template: str, **values: object) -> str:
    """Return the text of a message as it would go out, and write nothing."""
    # Not through render_template: a message needs no navigation, and is written outside requests too.
    body = current_app.jinja_env.get_template(f"emails/{template}.txt").render(setting=identity(), **values)
    return body.strip() + "\n"


def goes_out(kind: str, recipients: Collection[str], *, at: datetime) -> bool:
    """Return whether a message of this kind to one of ``recipients``, written with what happened ``at`` a moment, was
    sent or is about to be."""
    then = OutboxMessage.queued_at.between(at, at + _SAME_MOMENT)
    same = (OutboxMessage.kind == kind) & OutboxMessage.recipient.in_(list(recipients))
    found = OutboxMessage.select().where(same & then)
    return any(delivery_of(message) in (Delivery.QUEUED, Delivery.SENT) for message in found)


def withdraw(message_ids: Collection[int]) -> None:
    """Take messages that no server has taken out of the outbox, in the caller's transaction: their links are dead."""
    OutboxMessage.delete().where(OutboxMessage.id.in_(message_ids) & OutboxMessage.sent_at.is_null()).execute()


def send_due(most: int = 50) -> int:
    """Send what is due and return how many a mail server took. A refusal is kept with the row and tried again.

    While something stands in the way nothing is tried: messages wait, for as long as it takes.
    """
    sent = 0
    if obstacles():
        return sent
    for _turn in range(most):
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
        message: OutboxMessage | None = (
            OutboxMessage.select().where(due).order_by(OutboxMessage.try_after, OutboxMessage.id).first()
        )
        if message is None:
            return None
        same = (OutboxMessage.id == message.id) & (OutboxMessage.try_after == message.try_after)
        taken = OutboxMessage.update(
            try_after=now + _LEASE,
            attempts=OutboxMessage.attempts + 1,
            first_tried_at=fn.COALESCE(OutboxMessage.first_tried_at, OutboxMessage.first_tried_at.db_value(now)),
        )
        if not taken.where(same).execute():
            return None
    return message


def _send(message: OutboxMessage) -> bool:
    this = OutboxMessage.id == message.id
    try:
        deliver(message, _config())
    except MailNotTaken as problem:
        wait = _WAITS[min(message.attempts, len(_WAITS) - 1)]
        # Counted from the first try: a message may have waited for weeks until a server was set.
        tried_for = clock.now() - (message.first_tried_at or clock.now())
        gave_up = problem.is_final or message.kind == _TEST or tried_for > _GIVES_UP_AFTER
        changes = {"last_problem": str(problem)[:200], "try_after": clock.now() + timedelta(minutes=wait)}
        OutboxMessage.update(**changes, failed_at=clock.now() if gave_up else None).where(this).execute()
        log.warning("message %s not taken: %s", message.id, problem)
        return False
    # The text is forgotten once sent: it may hold a one-time link.
    OutboxMessage.update(sent_at=clock.now(), body="", last_problem="", server=_server()).where(this).execute()
    return True


def _server() -> str:
    """Return what tells one ``MAIL_URL`` from another, without telling the password in it."""
    return digest(f"{_config().secret_key} {_config().mail_url}")


def send_test(recipient: str) -> OutboxMessage:
    """Try at once, and once only, to send a test e-mail, and return it with what became of it."""
    message = queue(recipient, _("Test e-mail from the parent portal"), "mail/test")
    OutboxMessage.update(try_after=None).where(OutboxMessage.id == message.id).execute()
    _send(message)
    tried: OutboxMessage = OutboxMessage.get_by_id(message.id)
    return tried


def last_test() -> datetime | None:
    """Return when a test e-mail was last taken by the server that ``MAIL_URL`` names now, or None."""
    taken = OutboxMessage.select().where((OutboxMessage.kind == _TEST) & (OutboxMessage.server == _server()))
    last: OutboxMessage | None = taken.order_by(OutboxMessage.id.desc()).first()
    return last and last.sent_at


def count_waiting() -> int:
    """Return how many invitations and reminders no server has taken although they are due.

    Without an obstacle, those are counted which were tried in vain and are tried again.
    """
    waits = OutboxMessage.sent_at.is_null() & OutboxMessage.failed_at.is_null()
    waits &= OutboxMessage.kind.in_(_WRITTEN_BY_KEEPERS)
    if not obstacles():
        waits &= OutboxMessage.last_problem != ""
    return int(OutboxMessage.select().where(waits).count())


def undelivered() -> list[OutboxMessage]:
    """Return the messages that were given up, the latest first, as the manager may see them.

    What is said to the people of a concern is not among them: to see that the chair was written to would tell.
    """
    given_up = OutboxMessage.failed_at.is_null(False) & OutboxMessage.kind.not_in([*CONFIDENTIAL, _TEST])
    return list(OutboxMessage.select().where(given_up).order_by(OutboxMessage.id.desc()))


def failing_addresses() -> frozenset[str]:
    """Return the addresses at which the last message did not arrive, of those that ``undelivered`` may tell of."""
    ended = OutboxMessage.sent_at.is_null(False) | OutboxMessage.failed_at.is_null(False)
    known = ended & OutboxMessage.kind.not_in([*CONFIDENTIAL, _TEST])
    last = OutboxMessage.select(fn.MAX(OutboxMessage.id)).where(known).group_by(OutboxMessage.recipient)
    rows = OutboxMessage.select(OutboxMessage.recipient).where(OutboxMessage.id.in_(last))
    return frozenset(address for (address,) in rows.where(OutboxMessage.failed_at.is_null(False)).tuples())


def try_again() -> int:
    """Put every message that was given up back into the outbox, and return how many the manager may know of."""
    now, given_up = clock.now(), OutboxMessage.failed_at.is_null(False) & (OutboxMessage.kind != _TEST)
    changes = {"failed_at": None, "queued_at": now, "try_after": now, "attempts": 0, "first_tried_at": None}
    known = int(OutboxMessage.update(**changes).where(given_up & OutboxMessage.kind.not_in(CONFIDENTIAL)).execute())
    OutboxMessage.update(**changes).where(given_up).execute()
    return known
