"""The questions about a post: where to find it, where else families hear of it, and what became of it."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.foundation import clock
from portal.posts.labels import ELSEWHERE
from portal.posts.policy import Elsewhere
from portal.posts.service import Content
from portal.web.dates import format_date
from portal.web.forms import DayField, PortalForm, SubmissionForm, line_field, text_field

_A_YEAR, _LONGEST = timedelta(days=365), timedelta(days=366 * 7)


class PostForm(SubmissionForm):
    """Where a post is found. Nothing is on the closed page alone: saying no must cost a family nothing."""

    link = line_field(_l("Link to the post, if it has one"), most=500)
    elsewhere = RadioField(
        _l("Where do families outside the group hear of it?"),
        choices=[SelectChoice(str(where), label) for where, label in ELSEWHERE.items()],
        validators=[InputRequired(_l("Choose where. Nothing is told on the closed page alone"))],
    )

    def validate_link(self, field: object) -> None:
        link = self.link.data or ""
        if link and not link.lower().startswith(("https://", "http://")):
            raise ValidationError(_("Copy the whole link: it begins with https://"))


class EditForm(PostForm):
    """How a post reads now."""

    caption = text_field(_l("What is written with it"), most=2_000)

    @property
    def content(self) -> Content:
        return Content(self.caption.data or "", self.link.data or "", Elsewhere(self.elsewhere.data))


class RemoveForm(PortalForm):
    """That a post came down."""

    removed_on = DayField(_l("When did you take it down?"), validators=[InputRequired(_l("Write the day"))])


class CannotForm(PortalForm):
    """Why something cannot come down, and what happens next; parents who said no read both."""

    because = text_field(_l("Why can it not be taken down?"), _l("Write why"), most=500)
    next_step = text_field(_l("What do you do next, and when?"), _l("Write what you do next"), most=500)


class PeriodForm(PortalForm):
    """The days of a register, as an address holds them."""

    first = DayField(_l("From"), validators=[InputRequired(_l("Write the first day"))])
    last = DayField(_l("To"), validators=[InputRequired(_l("Write the last day"))])

    class Meta(PortalForm.Meta):
        csrf = False  # it asks, and changes nothing

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> "PeriodForm":
        """Return the form for an address; one without days asks for the last year."""
        today = clock.today()
        asked = arguments or MultiDict({"first": format_date(today - _A_YEAR), "last": format_date(today)})
        return cls(formdata=asked)

    @property
    def days(self) -> tuple[date, date]:
        """The two days of a form that is valid."""
        assert self.first.day
        assert self.last.day
        return self.first.day, self.last.day

    def validate_last(self, field: DayField) -> None:
        if self.first.day and field.day and not self.first.day <= field.day <= self.first.day + _LONGEST:
            raise ValidationError(_("Choose a last day from the first day on, at most seven years later"))
