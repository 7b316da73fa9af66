"""Commands that re-check the audit log."""

import click

from portal.audit import service
from portal.web.terminal import PlainGroup

group = PlainGroup("audit", help="The audit log.")


@group.command("verify")
@click.option(
    "--hash", "known", default="", help="A head that was written down on an earlier day: is it still in the chain?"
)
def verify(known: str) -> None:
    """Recompute the hash chain from the first entry."""
    found = service.check_chain()
    if found.broken_at is not None:
        raise click.ClickException(
            f"The audit log was changed at entry {found.broken_at}; {found.entries} before it hold."
        )
    if known and not service.contains_hash(known):
        raise click.ClickException("No entry has this hash: entries were taken out since it was written down.")
    head = f", head {found.head}" if found.head else ""
    click.echo(f"The audit log holds: {found.entries} entries{head}.")
