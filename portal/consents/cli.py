"""Reminding from the terminal whoever owes an answer, by the same service and in the same words as the page."""

import click
from flask_babel import gettext as _

from portal.consents import service
from portal.consents.reminders import outstanding
from portal.consents.reminders import service as reminders
from portal.consents.reminders.labels import how_many, sent_words, summary
from portal.consents.reminders.outstanding import Filter, SendPlan
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import ensure_connected
from portal.foundation.tokens import new_token
from portal.web.addresses import public_address
from portal.web.terminal import PlainGroup
from portal.wording.service import NothingPublished

group = PlainGroup("consents", help="Answers about pictures.")


@group.command("remind")
@click.option("--session", help="Only adults of children of this session.")
@click.option("--use", help="Only adults who owe an answer to this use.")
@click.option("--check", is_flag=True, help="Say who would get what, and send nothing.")
def remind(session: str | None, use: str | None, check: bool) -> None:
    """Remind every adult who owes an answer; nobody twice within 3 days."""
    ensure_connected()
    wanted = _filter(session, use)
    adults = outstanding.recipients(wanted, on=clock.today())
    click.echo(how_many(adults) if adults else _("Nobody owes an answer."))
    if check:
        for sentence in summary(SendPlan.of(adults)):
            click.echo(sentence)
        click.echo(_("Nothing is sent yet. Leave out --check to send."))
    else:
        _remind(wanted)


@group.command("rebuild")
def rebuild() -> None:
    """Derive the answers that count from the signed records anew."""
    ensure_connected()
    click.echo(_("%(count)s answers count, as the signed records say.", count=f"{service.rebuild_current():,}"))


def _filter(session: str | None, use: str | None) -> Filter:
    try:
        known = [each.key for each in outstanding.uses_asked()]
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


def _remind(wanted: Filter) -> None:
    made = reminders.remind(wanted, None, submission=new_token(), on=clock.today(), by_id=None)
    if made is None:
        click.echo(_("Nobody was reminded."))
        return
    channels = [channel for _name, channel in reminders.reminded_in(made)]
    for sentence in sent_words(channels):
        click.echo(sentence)
    if any(channel.is_letter for channel in channels):
        address = public_address("consent_reminders.sent", round_id=made.id)
        click.echo(_("Print the letters here: %(address)s", address=address))
