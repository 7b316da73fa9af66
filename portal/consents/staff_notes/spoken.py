"""A withdrawal by word of mouth: staff note it at once. A yes has no way in: nothing here takes an answer."""

from collections.abc import Collection

from portal.consents.events import ConsentWithdrawn
from portal.consents.models import ConsentRecord
from portal.consents.own_child import refuse_own_child
from portal.consents.policy import Answer, Method, NotYoursToSign, RecordKind
from portal.consents.service import Giving, add_record
from portal.families.care import Care, adults_of
from portal.families.models import Child
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.wording import service as wording
from portal.wording.policy import DocumentKey


def who_may_say(child: Child) -> list[Care]:
    """Return the adults whose word can be noted: those with parental responsibility (Children Act 1989, s 3)."""
    return [care for care in adults_of(child) if care.has_parental_responsibility]


def note_withdrawal(
    child: Child, adult_id: int, uses: Collection[str], *, submission: str, by_id: int
) -> ConsentRecord:
    """Record that an adult said no to ``uses`` from now on, and return the record (product.md §2.5).

    It is one record, on the present wording, whatever they said before: whoever notes it learns nothing of that.
    Raises NotYoursToSign for an adult without parental responsibility, LookupError for an unknown use, and
    OwnChild, since the other adults of a child say it to somebody else.
    """
    with db.atomic():
        refuse_own_child(child.id, by_id=by_id)
        care = next((care for care in who_may_say(child) if care.adult_id == adult_id), None)
        if care is None:
            raise NotYoursToSign
        key = own_key(submission, by_id, "spoken", child.id, adult_id)
        if made := already_made(ConsentRecord, key):
            return made
        published, giving = wording.current(DocumentKey.CONSENT_FORM), Giving(Method.SPOKEN, noted_by_id=by_id)
        said = {published.consent.use(use).key: Answer.WITHDRAWN for use in uses}
        record = add_record(
            care, RecordKind.WITHDRAWAL, published, said, submission=key, signed_name=care.adult_name, giving=giving
        )
        bus.publish(
            ConsentWithdrawn(
                actor_id=by_id, subject_id=record.id, child_id=child.id, adult_id=adult_id,
                method=Method.SPOKEN, uses=tuple(said),
            )
        )  # fmt: skip
    return record
