"""The questions about the record of a case: its facts page by page, each action, and the requirements that are offered."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice

from portal.concerns import noting
from portal.concerns.fact_labels import FACTS, HANDLED, STAFF_OUTCOMES, YES_NO
from portal.concerns.facts import REGISTER_NAMES, Edition, Fact, FactKind, Handled, Register, case_record
from portal.concerns.forms import SeenForm, optional
from portal.concerns.models import ConcernFact
from portal.foundation.text import clean_line
from portal.web.forms import DayField, line_field, text_field
from portal.wording.library import statements_in_force


class FactsForm(SeenForm):
    """Facts of one page of the record; a question that the page does not ask is taken off the form."""

    requirement = SelectMultipleField(FACTS[FactKind.REQUIREMENT], validate_choice=False)
    statement = SelectMultipleField(FACTS[FactKind.STATEMENT], validate_choice=False)
    post = optional(text_field(_l("Posts it is about")))
    person = optional(text_field(_l("Other people who have to do with it")))
    handled = SelectMultipleField(_l("Who dealt with it?"), validate_choice=False)
    procedure = optional(line_field(_l("Which stage of our own complaints procedure?")))
    friend = optional(line_field(_l("Who came along with them to a meeting?")))
    learned = optional(text_field(_l("What did we learn, and what do we do better now?")))
    conditions = RadioField(_l("Were conditions of our registration changed?"), validate_choice=False)
    shared = optional(DayField(_l("On which day was a copy of the record shared with them?")))
    ofsted_reference = optional(line_field(FACTS[FactKind.OFSTED_REFERENCE]))
    recorder = optional(line_field(_l("Who recorded it?")))
    position = optional(line_field(FACTS[FactKind.POSITION]))
    staff_outcome = RadioField(_l("Did somebody who works here break our rules?"), validate_choice=False)
    staff_words = optional(text_field(FACTS[FactKind.STAFF_WORDS]))

    @classmethod
    def for_page(
        cls, kinds: Sequence[FactKind], rows: Sequence[ConcernFact], *, first: Mapping[FactKind, str]
    ) -> "FactsForm":
        """Return the form with what counts now; ``first`` are words for what nobody has noted yet."""
        record = case_record(row.fact for row in rows)
        counts = {kind: record.of(kind) for kind in kinds}
        said = {kind: fact.text or ("" if any(row.kind == kind for row in rows) else first.get(kind, ""))
                for kind, fact in counts.items()}  # fmt: skip
        data: dict[str, object] = {kind.value: counts[kind].on or text for kind, text in said.items()}
        data |= {kind.value: said[kind].splitlines() for kind in kinds if kind in SEVERAL}
        form = cls(data={**data, "seen": str(noting.latest_of(rows, kinds))})
        for kind in (kind for kind in FACTS if kind in form and kind not in kinds):
            del form[kind]
        for kind in kinds:
            form._offer(kind, counts[kind].lines)
        return form

    def _offer(self, kind: FactKind, noted: Sequence[str]) -> None:
        """Say what can be chosen; what was noted before can stay, in its own words."""
        if kind in _CODES:
            self[kind].choices = [SelectChoice(code, word) for code, word in _CODES[kind].items()]
        elif kind in SEVERAL:
            groups = _requirements() if kind is FactKind.REQUIREMENT else _statements()
            offered = {choice.value for choices in groups.values() for choice in choices}
            if before := [SelectChoice(words, words) for words in noted if words not in offered]:
                groups[_("Noted before")] = before
            self[kind].choices = groups

    def _check_offered(self, field: Field) -> None:
        chosen = [field.data] if isinstance(field.data, str) else field.data or []
        if not {str(choice[0]) for choice in field.iter_choices()}.issuperset(chosen):
            raise ValidationError(_("Something you chose is not offered any more. Look at your choice again"))

    validate_requirement = validate_statement = validate_handled = _check_offered
    validate_conditions = validate_staff_outcome = _check_offered

    def facts(self, kinds: Sequence[FactKind]) -> list[Fact]:
        """Return what was entered, once it is valid."""
        return [_entered(kind, self[kind]) for kind in kinds]


SEVERAL = frozenset({FactKind.REQUIREMENT, FactKind.STATEMENT, FactKind.HANDLED})
_CODES: dict[FactKind, dict[Any, LazyString]] = {
    FactKind.HANDLED: HANDLED,
    FactKind.CONDITIONS: YES_NO,
    FactKind.STAFF_OUTCOME: STAFF_OUTCOMES,
}


def _entered(kind: FactKind, field: Field) -> Fact:
    if isinstance(field, DayField):
        return Fact(kind, on=field.day)
    return Fact(kind, text="\n".join(field.data) if kind in SEVERAL else field.data or "")


def _requirements() -> dict[str, list[SelectChoice]]:
    return {
        f"{REGISTER_NAMES[each.register]} ({each.name})": [
            SelectChoice(each.cited(heading), heading) for heading in each.headings
        ]
        for each in noting.editions()
    }


def _statements() -> dict[str, list[SelectChoice]]:
    groups: dict[str, list[SelectChoice]] = {}
    for each in statements_in_force():
        words = clean_line(each.statement)
        groups.setdefault(each.title, []).append(SelectChoice(f"{each.title}: {words}", words))
    return groups


class CaseActionForm(SeenForm):
    """One action: what, by whom, by when, and when it was done."""

    text = text_field(_l("What is to be done, or was?"), _l("Write what is to be done, or was"), most=2_000)
    who = line_field(_l("Who does it?"), _l("Write who does it"))
    due_on = optional(DayField(_l("By which day?")))
    done_on = optional(DayField(_l("On which day was it done?")))

    @classmethod
    def for_action(cls, action: Fact, rows: Sequence[ConcernFact]) -> "CaseActionForm":
        """Return the form with what was noted of an action, to be corrected or ticked off."""
        seen = noting.latest_of(rows, {FactKind.ACTION}, action.item)
        data = {"text": action.text, "who": action.who, "due_on": action.due_on, "done_on": action.on}
        return cls(data={**data, "seen": str(seen)})

    def action(self, item: int) -> Fact:
        """Return what was entered, once it is valid."""
        return Fact(FactKind.ACTION, item, self.text.data, self.who.data, self.due_on.day, self.done_on.day)


class RequirementsForm(SeenForm):
    """The headings that are offered, a line each, and the edition that they are from."""

    eyfs_edition = line_field(_l("Edition of the EYFS"), _l("Write the edition"), most=60)
    eyfs_headings = text_field(_l("Headings of the EYFS"), _l("Write the headings"))
    childcare_edition = line_field(_l("Edition of the Childcare Register"), _l("Write the edition"), most=60)
    childcare_headings = text_field(_l("Headings of the Childcare Register"), _l("Write the headings"))

    @classmethod
    def filled(cls) -> "RequirementsForm":
        """Return the form with what is offered now."""
        data = {"seen": str(noting.latest_list())}
        for each in noting.editions():
            data |= {f"{each.register}_edition": each.name, f"{each.register}_headings": "\n".join(each.headings)}
        return cls(data=data)

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
