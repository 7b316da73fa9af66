"""The question of one duty: what was answered or done, when and how."""

import re
from datetime import UTC, datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from portal.concerns.duties import BY_THE_HOUR, TOLD_SOMEBODY, Answer, Circumstances, Duty, DutyFact, answers_to
from portal.concerns.duty_labels import DUTIES, HAS_REFERENCE, OF_THE_DAY, answer_word
from portal.concerns.forms import SeenForm
from portal.concerns.models import ConcernDuty
from portal.foundation import clock
from portal.foundation.text import clean_line
from portal.web.dates import format_time
from portal.web.forms import DayField, PortalForm, line_field, text_field

_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?", re.IGNORECASE)


class HourField(StringField):
    """An hour as people type it: “3:05pm”, “15.05”, “3pm”; ``hour`` is the time of day in England, or None."""

    hour: time | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([clean_line(text)[:40] for text in valuelist])

    def pre_validate(self, form: PortalForm) -> None:
        self.hour = None
        if not self.data:
            return
        found = _HOUR.fullmatch(self.data)
        hour, minute, half = (int(found[1]), int(found[2] or 0), (found[3] or "").lower()) if found else (99, 0, "")
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour > 23 or minute > 59:
            raise ValidationError(_("Write the hour, for example 3:05pm"))
        self.hour = time(hour, minute)


class DutyForm(SeenForm):
    """One duty: what was answered or done, when and how. What a duty does not ask is taken off the form."""

    answer = RadioField(validate_choice=False)
    on = DayField(validators=[InputRequired(_l("Write the day"))])
    time = HourField(_l("At what time?"))
    how = line_field(_l("How were they told, and by whom?"))
    reference = line_field(_l("Their reference"))
    text = text_field("")

    @classmethod
    def for_duty(cls, duty: Duty, about: Circumstances, latest: ConcernDuty | None) -> "DutyForm":
        """Return the form of one duty with what was recorded last, to be corrected."""
        form, words, offered = cls(data=_first_words(duty, about, latest)), DUTIES[duty], answers_to(duty)
        asked = {
            "answer": len(offered) > 1, "on": duty not in OF_THE_DAY, "time": duty in BY_THE_HOUR,
            "how": duty in TOLD_SOMEBODY, "reference": duty in HAS_REFERENCE,
        }  # fmt: skip
        for name in (name for name, is_asked in asked.items() if not is_asked):
            del form[name]
        if form.answer:
            form.answer.label.text = words.question
            form.answer.choices = [SelectChoice(answer.value, answer_word(duty, answer)) for answer in offered]
            form.answer.validators = [AnyOf(list(offered), message=_("Choose one"))]
        if form.on:
            form.on.label.text = words.day
        form.text.label.text = words.text
        return form

    def fact(self, duty: Duty) -> DutyFact:
        """Return what was entered, once it is valid. What is not needed is decided today."""
        answer = Answer(self.answer.data) if self.answer else Answer.DONE
        on = self.on.day if self.on and self.on.day and answer is not Answer.NOT_NEEDED else clock.today()
        hour = self.time.hour if self.time and answer is not Answer.NOT_NEEDED else None
        at = datetime.combine(on, hour, tzinfo=clock.LONDON).astimezone(UTC) if hour else None
        how, reference = ((field.data or "") if field else "" for field in (self.how, self.reference))
        return DutyFact(duty, answer, on, at, how, reference, self.text.data or "")

    def show_again(self, latest: ConcernDuty | None) -> None:
        """Let the form that comes back follow what was recorded last, which its page shows."""
        self.seen.data = str(latest.id) if latest else "0"


def _first_words(duty: Duty, about: Circumstances, latest: ConcernDuty | None) -> dict[str, object]:
    if latest:
        row = {name: getattr(latest, name) for name in ("answer", "how", "reference", "text")}
        hour = format_time(latest.at) if latest.at else ""
        return {**row, "seen": str(latest.id), "on": latest.happened_on, "time": hour}
    if duty is Duty.TRIAGE:
        return {"seen": "0", "on": about.received_on}
    if duty is Duty.BREACH:
        is_known = about.found_at == about.logged_at
        return {"seen": "0", "on": about.received_on, "time": format_time(about.found_at) if is_known else ""}
    return {"seen": "0", "on": clock.today()}
