"""A consent form of the release before gets its fields: nothing is guessed, and no answer that was given is lost."""

import json
from collections.abc import Callable
from dataclasses import replace
from operator import methodcaller
from typing import Any

import pytest

from portal.accounts.models import Account
from portal.consents.policy import Answer
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.settings import service as settings
from portal.wording import defaults, drafts, service, upgrading
from portal.wording.drafts import FieldsMissing
from portal.wording.models import WordingDraft, WordingVersion
from portal.wording.policy import Change, ConsentText
from portal.wording.sentences import with_sentences
from portal.wording.uses import Use
from tests.support import factories
from tests.support.browser import Browser
from tests.support.rulings import ruling
from tests.wording.wording_factories import FORM, INSTAGRAM, NEW_USE, VOUCHED, present, stamp

pytestmark = pytest.mark.both_engines

NAMES = [factories.SETTING, "Tiny “Café” & Co", 'Bees "n" \\ <Trees>', "Żółwik 🐢 {setting}", "Only we"]

_GROUP = "Parents, carers and others whom we invited to our closed Facebook group."
_META = "{setting}, and Meta, the company that runs Facebook. Meta decides how it uses what is on Facebook."
_UNTIL_LEAVING = "Until your child leaves, or until you withdraw. Then we take it down within 2 working days."
# What a setting began with in the release before, to the letter; “{setting}” stands for its name.
_OLD_TOLD = {
    "group_alone": (_GROUP, _META, _UNTIL_LEAVING),
    "group_together": (_GROUP, _META, _UNTIL_LEAVING),
    "first_name": (
        "Whoever may see that picture.",
        "Whoever controls the place where the picture is shown.",
        "As long as the picture.",
    ),
    "other_journals": (
        "The friend’s family and our staff.",
        "{setting}. The other family keeps its journal when its child leaves.",
        "We keep our copy until the other child leaves. We cannot take back what a family has taken home.",
    ),
    "displays": (
        "Families, staff and visitors who come in.",
        "Only {setting}.",
        "Until the end of the school year.",
    ),
    "website": (
        "Anyone in the world.",
        "{setting}. Search engines and other people can copy it.",
        "Two years, or until you withdraw. Printed leaflets cannot be called back.",
    ),
    "press": (
        "Anyone who reads the newspaper or its website.",
        "The newspaper. It decides how long it keeps the picture.",
        "The newspaper keeps it. We cannot take it back.",
    ),
    "group_video": (_GROUP, _META, _UNTIL_LEAVING),
}
_OLD_QUESTIONS = {
    "group_alone": "Show a picture of your child on their own in our closed Facebook group",
    "group_together": "Show a group picture with your child in it in our closed Facebook group",
    "first_name": "Write your child’s first name beside their picture",
    "other_journals": "Let your child appear in other children’s learning journals",
    "displays": "Show your child’s picture on displays inside our rooms",
    "website": "Use your child’s picture on our website and in our leaflets",
    "press": "Let the local press show your child’s picture",
    "group_video": "Show a video with your child in it in our closed Facebook group",
}
_OLD_AROUND = {
    "title": "Pictures of your child",
    "introduction": [
        "{setting} likes to share what the children do. We only show a picture of your child where you have said yes.",
        "There is one question for each use. You can say yes to some and no to others. If you leave one out, "
        "it counts as no, unless you answered it before: then that answer stays.",
        "Saying no changes nothing about your child’s place, and nobody will ask you why.",
    ],
    "consult_question": "Would you like us to ask every parent first? If you say yes here, we show a picture only when "
    "each adult with parental responsibility has said yes to that use.",
    "withdrawing": "You can change your mind at any time. Withdraw here, tell any member of staff, or write to us. It "
    "counts from that moment, you need not give a reason, and we take down what we can. We ask you again every year.",
    "declaration": "I have parental responsibility for this child, I have read this form, and these are my own answers.",
}


# An example keeps its words: nobody is asked anew for it.
_OLD_EXAMPLES = {"first_name": "“Look what Zofia built today.” We never write a surname."}


def moved_over() -> ConsentText:
    """Return what an untouched form becomes."""
    today = defaults.consent_text()
    uses = (
        replace(use, sentence=_OLD_QUESTIONS[use.key], example=_OLD_EXAMPLES.get(use.key, use.example))
        for use in today.uses
    )
    return with_sentences(replace(today, uses=tuple(uses)), settings.current())


def old_body(name: str, **edited: Any) -> str:
    """Return the body of the consent form as the release before stored it; ``edited`` are words of uses or around."""
    uses = [_old_use(use, edited.get(use.key, {})) for use in defaults.consent_text().uses]
    around = {field: edited.get(field, value) for field, value in _OLD_AROUND.items()}
    return canonical_json(_named({**around, "uses": uses}, name))


