"""Writing and publishing: nobody's work is lost, nothing published changes, and an old answer meets no new question."""

from dataclasses import replace

import peewee
import pytest

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.foundation import clock
from portal.settings.models import Setting
from portal.wording import defaults, drafting, editing, service
from portal.wording.comparing import Weight, compare
from portal.wording.drafting import (
    ChangedMeanwhile,
    NothingToPublish,
    NotHonest,
    OtherUses,
    RealForTheFirstTime,
    TooManyParts,
)
from portal.wording.editing import MOST_PARTS, new_key, stamp_of
from portal.wording.models import WordingDraft, WordingVersion
from portal.wording.policy import Change
from tests.support import world
from tests.wording.world import FORM, NEW_USE, RULES, a_use, draft, present, present_rules, publish, reworded

pytestmark = pytest.mark.both_engines


@pytest.fixture
def a_second_manager(setting: Setting) -> Account:
    return world.make_account("Chidi Okonkwo")


def keys() -> list[str]:
    return [part.key for part in drafting.desk(FORM).text.parts]


def stamp(key: str) -> str:
    part = editing.part_of(drafting.desk(FORM).text, key)
    return stamp_of(part.words()) if part else ""


def test_looking_at_the_draft_begins_none(a_manager: Account) -> None:
    desk = drafting.desk(FORM)
    assert (desk.text, desk.draft, desk.says_something_new, desk.next_number) == (present(), None, False, 2)
    assert not WordingDraft.select().exists()


def test_a_draft_changes_nothing_for_anybody(a_manager: Account) -> None:
    before = present()
    draft(replace(before, title="Pictures and videos of your child"), a_manager)
    assert present() == before
    assert drafting.desk(FORM).says_something_new
    assert drafting.desk(RULES).draft is None


def test_only_publishing_is_written_into_the_log(a_manager: Account) -> None:
    logged = AuditEntry.select().count()
    draft(replace(present(), title="Pictures"), a_manager)
    drafting.throw_away(FORM, stamp=drafting.desk(FORM).stamp)
    assert AuditEntry.select().count() == logged
    publish(replace(present(), title="Pictures"), a_manager)
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.event, entry.actor_id) == ("WordingPublished", a_manager.id)


def test_what_is_published_is_what_was_seen_to_the_letter(a_manager: Account) -> None:
    draft(replace(present(), title="Pictures"), a_manager)
    seen = drafting.desk(FORM).stamp
    made = drafting.publish_draft(FORM, change=Change.MINOR, stamp=seen, by_id=a_manager.id)
    assert (made.sha256, made.number, made.consent.title) == (seen, 2, "Pictures")
    assert not WordingDraft.select().exists()


def test_publishing_twice_is_one_version(a_manager: Account) -> None:
    draft(replace(present(), title="Pictures"), a_manager)
    seen = drafting.desk(FORM).stamp
    made = [drafting.publish_draft(FORM, change=Change.REAL, stamp=seen, by_id=a_manager.id) for _ in range(2)]
    assert made[0].id == made[1].id
    assert WordingVersion.select().where(WordingVersion.document == FORM).count() == 2


def test_a_draft_that_changed_after_it_was_looked_at_is_not_published(
    a_manager: Account, a_second_manager: Account
) -> None:
    draft(replace(present(), title="Pictures"), a_manager)
    seen = drafting.desk(FORM).stamp
    draft(replace(present(), title="Photographs"), a_second_manager)
    with pytest.raises(ChangedMeanwhile):
        drafting.publish_draft(FORM, change=Change.REAL, stamp=seen, by_id=a_manager.id)
    with pytest.raises(ChangedMeanwhile):
        drafting.throw_away(FORM, stamp=seen)
    assert drafting.desk(FORM).text.title == "Photographs"
    assert present().title == "Pictures of your child"


def test_a_dishonest_draft_waits_and_is_not_published(a_manager: Account) -> None:
    draft(replace(present(), declaration="Consent is assumed."), a_manager)
    with pytest.raises(NotHonest):
        drafting.publish_draft(FORM, change=Change.REAL, stamp=drafting.desk(FORM).stamp, by_id=a_manager.id)
    assert WordingDraft.select().count() == 1
    assert service.current(FORM).number == 1


def test_the_same_text_is_not_published_again(a_manager: Account) -> None:
    WordingDraft.create(document=FORM, body=service.body_of(present()), based_on=service.current(FORM).id)
    with pytest.raises(NothingToPublish):
        drafting.publish_draft(FORM, change=Change.REAL, stamp=drafting.desk(FORM).stamp, by_id=a_manager.id)


def test_a_first_version_is_a_real_change(db_ready: str) -> None:
    manager = world.make_account("Siobhán Kelly")
    desk = drafting.desk(FORM)
    assert (desk.published, desk.next_number, desk.changes, desk.faults) == (None, 1, None, ())
    with pytest.raises(RealForTheFirstTime):
        drafting.publish_draft(FORM, change=Change.MINOR, stamp=desk.stamp, by_id=manager.id)
    assert drafting.publish_draft(FORM, change=Change.REAL, stamp=desk.stamp, by_id=manager.id).number == 1


