"""The questions of raising a concern, one a page: each form fills one part of the draft."""

from dataclasses import replace
from typing import Any, ClassVar, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Optional

from portal.accounts.models import Account
from portal.concerns import drafts, staff
from portal.concerns.drafts import Answers
from portal.concerns.forms import about_choices, evidence_field, optional
from portal.concerns.labels import REPLIES, WHAT_TITLES
from portal.concerns.policy import Kind, Reply
from portal.concerns.routing import Worker
from portal.concerns.service import NoticedInFuture
from portal.concerns.subjects import NOBODY, NotAPersonHere, SubjectKind
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.text import clean_line
from portal.web.errors import sentence_of
from portal.web.forms import SHOW_AGAIN, DayField, PortalForm, line_field, text_field

_LONGEST_NAME = 200
_FEWEST_DIGITS = 3


class QuestionForm(PortalForm):
    """One page about a draft. Where it was refused it is sent to be kept and then asked for, so that no page that was
    sent stays in the way of the back button."""

    step: ClassVar[str]

    @classmethod
    def for_draft(cls, answers: Answers, _account_id: int) -> Self:
        """Return the form as this person finds it."""
        return cls.begin(answers)

    @classmethod
    def begin(cls, answers: Answers, **data: Any) -> Self:
        """Return the form with what is sent now, or else was refused before, or else is ``data`` or was answered."""
        refused, data = answers.refused.get(cls.step), {**vars(answers), **data}
        if refused is None or request.method == "POST":
            return cls(data=data)
        form = cls(MultiDict(refused["typed"]), data=data)
        form.form_errors = refused["errors"].get("", [])
        for name, field in form._fields.items():
            field.errors = refused["errors"].get(name, [])
        return form

    @property
    def is_own(self) -> bool:
        """Whether it was sent from our page of today: what comes from another site is never kept."""
        return request.method == "POST" and not self.csrf_token.errors and SHOW_AGAIN not in request.form

    @property
    def refused(self) -> dict[str, Any]:
        """What was typed, and what is said of it; files wait with the draft itself."""
        kept = self._fields.keys() - {"csrf_token", "evidence"}
        typed = [(name, value) for name, value in request.form.items(multi=True) if name in kept]
        return {"typed": typed, "errors": {name: [str(each) for each in said] for name, said in self.errors.items()}}

    @property
    def files(self) -> dict[str, Any]:
        """The files that wait now, for a page that asks for some."""
        return {"files": tuple(file.token for file in self.evidence.staged)} if "evidence" in self else {}


class KindForm(QuestionForm):
    """What it is about: each choice is a button, and one press answers."""

    step = "kind"
    kind = RadioField(
        _l("What is it about?"),
        validate_choice=False,
        validators=[AnyOf(list(Kind), message=_l("Choose what it is about"))],
    )

    @property
    def changes(self) -> dict[str, Any]:
        return {"kind": Kind(self.kind.data)}


class WhoForm(QuestionForm):
    """Whom it is about: people who work here to tick, anybody else to name, or nobody."""

    step = "who"
    about = SelectMultipleField(
        _l("Who is it about?"),
        description=_l("Tick everyone. They cannot read it here."),
        validate_choice=False,
    )
    other_name = line_field(_l("Somebody else"), most=_LONGEST_NAME)
    meant = SelectMultipleField(_l("Do you mean somebody who works here?"), validate_choice=False)

    asked: tuple[str, ...]

    @classmethod
    def for_draft(cls, answers: Answers, account_id: int) -> Self:
        """Return the form with whom this person can name."""
        form = cls.begin(answers, about=[box for box in answers.about if box != NOBODY])
        workers = staff.workers()
        form.about.choices = about_choices(workers, account_id)
        form._ask_about_matching_staff(answers, workers, account_id)
        return form

    @property
    def said_nobody(self) -> bool:
        return NOBODY in request.form

    def _ask_about_matching_staff(self, answers: Answers, workers: list[Worker], account_id: int) -> None:
        """Ask whether the name typed is that of somebody who works here, unless their box is ticked already."""
        typed = (self.other_name.data or "")[:_LONGEST_NAME]
        # The answer of before counts as long as the name is the same.
        self.asked = answers.asked_about if typed == answers.other_name else ()
        said = replace(answers, about=tuple(self.about.data or ()), other_name=typed, asked_about=self.asked)
        boxes = said.unasked(workers, by_id=account_id)
        if not boxes:
            del self.meant
            return
        labels = {choice.value: choice.label for choice in self.about.choices}
        # The answer counts for these people alone: another name may be typed before the form is sent again.
        nobody = "-".join([SubjectKind.OTHER, *boxes])
        self.meant.choices = [
            *(SelectChoice(box, labels[box]) for box in boxes),
            SelectChoice(nobody, _l("No, I mean somebody else")),
        ]

    def validate_about(self, field: Field) -> None:
        if self.said_nobody and (field.data or self.other_name.data):
            raise ValidationError(_("You named somebody. Take that back, or press “Go on”"))
        if not {choice.value for choice in field.choices}.issuperset(field.data or ()):
            raise ValidationError(sentence_of(NotAPersonHere()))
        if not (self.said_nobody or field.data or self.other_name.data):
            raise ValidationError(_("Tick who it is about, or press “Nobody, or not sure”"))

    def validate_meant(self, field: Field) -> None:
        if not field.data or not {choice.value for choice in field.choices}.issuperset(field.data):
            raise ValidationError(_("Somebody here has a name like this. Tick them if you mean them, or tick “No”"))

    @property
    def changes(self) -> dict[str, Any]:
        """Boxes ticked with who was meant by a name, the name by itself, and who was asked about and is not meant."""
        asked = [choice.value for choice in self.meant.choices[:-1]] if "meant" in self else []
        meant = [box for box in self.meant.data if box in asked] if "meant" in self else []
        about = [NOBODY] if self.said_nobody else [*self.about.data, *meant]
        return {"about": tuple(about), "other_name": self.other_name.data or "", "asked_about": (*self.asked, *asked)}


