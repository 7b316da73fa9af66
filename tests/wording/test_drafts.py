"""Writing and publishing: nobody's work is lost, nothing published changes, and an old answer meets no new question."""

from dataclasses import replace
from functools import partial
from operator import methodcaller

import peewee
import pytest

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.foundation import clock
from portal.settings import service as settings
from portal.settings.models import Setting
from portal.wording import drafts, service
from portal.wording.comparison import compare
from portal.wording.drafts import (
    MOST_CLAUSES,
    ChangedMeanwhile,
    NothingAsked,
    NothingToPublish,
    SameWords,
    TooManyClauses,
    new_key,
)
from portal.wording.models import WordingDraft, WordingVersion
from portal.wording.policy import Change, Rule
from portal.wording.uses import CompanyNotNamed, Kept, Place
from tests.support import factories
from tests.wording.wording_factories import (
    FORM,
    INSTAGRAM,
    RULES,
    a_use,
    draft,
    present,
    present_rules,
    publish,
    publish_rules,
    reworded,
    stamp,
    with_clause_at,
    with_fields,
    without,
)

pytestmark = pytest.mark.both_engines


@pytest.fixture
def a_second_manager(setting: Setting) -> Account:
    return factories.make_account("Chidi Okonkwo")


def keys() -> list[str]:
    return [clause.key for clause in drafts.load_draft(FORM).text.clauses]


def clause(key: str):
    found = drafts.load_draft(FORM).clause(key)
    assert found is not None
    return found


def test_viewing_the_draft_begins_none(a_manager: Account) -> None:
    found = drafts.load_draft(FORM)
    assert (found.text, found.draft, found.says_something_new, found.next_number) == (present(), None, False, 2)
    assert (found.incomplete, found.only_reworded, found.asked_again()) == ((), (), frozenset())
    assert not WordingDraft.select().exists()


def test_a_draft_changes_nothing_for_anybody(a_manager: Account) -> None:
    before = present()
    draft(replace(before, title="Pictures and videos of your child"), a_manager)
    assert present() == before
    assert drafts.load_draft(FORM).says_something_new
    assert drafts.load_draft(RULES).draft is None


def test_only_publishing_is_written_into_the_log(a_manager: Account) -> None:
    logged = AuditEntry.select().count()
    draft(replace(present(), title="Pictures"), a_manager)
    drafts.discard_draft(FORM, stamp=stamp())
    assert AuditEntry.select().count() == logged
    publish(replace(present(), title="Pictures"), a_manager)
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.event, entry.actor_id) == ("WordingPublished", a_manager.id)


def test_what_is_published_is_what_was_seen_to_the_letter(a_manager: Account) -> None:
    draft(replace(present(), title="Pictures"), a_manager)
    seen = stamp()
    made = drafts.publish_draft(FORM, stamp=seen, by_id=a_manager.id)
    assert (made.sha256, made.number, made.consent.title) == (seen, 2, "Pictures")
    assert not WordingDraft.select().exists()


def test_publishing_twice_is_one_version(a_manager: Account) -> None:
    draft(replace(present(), title="Pictures"), a_manager)
    seen = stamp()
    made = [drafts.publish_draft(FORM, stamp=seen, by_id=a_manager.id) for _ in range(2)]
    assert made[0].id == made[1].id
    assert WordingVersion.select().where(WordingVersion.document == FORM).count() == 2


def test_a_draft_that_changed_after_it_was_looked_at_is_not_published(
    a_manager: Account, a_second_manager: Account
) -> None:
    draft(replace(present(), title="Pictures"), a_manager)
    seen = stamp()
    draft(replace(present(), title="Photographs"), a_second_manager)
    with pytest.raises(ChangedMeanwhile):
        drafts.publish_draft(FORM, stamp=seen, by_id=a_manager.id)
    with pytest.raises(ChangedMeanwhile):
        drafts.discard_draft(FORM, stamp=seen)
    assert drafts.load_draft(FORM).text.title == "Photographs"
    assert present().title == "Pictures of your child"


def test_a_draft_is_not_published_unseen_when_the_setting_changed_meanwhile(a_manager: Account) -> None:
    draft(replace(present(), title="Pictures"), a_manager)
    seen = stamp()
    settings.change_setting({"consent_months": 6}, by_id=a_manager.id)
    with pytest.raises(ChangedMeanwhile):
        drafts.publish_draft(FORM, stamp=seen, by_id=a_manager.id)
    made = drafts.publish_draft(FORM, stamp=stamp(), by_id=a_manager.id)
    assert (made.consent.title, made.consent.months) == ("Pictures", 6)


