"""What the form says by itself: written from fields and from the setting, and no manager can change a letter of it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import assume, given

from portal.accounts.models import Account
from portal.foundation.refusals import Refusal
from portal.settings import service as settings
from portal.settings.models import Setting
from portal.wording import defaults, drafts, labels, service
from portal.wording.models import WordingDraft
from portal.wording.policy import ConsentText
from portal.wording.sentences import with_sentences
from portal.wording.uses import Audience, Kept, OneEvent, Place, Shown, Together, Use, UseFields
from tests.support.browser import Browser
from tests.wording.test_uses import FIELDS
from tests.wording.wording_factories import FORM, NEW_USE, a_use, draft, present, stamp

NewBrowser = Callable[..., Browser]
PLACE = UseFields(places=(Place.ROOMS,), shown=(Shown.PICTURE,), together=Together.EITHER, kept=Kept.SCHOOL_YEAR)
SETTING = Setting(name="Swallow Risers", consent_months=12)
# What is written and no form has a box for.
FIXED = ("introduction", "consult_question", "withdrawing", "declaration")
WRITTEN = ("place", "audience", "controllers", "kept")
UNFILLED = re.compile(r"None|%\(|%s|\{|  | [.,:]|\.\.")

pytestmark = pytest.mark.usefixtures("db_ready")


def written(*fields: UseFields, setting: Setting = SETTING) -> tuple[Use, ...]:
    """Return a use of each of these fields, with its sentences."""
    text = replace(defaults.consent_text(), uses=tuple(a_use(fields=each) for each in fields))
    return with_sentences(text, setting).uses


def sentences_of(text: ConsentText) -> Iterable[str]:
    yield from (*text.introduction, text.consult_question, text.withdrawing, text.declaration)
    for use in text.uses:
        assert (bool(use.place), len(use.told)) == (True, 4), use.key
        yield from use.told


def test_every_use_that_we_begin_with_or_offer_is_written_in_full() -> None:
    text = defaults.consent_text()
    text = with_sentences(text.with_clauses((*text.uses, *defaults.offered_uses())), SETTING)
    for sentence in sentences_of(text):
        assert sentence.endswith((".", "?"))
        assert sentence[0].isupper()
        assert not UNFILLED.search(sentence), sentence


# What people are told of each use that a new setting begins with: a change of these asks nobody, so it has to be seen.
TOLD = {
    "group_alone": "A picture, on their own: our closed group on Facebook. Those we invited to the group. "
    "We, and Meta, which runs Facebook and decides what it does with it. "
    "Until your child leaves or you withdraw: down within 2 working days.",
    "first_name": "The first name: wherever the picture is shown. Whoever may see that picture. "
    "Whoever controls the place where the picture is shown. As long as the picture.",
    "other_journals": "A picture, with other children: other children’s journals. "
    "Our staff, the families of the children in the picture. We alone. The other family keeps its journal. "
    "Once it is out, we cannot call it back. It may stay when your child leaves. Nothing new is shown then.",
    "displays": "A picture: walls and screens in our rooms. Everyone who comes in. We alone. "
    "Until the end of the school year, your child leaves or you withdraw: down within 2 working days.",
    "website": "A picture: our website, what we print. Anyone in the world. We alone. "
    "Search engines and other people can copy it. "
    "Until 24 months are over, your child leaves or you withdraw: down within 2 working days. What is printed cannot be called back.",
    "press": "A picture: a newspaper and its website. Anyone in the world. "
    "We, and the newspaper, which decides what it does with it. "
    "Once it is out, we cannot call it back. It may stay when your child leaves. Nothing new is shown then.",
}


@pytest.mark.parametrize("key", TOLD)
def test_what_people_are_told_of_a_use(key: str) -> None:
    assert " ".join(with_sentences(defaults.consent_text(), SETTING).use(key).told) == TOLD[key]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (labels.PLACES, Place),
        (labels.AUDIENCES, Audience),
        (labels.SHOWN, Shown),
        (labels.TOGETHER, Together),
        (labels.KEPT, Kept),
    ],
)
def test_every_choice_has_words_of_its_own(words, values) -> None:
    assert set(words) == set(values)
    assert len({str(word) for word in words.values()}) == len(words)
    assert all(str(word).strip() for word in words.values())


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ("place", [replace(PLACE, places=(place,), platform="Here", company="Us") for place in Place]),
        ("audience", [replace(PLACE, places=(Place.TRAINING,), audience=(who,)) for who in Audience]),
        ("place", [replace(PLACE, shown=(shown,)) for shown in Shown]),
        ("place", [replace(PLACE, together=together) for together in Together]),
        ("kept", [replace(PLACE, kept=kept, kept_months=5) for kept in Kept]),
        ("kept", [replace(PLACE, stays_after_leaving=stays) for stays in (True, False)]),
        ("kept", [replace(PLACE, kept=Kept.MONTHS, kept_months=months) for months in (1, 2, 120)]),
        ("controllers", [replace(PLACE, company=company, platform="It") for company in ("", "Meta", "TikTok")]),
        ("place", [replace(PLACE, event=event) for event in (
            None, OneEvent("Fair"), OneEvent("Fête"), OneEvent("Fair", "2026-12-18"),
            OneEvent("Fair", organiser="Rotary"), OneEvent("Fair", outlet="Rotary"))]),
    ],
)  # fmt: skip
def test_every_value_of_a_field_is_told_in_other_words(told: str, fields: list[UseFields]) -> None:
    sentences = {getattr(use, told) for use in written(*fields)}
    assert len(sentences) == len(fields), sentences


def test_an_event_is_told_whole() -> None:
    event = OneEvent("Nativity play", "2026-12-18", "St Mary’s", "The Courier")
    (use,) = written(replace(PLACE, event=event))
    assert use.place.startswith("Only for Nativity play on 18 December 2026, by St Mary’s, in The Courier. A picture: ")


def test_one_month_is_one() -> None:
    (use,) = written(replace(PLACE, kept=Kept.MONTHS, kept_months=1))
    assert use.kept.startswith("Until 1 month is over, ")
    one = with_sentences(defaults.consent_text(), Setting(name="A", consent_months=1))
    assert "A yes counts for 1 month. Then" in one.withdrawing


@given(fields=FIELDS)
def test_whatever_may_be_filled_in_is_told_whole(fields: UseFields) -> None:
    fields = replace(
        fields, platform="Platform" if fields.platform else "", company="Company" if fields.company else ""
    )
    fields = replace(fields, event=OneEvent("Event", fields.event.day, "Org", "Out") if fields.event else None)
    try:
        fields.check()
    except Refusal:
        assume(False)
    (use,) = written(fields)
    assert len(use.told) == 4
    for sentence in use.told:
        assert sentence.endswith(".")
        assert not UNFILLED.search(sentence), sentence
    if Place.WHEREVER not in fields.places:
        assert ("Company" in use.controllers) == bool(fields.company)
        assert ("newspaper" in use.controllers) == (Place.NEWSPAPER in fields.places)
        assert ("Anyone in the world" in use.audience) == (Audience.ANYONE in fields.seen_by)
    if {Place.PRINTED, Place.NEWSLETTER, Place.NEWSPAPER} & set(fields.places):
        assert "called back" in use.kept or "call it back" in use.kept or fields.kept is Kept.AS_THE_PICTURE
    assert ("may stay when your child leaves" in use.kept) == fields.stays_after_leaving


def test_what_may_not_be_left_out_of_any_form() -> None:
    said = " ".join(sentences_of(with_sentences(defaults.consent_text(), SETTING)))
    for promise in (
        "only where you say yes",
        "A question left out counts as no",
        "Saying no costs nothing. Nobody asks why",
        "Our rules are separate",
        "Change your mind at any time: in the portal, by telling us, or in writing. We stop at once",
        "every adult with parental responsibility says yes",
        "I have parental responsibility for this child",
    ):
        assert promise in said


@pytest.mark.parametrize(
    ("months", "school_year", "said"),
    [
        (12, False, "A yes counts for a year. Then we ask again."),
        (6, False, "A yes counts for 6 months. Then we ask again."),
        (36, True, "A yes counts for 36 months. Then we ask again. It ends on 31 August at the latest."),
        (12, True, "A yes counts for a year. Then we ask again. It ends on 31 August at the latest."),
    ],
)
def test_how_long_a_yes_lasts_stands_in_the_text(months: int, school_year: bool, said: str) -> None:
    terms = {"consent_months": months, "consents_end_with_school_year": school_year}
    text = with_sentences(defaults.consent_text(), Setting(name="A", **terms))
    assert text.withdrawing.endswith(said)
    assert (text.months, text.ends_with_school_year) == (months, school_year)


def test_when_a_picture_comes_down_is_the_settings_number_and_asks_nobody_again(setting, a_parent, a_child) -> None:
    """One number says it on the form and makes take-downs due (product.md §5.2)."""
    settings.change_setting({"take_down_days": 1}, by_id=a_parent.id)
    (before, now), form = service.versions(FORM), service.current(FORM).consent
    assert form.use("group_alone").kept == "Until your child leaves or you withdraw: down within 1 working day."
    assert (before.number, now.number, now.asks_again) == (1, 2, frozenset())


def test_who_asks_stands_in_the_text() -> None:
    setting = Setting(name="A", address="1 Lane\nTown", phone="01", email="a@example.org", privacy_notice="Ask us.")
    asks = with_sentences(defaults.consent_text(), setting).controller
    assert asks is not None
    assert (asks.name, asks.address, asks.contact) == ("A", "1 Lane\nTown", "01, a@example.org")
    assert "Article 6(1)(a)" in asks.lawful_basis
    assert asks.privacy_notice == "Ask us."
    bare = with_sentences(defaults.consent_text(), Setting(name="A", privacy_notice=None)).controller
    assert bare is not None
    assert (bare.contact, bare.privacy_notice) == ("", "")


def test_writing_it_out_again_changes_nothing() -> None:
    once = with_sentences(defaults.consent_text(), SETTING)
    assert with_sentences(once, SETTING) == once


def test_a_use_without_fields_keeps_the_words_that_a_manager_wrote() -> None:
    old = Use("old", "Old", "Show it", "A pea.", audience="Families.", controllers="Only us.", kept="One year.")
    text = with_sentences(defaults.consent_text().with_clauses((old,)), SETTING)
    assert text.uses == (old,)
    assert not text.is_structured


@pytest.fixture
def at(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def test_the_text_around_asks_for_title_and_note_alone(at: Browser) -> None:
    at.get("wording.edit", name="consent-form")
    boxes = at.root.xpath("//main//form//*[self::input[not(@type='hidden')] or self::textarea]/@name")
    assert {name.partition("_")[0] for name in boxes} == {"title", "note", "place", "out"}


def test_no_form_of_the_editor_changes_a_fixed_sentence(at: Browser) -> None:
    before, lie = present(), "If you say nothing, you agree."
    forged = {"months": "99", "controller": lie, "uses": "[]"} | dict.fromkeys(FIXED, lie)
    at.get("wording.edit", name="consent-form")
    at.post(
        "wording.edit",
        {**forged, "title": "Pictures", "note": "Hello.", "draft_stamp": stamp()},
        name="consent-form",
    )
    words = {**NEW_USE, "places": "rooms", "shown": "picture", "platform": "", "company": ""}
    sent = {**words, **dict.fromkeys(WRITTEN, lie), "kept": "school_year", "draft_stamp": stamp()} | forged
    sent.pop("audience")
    at.post("wording.edit_clause", sent, name="consent-form", key="press")
    found = drafts.load_draft(FORM).text
    assert isinstance(found, ConsentText)
    assert (found.title, found.note, found.use("press").fields.places) == ("Pictures", "Hello.", (Place.ROOMS,))
    for name in (*FIXED, "months", "controller"):
        assert getattr(found, name) == getattr(before, name)
    assert lie not in service.serialise_text(found)


def test_what_stands_in_a_stored_draft_instead_is_written_over(a_manager: Account) -> None:
    lie = "If you say nothing, you agree."
    uses = tuple(replace(use, **dict.fromkeys(WRITTEN, lie)) for use in present().uses)
    spoilt = replace(present(), introduction=(lie,), uses=uses, consult_question=lie, withdrawing=lie, declaration=lie)
    WordingDraft.create(document=FORM, body=service.serialise_text(spoilt), based_on=service.current(FORM).id)
    assert drafts.load_draft(FORM).text == present()


def test_the_note_is_shown_to_parents_below_the_fixed_sentences(
    at: Browser, new_browser: NewBrowser, a_manager: Account, a_parent: Account, a_child
) -> None:
    draft(replace(present(), note="Ask Priya if you wonder."), a_manager)
    drafts.publish_draft(FORM, stamp=stamp(), by_id=a_manager.id)
    page = new_browser(a_parent).get("consents.read", child_id=a_child.id).text
    last = present().introduction[-1]
    assert page.index(last) < page.index("Ask Priya if you wonder.") < page.index("Change your mind")


def test_the_setting_is_followed_at_once(a_manager: Account) -> None:
    settings.change_setting(
        {"name": "New “Name” & Co", "consent_months": 6, "consents_end_with_school_year": True}, by_id=a_manager.id
    )
    text = present()
    assert text.controller is not None
    assert (text.controller.name, text.months, text.ends_with_school_year) == ("New “Name” & Co", 6, True)
    assert "A yes counts for 6 months" in text.withdrawing
    assert service.versions(FORM)[-1].asks_again == frozenset()
    settings.change_setting({"invitation_days": 3, "safeguarding_lead": "Ada"}, by_id=a_manager.id)
    assert service.current(FORM).number == 2