class WhatForm(QuestionForm):
    """What happened, when, to which child, with files."""

    step = "what"
    what_happened = text_field(_l("What happened?"), _l("Write what happened"))
    noticed_on = DayField(_l("When?"), description=_l("A date, or “yesterday”"), validators=[Optional()])
    child = RadioField(_l("Which child?"), validate_choice=False, validators=[Optional()])
    evidence = evidence_field()

    children: dict[str, Child]

    @classmethod
    def for_draft(cls, answers: Answers, account_id: int) -> Self:
        """Return the form with this person's children; who has no child here is not asked for one."""
        child = "" if answers.child_id is None else str(answers.child_id)
        kept = [file.token for file in drafts.files_of(answers, by_id=account_id)]
        form = cls.begin(answers, child=child, evidence=kept)
        form.what_happened.label.text = WHAT_TITLES.get(answers.kind, form.what_happened.label.text)
        form.children = {str(child.id): child for child in Child.in_care_of(Account(id=account_id))}
        form.child.choices = [
            *(SelectChoice(id_, child.called) for id_, child in form.children.items()),
            SelectChoice(NOBODY, _l("No child, or several")),
        ]
        if not form.children:
            del form.child
        return form

    def validate_noticed_on(self, field: Field) -> None:
        if field.day and field.day > clock.today():
            raise ValidationError(sentence_of(NoticedInFuture()))

    def validate_child(self, field: Field) -> None:
        if field.data not in {*self.children, NOBODY}:
            raise ValidationError(_("Choose one from the list"))

    @property
    def changes(self) -> dict[str, Any]:
        child = self.children.get(self.child.data) if "child" in self else None
        return {
            "what_happened": self.what_happened.data,
            "noticed_on": self.noticed_on.day,
            "child_id": child and child.id,
            **self.files,
        }


class ReplyForm(QuestionForm):
    """How the person would like to be answered, and what would help."""

    step = "reply"
    reply = RadioField(
        _l("How shall we answer?"),
        choices=[SelectChoice(reply.value, label) for reply, label in REPLIES.items()],
        validate_choice=False,
        validators=[AnyOf(list(Reply), message=_l("Choose how we may answer"))],
    )
    phone = line_field(_l("Your phone number"), most=60)
    wish = optional(text_field(_l("What would help?")))

    def validate_phone(self, field: Field) -> None:
        if self.reply.data == Reply.PHONE and sum(sign.isdigit() for sign in field.data or "") < _FEWEST_DIGITS:
            raise ValidationError(_("Write the number that we may call"))

    @property
    def changes(self) -> dict[str, Any]:
        return {"reply": Reply(self.reply.data), "phone": self.phone.data or "", "wish": self.wish.data or ""}


QUESTIONS = {form.step: form for form in (KindForm, WhoForm, WhatForm, ReplyForm)}


class SendForm(PortalForm):
    """The one button below everything that was answered; ``checked`` says what was looked at."""

    checked = HiddenField(filters=[clean_line])