def test_the_same_text_is_not_published_again(a_manager: Account) -> None:
    WordingDraft.create(document=FORM, body=service.serialise_text(present()), based_on=service.current(FORM).id)
    with pytest.raises(NothingToPublish):
        drafts.publish_draft(FORM, stamp=stamp(), by_id=a_manager.id)
    assert service.current(FORM).number == 1


def test_a_form_that_asks_nothing_is_not_published(a_manager: Account) -> None:
    draft(present().with_clauses(()), a_manager)
    with pytest.raises(NothingAsked):
        drafts.publish_draft(FORM, stamp=stamp(), by_id=a_manager.id)
    assert service.current(FORM).number == 1
    assert WordingDraft.select().count() == 1


def test_a_first_version_is_a_real_change(db_ready: str) -> None:
    manager = factories.make_account("Siobhán Kelly")
    for document in (FORM, RULES):
        found = drafts.load_draft(document)
        assert (found.published, found.next_number, found.changes) == (None, 1, None)
        made = drafts.publish_draft(document, stamp=found.stamp, by_id=manager.id, change=Change.MINOR)
        assert made.number == 1
        assert WordingVersion.get_by_id(made.id).change == Change.REAL


@pytest.mark.parametrize(
    ("change", "means_the_same", "again"),
    [
        (lambda text: replace(text, title="Pictures", note="Ask us anything."), (), []),
        (lambda text: text.with_clauses((*text.uses, a_use("new"))), (), []),
        (lambda text: text.with_clauses(text.uses[1:]), (), []),
        (lambda text: text.with_clauses(reversed(text.uses)), (), []),
        (lambda text: reworded(text, "press", label="Papers"), (), []),
        (lambda text: reworded(text, "press", example="The fair."), ("press",), []),
        (lambda text: reworded(text, "press", example="The fair."), (), ["press"]),
        (lambda text: with_fields(text, "press", places=(Place.NEWSPAPER, Place.PRINTED)), ("press",), ["press"]),
        (
            lambda text: with_fields(reworded(text, "website", sentence="?"), "press", kept=Kept.SCHOOL_YEAR),
            ("website", "press"),
            ["press"],
        ),
    ],
)
def test_the_uses_decide_what_is_asked_again(a_manager: Account, change, means_the_same, again) -> None:
    made = publish(change(present()), a_manager, means_the_same=means_the_same)
    fact = service.versions(FORM)[-1]
    assert (fact.id, fact.asks_again) == (made.id, frozenset(again))
    assert fact.change is (Change.REAL if again else Change.MINOR)


def test_the_manager_says_what_kind_of_change_the_rules_see(a_manager: Account) -> None:
    for change in (Change.MINOR, Change.REAL):
        rules = present_rules()
        stricter = rules.with_clauses((replace(rules.rules[0], why=f"{change}."), *rules.rules[1:]))
        publish_rules(stricter, a_manager, change=change)
        fact = service.versions(RULES)[-1]
        assert (fact.change, fact.asks_again) == (change, None)


def test_a_published_version_never_changes(a_manager: Account) -> None:
    publish(replace(present(), title="Pictures"), a_manager)
    before = sorted(WordingVersion.select().tuples())
    for column in ("body", "sha256", "change", "asks_again"):
        with pytest.raises(peewee.DatabaseError, match="only ever added to"):
            WordingVersion.update({column: "[]"}).execute()
    with pytest.raises(peewee.DatabaseError, match="only ever added to"):
        WordingVersion.delete().execute()
    assert sorted(WordingVersion.select().tuples()) == before


def test_a_renamed_use_keeps_its_key(a_manager: Account) -> None:
    draft(reworded(present(), "website", label="Our site"), a_manager)
    assert keys() == [use.key for use in present().uses]


def test_a_use_that_is_taken_out_and_added_again_is_a_new_one(a_manager: Account) -> None:
    website = present().use("website")
    publish(present().with_clauses(use for use in present().uses if use.key != "website"), a_manager)
    drafts.add_clause(FORM, website, by_id=a_manager.id)
    assert keys()[-1] == "website_2"
    changes = drafts.load_draft(FORM).changes
    assert changes is not None
    assert [use.key for use in changes.added] == ["website_2"]


