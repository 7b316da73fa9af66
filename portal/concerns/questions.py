"""The questions of telling a concern by any door, one a page: what it is about, whom, and what happened."""

from functools import partial
from typing import Any, ClassVar, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from portal.accounts.models import Account
from portal.concerns import staff
from portal.concerns.clocks import NotYet
from portal.concerns.drafts import FILES, Answers, seal
from portal.concerns.forms import about_choices, evidence_field, optional, stranger_choices
from portal.concerns.labels import WHAT_TITLES, kinds_offered
from portal.concerns.policy import Kind, Source, needs_data_protection_part
from portal.concerns.service import NewConcern
from portal.concerns.subjects import NOBODY, SOMEBODY_HERE, NotAPersonHere, SubjectKind, choice_for, matching_staff
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.text import folded
from portal.web.dates import format_date
from portal.web.errors import sentence_of
from portal.web.filters import chosen
from portal.web.forms import SHOW_AGAIN, DayField, PortalForm, line_field, text_field

LONGEST_NAME = 200
_MOST_CHILDREN = 12
_TOLD = NewConcern.__annotations__.keys()


class QuestionForm(PortalForm):
    """One page about a draft. Where it was refused it is sent to be kept and then asked for, so that no page that was
    sent stays in the way of the back button."""

    step: ClassVar[str]
    template: ClassVar[str] = "concerns/last.html"

    # Without an account: which page was sent, and all that was typed before it.
    at = HiddenField()
    kept = HiddenField()

    answers: Answers
    by_id: int

    @classmethod
    def of(cls, answers: Answers, by_id: int, *, is_sent: bool = False, is_shown: bool = True) -> Self:
        """Return the page as this person, 0 for nobody, sends it now, or else as they sent it last.

        One that is not ``is_shown`` is only read, so it needs no token.
        """
        typed = MultiDict(answers.pages.get(cls.step, ()))
        form = cls(data={FILES: typed.getlist(FILES)}) if is_sent else cls(typed or None, meta={"csrf": is_shown})
        form.answers, form.by_id = answers, by_id
        if answers.door is Source.NO_ACCOUNT:
            form.at.data, form.kept.data = cls.step, seal(answers)
        else:
            del form.at, form.kept
        form.set_up()
        for name, said in answers.errors.get(cls.step, {}).items() if is_shown and not is_sent else ():
            if name in form:
                form[name].errors = said
        return form

    def set_up(self) -> None:
        """Offer what this person can choose, and take off what is not asked of them."""

    @property
    def raiser_id(self) -> int:
        """Who raises it, and so is not asked about themselves; nobody we know unless they are signed in for it."""
        return self.by_id if self.answers.door is Source.SIGNED_IN else 0

    @property
    def is_own(self) -> bool:
        """Whether it was sent from our page of today: what comes from another site is never kept."""
        return request.method == "POST" and not self.csrf_token.errors and SHOW_AGAIN not in request.form

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, to be kept: a day that was understood as the day that it means, and files by their tokens."""
        kept = self._fields.keys() - {"csrf_token", "at", "kept", FILES}
        days = {field.name: format_date(field.day) for field in self if isinstance(field, DayField) and field.day}
        meant = {} if self.errors else days
        typed = [(name, meant.get(name, value)) for name, value in request.form.items(multi=True) if name in kept]
        return [*typed, *((FILES, file.token) for file in self[FILES].files)] if FILES in self else typed

    @property
    def said(self) -> dict[str, list[str]]:
        """What is wrong with it, by the names of its questions."""
        return {name: [str(each) for each in said] for name, said in self.errors.items() if name}

    @property
    def told(self) -> dict[str, Any]:
        """What it says of a new concern, once it is valid."""
        return {field.name: _value(field) for field in self if field.name in _TOLD}


def has_come(_form: PortalForm, field: DayField) -> None:
    """Refuse a day that has not come yet."""
    if field.day and field.day > clock.today():
        raise ValidationError(sentence_of(NotYet()))


def _value(field: Field) -> Any:
    if isinstance(field, DayField):
        return field.day
    return field.files if field.name == FILES else "" if field.data is None else field.data


class KindForm(QuestionForm):
    """What it is about: each choice is a button, and one press answers."""

    step, template = "kind", "concerns/kind.html"
    kind = RadioField(_l("What is it about?"), validate_choice=False, coerce=partial(chosen, Kind))

    def set_up(self) -> None:
        is_staff = self.by_id in {worker.account_id for worker in staff.workers()}
        self.offered = kinds_offered(to_staff=is_staff and self.answers.door is Source.SIGNED_IN)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The button that was pressed, once it is one of them."""
        return [("kind", self.kind.data)]

    def validate_kind(self, field: Field) -> None:
        if field.data not in self.offered:
            raise ValidationError(_("Choose what it is about"))


