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
from portal.wording import drafts, service
from portal.wording.drafts import MOST_CLAUSES
from portal.wording.models import Document, WordingDraft, WordingVersion
from portal.wording.policy import Change
from portal.wording.uses import Kept, OneEvent, Place
from tests.acknowledgements import factories as rules
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, count_queries, read_only, snapshot
from tests.support.rulings import ruling
from tests.wording.wording_factories import (
    FORM,
    NEW_USE,
    RULES,
    VOUCHED,
    a_use,
    draft,
    present,
    present_rules,
    publish,
    reworded,
    stamp,
    with_fields,
)

NewBrowser = Callable[..., Browser]
NAME = {"name": "consent-form"}
PAGES = ("edit", "add_clause", "publish", "discard_draft")


@pytest.fixture
def at(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def typed(browser: Browser, field: str) -> str:
    (box,) = browser.root.xpath(f"//*[@name='{field}']")
    return str(box.get("value") if box.tag == "input" else (box.text or "").removeprefix("\n"))


def ticked(browser: Browser, field: str) -> list[str]:
    return [str(box) for box in browser.root.xpath(f"//input[@name='{field}'][@checked]/@value")]


def beside(browser: Browser, field: str) -> str:
    return str(browser.root.xpath(f"string(//*[@id='{field}-error'])"))


def may_show(child: Child, use: str = "website") -> bool:
    return ruling(child, use, on=clock.today()).may_show


def change_and_publish(at: Browser, key: str, *, means_the_same: bool = False, **words: object) -> None:
    at.get("wording.edit_clause", **NAME, key=key).submit("Save in the draft", **words)
    at.get("wording.publish", **NAME)
    same = {"means_the_same": [key]} if means_the_same else {}
    at.submit("Publish version", {**VOUCHED, **same})
    assert "is published" in at.text


def test_a_use_whose_fields_changed_asks_parents_again(
    at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child
):
    factories.sign(a_child, a_parent, {"website": Answer.YES, "displays": Answer.YES, "press": Answer.NO})

    change_and_publish(at, "website", places=["public", "printed", "newsletter"])

    assert not may_show(a_child)
    assert may_show(a_child, "displays")
    parent = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    assert parent.text.count("The form has changed") == 1
    assert "our newsletter" in parent.click("Answer for Zofia").click("To the questions").text
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    assert may_show(a_child)


def test_other_words_that_mean_the_same_keep_every_answer(
    at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child
):
    factories.sign_all(a_child, a_parent)

    change_and_publish(at, "website", means_the_same=True, example="A picture on the page for new families.")

    assert may_show(a_child)
    parent = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    assert "The form has changed" not in parent.text
    assert service.current(FORM).number == 2


def test_an_old_yes_never_counts_for_a_use_that_came_later(at: Browser, a_parent: Account, a_child: Child):
    factories.sign_all(a_child, a_parent)
    same = {**NEW_USE, "label": "Website", "sentence": present().use("website").sentence}
    at.get("wording.edit", **NAME).submit("Save and look at it", out_website=True)
    at.get("wording.add_clause", **NAME).submit("Save in the draft", same)
    at.get("wording.publish", **NAME).submit("Publish version", VOUCHED)

    assert [use.key for use in present().uses][-1] == "website_2"
    assert not may_show(a_child, "website_2")
    assert not may_show(a_child, "website")
    assert may_show(a_child, "press")


def test_a_draft_is_seen_by_nobody_until_it_is_published(
    at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child
):
    at.get("wording.edit", **NAME).submit("Save and look at it", title="Smile please", note="Say cheese.")
    assert "A draft waits" in at.get("wording.overview").text
    page = new_browser(a_parent).get("consents.read", child_id=a_child.id).text
    assert "Smile please" not in page
    assert "Say cheese" not in page


def part_of(page: str, start: str, end: str) -> str:
    """Return the markup between two marks, with its white space evened out."""
    return " ".join(page[page.index(start) : page.index(end, page.index(start))].split())


def test_what_the_manager_looks_at_is_what_the_parent_reads_to_the_letter(
    at: Browser, new_browser: NewBrowser, a_manager: Account, a_parent: Account, a_child: Child
):
    event = OneEvent("Nativity <play> & tea", "2026-12-18", "St Mary’s", "The Courier")
    text = with_fields(replace(present(), note="First <b>words</b> & more. שלום 🙂"), "press", event=event)
    draft(text, a_manager)
    at.get("wording.publish", **NAME)
    preview = " ".join(at.page.split())
    assert at.root.xpath("//fieldset[@disabled]//input[@type='radio']")
    assert not at.root.xpath(
        "//input[@type='radio'][not(ancestor::fieldset[@disabled])] | //fieldset[@disabled]//input[@checked]"
        " | //fieldset[@disabled]/ancestor::form"
    )
    at.submit("Publish version", VOUCHED)

    parent = new_browser(a_parent).get("consents.read", child_id=a_child.id)
    assert "First <b>words</b> & more. שלום 🙂" in parent.text
    first = f"<p>{present().introduction[0]}</p>"
    assert part_of(parent.page, first, '<div class="actions">').strip() in preview
    parent.get("consents.answer", child_id=a_child.id)
    assert "Only for Nativity <play> & tea on 18 December 2026, by St Mary’s, in The Courier." in parent.text
    questions = part_of(parent.page, '<section class="place">', '<div class="actions form__end">')
    assert questions.strip() in preview
    assert questions.count("tile__input") == 2 * (len(text.uses) + 1)


def test_the_rules_are_looked_at_and_published_too(at: Browser, new_browser: NewBrowser, a_parent: Account):
    rule = {"statement": "I will not tag anyone in your pictures.", "why": "A tag tells people who a child is."}
    more = "\n".join(rule.values())
    at.get("wording.edit", name="parent-rules").submit("Save and look at it", more=more)
    preview = " ".join(at.page.split())
    at.submit("Publish version", change="real")

    parent = new_browser(a_parent).get("acknowledgements.document", slug="parent-rules")
    assert rule["statement"] in parent.text
    rules.sign(a_parent)
    parent.get("acknowledgements.document", slug="parent-rules")
    assert part_of(parent.page, f"<p>{rules.present().introduction[0]}", rules.present().standing).strip() in preview
    assert present_rules().rules[-1].key == "i_will_not_tag_anyone_in_your"


def test_the_rules_are_published_only_once_it_is_said_what_kind_of_change_it_is(at: Browser):
    rules = {"name": "parent-rules"}
    at.get("wording.edit", **rules).submit("Save and look at it", why_no_resharing="Or another reason.")
    assert not at.root.xpath("//input[@checked]")
    at.submit("Publish version")
    assert "Choose whether this is a real change" in beside(at, "change")
    at.post("wording.publish", {"change": "huge", "draft_stamp": drafts.load_draft(RULES).stamp}, **rules)
    assert beside(at, "change")
    assert service.current(RULES).number == 1
    at.get("wording.publish", **rules).submit("Publish version", change="minor")
    assert service.versions(RULES)[-1].change is Change.MINOR


@pytest.mark.parametrize("missing", VOUCHED)
def test_each_of_the_four_statements_must_be_ticked(at: Browser, a_manager: Account, missing: str):
    draft(with_fields(present(), "press", event=OneEvent("Summer fair")), a_manager)
    at.get("wording.publish", **NAME)
    assert not at.root.xpath("//input[@checked]")
    at.submit("Publish version", {**VOUCHED, missing: False})
    assert "Tick this, or go back" in beside(at, missing)
    others = set(VOUCHED) - {missing}
    assert {name for name in VOUCHED if ticked(at, name)} == others
    assert service.current(FORM).number == 1
    at.submit("Publish version", {missing: True})
    assert service.current(FORM).number == 2


def test_it_says_beforehand_which_uses_are_asked_again(at: Browser, a_manager: Account):
    text = with_fields(
        reworded(present(), "displays", example="A peg."), "press", kept=Kept.UNTIL_LEAVING, stays_after_leaving=False
    )
    draft(text.with_clauses((*text.uses, a_use("new"))), a_manager)
    at.get("wording.publish", **NAME)
    (again,) = at.root.xpath("//h3[.='Asked again']/following-sibling::ul[1]")
    assert [line.text_content() for line in again] == ["Press"]
    assert at.root.xpath("//input[@name='means_the_same']/@value") == ["displays"]
    assert "Every other answer stays as it is" in at.text


def test_nothing_is_asked_again_in_silence_of_a_minor_edit(at: Browser, a_manager: Account):
    draft(replace(present(), title="Pictures"), a_manager)
    at.get("wording.publish", **NAME)
    assert "Every answer that was given stays as it is" in at.text
    assert not at.root.xpath("//h3[.='Asked again'] | //input[@name='means_the_same']")


@pytest.mark.parametrize("key", ["press", "website", "nothing", "' OR 1=1"])
def test_only_a_reworded_use_can_be_said_to_mean_the_same(at: Browser, a_manager: Account, a_parent, a_child, key: str):
    factories.sign_all(a_child, a_parent)
    draft(with_fields(present(), "press", places=(Place.NEWSPAPER, Place.NEWSLETTER)), a_manager)
    at.post("wording.publish", {**dict.fromkeys(VOUCHED, "y"), "means_the_same": key, "draft_stamp": stamp()}, **NAME)
    assert service.current(FORM).number == 2
    assert not may_show(a_child, "press")
    assert may_show(a_child, "website")


def test_a_first_version_asks_no_kind_of_change_and_is_real(new_browser: NewBrowser, db_ready: str):
    at = new_browser(factories.make_account("Siobhán Kelly", "manager"))
    assert "Nothing published yet" in at.get("wording.overview").text
    at.get("wording.publish", **NAME)
    assert not at.root.xpath("//input[@name='change'] | //input[@name='means_the_same']")
    at.submit("Publish version 1", VOUCHED)
    at.get("wording.publish", name="parent-rules")
    assert not at.root.xpath("//input[@name='change']")
    at.submit("Publish version 1")
    assert [version.change for version in WordingVersion.select()] == [Change.REAL, Change.REAL]


def test_a_form_without_questions_is_not_published(at: Browser, a_manager: Account):
    draft(present().with_clauses(()), a_manager)
    at.get("wording.publish", **NAME).submit("Publish version", VOUCHED)
    assert "There is nothing to sign yet" in at.text
    assert service.current(FORM).number == 1


def test_every_version_stays_readable_with_its_fingerprint(at: Browser, a_manager: Account):
    first = service.current(FORM)
    publish(with_fields(present(), "displays", kept_months=6, kept=Kept.MONTHS), a_manager)
    at.get("wording.overview")
    at.get("policies.versions", name="consent-form")
    assert service.current(FORM).sha256 in at.text
    assert a_manager.name in at.text
    assert at.get("policies.version", **NAME, number=1).status == 200
    assert first.sha256 in at.text
    assert "Until the end of the school year, your child leaves or you withdraw" in at.text
    at.get("policies.version", **NAME, number=2)
    assert "What changed against version 1" in at.text
    assert "Until 6 months are over, your child leaves or you withdraw" in at.text


def test_a_version_says_which_details_of_the_setting_it_follows(at: Browser):
    at.get("settings.edit").submit(name="Tiny “Café” & Co", address="2 New Lane", phone="01632 960 999")
    at.get("policies.version", **NAME, number=2)
    changes = part_of(at.page, "What changed against version 1", "About this version")
    assert "Nothing is different" not in changes
    for said in ("Tiny “Café” &amp; Co", "2 New Lane", "01632 960 999"):
        assert said in changes


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_who_may_read_the_history_and_who_may_write(new_browser: NewBrowser, a_manager: Account, role: Role):
    publish(replace(present(), title="Pictures one"), a_manager)
    draft(replace(present(), title="Pictures"), a_manager)
    browser = new_browser(factories.make_account("Hodan Warsame", role))
    before, granted = snapshot(), 200 if role in {Role.LEAD, Role.INSPECTOR} else 403
    assert browser.get("wording.overview").status == granted
    assert browser.get("policies.version", **NAME, number=2).status == 200
    assert (a_manager.name in browser.text) is (granted == 200)
    for page in PAGES:
        assert browser.get(f"wording.{page}", **NAME).status == 403
        assert browser.post(f"wording.{page}", **NAME).status == 403
    assert browser.post("wording.edit_clause", **NAME, key="press").status == 403
    assert changed_tables(before) == []


def test_nobody_reads_or_writes_without_signing_in(browser: Browser, setting: Setting):
    for page in PAGES:
        assert browser.get(f"wording.{page}", **NAME).heading == "Sign in"
        assert browser.post(f"wording.{page}", **NAME).status in {200, 405}
    assert browser.get("policies.version", **NAME, number=1).heading == "Sign in"
    assert not WordingDraft.select().exists()


def test_looking_writes_nothing(at: Browser, a_manager: Account):
    draft(replace(present(), title="Pictures"), a_manager)
    at.get("wording.overview")
    with read_only():
        for page in PAGES:
            assert at.get(f"wording.{page}", **NAME).status == 200
        for page in ("edit", "publish", "discard_draft"):
            assert at.get(f"wording.{page}", name="parent-rules").status == 200
        assert at.get("wording.edit_clause", **NAME, key="press").status == 200
        for like in ("training", "newsletter", "nothing"):
            assert at.get("wording.add_clause", **NAME, like=like).status == 200


def test_what_is_not_there_is_not_found(at: Browser, setting: Setting):
    before = snapshot()
    for name in ("staffrules", "consent_form", "x", "❄", "a" * 150):
        assert at.get("wording.edit", name=name).status == 404
        assert at.post("wording.publish", name=name).status == 404
    for key in ("nothing", "always_consult", "'", "%", "❄"):
        assert at.get("wording.edit_clause", **NAME, key=key).status == 404
    for number in (0, 2, 999_999, 2**31):
        assert at.get(f"/wordings/consent-form/versions/{number}").status == 404
    assert changed_tables(before) == []


@pytest.mark.parametrize(
    ("field", "most"), [("label", 30), ("sentence", 200), ("example", 300), ("platform", 60), ("event_outlet", 80)]
)
def test_what_is_too_long_is_told_and_kept(at: Browser, field: str, most: int):
    at.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", {field: "x" * (most + 1)})
    assert f"at most {most} characters" in beside(at, field)
    assert typed(at, field) == "x" * (most + 1)
    assert not WordingDraft.select().exists()


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"places": []}, "places", "Choose where it is shown"),
        ({"places": ["public", "closed_group"]}, "places", "need a question each"),
        ({"places": ["public", "wherever"]}, "places", "need a question each"),
        ({"places": ["closed_group"], "platform": "", "company": ""}, "platform", "Write on which platform"),
        ({"platform": ""}, "platform", "Write on which platform"),
        ({"company": ""}, "company", "Write the company"),
        ({"shown": []}, "shown", "Choose what is shown"),
        ({"together": None}, "together", "Choose with whom"),
        ({"kept": None}, "kept", "Choose how long"),
        ({"kept": "months"}, "kept_months", "from 1 to 120"),
        ({"kept": "months", "kept_months": "0"}, "kept_months", "from 1 to 120"),
        ({"kept": "months", "kept_months": "121"}, "kept_months", "from 1 to 120"),
        ({"kept": "months", "kept_months": "soon"}, "kept_months", ""),
        ({"stays_after_leaving": None}, "stays_after_leaving", "Choose yes or no"),
        ({"stays_after_leaving": "yes"}, "stays_after_leaving", "cannot stay after that"),
        ({"kept": "not_called_back"}, "stays_after_leaving", "cannot be called back, so it stays"),
        ({"kept": "as_the_picture"}, "kept", "beside a picture"),
        ({"event_outlet": "The Courier"}, "event_name", "Write the name of the event"),
        ({"event_day": "some day"}, "event_day", ""),
        ({"label": ""}, "label", "Give this use a short name"),
        ({"sentence": " \u200b "}, "sentence", "Write the question"),
    ],
)
def test_what_a_use_leaves_open_is_told_beside_its_field_and_the_rest_is_kept(
    at: Browser, given: dict[str, object], field: str, said: str
):
    at.get("wording.add_clause", **NAME).submit("Save in the draft", {**NEW_USE, **given})
    assert said in beside(at, field)
    assert beside(at, field)
    kept = {name: value for name, value in NEW_USE.items() if name not in given}
    for name, value in kept.items():
        assert (ticked(at, name) or [typed(at, name)]) == (value if isinstance(value, list) else [value])
    assert not WordingDraft.select().exists()


