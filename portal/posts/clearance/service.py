"""Clears pictures before they are posted (product.md §5.1)."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from portal.accounts.models import Account
from portal.consents.names import ListedChild
from portal.consents.one_event import form_with_events
from portal.consents.register.service import entries
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.refusals import Refusal
from portal.foundation.text import clean_line, names_match
from portal.foundation.tokens import new_reference
from portal.posts.clearance import adults, posters
from portal.posts.clearance.captions import refusal_of
from portal.posts.clearance.events import ClearanceAdultAsked, ClearanceMade, ClearanceSeenBySecond
from portal.posts.clearance.models import (
    Clearance,
    ClearanceAdult,
    ClearanceAdultAsk,
    ClearanceChild,
    ClearanceSight,
)
from portal.posts.clearance.policy import (
    AdultAnswer,
    AnsweredAlready,
    ClearanceState,
    Decision,
    NobodyClear,
    NotOnTheList,
    OwnClearance,
    Picture,
    decide,
    needed_uses,
)
from portal.posts.clearance.queries import ClearanceView, children_in_caption, may_be_shown, yeses
from portal.settings import service as settings
from portal.wording.service import InForce


@dataclass(frozen=True)
class NewClearance:
    """What a poster asks: ``known`` are the keys of adults who were ticked, ``adults`` the names of others in the picture."""

    picture: Picture
    caption: str = ""
    known: tuple[str, ...] = ()
    adults: tuple[str, ...] = ()
    submission: str = ""


def clear(new: NewClearance, *, by: Account) -> Clearance:
    """Decide whether a picture may be shown today, store what was asked and answered, and return it.

    The same page sent twice on one day is one; after midnight it is asked anew. Raises what ``require_poster`` raises,
    NotOnTheList, and what ``refusal_of_caption`` returns.
    """
    today = clock.today()
    with db.atomic():
        posters.require_poster(by.id, on=today)
        key = own_key(new.submission, by.id, today, new.picture, new.caption, new.known, new.adults)
        if made := already_made(Clearance, key):
            return made
        children = _listed(by, {*new.picture.children, *new.picture.named})
        if refusal := refusal_of_caption(new.caption):
            raise refusal
        form = form_with_events(today)
        decision = _decide(form, new.picture, children, today)
        present = _adults(new)
        made = _add(new, form, key, by)
        _add_children(made, new.picture, decision, form, today)
        for adult in present:
            ClearanceAdult.create(clearance=made.id, **adult)
        bus.publish(
            ClearanceMade(
                actor_id=by.id, subject_id=made.id, place=new.picture.target.place, what=new.picture.what,
                children=len(new.picture.children),
            )
        )  # fmt: skip
    return made


def refusal_of_caption(caption: str) -> Refusal | None:
    """Return what refuses a caption: it tells who a child of ours is, or where they are."""
    named = children_in_caption(caption, Child.registered()) if caption else []
    return refusal_of(caption, named, settings.current().address, today=clock.today())


def _listed(by: Account, ids: Collection[int]) -> list[ListedChild]:
    """Return these children, whom the poster has to see. Raises NotOnTheList."""
    found = entries(Child.visible_to(by).where(one_of_ids(Child.id, ids)))
    if len(found) < len(ids):
        raise NotOnTheList(field="children")
    return found


def _decide(form: InForce, picture: Picture, children: Iterable[ListedChild], on: date) -> Decision:
    return decide(form.published.consent.uses, picture, may_be_shown(children, form, on))


def _adults(new: NewClearance) -> list[dict[str, Any]]:
    """Return each adult once, with their standing answer; a typed name that is a known adult’s is that adult."""
    known = adults.known()
    if not {*new.known} <= known.keys():
        raise NotOnTheList(field="known")
    typed = [name for name in dict.fromkeys(map(clean_line, new.adults)) if name]
    others = [name for name in typed if not any(names_match(name, each.name) for each in known.values())]
    present = [
        each for each in known.values() if each.who in new.known or any(names_match(name, each.name) for name in typed)
    ]
    answers = adults.standing_answers() if present else {}
    rows = [{**each.columns, "name": each.name, "answer": answers.get(each.who)} for each in present]
    return rows + [{"account": None, "listed": None, "name": name, "answer": None} for name in others]


def _add(new: NewClearance, form: InForce, key: str, by: Account) -> Clearance:
    picture = new.picture
    made: Clearance = Clearance.create(
        reference=new_reference("PC"), made_by=by.id, place=picture.target.place, platform=picture.target.platform,
        event=picture.target.event, what=picture.what, caption=new.caption, has_unlisted=picture.has_unlisted,
        needs_second_poster=bool(settings.current().needs_second_poster), wording=form.published.id, submission=key,
    )  # fmt: skip
    return made


def _add_children(made: Clearance, picture: Picture, decision: Decision, form: InForce, on: date) -> None:
    """Store who is in it, and the exact answers on which it rests."""
    needed = needed_uses(form.published.consent.uses, picture)
    rested = defaultdict[int, list[list[object]]](list)
    for child, *yes in sorted(yeses(needed, sorted(frozenset().union(*needed.values())), form, on)):
        if yes[0] in needed[child]:
            rested[child].append(yes)
    if needed:
        ClearanceChild.insert_many(
            {"clearance": made.id, "child": child, "is_shown": child in picture.children,
             "is_blocked": child in decision.shown, "is_named": child in picture.named,
             "is_name_blocked": child in decision.named, "rests_on": json.dumps(rested[child])}
            for child in needed
        ).execute()  # fmt: skip


def largest_clear(view: ClearanceView, *, now: datetime) -> list[ListedChild]:
    """Return the most children of a clearance that is blocked who would be clear now without the others."""
    if view.state is not ClearanceState.BLOCKED or view.blocked(shown=False):
        return []  # no group helps while a name in the caption is in the way
    children = [child for _row, child in view.children]
    decision = _decide(form_with_events(clock.london_date(now)), view.picture, children, clock.london_date(now))
    return [child for child in children if child.id in decision.largest_clear]


def clear_largest(view: ClearanceView, *, submission: str, by: Account) -> Clearance:
    """Ask again for the largest group that is clear, without whoever stood in the way.

    Raises as ``clear``, and NobodyClear.
    """
    group = tuple(child.id for child in largest_clear(view, now=clock.now()))
    if not group:
        raise NobodyClear
    picture = replace(view.picture, children=group, has_unlisted=False)
    present = [line for line in view.adults if line.said is not AdultAnswer.NO]
    new = NewClearance(
        picture, view.clearance.caption, tuple(line.who for line in present if line.who),
        tuple(line.name for line in present if not line.who), submission,
    )  # fmt: skip
    return clear(new, by=by)


def note_adult(adult: ClearanceAdult, answer: AdultAnswer, *, by: Account) -> None:
    """Keep what an adult without a standing answer said when a poster asked them. Raises AnsweredAlready."""
    with db.atomic():
        posters.require_poster(by.id, on=clock.today())
        serialise_on("a clearance", adult.clearance_id)
        asked = ClearanceAdultAsk.get_or_none(ClearanceAdultAsk.adult == adult)
        if asked is not None and (asked.answer, asked.asked_by_id) == (answer, by.id):
            return
        if asked is not None or adult.answer_id is not None:
            raise AnsweredAlready
        ClearanceAdultAsk.create(adult=adult, answer=answer, asked_by=by.id)
        bus.publish(ClearanceAdultAsked(actor_id=by.id, subject_id=adult.clearance_id, answer=answer))


def see(clearance: Clearance, *, by: Account) -> None:
    """Keep that a second designated poster saw the picture. Raises OwnClearance and AnsweredAlready."""
    with db.atomic():
        posters.require_poster(by.id, on=clock.today())
        if clearance.made_by_id == by.id:
            raise OwnClearance
        serialise_on("a clearance", clearance.id)
        seen = ClearanceSight.get_or_none(ClearanceSight.clearance == clearance)
        if seen is not None and seen.seen_by_id == by.id:
            return
        if seen is not None or not clearance.needs_second_poster:
            raise AnsweredAlready
        ClearanceSight.create(clearance=clearance, seen_by=by.id)
        bus.publish(ClearanceSeenBySecond(actor_id=by.id, subject_id=clearance.id))
