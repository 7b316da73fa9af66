"""Questions about an import: the list, what its columns hold, and the yes to it."""

from textwrap import shorten
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from portal.foundation.text import clean_line
from portal.imports.columns import Layout, Mapping
from portal.imports.fields import ADULT_FIELDS, CHILD_FIELDS, UNNUMBERED, Field
from portal.imports.importing import OpenedList, open_list
from portal.imports.labels import field_label
from portal.imports.preview import column_name
from portal.imports.sentences import unreadable_sentence
from portal.imports.sheet import LARGEST_FILE, Sheet, UnreadableFile
from portal.web.forms import PortalForm

_COLUMN = "column_"
_LAYOUTS = {
    Layout.ROW_PER_CHILD: _l("Each child has one row, with the adults beside"),
    Layout.ROW_PER_ADULT: _l("Each adult has a row, and a child can have several"),
}


class UploadForm(PortalForm):
    """The list. ``found`` is there once it could be read."""

    family_list = FileField(
        _l("Your family list"),
        description=_l("A workbook (XLSX) or a CSV file, up to 5 MB. Use the export of the system you have."),
    )
    found: OpenedList

    def validate_family_list(self, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose the file with your family list"))
        # One byte more than allowed is enough to know that a file is too large.
        content = field.data.stream.read(LARGEST_FILE + 1)
        try:
            self.found = open_list(content, clean_line(field.data.filename)[-200:])
        except UnreadableFile as unreadable:
            raise ValidationError(unreadable_sentence(unreadable)) from None


class ColumnsForm(PortalForm):
    """What each column holds, to be corrected, and how the rows are laid out."""

    layout: RadioField
    numbers: tuple[int, ...] = ()

    @classmethod
    def for_list(cls, sheet: Sheet, mapping: Mapping) -> "ColumnsForm":
        """Return the form with the columns as they are understood now."""
        meanings = _meanings()
        fields: dict[str, Any] = {
            f"{_COLUMN}{number}": SelectField(
                shorten(column_name(sheet, number), 80, placeholder="…"),
                description=_sample(sheet, number),
                choices=meanings,
                default=held or "",
            )
            for number, held in mapping.columns.items()
        }
        fields["layout"] = RadioField(
            _l("How are the rows laid out?"),
            choices=[SelectChoice(str(layout), label) for layout, label in _LAYOUTS.items()],
            default=str(mapping.layout),
            validators=[InputRequired(_l("Choose how the rows are laid out"))],
        )
        bound: type[ColumnsForm] = type("BoundColumnsForm", (cls,), {**fields, "numbers": tuple(mapping.columns)})
        return bound()

    def columns(self) -> dict[int, Field | None]:
        """Return what each column holds, as answered."""
        answers = {number: self[f"{_COLUMN}{number}"].data for number in self.numbers}
        return {number: Field(answer) if answer else None for number, answer in answers.items()}

    def questions(self) -> list[SelectField]:
        return [self[f"{_COLUMN}{number}"] for number in self.numbers]


def _sample(sheet: Sheet, column: int) -> str:
    found = next((cell for row in sheet.rows if (cell := " ".join(row.cells[column].split()))), "")
    return _("For example: %(value)s", value=shorten(found, 60, placeholder="…")) if found else _("Empty")


def _meanings() -> list[SelectChoice]:
    """Return what a column can hold, the child's first, then each adult's."""
    meanings = [SelectChoice(str(field), field_label(field), optgroup=_group(field)) for field in Field]
    return [SelectChoice("", _("Not used"), optgroup=_("Left out")), *meanings]


def _group(field: Field) -> str:
    if field in CHILD_FIELDS:
        group: str = _("The child")
    elif (slot := ADULT_FIELDS[field][0]) == UNNUMBERED:
        group = _("The adult of the row")
    else:
        group = _("Adult %(number)s", number=slot)
    return group


class ConfirmForm(PortalForm):
    """The yes to an import, tied to what the page showed."""

    digest = HiddenField(validators=[Length(max=64)])
