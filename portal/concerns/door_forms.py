"""The last question of the doors that need no account: who somebody is, or who told us, how and when."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from portal.concerns.answers import Answers
from portal.concerns.clocks import OUTCOME_DAYS, LateReasonNeeded, outcome_clock
from portal.concerns.door_labels import IDENTITIES, SOURCES
from portal.concerns.draft_forms import LONGEST_NAME, KindForm, QuestionForm, ReplyForm, WhatForm, WhoForm
from portal.concerns.forms import evidence_field, optional
from portal.concerns.policy import Identity, Kind, Source, is_complaint
from portal.concerns.service import ReceivedInFuture
from portal.foundation import clock
from portal.foundation.text import has_letters
from portal.web.errors import sentence_of
from portal.web.forms import DayField, line_field, text_field


class YouForm(QuestionForm):
    """Who somebody without an account is, as far as they want to say, what would help, and their files."""

    step = "you"
    identity = RadioField(
        _l("How do you want to tell us?"),
        choices=[SelectChoice(identity.value, label) for identity, label in IDENTITIES.items()],
        validate_choice=False,
        validators=[AnyOf(list(Identity), message=_l("Choose one"))],
    )
    teller = line_field(_l("Your name"), most=LONGEST_NAME)
    teller_contact = optional(line_field(_l("Your phone number or e-mail"), most=LONGEST_NAME))
    wish = optional(text_field(_l("What would help?")))
    evidence = evidence_field(from_nobody=True)

    def validate_teller(self, field: Field) -> None:
        if self.identity.data in {Identity.NAMED, Identity.CONFIDENTIAL} and not has_letters(field.data or ""):
            raise ValidationError(_("Write your name, or choose “Without my name”"))

    @property
    def changes(self) -> dict[str, Any]:
        typed = {name: self[name].data or "" for name in ("teller", "teller_contact", "wish")}
        return {"identity": Identity(self.identity.data), **typed}


class ToldForm(QuestionForm):
    """How it reached us, when, and who told it."""

    step = "told"
    source = RadioField(
        _l("How did it reach us?"),
        choices=[SelectChoice(source.value, label) for source, label in SOURCES.items() if source.is_logged],
        validate_choice=False,
        validators=[AnyOf([each for each in Source if each.is_logged], message=_l("Choose how it reached us"))],
    )
    their_reference = line_field(_l("Number that Ofsted or the agency gave it"), most=60)
    received_on = DayField(
        _l("When did it reach us?"),
        description=_l("A date, or “today”"),
        validators=[InputRequired(_l("Write the day on which it reached us"))],
    )
    late_reason = text_field(_l("Why is it late?"))
    teller = optional(line_field(_l("Who told us?"), most=LONGEST_NAME))
    teller_contact = optional(line_field(_l("How can we reach them?"), most=LONGEST_NAME))

    kind: Kind

    @classmethod
    def for_draft(cls, answers: Answers, _account_id: int, *, is_sent: bool) -> Self:
        """Return the form, which asks why it is late only where it is."""
        form = cls.begin(answers, is_sent=is_sent)
        form.kind = answers.kind
        return form

    def validate_their_reference(self, field: Field) -> None:
        if self.source.data == Source.OFSTED and not field.data:
            raise ValidationError(_("Write Ofsted’s number, or “not known”"))

    def validate_received_on(self, field: Field) -> None:
        if field.day and field.day > clock.today():
            raise ValidationError(sentence_of(ReceivedInFuture()))

    def validate_late_reason(self, field: Field) -> None:
        day = self.received_on.day
        is_late = day and is_complaint(self.kind) and outcome_clock(self.kind, day, on=clock.today()).is_late
        if is_late and not field.data:
            raise ValidationError(sentence_of(LateReasonNeeded(days=OUTCOME_DAYS)))

    @property
    def changes(self) -> dict[str, Any]:
        typed = {name: self[name].data or "" for name in ("their_reference", "late_reason", "teller", "teller_contact")}
        return {"source": Source(self.source.data), "received_on": self.received_on.day, **typed}


QUESTIONS = {form.step: form for form in (KindForm, WhoForm, WhatForm, ReplyForm, YouForm, ToldForm)}