def test_a_choice_that_is_none_of_ours_is_refused(at: Browser):
    sent = {**NEW_USE, "places": "the moon", "shown": "picture", "kept": "for ever", "audience": "'"}
    at.post("wording.add_clause", sent, **NAME)
    assert beside(at, "places")
    assert beside(at, "kept")
    assert beside(at, "audience")
    assert not WordingDraft.select().exists()


def test_an_offered_use_comes_filled_in(at: Browser):
    at.get("wording.edit", **NAME).click("Add “Newsletter”")
    assert typed(at, "label") == "Newsletter"
    assert ticked(at, "places") == ["newsletter"]
    at.submit("Save in the draft")
    assert [clause.key for clause in drafts.load_draft(FORM).text.clauses][-1] == "newsletter"
    assert "Add “Newsletter”" not in at.text
    assert "Add “Training”" in at.text


def test_an_introduction_of_rules_has_paragraphs_and_an_end(at: Browser):
    rules = {"name": "parent-rules"}
    at.get("wording.edit", **rules).submit("Save and look at it", introduction="One\nline.\n \n\n\nTwo.\n\n")
    assert drafts.load_draft(RULES).text.introduction == ("One line.", "Two.")
    assert typed(at.get("wording.edit", **rules), "introduction") == "One line.\n\nTwo."
    at.submit("Save and look at it", introduction="a\n\n" * 13)
    assert "at most 12 paragraphs" in beside(at, "introduction")


