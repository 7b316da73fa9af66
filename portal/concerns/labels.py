"""Kinds, stages, steps, outcomes and doors as words and tones, the same on every page and in every PDF."""

from dataclasses import dataclass

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from portal.concerns.clocks import Clock, Tone
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Kind, Outcome, Reply, Source, Stage
from portal.concerns.routing import CHAIR, MANAGER, SAFEGUARDING_LEAD
from portal.concerns.subjects import SubjectKind
from portal.web.dates import format_date

# For those who handle concerns, and in their papers.
KINDS: dict[Kind, LazyString] = {
    Kind.SHARED_IMAGE: _l("Picture or screenshot shared"),
    Kind.PICTURE_WITHOUT_CONSENT: _l("Picture posted without consent"),
    Kind.PRIVATE_CONTACT: _l("Friend request or private message"),
    Kind.COMMENT_ON_POST: _l("Comment on a post"),
    Kind.STAFF_CONDUCT: _l("Conduct of staff online"),
    Kind.COMPLAINT: _l("Complaint about care"),
    Kind.PERSONAL_INFORMATION: _l("Personal information (data protection)"),
    Kind.LOW_LEVEL: _l("Low-level concern about an adult"),
    Kind.QUESTION: _l("Question"),
    Kind.COMPLIMENT: _l("Compliment"),
}
# For whoever raises one.
OWN_KINDS: dict[Kind, LazyString] = {
    Kind.SHARED_IMAGE: _l("A picture of ours was shared"),
    Kind.PICTURE_WITHOUT_CONSENT: _l("A picture was posted without a yes"),
    Kind.PRIVATE_CONTACT: _l("A friend request or private message"),
    Kind.COMMENT_ON_POST: _l("A comment on a post"),
    Kind.STAFF_CONDUCT: _l("Something staff did online"),
    Kind.COMPLAINT: _l("How we care for children"),
    Kind.PERSONAL_INFORMATION: _l("My personal information"),
    Kind.LOW_LEVEL: _l("A small worry about an adult who works here"),
    Kind.QUESTION: _l("A question"),
    Kind.COMPLIMENT: _l("A thank you"),
}
WHAT_TITLES: dict[Kind, LazyString] = {
    Kind.QUESTION: _l("What would you like to know?"),
    Kind.COMPLIMENT: _l("What went well?"),
}
OWN_ENTRIES: dict[str, LazyString] = {
    EntryKind.RECEIVED: _l("We have it"),
    EntryKind.ACKNOWLEDGED: _l("We have read it"),
    EntryKind.STARTED: _l("We are looking into it"),
    EntryKind.MESSAGE_FROM_RAISER: _l("You wrote"),
    EntryKind.MESSAGE_FROM_SETTING: _l("We wrote to you"),
    EntryKind.OUTCOME_TOLD: _l("You have the outcome"),
    EntryKind.CLOSED: _l("Closed"),
    EntryKind.REOPENED: _l("Opened again"),
    EntryKind.SENT_ON: _l("Sent on to Ofsted"),
    EntryKind.WITHDRAWN: _l("You took it back"),
}
OWN_STAGES: dict[str, LazyString] = {
    **OWN_ENTRIES,
    Stage.LOOKING_INTO_IT: OWN_ENTRIES[EntryKind.STARTED],
    Stage.SENT_TO_OFSTED: OWN_ENTRIES[EntryKind.SENT_ON],
}
REPLIES: dict[Reply, LazyString] = {
    Reply.HERE: _l("Here"),
    Reply.PHONE: _l("By phone"),
    Reply.MEETING: _l("At a meeting"),
    Reply.NONE: _l("No answer is needed"),
}
STAGE_TONES = {
    Stage.RECEIVED: "waiting",
    Stage.ACKNOWLEDGED: "waiting",
    Stage.LOOKING_INTO_IT: "waiting",
    Stage.OUTCOME_TOLD: "yes",
    Stage.CLOSED: "quiet",
    Stage.SENT_TO_OFSTED: "waiting",
}

# For those who handle it.
ENTRIES: dict[str, LazyString] = {
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
    EntryKind.WITHDRAWN: _l("Withdrawn by the person"),
}
STAGES: dict[str, LazyString] = {
    **ENTRIES,
    Stage.LOOKING_INTO_IT: _l("Looking into it"),
    Stage.SENT_TO_OFSTED: ENTRIES[EntryKind.SENT_ON],
}
ENTRY_TONES = {EntryKind.OUTCOME_TOLD: "yes", EntryKind.CLOSED: "yes", EntryKind.REOPENED: "soon"}

OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.UPHELD: _l("Upheld: the concern was right"),
    Outcome.PARTLY_UPHELD: _l("Partly upheld: the concern was right in part"),
    Outcome.NOT_UPHELD: _l("Not upheld: we found that it was not so"),
    Outcome.COULD_NOT_BE_DECIDED: _l("Could not be decided"),
    Outcome.RESOLVED_INFORMALLY: _l("Put right by talking"),
    Outcome.BREACH_BY_STAFF: _l("Upheld: the concern was right"),
    Outcome.ANSWERED: _l("Answered, or passed on"),
}

SUBJECTS: dict[SubjectKind, LazyString] = {
    SubjectKind.MANAGER: _l("The manager"),
    SubjectKind.LEAD: _l("The safeguarding lead"),
    SubjectKind.STAFF: _l("A member of staff"),
    SubjectKind.OTHER: _l("Somebody else"),
}

_SAID_IN_HOURS = 72
_CLOCK_TONES = {Tone.CALM: "waiting", Tone.AMBER: "soon", Tone.RED: "late", Tone.LATE: "late", Tone.DONE: "yes"}


def clock_tone(clock: Clock) -> str:
    """Return the tone of a clock: amber from 14 days, red from 21, late stays late (product.md §4.2)."""
    return _CLOCK_TONES[clock.tone]


def clock_label(clock: Clock) -> str:
    """Return how a clock stands, in words: hours or days left or late, or done in time. A courtesy is never late."""
    if clock.is_courtesy:
        return gettext("told") if clock.is_stopped else gettext("hoped for by %(day)s", day=format_date(clock.due_on))
    if clock.hours_left is not None and not clock.is_stopped and abs(clock.hours_left) <= _SAID_IN_HOURS:
        if clock.is_late:
            return ngettext("%(num)s hour late", "%(num)s hours late", -clock.hours_left)
        return ngettext("%(num)s hour left", "%(num)s hours left", clock.hours_left)
    if clock.is_late:
        return ngettext("%(num)s day late", "%(num)s days late", clock.days_late)
    if clock.is_stopped:
        return gettext("told in time")
    return ngettext("%(num)s day left", "%(num)s days left", clock.days_left)


@dataclass(frozen=True)
class Step:
    """The small page of one step. ``slug`` is its address; without ``required`` the words may be left out.

    ``done`` says what happened and what is due; the text begins with ``starter``, for the handler to change. Both may
    name the ``day`` by which the outcome is due.
    """

    slug: str
    title: LazyString
    lede: LazyString
    label: LazyString
    button: LazyString
    done: LazyString
    required: LazyString | None = None
    starter: LazyString | str = ""
    is_read_by_raiser: bool = True


STEPS: dict[EntryKind, Step] = {
    EntryKind.ACKNOWLEDGED: Step(
        "acknowledge",
        _l("Acknowledge this concern"),
        _l("Tell the person that you have read it and what happens next."),
        _l("A few words to the person"),
        _l("Acknowledge it"),
        _l("Acknowledged. Tell the outcome by %(day)s."),
        starter=_l(
            "Thank you for telling us. I have read it, and we will look into it. You hear the outcome by %(day)s. "
            "If you think of anything else, please write it here."
        ),
    ),
    EntryKind.STARTED: Step(
        "start",
        _l("Start to look into it"),
        _l("The person sees that you have begun."),
        _l("What you will do first"),
        _l("Start to look into it"),
        _l("They see that you have begun. Tell the outcome by %(day)s."),
    ),
    EntryKind.MESSAGE_FROM_SETTING: Step(
        "message",
        _l("Send a message"),
        _l("The person reads it here after signing in. The e-mail only says that there is something new."),
        _l("Your message"),
        _l("Send the message"),
        _l("They can read your message on their page."),
        _l("Write your message"),
    ),
    EntryKind.INTERNAL_NOTE: Step(
        "note",
        _l("Add an internal note"),
        _l("Only those who handle this concern can read it. The person who raised it never can."),
        _l("Your note"),
        _l("Keep the note"),
        _l("Your note is kept. They never see it."),
        _l("Write your note"),
        is_read_by_raiser=False,
    ),
    EntryKind.SENT_ON: Step(
        "send-on",
        _l("Send it on to Ofsted"),
        _l("Send it to Ofsted in your usual way, then note it here. You still have to tell the person the outcome."),
        _l("What you sent, how, and to whom"),
        _l("Note that it was sent"),
        _l("Noted as sent on. Still tell them the outcome, by %(day)s."),
        _l("Write what you sent, how, and to whom"),
    ),
    EntryKind.REOPENED: Step(
        "reopen",
        _l("Open it again"),
        _l("The person has to be told an outcome again before it can be closed."),
        _l("Why it is opened again"),
        _l("Open it again"),
        _l("Opened again. Tell them an outcome before you close it."),
        _l("Write why it is opened again"),
    ),
}

