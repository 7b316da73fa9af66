"""Messages about a person's place in the family register."""

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.mail import service as mail
from portal.settings import service as settings
from portal.web.addresses import public_address


def send_children_added(account: Account) -> None:
    """Tell somebody who signs in already that they now find their children there; which ones, the message leaves out."""
    mail.queue(
        str(account.email),
        _("Your children in the portal of %(setting)s", setting=settings.current().name),
        "families/children_added",
        name=account.name,
        address=public_address("home.index"),
    )
