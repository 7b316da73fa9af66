"""Which posts have to come down for one child, and why: the table of product.md §5.2."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.consents.policy import Reason, Ruling
from portal.posts.policy import (
    Action,
    Cause,
    ChildFacts,
    CommentsDue,
    Needed,
    Outcome,
    RestsOn,
    comments_due,
    is_listed,
    may_stay,
    rests_on,
    state_of,
    what_comes_down,
)
from portal.wording.uses import Kept, Place, Shown, Together, UseFields

TODAY = date(2026, 11, 29)
R, C = Action.REMOVE, Action.EDIT_CAPTION
GROUP, NAME = RestsOn("group", R), RestsOn("name", C, stays_after_leaving=True)
PRESS, WEBSITE = RestsOn("press", R, stays_after_leaving=True), RestsOn("site", R, kept_until=date(2026, 11, 28))
FAIR = RestsOn("fair", R, stays_after_leaving=True, is_asked_again=False, is_called_off=True)
MAY, NO = Ruling(True, ()), Ruling(False, (Reason.REFUSED,))
HELD, LEFT = Ruling(False, (Reason.HELD,)), Ruling(False, (Reason.LEFT,))
HELD_TOO = Ruling(False, (Reason.HELD, Reason.REFUSED))
ENDED, SAYS_NO = Ruling(False, (Reason.EXPIRED,)), Ruling(False, (Reason.CHILD_SAYS_NO,))


@pytest.mark.parametrize(
    ("post", "rulings", "more", "expected"),
    [
        ((GROUP, NAME), (MAY, MAY), {}, []),
        # The use that the post rested on, and no other.
        ((GROUP,), (NO,), {}, [Needed(R, Cause.REFUSED, "group")]),
        ((GROUP, NAME), (MAY, NO), {}, [Needed(C, Cause.REFUSED, "name")]),
        ((GROUP, NAME), (NO, NO), {}, [Needed(R, Cause.REFUSED, "group")]),
        # A hold, or the child’s own no, takes every post down; “not today” stops new ones alone.
        ((GROUP, NAME), (HELD, HELD), {}, [Needed(R, Cause.HELD)]),
        ((GROUP,), (SAYS_NO,), {"says_no": True}, [Needed(R, Cause.CHILD_SAYS_NO)]),
        ((NAME,), (SAYS_NO,), {"says_no": True}, [Needed(C, Cause.CHILD_SAYS_NO)]),  # named, and not in the picture
        ((GROUP, NAME), (SAYS_NO, SAYS_NO), {"says_no": False}, []),
        # Who said no is told of theirs, whatever else takes the post down.
        ((GROUP,), (HELD_TOO,), {"says_no": True}, [Needed(R, Cause.REFUSED, "group")]),
        ((GROUP, NAME), (HELD, HELD_TOO), {}, [Needed(C, Cause.REFUSED, "name"), Needed(R, Cause.HELD)]),
        # Leaving takes down what may not stay; of what may, a no still does.
        ((GROUP, NAME), (LEFT, LEFT), {}, [Needed(R, Cause.LEFT, "group")]),
        ((PRESS, NAME), (LEFT, LEFT), {}, []),
        ((PRESS,), (Ruling(False, (Reason.LEFT, Reason.REFUSED)),), {}, [Needed(R, Cause.REFUSED, "press")]),
        ((PRESS,), (Ruling(False, (Reason.LEFT, Reason.EXPIRED)),), {"ended": {"press"}}, []),
        # A yes that ended stops new posts; the old ones wait for an answer before they are planned.
        ((GROUP,), (ENDED,), {}, []),
        ((GROUP, NAME), (ENDED, ENDED), {"ended": {"group", "name"}}, [Needed(R, Cause.YES_ENDED, "group")]),
        ((GROUP, NAME), (ENDED, NO), {"ended": {"group"}},
         [Needed(C, Cause.REFUSED, "name"), Needed(R, Cause.YES_ENDED, "group")]),
        # An event called off voids each yes to it; it stands beside a no, so that its absence tells nobody of one.
        ((FAIR,), (MAY,), {}, [Needed(R, Cause.CALLED_OFF, "fair")]),
        ((FAIR,), (LEFT,), {}, [Needed(R, Cause.CALLED_OFF, "fair")]),
        ((FAIR,), (HELD,), {}, [Needed(R, Cause.CALLED_OFF, "fair")]),
        ((FAIR,), (NO,), {}, [Needed(R, Cause.REFUSED, "fair"), Needed(R, Cause.CALLED_OFF, "fair")]),
        ((FAIR, NAME), (MAY, LEFT), {}, [Needed(R, Cause.CALLED_OFF, "fair")]),
        ((FAIR, NAME), (MAY, NO), {}, [Needed(C, Cause.REFUSED, "name"), Needed(R, Cause.CALLED_OFF, "fair")]),
        # No longer than was promised, though the yes still counts.
        ((WEBSITE,), (MAY,), {}, [Needed(R, Cause.KEPT_LONG_ENOUGH, "site")]),
        # What stops new posts alone takes nothing down.
        *(((GROUP,), (Ruling(False, (reason,)),), {}, []) for reason in
          (Reason.ASKED_FIRST, Reason.NOT_EVERY_ADULT, Reason.NOT_ANSWERED, Reason.NOBODY_TO_ASK, Reason.ASKED_AGAIN)),
    ],
)  # fmt: skip
def test_what_comes_down(post, rulings, more, expected):
    child = ChildFacts(dict(zip((shown.use for shown in post), rulings, strict=True)), **more)
    assert what_comes_down(post, child, on=TODAY) == expected


@pytest.mark.parametrize(
    ("outcomes", "is_down", "expected"),
    [
        (set(), False, None),
        ({Outcome.CANNOT}, False, Outcome.CANNOT),
        ({Outcome.CANNOT}, True, Outcome.DONE),  # it came down later
        ({Outcome.CANNOT, Outcome.DONE}, False, Outcome.DONE),
        ({Outcome.NOT_NEEDED}, True, Outcome.NOT_NEEDED),
        (set(), True, Outcome.DONE),
    ],
)
def test_how_a_take_down_stands(outcomes, is_down, expected):
    assert state_of(outcomes, is_down=is_down) is expected


def test_what_is_planned_waits_longer_than_what_a_no_takes_down():
    no, planned, name, held = (
        Needed(*each) for each in ((R, Cause.REFUSED), (R, Cause.YES_ENDED), (C, Cause.REFUSED), (R, Cause.HELD))
    )
    pairs = (no, planned), (planned, no), (name, no), (no, name), (no, held), (held, no)
    assert [is_listed(one, [other]) for one, other in pairs] == [False, True, True, False, False, True]


def test_an_event_called_off_is_listed_beside_any_other_cause_and_covers_all_but_a_no():
    off, others = Needed(R, Cause.CALLED_OFF, "fair"), [Needed(R, cause, "fair") for cause in Cause]
    assert [other.cause for other in others if is_listed(off, [other])] == [Cause.CALLED_OFF]
    assert [other.cause for other in others if not is_listed(other, [off])] == [Cause.REFUSED]


def test_only_what_was_planned_or_left_may_stay_after_all():
    stays = [cause for cause in Cause if may_stay(cause, MAY)]
    assert stays == [Cause.LEFT, Cause.YES_ENDED]
    assert not any(may_stay(cause, LEFT) for cause in Cause)


FIELDS = UseFields((Place.CLOSED_GROUP,), (Shown.PICTURE,), Together.EITHER, Kept.UNTIL_LEAVING)


@pytest.mark.parametrize(
    ("fields", "posted_on", "expected"),
    [
        (FIELDS, TODAY, RestsOn("u", R)),
        (None, TODAY, RestsOn("u", R)),  # words of an earlier release: nothing may stay
        (UseFields((Place.WHEREVER,), (Shown.FIRST_NAME,), Together.EITHER, Kept.AS_THE_PICTURE), TODAY,
         RestsOn("u", C, stays_after_leaving=True)),
        (UseFields((Place.NEWSPAPER,), (Shown.PICTURE,), Together.EITHER, Kept.NOT_CALLED_BACK, True), TODAY,
         RestsOn("u", R, stays_after_leaving=True)),
        (UseFields((Place.ROOMS,), (Shown.WORK, Shown.FIRST_NAME), Together.EITHER, Kept.SCHOOL_YEAR), TODAY,
         RestsOn("u", R, kept_until=date(2027, 8, 31))),
        (UseFields((Place.ROOMS,), (Shown.PICTURE,), Together.EITHER, Kept.SCHOOL_YEAR), date(2026, 8, 31),
         RestsOn("u", R, kept_until=date(2026, 8, 31))),
        (UseFields((Place.PUBLIC,), (Shown.PICTURE,), Together.EITHER, Kept.MONTHS, kept_months=24), TODAY,
         RestsOn("u", R, kept_until=date(2028, 11, 28))),
    ],
)  # fmt: skip
def test_what_a_post_promised_for_a_use(fields, posted_on, expected):
    assert rests_on("u", fields, posted_on=posted_on) == expected


SCHEDULE = (timedelta(hours=2), timedelta(hours=24), timedelta(days=7))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of October 2026 in England, of which the 5th is a Monday and the 25th has 25 hours."""
    return datetime(2026, 10, day, hour, minute, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("posted", "read", "open_days", "expected"),
    [
        (at(5, 10), None, "01234", (at(5, 11), at(5, 12))),
        (at(5, 10), at(5, 10, 59), "01234", (at(5, 11), at(5, 12))),  # too early to count
        (at(5, 10), at(5, 11), "01234", (at(5, 23), at(6, 10))),
        (at(5, 10), at(5, 14), "01234", (at(5, 23), at(6, 10))),  # late, and no substitute for the next
        (at(5, 10), at(7, 10), "01234", (at(9, 10), at(14, 10))),  # one covers all that were due
        (at(5, 10), at(9, 10), "01234", None),
        # Closed days do not count: from Friday to Monday, and a week of opening days.
        (at(9, 23), None, "01234", (at(12, 0), at(12, 1))),
        (at(9, 10), at(9, 12), "01234", (at(9, 23), at(12, 10))),
        (at(9, 10), at(12, 10), "01234", (at(15, 10), at(20, 10))),
        (at(10, 10), None, "01234", (at(12, 11), at(12, 12))),  # posted on a Saturday
        (at(9, 10), at(9, 12), "0123456", (at(9, 23), at(10, 10))),
        (at(24, 10), at(24, 12), "0123456", (at(24, 23), at(25, 10))),  # the clock goes back, the hour stays
    ],
)
def test_when_comments_are_read_next(posted, read, open_days, expected):
    due = comments_due(posted, SCHEDULE, lambda day: str(day.weekday()) in open_days, read_at=read)
    assert due == (expected and CommentsDue(*expected))


def test_without_a_schedule_no_comments_are_read():
    assert comments_due(at(5, 10), (), lambda day: True, read_at=None) is None
