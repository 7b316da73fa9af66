"""Importing a family list from the terminal, with the same checks and the same words as the pages."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.families.labels import RESPONSIBILITIES
from portal.foundation import clock
from portal.foundation.database import ensure_connected
from portal.imports import preview, sentences, service
from portal.imports.faults import UnreadableFile
from portal.imports.interpretation import ListRead, compare
from portal.imports.plan import PlannedChild
from portal.imports.preview import RowLine
from portal.imports.sheet import LARGEST_FILE, Sheet
from portal.web.terminal import PlainGroup

group = PlainGroup("families", help="Children and their adults.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--sheet", "name", help="The sheet of the workbook that is the list.")
@click.option(
    "--accept-responsibility",
    "by_list",
    is_flag=True,
    help="Take parental responsibility as the list says it. Otherwise nobody gets or loses any.",
)
def import_list(file: Path, check: bool, name: str | None, by_list: bool) -> None:
    """Import the families in FILE, a workbook or CSV. Whoever a question is open about is left out."""
    ensure_connected()
    try:
        sheets = service.open_list(_read(file), file.name).sheets
    except UnreadableFile as unreadable:
        raise click.ClickException(sentences.fault_sentence(unreadable.fault)) from unreadable
    except OSError as problem:
        raise click.ClickException(f"“{file.name}” cannot be opened: {problem.strerror}.") from problem
    decisions = service.recognised(sheets, _number_of(name, sheets))
    found, counts = compare(sheets, decisions, today=clock.today(), by_list=by_list), None
    if not check:
        found, counts = service.import_at_once(sheets, decisions, by_list=by_list, today=clock.today(), by_id=None)
    for line in _lines(found, by_list):
        click.echo(line)
    if found.is_blocked or (found.plan.is_empty and found.rows_left_out):
        raise click.ClickException(_("Nothing can be imported from this list. Correct it and try again."))
    if found.plan.is_empty:
        click.echo(_("The register already says all this. Nothing to change."))
    elif counts is None:
        click.echo(_("Nothing is written yet. Leave out --check to import."))
    else:
        new = counts.new_children
        click.echo(ngettext("Imported. %(num)s child is new.", "Imported. %(num)s children are new.", new))


def _read(file: Path) -> bytes:
    """Return what the file holds, or one byte more than is allowed: a device such as /dev/zero never ends."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _number_of(name: str | None, sheets: Sequence[Sheet]) -> int | None:
    if name is None:
        return None
    names = [sheet.name for sheet in sheets]
    if name not in names:
        raise click.ClickException(_("There is no sheet “%(name)s”. There are: %(names)s.", name=name,
                                     names=", ".join(names)))  # fmt: skip
    return names.index(name)


def _lines(found: ListRead, by_list: bool) -> Iterator[str]:
    """Say everything that the page says."""
    yield from (sentences.fault_sentence(note) for note in found.sheet.notes)
    yield from (sentences.fault_sentence(fault) for fault in found.column_faults)
    for column, example in found.unused.items():
        heading = sentences.column_name(found.sheet, column)
        yield _("Column not used: %(heading)s, such as “%(example)s”", heading=heading, example=example)
    for question in found.open_questions:
        yield _("Question, so left out: %(question)s", question=sentences.question_sentence(question, found.sheet))
        yield from ("  – " + sentences.option_sentence(question, option, found.sheet) for option in question.options)
    yield from (_row(found, row) for row in preview.row_lines(found))
    yield from (_("Hidden row, left out: %(row)s", row=row) for row in preview.hidden_rows(found))
    for child in (*found.plan.children, *found.plan.absent):
        yield from _child(child)
    yield from (f"{label}: {number}" for label, number in preview.counts(found))
    if found.plan.to_tick and not by_list:
        yield _(
            "Nobody gets or loses parental responsibility. Say it on each child’s page, or use --accept-responsibility."
        )


def _row(found: ListRead, row: RowLine) -> str:
    said = ((preview.fault_column(found, fault), sentences.fault_sentence(fault)) for fault in row.faults)
    faults = " ".join(f"{column}: {sentence}" if column else sentence for column, sentence in said)
    what = _("left out") if row.is_left_out else _("check")
    return _("Row %(number)s, %(what)s (%(about)s): %(faults)s", number=row.number, what=what, about=row.about,
             faults=faults)  # fmt: skip


def _child(child: PlannedChild) -> Iterator[str]:
    """Say who a child is and who their adults are."""
    nobody = "" if child.can_be_answered_for else _(" – nobody can answer for this child")
    yield f"{child.record.name}, {preview.about_child(child)} – {preview.STATES[child.state][0]}{nobody}"
    yield from (f"    {preview.change_words(change)}" for change in child.changes)
    for link in child.links:
        about, word = preview.about_adult(link), preview.STATES[link.shown_state][0]
        yield f"  {link.adult.record.name}, {about} – {RESPONSIBILITIES[link.after]} – {word}"
        yield from (f"      {change}" for change in preview.changes_beside(child, link))
