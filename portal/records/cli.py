"""Commands that make records for whoever hosts the portal."""

import os
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.attachments.policy import LARGEST_RECORD
from portal.foundation import clock
from portal.foundation.database import ensure_connected
from portal.issued import keys
from portal.records import labels, service, verifying
from portal.records.policy import period
from portal.settings import service as settings
from portal.web.terminal import Day, PlainGroup

group = PlainGroup("records", help="Records for inspections.")


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def verify(ctx: click.Context, file: Path) -> None:
    """Say whether a PDF is unchanged, whether it is from here, and whether it is still current."""
    ensure_connected()
    with file.open("rb") as content:
        verdict = verifying.verify(content.read(LARGEST_RECORD + 1), on=clock.today())
    for question, word, _tone, told in labels.answers(verdict):
        click.echo(f"{question} {word}. {told}".strip())
    if not verdict.is_issued:
        ctx.exit(1)


@group.command("new-seal-key")
def new_seal_key() -> None:
    """Make a new key for sealing records. What the key before sealed stays valid."""
    ensure_connected()
    made = keys.replace_key(by_id=None)
    click.echo(f"Records are sealed with a new key from now on. Its fingerprint (SHA-256) is:\n{made.fingerprint}")
    click.echo("Back up seal.key now, apart from the database.")


@group.command("pack")
@click.option("--from", "first", type=Day(), required=True, help="First day, as 2026-09-01.")
@click.option("--to", "last", type=Day(), required=True, help="Last day, as 2026-12-31.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def pack(first: date, last: date, output: Path) -> None:
    """Write the inspection pack of a period to a file."""
    managers = accounts.holders_of(Role.MANAGER)
    if not managers or not settings.is_named():
        raise click.ClickException(
            "The portal is not set up yet. “flask accounts set-up-link” prints the link by which it is."
        )
    days = period(first, last, today=clock.today())
    partial = output.with_name(f".{output.name}.partial")
    try:
        with partial.open("wb") as to:
            pages = service.make_pack(managers[0], days, to, by_id=None)
            to.flush()
            os.fsync(to.fileno())
        partial.replace(output)
    except OSError as problem:
        raise click.ClickException(f"{output} could not be written: {problem.strerror}.") from problem
    finally:
        with suppress(OSError):  # a name too long to be made is too long to be taken away
            partial.unlink(missing_ok=True)
    click.echo(f"{output}: {pages} pages.")
