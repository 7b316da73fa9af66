"""Commands that answer bad input, and whatever the host gets wrong, with one clear line and exit status 1."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import click
import peewee
from click.exceptions import NoArgsIsHelpError
from flask import Flask
from flask.cli import AppGroup, ScriptInfo

from portal.config import ConfigurationError
from portal.foundation import clock, migrating
from portal.foundation.database import AddressRefused, db, ensure_connected
from portal.foundation.dates import read_date
from portal.foundation.refusals import Refusal
from portal.web.errors import sentence_of

_SAYS_IT_ITSELF = (ConfigurationError, AddressRefused, migrating.SchemaProblem, peewee.ImproperlyConfigured)
_OUR_FAULT = (peewee.IntegrityError, peewee.DataError)  # which deserve their traceback


class PlainCommand(click.Command):
    """A command: errors of reading the words after it, and of doing it."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line(ctx):
            return super().invoke(ctx)


class PlainGroup(PlainCommand, AppGroup):
    """A group of commands; what goes wrong in any of them is said by the group."""


class Day(click.ParamType):
    """A day that a command takes: 2026-09-01, or however else people write it, day first."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        day = read_date(str(value), today=clock.today()).value
        if day is None:
            self.fail(f"{value!r} is not a day. Write it as 2026-09-01.", param, ctx)
        return day


class _Root(PlainGroup):
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        found = super().get_command(ctx, cmd_name)
        if found is None:
            raise click.ClickException(f"There is no command “{cmd_name}”; “flask --help” lists them.")
        return found


def init_app(app: Flask, commands: tuple[click.Command, ...]) -> None:
    """Add the commands."""
    app.cli = _Root(app.name)
    for command in commands:
        app.cli.add_command(command)


@contextmanager
def plainly() -> Iterator[None]:
    """Wrap the making of the portal: “flask …” then ends in one line, while a server is given the error itself."""
    if click.get_current_context(silent=True) is None:
        yield
        return
    try:
        with _one_line():
            yield
    except click.ClickException as problem:
        problem.show()
        # Flask prints the traceback of any other exception when it lists the commands.
        raise SystemExit(problem.exit_code) from problem


@contextmanager
def _one_line(ctx: click.Context | None = None) -> Iterator[None]:
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as problem:
        raise click.ClickException(" ".join(problem.format_message().split())) from problem
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as problem:
        sentence = _about_host(problem)
        if ctx and isinstance(problem, Refusal):  # said as the pages say it
            with ctx.ensure_object(ScriptInfo).load_app().app_context():
                sentence = sentence_of(problem)
        if not sentence:
            raise
        raise click.ClickException(sentence) from problem


def _about_host(problem: Exception) -> str:
    """Return what to say of something that whoever hosts the portal can mend, and nothing of anything else."""
    if isinstance(problem, _SAYS_IT_ITSELF):
        return str(problem)
    if isinstance(problem, peewee.DatabaseError | peewee.InterfaceError) and not isinstance(problem, _OUR_FAULT):
        return _about_database(problem)
    if isinstance(problem, UnicodeError):
        return "Something that was given holds bytes that are not text (UTF-8)."
    if isinstance(problem, OSError) and problem.errno != errno.EPIPE:
        where = f" (“{problem.filename}”)" if problem.filename else ""
        return f"{problem.strerror or type(problem).__name__}{where}."
    return ""


def _about_database(problem: Exception) -> str:
    """Return what is wrong with the tables, if that is it, and else the first line of what the engine says."""
    # A database that does not even answer this question has nothing better to say than at first.
    with suppress(peewee.DatabaseError, peewee.InterfaceError):
        if not db.in_transaction():
            db.close()
        ensure_connected()
        try:
            migrating.check()
        except migrating.SchemaProblem as found:
            return str(found)
    first = next(iter(str(problem).strip().splitlines()), type(problem).__name__)
    return f"The database could not be used: {first.rstrip('.:')}."
