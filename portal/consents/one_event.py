"""One event: parents of chosen children are asked about it alone, and a yes is over with its day (product.md §2)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from peewee import JOIN, Expression, fn

from portal.accounts.models import Account
from portal.consents.emails import own_address
from portal.consents.events import ConsentSigned, EventAsked, EventCalledOff
from portal.consents.models import ConsentRecord, CurrentAnswer, EventRequest, EventRequestChild, EventRequestEnd
from portal.consents.policy import Answer, RecordKind
from portal.consents.rulings import with_events
from portal.consents.service import add_record, signing_adult
from portal.families.care import Care
from portal.families.models import Adult, Child, Guardianship
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.tokens import new_token
from portal.mail import service as mail
from portal.settings import service as settings
from portal.web.addresses import public_address
from portal.wording import service as wording
from portal.wording.policy import ONE_EVENT, Change, ConsentText, DocumentKey
from portal.wording.sentences import event_text
from portal.wording.service import InForce
from portal.wording.uses import Kept, OneEvent, Place, Shown, Together, Use, UseFields

PLACES = (Place.NEWSPAPER, Place.PUBLIC, Place.PRINTED)
# How many posts are up that rest on a yes to the event of a use (portal/wiring.py).
POSTS: list[Callable[[str], int]] = []


class EventOver(Refusal):
    """The day of the event is over, or it was called off."""

    sentence = mark("This event is over or called off, so nothing is asked about it any more.")


@dataclass(frozen=True)
class NewEvent:
    """What the manager asks about: the event with its ISO day, where pictures of it are shown, and of which children."""

    event: OneEvent
    place: Place
    children: tuple[int, ...]
    submission: str


def ask(new: NewEvent, *, by: Account) -> EventRequest:
    """Publish the question, keep whose parents are asked, and queue a message to each who can say yes; once per submission.

    Raises EventOver.
    """
    with db.atomic():
        key = own_key(new.submission, by.id, new.event, new.place, new.children)
        if made := already_made(EventRequest, key):
            return made
        day = new.event.held_on
        assert day
        use = Use(f"event_{new_token()[:24]}", new.event.name, _("In a picture of %(event)s", event=new.event.name), "",
                  fields=_fields(new))  # fmt: skip
        text = event_text(use, day, settings.current())
        published = wording.publish(ONE_EVENT, text, change=Change.REAL, by_id=by.id, asks_again=())
        made = EventRequest.create(wording=published.id, use=use.key, held_on=day, asked_by=by.id, submission=key)
        ask_parents(made, new.children, by=by)
    return made


def ask_parents(request: EventRequest, children: Iterable[int], *, by: Account) -> None:
    """Ask the parents of these children too, and queue a message to each who can say yes; of none twice. Raises EventOver."""
    with db.atomic():
        lock(request.use)
        require_open(request)
        asked = children_of(request)
        if new := [child for child in children if child not in asked]:
            EventRequestChild.insert_many([{"request": request.id, "child": child} for child in new]).execute()
            bus.publish(EventAsked(actor_id=by.id, subject_id=request.wording_id, children=len(new)))
            _write_to_parents(request, new)


def call_off(request: EventRequest, *, by: Account) -> None:
    """Ask nothing more about an event, and let no yes to it count; once is enough. What was answered stays on record.

    Raises EventOver for one whose day is over.
    """
    with db.atomic():
        lock(request.use)
        if request.use not in called_off_uses():
            require_open(request)
            EventRequestEnd.create(request=request, ended_by=by.id)
            bus.publish(EventCalledOff(actor_id=by.id, subject_id=request.wording_id))


def lock(use: str) -> None:
    """Let one transaction at a time answer about the event of a use, show it or call it off; to take before any of a child."""
    serialise_on("an event", use)


def count_posts(request: EventRequest) -> int:
    """Return how many posts are up that rest on a yes to it: once it is called off they have to come down."""
    return sum(count(str(request.use)) for count in POSTS)


def called_off_uses() -> set[str]:
    """Return the uses of the events that were called off."""
    return {use for (use,) in EventRequest.select(EventRequest.use).join(EventRequestEnd).tuples()}


def open_ids(*, on: date) -> set[int]:
    """Return the requests that parents can still answer."""
    return {id_ for (id_,) in EventRequest.select(EventRequest.id).where(EventRequest.is_open(on)).tuples()}


def is_open(request: EventRequest) -> bool:
    return request.id in open_ids(on=clock.today())


def children_of(request: EventRequest) -> set[int]:
    """Return whose parents are asked, by the entry of a child that is kept."""
    rows = EventRequestChild.select(fn.COALESCE(Child.same_as, Child.id)).join(Child)
    return {id_ for (id_,) in rows.where(EventRequestChild.request == request).tuples()}


def require_open(request: EventRequest) -> None:
    """Raise EventOver for an event that is over or called off."""
    if not is_open(request):
        raise EventOver


def _fields(new: NewEvent) -> UseFields:
    """What is printed cannot be called back, so it stays; our own page is cleared with the school year."""
    stays = new.place is not Place.PUBLIC
    return UseFields(
        (new.place,), (Shown.PICTURE,), Together.EITHER, Kept.NOT_CALLED_BACK if stays else Kept.SCHOOL_YEAR,
        stays_after_leaving=stays, event=new.event,
    )  # fmt: skip


def _write_to_parents(request: EventRequest, children: Iterable[int]) -> None:
    for child_id, name, to, signs_in in _adults(_could_say_yes(children)):
        if to and signs_in:
            address = public_address("consents.answer_event", child_id=child_id, request_id=request.id)
            mail.queue(to, _("We ask you about one event"), "consents/one_event", name=name, address=address)


def tell_who_answered(event: EventCalledOff) -> None:
    """Queue one message to each adult who answered about an event that was called off; it names neither."""
    said, use = CurrentAnswer, of_wording(event.subject_id).use
    same = (said.child == Guardianship.child) & (said.adult == Guardianship.adult) & (said.use == use)
    answered = Guardianship.can_say_no() & fn.EXISTS(said.select(said.use).where(same))
    for name, to, signs_in in dict.fromkeys(row[1:] for row in _adults(answered)):
        address = public_address("home.as_parent") if signs_in else ""
        if to:
            mail.queue(to, _("An event is called off"), "consents/event_called_off", name=name, address=address)


def _could_say_yes(children: Iterable[int]) -> Expression:
    return one_of_ids(Guardianship.child, children) & Guardianship.can_say_yes()


def _adults(condition: Expression) -> Iterator[tuple[int, str, str, bool]]:
    """Yield of each relationship the child and the adult, with the address that is theirs alone, or "", and whether they sign in."""
    columns = (Guardianship.child, Adult.name, Adult.email, Adult.account, Account.email)
    query = Guardianship.select(*columns).join(Adult).join(Account, JOIN.LEFT_OUTER, on=(Adult.account == Account.id))
    for child_id, name, email, account_id, own_email in query.where(condition).order_by(Guardianship.id).tuples():
        yield child_id, name, own_address(email, account_id, own_email), bool(account_id)


def not_written_to(children: Iterable[int]) -> list[str]:
    """Return who could say yes, and has no account or no address of their own: they are told in person."""
    adults = _adults(_could_say_yes(children))
    return list(dict.fromkeys(name for _child, name, to, signs_in in adults if not (to and signs_in)))


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
        lock(request.use)
        require_open(request)
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
    """Return the events about which an adult can answer and has not, for each of their children, the next one first."""
    links = {link.child.id: link for link in cared_for}
    mine = Guardianship.adult.in_([link.adult_id for link in links.values()])
    rows = [row for row in _unanswered(mine, on) if row[1] in links] if links else []
    asked = EventRequest.select().where(one_of_ids(EventRequest.id, [row[2] for row in rows]))
    requests = {each.id: each for each in asked}
    return [(links[child], requests[id_]) for _adult, child, id_, _day in rows]


def owing(*, on: date) -> dict[int, set[int]]:
    """Return by adult who can say yes the children of whom an answer about an event waits."""
    found: dict[int, set[int]] = defaultdict(set)
    attending = Guardianship.child.in_(Child.attending(on).select(Child.id))
    for adult, child, *_request in _unanswered(Guardianship.can_say_yes() & attending, on):
        found[adult].add(child)
    return found


def _unanswered(condition: Expression, on: date) -> Iterable[tuple[int, int, int, date]]:
    """Return each adult, child and request with its day of which no answer is stored, the next event first.

    A yes that is asked again ended before it was given (``precedence.asked_again``). Whatever entry of a child was asked
    about, and whichever was answered for, it is the one that is kept.
    """
    request, entry, said = EventRequest, Child.alias(), CurrentAnswer
    kept = fn.COALESCE(entry.same_as, entry.id)
    is_unanswered = said.use.is_null() | (said.counts_until < said.given_on)
    query = (
        EventRequestChild.select(Guardianship.adult, Guardianship.child, request.id, request.held_on)
        .join(request)
        .join_from(EventRequestChild, entry)
        .join(Guardianship, on=(Guardianship.child == kept))
        .join(
            said,
            JOIN.LEFT_OUTER,
            on=((said.child == kept) & (said.adult == Guardianship.adult) & (said.use == request.use)),
        )
        .where(request.is_open(on) & is_unanswered & condition & Guardianship.can_say_no())
    )
    return query.distinct().order_by(request.held_on, request.id, Guardianship.child).tuples()  # type: ignore[no-any-return]


def text_of(request: EventRequest) -> ConsentText:
    """Return the text that asks about an event; its only use is what a yes is for."""
    return wording.version(request.wording_id).consent


def of_use(use: str) -> EventRequest | None:
    """Return the request that asks of a use, None for a use of the form."""
    found: EventRequest | None = EventRequest.get_or_none(EventRequest.use == use)
    return found


def of_wording(wording_id: int) -> EventRequest:
    """Return the request whose text this version is. Raises DoesNotExist."""
    found: EventRequest = EventRequest.get(EventRequest.wording == wording_id)
    return found


def form_with_events(on: date, *, child: Child | None = None) -> InForce:
    """Return the consent form with a use for each event that is not over, of which a ``child`` is asked if one is given."""
    form = with_events(wording.in_force(DocumentKey.CONSENT_FORM))
    current = EventRequest.select(EventRequest.wording).where(EventRequest.is_open(on)).order_by(EventRequest.id)
    if child:
        asked = EventRequestChild.select(EventRequestChild.request)
        current = current.where(EventRequest.id.in_(asked.where(EventRequestChild.child.in_(Child.entries(child.id)))))
    uses = [use for (id_,) in current.tuples() for use in wording.version(id_).consent.uses]
    text = form.published.consent
    return replace(form, published=replace(form.published, text=replace(text, uses=(*text.uses, *uses))))
