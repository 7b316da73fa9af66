"""Who handles a concern from now on: whom it turned out to be about is shut out, and a handler may step aside."""

from collections.abc import Collection

from portal.concerns import staff
from portal.concerns.events import ConcernHandedOn, HandlerSteppedAside, SubjectNamed
from portal.concerns.handling import add_entry
from portal.concerns.models import Concern, ConcernHandler, ConcernStepAside, ConcernSubject
from portal.concerns.policy import EntryKind
from portal.concerns.rerouting import has_stepped_aside, may_take_over, route
from portal.concerns.subjects import resolve
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class NotYoursToName(Refusal):
    """Whoever would not be given a concern today could name those who would, and be left alone with it."""

    sentence = mark("Others here are more independent of this than you. Only they can name whom it is about.")
    field = "about"


class CannotTakeOver(Refusal):
    """Somebody was chosen who would not be independent of this concern, or no longer handles any."""

    sentence = mark("They cannot take this over any more. Choose somebody else")
    field = "to"


def name_subjects(concern: Concern, chosen: Collection[str], *, by_id: int) -> None:
    """Note that a concern is about these people too, as ``subjects.choices`` offers them; their access ends at once.

    It is routed again; whom it is about already is left as it is. Raises NotAPersonHere and NotYoursToName.
    """
    with db.atomic():
        concern.lock()
        if by_id not in route(concern).handlers:
            raise NotYoursToName
        found = resolve(chosen, other_name="", workers=staff.workers(), raiser_id=concern.raised_by_id or 0)
        known = {subject.account_id for subject in concern.subjects}
        rows = [
            {"concern": concern.id, "kind": each.kind, "account": each.account_id, "name": each.name,
             "named_by": by_id, "named_at": clock.now()}
            for each in found if each.account_id is not None and each.account_id not in known
        ]  # fmt: skip
        if rows:
            ConcernSubject.insert_many(rows).execute()
            named = tuple(row["account"] for row in rows)
            bus.publish(SubjectNamed(actor_id=by_id, subject_id=concern.id, named=named))


def step_aside(concern: Concern, to_id: int | None, reason: str, *, by_id: int) -> None:
    """Take a handler off one concern for good, and hand it to whom they chose, or to whom the rules name.

    Why stays as an internal note. When that leaves nobody independent, whoever raised it is told (product.md §4.1).
    Raises CannotTakeOver.
    """
    with db.atomic():
        concern.lock()
        if has_stepped_aside(by_id, concern.reference):
            return
        if to_id is not None and to_id not in {worker.account_id for worker in may_take_over(concern)} - {by_id}:
            raise CannotTakeOver
        ConcernStepAside.create(concern=concern, account=by_id)
        add_entry(concern, EntryKind.INTERNAL_NOTE, own_key("", by_id, concern.id, "aside"), by_id=by_id, text=reason)
        already = {handler.account_id for handler in concern.handlers}
        if to_id is not None and to_id not in already:
            row = {"concern": concern.id, "account": to_id, "position": len(already)}
            ConcernHandler.insert(row).on_conflict_ignore().execute()
            bus.publish(ConcernHandedOn(actor_id=by_id, subject_id=concern.id, handlers=(to_id,)))
        bus.publish(HandlerSteppedAside(actor_id=by_id, subject_id=concern.id))