def test_a_policy_may_be_long(new_browser: NewBrowser, a_manager: Account) -> None:
    Document.create(key="phones", title="Phones policy", audience="staff", kind="plain", position=5)
    at = new_browser(a_manager).get("wording.edit", name="phones")
    paragraphs = [f"Paragraph {number}. " + "word " * 20 for number in range(100)]
    at.submit("Save", title="Phones", introduction="\n\n".join([*paragraphs, "One more."]), standing="")
    assert "at most 100 paragraphs" in beside(at, "introduction")
    at.submit("Save", introduction="\n\n".join(paragraphs))
    assert len(drafts.load_draft("phones").text.introduction) == 100


def test_a_note_has_an_end_too(at: Browser):
    at.get("wording.edit", **NAME).submit("Save and look at it", note="x" * 501)
    assert "at most 500 characters" in beside(at, "note")
    assert typed(at, "note") == "x" * 501
    at.submit("Save and look at it", note="x" * 500)
    assert drafts.load_draft(FORM).text.note == "x" * 500


@pytest.mark.parametrize(
    "words", ["مجموعة مغلقة على", "תמונות 🙂👩‍👧", "<script>alert(1)</script>", "100 % yes & no {x}"]
)
def test_any_script_and_any_sign_is_only_text(
    at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child, words: str
):
    typed_in = {"label": words, "example": words, "platform": words, "company": words, "event_name": words}
    at.get("wording.add_clause", **NAME).submit("Save in the draft", {**NEW_USE, **typed_in})
    assert f"Change {words}" in at.text
    at.get("wording.publish", **NAME).submit("Publish version", VOUCHED)
    parent = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    assert f"For example: {words}" in parent.text
    assert f"Only for {words}. A picture: our public page on {words}." in parent.text
    assert f"We, and {words}, which runs {words}" in parent.text
    assert re.fullmatch(r"[a-z0-9_]+", present().uses[-1].key)
    parent.submit(None, {f"use_{present().uses[-1].key}": "yes"})
    assert parent.heading.startswith("Check and sign")


