"""Questions about families: corrections by hand."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, StopValidation

from portal.accounts.policy import normalise_login
from portal.families.labels import BASES, RELATIONSHIPS, RESPONSIBILITIES, RESPONSIBILITY_HINTS
from portal.families.models import Adult
from portal.families.people import is_recorded
from portal.families.policy import (
    LONGEST_SESSION_NAME,
    LinkSaid,
    Relationship,
    Responsibility,
    ResponsibilityBasis,
    ResponsibilityFound,
)
from portal.families.register import AdultLine, ChildLine
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.email_addresses import is_email
from portal.web.change_form import ChangeForm
from portal.web.dates import format_date
from portal.web.forms import DayField, PortalForm, SubmissionForm, line_field, text_field

_OLDEST = 20  # years: beyond, the birthday of a parent was typed, or a wrong century
_PARENTS = (Relationship.MOTHER, Relationship.FATHER)
# What the manager says who knows that none of the people who are found is meant.
_NEW = "new"


def _basis(asked: Any) -> RadioField:
    known = [SelectChoice(str(how), label) for how, label in BASES.items() if how is not ResponsibilityBasis.OWN_LIST]
    return RadioField(_l("How was it checked?"), choices=known, validators=[asked])


def _responsibility(asked: Any) -> RadioField:
    states = [SelectChoice(str(s), label, {"hint": RESPONSIBILITY_HINTS[s]}) for s, label in RESPONSIBILITIES.items()]
    return RadioField(_l("Parental responsibility"), choices=states, validators=[asked])


def _relationship() -> SelectField:
    choices = [
        SelectChoice("", _l("Choose")),
        *(SelectChoice(str(kind), label) for kind, label in RELATIONSHIPS.items()),
    ]
    asked = InputRequired(_l("Choose what they are to the child"))
    return SelectField(_l("What they are to the child"), choices=choices, validators=[asked])


class _AskedWith:
    """Asks a question only of those who answered another one."""

    def __init__(self, other: str, message: object) -> None:
        self.other, self.message = other, message

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            field.errors = []
            raise StopValidation(str(self.message) if form[self.other].data else "")


class LinkForm(ChangeForm):
    """What an adult is to a child. Nothing is chosen beforehand of responsibility, and who leaves it keeps it as it is."""

    relationship = _relationship()
    responsibility = _responsibility(_AskedWith("basis", _l("Choose one of the three")))
    basis = _basis(_AskedWith("responsibility", _l("Choose how it was checked")))

    def said(self) -> LinkSaid:
        """Return what was answered."""
        state, basis = self.responsibility.data, self.basis.data
        checked = (Responsibility(state), ResponsibilityBasis(basis)) if state else None
        return LinkSaid(Relationship(self.relationship.data), checked)


class ChildForm(SubmissionForm, ChangeForm):
    """A child's entry in the register."""

    first_name = line_field(_l("First name"), _l("Enter the first name"), most=100)
    last_name = line_field(_l("Last name"), _l("Enter the last name"), most=100)
    known_as = line_field(_l("Called from day to day, if different"), most=100)
    born_on = DayField(
        _l("Birthday"), validators=[asked(_l("Enter the birthday")) for asked in (InputRequired, DataRequired)]
    )
    sessions = SelectMultipleField(_l("Sessions"), choices=lambda: list(session_names().items()))
    starts_on = DayField(_l("First day"))
    leaves_on = DayField(
        _l("Last day"),
        description=_l("Leave it empty while the child stays. After it no picture is shown and nobody is asked."),
    )
    reference = line_field(_l("Your reference"), most=60)
    is_another = BooleanField(_l("This is another child"))

    def validate_born_on(self, field: DayField) -> None:
        today = clock.today()
        if field.day and not (today.year - _OLDEST <= field.day.year and field.day <= today):
            raise ValidationError(_("Check the birthday: it has not come yet, or is too long ago"))

    def validate_starts_on(self, field: DayField) -> None:
        if field.day and self.born_on.day and field.day < self.born_on.day:
            raise ValidationError(_("The first day cannot be before the birthday"))

    def validate_leaves_on(self, field: DayField) -> None:
        earliest = self.starts_on.day or self.born_on.day
        if field.day and earliest and field.day < earliest:
            raise ValidationError(
                _("The last day cannot be before the child’s first, %(day)s", day=format_date(earliest))
            )

    def details(self) -> dict[str, Any]:
        """Return what was answered, by the names of the columns."""
        return {
            "first_name": self.first_name.data, "last_name": self.last_name.data, "known_as": self.known_as.data,
            "born_on": self.born_on.day, "starts_on": self.starts_on.day, "leaves_on": self.leaves_on.day,
            "reference": self.reference.data or None,
            "sessions": tuple(sorted(self.sessions.data or ())),
        }  # fmt: skip


def sessions_form(names: Mapping[str, str]) -> PortalForm:
    """Return the form of each session's name by its key, and of one more; of one that came back, as it was opened."""
    keys = [key for key in names if request.method == "GET" or key in request.form]
    labels = {key: _("Session %(number)s", number=number) for number, key in enumerate(keys, start=1)}
    labels["added"] = _("One more session")
    fields = {key: line_field(label, most=LONGEST_SESSION_NAME) for key, label in labels.items()}
    made: PortalForm = type("SessionsForm", (ChangeForm,), fields)(data=names)
    return made


