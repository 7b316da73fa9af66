"""Commands that look after the database and start the portal."""

import click
from flask import current_app

from portal.foundation import migrating
from portal.foundation.database import ensure_connected
from portal.upkeep import serving
from portal.upkeep.example import loading
from portal.upkeep.example.people import PASSWORD
from portal.web.terminal import PlainCommand, PlainGroup

database = PlainGroup("db", help="The database.")


@database.command("migrate")
def migrate() -> None:
    """Bring the database's tables up to date."""
    applied = migrating.migrate()
    click.echo(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


@database.command("check")
def check() -> None:
    """Say whether the database is as this version needs it."""
    ensure_connected()
    migrating.check()
    click.echo("The database is as it should be.")


@click.command("serve", cls=PlainCommand)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=serving.WORKERS, show_default=True, type=click.IntRange(1, 32))
def serve(host: str, port: int, workers: int) -> None:
    """Migrate, then serve the portal until Ctrl-C."""
    serving.prepare()
    serving.announce(current_app)
    serving.serve(host, port, workers)


@click.command("demo", cls=PlainCommand)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(port: int) -> None:
    """Serve the portal with an example setting of invented families."""
    serving.prepare()
    if not loading.is_loaded():
        click.echo("Making the example setting…")
        loading.load()
    serving.announce(current_app)
    click.echo(f"Sign in with the password “{PASSWORD}” as:")
    for person in loading.who_can_sign_in():
        click.echo(f"  {person.login:<40} {person.name}, {person.what}")
    click.echo("Ctrl-C stops it.")
    serving.serve("127.0.0.1", port, serving.WORKERS)


groups = (database, serve, demo)