def test_marks_that_turn_the_writing_round_are_taken_out(at: Browser):
    at.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", label="Pre\u202ess\x00")
    assert [clause.heading for clause in drafts.load_draft(FORM).text.clauses if clause.key == "press"] == ["Press"]


def test_a_stale_token_keeps_what_was_typed(at: Browser):
    at.post_without_token("wording.add_clause", {**NEW_USE, "places": "public", "csrf_token": "stale"}, **NAME)
    assert "open for too long" in at.text
    assert typed(at, "sentence") == NEW_USE["sentence"]
    assert ticked(at, "places") == ["public"]
    at.post_without_token("wording.edit", {"title": "Kept", "csrf_token": ""}, **NAME)
    assert typed(at, "title") == "Kept"
    for page in ("publish", "discard_draft"):
        assert at.post_without_token(f"wording.{page}", dict.fromkeys(VOUCHED, "y"), **NAME).status == 200
    assert not WordingDraft.select().exists()


def test_a_stale_token_at_publishing_keeps_the_ticks(at: Browser, a_manager: Account):
    draft(replace(present(), title="Pictures"), a_manager)
    sent = {**dict.fromkeys(VOUCHED, "y"), "draft_stamp": stamp(), "csrf_token": "stale"}
    at.post_without_token("wording.publish", sent, **NAME)
    assert "open for too long" in at.text
    assert all(ticked(at, name) for name in VOUCHED)
    at.submit("Publish version")
    assert service.current(FORM).number == 2


