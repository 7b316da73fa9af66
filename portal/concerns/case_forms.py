"""The questions about a case: each duty, its facts page by page, its actions and letter, and the requirements that are offered."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import AnyOf, InputRequired

from portal.concerns import noting
from portal.concerns.duties import BY_THE_HOUR, TOLD_SOMEBODY, Answer, Circumstances, Duty, DutyFact, answers_to
from portal.concerns.duty_labels import DUTIES, HAS_REFERENCE, OF_THE_DAY, answer_word
from portal.concerns.fact_labels import FACTS, Asked
from portal.concerns.facts import REGISTER_NAMES, Edition, Fact, FactKind, Handled, Register, case_record
from portal.concerns.following import may_follow
from portal.concerns.forms import SeenForm, optional, refuse_gaps
from portal.concerns.models import Concern, ConcernDuty, ConcernFact
from portal.foundation import clock
from portal.foundation.text import clean_line
from portal.web.dates import format_time
from portal.web.forms import DayField, PortalForm, line_field, text_field
from portal.wording.library import statements_in_force


def _check_offered(_form: SeenForm, field: Field) -> None:
    chosen = {field.data} if isinstance(field.data, str) else set(field.data or ())
    if chosen - {"", *(str(choice[0]) for choice in field.iter_choices())}:
        raise ValidationError(_("Something you chose is not offered any more. Look at your choice again"))


_OFFERED: dict[str, Any] = {"validate_choice": False, "validators": [_check_offered]}
_SEVERAL: tuple[Asked, ...] = ("several", "from_lists")
_FIELDS: dict[Asked, Callable[[LazyString], UnboundField]] = {
    "line": lambda label: optional(line_field(label)),
    "lines": lambda label: optional(text_field(label)),
    "day": lambda label: optional(DayField(label)),
    "one": lambda label: RadioField(label, **_OFFERED),
    **dict.fromkeys(_SEVERAL, lambda label: SelectMultipleField(label, **_OFFERED)),
}


class FactsForm(SeenForm):
    """Facts of one page of the record; each kind is the name of its question. A person can be added by a name on our lists."""

    one_more = optional(line_field(_l("Add one of them by name")))
    kinds: Sequence[FactKind]
    rows: Sequence[ConcernFact]

    @classmethod
    def for_page(
        cls, kinds: Sequence[FactKind], rows: Sequence[ConcernFact], *, first: Mapping[FactKind, str]
    ) -> "FactsForm":
        """Return the form with what counts now; ``first`` are words for what nobody has noted yet."""
        record, ever = case_record(row.fact for row in rows), {row.kind for row in rows}
        data: dict[str, object] = {}
        for kind in kinds:
            said = record.of(kind).text if kind in ever else first.get(kind, "")
            data[kind] = said.splitlines() if FACTS[kind].asked in _SEVERAL else record.of(kind).on or said
        fields = {kind.value: _FIELDS[FACTS[kind].asked](FACTS[kind].question or FACTS[kind].label) for kind in kinds}
        bound: type[FactsForm] = type("BoundFactsForm", (cls,), {**fields, "kinds": kinds, "rows": rows})
        form = bound.showing(noting.latest_of(rows, kinds), **data)
        for kind in kinds:
            form._offer(kind, record.of(kind).lines)
        if FactKind.PERSON not in kinds:
            del form.one_more
        return form

    def _offer(self, kind: FactKind, noted: Sequence[str]) -> None:
        """Say what can be chosen; what was noted before can stay, in its own words."""
        words = FACTS[kind]
        if words.codes:
            self[kind].choices = [SelectChoice(code, word) for code, word in words.codes.items()]
        elif words.asked == "from_lists":
            offered = {value: (group, value, shown) for group, value, shown in _LISTS[kind]()}
            before = {value: (_("Noted before"), value, value) for value in noted if value not in offered}
            groups = defaultdict[str, list[SelectChoice]](list)
            for group, value, shown in (offered | before).values():
                groups[group].append(SelectChoice(value, shown))
            self[kind].choices = dict(groups)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """What was left as it stood follows what somebody else noted of it meanwhile."""
        opened = case_record(row.fact for row in self.rows if row.id <= self.seen_id)
        with super().refusals():
            yield
        for field in (self[kind] for kind in self.kinds if _entered(kind, self[kind], "") == opened.of(kind)):
            field.process(None, field.object_data)

    def facts(self, kinds: Sequence[FactKind]) -> list[Fact]:
        """Return what was entered, once it is valid."""
        more = self.one_more.data if self.one_more else ""
        return [_entered(kind, self[kind], more if kind is FactKind.PERSON else "") for kind in kinds]


def _entered(kind: FactKind, field: Field, one_more: str | None) -> Fact:
    if isinstance(field, DayField):
        return Fact(kind, on=field.day)
    lines = field.data if FACTS[kind].asked in _SEVERAL else [field.data, one_more]
    return Fact(kind, text="\n".join(filter(None, lines)))


def _requirements() -> Iterator[tuple[str, str, str]]:
    for each in noting.editions():
        yield from (
            (f"{REGISTER_NAMES[each.register]} ({each.name})", each.cited(heading), heading)
            for heading in each.headings
        )


def _statements() -> Iterator[tuple[str, str, str]]:
    for each in statements_in_force():
        words = clean_line(each.statement)
        yield each.title, f"{each.title}: {words}", words


# What is offered from lists: of each choice its list, what is stored of it, and what is shown.
_LISTS: dict[FactKind, Callable[[], Iterable[tuple[str, str, str]]]] = {
    FactKind.REQUIREMENT: _requirements,
    FactKind.STATEMENT: _statements,
    FactKind.POST: lambda: ((month, label, label) for label, _address, month in noting.linkable_posts()),
}


class CaseActionForm(SeenForm):
    """One action: what, by whom, by when, and when it was done."""

    text = text_field(_l("What is to be done, or was?"), _l("Write what is to be done, or was"), most=2_000)
    who = line_field(_l("Who does it?"), _l("Write who does it"))
    due_on = optional(DayField(_l("By which day?")))
    done_on = optional(DayField(_l("On which day was it done?")))

    @classmethod
    def for_action(cls, action: Fact, rows: Sequence[ConcernFact]) -> "CaseActionForm":
        """Return the form with what was noted of an action, to be corrected or ticked off."""
        said = {"text": action.text, "who": action.who, "due_on": action.due_on, "done_on": action.on}
        return cls.showing(noting.latest_of(rows, {FactKind.ACTION}, action.item), **said)

    def action(self, item: int) -> Fact:
        """Return what was entered, once it is valid."""
        return Fact(FactKind.ACTION, item, self.text.data, self.who.data, self.due_on.day, self.done_on.day)


class TellerForm(PortalForm):
    """Whose account whoever told it follows it with."""

    account = RadioField(_l("Who told us?"), **_OFFERED)

    @classmethod
    def for_concern(cls, concern: Concern) -> "TellerForm":
        """Return the form with who can be meant; 0 is nobody, as long as none is chosen."""
        form = cls(data={"account": str(concern.follower_id or 0)})
        form.account.choices = [SelectChoice(str(person.id), person.name) for person in may_follow(concern)]
        form.account.choices.append(SelectChoice("0", _("Nobody")))
        return form


class LetterForm(SeenForm):
    """The words of an outcome letter."""

    text = text_field(_l("The letter"), _l("Write the letter"))
    validate_text = refuse_gaps


class RequirementsForm(SeenForm):
    """The headings that are offered, a line each, and the edition that they are from."""

    eyfs_edition = line_field(_l("Edition of the EYFS"), _l("Write the edition"), most=60)
    eyfs_headings = text_field(_l("Headings of the EYFS"), _l("Write the headings"))
    childcare_edition = line_field(_l("Edition of the Childcare Register"), _l("Write the edition"), most=60)
    childcare_headings = text_field(_l("Headings of the Childcare Register"), _l("Write the headings"))

    @classmethod
    def filled(cls) -> "RequirementsForm":
        """Return the form with what is offered now."""
        data = dict[str, object]()
        for each in noting.editions():
            data |= {f"{each.register}_edition": each.name, f"{each.register}_headings": "\n".join(each.headings)}
        return cls.showing(noting.latest_list(), **data)

    def editions(self) -> list[Edition]:
        """Return what was entered, once it is valid; a heading that stands there twice counts once."""
        return [
            Edition(
                register,
                self[f"{register}_edition"].data,
                tuple(dict.fromkeys(filter(None, map(clean_line, self[f"{register}_headings"].data.splitlines())))),
            )
            for register in Register
        ]


def first_words(*, recorder: str, position: str, sent_on: bool) -> dict[FactKind, str]:
    """Return what stands on the page before anybody noted anything, for the handler to change."""
    handled = [Handled.INTERNAL, *([Handled.OFSTED] if sent_on else [])]
    return {FactKind.HANDLED: "\n".join(handled), FactKind.RECORDER: recorder, FactKind.POSITION: position}


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
        form = cls.showing(latest.id if latest else 0, **_first_words(duty, about, latest))
        words, offered = DUTIES[duty], answers_to(duty)
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


def _first_words(duty: Duty, about: Circumstances, latest: ConcernDuty | None) -> dict[str, object]:
    if latest:
        row = {name: getattr(latest, name) for name in ("answer", "how", "reference", "text")}
        hour = format_time(latest.at) if latest.at else ""
        return {**row, "on": latest.happened_on, "time": hour}
    if duty is Duty.TRIAGE:
        return {"on": about.received_on}
    if duty is Duty.BREACH:
        is_known = about.found_at == about.logged_at
        return {"on": about.received_on, "time": format_time(about.found_at) if is_known else ""}
    return {"on": clock.today()}
