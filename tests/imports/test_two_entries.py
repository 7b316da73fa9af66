"""A list that names an entry which was found to be the same as another finds the person, and makes nobody anew."""

import pytest

from portal.consents.merging import service as merging
from portal.families import same_person
from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import LinkDecision, Responsibility, ResponsibilityBasis
from portal.imports.faults import QuestionKind
from portal.imports.matching import Matcher
from portal.imports.policy import Facts, Verdict
from tests.imports.factories import LIBAN, ZOFIA, import_list, listed, upload
from tests.support.databases import changed_tables, snapshot

AGAIN = "Zofia Maria;Kowalska-Nowak;3/9/2022;Breakfast;Ewa K Nowak;mother;yes;ewa.nowak@example.org;;;;"
OWN = ("families", "family_imports", "attachments", "audit_entries", "sign_ins", "throttle_count")


@pytest.fixture
def merged(new_browser, a_manager):
    """Two rows of a list that are one child with one mother, put together afterwards."""
    browser = new_browser(a_manager)
    import_list(browser, listed(ZOFIA, AGAIN, LIBAN))
    assert (Child.select().count(), Adult.select().count()) == (3, 4)
    children, adults = {child.last_name: child for child in Child.select()}, {a.name: a for a in Adult.select()}
    merging.merge(children["Kowalska"], children["Kowalska-Nowak"], {}, by_id=a_manager.id)
    pair = adults["Ewa Kowalska"], adults["Ewa K Nowak"]
    decisions = {}
    for link in same_person.shared_links(*pair):
        decisions[link.beside.id] = LinkDecision(None, Responsibility.HELD, ResponsibilityBasis.OWN_LIST)
    merging.merge(*pair, decisions, by_id=a_manager.id)
    return browser


@pytest.mark.parametrize("rows", [(ZOFIA, AGAIN, LIBAN), (AGAIN, ZOFIA, LIBAN), (AGAIN, LIBAN), (ZOFIA,), (AGAIN,)])
def test_the_same_list_again_changes_nothing(merged, rows):
    before = snapshot()
    page = upload(merged, listed(*rows)).text
    assert "Importing this list changes nothing" in page
    assert [name for name in changed_tables(before) if name not in OWN] == []
    assert Child.registered().count() == 2


def test_what_is_new_in_either_row_comes_to_the_one_child(merged):
    import_list(merged, listed(ZOFIA, AGAIN.replace(";Breakfast;", ";Breakfast, Holiday;")))
    (kept,) = Child.registered().where(Child.last_name == "Kowalska")
    assert sorted(session.kind_id for session in kept.sessions) == ["breakfast", "holiday", "playgroup"]
    (mother,) = Adult.registered().where(Adult.name == "Ewa Kowalska")
    assert Guardianship.select().where(Guardianship.adult == mother).count() == 1
    assert (Child.select().count(), Adult.select().count()) == (3, 4)


class Letters(Facts):
    """Letters stand for what makes two records certainly one."""

    @property
    def blocks(self):
        return tuple(self.shown["letters"])


def record(key, letters):
    return Letters(key=key, shown={"letters": letters})


def verdict(one, other):
    return Verdict.SAME if set(one.blocks) & set(other.blocks) else Verdict.DIFFERENT


@pytest.mark.parametrize(("listed_as", "matched", "asked"), [
    (["a", "b"], {"2": 5, "3": 5}, 0),  # each is certain of another entry
    (["a", "a"], {}, 2),  # two who look like the same one
    (["ab"], {"2": 5}, 0),  # like both entries, which are one
    (["a", "b", "b"], {}, 3),
])  # fmt: skip
def test_somebody_is_found_as_often_as_different_entries_of_theirs_are_certain(listed_as, matched, asked):
    matcher = Matcher(QuestionKind.SAME_CHILD, {}, lambda one, other: Verdict.DIFFERENT, verdict)
    rows = [record(str(row), letters) for row, letters in enumerate(listed_as, start=2)]
    _people, ids = matcher.people(rows, [record("r5", "a"), record("r5/1", "b"), record("r6", "c")])
    assert (ids, len(matcher.questions)) == (matched, asked)
    assert all(len(question.options) == 2 for question in matcher.questions), "the person, and somebody else"


def test_a_reference_of_the_other_entry_stays_with_the_child(merged):
    head = "First name;Surname;DOB;Reference;Parent 1 name;Parent 1 relationship"
    dup = Child.get(Child.same_as.is_null(False))
    Child.update(reference="R-2").where(Child.id == dup.id).execute()
    Child.update(reference="R-1").where(Child.id == dup.same_as).execute()
    other = "Mei;Chen;1/2/2021;R-2;Li Chen;mother"
    page = upload(merged, "\r\n".join((head, other, "")).encode()).text
    assert "R-2" in page
    assert "Zofia Kowalska" in page
    page = upload(merged, "\r\n".join((head, "Zofia Maria;Kowalska-Nowak;3/9/2022;R-2;Ewa K Nowak;mother", "")).encode()).text  # fmt: skip
    assert "Importing this list changes nothing" in page
