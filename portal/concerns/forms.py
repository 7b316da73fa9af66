"""The questions about a concern: raising it, adding to it, and each step of handling it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import AnyOf, InputRequired, Optional

from portal.concerns.clocks import (
    DateNotPossible,
    LateReasonNeeded,
    check_late_reason,
    check_told_on,
    outcome_clock,
)
from portal.concerns.handling import Told
from portal.concerns.namesakes import namesakes
from portal.concerns.policy import EntryKind, Kind, Outcome, outcomes_for
from portal.concerns.reading import Case
from portal.concerns.refusals import ABOUT, FILES, LATE, NOTICED, STORAGE, day_said_beside, said_beside
from portal.concerns.subjects import Choice, Worker, box_of, holders, named_workers, roles_offered, staff_choice
from portal.concerns.uploads import evidence_field
from portal.concerns.words import DATE_PROBLEMS, KIND_HINTS, KINDS, OUTCOMES, STEPS
from portal.families.models import Child
from portal.foundation import clock
from portal.web.forms import DayField, SubmissionForm, line_field, text_field

_ROLE_LABELS = {Choice.MANAGER: _l("The manager"), Choice.LEAD: _l("The safeguarding lead")}
_LONGEST_NAME = 200
_CHOOSE_FROM_LIST = _l("Choose one from the list")


def _optional(question: UnboundField) -> UnboundField:
    """Return the question as one that may be left out, and is marked so."""
    question.kwargs["validators"] = [Optional(), *question.kwargs["validators"]]
    return question


class RaiseForm(SubmissionForm):
    """What happened, to whom, and whom it is about."""

    kind = RadioField(
        _l("What is it about?"),
        choices=[SelectChoice(kind.value, label, {"hint": KIND_HINTS.get(kind, "")}) for kind, label in KINDS.items()],
        validate_choice=False,
        validators=[AnyOf([kind.value for kind in Kind], message=_l("Choose what it is about"))],
    )
    child = SelectField(_l("Which child is it about?"), validate_choice=False, validators=[Optional()])
    about = SelectMultipleField(
        _l("Who is it about?"),
        description=_l("Tick everyone it is about. Nobody you tick can read it or learn of it here."),
        validate_choice=False,
        validators=[InputRequired(_l("Tick who it is about, or “Nobody, or I am not sure”"))],
    )
    other_name = line_field(_l("If it is somebody else, who?"), most=_LONGEST_NAME)
    meant = SelectMultipleField(_l("Do you mean somebody who works here?"), validate_choice=False)
    what_happened = text_field(_l("What happened?"), _l("Write what happened"))
    noticed_on = DayField(_l("When did it happen, or when did you notice it?"), validators=[Optional()])
    wish = _optional(text_field(_l("What would you like us to do?")))
    evidence = evidence_field()

    @classmethod
    def for_person(cls, account_id: int, workers: Sequence[Worker], children: Sequence[Child]) -> "RaiseForm":
        """Return the form with whom this person can name; who has no child here is not asked for one."""
        form = cls()
        form.about.choices = _people(workers, account_id)
        form._ask_about_namesakes(workers, account_id)
        form.child.choices = [
            SelectChoice("", _l("No child, or more than one")),
            *(SelectChoice(str(child.id), child.name) for child in children),
        ]
        if not children:
            del form.child
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not valid:
            self.evidence.ask_again()
        return valid

    def validate_child(self, field: Field) -> None:
        _check_offered(field, [field.data])

    def validate_about(self, field: Field) -> None:
        _check_offered(field, field.data)

    def validate_other_name(self, field: Field) -> None:
        if Choice.OTHER in (self.about.data or []) and not field.data:
            raise ValidationError(_("Write who it is about, as far as you know"))

    @contextmanager
    def refusals_beside_fields(self) -> Iterator[None]:
        """Say what is refused inside beside its question."""
        with (
            said_beside(self.what_happened, STORAGE),
            said_beside(self.evidence, FILES),
            said_beside(self.about, ABOUT),
            said_beside(self.noticed_on, NOTICED),
        ):
            yield
        if self.errors:
            self.evidence.ask_again()

    def _ask_about_namesakes(self, workers: Sequence[Worker], account_id: int) -> None:
        """Ask whether the name typed is that of somebody who works here, unless their box is ticked already."""
        found = [box_of(worker, workers, raiser_id=account_id) for worker in _like(self.other_name.data, workers)]
        boxes = [box for box in dict.fromkeys(found) if box and box not in (self.about.data or [])]
        if not boxes:
            del self.meant
            return
        labels = {choice.value: choice.label for choice in self.about.choices}
        # The answer counts for these people alone: another name may be typed before the form is sent again.
        nobody = "-".join([Choice.OTHER, *boxes])
        self.meant.choices = [
            *(SelectChoice(box, labels[box]) for box in boxes),
            SelectChoice(nobody, _l("No, I mean somebody else")),
        ]

    def validate_meant(self, field: Field) -> None:
        if not field.data or not {choice.value for choice in field.choices}.issuperset(field.data):
            raise ValidationError(
                _(
                    "Somebody who works here has a name like this. If you mean them, tick them, and they cannot read it. "
                    "If not, tick “No”"
                )
            )

    @property
    def everyone_about(self) -> tuple[str, ...]:
        """Return all choices of whom it is about: boxes ticked, who was meant by a name, and a name by itself."""
        offered = {choice.value for choice in self.about.choices}
        meant = [box for box in self.meant.data if box in offered] if "meant" in self else []
        named = [Choice.OTHER.value] if self.other_name.data else []
        return tuple(dict.fromkeys([*self.about.data, *meant, *named]))

    def validate_noticed_on(self, field: DayField) -> None:
        if field.day and field.day > clock.today():
            raise ValidationError(_("This day has not come yet. Write the day on which it happened"))

    @property
    def child_id(self) -> int | None:
        return int(self.child.data) if "child" in self and self.child.data else None


def _people(workers: Sequence[Worker], account_id: int) -> list[SelectChoice]:
    choices = []
    for role in roles_offered(workers, raiser_id=account_id):
        names = ", ".join(worker.name for worker in holders(role, workers))
        choices.append(SelectChoice(role.value, f"{_ROLE_LABELS[role]} ({names})" if names else _ROLE_LABELS[role]))
    named = named_workers(workers, raiser_id=account_id)
    return [
        *choices,
        *(SelectChoice(staff_choice(worker), worker.name) for worker in named),
        SelectChoice(Choice.OTHER.value, _l("Another parent, or somebody else")),
        SelectChoice(Choice.NOBODY.value, _l("Nobody, or I am not sure")),
    ]


def _like(typed: str | None, workers: Sequence[Worker]) -> list[Worker]:
    return namesakes((typed or "")[:_LONGEST_NAME], workers)


def _check_offered(field: Field, given: Sequence[str]) -> None:
    if not {choice.value for choice in field.choices}.issuperset(given):
        raise ValidationError(str(_CHOOSE_FROM_LIST))


class AddForm(SubmissionForm):
    """Something more from the person who raised the concern."""

    text = text_field(_l("Your message"), _l("Write your message"))
    evidence = evidence_field()

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not valid:
            self.evidence.ask_again()
        return valid

    @contextmanager
    def refusals_beside_fields(self) -> Iterator[None]:
        """Say what is refused inside beside its question."""
        with said_beside(self.text, STORAGE), said_beside(self.evidence, FILES):
            yield
        if self.errors:
            self.evidence.ask_again()


class StepForm(SubmissionForm):
    """The words that go with one step of a handler."""

    @classmethod
    def for_step(cls, kind: EntryKind) -> "StepForm":
        """Return the form of this step; some steps need no words."""
        words = STEPS[kind]
        question = text_field(words.label, words.required) if words.required else _optional(text_field(words.label))
        bound: type[StepForm] = type("BoundStepForm", (cls,), {"text": question})
        return bound()

    @contextmanager
    def refusals_beside_fields(self) -> Iterator[None]:
        """Say what is refused inside beside its question."""
        with said_beside(self.text, STORAGE):
            yield


class OutcomeForm(SubmissionForm):
    """The outcome, the actions, what the person was told and when (product.md §4.3)."""

    outcome = RadioField(_l("What did you decide?"), validate_choice=False)
    actions = text_field(
        _l("What did you do about it, or what will you do?"), _l("Write what you did, or “None needed”")
    )
    text = text_field(_l("What did you tell the person?"), _l("Write what you told the person"))
    told_on = DayField(_l("On which day did you tell them?"), validators=[InputRequired(_l("Write the day"))])
    late_reason = text_field(_l("Why is it late?"))

    received_on: date
    is_first: bool

    @classmethod
    def for_case(cls, case: Case) -> "OutcomeForm":
        """Return the form with the outcomes that fit, and today as the day."""
        form = cls(data={"told_on": clock.today()})
        fitting = [outcome for outcome in OUTCOMES if outcome in outcomes_for(case.kind)]
        form.outcome.choices = [SelectChoice(outcome.value, OUTCOMES[outcome]) for outcome in fitting]
        form.received_on, form.is_first = case.received_on, case.told is None
        return form

    def validate_outcome(self, field: RadioField) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose what you decided"))

    def validate_told_on(self, field: DayField) -> None:
        if field.day is None:
            return
        try:
            check_told_on(field.day, received_on=self.received_on, on=clock.today())
        except DateNotPossible as problem:
            raise ValidationError(str(DATE_PROBLEMS[problem.problem])) from problem

    def validate_late_reason(self, field: Field) -> None:
        if self.told_on.day is None or not self.is_first:
            return
        due = outcome_clock(self.received_on, on=clock.today(), told_on=self.told_on.day)
        try:
            check_late_reason(due, field.data or "")
        except LateReasonNeeded as problem:
            raise ValidationError(_("The 28 days are over. Write why it took longer")) from problem

    @contextmanager
    def refusals_beside_fields(self) -> Iterator[None]:
        """Say what is refused inside beside its question."""
        with said_beside(self.text, STORAGE), said_beside(self.late_reason, LATE), day_said_beside(self.told_on):
            yield

    @property
    def told(self) -> Told:
        """What was entered, once it is valid."""
        assert self.told_on.day is not None
        return Told(
            outcome=Outcome(self.outcome.data),
            actions=self.actions.data,
            text=self.text.data,
            told_on=self.told_on.day,
            late_reason=self.late_reason.data or "",
        )


class CloseForm(SubmissionForm):
    """The one button of closing."""
