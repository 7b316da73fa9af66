"""One event: parents of chosen children are asked about it alone, and a yes is over with its day (product.md §2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from peewee import JOIN, ModelSelect

from portal.accounts.models import Account
from portal.consents.emails import is_read_by_another
from portal.consents.events import ConsentSigned, EventAsked
from portal.consents.models import ConsentRecord, CurrentAnswer, EventRequest, EventRequestChild
from portal.consents.policy import Answer, RecordKind
from portal.consents.rulings import with_events
from portal.consents.service import add_record, signing_adult
from portal.families.care import Care
from portal.families.models import Adult, Child, Guardianship
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.tokens import new_token
from portal.mail import service as mail
from portal.settings import service as settings
from portal.web.addresses import public_address
from portal.wording import service as wording
from portal.wording.policy import ONE_EVENT, Change, DocumentKey
from portal.wording.sentences import event_text
from portal.wording.service import InForce
from portal.wording.uses import Kept, OneEvent, Place, Shown, Together, Use, UseFields

PLACES = (Place.NEWSPAPER, Place.PUBLIC, Place.PRINTED)


class EventOver(Refusal):
    """The day of the event is over, and nothing is asked about it any more."""

    sentence = mark("This event is over, so nothing is asked about it any more.")


class EventInThePast(Refusal):
    """Nobody is asked about a day that is over."""

    sentence = mark("This day is over. Write the day of the event, from today on")
    field = "day"


@dataclass(frozen=True)
class NewEvent:
    """What the manager asks about: the event with its ISO day, where pictures of it are shown, and of which children."""

    event: OneEvent
    place: Place
    children: tuple[int, ...]
    submission: str


def ask(new: NewEvent, *, by: Account) -> EventRequest:
    """Publish the question, keep whose parents are asked, and queue a message to each who can say yes; once per submission.

    Raises EventInThePast.
    """
    with db.atomic():
        key = own_key(new.submission, by.id, new.event, new.place, new.children)
        if made := already_made(EventRequest, key):
            return made
        day = new.event.held_on
        if day is None or day < clock.today():
            raise EventInThePast
        use = Use(f"event_{new_token()[:24]}", new.event.name, _("In a picture of %(event)s", event=new.event.name), "",
                  fields=_fields(new))  # fmt: skip
        text = event_text(use, day, settings.current())
        published = wording.publish(ONE_EVENT, text, change=Change.REAL, by_id=by.id, asks_again=())
        made = EventRequest.create(wording=published.id, use=use.key, held_on=day, asked_by=by.id, submission=key)
        EventRequestChild.insert_many([{"request": made.id, "child": child} for child in new.children]).execute()
        bus.publish(EventAsked(actor_id=by.id, subject_id=published.id, children=len(new.children)))
        _write_to_parents(made)
    return made


def _fields(new: NewEvent) -> UseFields:
    """What is printed cannot be called back, so it stays; our own page is cleared with the school year."""
    stays = new.place is not Place.PUBLIC
    return UseFields(
        (new.place,), (Shown.PICTURE,), Together.EITHER, Kept.NOT_CALLED_BACK if stays else Kept.SCHOOL_YEAR,
        stays_after_leaving=stays, event=new.event,
    )  # fmt: skip


def _write_to_parents(request: EventRequest) -> None:
    for child_id, name, email, account_id, own_email in _adults(request).tuples():
        to = own_email or (email if email and not is_read_by_another(email, account_id) else "")
        if account_id and to:
            address = public_address("consents.answer_event", child_id=child_id, request_id=request.id)
            mail.queue(to, _("We ask you about one event"), "consents/one_event", name=name, address=address)


def _adults(request: EventRequest) -> ModelSelect:
    children = EventRequestChild.select(EventRequestChild.child).where(EventRequestChild.request == request)
    columns = (Guardianship.child, Adult.name, Adult.email, Adult.account, Account.email)
    query = Guardianship.select(*columns).join(Adult).join(Account, JOIN.LEFT_OUTER, on=(Adult.account == Account.id))
    return query.where(Guardianship.child.in_(children) & Guardianship.can_say_yes()).order_by(Guardianship.id)


def without_account(request: EventRequest) -> list[str]:
    """Return the adults who could say yes and have no account to answer with: they are asked in person to come in."""
    return [name for _child, name, _email, account_id, _own in _adults(request).tuples() if account_id is None]


def request_for(request_id: int, child: Child) -> EventRequest | None:
    """Return the request, if this child is one of those whose parents were asked."""
    asked = EventRequest.select().join(EventRequestChild).where(EventRequest.id == request_id)
    found: EventRequest | None = asked.where(EventRequestChild.child.in_(Child.entries(child.id))).first()
    return found


def answer(
    request: EventRequest, child: Child, said: Answer, *, signed_name: str, submission: str, by_id: int
) -> ConsentRecord:
    """Record what an adult answers about the event, and return the record; sent twice it is one.

    Raises NotYoursToSign, ChildHasLeft and EventOver.
    """
    with db.atomic():
        link = signing_adult(child.id, by_id)
        key = own_key(submission, by_id, "event", request.id, child.id, said)
        if made := already_made(ConsentRecord, key):
            return made
        if clock.today() > request.held_on:
            raise EventOver
        answers = {str(request.use): said}
        published = wording.version(request.wording_id)
        record = add_record(link, RecordKind.FORM, published, answers, submission=key, signed_name=signed_name)
        bus.publish(
            ConsentSigned(
                actor_id=by_id, subject_id=record.id, child_id=child.id, adult_id=link.adult_id, answers=answers
            )
        )
    return record


def waiting_for(cared_for: Iterable[Care], *, on: date) -> list[tuple[Care, EventRequest]]:
    """Return the events that are not over about which an adult can still answer and has not, for each child."""
    links = {link.child.id: link for link in cared_for if link.responsibility.can_say_yes}
    mine = one_of_ids(CurrentAnswer.child, links) & one_of_ids(
        CurrentAnswer.adult, {each.adult_id for each in links.values()}
    )
    said = set(CurrentAnswer.select(CurrentAnswer.child, CurrentAnswer.use).where(mine).tuples())
    query = EventRequestChild.select(EventRequestChild, EventRequest).join(EventRequest)
    rows = query.where(one_of_ids(EventRequestChild.child, links) & (EventRequest.held_on >= on))
    return [
        (links[row.child_id], row.request)
        for row in rows.order_by(EventRequest.held_on, EventRequestChild.id)
        if (row.child_id, row.request.use) not in said
    ]


def of_use(use: str) -> EventRequest | None:
    """Return the request that asks of a use, None for a use of the form."""
    found: EventRequest | None = EventRequest.get_or_none(EventRequest.use == use)
    return found


def form_with_events(on: date, *, child: Child | None = None) -> InForce:
    """Return the consent form with a use for each event that is not over, of which a ``child`` is asked if one is given."""
    form = with_events(wording.in_force(DocumentKey.CONSENT_FORM))
    current = EventRequest.select(EventRequest.wording).where(EventRequest.held_on >= on).order_by(EventRequest.id)
    if child:
        asked = EventRequestChild.select(EventRequestChild.request)
        current = current.where(EventRequest.id.in_(asked.where(EventRequestChild.child.in_(Child.entries(child.id)))))
    uses = [use for (id_,) in current.tuples() for use in wording.version(id_).consent.uses]
    text = form.published.consent
    return replace(form, published=replace(form.published, text=replace(text, uses=(*text.uses, *uses))))
