"""Others who may be invited, such as grandparents: who asked for them, and that they signed the rules first."""

from flask_babel import gettext as _

from portal.acknowledgements import service as acknowledgements
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.policy import Status, signing_status
from portal.acknowledgements.service import Signature, SignedPaper, Signer
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.group.events import GroupGuestAdded, GroupGuestEnded, GroupGuestLinked, GroupGuestSigned
from portal.group.models import GroupGuest, GroupGuestSignature
from portal.wording import service as wording
from portal.wording.models import Document
from portal.wording.policy import DocumentKey


def rules() -> Document:
    """Return the document that everybody in the group signs who does not work here."""
    return wording.get_document(DocumentKey.PARENT_RULES)


def add_guest(name: str, asked_by: str, *, submission: str, by_id: int) -> GroupGuest:
    """Keep who is to be invited, and who asked for them; sent twice it is one guest."""
    with db.atomic():
        key = own_key(submission, by_id, name, asked_by)
        if made := already_made(GroupGuest, key):
            return made
        made = GroupGuest.create(name=name, asked_by=asked_by, added_by=by_id, submission=key)
        bus.publish(GroupGuestAdded(actor_id=by_id, subject_id=made.id))
    return made


def end_guest(guest: GroupGuest, *, by_id: int) -> None:
    """Say that somebody is no longer to be in the group; who is in it then stands under those to remove."""
    with db.atomic():
        if guest.end():
            bus.publish(GroupGuestEnded(actor_id=by_id, subject_id=guest.id))


def new_link(guest: GroupGuest, *, by_id: int) -> str:
    """Make a link by which a guest signs, and return its secret, which is shown once; an earlier one opens nothing."""
    with db.atomic():
        bus.publish(GroupGuestLinked(actor_id=by_id, subject_id=guest.id))
        return guest.renew_link()


def signature_of(guest: GroupGuest) -> Acknowledgement | None:
    """Return what a guest signed last, if it still counts."""
    query = Acknowledgement.select().join(GroupGuestSignature).where(GroupGuestSignature.guest == guest.id)
    last: Acknowledgement | None = query.order_by(Acknowledgement.id.desc()).first()
    published = wording.versions(DocumentKey.PARENT_RULES)
    is_done = last is not None and signing_status(last.wording_id, published) is Status.DONE
    return last if is_done else None


def sign_by_link(guest: GroupGuest, signed: Signature) -> Acknowledgement:
    """Record that a guest ticked each rule and signed. For Refusals see ``acknowledge``."""
    with db.atomic():
        record = acknowledgements.acknowledge(rules(), signed, by_id=None, outsider=signer(guest))
        _keep(guest, record, by_id=None)
    return record


def key_in_paper(guest: GroupGuest, paper: SignedPaper, *, by_id: int) -> Acknowledgement:
    """Record a paper on which a guest ticked each rule and signed. For Refusals see ``key_in``."""
    with db.atomic():
        record = acknowledgements.key_in(rules(), paper, by_id=by_id)
        _keep(guest, record, by_id=by_id)
    return record


def signer(guest: GroupGuest) -> Signer:
    """Return a guest as whoever signs from outside."""
    return Signer(guest.name, organisation=_("invited to the group, asked for by %(name)s", name=guest.asked_by)[:200])


def _keep(guest: GroupGuest, record: Acknowledgement, *, by_id: int | None) -> None:
    if not GroupGuestSignature.select().where(GroupGuestSignature.acknowledgement == record.id).exists():
        GroupGuestSignature.create(guest=guest, acknowledgement=record)
        bus.publish(GroupGuestSigned(actor_id=by_id, subject_id=guest.id))