def _old_use(use: Use, edited: dict[str, str]) -> dict[str, str]:
    told = dict(zip(("audience", "controllers", "kept"), _OLD_TOLD[use.key], strict=True))
    return {"key": use.key, "label": use.label, "sentence": _OLD_QUESTIONS[use.key], "example": _OLD_EXAMPLES.get(use.key, use.example),
            **told, **edited}  # fmt: skip


def _named(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return value.replace("{setting}", name)
    if isinstance(value, dict):
        return {key: _named(each, name) for key, each in value.items()}
    return [_named(each, name) for each in value]


def store(body: str, change: Change = Change.REAL) -> WordingVersion:
    """Store a version of the consent form as the release before did."""
    number = WordingVersion.select().where(WordingVersion.document == FORM).count() + 1
    version: WordingVersion = WordingVersion.create(
        document=FORM, number=number, change=change, body=body, sha256=sha256_hex(body), published_by_id=None
    )
    return version


@pytest.fixture
def manager(db_ready: str) -> Account:
    """The manager of a setting in which nothing is published yet."""
    settings.Setting.create(id=1, name=factories.SETTING, consent_months=12)
    return factories.make_account("Siobhán Kelly", "manager")


@pytest.fixture
def child(manager: Account) -> Child:
    return factories.make_child("Zofia", "Kowalska")


@pytest.fixture
def parent(child: Child) -> Account:
    return factories.make_parent("Agnieszka Kowalska", child)


def may_be_shown(child: Child) -> dict[str, bool]:
    return {use.key: ruling(child, use.key, on=clock.today()).may_show for use in present().uses}


def test_the_old_text_is_as_it_was_stored(manager: Account) -> None:
    values = json.loads(old_body("A"))
    assert set(values) == {"title", "introduction", "uses", "consult_question", "withdrawing", "declaration"}
    assert all(
        set(use) == {"key", "label", "sentence", "example", "audience", "controllers", "kept"} for use in values["uses"]
    )
    store(old_body("A"))
    text = present()
    assert (text.controller, text.months, text.is_structured) == (None, 0, False)
    assert text.use("press").told == _OLD_TOLD["press"]


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_form_moves_over_and_every_answer_still_counts(
    manager: Account, child: Child, parent: Account, name: str
) -> None:
    settings.Setting.update(name=name).execute()
    old = store(old_body(name))
    answers = dict.fromkeys((use.key for use in present().uses), Answer.YES) | {"press": Answer.NO}
    factories.sign(child, parent, answers)
    before = {use: ruling(child, use, on=clock.today()) for use in answers}

    assert upgrading.upgrade_consent_form()

    moved = service.current(FORM)
    assert moved.consent == moved_over()
    assert (moved.number, moved.consent.is_structured, moved.consent.months) == (2, True, 12)
    assert moved.consent.controller is not None
    assert moved.consent.controller.name == name
    fact = service.versions(FORM)[-1]
    assert (fact.change, fact.asks_again) == (Change.MINOR, frozenset())
    assert {use: ruling(child, use, on=clock.today()) for use in answers} == before
    assert may_be_shown(child)["website"]
    assert not may_be_shown(child)["press"]
    assert WordingVersion.get_by_id(old.id).body == old.body
    assert service.version(old.id).consent.use("website").controllers.startswith(f"{name}. Search engines")
    assert drafts.load_draft(FORM).incomplete == ()
    assert not drafts.load_draft(FORM).says_something_new


def test_a_form_that_still_has_the_name_of_before_moves_over_too(manager: Account) -> None:
    store(old_body("Tiny “Café” & Co"))
    assert upgrading.upgrade_consent_form()
    assert present().is_structured
    assert present().controller is not None
    assert present().controller.name == factories.SETTING


def test_a_name_that_is_a_word_of_the_form_too_guesses_nothing(manager: Account, child: Child, parent: Account) -> None:
    settings.Setting.update(name="Meta").execute()
    old = store(old_body("Meta"))
    factories.sign_all(child, parent)
    assert upgrading.upgrade_consent_form()
    assert [use.told for use in present().uses] == [use.told for use in service.version(old.id).consent.uses]
    assert "group_alone" in {use.key for use in present().uses if use.fields is None}
    assert set(may_be_shown(child).values()) == {True}


def test_only_what_reads_as_it_always_did_gets_fields(manager: Account, child: Child, parent: Account) -> None:
    edited = {"website": {"kept": "For ever."}, "press": {"sentence": "Let the press in"}}
    old = store(old_body(factories.SETTING, **edited))
    factories.sign_all(child, parent)

    assert upgrading.upgrade_consent_form()

    text = present()
    assert [use.key for use in text.uses if use.fields is None] == ["website", "press"]
    known = {use.key: use.fields for use in defaults.consent_text().uses}
    assert all(use.fields == known[use.key] for use in text.uses if use.fields)
    earlier = service.version(old.id).consent
    assert [use.words() for use in text.uses] == [use.words() for use in earlier.uses]
    assert (text.introduction, text.withdrawing) == (earlier.introduction, earlier.withdrawing)
    assert (text.months, text.controller is not None) == (12, True)
    assert service.versions(FORM)[-1].asks_again == frozenset()
    assert set(may_be_shown(child).values()) == {True}
    assert [use.key for use in drafts.load_draft(FORM).incomplete] == ["website", "press"]


def test_an_edited_form_is_published_once_it_is_filled_in_and_only_that_is_asked_again(
    manager: Account, child: Child, parent: Account
) -> None:
    store(old_body(factories.SETTING, website={"kept": "For ever."}, press={"audience": "Readers."}))
    factories.sign_all(child, parent)
    upgrading.upgrade_consent_form()

    for key in ("website", "press"):
        with pytest.raises(FieldsMissing) as refused:
            drafts.publish_draft(FORM, stamp=stamp(), by_id=manager.id)
        assert refused.value.values["heading"] == {"website": "Website", "press": "Press"}[key]
        use = drafts.load_draft(FORM).clause(key)
        assert isinstance(use, Use)
        drafts.save_draft(
            FORM, methodcaller("with_clause", replace(use, fields=INSTAGRAM)), stamp=stamp(), by_id=manager.id
        )
        assert set(may_be_shown(child).values()) == {True}

    assert drafts.load_draft(FORM).asked_again() == {"website", "press"}
    drafts.publish_draft(FORM, stamp=stamp(), by_id=manager.id)
    assert [use for use, shown in may_be_shown(child).items() if not shown] == ["website", "press"]
    assert present().is_structured
    assert present() == with_sentences(present(), settings.current())


def test_the_manager_fills_in_on_the_pages_what_an_edited_form_leaves_open(
    new_browser: Callable[..., Browser], manager: Account, child: Child, parent: Account
) -> None:
    store(old_body(factories.SETTING, website={"kept": "For ever."}))
    factories.sign_all(child, parent)
    upgrading.upgrade_consent_form()
    at = new_browser(manager).get("wording.edit", name="consent-form")
    assert "Fill in what each use is" in at.text
    assert at.root.xpath("//section[contains(., 'Fill in')]/@id") == ["website"]
    at.click("Look at it and publish")
    assert "“Website” has to be filled in before you publish" in at.text
    assert "For ever." in at.text
    assert not at.root.xpath("//main//form//button")
    at.post("wording.publish", {**dict.fromkeys(VOUCHED, "y"), "draft_stamp": stamp()}, name="consent-form")
    assert service.current(FORM).number == 2

    at.get("wording.publish", name="consent-form").click("Fill it in")
    assert not at.root.xpath("//main//input[@checked]")
    at.submit("Save in the draft")
    assert "Choose where it is shown" in at.text
    fields = {name: value for name, value in NEW_USE.items() if name not in {"label", "sentence", "example"}}
    at.submit("Save in the draft", fields)
    at.get("wording.publish", name="consent-form")
    (again,) = at.root.xpath("//h3[.='Asked again']/following-sibling::ul[1]")
    assert [line.text_content() for line in again] == ["Website"]
    at.submit("Publish version 3", VOUCHED)
    assert [use for use, shown in may_be_shown(child).items() if not shown] == ["website"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title", "Photographs"),
        ("introduction", ["Hello."]),
        ("withdrawing", "Tell us."),
        ("declaration", "I promise."),
        ("consult_question", "Ask all?"),
    ],
)
def test_a_form_whose_text_around_was_edited_stays_in_its_own_words(
    manager: Account, child: Child, parent: Account, field: str, words: Any
) -> None:
    old = store(old_body(factories.SETTING, **{field: words}))
    factories.sign_all(child, parent)
    assert upgrading.upgrade_consent_form()
    text, earlier = present(), service.version(old.id).consent
    assert text.is_structured
    assert earlier.general_fields().items() <= text.general_fields().items()
    assert [use.told for use in text.uses] == [use.told for use in earlier.uses]
    assert set(may_be_shown(child).values()) == {True}

    found = drafts.load_draft(FORM)
    assert found.says_something_new
    assert (found.incomplete, found.asked_again()) == ((), frozenset())
    made = drafts.publish_draft(FORM, stamp=found.stamp, by_id=manager.id)
    assert made.consent.use("press").place
    assert set(may_be_shown(child).values()) == {True}


