"""Who owes us an answer about pictures: each adult by themselves, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from portal.consents.models import AskedFirst, ConsentRecord
from portal.consents.policy import AnswerState
from portal.consents.renewal import AnswerStatus, adult_status, last_day_of
from portal.consents.rulings import current_answers, latest_answer, left_open, left_out, terms_of
from portal.families.models import Child, Guardianship
from portal.families.register import sessions_of
from portal.foundation.database import db
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import Use


@dataclass(frozen=True)
class WaitingChild:
    """One child for whom an adult’s answers wait: ``uses`` says where each of them stands, by the use’s key."""

    id: int
    name: str
    called: str
    sessions: frozenset[str]
    uses: Mapping[str, AnswerStatus]

    @property
    def ends_on(self) -> date | None:
        """The first day on which a yes that still counts ends, if one ends soon."""
        ends = [own.counts_until for own in self.uses.values() if own.state is AnswerState.YES and own.counts_until]
        return min(ends, default=None)


def uses_asked() -> tuple[Use, ...]:
    """Return the uses of the present form. Raises NothingPublished."""
    return tuple(wording.current(DocumentKey.CONSENT_FORM).consent.uses)


def waiting_children(
    on: date, *, also: Mapping[int, Container[int]] = MappingProxyType({})
) -> dict[int, tuple[WaitingChild, ...]]:
    """Return by adult the children for whom they owe answers, the eldest first; ``also`` has more of them by adult.

    A hold changes nothing here, so that nobody can tell from a message that there is one. Of a child about whom a
    parent asked us first nobody is reminded: the answer is ours to give. Raises NothingPublished.
    """
    attending = Child.attending(on).select(Child.id).where(Child.id.not_in(AskedFirst.children()))
    form, sessions, uses = wording.in_force(DocumentKey.CONSENT_FORM), sessions_of(attending), uses_asked()
    terms, ids = terms_of(form.published.consent), [id_ for (id_,) in attending.tuples()]
    rows_said = current_answers(ids, [use.key for use in uses])
    said = {(adult, child, use): latest_answer(form, adult, use, *row) for child, adult, use, *row in rows_said}
    silent = left_open(form, db.execute(left_out(ConsentRecord.child.in_(attending))))

    def status(*whose: Any, last_day: date | None) -> AnswerStatus:
        return adult_status(said.get(whose), on=on, terms=terms, last_day=last_day, left_open=silent.get(whose))

    columns = (Guardianship.adult, Child.id, Child.first_name, Child.last_name, Child.known_as, Child.leaves_on)
    whose = Guardianship.can_say_yes() & Guardianship.child.in_(attending)
    rows = Guardianship.select(*columns).join(Child).where(whose).order_by(Child.born_on, Child.id).tuples()
    found: dict[int, tuple[WaitingChild, ...]] = defaultdict(tuple)
    for adult_id, child_id, first_name, last_name, known_as, leaves_on in rows:
        each = {use.key: status(adult_id, child_id, use.key, last_day=last_day_of(use, leaves_on)) for use in uses}
        waiting = {use: own for use, own in each.items() if own.asks_again}
        if waiting or child_id in also.get(adult_id, ()):
            name, called = f"{first_name} {last_name}", known_as or first_name
            found[adult_id] += (WaitingChild(child_id, name, called, frozenset(sessions[child_id]), waiting),)
    return found
