"""Questions about an import: the list, its sheet, its columns, its people, their rights, and the yes to it."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portal.families.labels import BASES, RELATIONSHIPS
from portal.families.policy import Relationship, Responsibility
from portal.foundation.text import clean_line
from portal.imports import sentences
from portal.imports.columns import FIELDS, Field, Layout
from portal.imports.interpretation import ListRead
from portal.imports.labels import field_label, person_label
from portal.imports.plan import PlannedChild, PlannedLink
from portal.imports.questions import Question, alike
from portal.imports.service import OpenedList, open_list
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
            raise ValidationError(sentences.unreadable_sentence(unreadable)) from None


class SheetForm(PortalForm):
    """Which sheet of a workbook is the list."""

    sheet = SelectField(_l("Which sheet is the list?"), coerce=int)

    @classmethod
    def for_list(cls, found: ListRead) -> "SheetForm":
        form = cls(sheet=found.decisions.sheet)
        form.sheet.choices = [
            (i, _("%(name)s (%(count)s rows)", name=sheet.name, count=len(sheet.rows)))
            for i, sheet in enumerate(found.sheets)
        ]
        return form


class ColumnsForm(PortalForm):
    """What each column holds, to be corrected, and how the rows are laid out."""

    layout: RadioField
    numbers: tuple[int, ...] = ()

    @classmethod
    def for_list(cls, found: ListRead) -> "ColumnsForm":
        """Return the form with the columns as they are understood now."""
        meanings = _meanings()
        fields: dict[str, Any] = {
            f"{_COLUMN}{number}": SelectField(
                shorten(sentences.column_name(found.sheet, number), 80, placeholder="…"),
                description=_sample(found.sheet, number),
                choices=meanings,
                default=str(held or ""),
            )
            for number, held in found.mapping.columns.items()
        }
        fields["layout"] = RadioField(
            _l("How are the rows laid out?"),
            choices=[SelectChoice(str(layout), label) for layout, label in _LAYOUTS.items()],
            default=str(found.mapping.layout),
            validators=[InputRequired(_l("Choose how the rows are laid out"))],
        )
        bound: type[ColumnsForm] = type("BoundColumnsForm", (cls,), {**fields, "numbers": tuple(found.mapping.columns)})
        return bound()

    def columns(self) -> dict[int, Field | None]:
        """Return what each column holds, as answered."""
        answers = {number: self[f"{_COLUMN}{number}"].data for number in self.numbers}
        return {number: Field.parse(answer) if answer else None for number, answer in answers.items()}

    def questions(self, numbers: Iterable[int]) -> list[SelectField]:
        return [self[f"{_COLUMN}{number}"] for number in numbers]


def _sample(sheet: Sheet, column: int) -> str:
    found = next((cell for row in sheet.rows if (cell := " ".join(row.cells[column].split()))), "")
    return _("For example: %(value)s", value=shorten(found, 60, placeholder="…")) if found else _("Empty")


def _meanings() -> list[SelectChoice]:
    """Return what a column can hold, the child's first, then each adult's."""
    meanings = [SelectChoice(str(each), field_label(each), optgroup=person_label(each)) for each in FIELDS]
    return [SelectChoice("", _("Not used"), optgroup=_("Left out")), *meanings]


class AnswersForm(PortalForm):
    """What the manager is asked about a list; a question may stay open.

    ``asked`` and ``answered`` are keys of single questions, ``alike`` those that one answer can be for, by its key.
    """

    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    alike: Mapping[str, Sequence[Question]] = {}

    @classmethod
    def for_list(cls, found: ListRead, *, most: int) -> "AnswersForm":
        """Return the form with what is alike, the first ``most`` other questions, and those that are answered."""
        groups = alike(found.open_questions)
        together = [question for group in groups.values() for question in group]
        others = [question for question in found.open_questions if question not in together][:most]
        answered = [question for question in found.questions if question.answer]
        shown = (*together, *others, *answered)
        fields = {question.key: _question_field(question, found.sheet) for question in shown}
        fields |= {key: _group_field(group, found.sheet) for key, group in groups.items()}
        keys = {"asked": tuple(q.key for q in others), "answered": tuple(q.key for q in answered), "alike": groups}
        form: AnswersForm = type("BoundAnswersForm", (cls,), {**fields, **keys})()
        for key in fields:
            form[key].flags.optional = False  # it may wait, but not for nothing: somebody is left out
        return form

    @property
    def count(self) -> int:
        """How many open questions the form asks."""
        return len(self.asked) + sum(map(len, self.alike.values()))

    def answers(self) -> dict[str, str]:
        """Return what was answered, by key of the question; "" takes an answer back. One's own counts before all's."""
        alike = [question.key for group in self.alike.values() for question in group]
        own = {key: str(self[key].data or "") for key in (*self.asked, *self.answered, *alike) if self[key].raw_data}
        for key, group in self.alike.items():
            given = {question.key: option.value for question in group for option in question.options
                     if option.label == self[key].data}  # fmt: skip
            own = given | own
        return own


def _question_field(question: Question, sheet: Sheet) -> RadioField:
    choices = [
        SelectChoice(option.value, sentences.option_sentence(question, option, sheet)) for option in question.options
    ]
    if question.answer:
        choices.append(SelectChoice("", _("Leave it open")))
    return RadioField(
        sentences.question_sentence(question, sheet),
        choices=choices,
        default=question.answer or None,
        validators=[Optional()],
    )


def _group_field(group: Sequence[Question], sheet: Sheet) -> RadioField:
    labels = [option.label for option in group[0].options]
    choices = [SelectChoice(label, sentences.shared_option_sentence(group, label, sheet)) for label in labels]
    texts = "; ".join(f"“{question.values['text']}”" for question in group)
    asked = sentences.shared_question_sentence(group, sheet)
    return RadioField(asked, description=texts, choices=choices, validators=[Optional()])


class RightsForm(PortalForm):
    """Who has parental responsibility: a tick box for each adult beside a child.

    ``shown`` are the keys of the boxes that the page had: what a page does not show, nobody looked at there.
    """

    keys: tuple[str, ...] = ()
    shown = HiddenField()

    @classmethod
    def for_links(cls, pairs: Sequence[tuple[PlannedChild, PlannedLink]]) -> "RightsForm":
        fields = {link.key: _tick_field(child, link) for child, link in pairs}
        bound: type[RightsForm] = type("BoundRightsForm", (cls,), {**fields, "keys": tuple(fields)})
        return bound(shown=" ".join(fields))

    def ticks(self) -> dict[str, bool]:
        """Return each box that was shown, ticked or not, by key of the link."""
        shown = set(" ".join(self.shown.raw_data or ()).split())
        return {key: bool(self[key].data) for key in self.keys if key in shown}

    def questions(self) -> list[BooleanField]:
        return [self[key] for key in self.keys]


_BEFORE = {Responsibility.HELD: _l("Has it on the register."), Responsibility.NONE: _l("The register says no.")}
_STATED = {Responsibility.HELD: _l("The list says yes."), Responsibility.NONE: _l("The list says no.")}


def _tick_field(child: PlannedChild, link: PlannedLink) -> BooleanField:
    """Return the box of one adult, with what the register and the list say where that is not simply yes."""
    people = {"adult": link.adult.record.name, "child": child.record.name}
    kind = str(RELATIONSHIPS[link.relationship]).lower()
    is_told = link.relationship is not Relationship.OTHER
    label = (
        _("%(adult)s, %(kind)s of %(child)s", **people, kind=kind)
        if is_told
        else _("%(adult)s, for %(child)s", **people)
    )
    hints = [_BEFORE[link.before]] if link.before else []
    if link.said:
        hints.append(_("The list says: “%(said)s”", said=link.said))
    elif link.stated and (link.before or link.stated is Responsibility.NONE):
        hints.append(_STATED[link.stated])
    if link.before is Responsibility.HELD:
        hints.append(_("Without a tick, what they answered stops counting."))
    if link.is_namesake:
        hints = [_("A court order restricts somebody with this name. Tick only if you are sure that this is not them.")]
    return BooleanField(label, description=" ".join(map(str, hints)), default=link.after is Responsibility.HELD)


class ConfirmForm(PortalForm):
    """The yes to an import, tied to what the page showed."""

    digest = HiddenField(validators=[Length(max=64)])


class ConfirmRightsForm(ConfirmForm):
    """The yes to an import that gives or takes parental responsibility, and how that is known."""

    basis = RadioField(
        _l("How do you know who has parental responsibility?"),
        choices=[SelectChoice(str(how), label) for how, label in BASES.items()],
        validators=[InputRequired(_l("Choose how you know it"))],
    )
