"""The questions of raising a concern, one a page: each form fills one part of the draft."""

from dataclasses import replace
from typing import Any, ClassVar, Self

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Optional

from portal.concerns import drafts, staff
from portal.concerns.answers import Answers, Door
from portal.concerns.door_labels import kinds_offered
from portal.concerns.forms import about_choices, evidence_field, optional, stranger_choices
from portal.concerns.labels import REPLIES, WHAT_TITLES
from portal.concerns.policy import Kind, Reply, needs_data_protection_part
from portal.concerns.routing import Worker
from portal.concerns.service import NoticedInFuture
from portal.concerns.subjects import NOBODY, SOMEBODY_HERE, NotAPersonHere, SubjectKind
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.text import clean_line, folded
from portal.web.errors import sentence_of
from portal.web.forms import SHOW_AGAIN, DayField, PortalForm, line_field, text_field

LONGEST_NAME = 200
_MOST_CHILDREN = 12
_FEWEST_DIGITS = 3


class QuestionForm(PortalForm):
    """One page about a draft. Where it was refused it is sent to be kept and then asked for, so that no page that was
    sent stays in the way of the back button."""

    step: ClassVar[str]

    # Without an account: which page was sent, and the answers of those before it.
    at = HiddenField()
    kept = HiddenField()

    @classmethod
    def for_draft(cls, answers: Answers, _account_id: int, *, is_sent: bool) -> Self:
        """Return the form as this person finds it; ``is_sent`` says that this request sends it."""
        return cls.begin(answers, is_sent=is_sent)

    @classmethod
    def begin(cls, answers: Answers, *, is_sent: bool, **data: Any) -> Self:
        """Return the form with what is sent now, or else was refused before, or else is ``data`` or was answered."""
        refused, data = answers.refused.get(cls.step), {**vars(answers), **data}
        before = MultiDict(refused["typed"]) if refused else None
        form = cls(data=data) if is_sent else cls(before, data=data)
        if refused and not is_sent:
            form.form_errors = refused["errors"].get("", [])
            for name, field in form._fields.items():
                field.errors = refused["errors"].get(name, [])
        if answers.door is Door.NO_ACCOUNT:
            form.at.data, form.kept.data = cls.step, drafts.to_page(answers)
        else:
            del form.at, form.kept
        return form

    @property
    def is_own(self) -> bool:
        """Whether it was sent from our page of today: what comes from another site is never kept."""
        return request.method == "POST" and not self.csrf_token.errors and SHOW_AGAIN not in request.form

    @property
    def refused(self) -> dict[str, Any]:
        """What was typed, and what is said of it; files wait with the draft itself."""
        kept = self._fields.keys() - {"csrf_token", "evidence", "at", "kept"}
        typed = [(name, value) for name, value in request.form.items(multi=True) if name in kept]
        return {"typed": typed, "errors": {name: [str(each) for each in said] for name, said in self.errors.items()}}

    @property
    def files(self) -> dict[str, Any]:
        """The files that wait now, for a page that asks for some."""
        return {"files": tuple(file.token for file in self.evidence.files)} if "evidence" in self else {}


class KindForm(QuestionForm):
    """What it is about: each choice is a button, and one press answers."""

    step = "kind"
    kind = RadioField(_l("What is it about?"), validate_choice=False)

    offered: dict[Kind, LazyString]

    @classmethod
    def for_draft(cls, answers: Answers, account_id: int, *, is_sent: bool) -> Self:
        """Return the form with what this person can raise here."""
        return cls.begin(answers, is_sent=is_sent).offering(answers.door, account_id)

    def offering(self, door: Door, account_id: int) -> Self:
        is_staff = account_id in {worker.account_id for worker in staff.workers()}
        self.offered = kinds_offered(to_staff=is_staff and door is Door.SIGNED_IN)
        return self

    def validate_kind(self, field: Field) -> None:
        if field.data not in self.offered:
            raise ValidationError(_("Choose what it is about"))

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
    other_name = line_field(_l("Somebody else"), most=LONGEST_NAME)
    meant = SelectMultipleField(_l("Do you mean somebody who works here?"), validate_choice=False)

    asked: tuple[str, ...] = ()
    is_stranger = False
    asks_for_name = False
    """Whether nobody can be meant: a low-level concern is about somebody."""

    @classmethod
    def for_draft(cls, answers: Answers, account_id: int, *, is_sent: bool) -> Self:
        """Return the form with whom this person can name; nobody tells a stranger who works here."""
        form = cls.begin(answers, is_sent=is_sent, about=[box for box in answers.about if box != NOBODY])
        form.is_stranger, form.asks_for_name = answers.door is Door.NO_ACCOUNT, answers.kind is Kind.LOW_LEVEL
        workers, raiser_id = staff.workers(), answers.raiser_id(account_id)
        form.about.choices = stranger_choices(workers) if form.is_stranger else about_choices(workers, raiser_id)
        if form.is_stranger:
            form.other_name.label.text = _("Their name, if you know it")
            del form.meant
        else:
            form._ask_about_matching_staff(answers, workers, raiser_id)
        return form

    @property
    def said_nobody(self) -> bool:
        return NOBODY in request.form

    def _ask_about_matching_staff(self, answers: Answers, workers: list[Worker], account_id: int) -> None:
        """Ask whether the name typed is that of somebody who works here, unless their box is ticked already."""
        typed = (self.other_name.data or "")[:LONGEST_NAME]
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
        if self.said_nobody and self.asks_for_name:
            raise ValidationError(_("Tick who it is about, or write their name"))
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
        if self.is_stranger and self.other_name.data and not {SOMEBODY_HERE, SubjectKind.OTHER}.intersection(about):
            about.append(SOMEBODY_HERE)  # the careful way
        return {"about": tuple(about), "other_name": self.other_name.data or "", "asked_about": (*self.asked, *asked)}


