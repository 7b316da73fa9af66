"""Messages about concerns: one says that there is something new, nothing else, until it is read (product.md §4.5)."""

from collections.abc import Iterable

from flask_babel import gettext as _
from peewee import fn

from portal.accounts.events import HandlerProposalEvent
from portal.accounts.models import Account, AccountRole, SignIn
from portal.audit.models import AuditEntry
from portal.concerns.events import (
    ConcernAddedTo,
    ConcernAnswered,
    ConcernEvent,
    ConcernHandedOn,
    ConcernRaised,
    ConcernViewed,
    ConcernWithdrawn,
)
from portal.concerns.models import Concern, ConcernHandler
from portal.concerns.policy import EntryKind
from portal.concerns.routing import HANDLING_ROLES
from portal.mail import service as mail
from portal.mail.models import OutboxMessage
from portal.web.addresses import public_address

_SOMETHING_NEW = "concerns/something_new"
_READ_BY_RAISER = frozenset({EntryKind.ACKNOWLEDGED, EntryKind.MESSAGE_FROM_SETTING, EntryKind.SENT_ON})


def tell_handlers(event: ConcernRaised | ConcernAddedTo | ConcernWithdrawn | ConcernHandedOn) -> None:
    """Queue a message to everyone the concern was routed to, or just handed to, who may still see it."""
    routed = ConcernHandler.select(ConcernHandler.account).where(ConcernHandler.concern == event.subject_id)
    told = event.handlers if isinstance(event, ConcernHandedOn) else routed
    people = Account.select().where(Account.id.in_(told) & (Account.id != event.actor_id))
    _tell(event, people.order_by(Account.id))


def _has_one_unread(person: Account) -> bool:
    """Return whether a message went out, or waits to, since this person last looked: signed in, or opened a concern.

    One that did not arrive is no message.
    """
    kind = _SOMETHING_NEW.rpartition("/")[2]
    theirs = (
        (OutboxMessage.recipient == person.email) & (OutboxMessage.kind == kind) & OutboxMessage.failed_at.is_null()
    )
    last = OutboxMessage.select(fn.MAX(OutboxMessage.id)).where(theirs)
    message = OutboxMessage.get_or_none(OutboxMessage.id == last)
    if message is None:
        return False
    signed_in = SignIn.select().where((SignIn.account == person.id) & (SignIn.started_at > message.queued_at))
    opened = (AuditEntry.actor_id == person.id) & (AuditEntry.event == ConcernViewed.__name__)
    since = AuditEntry.select().where(opened & (AuditEntry.written_at > message.queued_at))
    return not (signed_in.exists() or since.exists())


def tell_everyone_who_handles(event: HandlerProposalEvent) -> None:
    """Queue a message about a proposal to all who handle concerns, but for who did it; what it is, the page says."""
    held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(HANDLING_ROLES))
    has_come = Account.disabled_at.is_null() & (Account.password_hash != "")
    for person in Account.select().where(Account.id.in_(held) & has_come).order_by(Account.id):
        if person.id != event.actor_id and person.email:
            _queue(person)


def tell_raiser(event: ConcernEvent) -> None:
    """Queue a message to whoever raised the concern; of the steps of a handler, for those that they are waiting for."""
    if isinstance(event, ConcernAnswered) and event.entry not in _READ_BY_RAISER:
        return
    concern = Concern.get_by_id(event.subject_id)
    raiser = Account.select().where(Account.id.in_([concern.raised_by_id or 0, concern.follower_id or 0]))
    _tell(event, raiser.where(Account.id != event.actor_id))


def _tell(event: ConcernEvent, people: Iterable[Account]) -> None:
    for person in people:
        # Who has lost the role since, or is one it is about, hears nothing.
        may_see = Concern.visible_to(person).where(Concern.id == event.subject_id).exists()
        if person.email and person.disabled_at is None and may_see and not _has_one_unread(person):
            _queue(person)


def _queue(person: Account) -> None:
    subject, address = _("There is something new in the portal"), public_address("home.index")
    mail.queue(person.email, subject, _SOMETHING_NEW, name=person.name, address=address)
