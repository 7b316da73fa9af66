"""The questions about a concern once it is told: asking and adding, and each step of handling it."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import AnyOf, InputRequired, Optional

from portal.attachments.uploads import UploadsField
from portal.concerns.duties import Circumstances, Duty, arising
from portal.concerns.facts import Fact, FactKind
from portal.concerns.handling import OutcomeDetails
from portal.concerns.labels import OUTCOMES, STEPS, SUBJECTS, data_outcome_starter, outcome_starter
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Outcome, outcomes_for
from portal.concerns.rerouting import CannotTakeOver
from portal.concerns.routing import CHAIR, Worker
from portal.concerns.subjects import ROLE_OF, SOMEBODY_HERE, SubjectKind, choices
from portal.foundation import clock
from portal.foundation.text import clean_line
from portal.settings.models import Setting
from portal.web.errors import sentence_of
from portal.web.forms import DayField, PortalForm, SubmissionForm, line_field, text_field

_GAP = re.compile(r"\[[^\]]+\]")


def optional(question: UnboundField) -> UnboundField:
    """Return the question as one that may be left out, and is marked so."""
    question.kwargs["validators"] = [Optional(), *question.kwargs.get("validators", ())]
    return question


def evidence_field(*, from_nobody: bool = False) -> UploadsField:
    """Return the question for files, the same on each form (product.md §4); ``from_nobody`` of whom has no account."""
    return UploadsField(
        _l("Pictures, screenshots or PDF"),
        description=_l("Up to 10. We remove where a picture was taken."),
        from_nobody=from_nobody,
        validators=[Optional()],
    )


def about_choices(workers: Collection[Worker], account_id: int) -> list[SelectChoice]:
    """Return everybody who works here and can be named: the roles, then each by name."""
    offered = []
    for value, held in choices(workers, raiser_id=account_id).items():
        names = ", ".join(subject.name for subject in held)
        if value in ROLE_OF:
            role = SUBJECTS[SubjectKind(value)]
            names = f"{role} ({names})" if names else role
        offered.append(SelectChoice(value, names))
    return offered


def stranger_choices(workers: Collection[Worker]) -> list[SelectChoice]:
    """Return whom a stranger can name: roles, and words for everybody else, since no name is shown to them."""
    chair = [SelectChoice(CHAIR, _l("The chair"))] if any(CHAIR in worker.roles for worker in workers) else []
    return [
        *(SelectChoice(kind.value, SUBJECTS[kind]) for kind in ROLE_OF),
        *chair,
        SelectChoice(SOMEBODY_HERE, _l("Somebody else who works here")),
        SelectChoice(SubjectKind.OTHER.value, _l("Somebody who does not work here")),
    ]


class SeenForm(SubmissionForm):
    """A form that carries which row its page showed, so that nobody overwrites what they have not read."""

    seen = HiddenField(filters=[clean_line])
    latest = 0

    @classmethod
    def showing(cls, latest: int, **data: object) -> Self:
        """Return the form with what counts now, which the row ``latest`` says; 0 for none."""
        form = cls(data={**data, "seen": str(latest)})
        form.latest = latest
        form.new_submission()
        return form

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """The page that comes back shows what somebody else wrote meanwhile."""
        with super().refusals():
            yield
        self.seen.data = str(self.latest)

    @property
    def seen_id(self) -> int:
        """The row that the page showed, 0 for none."""
        seen = (self.seen.data or "")[:18]  # Python reads no number of thousands of digits
        return int(seen) if seen.isascii() and seen.isdigit() else 0


class AskForm(SubmissionForm):
    """A question about a child, before anything is signed."""

    text = text_field(_l("Your question"), _l("Write your question"))


class AddForm(SubmissionForm):
    """Something more from the person who raised the concern."""

    text = text_field(_l("Your message"), _l("Write your message"))
    evidence = evidence_field()


class CodeForm(PortalForm):
    """The tracking code of whom has no account; ``text`` is a message that was typed after they had left."""

    code = line_field(_l("Your code"), _l("Type your code"), most=60)
    text = text_field(_l("Your message, not sent yet"))


class TrackedAddForm(AddForm):
    """The same from whom has a tracking code: their files wait for nothing."""

    evidence = evidence_field(from_nobody=True)


class SendForm(PortalForm):
    """The one button below everything that was answered; ``checked`` says what was looked at."""

    checked = HiddenField(filters=[clean_line])


class StepForm(SubmissionForm):
    """The words that go with one step of a handler, with files; what is sent on has its day and number too."""

    text = text_field("")
    on = DayField(_l("On which day did you send it?"), validators=[InputRequired(_l("Write the day"))])
    reference = optional(line_field(_l("Ofsted’s reference"), most=60))
    evidence = evidence_field()

    @classmethod
    def for_step(cls, kind: EntryKind, day: str) -> "StepForm":
        """Return the form of this step; some steps need no words, and some offer words to begin with."""
        words = STEPS[kind]
        question = text_field(words.label, words.required) if words.required else optional(text_field(words.label))
        bound: type[StepForm] = type("BoundStepForm", (cls,), {"text": question})
        form = bound(data={"text": str(words.starter) % {"day": day}, "on": clock.today()})
        if kind is not EntryKind.SENT_ON:
            del form.on, form.reference
        return form

    @property
    def sent(self) -> dict[str, Any]:
        """When it was sent on and their reference, where the step asks for it, once it is valid."""
        number = [Fact(FactKind.OFSTED_REFERENCE, text=self.reference.data)] if self.on and self.reference.data else []
        return {"on": self.on.day, "facts": number} if self.on else {}


class CloseForm(SubmissionForm):
    """The day from which the record is kept for its years: today unless another is written."""

    completed_on = optional(DayField(_l("On which day was it completed?")))


def refuse_gaps(_form: PortalForm, field: Field) -> None:
    """Refuse words in square brackets: they stood there to be replaced."""
    if left := _GAP.search(field.data):
        raise ValidationError(_("Write your own words in place of “%(words)s”", words=left[0]))


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
    data_outcome = text_field(
        _l("What did you tell them about the picture or personal information?"), _l("Write what you decided about it")
    )
    told_on = DayField(_l("On which day did you tell them?"), validators=[InputRequired(_l("Write the day"))])
    late_reason = text_field(_l("Why is it late?"))

    @classmethod
    def for_case(cls, about: Circumstances, setting: Setting, *, actions: str = "") -> "OutcomeForm":
        """Return the form with the outcomes that fit, today as the day, the ``actions`` noted so far and words to begin with.

        A data-protection part that has no outcome yet has a question of its own.
        """
        text = outcome_starter(about.kind, ofsted=setting.ofsted_contact, regulator=setting.ico_contact)
        own = data_outcome_starter(regulator=setting.ico_contact)
        form = cls(data={"told_on": clock.today(), "text": text, "data_outcome": own, "actions": actions})
        fitting = [outcome for outcome in OUTCOMES if outcome in outcomes_for(about.kind)]
        form.outcome.choices = [SelectChoice(outcome.value, OUTCOMES[outcome]) for outcome in fitting]
        if Duty.DATA_OUTCOME in about.facts or Duty.DATA_OUTCOME not in arising(about):
            del form.data_outcome
        return form

    validate_text = validate_data_outcome = refuse_gaps

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
            data_outcome=self.data_outcome.data if self.data_outcome else "",
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
        form.about.choices = about_choices(workers, concern.raised_by_id or 0)
        return form


class StepAsideForm(PortalForm):
    """Whom a handler hands a concern to, and why."""

    to = RadioField(_l("Who takes it over?"), validate_choice=False)
    reason = text_field(_l("Why?"), _l("Write why, for those who take it over"), most=2_000)

    @classmethod
    def for_workers(cls, workers: Sequence[Worker]) -> "StepAsideForm":
        """Return the form with those who may take it over; 0 leaves it to the rules."""
        form = cls()
        form.to.choices = [SelectChoice(str(worker.account_id), worker.name) for worker in workers]
        form.to.choices.append(SelectChoice("0", _("Whoever the rules name")))
        gone = AnyOf([choice.value for choice in form.to.choices], message=sentence_of(CannotTakeOver()))
        form.to.validators = [InputRequired(_("Choose who takes it over")), gone]
        return form
