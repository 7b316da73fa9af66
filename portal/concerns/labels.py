"""Kinds, stages, steps and outcomes as words and tones, the same on every page and in every PDF."""

from dataclasses import dataclass

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from portal.concerns.clocks import Clock, Tone
from portal.concerns.policy import EntryKind, Kind, Missing, Outcome, Stage
from portal.concerns.subjects import SubjectKind

KINDS: dict[Kind, LazyString] = {
    Kind.SHARED_IMAGE: _l("A picture or screenshot from us was shared"),
    Kind.PICTURE_WITHOUT_CONSENT: _l("A picture was posted without a yes"),
    Kind.PRIVATE_CONTACT: _l("A friend request or a private message"),
    Kind.COMMENT_ON_POST: _l("A comment on a post"),
    Kind.STAFF_CONDUCT: _l("What a member of staff did online"),
    Kind.COMPLAINT: _l("A complaint about care"),
    Kind.PERSONAL_INFORMATION: _l("Personal information (data protection)"),
    Kind.QUESTION: _l("A question"),
    Kind.COMPLIMENT: _l("A compliment"),
}
KIND_HINTS: dict[Kind, LazyString] = {
    Kind.SHARED_IMAGE: _l("For example, somebody passed on a picture from our closed group."),
    Kind.PICTURE_WITHOUT_CONSENT: _l("For example, your child is in a picture and you had said no."),
    Kind.PERSONAL_INFORMATION: _l("For example, somebody saw a form or a list with your details."),
    Kind.COMPLAINT: _l("Anything about how we look after your child that is not about the internet."),
}

NEWS: dict[EntryKind, LazyString] = {
    EntryKind.ACKNOWLEDGED: _l("We have read what you told us"),
    EntryKind.MESSAGE_FROM_SETTING: _l("We wrote to you"),
    EntryKind.OUTCOME_TOLD: _l("Read the outcome of what you told us"),
    EntryKind.CLOSED: _l("What you told us is closed"),
}

STAGES: dict[Stage, LazyString] = {
    Stage.RECEIVED: _l("Received"),
    Stage.ACKNOWLEDGED: _l("Acknowledged"),
    Stage.LOOKING_INTO_IT: _l("Looking into it"),
    Stage.OUTCOME_TOLD: _l("Outcome told"),
    Stage.CLOSED: _l("Closed"),
    Stage.SENT_TO_OFSTED: _l("Sent on to Ofsted"),
}
STAGE_TONES = {
    Stage.RECEIVED: "waiting",
    Stage.ACKNOWLEDGED: "waiting",
    Stage.LOOKING_INTO_IT: "waiting",
    Stage.OUTCOME_TOLD: "yes",
    Stage.CLOSED: "quiet",
    Stage.SENT_TO_OFSTED: "waiting",
}

ENTRIES: dict[EntryKind, LazyString] = {
    EntryKind.RECEIVED: _l("Received"),
    EntryKind.ACKNOWLEDGED: _l("Acknowledged"),
    EntryKind.STARTED: _l("Started to look into it"),
    EntryKind.MESSAGE_FROM_RAISER: _l("Message to the setting"),
    EntryKind.MESSAGE_FROM_SETTING: _l("Message from the setting"),
    EntryKind.INTERNAL_NOTE: _l("Internal note"),
    EntryKind.OUTCOME_TOLD: _l("Outcome told"),
    EntryKind.CLOSED: _l("Closed"),
    EntryKind.REOPENED: _l("Opened again"),
    EntryKind.SENT_ON: _l("Sent on to Ofsted"),
}
ENTRY_TONES = {EntryKind.OUTCOME_TOLD: "yes", EntryKind.CLOSED: "yes", EntryKind.REOPENED: "soon"}

OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.UPHELD: _l("Upheld: the concern was right"),
    Outcome.PARTLY_UPHELD: _l("Partly upheld: the concern was right in part"),
    Outcome.NOT_UPHELD: _l("Not upheld: we found that it was not so"),
    Outcome.COULD_NOT_BE_DECIDED: _l("Could not be decided"),
    Outcome.RESOLVED_INFORMALLY: _l("Put right by talking"),
    Outcome.BREACH_BY_STAFF: _l("Upheld: staff broke the policy, which may be a disciplinary matter"),
    Outcome.ANSWERED: _l("Answered, or passed on"),
}

MISSING: dict[Missing, LazyString] = {
    Missing.OUTCOME: _l("the outcome"),
    Missing.ACTIONS: _l("the actions taken"),
    Missing.DATE_TOLD: _l("the date the person was told"),
}

SUBJECTS: dict[SubjectKind, LazyString] = {
    SubjectKind.MANAGER: _l("The manager"),
    SubjectKind.LEAD: _l("The safeguarding lead"),
    SubjectKind.STAFF: _l("A member of staff"),
    SubjectKind.OTHER: _l("Somebody else"),
}

_CLOCK_TONES = {Tone.CALM: "waiting", Tone.AMBER: "soon", Tone.RED: "late", Tone.LATE: "late", Tone.DONE: "yes"}


def clock_tone(clock: Clock) -> str:
    """Return the tone of a clock: amber from 14 days, red from 21, late stays late (product.md §4.2)."""
    return _CLOCK_TONES[clock.tone]


def clock_label(clock: Clock) -> str:
    """Return how a clock stands, in words: days left, days late, or told in time."""
    if clock.is_late:
        return ngettext("%(num)s day late", "%(num)s days late", clock.days_late)
    if clock.is_stopped:
        return gettext("told in time")
    return ngettext("%(num)s day left", "%(num)s days left", clock.days_left)


@dataclass(frozen=True)
class Step:
    """The small page of one step. ``slug`` is its address; without ``required`` the words may be left out."""

    slug: str
    title: LazyString
    lede: LazyString
    label: LazyString
    button: LazyString
    required: LazyString | None = None
    is_read_by_raiser: bool = True


STEPS: dict[EntryKind, Step] = {
    EntryKind.ACKNOWLEDGED: Step(
        "acknowledge",
        _l("Acknowledge this concern"),
        _l("Tell the person that you have read it and what happens next."),
        _l("A few words to the person"),
        _l("Acknowledge it"),
    ),
    EntryKind.STARTED: Step(
        "start",
        _l("Start to look into it"),
        _l("The person sees that you have begun."),
        _l("What you will do first"),
        _l("Start to look into it"),
    ),
    EntryKind.MESSAGE_FROM_SETTING: Step(
        "message",
        _l("Send a message"),
        _l("The person reads it here after signing in. The e-mail only says that there is something new."),
        _l("Your message"),
        _l("Send the message"),
        _l("Write your message"),
    ),
    EntryKind.INTERNAL_NOTE: Step(
        "note",
        _l("Add an internal note"),
        _l("Only those who handle this concern can read it. The person who raised it never can."),
        _l("Your note"),
        _l("Keep the note"),
        _l("Write your note"),
        is_read_by_raiser=False,
    ),
    EntryKind.SENT_ON: Step(
        "send-on",
        _l("Send it on to Ofsted"),
        _l("Send it to Ofsted in your usual way, then note it here. You still have to tell the person the outcome."),
        _l("What you sent, how, and to whom"),
        _l("Note that it was sent"),
        _l("Write what you sent, how, and to whom"),
    ),
    EntryKind.REOPENED: Step(
        "reopen",
        _l("Open it again"),
        _l("The person has to be told an outcome again before it can be closed."),
        _l("Why it is opened again"),
        _l("Open it again"),
        _l("Write why it is opened again"),
    ),
}

STEP_SLUGS = {step.slug: kind for kind, step in STEPS.items()}