STEP_SLUGS = {step.slug: kind for kind, step in STEPS.items()}

OUTCOME_DONE = _l("Outcome recorded, told on %(day)s. Close it when all is done.")
NAMED_DONE = _l("Whom you named can no longer read it. It goes to whoever may handle it now.")
CLOSED_DONE = _l("Closed. It is kept, at least until %(day)s, and can be opened again.")
# What the text of an outcome begins with: what stands in square brackets is for the handler to replace.
_TO_THE_REGULATOR = _l("You can also complain about this to the regulator. %(regulator)s")
_OUTCOME_STARTERS: dict[Kind, LazyString] = {
    Kind.QUESTION: _l("Thank you for your question.\n\n[Your answer]"),
    Kind.COMPLIMENT: _l("Thank you for your kind words. We passed them on to [whom]."),
}
_OUTCOME_STARTER = _l(
    "Thank you for telling us. We looked into it.\n\nWe found: [what you found]\n\nWe have done: [what you did]\n\n"
    "If you are not happy with this, please write to us here. You can also turn to Ofsted. %(ofsted)s"
)
_DATA_OUTCOME_STARTER = _l("About the picture or personal information: [what you decided]")


def outcome_starter(kind: Kind, *, ofsted: str, regulator: str) -> str:
    """Return what the text of an outcome begins with; it ends with how to reach Ofsted, or whose matter it is."""
    text = str(_OUTCOME_STARTERS.get(kind, _OUTCOME_STARTER)) % {"ofsted": ofsted}
    if kind is Kind.PERSONAL_INFORMATION:
        text += "\n\n" + str(_TO_THE_REGULATOR) % {"regulator": regulator}
    return text


def data_outcome_starter(*, regulator: str) -> str:
    """Return what the outcome of a data-protection part begins with; it ends with how to reach the regulator."""
    return f"{_DATA_OUTCOME_STARTER}\n\n{_TO_THE_REGULATOR}" % {"regulator": regulator}


SOURCES: dict[Source, LazyString] = {
    Source.SIGNED_IN: _l("Here, signed in"),
    Source.NO_ACCOUNT: _l("Here, without an account"),
    Source.LETTER: _l("Letter"),
    Source.EMAIL: _l("E-mail"),
    Source.PHONE: _l("Phone"),
    Source.AT_THE_GATE: _l("At the gate"),
    Source.FACEBOOK: _l("Facebook"),
    Source.OFSTED: _l("Ofsted"),
    Source.AGENCY: _l("Another agency"),
}
# In place of names, for whom has no account.
HANDLERS: dict[str, LazyString] = {
    MANAGER: _l("the manager"),
    SAFEGUARDING_LEAD: _l("the safeguarding lead"),
    CHAIR: _l("the chair"),
}
# Whoever works here is offered first what only they meet.
_STAFF_KINDS: dict[Kind, LazyString] = {
    Kind.PRIVATE_CONTACT: _l("A parent wrote to me on social media"),
    Kind.COMMENT_ON_POST: _l("I saw a comment about us"),
    Kind.QUESTION: _l("A question: a parent’s, or mine"),
    Kind.LOW_LEVEL: OWN_KINDS[Kind.LOW_LEVEL],
}


def kinds_offered(*, to_staff: bool) -> dict[Kind, LazyString]:
    """Return what somebody can raise, in their words. A low-level concern is for whoever works here (product.md §4)."""
    first = _STAFF_KINDS if to_staff else {}
    return first | {kind: OWN_KINDS[kind] for kind in OWN_KINDS if kind not in first and kind is not Kind.LOW_LEVEL}


def source_words(concern: Concern) -> str:
    """Return how a concern reached the setting, with the number that Ofsted or an agency gave it."""
    way = str(SOURCES[Source(concern.source)])
    return f"{way}: {concern.their_reference}" if concern.their_reference else way


def how_read(concern: Concern) -> LazyString | str:
    """Return how whoever has no account learns what a handler writes, and nothing of whom has one (product.md §8.11)."""
    if concern.raised_by_id or concern.follower_id:
        return ""
    if concern.code:
        return _l("They read it here with their code. No e-mail tells them.")
    return _l("They have no page here: tell them in your own way. What you write is kept as what you told them.")
