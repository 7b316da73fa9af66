"""Who gets what, and why: the same sentences on the page and in the terminal."""

from collections import Counter
from collections.abc import Iterable, Mapping

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.families.sessions import session_names
from portal.reminders.policy import Owed, ReminderChannel
from portal.reminders.recipients import Filter, Recipient, SendPlan
from portal.web.labels import join_names

CHANNELS: dict[ReminderChannel, LazyString] = {
    ReminderChannel.EMAIL: _l("e-mail"),
    ReminderChannel.LETTER: _l("letter"),
    ReminderChannel.INVITATION_EMAIL: _l("invitation by e-mail"),
    ReminderChannel.INVITATION_LETTER: _l("invitation by letter"),
}
OWED: dict[Owed, LazyString] = {
    Owed.ANSWERS: _l("answers"),
    Owed.DOCUMENTS: _l("rules"),
    Owed.ENDING: _l("a yes that ends soon"),
}


def what_and_how(adult: Recipient) -> str:
    """Return what one adult owes and how they are reached: “answers for Ivo · rules · e-mail”."""
    parts = [_("answers for %(names)s", names=join_names(adult.called))] if adult.children else []
    parts += [str(OWED[Owed.DOCUMENTS])] if adult.documents else []
    return " · ".join([*parts, *([str(CHANNELS[adult.channel])] if adult.channel else [])])


def owed_words(owed: Iterable[Owed]) -> str:
    return join_names([str(OWED[each]) for each in owed])


def chosen_words(wanted: Filter, uses: Mapping[str, str]) -> str:
    """Return what somebody chose to see; ``uses`` are the labels of the form’s uses."""
    chosen = [
        session_names().get(wanted.session or ""),
        uses.get(wanted.use or ""),
        wanted.owed and str(OWED[wanted.owed]),
    ]
    return ", ".join(part for part in chosen if part)


def press_words(plan: SendPlan) -> str:
    """Return what the button does when nobody is left out."""
    emails = ngettext("Send %(num)s e-mail", "Send %(num)s e-mails", plan.emails)
    if not plan.letters:
        return emails
    if not plan.emails:
        return ngettext("Make %(num)s letter", "Make %(num)s letters", plan.letters)
    letters = ngettext("make %(num)s letter", "make %(num)s letters", plan.letters)
    return _("%(emails)s, %(letters)s", emails=emails, letters=letters)


def summary(plan: SendPlan) -> list[str]:
    """Return who gets what when everybody is reminded now, and who gets nothing."""
    told = (
        (plan.emails, ngettext("%(num)s adult gets an e-mail.", "%(num)s adults get an e-mail.", plan.emails)),
        (plan.letters, ngettext("%(num)s adult gets a letter.", "%(num)s adults get a letter.", plan.letters)),
        (len(plan.left_out), left_out_words(plan)),
        (len(plan.failing), failing_words(plan)),
        (len(plan.unreachable), unreachable_words(plan)),
    )
    return [sentence for count, sentence in told if count]


def left_out_words(plan: SendPlan) -> str:
    return ngettext(
        "%(num)s was asked in the last 3 days",
        "%(num)s were asked in the last 3 days",
        len(plan.left_out),
    )


def failing_words(plan: SendPlan) -> str:
    return ngettext(
        "%(num)s whose last e-mail did not arrive",
        "%(num)s whose last e-mail did not arrive",
        len(plan.failing),
    )


def unreachable_words(plan: SendPlan) -> str:
    return ngettext(
        "%(num)s whose account is closed: speak to them",
        "%(num)s whose account is closed: speak to them",
        len(plan.unreachable),
    )


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
