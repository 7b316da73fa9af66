"""One use of a picture as fields: what cannot be true, who sees it, and which change asks for a yes again."""

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wording import defaults, service
from portal.wording.policy import Change, ConsentText, Controller, DocumentKey, VersionSummary, valid_versions
from portal.wording.uses import (
    Audience,
    CannotBeTakenDown,
    CannotStay,
    CompanyNotNamed,
    Kept,
    MonthsMissing,
    NoOtherPicture,
    OneEvent,
    Place,
    PlatformNotNamed,
    Shown,
    Together,
    TwoPlaces,
    Use,
    UseFields,
    asked_again,
    changes_the_yes,
    only_reworded,
)

PLAIN = UseFields(
    places=(Place.ROOMS, Place.NEWSLETTER), shown=(Shown.PICTURE, Shown.WORK), together=Together.ALONE, kept=Kept.SCHOOL_YEAR
)  # fmt: skip
GROUP = replace(PLAIN, places=(Place.CLOSED_GROUP,), platform="Facebook", company="Meta")
USE = Use("garden", "Garden", "Show the garden", "A bean.", fields=PLAIN)
HAND_WRITTEN = Use(
    "old", "Old", "Show it", "A pea.", audience="Families.", controllers="Only us.", kept="One year."
)  # fmt: skip

REFUSED = {
    "a group beside the website": (replace(GROUP, places=(Place.CLOSED_GROUP, Place.PUBLIC)), TwoPlaces),
    "a group beside the rooms": (replace(GROUP, places=(Place.ROOMS, Place.CLOSED_GROUP)), TwoPlaces),
    "wherever, and somewhere": (replace(PLAIN, places=(Place.WHEREVER, Place.ROOMS)), TwoPlaces),
    "wherever, and a group": (replace(GROUP, places=(Place.CLOSED_GROUP, Place.WHEREVER)), TwoPlaces),
    "a group nowhere": (replace(GROUP, platform="", company=""), PlatformNotNamed),
    "a group of a company": (replace(GROUP, platform=""), PlatformNotNamed),
    "a company that runs nothing": (replace(PLAIN, company="Meta"), PlatformNotNamed),
    "a platform that nobody runs": (replace(PLAIN, platform="Facebook"), CompanyNotNamed),
    "a group that nobody runs": (replace(GROUP, company=""), CompanyNotNamed),
    "some months": (replace(PLAIN, kept=Kept.MONTHS), MonthsMissing),
    "fewer than one month": (replace(PLAIN, kept=Kept.MONTHS, kept_months=-1), MonthsMissing),
    "more than ten years": (replace(PLAIN, kept=Kept.MONTHS, kept_months=121), MonthsMissing),
    "it stays out and goes": (replace(PLAIN, kept=Kept.NOT_CALLED_BACK), CannotBeTakenDown),
    "as long as no picture": (replace(PLAIN, kept=Kept.AS_THE_PICTURE), NoOtherPicture),
    "it goes and stays": (replace(PLAIN, kept=Kept.UNTIL_LEAVING, stays_after_leaving=True), CannotStay),
}


