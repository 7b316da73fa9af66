"""Commands that look after the database and the stored files, and start the portal."""

from collections.abc import Iterator

import click
from flask import current_app

from portal.attachments.private_files import KeyUnusable
from portal.attachments.service import renew_copies, stored_files, vault
from portal.attachments.vault import StoredFile, VaultKeyBusy
from portal.foundation import migrating
from portal.foundation.database import ensure_connected
from portal.upkeep import cleanup, server, startup
from portal.upkeep.example import loading
from portal.upkeep.example.people import PASSWORD
from portal.web.terminal import PlainCommand, PlainGroup

database = PlainGroup("db", help="The database.")
keys = PlainGroup("keys", help="The keys of the stored files.")
attachments = PlainGroup("attachments", help="The stored files.")
_SAYS_HOW_FAR_EVERY = 100


@database.command("migrate")
def migrate() -> None:
    """Bring the database's tables up to date."""
    applied = startup.prepare()
    click.echo(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")
    while count := renew_copies(most=20):
        click.echo(f"Looked into {count} stored files again.")


@database.command("check")
def check() -> None:
    """Say whether the database is as this version needs it."""
    ensure_connected()
    migrating.check()
    click.echo("The database is as it should be.")


@keys.command("rotate")
@click.pass_context
def rotate(ctx: click.Context) -> None:
    """Encrypt every stored file that a record names with a new key. Cut short, it goes on when it is run again."""
    ensure_connected()
    cleanup.sweep_files()
    total, faults = sum(1 for _file in stored_files()), 0
    try:
        for number, (file, fault) in enumerate(vault().rotate(stored_files()), start=1):
            if fault:
                faults += 1
                click.echo(_line(file, fault), err=True)
            if number % _SAYS_HOW_FAR_EVERY == 0 or number == total:
                click.echo(f"{number} of {total}")
        old_keys = vault().count_old_keys()
    except (VaultKeyBusy, KeyUnusable) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo("Back up vault.key now. Files in older backups need the key file of their own time.")
    if old_keys:
        click.echo(
            "An old key is kept: a file that could not be opened, or that no record names yet, needs it.", err=True
        )
    if faults or old_keys:
        ctx.exit(1)
    click.echo("Every file is encrypted with the new key, and the old one is gone.")


@attachments.command("check")
@click.pass_context
def check_files(ctx: click.Context) -> None:
    """Open every stored file, and say what is not as it should be."""
    ensure_connected()
    names: set[str] = set()
    faults = 0
    for line in _faults(names):
        faults += 1
        click.echo(line, err=True)
    if faults:
        ctx.exit(1)
    click.echo(f"{len(names)} files are as they should be.")


def _faults(names: set[str]) -> Iterator[str]:
    """Return a line for each thing that is wrong, and put the name of every file that a record names into ``names``."""
    for path in vault().restrict():
        yield f"{path.name}: other users of this machine could get at it. Now only its owner can."
    if problem := vault().key_problem():
        yield problem
        return
    for file in stored_files():
        names.add(file.name)
        if fault := vault().fault_of(file):
            yield _line(file, fault)
    for path in vault().find_unnamed(names, older_than=cleanup.RECORD_FOLLOWS_WITHIN):
        yield f"{path.stem}: no record names it."


def _line(file: StoredFile, fault: str) -> str:
    return f"{file.purpose} ({file.name}): {fault}."


@click.command("serve", cls=PlainCommand)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=server.WORKERS, show_default=True, type=click.IntRange(1, 32))
def serve(host: str, port: int, workers: int) -> None:
    """Migrate, then serve the portal until Ctrl-C."""
    listener = server.listen(host, port)
    startup.prepare()
    startup.announce(current_app)
    server.serve(current_app._get_current_object(), listener, workers)  # type: ignore[attr-defined]


@click.command("demo", cls=PlainCommand)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(port: int) -> None:
    """Serve the portal with an example setting of invented families."""
    if not loading.is_own_database(current_app.config["PORTAL"].database_url):
        raise click.ClickException(
            "The demo fills a database of its own, which is named demo: DATABASE_URL=sqlite:///…/demo.db."
        )
    listener = server.listen("127.0.0.1", port)
    startup.prepare()
    if not loading.is_loaded():
        click.echo("Making the example setting…")
        loading.load()
    startup.announce(current_app)
    click.echo(f"Sign in with the password “{PASSWORD}” as:")
    for person in loading.who_can_sign_in():
        click.echo(f"  {person.login:<40} {person.name}, {person.what}")
    click.echo("Ctrl-C stops it.")
    server.serve(current_app._get_current_object(), listener, server.WORKERS)  # type: ignore[attr-defined]


groups = (database, keys, attachments, serve, demo)
