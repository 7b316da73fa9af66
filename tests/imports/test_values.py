"""What the words in a cell mean: addresses, numbers, sessions, relationships and the order of day and month."""

from datetime import date

import pytest

from portal.families.policy import Relationship
from portal.imports.spellings import relationship_of
from portal.imports.values import attends, both_orders, emails_in, in_doubt, numbers_in, session_spellings, sessions_in

from .rows import SESSIONS

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("Jo@Example.ORG", ["jo@example.org"], 0), ("mailto:jo@example.org", ["jo@example.org"], 0),
        ("Jo Day <jo@example.org>", ["jo@example.org"], 0), ("jo.o’brien@example.org", ["jo.o'brien@example.org"], 0),
        ("jo@example.org.", ["jo@example.org"], 0), ("“jo@example.org”,", ["jo@example.org"], 0),
        ("jo@example.org (work)", ["jo@example.org"], 0), ("'jo@example.org'", ["jo@example.org"], 0),
        ("a@example.org/b@example.org", ["a@example.org", "b@example.org"], 0),
        ("a@example.org or a@example.org", ["a@example.org"], 0), ("a@example.org; b@example", ["a@example.org"], 1),
        ("jo @example.org", [], 1), ("jo@example,org", [], 1), ("as mum", [], 0), ("jo@@example.org", [], 1),
    ],
)  # fmt: skip
def test_addresses_are_found_as_people_write_them(text, good, bad):
    found, wrong, _ = emails_in(text)
    assert (list(found), len(wrong)) == (good, bad)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("07700 900123", ["07700 900123"]), ("07700 900123 / 01632 960001", ["07700 900123", "01632 960001"]),
        ("07700900123\n01632960001", ["07700900123", "01632960001"]),
        ("07700 900123 or 01632 960001", ["07700 900123", "01632 960001"]),
        ("07700 900123 01632 960001", ["07700 900123", "01632 960001"]),
        ("Nan: 07700 900123, Work: 01632 960001", ["Nan: 07700 900123", "Work: 01632 960001"]),
        ("01632 960001/2", ["01632 960001/2"]), ("020 7946 0018 ext 3", ["020 7946 0018 ext 3"]),
        ("07700 900123, ask for Jo", ["07700 900123, ask for Jo"]), ("+44 (0)7700 900123", ["+44 (0)7700 900123"]),
    ],
)  # fmt: skip
def test_each_number_of_a_cell_is_kept_with_its_words(text, numbers):
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "expected", "unknown"),
    [
        ("Playgroup + ASC", {"playgroup", "after_school"}, ()), ("PG; breakfast", {"playgroup", "breakfast"}, ()),
        ("pre-school Mon/Wed am", {"playgroup"}, ()), ("Mon Tue am", set(), ()),
        ("BREAKFAST CLUB, AFTER-SCHOOL CLUB, HOLIDAY CLUB", {"breakfast", "after_school", "holiday"}, ()),
        ("Swimming and playgroup", {"playgroup"}, ("Swimming",)), ("Rainbow room", set(), ("Rainbow", "room")),
    ],
)  # fmt: skip
def test_sessions_are_found_in_words(text, expected, unknown):
    assert sessions_in(text, session_spellings(SESSIONS)) == (expected, unknown)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("x", True), ("✓", True), ("Mon, Tue", True), ("3", True), ("no", False), ("-", False), ("maybe", None)],
)
def test_a_sessions_own_column_is_a_yes_a_no_or_unclear(text, answer):
    assert attends(text) is answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mum", Relationship.MOTHER), ("Birth mother", Relationship.MOTHER), ("DAD", Relationship.FATHER),
        ("Step-father", Relationship.STEP_PARENT), ("Maternal grandmother", Relationship.GRANDPARENT),
        ("foster carer", Relationship.FOSTER_CARER), ("Special guardian", Relationship.GUARDIAN),
        ("auntie", Relationship.OTHER), ("Mother's partner", None), ("mother-in-law", None), ("Mum and Dad", None),
    ],
)  # fmt: skip
def test_a_relationship_is_read_but_never_stretched(text, expected):
    assert relationship_of(text) is expected


@pytest.mark.parametrize(
    ("dates", "doubtful"),
    [
        (["03/09/2022", "23/09/2022"], set()), (["03/09/2022", "3 Sep 2022"], set()),
        (["2022-09-03", "2023-02-14"], set()), (["44807", "2023-02-14"], set()),
        (["02/14/2023", "09/03/2022", "04/04/2022"], {"02/14/2023", "09/03/2022"}),
        (["14/02/2023", "2022-03-09", "2022-03-19"], {"2022-03-09"}),  # swapped by the spreadsheet, or not
        (["14/02/2023", "05/06/2022", "2022-03-09"], {"2022-03-09"}),
        (["02/14/2023", "2022-03-09"], {"02/14/2023", "2022-03-09"}),
        (["05/06/2022", "2022-03-19"], {"05/06/2022"}), (["14/02/2023", "2022-03-19"], set()),
        (["2022-03-09T10:00:00Z", "14/02/2023"], set()),
    ],
)  # fmt: skip
def test_which_dates_of_a_column_nobody_can_tell(dates, doubtful):
    waiting, spoken_of = in_doubt(both_orders(dates, TODAY), may_be_swapped=True)
    assert waiting == doubtful
    assert waiting <= spoken_of
