"""The outcome letter: words to begin with, which the handler edits, and sending it as a message."""

from flask_babel import gettext as _

from portal.concerns import handling, noting
from portal.concerns.facts import Fact, FactKind
from portal.concerns.labels import OUTCOMES
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind
from portal.concerns.queries import Case
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.idempotency import own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.settings import service as settings
from portal.web.dates import format_date


class NoOutcomeYet(Refusal):
    """A letter about the outcome was asked for before anybody was told one."""

    sentence = mark("Tell the outcome first. Then the letter is written from it.")


class LetterChanged(Refusal):
    """What would be sent is not what was read: somebody wrote the letter anew."""

    sentence = mark("Somebody changed this letter since you read it. Nothing was sent. Read it again, then send it.")


def begin(case: Case, by_name: str, position: str) -> str:
    """Return the letter as it is offered to the handler: as it was kept, or from an outcome told since.

    A name that was told in confidence stands in no record, and so not in a message either. Raises NoOutcomeYet.
    """
    if case.told is None:
        raise NoOutcomeYet
    if case.letter and case.letter.logged_at > case.told.logged_at:
        return str(case.letter.text)
    concern, setting = case.concern, settings.current()
    to = concern.raised_by.name if concern.raised_by else "" if concern.is_confidential else concern.teller
    parts = [
        _("Dear %(name)s,", name=to) if to else _("Dear parent or carer,"),
        _("This letter tells you the outcome of what you told us on %(day)s.", day=format_date(concern.received_on)),
        _("This is what we decided. %(outcome)s.", outcome=OUTCOMES[case.told.outcome]),
        case.told.text,
    ]
    if setting.ofsted_contact and setting.ofsted_contact not in case.told.text:
        parts.append(
            _("If you are not happy with this, you can also turn to Ofsted. %(ofsted)s", ofsted=setting.ofsted_contact)
        )
    parts.append("\n".join(filter(None, (_("Yours sincerely,"), by_name, position, setting.name))))
    return "\n\n".join(parts)


def send(concern: Concern, seen: int, *, by_id: int) -> None:
    """Send the letter that was read, the row ``seen``, as a message on the portal, once. Raises LetterChanged."""
    with db.atomic():
        concern.lock()
        rows = [row for row in noting.rows_of(concern) if row.kind == FactKind.LETTER]
        latest, read = rows[-1], next((row for row in rows if row.id == seen), None)
        if read and latest.happened_on and latest.text == read.text:
            return
        if latest != read:
            raise LetterChanged
        name = f"letter-{latest.id}"
        handling.take_step(concern, EntryKind.MESSAGE_FROM_SETTING, latest.text, submission=name, by_id=by_id)
        fact = Fact(FactKind.LETTER, text=latest.text, on=clock.today())
        noting.add_facts(concern, [fact], noting.record_of(concern), own_key(name, by_id, concern.id), by_id=by_id)
