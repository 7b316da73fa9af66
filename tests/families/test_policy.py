"""What of the register can be removed, case by case."""

import pytest

from portal.families.policy import AdultSignsIn, AdultStays, ChildStays, Entry, RelationshipStays, why_it_stays


@pytest.mark.parametrize(
    ("entry", "is_recorded", "has_signed_up", "stays"),
    [
        (Entry.CHILD, False, False, None),
        (Entry.CHILD, True, False, ChildStays),
        (Entry.ADULT, False, False, None),
        (Entry.ADULT, True, False, AdultStays),
        (Entry.ADULT, False, True, AdultSignsIn),
        (Entry.ADULT, True, True, AdultStays),
        (Entry.RELATIONSHIP, False, False, None),
        (Entry.RELATIONSHIP, False, True, None),  # somebody who signed up and never answered for this child
        (Entry.RELATIONSHIP, True, True, RelationshipStays),
    ],
)
def test_only_what_nothing_rests_on_can_be_removed(entry, is_recorded, has_signed_up, stays):
    assert why_it_stays(entry, is_recorded=is_recorded, has_signed_up=has_signed_up) is stays
