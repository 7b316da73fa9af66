"""The pages of the editor: the text around, one use, one rule, and publishing."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from portal.foundation.text import clean_line
from portal.web.forms import PortalForm, TileField, line_field, text_field
from portal.wording import words
from portal.wording.drafting import Desk
from portal.wording.editing import stamp_of
from portal.wording.honesty import Fault
from portal.wording.policy import Around, Change, ConsentText, Document
from portal.wording.words import FIELDS

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_MOST_PARAGRAPHS = 12


class StampedForm(PortalForm):
    """A form that says what its page showed, so that two managers at once are told of each other."""

    draft_stamp = HiddenField(validators=[Length(max=64)])

    @property
    def stamp(self) -> str:
        """The fingerprint of what the page showed."""
        return self.draft_stamp.data or ""


class WordsForm(StampedForm):
    """A page of the draft. An empty field may wait there; it is refused when the draft is published."""

    def values(self) -> dict[str, Any]:
        """Return what was typed, by the text's field."""
        return {field.name: field.data or "" for field in self if field.name in FIELDS}

    @property
    def holds_words(self) -> bool:
        """Whether somebody typed something that must not be lost."""
        return self.is_submitted() and any(self.values().values())

    def show(self, present: Mapping[str, Around], faults: Iterable[Fault]) -> None:
        """Show the present words, and what has to be mended beside its field."""
        self.draft_stamp.data = stamp_of(present)
        found: dict[str, list[str]] = {}
        for fault in faults:
            found.setdefault(fault.field, []).append(words.advice(fault))
        for name, sentences in found.items():
            if name in self:
                self[name].errors = sentences


class AroundForm(WordsForm):
    """The text around uses or rules; a blank line separates the paragraphs of the introduction."""

    title = line_field(FIELDS["title"], most=120)
    introduction = text_field(FIELDS["introduction"], most=4_000)

    @classmethod
    def of(cls, values: dict[str, Around]) -> "AroundForm":
        """Return the form with the present words in it."""
        given = {name: "\n\n".join(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return cls(data=given)

    def validate_introduction(self, field: Any) -> None:
        if len(_paragraphs(field.data)) > _MOST_PARAGRAPHS:
            raise ValidationError(_("Use at most %(most)s paragraphs. Few people read more.", most=_MOST_PARAGRAPHS))

    def values(self) -> dict[str, Any]:
        return {**super().values(), "introduction": _paragraphs(str(self.introduction.data or ""))}


class ConsentAroundForm(AroundForm):
    consult_question = line_field(FIELDS["consult_question"], most=400)
    withdrawing = line_field(FIELDS["withdrawing"], most=1_000)
    declaration = line_field(FIELDS["declaration"], most=600)


class RulesAroundForm(AroundForm):
    standing = line_field(FIELDS["standing"], most=1_000)


class UseForm(WordsForm):
    """One use of a picture."""

    label = line_field(FIELDS["label"], _l("Give this use a short name"), most=30)
    sentence = line_field(FIELDS["sentence"], most=200)
    example = line_field(FIELDS["example"], most=300)
    audience = line_field(FIELDS["audience"], most=300)
    controllers = line_field(FIELDS["controllers"], most=400)
    kept = line_field(FIELDS["kept"], most=300)


class RuleForm(WordsForm):
    """One rule."""

    statement = line_field(FIELDS["statement"], _l("Write the rule"), most=300)
    why = line_field(FIELDS["why"], most=400)


def around_form(document: str) -> type[AroundForm]:
    """Return the form for the text around the uses or rules of a document."""
    return ConsentAroundForm if document == Document.CONSENT_FORM else RulesAroundForm


def part_form(document: str) -> type[WordsForm]:
    """Return the form for one use or rule of a document."""
    return UseForm if document == Document.CONSENT_FORM else RuleForm


class MoveForm(StampedForm):
    """The buttons “up” and “down”: to which place, so that a double click moves one step and not two."""

    position = HiddenField()

    @property
    def place(self) -> int | None:
        """The place counted from 0, or None for anything that is no place."""
        text = self.position.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


class PublishForm(StampedForm):
    """Minor edit or real change: nothing is chosen beforehand."""

    change = RadioField(_l("What kind of change is it?"), validate_choice=False)
    meant = BooleanField(_l("I have read these words as a parent would, and they take no yes that is not freely given"))

    @classmethod
    def of(cls, desk: Desk) -> "PublishForm":
        """Return the form; where a change has to be real, the page does not ask."""
        form, document, has_to_be_real = cls(), desk.document, desk.has_to_be_real
        form.change.choices = [
            SelectChoice(kind, words.CHANGES[kind], {"hint": words.CONSEQUENCES[document][kind]})
            for kind in (Change.REAL, Change.MINOR)
        ]
        # Who sends “minor” all the same is told why not: it is never turned into something graver.
        if has_to_be_real and not form.change.data:
            form.change.data = Change.REAL
        return form

    def validate_change(self, field: Any) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose whether this is a real change or a minor edit"))


def preview_of(text: ConsentText) -> PortalForm:
    """Return the questions as a parent meets them, to be shown and not to be sent."""
    return _preview_class(text)(formdata=None)


@lru_cache(maxsize=8)
def _preview_class(text: ConsentText) -> type[PortalForm]:
    fields: dict[str, Any] = {f"use_{use.key}": TileField(use.sentence) for use in text.uses}
    fields["always_consult"] = TileField(text.consult_question)
    return type("PreviewForm", (PortalForm,), fields)


def _paragraphs(text: str | None) -> tuple[str, ...]:
    return tuple(line for part in _BLANK_LINE.split(text or "") if (line := clean_line(part)))
