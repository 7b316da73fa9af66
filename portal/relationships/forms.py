"""What is asked of somebody who declares that they know a parent, or one of us; and of who confirms it."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField, ValidationError

from portal.accounts.models import Account
from portal.web.filters import row_number
from portal.web.forms import HasLetters, PortalForm, SubmissionForm, line_field


class DeclareForm(SubmissionForm):
    """Whom they know, and what they are to each other. ``field`` of refusals is ``other``."""

    other: Field
    relation = line_field(
        _l("What are you to each other?"), _l("Write what you are to each other, for example “sisters”")
    )

    @property
    def worker_id(self) -> int | None:
        """Who was chosen of those who work here; None where a parent is named."""
        return row_number(self.other.data) if isinstance(self.other, SelectField) else None


class DeclareParentForm(DeclareForm):
    """For somebody who works here: the parent is typed, since not everyone here reads the list of families."""

    other: StringField = line_field(
        _l("Which parent or carer do you know?"),
        _l("Write the name of the parent or carer"),
        also=[HasLetters(_l("Write the name of the parent or carer"))],
    )


class DeclareWorkerForm(DeclareForm):
    """For a parent: somebody who works here is chosen, so that what is about a manager goes to somebody else."""

    other = SelectField(_l("Who of us do you know?"), validate_choice=False)

    @classmethod
    def of(cls, people: Iterable[Account]) -> "DeclareWorkerForm":
        form = cls()
        form.other.choices = [("", _("Choose a name")), *((str(one.id), one.name) for one in people)]
        return form

    def validate_other(self, field: Field) -> None:
        if not field.data or field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_("Choose who of us you know"))


class ConfirmForm(PortalForm):
    """Whom the worker meant, for who sees the register of families."""

    adult = SelectField(_l("Who is it on our list of families?"), validate_choice=False)

    def offer(self, adults: Iterable[tuple[int, str, str]]) -> None:
        listed = [(str(id_), f"{name} ({children})") for id_, name, children in adults]
        self.adult.choices = [("", _("Choose a name")), ("none", _("Not on our list")), *listed]

    @property
    def adult_id(self) -> int | None:
        return row_number(self.adult.data)

    def validate_adult(self, field: Field) -> None:
        if not field.data or field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_("Choose who it is, or “Not on our list”"))
