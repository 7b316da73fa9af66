"""Messages about signing in."""

import time

from flask_babel import gettext as _

from portal.access.permissions import Role
from portal.accounts import invitations, service
from portal.accounts.models import Account, Invitation
from portal.accounts.policy import RESET_AGAIN_AFTER, RESETS_PER_ADDRESS, RESETS_WITHIN, Channel, InvitationOutcome
from portal.foundation import clock
from portal.foundation.database import db
from portal.mail import service as mail
from portal.settings import service as settings
from portal.web.addresses import public_address
from portal.web.throttle import count_try

# Longer than a link takes to write, in seconds.
ANSWERS_AFTER = 0.3


def send_invitation(account: Account, *, by_id: int | None) -> InvitationOutcome:
    """Queue an e-mail with a link, in the caller's transaction, for somebody who has no password and no fresh link."""
    if account.password_hash:
        return InvitationOutcome.SIGNED_UP
    if not account.email:
        return InvitationOutcome.NO_ADDRESS
    if invitations.is_under_way(account):
        return InvitationOutcome.ALREADY_INVITED
    invitations.forget_unsent(account, [Channel.EMAIL])  # what did not arrive is not tried again beside this one
    setting = settings.current()
    subject = _("Your invitation from %(setting)s", setting=setting.name)
    template = "accounts/invitation" if Role.PARENT in account.roles else "accounts/work_invitation"
    _queue_link(account, Channel.EMAIL, subject, template, by_id=by_id, days=setting.invitation_days)
    return InvitationOutcome.QUEUED


def preview_invitation(name: str) -> str:
    """Return the text of a parent's invitation, with a word in the place of the link, and send nothing."""
    values = {"name": name, "address": _("(a link for them alone)"), "days": settings.current().invitation_days}
    return mail.compose("accounts/invitation", **values)


def _queue_link(
    account: Account, channel: Channel, subject: str, template: str, *, by_id: int | None, **values: object
) -> None:
    """Make a link and the e-mail that carries it, in the caller's transaction."""
    link = invitations.invite(account, channel=channel, by_id=by_id)
    address = public_address("accounts.accept_invitation", token=link.token)
    message = mail.queue(str(account.email), subject, template, name=account.name, address=address, **values)
    Invitation.update(message=message.id).where(Invitation.id == link.id).execute()


def send_reset(login: str, *, address: str) -> None:
    """Queue a link for a new password if the name is known; whoever asks learns nothing, neither by words nor by time.

    Raises TooManyTries for one address that asks again and again.
    """
    count_try(f"reset-from:{address}", limit=RESETS_PER_ADDRESS, within=RESETS_WITHIN)
    begun = time.monotonic()
    account = service.find_by_login(login)
    if account and account.email and not account.is_closed and not _has_fresh_reset(account):
        with db.atomic():
            subject = _("A new password for %(setting)s", setting=settings.current().name)
            _queue_link(account, Channel.RESET, subject, "accounts/reset", by_id=None)
    time.sleep(max(0.0, ANSWERS_AFTER - (time.monotonic() - begun)))


def _has_fresh_reset(account: Account) -> bool:
    """Return whether a link for a new password was written a moment ago, and still opens."""
    lately = Invitation.created_at > clock.now() - RESET_AGAIN_AFTER
    of_account = (Invitation.account == account.id) & (Invitation.channel == Channel.RESET)
    return any(link.is_open for link in Invitation.select().where(of_account & lately))
