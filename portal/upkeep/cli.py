"""Commands that look after the database and start the portal."""

import click
from flask import current_app
from flask.cli import AppGroup

from portal.foundation import migrating
from portal.foundation.database import ensure_connected
from portal.upkeep import serving

database = AppGroup("db", help="The database.")


@database.command("migrate")
def migrate() -> None:
    """Bring the database's tables up to date."""
    try:
        applied = migrating.migrate()
    except migrating.SchemaProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


@database.command("check")
def check() -> None:
    """Say whether the database is as this version needs it."""
    try:
        ensure_connected()
        migrating.check()
    except migrating.SchemaProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo("The database is as it should be.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32))
def serve(host: str, port: int, workers: int) -> None:
    """Migrate, then serve the portal until Ctrl-C."""
    try:
        serving.prepare()
    except migrating.SchemaProblem as problem:
        raise click.ClickException(str(problem)) from problem
    serving.announce(current_app)
    serving.serve(host, port, workers)


groups = (database, serve)
