"""Commands that look after the outbox."""

import click
from flask.cli import AppGroup

from portal.mail import service

group = AppGroup("mail", help="The outbox.")


@group.command("send")
def send() -> None:
    """Send what is due now."""
    click.echo(f"{service.send_due(most=1000)} sent.")
