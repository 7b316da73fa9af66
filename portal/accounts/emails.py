"""Messages about signing in."""

from flask_babel import gettext as _

from portal.access.permissions import Role
from portal.accounts import invitations, service
from portal.accounts.models import Account
from portal.accounts.policy import RESETS_PER_PERSON, RESETS_WITHIN, Channel, InvitationOutcome, normalise_login
from portal.foundation.database import db
from portal.mail import service as mail
from portal.settings import service as settings
from portal.web.addresses import public_address
from portal.web.throttle import count_try


def send_invitation(account: Account, *, by_id: int | None) -> InvitationOutcome:
    """Queue an e-mail with a link, in the caller's transaction, for somebody who has no password and no fresh link."""
    if account.password_hash:
        return InvitationOutcome.SIGNED_UP
    if not account.email:
        return InvitationOutcome.NO_ADDRESS
    if invitations.was_just_sent(account):
        return InvitationOutcome.JUST_SENT
    invitation, setting = invitations.invite(account, channel=Channel.EMAIL, by_id=by_id), settings.current()
    mail.queue(
        account.email,
        _("Your invitation from %(setting)s", setting=setting.name),
        "accounts/invitation" if Role.PARENT in account.roles else "accounts/work_invitation",
        name=account.name,
        days=setting.invitation_days,
        address=public_address("accounts.accept_invitation", token=invitation.token),
    )
    return InvitationOutcome.SENT


def send_reset(login: str) -> None:
    """Queue a link for a new password if the address is known; whoever asks learns nothing either way."""
    count_try(f"reset:{normalise_login(login)}", limit=RESETS_PER_PERSON, within=RESETS_WITHIN)
    account = service.find_by_login(login)
    if account is None or not account.email or account.is_closed:
        return
    with db.atomic():
        link = invitations.invite(account, channel=Channel.RESET, by_id=None)
        mail.queue(
            account.email,
            _("A new password for %(setting)s", setting=settings.current().name),
            "accounts/reset",
            name=account.name,
            address=public_address("accounts.accept_invitation", token=link.token),
        )