@pytest.mark.parametrize("change", ["taken out", "added", "another order"])
def test_a_form_with_other_uses_moves_over_use_by_use(
    manager: Account, child: Child, parent: Account, change: str
) -> None:
    values = json.loads(old_body(factories.SETTING))
    own = {**values["uses"][0], "key": "own", "label": "Own", "sentence": "Something of our own"}
    values["uses"] = {
        "taken out": values["uses"][1:],
        "added": [*values["uses"], own],
        "another order": values["uses"][::-1],
    }[change]
    store(canonical_json(values))
    factories.sign_all(child, parent)
    assert upgrading.upgrade_consent_form()
    assert [use.key for use in present().uses] == [use["key"] for use in values["uses"]]
    assert [use.key for use in present().uses if use.fields is None] == (["own"] if change == "added" else [])
    assert set(may_be_shown(child).values()) == {True}


def test_the_words_of_one_use_under_the_key_of_another_are_no_use_that_we_know(manager: Account) -> None:
    values = json.loads(old_body(factories.SETTING))
    values["uses"][0]["key"], values["uses"][1]["key"] = "group_together", "group_alone"
    store(canonical_json(values))
    upgrading.upgrade_consent_form()
    assert [use.key for use in present().uses if use.fields is None] == ["group_together", "group_alone"]


