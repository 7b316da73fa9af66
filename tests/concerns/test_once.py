"""A key that a form carried makes one entry, of one person, on one concern, for one step (product.md §8.6)."""

import pytest

from portal.concerns import handling, service
from portal.concerns.models import Concern, ConcernEntry
from portal.concerns.policy import EntryKind
from tests.concerns import factories as concerns

pytestmark = pytest.mark.both_engines

KEY = "one and the same"


@pytest.fixture
def two_concerns(setting, a_manager, a_parent, a_stranger) -> list[Concern]:
    """Both parents send the same key."""
    return [concerns.raise_concern(who, submission=KEY) for who in (a_parent, a_stranger)]


def test_the_key_of_another_parent_still_tells_us_a_concern(two_concerns, a_parent, a_stranger) -> None:
    assert [concern.raised_by_id for concern in two_concerns] == [a_parent.id, a_stranger.id]
    assert concerns.raise_concern(a_parent, submission=KEY) == two_concerns[0]


def test_a_message_to_one_concern_is_never_taken_for_one_to_another(two_concerns, a_manager) -> None:
    entries = [
        handling.take_step(concern, EntryKind.ACKNOWLEDGED, f"Dear {number}", submission=KEY, by_id=a_manager.id)
        for number, concern in enumerate(two_concerns)
    ]
    assert [(entry.concern_id, entry.text) for entry in entries] == [
        (two_concerns[0].id, "Dear 0"),
        (two_concerns[1].id, "Dear 1"),
    ]


def test_one_step_is_never_taken_for_another(two_concerns, a_manager) -> None:
    concern, before = two_concerns[0], ConcernEntry.select().count()
    for kind in (EntryKind.ACKNOWLEDGED, EntryKind.INTERNAL_NOTE, EntryKind.INTERNAL_NOTE):
        made = handling.take_step(concern, kind, "Noted.", submission=KEY, by_id=a_manager.id)
        assert made.kind == kind
    assert ConcernEntry.select().count() == before + 2, "the same step twice is one entry"


def test_what_two_people_add_with_one_key_is_kept_twice(two_concerns, a_parent, a_stranger) -> None:
    added = [
        service.add_to_concern(concern, f"More from {who.name}", submission=KEY, by_id=who.id)
        for concern, who in zip(two_concerns, (a_parent, a_stranger), strict=True)
    ]
    assert [entry.text for entry in added] == [f"More from {a_parent.name}", f"More from {a_stranger.name}"]
