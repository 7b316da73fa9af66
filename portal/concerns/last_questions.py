"""The last question of each door, and what the pages of one draft say together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import AnyOf, InputRequired

from portal.concerns.clocks import OUTCOME_DAYS, LateReasonNeeded, outcome_clock
from portal.concerns.drafts import FILES, Answers, DraftUnreadable, unseal
from portal.concerns.forms import evidence_field, optional
from portal.concerns.labels import REPLIES, SOURCES
from portal.concerns.policy import Kind, Reply, Source, is_complaint
from portal.concerns.questions import LONGEST_NAME, KindForm, QuestionForm, WhatForm, WhoForm, has_come
from portal.concerns.routing import Routing
from portal.concerns.service import NewConcern, code_hashes, route_new
from portal.concerns.subjects import NOBODY
from portal.foundation import clock
from portal.foundation.text import has_letters
from portal.foundation.tokens import new_code
from portal.web.errors import sentence_of
from portal.web.filters import chosen
from portal.web.forms import DayField, line_field, text_field

_FEWEST_DIGITS = 3
_WORDS = "what_happened"


class ReplyForm(QuestionForm):
    """How the person would like to be answered, and what would help."""

    step = "reply"
    reply = RadioField(
        _l("How shall we answer?"),
        choices=[SelectChoice(reply.value, label) for reply, label in REPLIES.items()],
        validate_choice=False,
        coerce=partial(chosen, Reply),
        validators=[AnyOf(list(Reply), message=_l("Choose how we may answer"))],
    )
    phone = line_field(_l("Your phone number"), most=60)
    wish = optional(text_field(_l("What would help?")))

    def validate_phone(self, field: Field) -> None:
        if self.reply.data is Reply.PHONE and sum(sign.isdigit() for sign in field.data or "") < _FEWEST_DIGITS:
            raise ValidationError(_("Write the number that we may call"))

    @property
    def told(self) -> dict[str, Any]:
        return super().told | {"phone": self.phone.data if self.reply.data is Reply.PHONE else None}


class YouForm(QuestionForm):
    """Who somebody without an account is, as far as they want to say, what would help, and their files."""

    step = "you"
    identity = RadioField(
        _l("How do you want to tell us?"),
        choices=[
            SelectChoice("named", _l("With my name")),
            # For those who handle it alone, and in no record.
            SelectChoice("confidential", _l("With my name, only for those who look into it")),
            SelectChoice("anonymous", _l("Without my name")),
        ],
        validate_choice=False,
        validators=[AnyOf(["named", "confidential", "anonymous"], message=_l("Choose one"))],
    )
    teller = line_field(_l("Your name"), most=LONGEST_NAME)
    teller_contact = optional(line_field(_l("Your phone number or e-mail"), most=LONGEST_NAME))
    wish = optional(text_field(_l("What would help?")))
    evidence = evidence_field(from_nobody=True)

    def validate_teller(self, field: Field) -> None:
        if self.identity.data in {"named", "confidential"} and not has_letters(field.data or ""):
            raise ValidationError(_("Write your name, or choose “Without my name”"))

    @property
    def told(self) -> dict[str, Any]:
        unnamed = {"teller": "", "teller_contact": ""} if self.identity.data == "anonymous" else {}
        return super().told | unnamed | {"is_confidential": self.identity.data == "confidential"}


class ToldForm(QuestionForm):
    """How it reached us, when, and who told it."""

    step = "told"
    source = RadioField(
        _l("How did it reach us?"),
        choices=[SelectChoice(source.value, label) for source, label in SOURCES.items() if source.is_logged],
        validate_choice=False,
        coerce=partial(chosen, Source),
        validators=[AnyOf([each for each in Source if each.is_logged], message=_l("Choose how it reached us"))],
    )
    their_reference = line_field(_l("Number that Ofsted or the agency gave it"), most=60)
    received_on = DayField(
        _l("When did it reach us?"),
        description=_l("A date, or “today”"),
        validators=[InputRequired(_l("Write the day on which it reached us")), has_come],
    )
    late_reason = text_field(_l("Why is it late?"))
    teller = optional(line_field(_l("Who told us?"), most=LONGEST_NAME))
    teller_contact = optional(line_field(_l("How can we reach them?"), most=LONGEST_NAME))

    def validate_their_reference(self, field: Field) -> None:
        if self.source.data is Source.OFSTED and not field.data:
            raise ValidationError(_("Write Ofsted’s number, or “not known”"))

    def validate_late_reason(self, field: Field) -> None:
        day, kind = self.received_on.day, self.answers.kind
        is_late = day and is_complaint(kind) and outcome_clock(kind, day, on=clock.today()).is_late
        if is_late and not field.data:
            raise ValidationError(sentence_of(LateReasonNeeded(days=OUTCOME_DAYS)))


PAGES = {form.step: form for form in (KindForm, WhoForm, WhatForm, ReplyForm, YouForm, ToldForm)}


def from_page(kept: str, at: str, sent: Sequence[tuple[str, str]]) -> tuple[Answers, bool]:
    """Return what a page without an account carries, and whether it comes from a release that asked otherwise.

    Then nothing of it is sent: what was typed stands where it is asked for today (product.md §8.7).
    """
    try:
        answers = unseal(kept)
    except DraftUnreadable as refusal:
        errors = {"kind": {"kind": [sentence_of(refusal)]}}
        return _as_asked_today(Answers(door=Source.NO_ACCOUNT, code=new_code(), errors=errors), {at: sent}), True
    typed = {**answers.pages, at: sent}
    now = _as_asked_today(answers, typed)
    is_same = "kind" in typed and all(_filled(page) == _filled(now.pages.get(step, ())) for step, page in typed.items())
    return (answers, False) if is_same else (now, True)


def _filled(page: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in page if value)


def _as_asked_today(answers: Answers, typed: Mapping[str, Sequence[tuple[str, str]]]) -> Answers:
    """Return what was typed by the pages of today. What none of them asks for follows what happened, to be looked at."""
    pairs = [(name, value) for page in typed.values() for name, value in page]
    pages = {step: [pair for pair in pairs if _asks(step, *pair)] for step in answers.all_steps}
    asked = {pair for page in pages.values() for pair in page}
    lost = [value for name, value in pairs if (name, value) not in asked and name != "kind"]
    told = dict(pages["what"])
    if words := "\n\n".join(filter(None, (told.get(_WORDS), *lost))):
        pages["what"] = list((told | {_WORDS: words}).items())
        again = {_WORDS: [_("The portal has changed since you wrote this. Look at it again.")]}
        answers = replace(answers, errors=answers.errors | {"what": again})
    if not pages["kind"]:
        answers = replace(answers, errors={"kind": {"kind": [_("Choose what it is about")]}} | answers.errors)
    return replace(answers, pages={step: page for step, page in pages.items() if page})


def _asks(step: str, name: str, value: str) -> bool:
    """Return whether a page of today asks for this; a kind of before is chosen again, and files come with the last page."""
    is_question = isinstance(getattr(PAGES[step], name, None), UnboundField) and (name != FILES or step == YouForm.step)
    return is_question and (name != "kind" or value in set(Kind))


def routing_so_far(answers: Answers, by_id: int) -> tuple[Routing, str]:
    """Return who would handle it, as far as it is answered: whom to turn to outside is known before typing (product.md §4.1).

    With it comes the name that was typed.
    """
    about = WhoForm.of(answers, by_id, is_shown=False).told
    new = NewConcern(kind=answers.kind, what_happened="", submission="", source=answers.door, **about)
    return route_new(new, by_id=by_id)[1], new.other_name


def first_waiting(answers: Answers, by_id: int) -> str:
    """Return the first page that waits for an answer, or nothing: what was refused waits too, and so does what would not
    be taken any more today, such as somebody who left meanwhile, or a name like that of somebody who came (§4.1)."""
    return next((step for step in answers.steps if step in answers.errors or not _holds(answers, step, by_id)), "")


def _holds(answers: Answers, step: str, by_id: int) -> bool:
    return step in answers.pages and PAGES[step].of(answers, by_id, is_shown=False).validate()


def told_by(answers: Answers, by_id: int, submission: str) -> NewConcern:
    """Return what all pages of a draft tell, once none waits."""
    told: dict[str, Any] = {"source": answers.door, "about": (NOBODY,)}
    for form in (PAGES[step].of(answers, by_id, is_shown=False) for step in answers.steps):
        form.validate()  # a day is read only then
        told |= form.told
    return NewConcern(**told, code=code_hashes(answers.code)[0] if answers.code else None, submission=submission)
