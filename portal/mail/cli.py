"""Commands that look after the outbox."""

import click

from portal.mail import service
from portal.web.terminal import PlainGroup

group = PlainGroup("mail", help="The outbox.")


@group.command("send")
def send() -> None:
    """Send what is due now."""
    click.echo(f"{service.send_due(most=1000)} sent.")
