"""Prepares the database and runs the production server."""

import click
from flask import Flask

from portal.accounts import invitations
from portal.foundation import migrating
from portal.foundation.database import db
from portal.wording import upgrading

WORKERS = 2
# More than are ever busy, since a phone with a poor line holds one while it sends a picture.
THREADS = 16
STOPS_WITHIN = 10  # seconds that a worker has to answer what it is answering


def prepare() -> list[str]:
    """Bring the tables up to date, and what earlier releases wrote; return the migrations. Raises SchemaProblem."""
    applied = migrating.migrate()
    upgrading.upgrade_consent_form()
    return applied


def announce(app: Flask) -> None:
    """Say where the portal is, and on an empty database how its first manager gets in."""
    address = app.config["PORTAL"].public_url
    click.echo(f"The portal is at {address}")
    if invitations.needs_set_up():
        link = invitations.set_up_link()
        click.echo(f"Nobody manages it yet. Open this link once, within 24 hours, to name the setting:\n  {link}")


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop; each worker is a process with threads that keep their connection."""
    from granian import Granian
    from granian.constants import Interfaces

    db.close()  # a connection must not be carried into another process: neither engine survives that
    Granian(
        "wsgi:served",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPS_WITHIN,
    ).serve()
