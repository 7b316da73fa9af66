"""The pages of the editor: a text as a whole, one use, and publishing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.attachments.policy import MediaType
from portal.attachments.uploads import UploadsField
from portal.foundation import clock
from portal.web.forms import DayField, PortalForm, TileField, line_field, text_field
from portal.wording import labels
from portal.wording.drafts import DraftView
from portal.wording.labels import FIELDS
from portal.wording.policy import CONSULT, Change, Clause, ConsentText, DocumentKind, Text
from portal.wording.uses import Audience, Kept, OneEvent, Place, Shown, Together, Use, UseFields

_KEY = re.compile(r"[a-z0-9_]{1,60}")
_LATEST_START = timedelta(days=366)


def choices(words: Mapping[Any, object]) -> list[SelectChoice]:
    return [SelectChoice(value, word) for value, word in words.items()]


class StampedForm(PortalForm):
    """A form that says which draft its page showed, so that two managers at once are told of each other."""

    draft_stamp = HiddenField(validators=[Length(max=64)], filters=[lambda stamp: stamp or ""])


class TextForm(StampedForm):
    """A text as a whole: its title, and where each of its parts stands."""

    title = line_field(FIELDS["title"], _l("Give this text a title"), most=120)
    keys: tuple[str, ...] = ()

    @staticmethod
    def keys_sent() -> list[str]:
        """Return the parts of the page that was sent, in its order: sent twice, it says the same twice."""
        sent = (name.removeprefix("place_") for name in request.form if (name or "").startswith("place_"))
        return [key for key in sent if _KEY.fullmatch(key)]

    def in_order(self, clauses: Iterable[Clause]) -> list[Clause]:
        """Return clauses in the order of the places that were written; one given the place of another pushes it aside."""
        places: dict[str, float] = {}
        for number, key in enumerate(self.keys, start=1):
            typed = self[f"place_{key}"].data or ""
            place = int(typed) if typed.isascii() and typed.isdigit() else number
            places[key] = place + (0.5 if place > number else -0.5 if place < number else 0)
        return sorted(clauses, key=lambda clause: places[clause.key])


class UsesForm(TextForm):
    """What a setting writes around the uses, and which of them stay; every other sentence of a consent form is fixed."""

    note = text_field(FIELDS["note"], most=500)

    @classmethod
    def of(cls, draft: DraftView) -> "UsesForm":
        """Return the form with the present words."""
        uses = {use.key: use for use in draft.text.clauses}
        sent = [key for key in cls.keys_sent() if key in uses]
        fields: dict[str, Any] = {"keys": tuple(dict.fromkeys([*sent, *uses]))}
        for use in uses.values():
            fields[f"place_{use.key}"] = line_field(_("Place of “%(label)s”", label=use.heading), most=4)
            fields[f"out_{use.key}"] = BooleanField(_("Take “%(label)s” out", label=use.heading))
        bound: type[UsesForm] = type("BoundUsesForm", (cls,), fields)
        return bound(data=cls.words_of(draft))

    @staticmethod
    def words_of(draft: DraftView) -> dict[str, Any]:
        """Return what the draft says now, by the names of the questions."""
        places = {f"place_{use.key}": str(place) for place, use in enumerate(draft.text.clauses, start=1)}
        return {**draft.text.general_fields(), **places}

    def text(self, before: Text) -> Text:
        """Return the form as it was filled in. Raises LookupError for a use that was not shown."""
        stay = (use for use in before.clauses if not self[f"out_{use.key}"].data)
        words: dict[str, Any] = {"title": self.title.data, "note": self.note.data or ""}
        return replace(before.with_clauses(self.in_order(stay)), **words)


class UseForm(StampedForm):
    """One use of a picture. The fields below its question write what people are told."""

    label = line_field(FIELDS["label"], _l("Give this use a short name"), most=30)
    sentence = line_field(FIELDS["sentence"], _l("Write the question"), most=200)
    example = line_field(FIELDS["example"], _l("Give an example"), most=300)
    places = SelectMultipleField(
        _l("Where is it shown?"), choices=choices(labels.PLACES), coerce=Place,
        validators=[InputRequired(_l("Choose where it is shown"))],
    )  # fmt: skip
    platform = line_field(_l("On which platform, if it is on one?"), most=60)
    company = line_field(_l("Which company runs it?"), most=60)
    shown = SelectMultipleField(
        _l("What is shown?"), choices=choices(labels.SHOWN), coerce=Shown,
        validators=[InputRequired(_l("Choose what is shown"))],
    )  # fmt: skip
    together = RadioField(
        _l("On their own, or with others?"), choices=choices(labels.TOGETHER),
        validators=[InputRequired(_l("Choose with whom"))],
    )  # fmt: skip
    audience = SelectMultipleField(
        _l("Who else sees it, beside those who see what is shown there?"),
        choices=choices(labels.AUDIENCES), coerce=Audience,
    )  # fmt: skip
    kept = RadioField(
        _l("How long do you keep it?"), choices=choices(labels.KEPT),
        validators=[InputRequired(_l("Choose how long you keep it"))],
    )  # fmt: skip
    kept_months = IntegerField(_l("How many months?"), validators=[Optional()])
    stays_after_leaving = RadioField(
        _l("May it stay after the child has left?"), choices=choices(labels.STAYS),
        validators=[InputRequired(_l("Choose yes or no"))],
    )  # fmt: skip
    event_name = line_field(_l("Only for one event? Its name"), most=80)
    event_day = DayField(_l("Its day"))
    event_organiser = line_field(_l("Who organises it"), most=80)
    event_outlet = line_field(_l("Where it will be seen, for example the name of a newspaper"), most=80)

    @classmethod
    def of(cls, clause: Clause | None) -> "UseForm":
        """Return the form with what a use says now; of a use without fields, with its words alone."""
        if not isinstance(clause, Use):
            return cls()
        data: dict[str, Any] = clause.words()
        if fields := clause.fields:
            event = fields.event or OneEvent("")
            data |= vars(fields) | {
                "stays_after_leaving": "yes" if fields.stays_after_leaving else "no",
                "kept_months": fields.kept_months or None,
                "event_name": event.name,
                "event_day": event.held_on,
                "event_organiser": event.organiser,
                "event_outlet": event.outlet,
            }
        return cls(data=data)

    def validate_kept_months(self, field: Any) -> None:
        if field.process_errors:  # its own sentence is no help to anybody
            field.errors.clear()
            raise ValidationError(_("Write for how many months, as a number"))
        if field.data and self.kept.data != Kept.MONTHS:
            raise ValidationError(_("Choose “For some months” above, or leave this empty"))

    def validate_event_name(self, field: Any) -> None:
        if not field.data and (self.event_day.data or self.event_organiser.data or self.event_outlet.data):
            raise ValidationError(_("Write the name of the event, or leave its other fields empty"))

    def clause(self, key: str) -> Use:
        """Return the use as it was filled in."""
        is_months = self.kept.data == Kept.MONTHS
        fields = UseFields(
            places=tuple(self.places.data),
            shown=tuple(self.shown.data),
            together=Together(self.together.data),
            kept=Kept(self.kept.data),
            stays_after_leaving=self.stays_after_leaving.data == "yes",
            audience=tuple(self.audience.data or ()),
            platform=self.platform.data or "",
            company=self.company.data or "",
            kept_months=(self.kept_months.data or 0) if is_months else 0,
            event=self._event(),
        )
        return Use(key, self.label.data, self.sentence.data, self.example.data, fields=fields)

    def _event(self) -> OneEvent | None:
        if not self.event_name.data:
            return None
        day = self.event_day.day.isoformat() if self.event_day.day else ""
        return OneEvent(self.event_name.data, day, self.event_organiser.data or "", self.event_outlet.data or "")


class PublishForm(StampedForm):
    """What the manager decides beside the text itself; nothing is chosen beforehand.

    Of a text that is signed whole, minor edit or real change. Of a consent form, what the manager vouches for, and
    which reworded questions mean the same.
    """

    change = RadioField(
        _l("What kind of change is it?"),
        choices=[SelectChoice(kind, labels.CHANGES[kind], {"hint": labels.CONSEQUENCES[kind]}) for kind in reversed(Change)],
        validators=[InputRequired(_l("Choose whether this is a real change or a minor edit"))],
    )  # fmt: skip
    # A use that is not among them by now asks something else: such a tick says nothing, and is no fault of the form.
    means_the_same = SelectMultipleField(
        _l("Only reworded: which of these mean the same as before?"), choices=[], validate_choice=False
    )

    in_force_from = DayField(_l("From which day does it count?"))
    pdf = UploadsField(_l("Your own PDF of this text, if you have one"), most=1, validators=[Optional()])

    @classmethod
    def of(cls, draft: DraftView) -> "PublishForm":
        """Return the form with which a draft is published."""
        form = cls()
        form.means_the_same.choices = [SelectChoice(use.key, use.sentence) for use in draft.only_reworded]
        is_consent, is_read = (draft.document.kind == each for each in (DocumentKind.QUESTIONS, DocumentKind.TO_READ))
        unasked = () if is_consent else ("means_the_same", *labels.STATEMENTS)
        if is_consent:  # parents answer it at once, and its words are written from fields
            unasked = ("in_force_from", "pdf")
        # Of what nobody signs there is nobody to ask again.
        for name in ("change", *unasked) if is_consent or is_read or not draft.published else unasked:
            del form[name]
        return form

    def validate_in_force_from(self, field: DayField) -> None:
        if field.day and not clock.today() <= field.day <= clock.today() + _LATEST_START:
            raise ValidationError(_l("Write a day from today on, at most a year ahead. Or leave it empty"))

    def validate_pdf(self, field: UploadsField) -> None:
        if any(file.media_type != MediaType.PDF for file in field.files):
            raise ValidationError(_l("Choose a PDF"))

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, by the argument of ``publish_draft``."""
        chosen: dict[str, Any] = {"change": Change(self.change.data)} if "change" in self else {}
        if "pdf" in self:
            day = self.in_force_from.day
            chosen |= {"files": self.pdf.files, "in_force_from": day if day and day > clock.today() else None}
        return chosen | ({"means_the_same": self.means_the_same.data or ()} if "means_the_same" in self else {})

    def clear_choices(self) -> None:
        """Choose nothing: what was chosen about other words is not chosen about these."""
        for name in ("change", "means_the_same", *labels.STATEMENTS):
            if name in self:
                self[name].data = None


