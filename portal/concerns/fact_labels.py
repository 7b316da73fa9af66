"""What each fact of the record of a case is called and says, on pages and on paper, and which page asks for it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.concerns.facts import Fact, FactKind, Handled, StaffOutcome
from portal.web.dates import format_date

FACTS: dict[FactKind, LazyString] = {
    FactKind.REQUIREMENT: _l("Requirements it relates to"),
    FactKind.STATEMENT: _l("Rules or policies that were broken"),
    FactKind.POST: _l("Posts"),
    FactKind.PERSON: _l("Other people"),
    FactKind.HANDLED: _l("Dealt with by"),
    FactKind.PROCEDURE: _l("Stage of our own procedure"),
    FactKind.FRIEND: _l("Who came along with them"),
    FactKind.LEARNED: _l("What we learned"),
    FactKind.CONDITIONS: _l("Conditions of our registration changed"),
    FactKind.SHARED: _l("Copy of the record shared on"),
    FactKind.OFSTED_REFERENCE: _l("Ofsted’s reference"),
    FactKind.RECORDER: _l("Recorded by"),
    FactKind.POSITION: _l("Their position"),
    FactKind.STAFF_OUTCOME: _l("Outcome for staff"),
    FactKind.STAFF_WORDS: _l("What was agreed with them"),
    FactKind.ACTION: _l("Action"),
    FactKind.LETTER: _l("Outcome letter"),
}
HANDLED: dict[Handled, LazyString] = {
    Handled.INTERNAL: _l("Us, inside the setting"),
    Handled.OFSTED: _l("Ofsted"),
    Handled.AGENCY: _l("Another agency"),
}
YES_NO: dict[str, LazyString] = {"yes": _l("Yes"), "no": _l("No")}
STAFF_OUTCOMES: dict[StaffOutcome, LazyString] = {
    StaffOutcome.NO_BREACH: _l("Nobody here broke our rules"),
    StaffOutcome.ADVICE: _l("A breach: we spoke to them"),
    StaffOutcome.TRAINING: _l("A breach: training or supervision"),
    StaffOutcome.DISCIPLINARY: _l("A breach: disciplinary procedure"),
    StaffOutcome.OTHER: _l("A breach: something else"),
}
_CODES: dict[FactKind, dict[Any, LazyString]] = {
    FactKind.HANDLED: HANDLED,
    FactKind.CONDITIONS: YES_NO,
    FactKind.STAFF_OUTCOME: STAFF_OUTCOMES,
}


@dataclass(frozen=True)
class FactPage:
    """One page of the record of a case, and what it asks for."""

    title: LazyString
    lede: LazyString
    kinds: tuple[FactKind, ...]


PAGES: dict[str, FactPage] = {
    "relates": FactPage(
        _l("What it relates to"),
        _l("Inspectors ask which requirements a complaint is about. Tick all that fit."),
        (FactKind.REQUIREMENT, FactKind.STATEMENT, FactKind.POST, FactKind.PERSON),
    ),
    "details": FactPage(
        _l("Details for the record"),
        _l("What inspectors’ forms ask besides the outcome. Fill in what you know; the rest can wait."),
        (
            FactKind.HANDLED, FactKind.PROCEDURE, FactKind.FRIEND, FactKind.LEARNED, FactKind.CONDITIONS,
            FactKind.SHARED, FactKind.OFSTED_REFERENCE, FactKind.RECORDER, FactKind.POSITION,
        ),
    ),
    "staff": FactPage(
        _l("Outcome for staff"),
        _l("Apart from the outcome of the complaint. Whoever raised it never sees this."),
        (FactKind.STAFF_OUTCOME, FactKind.STAFF_WORDS),
    ),
}  # fmt: skip


def fact_value(fact: Fact) -> str:
    """Return what one fact says, in words; several values as lines."""
    if fact.kind in _CODES:
        return "\n".join(str(_CODES[fact.kind].get(code, code)) for code in fact.lines)
    if fact.kind is FactKind.ACTION:
        return "\n".join(words for words in (fact.text, fact.who, action_when(fact)) if words)
    if fact.kind is FactKind.LETTER:
        return _("sent on %(day)s", day=format_date(fact.on)) if fact.on else _("written")
    return fact.text or format_date(fact.on)


def action_when(action: Fact) -> str:
    """Return when an action was done, or is due."""
    if action.on:
        return _("done on %(day)s", day=format_date(action.on))
    return _("due by %(day)s", day=format_date(action.due_on))