@pytest.mark.parametrize("edited", [{}, {"website": {"kept": "For ever."}}, {"title": "Photographs"}])
def test_moved_over_twice_is_one_version(manager: Account, edited: dict[str, Any]) -> None:
    store(old_body(factories.SETTING, **edited))
    assert [upgrading.upgrade_consent_form() for _run in range(3)] == [True, False, False]
    assert service.current(FORM).number == 2


def test_a_setting_without_a_form_or_with_a_new_one_is_left_alone(db_ready: str) -> None:
    assert not upgrading.upgrade_consent_form()
    assert not WordingVersion.select().exists()
    factories.name_the_setting()
    assert not upgrading.upgrade_consent_form()
    assert WordingVersion.select().count() == 2


def test_a_setting_that_changes_its_terms_keeps_the_words_of_an_edited_form(
    manager: Account, child: Child, parent: Account
) -> None:
    store(old_body(factories.SETTING, website={"kept": "For ever."}))
    upgrading.upgrade_consent_form()
    factories.sign_all(child, parent)
    settings.change_setting({"consent_months": 6, "name": "Tiny “Café” & Co"}, by_id=manager.id)
    text = present()
    assert (text.months, text.use("website").kept) == (6, "For ever.")
    assert text.controller is not None
    assert text.controller.name == "Tiny “Café” & Co"
    assert set(may_be_shown(child).values()) == {True}


def test_a_waiting_draft_of_the_old_shape_is_readable_and_moved(manager: Account) -> None:
    old = store(old_body(factories.SETTING))
    body = old_body(factories.SETTING, title="Photographs", website={"kept": "For ever."})
    WordingDraft.create(document=FORM, body=body, based_on=old.id, updated_by=manager.id)
    found = drafts.load_draft(FORM)
    assert (found.text.title, len(found.incomplete)) == ("Photographs", 8)

    upgrading.upgrade_consent_form()

    moved = drafts.load_draft(FORM)
    assert moved.draft is not None
    assert (moved.text.title, moved.draft.updated_by) == ("Photographs", manager)
    assert [use.key for use in moved.incomplete] == ["website"]
    website = moved.clause("website")
    assert isinstance(website, Use)
    assert website.kept == "For ever."
    assert moved.asked_again() == {"website"}
    filled = replace(website, fields=present().use("website").fields)
    drafts.save_draft(FORM, methodcaller("with_clause", filled), stamp=moved.stamp, by_id=manager.id)
    assert drafts.load_draft(FORM).asked_again() == frozenset()
    assert drafts.publish_draft(FORM, stamp=stamp(), by_id=manager.id).consent.title == "Photographs"


def test_a_changed_setting_leaves_the_words_of_an_edited_form_alone(manager: Account) -> None:
    """Whatever of it was edited: only who asks is told anew, and a yes lasts no longer than the year it speaks of."""
    store(old_body(factories.SETTING, title="Photographs", declaration="These are my own answers."))
    upgrading.upgrade_consent_form()
    words = {name: value for name, value in vars(present()).items() if name not in {"controller", "months"}}

    settings.change_setting({"phone": "01632 960 777", "consent_months": 36}, by_id=manager.id)

    assert {name: value for name, value in vars(present()).items() if name in words} == words
    assert present().controller.contact == "01632 960 777"
    assert present().months == 12
    assert service.current(FORM).number == 3
