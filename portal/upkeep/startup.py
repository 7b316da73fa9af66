"""Prepares the database, and says what whoever starts the portal has to know."""

import os

import click
from flask import Flask, current_app

from portal.accounts import invitations
from portal.attachments.service import vault
from portal.audit.service import clock_is_behind
from portal.foundation import migrating
from portal.foundation.database import db, ensure_connected
from portal.issued.keys import key_problem
from portal.web.dates import format_moment
from portal.wording import upgrading


def prepare() -> list[str]:
    """Bring the tables up to date, and what earlier releases wrote; return the migrations. Raises SchemaProblem.

    An empty database beside stored files is the wrong one, or was not restored: it is left as it is.
    """
    ensure_connected()
    if "accounts" not in db.get_tables() and (files := vault().count_files()):
        raise migrating.SchemaProblem(
            f"The database is empty, and {files} stored files lie beside it. Set DATABASE_URL, or restore the database."
        )
    applied = migrating.migrate()
    instance = current_app.config["PORTAL"].instance
    instance.mkdir(parents=True, exist_ok=True)
    if not os.access(instance, os.W_OK):
        raise migrating.SchemaProblem(f"Nothing can be stored in {instance}: it is read-only.")
    if problem := migrating.write_problem():
        raise migrating.SchemaProblem(f"Nothing can be stored in the database: {problem}.")
    upgrading.upgrade_consent_form()
    return applied


def announce(app: Flask) -> None:
    """Say where the portal is, and on an empty database how its first manager gets in."""
    address = app.config["PORTAL"].public_url
    click.echo(f"The portal is at {address}")
    if last := clock_is_behind():
        click.echo(f"The clock of this computer is behind: the newest entry is of {format_moment(last)}.", err=True)
    if problem := key_problem():
        click.echo(problem, err=True)
    if invitations.needs_set_up():
        link = invitations.set_up_link()
        click.echo(f"Nobody manages it yet. Open this link once, within 24 hours, to name the setting:\n  {link}")
