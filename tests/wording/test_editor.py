"""The manager at the editor: from a first word to a published version, and whatever goes wrong on the way."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.consents.policy import Answer
from portal.families.models import Child
from portal.foundation import clock
from portal.settings.models import Setting
from portal.wording import drafting, service
from portal.wording.editing import MOST_PARTS
from portal.wording.models import WordingDraft, WordingVersion
from portal.wording.policy import Change
from tests.acknowledgements import world as rules
from tests.support import world
from tests.support.browser import Browser
from tests.support.databases import changed_tables, count_queries, read_only, snapshot
from tests.support.rulings import ruling
from tests.wording.world import FORM, NEW_USE, RULES, draft, present, present_rules, publish, reworded

NewBrowser = Callable[..., Browser]
NAME = {"name": "consent-form"}
PAGES = ("edit", "edit_around", "add_part", "preview", "publish", "throw_away")


@pytest.fixture
def at(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def typed(browser: Browser, field: str) -> str:
    (box,) = browser.root.xpath(f"//*[@name='{field}']")
    return str(box.get("value") if box.tag == "input" else (box.text or "").removeprefix("\n"))


def beside(browser: Browser, field: str) -> str:
    return str(browser.root.xpath(f"string(//*[@id='{field}-error'])"))


def may_show(child: Child, use: str = "website") -> bool:
    return ruling(child, use, on=clock.today()).may_show


def change_and_publish(at: Browser, kind: Change, **words: str) -> None:
    at.get("wording.edit_part", **NAME, key="website").submit("Save in the draft", **words)
    at.click("Go on to publish").submit("Publish version", change=kind.value)
    assert at.status == 200
    assert "is published" in at.text


def test_a_real_change_asks_parents_again(at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child):
    world.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.NO})
    assert may_show(a_child)

    change_and_publish(
        at,
        Change.REAL,
        sentence="Use your child’s picture on our website, in our leaflets and for the readers of our newsletter",
    )

    assert not may_show(a_child)
    parent = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    assert "The form has changed" in parent.text
    assert "readers of our newsletter" in parent.click("Answer for Zofia").text
    world.sign(a_child, a_parent, {"website": Answer.YES})
    assert may_show(a_child)


def test_a_minor_edit_keeps_every_answer(at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child):
    world.sign_all(a_child, a_parent)

    change_and_publish(at, Change.MINOR, example="A picture on the page for new families.")

    assert may_show(a_child)
    parent = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    assert "The form has changed" not in parent.text
    assert service.current(FORM).number == 2


def test_an_old_yes_never_counts_for_a_use_that_came_later(at: Browser, a_parent: Account, a_child: Child):
    world.sign_all(a_child, a_parent)
    words = present().use("website").words()
    at.get("wording.remove_part", **NAME, key="website").submit("Take it out of the draft")
    at.get("wording.add_part", **NAME).submit("Save in the draft", **words)
    at.click("Go on to publish").submit("Publish version")

    assert [use.key for use in present().uses][-1] == "website_2"
    assert not may_show(a_child, "website_2")
    assert not may_show(a_child, "website")


@pytest.mark.parametrize("step", ["taken out", "added"])
def test_a_form_that_asks_of_other_uses_is_never_a_minor_edit(at: Browser, step: str):
    if step == "taken out":
        at.get("wording.remove_part", **NAME, key="website").submit("Take it out of the draft")
    else:
        at.get("wording.add_part", **NAME).submit("Save in the draft", **NEW_USE)
    at.get("wording.publish", **NAME)
    assert "This has to be a real change" in at.text
    assert ("A question was taken out" if step == "taken out" else "Something new was added") in at.text
    assert "Every yes that was signed on the old form stops counting at once" in at.text
    assert not at.root.xpath("//input[@name='change']")

    at.post("wording.publish", {"change": "minor", "draft_stamp": drafting.desk(FORM).stamp}, **NAME)
    assert at.status == 409
    assert "this cannot be a minor edit" in at.text
    assert service.current(FORM).number == 1

    at.get("wording.publish", **NAME).submit("Publish version")
    assert WordingVersion.get_by_id(service.current(FORM).id).change == Change.REAL


def test_a_draft_is_seen_by_nobody_until_it_is_published(
    at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child
):
    at.get("wording.edit_around", **NAME).submit("Save in the draft", title="Smile please")
    assert "A draft waits" in at.get("wording.overview").text
    assert "Smile please" not in new_browser(a_parent).get("consents.read", child_id=a_child.id).text


def part_of(page: str, start: str, end: str) -> str:
    """Return the markup between two marks, with its white space evened out."""
    return " ".join(page[page.index(start) : page.index(end, page.index(start))].split())


def test_the_preview_is_what_the_parent_reads_to_the_letter(
    at: Browser, new_browser: NewBrowser, a_manager: Account, a_parent: Account, a_child: Child
):
    text = replace(
        present(), introduction=("First <b>words</b> & more.", "שלום 🙂"), withdrawing="Withdraw here at any time."
    )
    draft(text, a_manager)
    preview = " ".join(at.get("wording.preview", **NAME).page.split())
    assert "This is a preview" in at.text
    assert at.root.xpath("//fieldset[@disabled]//input[@type='radio']")
    assert not at.root.xpath(
        "//input[@type='radio'][not(ancestor::fieldset[@disabled])] | //main//form | //input[@checked]"
    )

    drafting.publish_draft(FORM, change=Change.REAL, stamp=drafting.desk(FORM).stamp, by_id=a_manager.id)

    parent = new_browser(a_parent).get("consents.read", child_id=a_child.id)
    assert part_of(parent.page, "<p>First", '<div class="actions">').strip() in preview
    parent.get("consents.answer", child_id=a_child.id)
    questions = part_of(parent.page, '<div class="question">', '<div class="actions form__end">')
    assert questions.strip() in preview
    assert questions.count("tile__input") == 2 * (len(text.uses) + 1)


def test_the_rules_are_previewed_and_published_too(at: Browser, new_browser: NewBrowser, a_parent: Account):
    rule = {"statement": "I will not tag anyone in your pictures.", "why": "A tag tells people who a child is."}
    at.get("wording.add_part", name="parent-rules").submit("Save in the draft", **rule)
    preview = " ".join(at.click("See it as a parent does").page.split())
    at.get("wording.publish", name="parent-rules").submit("Publish version", change="real")

    parent = new_browser(a_parent).get("acknowledgements.document", slug="parent-rules")
    assert rule["statement"] in parent.text
    rules.sign(a_parent)
    parent.get("acknowledgements.document", slug="parent-rules")
    assert part_of(parent.page, "<h2>The rules</h2>", rules.present().standing).strip() in preview
    assert present_rules().rules[-1].key == "i_will_not_tag_anyone_in_your"


@pytest.mark.parametrize(
    ("field", "sentence", "said"),
    [
        ("declaration", "Unless you tell us otherwise you agree.", "makes a yes out of silence"),
        ("declaration", "By signing you also agree to our rules.", "ties pictures to rules"),
        ("withdrawing", "Please be sure.", "Say that people can change their mind"),
        ("title", "", "Write something here"),
    ],
)
def test_a_dishonest_wording_is_told_beside_its_field_and_not_published(
    at: Browser, field: str, sentence: str, said: str
):
    at.get("wording.edit_around", **NAME).submit("Save in the draft", {field: sentence})
    assert "Mend this before you publish" in at.text
    assert said in at.text
    assert said in beside(at.get("wording.edit_around", **NAME), field)
    assert "It cannot be published like this" in at.get("wording.publish", **NAME).text
    stamp = drafting.desk(FORM).stamp
    assert at.post("wording.publish", {"change": "real", "draft_stamp": stamp}, **NAME).status == 409
    assert service.current(FORM).number == 1


def test_a_place_without_a_name_is_told_beside_its_field(at: Browser):
    at.get("wording.add_part", **NAME).submit("Save in the draft", **{**NEW_USE, "controllers": "Only we."})
    assert "Instagram" in at.text
    assert "Meta, the company behind it" in beside(at.click("Instagram: Who controls it"), "controllers")


def test_publishing_asks_what_kind_of_change_and_suggests_nothing_silently(at: Browser, a_manager: Account):
    draft(reworded(present(), "press", kept="For ever."), a_manager)
    at.get("wording.publish", **NAME)
    assert "This has to be a real change" in at.text
    assert "another time than people agreed to" in at.text
    assert not at.root.xpath("//input[@name='change']")
    draft(reworded(present(), "press", sentence="Let the local newspaper show your child’s picture"), a_manager)
    at.get("wording.publish", **NAME)
    assert "We think that this is a real change" in at.text
    assert at.root.xpath("//input[@name='change']")
    assert not at.root.xpath("//input[@checked]")
    at.submit("Publish version")
    assert "Choose whether this is a real change" in beside(at, "change")
    at.post("wording.publish", {"change": "huge", "draft_stamp": drafting.desk(FORM).stamp}, **NAME)
    assert "Choose whether this is a real change" in beside(at, "change")
    assert service.current(FORM).number == 1


def test_a_first_version_asks_nothing_and_is_real(new_browser: NewBrowser, db_ready: str):
    at = new_browser(world.make_account("Siobhán Kelly", "manager"))
    assert "Nothing published yet" in at.get("wording.overview").text
    at.get("wording.publish", **NAME)
    assert not at.root.xpath("//input[@name='change']")
    at.submit("Publish version 1")
    assert WordingVersion.get().change == Change.REAL


def test_every_version_stays_readable_with_its_fingerprint(at: Browser, a_manager: Account):
    first = service.current(FORM)
    publish(reworded(present(), "press", kept="For a month."), a_manager)
    at.get("wording.overview")
    assert service.current(FORM).sha256[:12] in at.text
    assert a_manager.name in at.text
    assert at.get("wording.version", **NAME, number=1).status == 200
    assert first.sha256 in at.text
    assert "The newspaper keeps it. We cannot take it back." in at.text
    at.get("wording.version", **NAME, number=2)
    assert "What changed against version 1" in at.text
    assert "For a month." in at.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_who_may_read_the_history_and_who_may_write(new_browser: NewBrowser, a_manager: Account, role: Role):
    draft(replace(present(), title="Pictures"), a_manager)
    browser = new_browser(world.make_account("Hodan Warsame", role))
    before, granted = snapshot(), 200 if role in {Role.LEAD, Role.INSPECTOR} else 403
    assert browser.get("wording.overview").status == granted
    assert browser.get("wording.version", **NAME, number=1).status == granted
    for page in PAGES:
        assert browser.get(f"wording.{page}", **NAME).status == 403
    for page in ("edit_around", "add_part", "publish", "throw_away"):
        assert browser.post(f"wording.{page}", **NAME).status == 403
    for page in ("edit_part", "move_part", "remove_part"):
        assert browser.post(f"wording.{page}", **NAME, key="press").status == 403
    assert changed_tables(before) == []


def test_nobody_reads_or_writes_without_signing_in(browser: Browser, setting: Setting):
    for page in PAGES:
        assert browser.get(f"wording.{page}", **NAME).heading == "Sign in"
        assert browser.post(f"wording.{page}", **NAME).status in {200, 405}
    assert browser.get("wording.version", **NAME, number=1).heading == "Sign in"
    assert not WordingDraft.select().exists()


def test_looking_writes_nothing(at: Browser, a_manager: Account):
    draft(replace(present(), title="Pictures"), a_manager)
    at.get("wording.overview")
    with read_only():
        for page in PAGES:
            assert at.get(f"wording.{page}", **NAME).status == 200
            assert at.get(f"wording.{page}", name="parent-rules").status == 200
        for page in ("edit_part", "remove_part"):
            assert at.get(f"wording.{page}", **NAME, key="press").status == 200


def test_what_is_not_there_is_not_found(at: Browser, setting: Setting):
    before = snapshot()
    for name in ("staff-rules", "consent_form", "x", "❄", "a" * 150):
        assert at.get("wording.edit", name=name).status == 404
        assert at.post("wording.publish", name=name).status == 404
    for key in ("nothing", "always_consult", "'", "%", "❄"):
        assert at.get("wording.edit_part", **NAME, key=key).status == 404
        for page in ("edit_part", "move_part", "remove_part"):
            assert at.post(f"wording.{page}", **NAME, key=key).status == 404
    for number in (0, 2, 999_999, 2**31):
        assert at.get(f"/wordings/consent-form/versions/{number}").status == 404
    assert changed_tables(before) == []


@pytest.mark.parametrize(("field", "most"), [("label", 30), ("sentence", 200), ("kept", 300)])
def test_what_is_too_long_is_told_and_kept(at: Browser, field: str, most: int):
    at.get("wording.edit_part", **NAME, key="press").submit("Save in the draft", {field: "x" * (most + 1)})
    assert f"at most {most} characters" in beside(at, field)
    assert typed(at, field) == "x" * (most + 1)
    assert not WordingDraft.select().exists()


def test_an_introduction_has_paragraphs_and_an_end(at: Browser):
    at.get("wording.edit_around", **NAME).submit("Save in the draft", introduction="One\nline.\n \n\n\nTwo.\n\n")
    assert drafting.desk(FORM).text.introduction == ("One line.", "Two.")
    assert typed(at.get("wording.edit_around", **NAME), "introduction") == "One line.\n\nTwo."
    at.submit("Save in the draft", introduction="a\n\n" * 13)
    assert "at most 12 paragraphs" in beside(at, "introduction")


@pytest.mark.parametrize(
    "words", ["مجموعة مغلقة على فيسبوك", "תמונות 🙂👩‍👧", "<script>alert(1)</script>", "100 % yes & no"]
)
def test_any_script_and_any_sign_is_only_text(
    at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child, words: str
):
    at.get("wording.add_part", **NAME).submit("Save in the draft", {**NEW_USE, "label": words, "example": words})
    assert f"Change {words}" in at.text
    at.get("wording.publish", **NAME).submit("Publish version")
    parent = new_browser(a_parent).get("consents.read", child_id=a_child.id)
    assert f"For example: {words}" in parent.text
    assert re.fullmatch(r"[a-z0-9_]+", present().uses[-1].key)
    parent.get("consents.answer", child_id=a_child.id).submit(None, {f"use_{present().uses[-1].key}": "yes"})
    assert parent.heading.startswith("Check your answers")


def test_marks_that_turn_the_writing_round_are_taken_out(at: Browser):
    at.get("wording.edit_part", **NAME, key="press").submit("Save in the draft", label="Pre\u202ess\x00")
    assert [part.heading for part in drafting.desk(FORM).text.parts if part.key == "press"] == ["Press"]


def test_a_stale_token_keeps_what_was_typed(at: Browser):
    words = {**NEW_USE, "csrf_token": "stale"}
    at.post_without_token("wording.add_part", words, **NAME)
    assert "open for too long" in at.text
    assert typed(at, "sentence") == NEW_USE["sentence"]
    at.post_without_token("wording.edit_around", {"title": "Kept", "csrf_token": ""}, **NAME)
    assert typed(at, "title") == "Kept"
    for page, values in (("publish", {"change": "real"}), ("throw_away", {})):
        assert at.post_without_token(f"wording.{page}", values, **NAME).status == 200
    at.post_without_token("wording.move_part", {"position": "1", "draft_stamp": "x"}, **NAME, key="press")
    assert "Please try again" in at.text
    assert not WordingDraft.select().exists()


def test_the_later_of_two_managers_is_told_and_loses_nothing(at: Browser, new_browser: NewBrowser):
    other = new_browser(world.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_part", **NAME, key="press")
    other.get("wording.edit_part", **NAME, key="press").submit("Save in the draft", kept="Theirs.")
    at.submit("Save in the draft", kept="Mine.")
    assert "Nothing of yours is saved yet" in at.text
    assert "Chidi Okonkwo saved this meanwhile" in at.text
    assert "Theirs." in at.text
    assert typed(at, "kept") == "Mine."
    at.submit("Save in the draft")
    assert typed(at.get("wording.edit_part", **NAME, key="press"), "kept") == "Mine."


def test_one_use_too_many_is_told_and_its_words_are_kept(at: Browser, a_manager: Account):
    for number in range(MOST_PARTS - len(present().uses)):
        drafting.add_part(FORM, {**NEW_USE, "label": f"Use {number}"}, by_id=a_manager.id)
    before = snapshot()
    at.get("wording.add_part", **NAME).submit("Save in the draft", **NEW_USE)
    assert "There are 30 uses or rules already, and nobody reads more" in at.text
    assert typed(at, "sentence") == NEW_USE["sentence"]
    assert changed_tables(before) == []


def test_words_for_a_use_that_was_taken_out_meanwhile_are_not_lost(at: Browser, new_browser: NewBrowser):
    other = new_browser(world.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_part", **NAME, key="press")
    other.get("wording.remove_part", **NAME, key="press").submit("Take it out of the draft")
    at.submit("Save in the draft", label="News", kept="Mine.")
    assert "took this out while you were writing" in at.text
    assert typed(at, "kept") == "Mine."
    at.submit("Save in the draft")
    assert [part.key for part in drafting.desk(FORM).text.parts][-1] == "news"


def test_the_text_around_is_kept_from_the_later_manager_too(at: Browser, new_browser: NewBrowser):
    other = new_browser(world.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_around", **NAME)
    other.get("wording.edit_around", **NAME).submit("Save in the draft", introduction="Theirs.")
    at.submit("Save in the draft", introduction="Mine.")
    assert typed(at, "introduction") == "Mine."
    assert "Theirs." in at.text
    assert drafting.desk(FORM).text.introduction == ("Theirs.",)


def test_moving_and_taking_out_with_buttons(at: Browser):
    order = [use.key for use in present().uses]
    at.get("wording.edit", **NAME).submit("Down Group, alone")
    assert [part.key for part in drafting.desk(FORM).text.parts][:2] == [order[1], order[0]]
    for position in ("", "-1", "one", "9" * 50, "²"):
        at.post("wording.move_part", {"position": position, "draft_stamp": "x"}, **NAME, key="press")
        assert "Please try again" in at.text
    assert at.post("wording.move_part", {"position": "0", "draft_stamp": "x"}, **NAME, key="press").status == 409
    at.get("wording.remove_part", **NAME, key="press")
    stamp = typed(at, "draft_stamp")
    at.submit("Take it out of the draft")
    assert "“Press” is out of the draft" in at.text
    at.post("wording.remove_part", {"draft_stamp": stamp}, **NAME, key="press")
    assert at.heading == "Draft: Consent form"


def test_a_draft_is_thrown_away_after_it_was_looked_at(at: Browser):
    assert "nothing to throw away" in at.get("wording.throw_away", **NAME).text
    at.get("wording.edit_around", **NAME).submit("Save in the draft", title="Smile please")
    at.click("Throw the draft away")
    assert "Smile please" in at.text
    at.submit("Throw the draft away")
    assert "thrown away" in at.text
    assert not WordingDraft.select().exists()
    assert service.current(FORM).number == 1
    assert service.current(RULES).number == 1


def test_a_long_history_is_read_with_as_many_questions_as_a_short_one(at: Browser, a_manager: Account):
    at.get("wording.overview")
    with count_queries() as short:
        at.get("wording.overview")
    for number in range(5):
        publish(replace(present(), title=f"Pictures {number}"), a_manager, change=Change.MINOR)
    with count_queries() as long:
        at.get("wording.overview")
    assert len(long) == len(short)
