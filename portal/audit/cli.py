"""Commands that re-check the audit log."""

import click
from flask.cli import AppGroup

from portal.audit import service

group = AppGroup("audit", help="The audit log.")


@group.command("verify")
def verify() -> None:
    """Recompute the hash chain from the first entry."""
    found = service.check_chain()
    if found.broken_at is not None:
        raise click.ClickException(
            f"The audit log was changed at entry {found.broken_at}; {found.entries} before it hold."
        )
    head = f", head {found.head.hash}" if found.head else ""
    click.echo(f"The audit log holds: {found.entries} entries{head}.")
