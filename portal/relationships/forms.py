"""What is asked of somebody who declares that they know a parent, or one of us; and of who confirms it."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, ValidationError

from portal.accounts.models import Account
from portal.web.filters import row_number
from portal.web.forms import HasLetters, PortalForm, SubmissionForm, line_field


class DeclareForm(SubmissionForm):
    """Whom they know, and what they are to each other."""

    other: Field
    relation = line_field(
        _l("What are you to each other?"), _l("Write what you are to each other, for example “sisters”")
    )

    @classmethod
    def of(cls, people: Iterable[Account] | None) -> "DeclareForm":
        """Return the form for a parent, who chooses one of ``people``, so that what is about a manager goes to another.

        Without them it is for somebody who works here: the parent is typed, since not everyone here reads the list of
        families.
        """
        if people is None:
            missing = _l("Write the name of the parent or carer")
            other = line_field(_l("Which parent or carer do you know?"), missing, also=[HasLetters(missing)])
        else:
            other = _choice(_l("Who of us do you know?"), _l("Choose who of us you know"))
        form: DeclareForm = type("BoundDeclareForm", (cls,), {"other": other})()
        if people is not None:
            form.other.choices = [("", _("Choose a name")), *((str(one.id), one.name) for one in people)]
        return form

    @property
    def worker_id(self) -> int | None:
        """Who was chosen of those who work here; None where a parent is named."""
        return row_number(self.other.data) if isinstance(self.other, SelectField) else None


def _choice(label: object, missing: object) -> SelectField:
    """Return a question whose first choice, which is empty, is no answer."""

    def check(_form: object, field: Field) -> None:
        if not field.data or field.data not in {value for value, _label in field.choices}:
            raise ValidationError(missing)

    return SelectField(label, validators=[check], validate_choice=False)


class ConfirmForm(PortalForm):
    """Whom the worker meant, for who sees the register of families."""

    adult = _choice(_l("Who is it on our list of families?"), _l("Choose who it is, or “Not on our list”"))

    def offer(self, adults: Iterable[tuple[int, str, str]]) -> None:
        listed = [(str(id_), f"{name} ({children})") for id_, name, children in adults]
        self.adult.choices = [("", _("Choose a name")), ("none", _("Not on our list")), *listed]

    @property
    def adult_id(self) -> int | None:
        return row_number(self.adult.data)
