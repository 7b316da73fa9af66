"""Reminding from the terminal whoever owes something, by the same service and in the same words as the page."""

import click
from flask_babel import gettext as _

from portal.consents.outstanding import uses_asked
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import ensure_connected
from portal.foundation.tokens import new_token
from portal.mail.labels import OBSTACLES
from portal.mail.service import obstacles
from portal.reminders import service
from portal.reminders.labels import sent_words, summary
from portal.reminders.recipients import Filter, SendPlan, recipients
from portal.web.addresses import public_address
from portal.web.terminal import PlainGroup
from portal.wording.service import NothingPublished

group = PlainGroup("reminders", help="Reminding people of what we wait for.")


@group.command("send")
@click.option("--session", help="Only adults of children of this session.")
@click.option("--use", help="Only adults who owe an answer to this use.")
@click.option("--check", is_flag=True, help="Say who would get what, and send nothing.")
def send(session: str | None, use: str | None, check: bool) -> None:
    """Remind every adult who owes an answer or a signature; nobody twice within 3 days."""
    ensure_connected()
    wanted = _filter(session, use)
    if not check:
        _send(wanted)
        return
    plan = SendPlan.of(recipients(wanted, on=clock.today()))
    for sentence in summary(plan) or [_("Nobody owes an answer or a signature.")]:
        click.echo(sentence)
    click.echo(_("Nothing is sent yet. Leave out --check to send."))


def _filter(session: str | None, use: str | None) -> Filter:
    try:
        known = [each.key for each in uses_asked()]
    except NothingPublished as problem:
        raise click.ClickException(_("No consent form is published yet, so nobody owes an answer.")) from problem
    names = session_names()
    key = next((key for key, name in names.items() if session in (key, name)), None)
    for option, given, found, choices in (
        ("--use", use, use in known, known),
        ("--session", session, key, names.values()),
    ):
        if given is not None and not found:
            raise click.BadParameter(_("It is one of: %(choices)s.", choices=", ".join(choices)), param_hint=option)
    return Filter(key, use)


def _send(wanted: Filter) -> None:
    made = service.remind(wanted, None, submission=new_token(), on=clock.today(), by_id=None)
    if made is None:
        click.echo(_("Nobody was reminded."))
        return
    channels = [one.channel for one in service.reminded_in(made)]
    for sentence in sent_words(channels):
        click.echo(sentence)
    for obstacle in obstacles():
        click.echo(_("What goes by e-mail waits: %(why)s.", why=OBSTACLES[obstacle]))
    if any(channel.is_letter for channel in channels):
        address = public_address("reminders.sent", round_id=made.id)
        click.echo(_("Print the letters here: %(address)s", address=address))