def test_a_form_that_asks_of_other_uses_is_a_real_change(a_manager: Account) -> None:
    old = present()
    for text in (old.with_parts(old.uses[1:]), old.with_parts((*old.uses, a_use()))):
        with pytest.raises(OtherUses):
            publish(text, a_manager, change=Change.MINOR)
        assert service.current(FORM).number == 1
        drafting.throw_away(FORM, stamp=drafting.desk(FORM).stamp)
    assert publish(old.with_parts(old.uses[1:]), a_manager, change=Change.REAL).number == 2


def test_a_published_version_never_changes(a_manager: Account) -> None:
    publish(replace(present(), title="Pictures"), a_manager)
    before = sorted(WordingVersion.select().tuples())
    with pytest.raises(peewee.DatabaseError, match="only ever added to"):
        WordingVersion.update(body="{}").execute()
    with pytest.raises(peewee.DatabaseError, match="only ever added to"):
        WordingVersion.delete().execute()
    assert sorted(WordingVersion.select().tuples()) == before


def test_a_renamed_use_keeps_its_key(a_manager: Account) -> None:
    draft(reworded(present(), "website", label="Our site"), a_manager)
    assert keys() == [use.key for use in present().uses]


def test_a_use_that_is_taken_out_and_added_again_is_a_new_one(a_manager: Account) -> None:
    website = present().use("website")
    publish(present().with_parts(use for use in present().uses if use.key != "website"), a_manager)
    drafting.add_part(FORM, website.words(), by_id=a_manager.id)
    assert keys()[-1] == "website_2"
    assert drafting.desk(FORM).changes.weights == (Weight.ADDED,)


def test_taken_out_and_added_again_in_one_draft_it_is_a_new_one_too(a_manager: Account) -> None:
    website = present().use("website")
    drafting.remove_part(FORM, "website", stamp=stamp("website"), by_id=a_manager.id)
    drafting.add_part(FORM, website.words(), by_id=a_manager.id)
    assert "website" not in keys()
    assert keys()[-1] == "website_2"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Instagram", "instagram"),
        ("Tiny  Café – 2", "tiny_cafe_2"),
        ("Website", "website_3"),
        ("Zdjęcia z łąki", "zdjecia_z_laki"),
        ("مجموعة", "use"),
        ("🙂", "use"),
        ("Always consult", "always_consult_2"),
        ("x" * 200, "x" * 30),
    ],
)
def test_a_key_is_short_plain_and_never_used_before(heading: str, key: str) -> None:
    assert new_key(heading, {"website", "website_2", "always_consult"}, fallback="use") == key


def test_the_name_of_the_question_beside_the_uses_is_never_a_key(a_manager: Account) -> None:
    drafting.add_part(FORM, {**NEW_USE, "label": "Always consult"}, by_id=a_manager.id)
    assert keys()[-1] == "always_consult_2"


def test_the_same_use_sent_twice_is_added_once(a_manager: Account) -> None:
    drafting.add_part(FORM, NEW_USE, by_id=a_manager.id)
    drafting.add_part(FORM, NEW_USE, by_id=a_manager.id)
    assert keys().count("instagram") == 1
    assert len(keys()) == len(present().uses) + 1


def test_there_is_an_end_to_adding(a_manager: Account) -> None:
    for number in range(MOST_PARTS - len(present().uses)):
        drafting.add_part(FORM, {**NEW_USE, "label": f"Use {number}"}, by_id=a_manager.id)
    with pytest.raises(TooManyParts):
        drafting.add_part(FORM, {**NEW_USE, "label": "One more"}, by_id=a_manager.id)
    assert len(keys()) == MOST_PARTS


def test_two_managers_may_change_two_uses_at_once(a_manager: Account, a_second_manager: Account) -> None:
    website, press = present().use("website"), present().use("press")
    seen = stamp("website"), stamp("press")
    mine = {**website.words(), "kept": "One year."}
    yours = {**press.words(), "example": "The fair."}
    drafting.save_part(FORM, "website", mine, stamp=seen[0], by_id=a_manager.id)
    drafting.save_part(FORM, "press", yours, stamp=seen[1], by_id=a_second_manager.id)
    text = drafting.desk(FORM).text
    assert editing.part_of(text, "website").kept == "One year."
    assert editing.part_of(text, "press").example == "The fair."


def test_the_later_of_two_on_the_same_use_does_not_undo_the_first(
    a_manager: Account, a_second_manager: Account
) -> None:
    seen, words = stamp("website"), present().use("website").words()
    for _sent_twice in range(2):
        drafting.save_part(FORM, "website", {**words, "kept": "One."}, stamp=seen, by_id=a_manager.id)
        with pytest.raises(ChangedMeanwhile):
            drafting.save_part(FORM, "website", {**words, "kept": "Two."}, stamp=seen, by_id=a_second_manager.id)
    assert editing.part_of(drafting.desk(FORM).text, "website").kept == "One."
    with pytest.raises(ChangedMeanwhile):
        drafting.remove_part(FORM, "website", stamp=seen, by_id=a_second_manager.id)


