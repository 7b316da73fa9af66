"""Commands that make and invite accounts."""

import click
from flask.cli import AppGroup

from portal.access.permissions import Role
from portal.accounts import emails, invitations, service
from portal.accounts.policy import Channel
from portal.foundation.database import db
from portal.foundation.email_addresses import is_email

group = AppGroup("accounts", help="People who can sign in.")


@group.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="The person's name; the address until they are known better.")
def invite(email: str, role: str, name: str) -> None:
    """Invite EMAIL to sign in as ROLE."""
    if not is_email(email):
        raise click.ClickException(f"“{email}” is not an e-mail address.")
    with db.atomic():
        account = service.find_by_login(email)
        if account is None:
            account = invitations.make_account(name or email, email=email, roles=frozenset({Role(role)}), by_id=None)
        else:
            service.give_role(account, Role(role), by_id=None)
        emails.send_invitation(invitations.invite(account, channel=Channel.EMAIL, by_id=None))
    click.echo(f"An invitation to {account.email} waits in the outbox.")
