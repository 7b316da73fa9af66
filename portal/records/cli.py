"""Commands that make records for whoever hosts the portal."""

import os
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.foundation import clock
from portal.records import service
from portal.records.policy import PeriodNotPossible, period

group = AppGroup("records", help="Records for inspections.")
_DAY = click.DateTime(["%Y-%m-%d"])


@group.command("pack")
@click.option("--from", "first", type=_DAY, required=True, help="First day, as 2026-09-01.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day, as 2026-12-31.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def pack(first: datetime, last: datetime, output: Path) -> None:
    """Write the inspection pack of a period to a file."""
    managers = accounts.holders_of(Role.MANAGER)
    if not managers:
        raise click.ClickException("The portal is not set up yet: nobody manages it.")
    try:
        days = period(_day(first), _day(last), today=clock.today())
    except PeriodNotPossible as problem:
        raise click.ClickException(
            "The period must have begun, end after its start and last 7 years at most."
        ) from problem
    partial = output.with_name(f".{output.name}.partial")
    try:
        with partial.open("wb") as to:
            pages = service.make_pack(managers[0], days, to, by_id=None)
            to.flush()
            os.fsync(to.fileno())
        partial.replace(output)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise click.ClickException(f"{output} could not be written: {problem.strerror}.") from problem
    click.echo(f"{output}: {pages} pages.")


def _day(moment: datetime) -> date:
    return moment.date()
