"""What each duty is called, asks and answers, on its page, in lists and on paper; and what comes next by when."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.concerns.clocks import Clock
from portal.concerns.duties import Answer, Duty, DutyFact, DutyState
from portal.concerns.labels import KINDS
from portal.concerns.policy import Kind, Stage, is_complaint
from portal.concerns.register import ACTION
from portal.web.dates import format_date, format_moment

_IS_IT_DONE, _WHICH_DAY, _DONE, _NOT_NEEDED = (
    _l("Is it done?"),
    _l("On which day?"),
    _l("Yes, done"),
    _l("It is not needed"),
)


@dataclass(frozen=True)
class DutyWords:
    """The words of one duty. ``contact`` names the setting’s details of whom to tell; ``undone`` is said when it is not."""

    title: LazyString
    lede: LazyString
    text: LazyString
    question: LazyString = _IS_IT_DONE
    day: LazyString = _WHICH_DAY
    done: LazyString = _DONE
    undone: LazyString = _NOT_NEEDED
    contact: str = ""


HAS_REFERENCE = frozenset({Duty.LADO, Duty.OFSTED, Duty.REGULATOR})
OF_THE_DAY = frozenset({Duty.WHO_SAW, Duty.RISK})
"""What is noted on the day it is thought about."""
_WHY_NOT = _l("If it is not needed: why?")

DUTIES: dict[Duty, DutyWords] = {
    Duty.TRIAGE: DutyWords(
        _l("Ask first: may a child have been harmed?"),
        _l("If you are not sure, ask the LADO: they help you to decide, and need no name."),
        _l("Why do you think so?"),
        question=_l("May somebody who works here have harmed a child, or be unsuitable to work with children?"),
        day=_l("Since which day do we know of it?"),
        contact="lado_contact",
    ),
    Duty.LADO: DutyWords(
        _l("Tell the LADO"),
        _l("Within one working day. Ask them before you look into it or speak to the person it is about."),
        _WHY_NOT,
        contact="lado_contact",
    ),
    Duty.OFSTED: DutyWords(
        _l("Tell Ofsted"),
        _l("As soon as you can, and within 14 days. Not to tell them is an offence."),
        _WHY_NOT,
        contact="ofsted_contact",
    ),
    Duty.BREACH: DutyWords(
        _l("Is it a data breach?"),
        _l("72 hours are counted from the moment you found out."),
        _l("Why do you think so?"),
        question=_l(
            "Did we, or somebody who works for us, wrongly show, share or lose a picture or personal information?"
        ),
        day=_l("On which day did we find out?"),
    ),
    Duty.TAKEN_DOWN: DutyWords(
        _l("Take it down"),
        _l("Take it down now, and ask whoever has a copy to delete it."),
        _l("What did you do? If it cannot be taken down: why?"),
        undone=_l("It cannot be taken down"),
    ),
    Duty.WHO_SAW: DutyWords(
        _l("Say who saw it"), _l("As far as you know: who, how many, and for how long."), _l("Who saw it?")
    ),
    Duty.RISK: DutyWords(
        _l("Say what the risk is"),
        _l("Think of a child who must not be found, of names, of strangers, and of who was upset."),
        _l("What could happen, and how likely is it?"),
        question=_l("Could it harm anybody, or make them afraid or upset?"),
    ),
    Duty.FAMILY: DutyWords(
        _l("Tell the family"),
        _l("Say what happened, what could come of it, what you did, and what they can do."),
        _WHY_NOT,
    ),
    Duty.REGULATOR: DutyWords(
        _l("Tell the regulator"),
        _l("Within 72 hours, unless it is unlikely that anybody is at risk. Then write why."),
        _WHY_NOT,
        contact="ico_contact",
    ),
    Duty.DATA_ACKNOWLEDGED: DutyWords(
        _l("Acknowledge the part about personal information"),
        _l("If they read it here, “Acknowledge this concern” does it. If not, tell them and note it here."),
        _l("Anything to add?"),
    ),
    Duty.DATA_OUTCOME: DutyWords(
        _l("Tell the outcome about personal information"),
        _l("It belongs to “Tell the outcome”. If they were told apart from it, note it here."),
        _l("What did you tell them?"),
        contact="ico_contact",
    ),
}
SLUGS = {duty: duty.replace("_", "-") for duty in Duty}
_ACTION = _l("Do what was agreed")
_ANSWERS = {Answer.YES: _l("Yes"), Answer.NO: _l("No"), Answer.NOT_KNOWN: _l("We do not know yet")}


def open_title(duty: str) -> LazyString:
    """Return what an open item of the register is called: a duty, or an action that was agreed."""
    return _ACTION if duty == ACTION else DUTIES[Duty(duty)].title


def answer_word(duty: Duty, answer: Answer) -> str:
    """Return what can be chosen, or was, in words."""
    words = DUTIES[duty]
    return str(_ANSWERS.get(answer) or (words.done if answer is Answer.DONE else words.undone))


def due_words(state: DutyState) -> str:
    """Return by when a duty is due: to the minute where the hour counts."""
    when = format_moment(state.clock.due_at) if state.clock.due_at else format_date(state.clock.due_on)
    return _("By %(when)s", when=when)


def fact_words(fact: DutyFact) -> str:
    """Return one line of what was answered or done: “Done (3 May 2026), by phone, reference 12. They ring back.”"""
    day = format_moment(fact.at) if fact.at else format_date(fact.on)
    said = [_("%(answer)s (%(day)s)", answer=answer_word(fact.duty, fact.answer), day=day), fact.how]
    if fact.reference:
        said.append(_("reference %(reference)s", reference=fact.reference))
    return ". ".join(filter(None, (", ".join(filter(None, said)), fact.text)))


def counted_apart(kinds: Iterable[Kind]) -> str:
    """Return how many of what is no complaint came, by kind; nothing where none came."""
    counts = Counter(kind for kind in kinds if not is_complaint(kind))
    said = "; ".join(f"{KINDS[kind]}: {counts[kind]}" for kind in KINDS if counts[kind])
    return said and _("Counted apart, since they are no complaints: %(counts)s.", counts=said)


# What comes next for whoever told us, at every stage.
_NEXT: dict[Stage, LazyString] = {
    Stage.RECEIVED: _l("Next: we read it and write to you."),
    Stage.ACKNOWLEDGED: _l("Next: we look into it."),
    Stage.LOOKING_INTO_IT: _l("Next: we tell you what we found."),
    Stage.OUTCOME_TOLD: _l("Next: we close it. If you are not happy with the answer, write to us here first."),
    Stage.CLOSED: _l("Nothing more is to come. You can still write to us here."),
    Stage.SENT_TO_OFSTED: _l("Ofsted has it as well. Next: we tell you what we found."),
}


def next_for_raiser(stage: Stage, clock: Clock) -> str:
    """Return what happens next and by when, for whoever told us (product.md §4)."""
    said = [str(_NEXT[stage])]
    if stage not in (Stage.OUTCOME_TOLD, Stage.CLOSED) and not clock.is_stopped:
        day = format_date(clock.due_on)
        if clock.is_courtesy:
            said.append(_("We hope to answer by %(day)s.", day=day))
        elif clock.is_late:
            said.append(_("You should have heard the outcome by %(day)s. You can also turn to Ofsted.", day=day))
        else:
            said.append(_("You hear the outcome by %(day)s.", day=day))
    return " ".join(said)