@pytest.mark.parametrize(("fields", "refusal"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_true_is_refused(fields: UseFields, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        fields.check()


@pytest.mark.parametrize(
    "fields",
    [
        PLAIN,
        GROUP,
        replace(PLAIN, places=(Place.WHEREVER,), kept=Kept.AS_THE_PICTURE),
        replace(PLAIN, kept=Kept.NOT_CALLED_BACK, stays_after_leaving=True),
        replace(PLAIN, places=(Place.PUBLIC, Place.PRINTED, Place.NEWSPAPER)),
        replace(PLAIN, places=(Place.PUBLIC,), platform="Instagram", company="Meta"),
        replace(PLAIN, kept=Kept.MONTHS, kept_months=1),
        replace(PLAIN, kept=Kept.MONTHS, kept_months=120),
        replace(PLAIN, stays_after_leaving=True),
        replace(PLAIN, kept=Kept.UNTIL_LEAVING),
        *(use.fields for use in (*defaults.consent_text().uses, *defaults.offered_uses())),
    ],
)
def test_what_can_be_true_is_not(fields: UseFields) -> None:
    fields.check()


@pytest.mark.parametrize(
    ("places", "audience", "seen_by"),
    [
        ([Place.ROOMS], [], [Audience.VISITORS]),
        ([Place.OWN_JOURNAL], [], [Audience.OWN_FAMILY]),
        ([Place.OTHER_JOURNALS], [], [Audience.FAMILIES_IN_PICTURE]),
        ([Place.CLOSED_GROUP], [], [Audience.MEMBERS]),
        ([Place.TRAINING], [], [Audience.STAFF]),
        ([Place.PUBLIC], [], [Audience.ANYONE]),
        ([Place.PRINTED], [], [Audience.ANYONE]),
        ([Place.NEWSLETTER], [], [Audience.ANYONE]),
        ([Place.NEWSPAPER], [], [Audience.ANYONE]),
        ([Place.WHEREVER], [], []),
        ([Place.ROOMS], [Audience.STAFF], [Audience.STAFF, Audience.VISITORS]),
        ([Place.ROOMS], [Audience.VISITORS], [Audience.VISITORS]),
        ([Place.ROOMS, Place.TRAINING, Place.OWN_JOURNAL], [],
         [Audience.STAFF, Audience.OWN_FAMILY, Audience.VISITORS]),
        ([Place.ROOMS, Place.PRINTED], [Audience.STAFF], [Audience.ANYONE]),
        ([Place.CLOSED_GROUP], [Audience.ANYONE], [Audience.ANYONE]),
    ],
)  # fmt: skip
def test_the_places_bring_their_people_whatever_was_ticked(places, audience, seen_by) -> None:
    fields = replace(PLAIN, places=tuple(places), audience=tuple(audience))
    assert fields.seen_by == tuple(seen_by)


def test_every_place_but_wherever_has_somebody_who_sees_it() -> None:
    unseen = [place for place in Place if not replace(PLAIN, places=(place,)).seen_by]
    assert unseen == [Place.WHEREVER]


# Each field by itself, with another value than PLAIN or GROUP has.
CHANGED = {
    "places": (PLAIN, {"places": (Place.ROOMS,)}),
    "one place more": (PLAIN, {"places": (Place.ROOMS, Place.NEWSLETTER, Place.PRINTED)}),
    "platform": (GROUP, {"platform": "WhatsApp"}),
    "company": (GROUP, {"company": "Signal"}),
    "audience": (GROUP, {"audience": (Audience.STAFF,)}),
    "shown": (PLAIN, {"shown": (Shown.PICTURE,)}),
    "together": (PLAIN, {"together": Together.EITHER}),
    "kept": (PLAIN, {"kept": Kept.NOT_CALLED_BACK}),
    "kept_months": (replace(PLAIN, kept=Kept.MONTHS, kept_months=6), {"kept_months": 7}),
    "stays_after_leaving": (PLAIN, {"stays_after_leaving": True}),
    "an event": (PLAIN, {"event": OneEvent("Fair")}),
    "no event": (replace(PLAIN, event=OneEvent("Fair")), {"event": None}),
    "the day of the event": (replace(PLAIN, event=OneEvent("Fair")), {"event": OneEvent("Fair", "2026-12-18")}),
    "its organiser": (replace(PLAIN, event=OneEvent("Fair")), {"event": OneEvent("Fair", organiser="Rotary")}),
    "its outlet": (replace(PLAIN, event=OneEvent("Fair")), {"event": OneEvent("Fair", outlet="The Courier")}),
}


@pytest.mark.parametrize(("before", "changed"), CHANGED.values(), ids=CHANGED)
def test_another_field_asks_again_even_if_it_is_said_to_mean_the_same(before, changed) -> None:
    old, new = replace(USE, fields=before), replace(USE, fields=replace(before, **changed))
    for first, then in ((old, new), (new, old)):
        assert changes_the_yes(first, then)
        assert asked_again([first], [then], means_the_same=[USE.key]) == {USE.key}


def test_no_field_of_a_use_is_left_out() -> None:
    covered = {name for _before, changed in CHANGED.values() for name in changed}
    assert covered == {field.name for field in fields_of(UseFields)}


def test_the_order_of_ticks_is_nothing() -> None:
    for places in permutations(PLAIN.places):
        for shown in permutations(PLAIN.shown):
            other = replace(USE, fields=replace(PLAIN, places=places, shown=shown))
            assert not changes_the_yes(USE, other)


@pytest.mark.parametrize("ticked", [(Audience.ANYONE,), (Audience.STAFF,), (Audience.STAFF, Audience.ANYONE)])
def test_to_tick_who_sees_it_anyway_is_nothing(ticked) -> None:
    assert not changes_the_yes(USE, replace(USE, fields=replace(PLAIN, audience=ticked)))


def test_another_label_asks_nobody() -> None:
    assert asked_again([USE], [replace(USE, label="Grounds")], means_the_same=[]) == frozenset()


@pytest.mark.parametrize("words", [{"sentence": "Show our garden"}, {"example": "Two beans."}])
def test_other_words_ask_again_unless_they_mean_the_same(words) -> None:
    new = replace(USE, **words)
    assert only_reworded([USE], [new]) == (new,)
    assert not changes_the_yes(USE, new)
    assert asked_again([USE], [new], means_the_same=[]) == {USE.key}
    assert asked_again([USE], [new], means_the_same=["another"]) == {USE.key}
    assert asked_again([USE], [new], means_the_same=[USE.key]) == frozenset()


def test_only_what_changed_is_asked_again() -> None:
    old = defaults.consent_text().uses
    press = replace(old[6], fields=replace(old[6].fields, places=(Place.NEWSPAPER, Place.PRINTED)))
    new = (*old[:5], press, USE)
    assert asked_again(old, new, means_the_same=[]) == {"press"}
    assert asked_again(old, reversed(old), means_the_same=[]) == frozenset()
    assert asked_again([], old, means_the_same=[]) == frozenset()
    assert asked_again(old, [], means_the_same=[]) == frozenset()


@pytest.mark.parametrize("told", ["place", "audience", "controllers", "kept"])
def test_without_fields_on_both_sides_the_sentences_are_compared(told: str) -> None:
    new = replace(HAND_WRITTEN, **{told: "Other."})
    assert changes_the_yes(HAND_WRITTEN, new)
    assert asked_again([HAND_WRITTEN], [new], means_the_same=["old"]) == {"old"}
    assert not changes_the_yes(HAND_WRITTEN, replace(HAND_WRITTEN, label="Other"))


def test_fields_that_write_other_sentences_than_a_manager_did_ask_again() -> None:
    filled_in = replace(HAND_WRITTEN, fields=PLAIN, audience="Everyone who comes in.")
    assert changes_the_yes(HAND_WRITTEN, filled_in)
    assert changes_the_yes(filled_in, HAND_WRITTEN)
    assert not changes_the_yes(HAND_WRITTEN, replace(HAND_WRITTEN, fields=PLAIN))


def test_the_day_of_an_event() -> None:
    assert OneEvent("Fair", "2026-12-18").held_on == date(2026, 12, 18)
    assert OneEvent("Fair").held_on is None


def some(kind, least: int = 0):
    return st.lists(st.sampled_from(list(kind)), min_size=least, unique=True).map(tuple)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
EVENTS = st.builds(OneEvent, name=WORDS, day=st.dates().map(str) | st.just(""), organiser=WORDS, outlet=WORDS)
FIELDS = st.builds(
    UseFields,
    places=some(Place, 1),
    shown=some(Shown, 1),
    together=st.sampled_from(Together),
    kept=st.sampled_from(Kept),
    stays_after_leaving=st.booleans(),
    audience=some(Audience),
    platform=WORDS,
    company=WORDS,
    kept_months=st.integers(0, 120),
    event=st.none() | EVENTS,
)
USES = st.builds(
    Use, WORDS, WORDS, WORDS, WORDS, place=WORDS, audience=WORDS, controllers=WORDS, kept=WORDS, fields=st.none() | FIELDS
)  # fmt: skip
TEXTS = st.builds(
    ConsentText,
    title=WORDS,
    introduction=st.lists(WORDS, max_size=3).map(tuple),
    uses=st.lists(USES, max_size=3).map(tuple),
    consult_question=WORDS,
    withdrawing=WORDS,
    declaration=WORDS,
    note=WORDS,
    months=st.integers(0, 36),
    ends_with_school_year=st.booleans(),
    controller=st.none() | st.builds(Controller, WORDS, WORDS, WORDS, WORDS, WORDS),
)


@given(text=TEXTS)
def test_a_text_comes_back_from_json_as_it_was(text: ConsentText) -> None:
    body = service.serialise_text(text)
    found = service.parse_text(DocumentKey.CONSENT_FORM, body)
    assert found == text
    assert service.serialise_text(found) == body


@given(one=FIELDS, other=FIELDS)
def test_a_use_is_asked_again_one_way_if_it_is_the_other_way(one: UseFields, other: UseFields) -> None:
    first, then = replace(USE, fields=one), replace(USE, fields=other)
    assert changes_the_yes(first, then) == changes_the_yes(then, first)
    assert not changes_the_yes(first, first)
    if set(one.seen_by) != set(other.seen_by) or set(one.places) != set(other.places):
        assert changes_the_yes(first, then)


NONE: frozenset[str] = frozenset()
WHOLE = None  # of texts that are signed whole, and of versions of earlier releases

# The versions, each with its kind and the uses asked again in it; and for some uses which versions still count.
VERSIONS = {
    "one": ([(Change.REAL, WHOLE)], {"a": {1}, "": {1}}),
    "nothing": ([], {"a": set(), "": set()}),
    "minor edits keep what was signed": (
        [(Change.REAL, WHOLE), (Change.MINOR, WHOLE), (Change.MINOR, NONE)], {"a": {1, 2, 3}, "": {1, 2, 3}}),
    "a real change of the whole asks everything again": (
        [(Change.REAL, WHOLE), (Change.MINOR, WHOLE), (Change.REAL, WHOLE), (Change.MINOR, NONE)],
        {"a": {3, 4}, "b": {3, 4}, "": {3, 4}}),
    "one use is asked again and the other is not": (
        [(Change.REAL, WHOLE), (Change.REAL, frozenset("a"))], {"a": {2}, "b": {1, 2}}),
    "each use since it was asked again last": (
        [(Change.REAL, WHOLE), (Change.REAL, frozenset("a")), (Change.MINOR, NONE), (Change.REAL, frozenset("ab")),
         (Change.REAL, frozenset("b"))],
        {"a": {4, 5}, "b": {5}, "c": {1, 2, 3, 4, 5}}),
    "a use of its own list is asked again though the version calls itself minor": (
        [(Change.REAL, WHOLE), (Change.MINOR, frozenset("a"))], {"a": {2}, "b": {1, 2}}),
    "a version called real that asks nothing again invalidates nothing": (
        [(Change.REAL, WHOLE), (Change.REAL, NONE)], {"a": {1, 2}}),
}  # fmt: skip


@pytest.mark.parametrize(("versions", "still_count"), VERSIONS.values(), ids=VERSIONS)
def test_which_versions_still_count_for_a_use(versions, still_count) -> None:
    facts = [VersionSummary(number * 10, number, *version) for number, version in enumerate(versions, start=1)]
    for use, numbers in still_count.items():
        assert valid_versions(facts, use) == {number * 10 for number in numbers}
        assert valid_versions(reversed(facts), use) == valid_versions(facts, use)
