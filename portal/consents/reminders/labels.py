"""Who gets what, and why: the same sentences on the page and in the terminal."""

from collections import Counter
from collections.abc import Iterable, Sequence

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.consents.policy import AnswerState
from portal.consents.reminders.outstanding import Gap, Recipient, SendPlan
from portal.consents.reminders.policy import ReminderChannel
from portal.web.dates import format_date

CHANNELS: dict[ReminderChannel, LazyString] = {
    ReminderChannel.EMAIL: _l("E-mail"),
    ReminderChannel.LETTER: _l("Letter"),
    ReminderChannel.INVITATION_EMAIL: _l("Invitation by e-mail"),
    ReminderChannel.INVITATION_LETTER: _l("Invitation by letter"),
}
_WHY: dict[AnswerState, LazyString] = {
    AnswerState.NOT_ANSWERED: _l("no answer"),
    AnswerState.EXPIRED: _l("the yes has run out"),
    AnswerState.SUPERSEDED: _l("the form has changed since"),
    AnswerState.ASKED_AGAIN: _l("asked again"),
}


def gap_words(gap: Gap) -> str:
    """Return why uses wait, and which: “the yes runs out on 3 January 2027: Displays, Website”."""
    uses = _("all uses") if gap.is_all else ", ".join(use.label for use in gap.uses)
    why = _WHY.get(gap.state) or _("the yes counts until %(day)s", day=format_date(gap.counts_until))
    return _("%(why)s: %(uses)s", why=why, uses=uses)


def how_many(adults: Sequence[Recipient]) -> str:
    """Return how many adults owe an answer, and for how many children."""
    children = len({child.id for adult in adults for child in adult.children})
    who = ngettext("%(num)s adult", "%(num)s adults", len(adults))
    whom = ngettext("%(num)s child", "%(num)s children", children)
    return _("Answers are missing or run out soon from %(who)s, for %(whom)s.", who=who, whom=whom)


def summary(plan: SendPlan) -> list[str]:
    """Return who gets what when everybody is reminded now, and who gets nothing."""
    told = {
        "emailed": ngettext("%(num)s adult gets an e-mail.", "%(num)s adults get an e-mail.", len(plan.emailed)),
        "lettered": ngettext("%(num)s adult gets a letter.", "%(num)s adults get a letter.", len(plan.lettered)),
        "invited": ngettext(
            "%(num)s adult has not signed in yet and gets an invitation instead.",
            "%(num)s adults have not signed in yet and get an invitation instead.",
            len(plan.invited),
        ),
        "left_out": ngettext(
            "%(num)s adult was invited or reminded in the last 3 days and is left out.",
            "%(num)s adults were invited or reminded in the last 3 days and are left out.",
            len(plan.left_out),
        ),
        "unreachable": ngettext(
            "%(num)s adult cannot be written to, since their account is closed. Speak to them.",
            "%(num)s adults cannot be written to, since their accounts are closed. Speak to them.",
            len(plan.unreachable),
        ),
    }
    return [sentence for group, sentence in told.items() if getattr(plan, group)]


def sent_words(channels: Iterable[ReminderChannel]) -> list[str]:
    """Return what was written: whether e-mails went out is not known here, and said beside it."""
    sent = Counter(channels)
    emails, invitations = sent[ReminderChannel.EMAIL], sent[ReminderChannel.INVITATION_EMAIL]
    letters = sum(count for channel, count in sent.items() if channel.is_letter)
    told = (
        (emails, ngettext("%(num)s reminder by e-mail.", "%(num)s reminders by e-mail.", emails)),
        (invitations, ngettext("%(num)s invitation by e-mail.", "%(num)s invitations by e-mail.", invitations)),
        (letters, ngettext("%(num)s letter to print.", "%(num)s letters to print.", letters)),
    )  # fmt: skip
    return [sentence for count, sentence in told if count]
