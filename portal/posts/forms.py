"""The questions about a post: where to find it, where else families hear of it, and what became of it."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.concerns import staff
from portal.concerns.forms import about_choices
from portal.concerns.subjects import NOBODY
from portal.foundation import clock
from portal.foundation.text import clean_line
from portal.posts.labels import ELSEWHERE, FOUND
from portal.posts.policy import Elsewhere
from portal.posts.queries import PostLine
from portal.posts.service import Content
from portal.settings import service as settings
from portal.web.change_form import ChangeForm
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


class EditForm(PostForm, ChangeForm):
    """How a post reads now."""

    caption = text_field(_l("What is written with it"), most=2_000)

    @classmethod
    def of(cls, before: PostLine, *, whole: bool) -> "EditForm":
        """Return the form; who is no poster is asked for the caption alone."""
        form = cls(obj=before)
        for name in () if whole else ("link", "elsewhere"):
            del form[name]
        return form

    def content(self, before: PostLine) -> Content:
        sent = vars(before) | {field.name: field.data or "" for field in self}
        return Content(sent["caption"], sent["link"], Elsewhere(sent["elsewhere"]))


class RemoveForm(PortalForm):
    """That a post came down."""

    removed_on = DayField(_l("When did you take it down?"), validators=[InputRequired(_l("Write the day"))])


class CannotForm(PortalForm):
    """Why something cannot come down, and what happens next; parents who said no read both."""

    because = text_field(_l("Why can it not be taken down?"), _l("Write why"), most=500)
    next_step = text_field(_l("What do you do next, and when?"), _l("Write what you do next"), most=500)


class FindingForm(SubmissionForm):
    """A comment that should not stand there: what was done, why, what it says, and whom it is about."""

    found = RadioField(
        _l("What did you do about it?"),
        choices=[SelectChoice(str(found), label) for found, label in FOUND.items()],
        validators=[InputRequired(_l("Choose what you did"))],
    )
    reason = RadioField(_l("Why?"), validators=[InputRequired(_l("Choose why"))])
    about = SelectMultipleField(
        _l("Is it about somebody who works here?"),
        description=_l("Tick everyone, yourself too. They cannot read it here."),
        validators=[InputRequired(_l("Tick everyone it is about, or “Nobody who works here”"))],
    )
    text = text_field(_l("What does it say, and who wrote it?"), _l("Write what it says"))
    about_personal_data = BooleanField(_l("Some of this is about a picture or personal information"))

    @classmethod
    def offered(cls) -> "FindingForm":
        """Return the form with the setting's reasons, and everybody who works here, whoever asks among them."""
        form = cls()
        reasons = filter(None, map(clean_line, (settings.current().comment_reasons or "").splitlines()))
        form.reason.choices = [SelectChoice(reason[:200], reason[:200]) for reason in reasons]
        nobody = SelectChoice(NOBODY, _("Nobody who works here"))
        form.about.choices = [nobody, *about_choices(staff.workers(), 0)]
        return form

    def validate_about(self, field: SelectMultipleField) -> None:
        if NOBODY in (field.data or ()) and len(field.data) > 1:
            raise ValidationError(_("You ticked somebody as well. Untick one of them"))

    @property
    def told(self) -> dict[str, Any]:
        """What the concern says, once the form is valid."""
        return {
            "about": tuple(self.about.data), "what_happened": self.text.data or "",
            "about_personal_data": bool(self.about_personal_data.data), "submission": self.submission_key,
        }  # fmt: skip


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
        asked = (
            arguments
            if {"first", "last"} & arguments.keys()
            else MultiDict({"first": format_date(today - _A_YEAR), "last": format_date(today)})
        )
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