def test_the_later_of_two_managers_is_told_and_loses_nothing(at: Browser, new_browser: NewBrowser):
    other = new_browser(factories.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_clause", **NAME, key="press")
    other.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", example="Theirs.")
    at.submit("Save in the draft", example="Mine.", places=["newspaper", "newsletter"])
    assert "Nothing of yours is saved yet" in at.text
    assert "Chidi Okonkwo saved this draft meanwhile" in at.text
    assert "Theirs." in at.text
    assert typed(at, "example") == "Mine."
    assert ticked(at, "places") == ["newsletter", "newspaper"]
    at.submit("Save in the draft")
    at.get("wording.edit_clause", **NAME, key="press")
    assert (typed(at, "example"), ticked(at, "places")) == ("Mine.", ["newsletter", "newspaper"])


def test_what_was_vouched_for_is_not_vouched_for_of_other_words(at: Browser, new_browser: NewBrowser):
    other = new_browser(factories.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", example="The fair.")
    at.get("wording.publish", **NAME)
    other.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", example="Any fair at all.")
    at.submit("Publish version", VOUCHED, means_the_same=["press"])
    assert "Somebody else changed this draft" in at.text
    assert "Any fair at all." in at.text
    assert service.current(FORM).number == 1
    assert not at.root.xpath("//input[@checked]")
    at.submit("Publish version")
    assert service.current(FORM).number == 1
    at.submit("Publish version", VOUCHED)
    assert present().use("press").example == "Any fair at all."


def test_ticks_on_a_page_that_had_another_fault_are_not_carried_over_to_other_words(
    at: Browser, new_browser: NewBrowser
):
    other = new_browser(factories.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", example="The fair.")
    at.get("wording.publish", **NAME)
    other.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", example="Any fair at all.")
    at.submit("Publish version", {**VOUCHED, "free": False}, means_the_same=["press"])
    assert not at.root.xpath("//input[@checked]")
    at.submit("Publish version", free=True)
    assert service.current(FORM).number == 1


def test_a_reworded_use_that_asks_something_else_by_now_is_not_said_to_mean_the_same(
    at: Browser, new_browser: NewBrowser, a_parent: Account, a_child: Child
):
    factories.sign_all(a_child, a_parent)
    other = new_browser(factories.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", example="The fair.")
    at.get("wording.publish", **NAME)
    other.get("wording.edit_clause", **NAME, key="press").submit("Save in the draft", places=["newspaper", "printed"])
    at.submit("Publish version", VOUCHED, means_the_same=["press"])
    assert "Somebody else changed this draft" in at.text
    assert not at.root.xpath("//input[@checked] | //input[@name='means_the_same']")
    at.submit("Publish version", VOUCHED)
    assert not may_show(a_child, "press")
    assert may_show(a_child, "website")


def test_one_use_too_many_is_told_and_its_words_are_kept(at: Browser, a_manager: Account):
    for number in range(MOST_CLAUSES - len(present().uses)):
        drafts.add_clause(FORM, a_use(label=f"Use {number}", sentence=f"Use {number}"), by_id=a_manager.id)
    before = snapshot()
    at.get("wording.add_clause", **NAME).submit("Save in the draft", NEW_USE)
    assert "Nobody reads more than 30 of these" in at.text
    assert typed(at, "sentence") == NEW_USE["sentence"]
    assert changed_tables(before) == []


def test_a_question_that_is_asked_already_is_told_and_kept(at: Browser):
    same = {**NEW_USE, "sentence": present().use("press").sentence}
    at.get("wording.add_clause", **NAME).submit("Save in the draft", same)
    assert "“Press” says the same already" in at.text
    assert typed(at, "sentence") == same["sentence"]
    assert not WordingDraft.select().exists()


def test_words_for_a_use_that_was_taken_out_meanwhile_are_not_lost(at: Browser, new_browser: NewBrowser):
    other = new_browser(factories.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit_clause", **NAME, key="press")
    other.get("wording.edit", **NAME).submit("Save and look at it", out_press=True)
    at.submit("Save in the draft", label="News", example="Mine.")
    assert "took this out while you were writing" in at.text
    assert typed(at, "example") == "Mine."
    assert ticked(at, "places") == ["newspaper"]
    at.submit("Save in the draft")
    assert [clause.key for clause in drafts.load_draft(FORM).text.clauses][-1] == "news"


def test_the_text_around_is_kept_from_the_later_manager_too(at: Browser, new_browser: NewBrowser):
    other = new_browser(factories.make_account("Chidi Okonkwo", "manager"))
    at.get("wording.edit", **NAME)
    other.get("wording.edit", **NAME).submit("Save and look at it", note="Theirs.", out_displays=True)
    at.submit("Save and look at it", note="Mine.", out_press=True, place_website="1")
    assert (typed(at, "note"), ticked(at, "out_press"), typed(at, "place_website")) == ("Mine.", ["y"], "1")
    assert "Theirs." in at.text
    assert drafts.load_draft(FORM).text.note == "Theirs."
    assert {"press", "website"} < {clause.key for clause in drafts.load_draft(FORM).text.clauses}
    at.submit("Save and look at it")
    keys = [clause.key for clause in drafts.load_draft(FORM).text.clauses]
    assert keys[0] == "website"
    assert not {"press", "displays"} & set(keys)


def test_moving_and_taking_out_by_place_and_tick(at: Browser):
    order = [use.key for use in present().uses]
    sent = {"place_" + order[0]: "2", "out_press": "y", "title": present().title, "note": "", "draft_stamp": stamp()}
    places = {f"place_{key}": str(place) for place, key in enumerate(order, start=1)} | sent
    for _press in range(2):  # pressed twice it is done once
        at.post("wording.edit", places, **NAME)
        assert "The draft is saved" in at.text
    now = [clause.key for clause in drafts.load_draft(FORM).text.clauses]
    assert now == [order[1], order[0], *(key for key in order[2:] if key != "press")]
    for place in ("", "-1", "one", "²"):
        at.get("wording.edit", **NAME).submit("Save and look at it", {f"place_{now[-1]}": place})
        assert [clause.key for clause in drafts.load_draft(FORM).text.clauses] == now
    at.get("wording.edit", **NAME).submit("Save and look at it", {f"place_{now[-1]}": "9" * 50})
    assert "at most 4 characters" in beside(at, f"place_{now[-1]}")


def test_a_double_press_on_a_page_of_statements_saves_once(at: Browser):
    rules = {"name": "parent-rules"}
    at.get("wording.edit", **rules)
    keys = [rule.key for rule in present_rules().rules]
    names = at.root.xpath("//main//form//*[@name and @name != 'csrf_token']/@name")
    sent = {name: typed(at, name) for name in names} | {
        f"place_{keys[0]}": "2",
        "more": "I will ask first.\nIt is polite.",
    }
    for _press in range(2):
        at.post("wording.edit", sent, **rules)
        assert "The draft is saved" in at.text
    now = [rule.key for rule in drafts.load_draft(RULES).text.clauses]
    assert now == [keys[1], keys[0], *keys[2:], "i_will_ask_first"]


def test_a_double_click_publishes_one_version(at: Browser, a_manager: Account):
    draft(replace(present(), title="Pictures"), a_manager)
    sent = {**dict.fromkeys(VOUCHED, "y"), "draft_stamp": stamp()}
    for _click in range(2):
        assert at.post("wording.publish", sent, **NAME).heading == "Pictures"
    assert service.current(FORM).number == 2


def test_a_draft_is_deleted_after_it_was_looked_at(at: Browser):
    assert "nothing to delete" in at.get("wording.discard_draft", **NAME).text
    at.get("wording.edit", **NAME).submit("Save and look at it", title="Smile please")
    at.get("wording.edit", **NAME).click("Delete the draft")
    assert "Smile please" in at.text
    at.submit("Delete the draft")
    assert "The draft is deleted" in at.text
    assert not WordingDraft.select().exists()
    assert service.current(FORM).number == 1
    assert service.current(RULES).number == 1


def test_a_long_history_is_read_with_as_many_queries_as_a_short_one(at: Browser, a_manager: Account):
    at.get("wording.overview")
    with count_queries() as short:
        at.get("wording.overview")
    for number in range(5):
        publish(replace(present(), title=f"Pictures {number}"), a_manager)
    with count_queries() as long:
        at.get("wording.overview")
    assert len(long) == len(short)
