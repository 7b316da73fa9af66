"""What each fact of the record of a case is called and says, on pages and on paper, and how which page asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.concerns.facts import Fact, FactKind, Handled, StaffOutcome
from portal.web.dates import format_date

# How a page asks for a fact; what is chosen from lists is several too, and the lists are long and fold.
Asked = Literal["line", "lines", "day", "one", "several", "from_lists"]


@dataclass(frozen=True)
class FactWords:
    """What one fact is called, and which page asks for it and how: by its ``question`` where that is not the same.

    ``codes`` are the words of what is chosen and stored as a code.
    """

    label: LazyString
    page: str = ""
    asked: Asked = "line"
    question: LazyString | None = None
    hint: LazyString | str = ""
    codes: Mapping[Any, LazyString] = field(default_factory=dict)


FACTS: dict[FactKind, FactWords] = {
    FactKind.REQUIREMENT: FactWords(_l("Requirements it relates to"), "relates", "from_lists"),
    FactKind.STATEMENT: FactWords(_l("Rules or policies that were broken"), "relates", "from_lists"),
    FactKind.POST: FactWords(_l("Posts"), "relates", "from_lists", _l("Posts of the last year that it is about")),
    FactKind.PERSON: FactWords(
        _l("Other people"), "relates", "lines", _l("Other people who have to do with it"),
        hint=_l("A line each: the name, and what they have to do with it."),
    ),
    FactKind.HANDLED: FactWords(
        _l("Dealt with by"), "details", "several", _l("Who dealt with it?"),
        codes={
            Handled.INTERNAL: _l("Us, inside the setting"),
            Handled.OFSTED: _l("Ofsted"),
            Handled.AGENCY: _l("Another agency"),
        },
    ),
    FactKind.PROCEDURE: FactWords(
        _l("Stage of our own procedure"), "details", "line", _l("Which stage of our own complaints procedure?"),
        hint=_l("For example, “First stage: talked with the manager”"),
    ),
    FactKind.FRIEND: FactWords(
        _l("Who came along with them"), "details", "line", _l("Who came along with them to a meeting?")
    ),
    FactKind.LEARNED: FactWords(
        _l("What we learned"), "details", "lines", _l("What did we learn, and what do we do better now?")
    ),
    FactKind.CONDITIONS: FactWords(
        _l("Conditions of our registration changed"), "details", "one",
        _l("Were conditions of our registration changed?"), codes={"yes": _l("Yes"), "no": _l("No")},
    ),
    FactKind.SHARED: FactWords(
        _l("Copy of the record shared on"), "details", "day",
        _l("On which day was a copy of the record shared with them?"),
    ),
    FactKind.OFSTED_REFERENCE: FactWords(_l("Ofsted’s reference"), "details"),
    FactKind.RECORDER: FactWords(_l("Recorded by"), "details", "line", _l("Who recorded it?")),
    FactKind.POSITION: FactWords(_l("Their position"), "details"),
    FactKind.STAFF_OUTCOME: FactWords(
        _l("Outcome for staff"), "staff", "one", _l("Did somebody who works here break our rules?"),
        codes={
            StaffOutcome.NO_BREACH: _l("Nobody here broke our rules"),
            StaffOutcome.ADVICE: _l("A breach: we spoke to them"),
            StaffOutcome.TRAINING: _l("A breach: training or supervision"),
            StaffOutcome.DISCIPLINARY: _l("A breach: disciplinary procedure"),
            StaffOutcome.OTHER: _l("A breach: something else"),
        },
    ),
    FactKind.STAFF_WORDS: FactWords(_l("What was agreed with them"), "staff", "lines"),
    FactKind.ACTION: FactWords(_l("Action")),
    FactKind.LETTER: FactWords(_l("Outcome letter")),
}  # fmt: skip
# Of each page of the record its title, and what it says.
PAGES: dict[str, tuple[LazyString, LazyString]] = {
    "relates": (
        _l("What it relates to"),
        _l("Inspectors ask which requirements a complaint is about. Tick all that fit."),
    ),
    "details": (
        _l("Details for the record"),
        _l("What inspectors’ forms ask besides the outcome. Fill in what you know; the rest can wait."),
    ),
    "staff": (
        _l("Outcome for staff"),
        _l("Apart from the outcome of the complaint. Whoever raised it never sees this."),
    ),
}


def facts_of_page(slug: str) -> list[FactKind]:
    """Return what a page of the record asks for, in its order."""
    return [kind for kind, words in FACTS.items() if words.page == slug]


def fact_line(fact: Fact) -> str:
    """Return what a fact is called and says, on one line."""
    said = "; ".join(fact_value(fact).splitlines()) if fact.says_something else _("taken away")
    return f"{FACTS[fact.kind].label}: {said}"


def fact_value(fact: Fact) -> str:
    """Return what one fact says, in words; several values as lines."""
    if codes := FACTS[fact.kind].codes:
        return "\n".join(str(codes.get(code, code)) for code in fact.lines)
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