def test_taken_out_and_added_again_in_one_draft_it_is_a_new_one_too(a_manager: Account) -> None:
    website = present().use("website")
    drafts.save_draft(FORM, partial(without, key="website"), stamp=stamp(), by_id=a_manager.id)
    drafts.add_clause(FORM, website, by_id=a_manager.id)
    assert "website" not in keys()
    assert keys()[-1] == "website_2"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Instagram", "instagram"),
        ("Tiny  Café – 2", "tiny_cafe_2"),
        ("Website", "website_3"),
        ("Zdjęcia z łąki", "zdjecia_z_laki"),
        ("مجموعة", "part"),
        ("🙂", "part"),
        ("Always consult", "always_consult_2"),
        ("x" * 200, "x" * 30),
    ],
)
def test_a_key_is_short_plain_and_never_used_before(heading: str, key: str) -> None:
    assert new_key(heading, {"website", "website_2", "always_consult"}) == key


def test_the_name_of_the_question_beside_the_uses_is_never_a_key(a_manager: Account) -> None:
    drafts.add_clause(FORM, a_use(label="Always consult"), by_id=a_manager.id)
    assert keys()[-1] == "always_consult_2"


def test_the_same_use_sent_twice_is_added_once(a_manager: Account) -> None:
    for _sent in range(2):
        drafts.add_clause(FORM, a_use(), by_id=a_manager.id)
    assert keys().count("instagram") == 1
    assert len(keys()) == len(present().uses) + 1


def test_no_two_questions_are_the_same(a_manager: Account) -> None:
    website = present().use("website")
    twin = a_use(sentence=f"  {website.sentence.upper()}!")
    with pytest.raises(SameWords) as refused:
        drafts.add_clause(FORM, twin, by_id=a_manager.id)
    assert refused.value.values["heading"] == "Website"
    with pytest.raises(SameWords):
        drafts.save_draft(
            FORM, methodcaller("with_clause", replace(twin, key="press")), stamp=stamp(), by_id=a_manager.id
        )
    assert not WordingDraft.select().exists()


def test_what_cannot_be_true_is_not_saved(a_manager: Account) -> None:
    nameless = a_use(fields=replace(INSTAGRAM, company=""))
    with pytest.raises(CompanyNotNamed):
        drafts.add_clause(FORM, nameless, by_id=a_manager.id)
    with pytest.raises(CompanyNotNamed):
        drafts.save_draft(
            FORM, methodcaller("with_clause", replace(nameless, key="press")), stamp=stamp(), by_id=a_manager.id
        )
    assert not WordingDraft.select().exists()


def test_there_is_an_end_to_adding(a_manager: Account) -> None:
    for number in range(MOST_CLAUSES - len(present().uses)):
        drafts.add_clause(FORM, a_use(label=f"Use {number}", sentence=f"Use {number}"), by_id=a_manager.id)
    with pytest.raises(TooManyClauses):
        drafts.add_clause(FORM, a_use(label="One more"), by_id=a_manager.id)
    assert len(keys()) == MOST_CLAUSES


def test_the_later_of_two_managers_does_not_undo_the_first(a_manager: Account, a_second_manager: Account) -> None:
    seen, website, press = stamp(), present().use("website"), present().use("press")
    for _sent_twice in range(2):
        drafts.save_draft(
            FORM, methodcaller("with_clause", replace(website, example="One.")), stamp=seen, by_id=a_manager.id
        )
        for theirs in (replace(website, example="Two."), replace(press, example="Two.")):
            with pytest.raises(ChangedMeanwhile):
                drafts.save_draft(FORM, methodcaller("with_clause", theirs), stamp=seen, by_id=a_second_manager.id)
    for change in (
        lambda: drafts.save_draft(FORM, partial(without, key="website"), stamp=seen, by_id=a_second_manager.id),
        lambda: drafts.save_draft(
            FORM, partial(with_clause_at, key="website", position=0), stamp=seen, by_id=a_second_manager.id
        ),
        lambda: drafts.save_draft(FORM, lambda text: replace(text, title="Two"), stamp=seen, by_id=a_second_manager.id),
    ):
        with pytest.raises(ChangedMeanwhile):
            change()
    assert clause("website").example == "One."
    drafts.save_draft(
        FORM, methodcaller("with_clause", replace(press, example="Two.")), stamp=stamp(), by_id=a_second_manager.id
    )
    assert [clause(key).example for key in ("website", "press")] == ["One.", "Two."]


