"""What happened reaches whoever reacts, in the publisher’s transaction, general reactions before special ones."""

import pytest

from portal.accounts.events import SignedIn
from portal.audit.models import AuditEntry
from portal.foundation.database import db
from portal.foundation.events import Event, EventBus, bus, every_event

pytestmark = pytest.mark.both_engines


def signed_in(subject_id: int = 1) -> SignedIn:
    return SignedIn(actor_id=subject_id, subject_id=subject_id)


def test_general_reactions_come_first_in_the_order_wired() -> None:
    said: list[str] = []
    own = EventBus()
    own.wire(
        {SignedIn: [lambda e: said.append("own")], Event: [lambda e: said.append("a"), lambda e: said.append("b")]}
    )
    own.publish(signed_in())
    assert said == ["a", "b", "own"]


def test_who_reacts_to_something_else_is_left_alone() -> None:
    own = EventBus()
    own.wire({})
    own.publish(signed_in())


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        signed_in().subject_id = 2  # type: ignore[misc]


def test_what_happened_in_a_transaction_that_fails_did_not_happen(db_ready: str) -> None:
    with pytest.raises(ZeroDivisionError), db.atomic():  # noqa: PT012 - both belong to one transaction
        bus.publish(signed_in())
        raise ZeroDivisionError
    assert AuditEntry.select().count() == 0


def test_a_reaction_that_fails_undoes_what_happened(db_ready: str) -> None:
    def refuse(event: Event) -> None:
        raise ZeroDivisionError

    own = EventBus()
    own.wire({Event: [lambda event: bus.publish(event)], SignedIn: [refuse]})
    with pytest.raises(ZeroDivisionError), db.atomic():
        own.publish(signed_in())
    assert AuditEntry.select().count() == 0


def test_every_event_is_found_by_name() -> None:
    assert every_event()["SignedIn"] is SignedIn
    assert all(issubclass(event, Event) for event in every_event().values())