class WhatForm(QuestionForm):
    """What happened, when, to which child, with files."""

    step = "what"
    what_happened = text_field(_l("What happened?"), _l("Write what happened"))
    noticed_on = DayField(_l("When?"), description=_l("A date, or “yesterday”"), validators=[Optional()])
    about_personal_data = BooleanField(_l("Some of this is about a picture or personal information"))
    child_name = optional(line_field(_l("Which child?"), most=LONGEST_NAME))
    child = RadioField(_l("Which child?"), validate_choice=False)
    evidence = evidence_field()

    children: dict[str, Child]

    @classmethod
    def for_draft(cls, answers: Answers, account_id: int, *, is_sent: bool) -> Self:
        """Return the form with this person's children; who has no child here is not asked for one.

        Whoever keys in what another told finds a child by name. Without an account files come last, with the button.
        """
        kept = [] if answers.door is Door.NO_ACCOUNT else drafts.files_of(answers, by_id=account_id)
        child = drafts.child_of(answers, by_id=account_id) if account_id else None
        known = {"child": str(child.id) if child else "", "child_name": child.name if child else ""}
        form = cls.begin(answers, is_sent=is_sent, evidence=[file.token for file in kept], **known)
        told = _("What did they tell us?") if answers.door is Door.LOGGED else None
        form.what_happened.label.text = told or WHAT_TITLES.get(answers.kind, form.what_happened.label.text)
        form._offer_children(answers, account_id)
        if answers.kind is Kind.COMPLIMENT or needs_data_protection_part(answers.kind, about_personal_data=False):
            del form.about_personal_data
        if answers.door is Door.NO_ACCOUNT:
            del form.evidence
        return form

    def _offer_children(self, answers: Answers, account_id: int) -> None:
        visible = drafts.children_to_name(answers, by_id=account_id)
        words = folded(self.child_name.data or "").split()
        finds = answers.door is Door.LOGGED and visible.exists()
        listed = visible if words or not finds else ()
        fits = [child for child in listed if all(word in folded(f"{child.name} {child.known_as}") for word in words)]
        self.children = {str(child.id): child for child in fits[:_MOST_CHILDREN]} if len(fits) < _MOST_CHILDREN else {}
        self.child.choices = [
            *(SelectChoice(id_, child.name if finds else child.called) for id_, child in self.children.items()),
            SelectChoice(NOBODY, _l("No child, or several")),
        ]
        if not finds:
            del self.child_name
        if len(self.children) < (2 if finds else 1):
            del self.child

    def validate_child_name(self, field: Field) -> None:
        if field.data and not self.children:
            raise ValidationError(_("No child, or too many, are called so. Write more of the name, or leave it out"))

    def validate_noticed_on(self, field: Field) -> None:
        if field.day and field.day > clock.today():
            raise ValidationError(sentence_of(NoticedInFuture()))

    def validate_child(self, field: Field) -> None:
        if (field.data or "child_name" in self) and field.data not in {*self.children, NOBODY}:
            raise ValidationError(_("Choose one from the list"))

    @property
    def changes(self) -> dict[str, Any]:
        only = next(iter(self.children.values()), None) if "child_name" in self else None
        child = self.children.get(self.child.data) if "child" in self else only
        return {
            "what_happened": self.what_happened.data,
            "noticed_on": self.noticed_on.day,
            "about_personal_data": "about_personal_data" in self and self.about_personal_data.data,
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


class SendForm(PortalForm):
    """The one button below everything that was answered; ``checked`` says what was looked at."""

    checked = HiddenField(filters=[clean_line])
