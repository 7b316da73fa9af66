"""What a picture needs, who stands in the way of it, and what a caption may not say: the tables of cases."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.consents.names import ListedChild
from portal.posts.clearance.captions import (
    AddressInCaption,
    BirthdayInCaption,
    WholeNameInCaption,
    children_called,
    refusal_of,
)
from portal.posts.clearance.policy import (
    AdultAnswer,
    ClearanceState,
    DaysOutOfOrder,
    Picture,
    StartsInThePast,
    Target,
    asked_targets,
    check_days,
    decide,
    name_uses,
    needed_uses,
    state_of,
    uses_for,
)
from portal.wording import defaults
from portal.wording.uses import Kept, OneEvent, Place, Shown, Together, Use, UseFields

TODAY = date(2026, 11, 23)
GROUP = Target(Place.CLOSED_GROUP, "Facebook")
WEBSITE = Target(Place.PUBLIC)
USES = (*defaults.consent_text().uses, *defaults.offered_uses())


def a_use(key: str, *places: Place, **fields: object) -> Use:
    given = {"shown": (Shown.PICTURE,), "together": Together.EITHER, "kept": Kept.UNTIL_LEAVING, **fields}
    return Use(key=key, label=key, sentence=key, example="", fields=UseFields(places=places, **given))


FAIR = a_use("fair", Place.NEWSPAPER, event=OneEvent("Summer fair"))
INSTAGRAM = a_use("instagram", Place.PUBLIC, Place.PRINTED, platform="Instagram", company="Meta")
MORE = (*USES, FAIR, INSTAGRAM)


@pytest.mark.parametrize(
    ("target", "what", "alone", "together"),
    [
        (GROUP, Shown.PICTURE, {"group_alone"}, {"group_together"}),
        (GROUP, Shown.VIDEO, {"group_video"}, {"group_video"}),
        (Target(Place.CLOSED_GROUP, "Signal"), Shown.PICTURE, set(), set()),
        (Target(Place.CLOSED_GROUP), Shown.PICTURE, set(), set()),
        (Target(Place.ROOMS), Shown.PICTURE, {"displays"}, {"displays"}),
        (Target(Place.ROOMS), Shown.VIDEO, set(), set()),
        (Target(Place.OTHER_JOURNALS), Shown.PICTURE, set(), {"other_journals"}),
        (Target(Place.OWN_JOURNAL), Shown.PICTURE, set(), set()),
        (WEBSITE, Shown.PICTURE, {"website"}, {"website"}),
        (Target(Place.PUBLIC, "Instagram"), Shown.PICTURE, {"instagram"}, {"instagram"}),
        # What we print is on no platform, so both uses speak of it: each has to be a yes.
        (Target(Place.PRINTED), Shown.PICTURE, {"website", "instagram"}, {"website", "instagram"}),
        (Target(Place.NEWSPAPER), Shown.PICTURE, {"press"}, {"press"}),
        # A yes to one event is no yes to another day, nor the other way round.
        (Target(Place.NEWSPAPER, event="fair"), Shown.PICTURE, {"fair"}, {"fair"}),
        (Target(Place.TRAINING), Shown.VIDEO, {"training"}, {"training"}),
    ],
)
def test_the_fields_of_the_form_tell_the_uses(target, what, alone, together):
    assert uses_for(MORE, target, what, alone=True) == alone
    assert uses_for(MORE, target, what, alone=False) == together


def test_only_a_place_can_be_chosen_about_which_parents_are_asked():
    asked = asked_targets(MORE)
    assert {GROUP, WEBSITE, Target(Place.PUBLIC, "Instagram"), Target(Place.NEWSPAPER, event="fair")} <= asked.keys()
    assert Target(Place.OWN_JOURNAL) not in asked
    assert (asked[GROUP], asked[Target(Place.ROOMS)]) == ({Shown.PICTURE, Shown.VIDEO}, {Shown.PICTURE})
    assert asked_targets(()) == {}


def test_a_text_without_fields_covers_no_place():
    handwritten = Use(key="group_alone", label="", sentence="", example="")
    assert uses_for((handwritten,), GROUP, Shown.PICTURE, alone=True) == set()


def test_a_first_name_needs_its_own_yes_wherever_it_stands():
    assert name_uses(MORE, GROUP) == {"first_name"}
    named_there = a_use("names", Place.PUBLIC, shown=(Shown.FIRST_NAME, Shown.PICTURE))
    assert name_uses((*USES, named_there), WEBSITE) == {"first_name", "names"}
    assert name_uses((*USES, named_there), GROUP) == {"first_name"}
    assert name_uses((FAIR,), GROUP) == set()


def test_only_the_child_who_is_named_needs_the_yes_to_the_name():
    picture = Picture(GROUP, Shown.PICTURE, (1, 2), named=frozenset({2, 3}))
    assert needed_uses(USES, picture) == {1: {"group_together"}, 2: {"group_together", "first_name"}, 3: {"first_name"}}


ALL = frozenset({"group_alone", "group_together", "first_name"})


@pytest.mark.parametrize(
    ("picture", "may", "shown", "named", "largest"),
    [
        (Picture(GROUP, Shown.PICTURE, (1, 2)), {1: ALL, 2: ALL}, set(), set(), (1, 2)),
        (Picture(GROUP, Shown.PICTURE, (1, 2, 3)), {1: ALL, 2: ALL}, {3}, set(), (1, 2)),
        # Alone and together are two questions: without 2, only 1 on their own is left.
        (Picture(GROUP, Shown.PICTURE, (1, 2)), {1: ALL}, {2}, set(), (1,)),
        (Picture(GROUP, Shown.PICTURE, (1, 2)), {1: {"group_together"}}, {2}, set(), ()),
        (Picture(GROUP, Shown.PICTURE, (1, 2)), {1: {"group_alone"}, 2: {"group_alone"}}, {1, 2}, set(), (1,)),
        (Picture(GROUP, Shown.PICTURE, (1,)), {1: {"group_together"}}, {1}, set(), ()),
        (Picture(GROUP, Shown.PICTURE, (1,)), {1: {"group_alone"}}, set(), set(), (1,)),
        # Named, in the picture or not.
        (Picture(GROUP, Shown.PICTURE, (1,), frozenset({1})), {1: {"group_alone"}}, set(), {1}, (1,)),
        (Picture(GROUP, Shown.PICTURE, (1,), frozenset({9})), {1: ALL}, set(), {9}, (1,)),
        (Picture(GROUP, Shown.PICTURE, (1,), frozenset({9})), {1: ALL, 9: {"first_name"}}, set(), set(), (1,)),
        # A place that nobody was asked about: everybody, whatever they said elsewhere.
        (Picture(Target(Place.OWN_JOURNAL), Shown.PICTURE, (1, 2)), {1: ALL, 2: ALL}, {1, 2}, set(), ()),
        # Nobody is in it: there is nobody to ask.
        (Picture(GROUP, Shown.PICTURE, ()), {}, set(), set(), ()),
    ],
)
def test_who_stands_in_the_way(picture, may, shown, named, largest):
    decision = decide(USES, picture, may)
    assert (decision.shown, decision.named, decision.largest_clear) == (shown, named, largest)


@given(st.dictionaries(st.integers(1, 6), st.sets(st.sampled_from(sorted(ALL)))))
def test_no_larger_group_would_be_clear(may):
    children = tuple(sorted(may))
    found = decide(USES, Picture(GROUP, Shown.PICTURE, children), may).largest_clear
    clear = [
        group
        for size in range(1, len(children) + 1)
        for group in combinations(children, size)
        if not decide(USES, Picture(GROUP, Shown.PICTURE, group), may).shown
    ]
    assert len(found) == max(map(len, clear), default=0)
    assert found in [*clear, ()]


YES, NO = AdultAnswer.YES, AdultAnswer.NO


@pytest.mark.parametrize(
    ("adults", "is_blocked", "is_void", "needs_eyes", "state"),
    [
        ([], False, False, False, ClearanceState.CLEAR),
        ([], False, True, False, ClearanceState.VOID),
        ([], True, False, False, ClearanceState.BLOCKED),
        ([YES], True, True, False, ClearanceState.BLOCKED),
        ([None], False, False, False, ClearanceState.ASK),
        ([YES, None], False, False, False, ClearanceState.ASK),
        ([YES, NO, None], False, False, False, ClearanceState.BLOCKED),
        ([YES], False, False, False, ClearanceState.CLEAR),
        ([YES], False, False, True, ClearanceState.ASK),
        ([YES], False, True, False, ClearanceState.VOID),
        ([None], False, True, True, ClearanceState.VOID),
    ],
)
def test_what_a_clearance_is_worth_now(adults, is_blocked, is_void, needs_eyes, state):
    stands = {"is_blocked": is_blocked, "is_void": is_void, "needs_eyes": needs_eyes}
    assert state_of(adults, is_posted=False, **stands) is state
    assert state_of(adults, is_posted=True, **stands) is ClearanceState.POSTED


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), None),
        (date(2026, 11, 23), date(2027, 11, 24), None),
        (date(2026, 11, 22), date(2026, 12, 23), StartsInThePast),
        (date(2026, 11, 24), date(2026, 11, 23), DaysOutOfOrder),
        (date(2026, 11, 23), date(2027, 11, 25), DaysOutOfOrder),
    ],
)
def test_a_designation_has_a_start_and_an_end(first, last, refusal):
    if refusal is None:
        check_days(first, last, today=TODAY)
    else:
        with pytest.raises(refusal):
            check_days(first, last, today=TODAY)


def child(id_: int, first: str, last: str, known_as: str = "", born_on: date = date(2022, 9, 3)) -> ListedChild:
    return ListedChild(id_, first, last, known_as, born_on, None)


AMIRA, ZOE = child(1, "Amira", "Green"), child(2, "Zoë Anne", "Núñez-O’Hara", "Zuzu", date(2023, 2, 28))
ADDRESS = "The Village Hall\nChurch Road, Little Snoring\nNR21 0AA"


@pytest.mark.parametrize(
    ("caption", "refusal"),
    [
        ("", None),
        ("Look what Amira built today.", None),
        ("Amira likes paint. Today: green.", None),
        ("AMIRA GREEN at the easel", WholeNameInCaption),
        ("Green, Amira", WholeNameInCaption),
        ("Amira Green’s tower", WholeNameInCaption),
        ("Amira’s green tower", WholeNameInCaption),  # the words stand together: a person can write it otherwise
        ("#AmiraGreen", WholeNameInCaption),
        ("Zoe Anne Nunez O'Hara", WholeNameInCaption),
        ("Zoe Núñez", WholeNameInCaption),
        ("zuzu ohara", WholeNameInCaption),
        ("Zuzu and Amira", None),
        ("Amira Núñez", None),  # nobody of that name
        ("Greenhouse with Amira", None),
        ("Amira, 3/9/2022", BirthdayInCaption),
        ("born 2022-09-03", BirthdayInCaption),
        ("born on the 3rd of September 2022", BirthdayInCaption),
        ("September 3, 2022 was sunny", BirthdayInCaption),
        ("3.9.22", BirthdayInCaption),
        ("28 Feb 2023", BirthdayInCaption),
        ("On 4 September 2022 we opened", None),
        ("3 September", None),
        ("30/2/2023", None),
        ("Come to the village hall, Church Road", AddressInCaption),
        ("at NR21 0AA", AddressInCaption),
        ("at nr210aa", AddressInCaption),
        ("In the village hall", None),
        ("A walk in Little Snoring", None),
    ],
)
def test_what_a_caption_may_not_say(caption, refusal):
    found = refusal_of(caption, (AMIRA, ZOE), ADDRESS, today=TODAY)
    assert found is None if refusal is None else type(found) is refusal


def test_an_empty_address_refuses_no_caption():
    assert refusal_of("12 children, 3 dogs", (AMIRA,), "", today=TODAY) is None


@pytest.mark.parametrize(
    ("caption", "called"),
    [
        ("", []),
        ("amíra’s tower", [1]),
        ("Zuzu!", [2]),
        ("Zoe Anne", [2]),
        ("Zoe with a drum", [2]),
        ("Amirah", []),
        ("Amira and Zuzu", [1, 2]),
    ],
)
def test_a_lone_first_name_is_known(caption, called):
    assert [each.id for each in children_called(caption, (AMIRA, ZOE))] == called
