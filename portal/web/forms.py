"""The base of every form: protected against other sites, keeps what was typed, sends once."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, ClassVar

from flask import redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from peewee import OperationalError
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField, HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from portal.foundation import clock
from portal.foundation.dates import read_date
from portal.foundation.language import mark
from portal.foundation.refusals import FILES, Refusal
from portal.foundation.text import clean_line, clean_text, folded, has_letters, names_match
from portal.foundation.tokens import new_token
from portal.web.csrf import MaskedTokens
from portal.web.dates import MONTHS, format_date
from portal.web.errors import sentence_of

log = logging.getLogger("portal.forms")


# A page that sends what was typed before signing in adds this field: look at it, do nothing yet (web/pending_form.py).
SHOW_AGAIN = "show_again"
_LONGEST_SEARCH = 100  # characters
_LOOKED_FOR = "looked_for"


class PortalForm(FlaskForm):
    """A form with a token against other sites; when the token is stale, the page comes back with all that was typed."""

    class Meta(FlaskForm.Meta):
        csrf_class = MaskedTokens

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return what was sent. A file under the name of a question that takes none is left out."""
            sent = super().wrap_formdata(form, formdata)
            if not isinstance(sent, CombinedMultiDict):
                return sent
            taken = {field.name for field in form if isinstance(field, FileField)}
            files = MultiDict((name, file) for name, file in request.files.items(multi=True) if name in taken)
            return CombinedMultiDict((files, request.form))

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if SHOW_AGAIN in request.form:
            self.form_errors.append(_("This is not sent yet. Check what you wrote, then send it."))
            valid = False
        if any(getattr(field, "removed", "") for field in self):
            # “Remove” beside a file is no try to send the form: nothing but files is at fault yet.
            self.form_errors.clear()
            for field in self:
                field.errors = field.errors if getattr(field, "removed", "") else []
            valid = False
        return valid

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Say what a service refuses inside beside its question, and go on to show the form with all that was typed.

        A refusal without a question on this form goes on to the page that says it (409), with the words that somebody
        typed. What the database could not store is said above the form.
        """
        try:
            yield
        except Refusal as refusal:
            kind = FileField if refusal.field == FILES else ()
            asked = refusal.values.get("field", refusal.field)
            beside = (field for field in self if field.name == asked or isinstance(field, kind))
            if (question := next(beside, None)) is None:
                typed = (each for each in self if isinstance(each, StringField) and not isinstance(each, HiddenField))
                refusal.has_words = any(each.data for each in typed)
                raise
            if refusal.__cause__:
                log.error("refused: %s", type(refusal).__name__, exc_info=refusal)
            question.errors = [sentence_of(refusal)]
        except OperationalError as problem:
            log.error("a form was not stored", exc_info=problem)
            self.form_errors.append(_("This could not be stored. What you typed is still here. Try again later."))


class SubmissionForm(PortalForm):
    """A form that makes a record: its key lets a double click or the back button find the same record."""

    # Cleaned before anybody looks it up: PostgreSQL refuses a NUL byte.
    submission = HiddenField(validators=[Length(max=64)], filters=[clean_line])

    def new_submission(self) -> None:
        """Give the form a fresh key, unless it came back with one."""
        if not self.submission.data:
            self.submission.data = new_token()

    @property
    def submission_key(self) -> str:
        """The key that came with the form; a request without one gets its own."""
        return (self.submission.data or "")[:64] or new_token()


class SignatureForm(SubmissionForm):
    """A form that is signed with a typed name. One that is unlike the person's own is asked about once, then kept as typed.

    A field ``signed_name`` is the signature; ``own_name`` the name by which the setting knows the person.
    """

    asked_about = HiddenField(filters=[clean_line])
    own_name = ""

    def ask_once(self, typed: str) -> None:
        """Raise ValidationError unless this is the person's own name, or they were asked about it already."""
        if names_match(typed, self.own_name) or typed == self.asked_about.data:
            return
        self.asked_about.data = typed
        raise ValidationError(
            _("We know you as %(name)s. Correct the name, or sign again to keep it as it is.", name=self.own_name)
        )


