"""Questions about an import: the list, how it is read, its people, their rights, and the yes to it."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten

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
from portal.imports.faults import Question, UnreadableFile, alike
from portal.imports.interpretation import ListRead
from portal.imports.plan import PlannedChild, PlannedLink
from portal.imports.service import OpenedList, open_list
from portal.imports.sheet import LARGEST_FILE, Sheet
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
            raise ValidationError(sentences.fault_sentence(unreadable.fault)) from None


class DecisionsForm(PortalForm):
    """What the manager decides about a list: its sheet, what its columns hold, and what it asks; what is not sent stays.

    ``columns`` are their numbers, ``asked`` and ``answered`` the keys of single questions, ``alike`` those that one
    answer can be for, by its key. A question may stay open.
    """

    sheet = SelectField(_l("Which sheet is the list?"), coerce=int)
    layout = RadioField(
        _l("How are the rows laid out?"), choices=[SelectChoice(str(each), label) for each, label in _LAYOUTS.items()]
    )
    columns: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    alike: Mapping[str, Sequence[Question]] = {}

    @classmethod
    def for_list(cls, found: ListRead, *, most: int) -> "DecisionsForm":
        """Return the form with the first ``most`` questions, all that can be answered together, and those answered."""
        groups = alike(found.open_questions)
        together = [question for group in groups.values() for question in group]
        others = [question for question in found.open_questions if question not in together][:most]
        answered = [question for question in found.questions if question.answer]
        questions = {each.key: _question_field(each, found.sheet) for each in (*together, *others, *answered)}
        questions |= {key: _group_field(group, found.sheet) for key, group in groups.items()}
        about = {
            "columns": tuple(found.mapping.columns), "asked": tuple(each.key for each in others),
            "answered": tuple(each.key for each in answered), "alike": groups,
        }  # fmt: skip
        bound: type[DecisionsForm] = type("BoundForm", (cls,), {**_column_fields(found), **questions, **about})
        form = bound(sheet=found.decisions.sheet, layout=str(found.mapping.layout))
        form.sheet.choices = [
            (i, _("%(name)s (%(count)s rows)", name=sheet.name, count=len(sheet.rows)))
            for i, sheet in enumerate(found.sheets)
        ]
        for key in questions:
            form[key].flags.optional = False  # it may wait, but not for nothing: somebody is left out
        return form

    def held(self) -> dict[int, Field | None]:
        """Return what each column holds, as answered."""
        answers = {number: self[f"{_COLUMN}{number}"].data for number in self.columns}
        return {number: Field.parse(answer) if answer else None for number, answer in answers.items()}

    def column_fields(self, numbers: Iterable[int]) -> list[SelectField]:
        return [self[f"{_COLUMN}{number}"] for number in numbers]

    def answers(self) -> dict[str, str]:
        """Return what was answered, by key of the question; "" takes an answer back. One's own counts before all's."""
        alike = [question.key for group in self.alike.values() for question in group]
        own = {key: str(self[key].data or "") for key in (*self.asked, *self.answered, *alike) if self[key].raw_data}
        for key, group in self.alike.items():
            given = {question.key: option.value for question in group for option in question.options
                     if option.label == self[key].data}  # fmt: skip
            own = given | own
        return own


def _column_fields(found: ListRead) -> dict[str, SelectField]:
    meanings = [
        SelectChoice(str(each), sentences.field_label(each), optgroup=sentences.person_label(each)) for each in FIELDS
    ]
    meanings.insert(0, SelectChoice("", _("Not used"), optgroup=_("Left out")))
    return {
        f"{_COLUMN}{number}": SelectField(
            shorten(sentences.column_name(found.sheet, number), 80, placeholder="…"),
            description=_sample(found.sheet, number),
            choices=meanings,
            default=str(held or ""),
        )
        for number, held in found.mapping.columns.items()
    }


def _sample(sheet: Sheet, column: int) -> str:
    found = next((cell for row in sheet.rows if (cell := " ".join(row.cells[column].split()))), "")
    return _("For example: %(value)s", value=shorten(found, 60, placeholder="…")) if found else _("Empty")


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
        """Return each box, ticked or not, by key of the link."""
        return {key: bool(self[key].data) for key in self.keys}


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
    """The yes to an import, tied to what the page showed; of parental responsibility also how it is known."""

    digest = HiddenField(validators=[Length(max=64)])
    basis = RadioField(
        _l("How do you know who has parental responsibility?"),
        choices=[SelectChoice(str(how), label) for how, label in BASES.items()],
        validators=[InputRequired(_l("Choose how you know it"))],
    )

    @classmethod
    def for_list(cls, found: ListRead) -> "ConfirmForm":
        form = cls(digest=found.digest)
        if found.unseen or not found.plan.to_tick:
            del form.basis
        return form
