"""Commands that invite people, and shut them out."""

from datetime import date

import click

from portal.access.permissions import Role
from portal.accounts import invitations, labels, service, staff_accounts
from portal.accounts.models import Account
from portal.accounts.policy import AlreadySetUp
from portal.foundation import clock
from portal.foundation.database import ensure_connected
from portal.foundation.email_addresses import is_email
from portal.foundation.text import clean_line
from portal.web.terminal import Day, PlainGroup

group = PlainGroup("accounts", help="People who can sign in.")
_LONGEST_NAME = 200


@group.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="The person's name; the address until they are known better.")
@click.option("--until", type=Day(), help="An inspector's last day, as 2026-12-31.")
def invite(email: str, role: str, name: str, until: date | None) -> None:
    """Invite EMAIL to sign in as ROLE."""
    if not is_email(email):
        raise click.ClickException(f"“{clean_line(email)[:100]}” is not an e-mail address.")
    called = clean_line(name)
    if len(called) > _LONGEST_NAME:
        raise click.ClickException(f"A name has at most {_LONGEST_NAME} characters; this one has {len(called)}.")
    ensure_connected()
    account, outcome = staff_accounts.invite_person(
        email,
        name=called or email,
        roles={Role(role)},
        last_day=until,
        on=clock.today(),
        by_id=None,
    )
    click.echo(labels.outcome_words(outcome, account.email))


@group.command("set-up-link")
def set_up_link() -> None:
    """Print a new one-time link by which the setting is named and gets its first manager."""
    ensure_connected()
    if not invitations.needs_set_up():
        raise AlreadySetUp
    click.echo(f"Open this link once, within 24 hours:\n  {invitations.set_up_link()}")


@group.command("take-role")
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def take_role(login: str, role: str) -> None:
    """Take ROLE from whoever signs in as LOGIN; they keep what else they are."""
    ensure_connected()
    account = _known(login)
    kept = account.roles - {Role(role), Role.PARENT}
    staff_accounts.change_roles(account, kept, account.last_day, on=clock.today(), by_id=None)
    click.echo(f"{account.name} is no {role} any more.")


@group.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """Shut out whoever signs in as LOGIN: sessions and invitations end at once."""
    ensure_connected()
    account = _known(login)
    staff_accounts.disable(account, by_id=None)
    click.echo(f"{account.name} cannot sign in any more.")


@group.command("enable")
@click.argument("login")
def enable(login: str) -> None:
    """Let in again whoever signed in as LOGIN."""
    ensure_connected()
    account = _known(login)
    staff_accounts.enable(account, by_id=None)
    click.echo(f"{account.name} can sign in again.")


def _known(login: str) -> Account:
    account = service.find_by_login(clean_line(login))
    if account is None:
        raise click.ClickException(f"Nobody signs in as “{clean_line(login)[:100]}”.")
    return account
