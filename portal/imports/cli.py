"""Importing a family list from the terminal, with the same checks and the same words as the pages."""

from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.foundation import clock
from portal.foundation.database import ensure_connected
from portal.imports import importing
from portal.imports.applying import Counts
from portal.imports.importing import ListRead
from portal.imports.preview import ChangeLine, Preview, RowLine, preview
from portal.imports.sentences import unreadable_sentence
from portal.imports.sheet import LARGEST_FILE, UnreadableFile
from portal.web.terminal import PlainGroup

group = PlainGroup("families", help="Children and their adults.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Say what would change, and write nothing.")
def import_list(file: Path, check: bool) -> None:
    """Import the families in FILE, a workbook or CSV."""
    ensure_connected()
    try:
        content = _read(file)
        found, counts = _checked(content, file.name) if check else _imported(content, file.name)
    except UnreadableFile as unreadable:
        raise click.ClickException(unreadable_sentence(unreadable)) from unreadable
    except OSError as problem:
        raise click.ClickException(f"“{file.name}” cannot be opened: {problem.strerror}.") from problem
    shown = preview(found)
    _echo(shown)
    if found.is_blocked or (found.plan.is_empty and shown.rows.left_out):
        raise click.ClickException(_("Nothing can be imported from this list. Correct it and try again."))
    click.echo(_conclusion(found, counts))


def _read(file: Path) -> bytes:
    """Return what the file holds, or one byte more than is allowed: a device such as /dev/zero never ends."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _checked(content: bytes, name: str) -> tuple[ListRead, None]:
    return importing.read_list(content, name, today=clock.today()), None


def _imported(content: bytes, name: str) -> tuple[ListRead, Counts | None]:
    return importing.import_at_once(content, name, today=clock.today(), by_id=None)


def _echo(shown: Preview) -> None:
    for sentence in (*shown.notes, *shown.column_faults, *shown.notices):
        click.echo(sentence)
    for row in (*shown.rows.left_out, *shown.rows.to_check):
        click.echo(_row(row))
    for line in shown.changes:
        click.echo(_change(line))
    for who in shown.taken:
        click.echo(_("No longer with parental responsibility: %(who)s", who=who))
    for who in shown.given:
        click.echo(_("With parental responsibility from now on: %(who)s", who=who))
    click.echo(_counts(shown))


def _row(row: RowLine) -> str:
    faults = " ".join(f"{fault.column}: {fault.sentence}" if fault.column else fault.sentence for fault in row.faults)
    what = _("left out") if row.is_left_out else _("check")
    return _("Row %(number)s, %(what)s (%(about)s): %(faults)s", number=row.number, what=what, about=row.about,
             faults=faults)  # fmt: skip


def _change(line: ChangeLine) -> str:
    return _("%(who)s: %(detail)s: %(old)s → %(new)s", who=line.who, detail=line.detail, old=line.old, new=line.new)


def _counts(shown: Preview) -> str:
    return _(
        "New children: %(new)s. Changed details: %(changed)s. As before: %(unchanged)s. Not in this file: %(absent)s. "
        "Rows left out: %(left_out)s.",
        new=len(shown.new_children),
        changed=len(shown.changes),
        unchanged=shown.unchanged,
        absent=len(shown.absent),
        left_out=len(shown.rows.left_out),
    )


def _conclusion(found: ListRead, counts: Counts | None) -> str:
    if found.plan.is_empty:
        return _("The register already says all this. Nothing to change.")
    if counts is None:
        return _("Nothing is written yet. Leave out --check to import.")
    return ngettext("Imported. %(num)s child is new.", "Imported. %(num)s children are new.", counts.new_children)
