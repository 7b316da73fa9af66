"""The questions of the consent form, made from the wording, and of withdrawing."""

from collections.abc import Iterable, Mapping
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from portal.consents.models import CONSULT
from portal.consents.names import ListedChild, disambiguate
from portal.consents.one_event import PLACES, NewEvent
from portal.consents.policy import Answer
from portal.foundation import clock
from portal.web.filters import row_number
from portal.web.forms import DayField, SignatureForm, SubmissionForm, TileField, line_field, signature_field
from portal.wording.forms import QuestionsForm, question_name
from portal.wording.labels import PLACES as PLACE_LABELS
from portal.wording.policy import ConsentText
from portal.wording.sentences import bands
from portal.wording.service import Published
from portal.wording.uses import OneEvent, Place


class AnswerForm(QuestionsForm):
    """What a parent answers, one question for each use (product.md §2.1).

    ``wording`` is the fingerprint of what the page asked: nobody answers another one than they read.
    """

    wording = HiddenField()

    @classmethod
    def for_wording(cls, published: Published, given: Mapping[str, str]) -> "AnswerForm":
        """Return the form for this wording; ``given`` are answers of the same sitting, to be changed."""
        data = {question_name(key): value for key, value in given.items()}
        form: AnswerForm = cls.asking(published.consent)(data={**data, "wording": published.asked})
        return form

    def field_of(self, key: str) -> TileField:
        """Return the question for one use."""
        return self[question_name(key)]

    def questions(self) -> dict[str, TileField]:
        """Return each question by its use, and under CONSULT the wish to be asked."""
        return {field.name.removeprefix("use_"): field for field in self if isinstance(field, TileField)}

    def answers(self) -> dict[str, Answer]:
        """Return what was answered; a question left out is not in it."""
        given = {key: field.data for key, field in self.questions().items()}
        return {key: Answer(value) for key, value in given.items() if value in {"yes", "no"}}

    @property
    def answers_a_use(self) -> bool:
        """Whether one use at least has an answer: the wish to be asked is nothing without one."""
        return bool(self.answers().keys() - {CONSULT})

    def ask_for_one(self, text: ConsentText) -> None:
        """Say beside the first question of the page that one use at least needs an answer."""
        first = bands(text)[0].uses[0][0]
        self.field_of(first.key).errors = [_("Choose yes or no for one picture at least")]


class SignForm(SignatureForm):
    """The signature: a typed name and the declaration (product.md §2.2).

    ``checked`` is the digest of the answers that the person saw on the page, and signs; the wording has the words of
    the declaration.
    """

    checked = HiddenField()
    declared = BooleanField(
        "",
        validators=[DataRequired(_l("Tick the box to say that you have parental responsibility"))],
    )
    signed_name = signature_field(_l("Your full name"), _l("Type your full name to sign"))


class EventAnswerForm(SignForm):
    """Yes or no to one event, signed on the same page."""

    answer = TileField(_l("Your answer"), validators=[InputRequired(_l("Choose yes or no"))])


class ChildrenForm(SubmissionForm):
    """Of which children the parents are asked about an event."""

    children = SelectMultipleField(
        _l("Whose parents do you ask?"),
        coerce=lambda value: row_number(str(value)) or 0,
        validators=[InputRequired(_l("Tick each child whose parents you ask"))],
    )

    @classmethod
    def offering(cls, listed: Iterable[ListedChild]) -> Self:
        form, found = cls(), list(listed)
        names = disambiguate(found)
        form.children.choices = [SelectChoice(child.id, names[child.id]) for child in found]
        return form

    @property
    def chosen(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.children.data)))


class EventForm(ChildrenForm):
    """One event that the parents of chosen children are asked about."""

    name = line_field(_l("Name of the event"), _l("Write the name of the event"), most=80)
    day = DayField(_l("Its day"), validators=[InputRequired(_l("Write the day"))])
    organiser = line_field(_l("Who organises it"), _l("Write who organises it"), most=80)
    outlet = line_field(_l("Where it will be seen, for example the name of a newspaper"), _l("Write where"), most=80)
    place = RadioField(
        _l("What kind of place is that?"),
        choices=[SelectChoice(str(place), PLACE_LABELS[place]) for place in PLACES],
        validators=[InputRequired(_l("Choose one"))],
    )

    def validate_day(self, field: DayField) -> None:
        if field.day and field.day < clock.today():
            raise ValidationError(_("This day is over. Write the day of the event, from today on"))

    @property
    def wish(self) -> NewEvent:
        """What was entered, once it is valid."""
        assert self.day.day
        event = OneEvent(
            self.name.data or "", self.day.day.isoformat(), self.organiser.data or "", self.outlet.data or ""
        )
        return NewEvent(event, Place(self.place.data), self.chosen, self.submission_key)