def test_a_use_that_somebody_took_out_is_not_saved_behind_their_back(a_manager: Account) -> None:
    seen = stamp("website")
    drafting.remove_part(FORM, "website", stamp=seen, by_id=a_manager.id)
    with pytest.raises(ChangedMeanwhile):
        drafting.save_part(FORM, "website", NEW_USE, stamp=seen, by_id=a_manager.id)
    drafting.remove_part(FORM, "website", stamp=seen, by_id=a_manager.id)
    assert "website" not in keys()


def test_a_double_click_moves_one_step(a_manager: Account) -> None:
    order, seen = keys(), drafting.stamp_of_order(drafting.desk(FORM).text)
    for _click in range(2):
        drafting.move_part(FORM, order[0], 1, stamp=seen, by_id=a_manager.id)
    assert keys()[:3] == [order[1], order[0], order[2]]
    with pytest.raises(ChangedMeanwhile):
        drafting.move_part(FORM, order[0], 2, stamp=seen, by_id=a_manager.id)
    drafting.move_part(FORM, order[0], 500, stamp=drafting.stamp_of_order(drafting.desk(FORM).text), by_id=a_manager.id)
    assert keys()[-1] == order[0]


def test_a_draft_that_comes_to_say_what_is_published_is_gone(a_manager: Account) -> None:
    title = present().title
    draft(replace(present(), title="Other"), a_manager)
    draft(replace(present(), title=title), a_manager)
    assert not WordingDraft.select().exists()


def test_a_draft_knows_that_it_fell_behind(a_manager: Account) -> None:
    draft(replace(present(), title="Mine"), a_manager)
    assert not drafting.desk(FORM).is_behind
    service.publish(FORM, replace(present(), title="Theirs"), change=Change.MINOR, by_id=None)
    assert drafting.desk(FORM).is_behind


def test_a_draft_outlives_the_account_that_wrote_it(a_manager: Account, a_second_manager: Account) -> None:
    draft(replace(present(), title="Mine"), a_second_manager)
    Account.delete().where(Account.id == a_second_manager.id).execute()
    desk = drafting.desk(FORM)
    assert (desk.text.title, desk.draft.by) == ("Mine", "")
    assert desk.draft.at <= clock.now()


@pytest.mark.parametrize(
    ("field", "weights"),
    [
        ("label", ()),
        ("example", ()),
        ("sentence", (Weight.SENTENCE,)),
        ("audience", (Weight.AUDIENCE,)),
        ("controllers", (Weight.CONTROLLERS,)),
        ("kept", (Weight.KEPT,)),
    ],
)
def test_it_says_why_a_change_is_real(setting: Setting, field: str, weights: tuple[Weight, ...]) -> None:
    assert compare(present(), reworded(present(), "press", **{field: "Other words."})).weights == weights


def test_added_removed_moved_and_the_text_around_are_told_apart(setting: Setting) -> None:
    old = present()
    assert compare(old, old).is_empty
    added = compare(old, old.with_parts((*old.uses, a_use())))
    assert ([part.key for part in added.added], added.weights, added.moved) == (["picture"], (Weight.ADDED,), False)
    removed = compare(old, old.with_parts(old.uses[1:]))
    assert ([part.key for part in removed.removed], removed.moved) == (["group_alone"], False)
    assert removed.weights == (Weight.REMOVED,)
    assert removed.asks_other_uses
    assert compare(old, old.with_parts(reversed(old.uses))).moved
    (change,) = compare(old, replace(old, introduction=("Hello.",))).around
    assert (change.field, change.after) == ("introduction", ("Hello.",))
    rules = present_rules()
    stricter = rules.with_parts((replace(rules.rules[0], statement="I will keep it."), *rules.rules[1:]))
    assert compare(rules, stricter).weights == (Weight.STATEMENT,)
    fewer = compare(rules, rules.with_parts(rules.rules[1:]))
    assert (fewer.weights, fewer.asks_other_uses) == ((), False)


@pytest.mark.parametrize(
    ("field", "words", "is_real"),
    [
        ("audience", "Everyone in the world.", True),
        ("controllers", "Us, and Meta, the company that runs Instagram.", True),
        ("kept", "For ever.", True),
        ("example", "Your child at the water tray.", False),
        ("sentence", "Show a picture of your child, on their own, in our closed Facebook group", False),
    ],
)
def test_what_a_yes_was_given_to_is_never_changed_in_passing(field, words, is_real):
    old = defaults.consent_text("Us")
    new = replace(old, uses=(replace(old.uses[0], **{field: words}), *old.uses[1:]))

    assert compare(old, new).has_to_be_real is is_real
