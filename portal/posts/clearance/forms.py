"""The questions about a picture: who is in it and what is written with it; who may post; what an adult says."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.consents.names import ListedChild
from portal.posts.clearance.adults import KnownAdult
from portal.posts.clearance.labels import ADULT_ANSWERS
from portal.posts.clearance.policy import Picture, Target
from portal.posts.clearance.service import NewClearance
from portal.web.filters import row_number
from portal.web.forms import DayField, HasLetters, SubmissionForm, TileField, line_field, text_field
from portal.wording.uses import Shown

_NAMED = "named_"


def _number(value: object) -> int:
    """Return the number of a row; what is none has 0, which no row has."""
    return row_number(str(value)) or 0


class ClearanceForm(SubmissionForm):
    """One page: tiles of children, other people, the caption. A name in the caption is asked about below it."""

    session = SelectField(_l("Session"), default="", validate_choice=False)
    find = line_field(_l("First letters of a name"), most=100)
    children = SelectMultipleField(_l("Which children are in it?"), coerce=_number, validate_choice=False)
    unlisted = BooleanField(_l("A child who is not on the list is in it"))
    nobody = BooleanField(_l("No child is in it"))
    known = SelectMultipleField(_l("Which adults are in it?"), validate_choice=False)
    adults = line_field(_l("Other adults in it"))
    caption = text_field(_l("What do you write with it?"), most=2_000)
    tells_no_place = BooleanField(_l("It does not say where the children will be"))

    # What the caption tells and may not, as far as the register knows.
    refused = ""

    @classmethod
    def asking(cls, called: Iterable[ListedChild], known: Iterable[KnownAdult], refused: str) -> "ClearanceForm":
        """Return the form; ``called`` are the children whose first name stands in the caption that was sent.

        ``refused`` says why it cannot stay as it is, or is empty.
        """
        named: dict[str, Any] = {
            f"{_NAMED}{child.id}": TileField(
                _("Do you mean %(name)s?", name=child.name),
                validators=[InputRequired(_("Say whether you mean %(name)s", name=child.name))],
            )
            for child in called
        }
        form: ClearanceForm = type("BoundClearanceForm", (cls,), named | {"refused": refused})()
        form.known.choices = [SelectChoice(each.who, each.name) for each in known]
        return form

    @property
    def questions(self) -> list[TileField]:
        """The questions about first names in the caption."""
        return [field for field in self if field.name.startswith(_NAMED)]

    def validate_nobody(self, field: BooleanField) -> None:
        is_somebody = bool(self.children.data) or self.unlisted.data
        if field.data and is_somebody:
            raise ValidationError(_("You ticked a child as well. Untick one of them"))
        if not (field.data or is_somebody):
            raise ValidationError(_("Tick each child in it, or that no child is"))

    def validate_caption(self, field: object) -> None:
        if self.refused:
            raise ValidationError(self.refused)

    def validate_tells_no_place(self, field: BooleanField) -> None:
        if self.caption.data and not field.data:
            raise ValidationError(_("Read the caption again. If it tells nobody where the children will be, tick this"))

    def wish(self, target: Target, what: Shown) -> NewClearance:
        """Return what is asked."""
        named = frozenset(int(field.name.removeprefix(_NAMED)) for field in self.questions if field.data == "yes")
        picture = Picture(target, what, tuple(sorted(set(self.children.data))), named, bool(self.unlisted.data))
        adults = tuple(re.split(r"[,;]", self.adults.data or ""))
        return NewClearance(
            picture, self.caption.data or "", tuple(sorted(set(self.known.data))), adults, self.submission_key
        )


class AnswerForm(SubmissionForm):
    """What an adult says to pictures of themselves, or to one picture when a poster asks them."""

    answer = RadioField(
        _l("May we post pictures that show you?"),
        choices=[SelectChoice(str(answer), label) for answer, label in ADULT_ANSWERS.items()],
        validators=[InputRequired(_l("Choose yes or no"))],
    )


class AdultForm(SubmissionForm):
    """Who without an account is in pictures again and again."""

    name = line_field(
        _l("Their full name"), _l("Write their full name"), also=[HasLetters(_l("Write their full name"))]
    )


class DesignationForm(SubmissionForm):
    """Who may post, from which day to which."""

    account = SelectField(_l("Who?"), coerce=_number)
    first_day = DayField(_l("From"), validators=[InputRequired(_l("Write the first day"))])
    last_day = DayField(_l("Until"), validators=[InputRequired(_l("Write the last day"))])

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, once both are known to be dates."""
        assert self.first_day.day, "the form was checked"
        assert self.last_day.day, "the form was checked"
        return self.first_day.day, self.last_day.day