class WhoForm(QuestionForm):
    """Whom it is about: people who work here to tick, anybody else to name, or nobody."""

    step, template = "who", "concerns/who.html"
    about = SelectMultipleField(
        _l("Who is it about?"),
        description=_l("Tick everyone. They cannot read it here."),
        validate_choice=False,
    )
    other_name = line_field(_l("Somebody else"), most=LONGEST_NAME)
    meant = SelectMultipleField(_l("Do you mean somebody who works here?"), validate_choice=False)
    nobody = StringField()

    def set_up(self) -> None:
        """Offer whom this person can name; nobody tells a stranger who works here, so nobody asks whom they mean."""
        workers, self.is_stranger = staff.workers(), self.answers.door is Source.NO_ACCOUNT
        self.about.choices = stranger_choices(workers) if self.is_stranger else about_choices(workers, self.raiser_id)
        if self.is_stranger:
            self.other_name.label.text = _("Their name, if you know it")
        alike = [] if self.is_stranger else matching_staff((self.other_name.data or "")[:LONGEST_NAME], workers)
        boxes = dict.fromkeys(choice_for(each, workers, raiser_id=self.raiser_id) for each in alike)
        self.boxes = [box for box in boxes if box and box not in (self.about.data or ())]
        if not self.boxes:
            del self.meant
            return
        labels = {choice.value: choice.label for choice in self.about.choices}
        # The answer counts for these people alone: another name may be typed before the form is sent again.
        nobody = "-".join([SubjectKind.OTHER, *self.boxes])
        self.meant.choices = [
            *(SelectChoice(box, labels[box]) for box in self.boxes),
            SelectChoice(nobody, _l("No, I mean somebody else")),
        ]

    @property
    def asks_for_name(self) -> bool:
        """Whether nobody cannot be meant: a low-level concern is about somebody."""
        return self.answers.kind is Kind.LOW_LEVEL

    def validate_about(self, field: Field) -> None:
        if self.nobody.data and self.asks_for_name:
            raise ValidationError(_("Tick who it is about, or write their name"))
        if self.nobody.data and (field.data or self.other_name.data):
            raise ValidationError(_("You named somebody. Take that back, or press “Go on”"))
        if not {choice.value for choice in field.choices}.issuperset(field.data or ()):
            raise ValidationError(sentence_of(NotAPersonHere()))
        if not (self.nobody.data or field.data or self.other_name.data):
            raise ValidationError(_("Tick who it is about, or press “Nobody, or not sure”"))

    def validate_meant(self, field: Field) -> None:
        if not field.data or not {choice.value for choice in field.choices}.issuperset(field.data):
            raise ValidationError(_("Somebody here has a name like this. Tick them if you mean them, or tick “No”"))

    @property
    def told(self) -> dict[str, Any]:
        """Whoever is ticked or meant and still works here, and the name by itself."""
        offered = [choice.value for choice in self.about.choices]
        about = [box for box in self.about.data or () if box in offered]
        about += [box for box in self.boxes if box in (self.meant.data or ())]
        name = self.other_name.data or ""
        if name and not self.is_stranger:
            about.append(SubjectKind.OTHER)
        elif name and not {SOMEBODY_HERE, SubjectKind.OTHER}.intersection(about):
            about.append(SOMEBODY_HERE)  # the careful way
        return {"about": tuple(about) or (NOBODY,), "other_name": name}


class WhatForm(QuestionForm):
    """What happened, when, to which child, with files."""

    step, template = "what", "concerns/what.html"
    what_happened = text_field(_l("What happened?"), _l("Write what happened"))
    noticed_on = DayField(_l("When?"), description=_l("A date, or “yesterday”"), validators=[Optional(), has_come])
    about_personal_data = BooleanField(_l("Some of this is about a picture or personal information"))
    child_name = optional(line_field(_l("Which child?"), most=LONGEST_NAME))
    child = RadioField(_l("Which child?"), validate_choice=False)
    evidence = evidence_field()

    def set_up(self) -> None:
        """Ask whoever has no child here for none. Without an account files come last, with the button."""
        door, kind = self.answers.door, self.answers.kind
        told = _("What did they tell us?") if door is Source.LETTER else None
        self.what_happened.label.text = told or WHAT_TITLES.get(kind, self.what_happened.label.text)
        self._offer_children(of_setting=door is Source.LETTER)
        if kind is Kind.COMPLIMENT or needs_data_protection_part(kind, about_personal_data=False):
            del self.about_personal_data
        if door is Source.NO_ACCOUNT:
            del self.evidence

    def _offer_children(self, *, of_setting: bool) -> None:
        """Offer the children in this person's care; whoever keys in what another told finds one by name."""
        account = Account(id=self.by_id)
        visible = Child.visible_to(account) if of_setting else Child.in_care_of(account)
        words = folded(self.child_name.data or "").split()
        finds = of_setting and visible.exists()
        listed = visible if self.by_id and (words or not finds) else ()
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

    def validate_child(self, field: Field) -> None:
        if (field.data or "child_name" in self) and field.data not in {*self.children, NOBODY}:
            raise ValidationError(_("Choose one from the list"))

    @property
    def told(self) -> dict[str, Any]:
        only = next(iter(self.children.values()), None) if "child_name" in self else None
        child = self.children.get(self.child.data) if "child" in self else only
        return super().told | {"child": child}