for _name, _sentence in labels.STATEMENTS.items():
    ticked = DataRequired(_l("Tick this, or go back and change the text"))
    setattr(PublishForm, _name, BooleanField(_sentence, validators=[ticked]))


class QuestionsForm(PortalForm):
    """A question for each use of a consent form, named as in ``question_name``; nothing is chosen beforehand."""

    # Underscored, since WTForms takes every other attribute that is a field for a question.
    _tile: ClassVar[type[TileField]] = TileField

    @classmethod
    def asking(cls, text: ConsentText) -> Any:
        """Return the class of the form for a text."""
        base: Any = cls  # a form says that it has no hash; its class has one
        return _asking(base, text)


def question_name(key: str) -> str:
    """Return the name of the question about a use; the wish to be asked, which is none, has its own."""
    return key if key == CONSULT else f"use_{key}"


@lru_cache(maxsize=64)
def _asking(base: Any, text: ConsentText) -> Any:
    """A wording never changes once published, so its form is made once."""
    fields = {question_name(use.key): base._tile(use.sentence) for use in text.uses}
    if text.consult_question:
        fields[CONSULT] = base._tile(text.consult_question)
    return type(base.__name__, (base,), fields)


def preview_of(text: ConsentText) -> PortalForm:
    """Return the questions as a parent meets them, to be shown and not to be sent."""
    form: PortalForm = QuestionsForm.asking(text)(formdata=None)
    return form
