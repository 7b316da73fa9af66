"""The questions about a concern: raising it, adding to it, and each step of handling it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import AnyOf, InputRequired, Optional

from portal.attachments.uploads import UploadsField
from portal.concerns.handling import OutcomeDetails
from portal.concerns.labels import KIND_HINTS, KINDS, OUTCOMES, STEPS, SUBJECTS
from portal.concerns.matching_staff import matching_staff
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Kind, Outcome, outcomes_for
from portal.concerns.routing import Worker
from portal.concerns.service import NewConcern
from portal.concerns.subjects import NOBODY, ROLE_OF, SubjectKind, choice_for, choices
from portal.families.models import Child
from portal.foundation import clock
from portal.web.forms import DayField, PortalForm, SubmissionForm, line_field, text_field

_LONGEST_NAME = 200


def _optional(question: UnboundField) -> UnboundField:
    """Return the question as one that may be left out, and is marked so."""
    question.kwargs["validators"] = [Optional(), *question.kwargs["validators"]]
    return question


def _evidence_field() -> UploadsField:
    """Return the question for files, the same on each form (product.md §4)."""
    return UploadsField(
        _l("Pictures, screenshots or documents"),
        description=_l("Up to 10 files, each up to 10 MB: JPEG or PNG pictures, or PDF. We take out where and when a "
                       "picture was taken before anyone opens it, and keep the original locked away."),
    )  # fmt: skip


class RaiseForm(SubmissionForm):
    """What happened, to whom, and whom it is about."""

    kind = RadioField(
        _l("What is it about?"),
        choices=[SelectChoice(kind.value, label, {"hint": KIND_HINTS.get(kind, "")}) for kind, label in KINDS.items()],
        validate_choice=False,
        validators=[AnyOf(list(Kind), message=_l("Choose what it is about"))],
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
    evidence = _evidence_field()

    children: dict[str, Child]

    @classmethod
    def for_person(cls, account_id: int, workers: Sequence[Worker], children: Sequence[Child]) -> "RaiseForm":
        """Return the form with whom this person can name; who has no child here is not asked for one."""
        form = cls()
        form.about.choices = _about_choices(workers, account_id)
        form._ask_about_matching_staff(workers, account_id)
        form.children = {str(child.id): child for child in children}
        form.child.choices = [
            SelectChoice("", _l("No child, or more than one")),
            *(SelectChoice(id_, child.name) for id_, child in form.children.items()),
        ]
        if not children:
            del form.child
        return form

    def _ask_about_matching_staff(self, workers: Sequence[Worker], account_id: int) -> None:
        """Ask whether the name typed is that of somebody who works here, unless their box is ticked already."""
        alike = matching_staff((self.other_name.data or "")[:_LONGEST_NAME], workers)
        found = [choice_for(worker, workers, raiser_id=account_id) for worker in alike]
        boxes = [box for box in dict.fromkeys(found) if box and box not in (self.about.data or [])]
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

    def validate_child(self, field: Field) -> None:
        if field.data not in self.children:
            raise ValidationError(_("Choose one from the list"))

    def validate_other_name(self, field: Field) -> None:
        if SubjectKind.OTHER in (self.about.data or []) and not field.data:
            raise ValidationError(_("Write who it is about, as far as you know"))

    def validate_meant(self, field: Field) -> None:
        if not field.data or not {choice.value for choice in field.choices}.issuperset(field.data):
            raise ValidationError(
                _(
                    "Somebody who works here has a name like this. If you mean them, tick them, and they cannot read it. "
                    "If not, tick “No”"
                )
            )

    @property
    def new_concern(self) -> NewConcern:
        """What was entered, once it is valid."""
        return NewConcern(
            kind=Kind(self.kind.data),
            about=self._everyone_about(),
            other_name=self.other_name.data or "",
            child=self.children[self.child.data] if "child" in self and self.child.data else None,
            what_happened=self.what_happened.data,
            noticed_on=self.noticed_on.day,
            wish=self.wish.data or "",
            evidence=self.evidence.files,
            submission=self.submission_key,
        )

    def _everyone_about(self) -> tuple[str, ...]:
        """Return all choices of whom it is about: boxes ticked, who was meant by a name, and a name by itself."""
        offered = {choice.value for choice in self.about.choices}
        meant = [box for box in self.meant.data if box in offered] if "meant" in self else []
        named = [SubjectKind.OTHER.value] if self.other_name.data else []
        return tuple(dict.fromkeys([*self.about.data, *meant, *named]))


def _about_choices(workers: Sequence[Worker], account_id: int) -> list[SelectChoice]:
    offered = []
    for value, held in choices(workers, raiser_id=account_id).items():
        names = ", ".join(subject.name for subject in held)
        if value in ROLE_OF:
            role = SUBJECTS[SubjectKind(value)]
            names = f"{role} ({names})" if names else role
        offered.append(SelectChoice(value, names))
    return [
        *offered,
        SelectChoice(SubjectKind.OTHER.value, _l("Another parent, or somebody else")),
        SelectChoice(NOBODY, _l("Nobody, or I am not sure")),
    ]


class AddForm(SubmissionForm):
    """Something more from the person who raised the concern."""

    text = text_field(_l("Your message"), _l("Write your message"))
    evidence = _evidence_field()


class StepForm(SubmissionForm):
    """The words that go with one step of a handler."""

    @classmethod
    def for_step(cls, kind: EntryKind) -> "StepForm":
        """Return the form of this step; some steps need no words."""
        words = STEPS[kind]
        question = text_field(words.label, words.required) if words.required else _optional(text_field(words.label))
        bound: type[StepForm] = type("BoundStepForm", (cls,), {"text": question})
        return bound()


class OutcomeForm(SubmissionForm):
    """The outcome, the actions, what the person was told and when (product.md §4.3)."""

    outcome = RadioField(
        _l("What did you decide?"),
        validate_choice=False,
        validators=[AnyOf(list(Outcome), message=_l("Choose what you decided"))],
    )
    actions = text_field(
        _l("What did you do about it, or what will you do?"), _l("Write what you did, or “None needed”")
    )
    text = text_field(_l("What did you tell the person?"), _l("Write what you told the person"))
    told_on = DayField(_l("On which day did you tell them?"), validators=[InputRequired(_l("Write the day"))])
    late_reason = text_field(_l("Why is it late?"))

    @classmethod
    def for_kind(cls, kind: Kind) -> "OutcomeForm":
        """Return the form with the outcomes that fit, and today as the day."""
        form = cls(data={"told_on": clock.today()})
        fitting = [outcome for outcome in OUTCOMES if outcome in outcomes_for(kind)]
        form.outcome.choices = [SelectChoice(outcome.value, OUTCOMES[outcome]) for outcome in fitting]
        return form

    @property
    def details(self) -> OutcomeDetails:
        """What was entered, once it is valid."""
        assert self.told_on.day is not None
        return OutcomeDetails(
            outcome=Outcome(self.outcome.data),
            actions=self.actions.data,
            text=self.text.data,
            told_on=self.told_on.day,
            late_reason=self.late_reason.data or "",
        )


class SubjectsForm(PortalForm):
    """Whom a concern turned out to be about."""

    about = SelectMultipleField(
        _l("Who is it about?"),
        description=_l("They cannot read it from then on, and learn nothing of it here."),
        validate_choice=False,
        validators=[InputRequired(_l("Tick who it is about"))],
    )

    @classmethod
    def for_concern(cls, concern: Concern, workers: Sequence[Worker]) -> "SubjectsForm":
        """Return the form with everybody who works here, but for whoever raised the concern."""
        form = cls()
        offered = _about_choices(workers, concern.raised_by_id or 0)
        form.about.choices = [choice for choice in offered if choice.value not in {SubjectKind.OTHER, NOBODY}]
        return form


class CloseForm(SubmissionForm):
    """The one button of closing."""