class AdultForm(SubmissionForm, ChangeForm):
    """An adult's entry in the register."""

    name = line_field(_l("Full name"), _l("Enter their full name"))
    email = line_field(_l("E-mail address"), most=254)
    phone = line_field(_l("Telephone"))
    address = text_field(_l("Address"), most=500)

    def validate_email(self, field: StringField) -> None:
        if field.data and not is_email(field.data):
            raise ValidationError(_("Enter an e-mail address such as name@example.org"))

    def details(self) -> dict[str, Any]:
        """Return what was answered, by the names of the columns."""
        email = normalise_login(self.email.data or "") or None
        return {"name": self.name.data, "email": email, "phone": self.phone.data, "address": self.address.data}


class NewAdultForm(AdultForm, LinkForm):
    """An adult beside a child. ``who`` is asked when somebody on the register has the name or the address."""

    responsibility = _responsibility(InputRequired(_l("Choose one of the three")))
    basis = _basis(InputRequired(_l("Choose how it was checked")))
    who = RadioField(
        _l("Is it somebody on the register?"),
        description=_l("Their e-mail, telephone and address then stay as they are there."),
        validators=[InputRequired(_l("Somebody on the register has this name or address. Say whether it is them"))],
    )

    def offer(self, known: Mapping[Adult, str]) -> None:
        """Ask whether one of these is meant, each with the children beside them; nothing is asked when there are none."""
        choices = [
            SelectChoice(str(adult.id), adult.name, {"hint": ", ".join(filter(None, (children, adult.email)))})
            for adult, children in known.items()
        ]
        self.who.choices = [*choices, SelectChoice(_NEW, _("Somebody else"))]
        if not choices:
            del self.who

    @property
    def known_id(self) -> int | None:
        """The number of the adult of the register who is meant, or None for somebody new."""
        return int(self.who.data) if "who" in self and self.who.data != _NEW else None


class RightsForm(ChangeForm):
    """Who has parental responsibility: a box for each adult beside each child of a page, ticked as the register says.

    A court order leaves nothing to tick.
    """

    basis = _basis(InputRequired(_l("Choose how it was checked")))
    boxes: Mapping[str, tuple[ChildLine, AdultLine]]
    checked: frozenset[tuple[int, int]]

    @classmethod
    def for_lines(cls, lines: Iterable[ChildLine], checked: frozenset[tuple[int, int]]) -> "RightsForm":
        boxes = {
            f"right_{line.child.id}_{adult.adult.id}": (line, adult)
            for line in lines for adult in line.adults if adult.responsibility is not Responsibility.RESTRICTED
        }  # fmt: skip
        fields = {
            name: _box(adult, (line.child.id, adult.adult.id) in checked) for name, (line, adult) in boxes.items()
        }
        bound: type[RightsForm] = type("BoundRightsForm", (cls,), {**fields, "boxes": boxes, "checked": checked})
        return bound(beside={f"right_{child_id}_{adult_id}/checked": "y" for child_id, adult_id in checked})

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for name, (line, adult) in self.boxes.items():
            is_taken = adult.responsibility is Responsibility.HELD and not self[name].data
            if is_taken and is_recorded([line.child, adult.adult]):
                said = _("%(adult)s has answered for %(child)s: not even a no would count. Change this on the child’s page.",
                         adult=adult.adult.name, child=line.child.called)  # fmt: skip
                self[name].errors, valid = [said], False
        return valid

    @property
    def unchecked_parents(self) -> list[BooleanField]:
        """The boxes of mothers and fathers of whom nobody has checked anything."""
        return [
            self[name]
            for name, (line, adult) in self.boxes.items()
            if adult.relationship in _PARENTS and (line.child.id, adult.adult.id) not in self.checked
        ]

    def tick_parents(self) -> None:
        """Tick them all; nothing is saved by that."""
        for box in self.unchecked_parents:
            box.data = True

    def found(self) -> list[ResponsibilityFound]:
        """Return what differs from the register, and each tick that nobody has checked; an empty box says nothing new."""
        said = [
            (
                line.child.id,
                adult.adult.id,
                adult.responsibility,
                Responsibility.HELD if self[name].data else Responsibility.NONE,
            )
            for name, (line, adult) in self.boxes.items()
        ]
        return [
            ResponsibilityFound(child_id, adult_id, after)
            for child_id, adult_id, before, after in said
            if after is not before or (after.can_say_yes and (child_id, adult_id) not in self.checked)
        ]


def _box(adult: AdultLine, is_checked: bool) -> BooleanField:
    held = adult.responsibility is Responsibility.HELD
    hint = _("Nobody has noted how this was checked.") if held else _("Checked: no parental responsibility.")
    label = _("%(adult)s, %(kind)s", adult=adult.adult.name, kind=str(RELATIONSHIPS[adult.relationship]).lower())
    return BooleanField(label, default=held, description=hint if held is not is_checked else "")
