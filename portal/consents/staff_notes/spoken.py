"""A withdrawal by word of mouth: staff note it at once. A yes has no way in: nothing here takes an answer."""

from collections.abc import Collection

from portal.consents.models import ConsentRecord, EventRequest
from portal.consents.policy import Method, NotYoursToSign
from portal.consents.service import AnswerSource, add_withdrawal
from portal.families.care import Care, adults_of
from portal.families.models import Child
from portal.families.own_child import refuse_own_child
from portal.foundation.database import db
from portal.foundation.idempotency import already_made, own_key
from portal.wording import service as wording
from portal.wording.policy import DocumentKey


def responsible_adults(child: Child) -> list[Care]:
    """Return the adults whose no can be noted: those with parental responsibility, restricted or not (§2.6)."""
    return [care for care in adults_of(child) if care.responsibility.can_say_no]


def note_withdrawal(
    child: Child, adult_id: int, uses: Collection[str], *, submission: str, by_id: int
) -> ConsentRecord:
    """Record that an adult said no to ``uses`` from now on, and return the record (product.md §2.5).

    It is one record, on the present wording, and one more for each event that they were asked about by itself, whatever they said before: whoever notes it learns nothing of that.
    Raises NotYoursToSign for an adult without parental responsibility, LookupError for an unknown use, and
    OwnChild, since the other adults of a child say it to somebody else.
    """
    with db.atomic():
        refuse_own_child(child.id, by_id=by_id)
        care = next((care for care in responsible_adults(child) if care.adult_id == adult_id), None)
        if care is None:
            raise NotYoursToSign
        key = own_key(submission, by_id, "spoken", child.id, adult_id, *sorted(uses))
        if made := already_made(ConsentRecord, key):
            return made
        published, source = wording.current(DocumentKey.CONSENT_FORM), AnswerSource(Method.SPOKEN, noted_by_id=by_id)
        events = {
            row.use: wording.version(row.wording_id) for row in EventRequest.select().where(EventRequest.use.in_(uses))
        }
        rest = [use for use in uses if use not in events]
        texts = [(published, rest)] * bool(rest) + [(text, [use]) for use, text in events.items()]
        keys = [key, *(own_key(key, by_id, use) for use in events)]  # the first is found again by a second press
        records = [
            add_withdrawal(care, some, text, submission=own, by_id=by_id, source=source)
            for (text, some), own in zip(texts, keys, strict=False)
        ]
        return records[0]