def test_a_use_that_somebody_took_out_is_not_saved_behind_their_back(a_manager: Account) -> None:
    seen = stamp()
    for _sent_twice in range(2):
        drafts.save_draft(FORM, partial(without, key="website"), stamp=seen, by_id=a_manager.id)
    for each in (seen, stamp()):
        with pytest.raises(ChangedMeanwhile):
            drafts.save_draft(FORM, methodcaller("with_clause", a_use("website")), stamp=each, by_id=a_manager.id)
    assert "website" not in keys()


def test_a_double_click_moves_one_step(a_manager: Account) -> None:
    order, seen = keys(), stamp()
    for _click in range(2):
        drafts.save_draft(FORM, partial(with_clause_at, key=order[0], position=1), stamp=seen, by_id=a_manager.id)
    assert keys()[:3] == [order[1], order[0], order[2]]
    with pytest.raises(ChangedMeanwhile):
        drafts.save_draft(FORM, partial(with_clause_at, key=order[0], position=2), stamp=seen, by_id=a_manager.id)
    drafts.save_draft(FORM, partial(with_clause_at, key=order[0], position=500), stamp=stamp(), by_id=a_manager.id)
    assert keys()[-1] == order[0]


def test_a_draft_that_comes_to_say_what_is_published_is_gone(a_manager: Account) -> None:
    title = present().title
    draft(replace(present(), title="Other"), a_manager)
    draft(replace(present(), title=title), a_manager)
    assert not WordingDraft.select().exists()


def test_a_draft_knows_that_it_fell_behind(a_manager: Account) -> None:
    draft(replace(present(), title="Mine"), a_manager)
    assert not drafts.load_draft(FORM).is_behind
    service.publish(FORM, replace(present(), title="Theirs"), change=Change.MINOR, by_id=None)
    assert drafts.load_draft(FORM).is_behind


def test_a_draft_outlives_the_account_that_wrote_it(a_manager: Account, a_second_manager: Account) -> None:
    draft(replace(present(), title="Mine"), a_second_manager)
    Account.delete().where(Account.id == a_second_manager.id).execute()
    found = drafts.load_draft(FORM)
    assert found.draft is not None
    assert (found.text.title, found.draft.updated_by) == ("Mine", None)
    assert found.draft.updated_at <= clock.now()


def test_added_removed_moved_and_the_text_around_are_told_apart(a_manager: Account) -> None:
    old = present()
    assert compare(old, old).is_empty
    added = compare(old, old.with_clauses((*old.uses, a_use("new"))))
    assert ([use.key for use in added.added], added.removed, added.moved) == (["new"], (), False)
    removed = compare(old, old.with_clauses(old.uses[1:]))
    assert ([use.key for use in removed.removed], removed.added, removed.moved) == (["group_alone"], (), False)
    assert compare(old, old.with_clauses(reversed(old.uses))).moved
    (around,) = compare(old, replace(old, note="Hello.")).general
    assert (around.field, around.before, around.after) == ("note", "", "Hello.")


def test_what_a_changed_field_says_now_is_among_the_changes(a_manager: Account) -> None:
    draft(with_fields(present(), "website", places=(Place.PUBLIC,), kept=Kept.SCHOOL_YEAR), a_manager)
    changes = drafts.load_draft(FORM).changes
    assert changes is not None
    (website,) = changes.reworded
    assert (website.heading, [change.field for change in website.fields]) == ("Website", ["place", "kept"])


@pytest.mark.parametrize("edit", ["added", "removed"])
def test_a_rule_that_comes_or_goes_is_never_a_minor_edit(a_manager: Account, edit: str) -> None:
    rules = present_rules()
    kept = rules.rules[1:] if edit == "removed" else (*rules.rules, Rule("new", "I pay for each breach.", "It costs."))
    found = drafts.load_draft(RULES)
    drafts.save_draft(RULES, lambda text: text.with_clauses(kept), stamp=found.stamp, by_id=a_manager.id)
    stamp = drafts.load_draft(RULES).stamp
    with pytest.raises(drafts.ClausesChanged):
        drafts.publish_draft(RULES, stamp=stamp, by_id=a_manager.id, change=Change.MINOR)
    assert drafts.publish_draft(RULES, stamp=stamp, by_id=a_manager.id, change=Change.REAL).number == 2