class ActionForm(PortalForm):
    """A button: nothing to fill in, only the token."""


class SearchForm(PortalForm):
    """What somebody looks for on a page. Addresses are kept and passed on, so the cookie holds it, which ends on signing out.

    It is sent and then asked for: the back button shows the same people again.
    """

    q = StringField(_l("Name"), filters=[lambda typed: clean_line(typed)[:_LONGEST_SEARCH]])

    @classmethod
    def kept(cls) -> "SearchForm":
        """Return the form with what was looked for last, if that was on this page."""
        path, typed = session.get(_LOOKED_FOR, ("", ""))
        return cls(data={"q": typed if path == request.path else ""})

    def keep(self) -> ResponseReturnValue:
        """Keep what was sent, and ask for the page that shows it."""
        session[_LOOKED_FOR] = request.path, self.q.data
        return redirect(request.path, code=303)


def line_field(label: object, required: object = None, *, most: int = 200, also: Sequence[Any] = ()) -> StringField:
    """Return a question for one line of text. ``required`` is the sentence shown when it is left empty.

    ``also`` are validators that come after those of every line.
    """
    return StringField(label, validators=[*_text_validators(required, most), *also], filters=[clean_line])


def text_field(label: object, required: object = None, *, most: int = 10_000, also: Sequence[Any] = ()) -> StringField:
    """Return a question for several lines of text."""
    return StringField(label, validators=[*_text_validators(required, most), *also], filters=[clean_text])


def _text_validators(required: object, most: int) -> list[Any]:
    too_long = _l("This is too long. Use at most %(most)s characters.", most=f"{most:,}")
    # InputRequired asks for what was sent, and not for what the form was filled with before.
    asked: list[Any] = [InputRequired(required), DataRequired(required)] if required else []
    return [*asked, Length(max=most, message=too_long)]


def signature_field(label: object, required: object) -> StringField:
    """Return the question for a full name typed as a signature (product.md §2.2), which has two letters at least.

    ``required`` is the sentence shown when there is no name.
    """
    return line_field(label, required, also=[HasLetters(required), _ask_once])


def _ask_once(form: FlaskForm, field: Field) -> None:
    if isinstance(form, SignatureForm) and not field.errors:
        form.ask_once(str(field.data or ""))


class HasLetters:
    """Refuses a name without two letters, of whatever script: a dot, a figure or an emoji names nobody."""

    def __init__(self, message: object) -> None:
        self.message = message

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if field.data and not has_letters(field.data):
            raise ValidationError(str(self.message))


class TileField(RadioField):
    """Yes or no as two big tiles, neither chosen; leaving both is an answer too and no error (product.md §2.1).

    The words of ``offered`` are translated by the page: a form has twenty of them.
    """

    offered: ClassVar[tuple[SelectChoice, ...]] = (SelectChoice("yes", mark("Yes")), SelectChoice("no", mark("No")))

    def __init__(self, label: object, **options: Any) -> None:
        super().__init__(label, choices=list(self.offered), **options)

    def pre_validate(self, form: FlaskForm) -> None:
        if self.data is not None and self.data not in {"yes", "no"}:
            raise ValidationError(_("Choose yes or no"))


class DayField(StringField):
    """A date typed as people type it, day first, or “yesterday”; ``day`` is the date, or None."""

    day: date | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([clean_line(text)[:40] for text in valuelist])

    def process_data(self, value: object) -> None:
        self.day = value if isinstance(value, date) else None
        self.data = format_date(value) if isinstance(value, date) else value

    def pre_validate(self, form: FlaskForm) -> None:
        self.day = None
        if not self.data:
            return
        today = clock.today()
        named = {folded(_("today")): today, folded(_("yesterday")): today - timedelta(days=1)}
        read = read_date(str(self.data), today=today, months=[str(name) for name in MONTHS])
        self.day = named.get(folded(str(self.data))) or read.value
        if self.day is None:
            raise ValidationError(_("Write the date as day, month and year, for example 3 9 2026"))
        if not 1900 <= self.day.year <= 2100:
            raise ValidationError(_("Write the year with four digits, for example 2026"))
