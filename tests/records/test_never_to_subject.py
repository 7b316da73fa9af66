"""No pack tells the person a concern is about that it exists: not whoever makes it, nor for whom it is made."""

import pytest

from portal.access.permissions import Role
from portal.concerns import handling
from portal.concerns.handling import OutcomeDetails
from portal.concerns.models import ConcernSubject
from portal.concerns.policy import Kind, Outcome
from portal.concerns.subjects import SubjectKind
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.concerns import factories as concerns
from tests.records import packs
from tests.records.packs import Pack, letters
from tests.support import factories

pytestmark = pytest.mark.both_engines

NOTHING = "No complaint was received in this time."


@pytest.fixture
def everyone(a_manager, a_lead, a_chair, a_staff_member):
    return {"manager": a_manager, "lead": a_lead, "chair": a_chair, "staff": a_staff_member}


def choice_of(account):
    """Return the answer of the form that means this person: their role, or their name."""
    return next((role for role in ("manager", "lead") if role in account.roles), f"staff-{account.id}")


def tell(concern, by, actions):
    told = OutcomeDetails(Outcome.UPHELD, actions, "It is down", clock.today())
    handling.tell_outcome(concern, told, submission=new_token(), by_id=by.id)


def names_it(pack: Pack, concern) -> bool:
    """Return whether a pack lists a concern; whether it does or not, its number and its words have to agree."""
    is_listed = letters(concern.reference) in letters(pack.text)
    assert pack.number("Concerns received in the period") == is_listed
    assert (NOTHING in pack.part(packs.COMPLAINTS)) is not is_listed
    return is_listed


@pytest.mark.parametrize(
    ("about", "others"),
    [("manager", {"chair"}), ("lead", {"manager"}), ("chair", {"manager", "lead"}), ("staff", {"manager", "lead"})],
)
def test_a_pack_lists_a_concern_for_its_handlers_and_never_for_whom_it_is_about(everyone, a_parent, about, others):
    concern = concerns.raise_concern(a_parent, about=(choice_of(everyone[about]),), kind=Kind.STAFF_CONDUCT)
    for role, account in everyone.items():
        assert names_it(packs.make(account), concern) is (role in others), role


@pytest.mark.parametrize(
    "other_roles", [(Role.LEAD,), (Role.CHAIR,), (Role.STAFF,), (Role.STAFF, Role.PARENT)], ids=str
)
def test_a_manager_of_several_roles_finds_no_concern_about_themselves(everyone, a_parent, new_browser, other_roles):
    maker = factories.make_account("Kasia Wójcik", Role.MANAGER, *other_roles)
    about_them = concerns.raise_concern(a_parent, about=(f"staff-{maker.id}",), kind=Kind.STAFF_CONDUCT)
    assert not names_it(Pack(new_browser(maker).get("records.pack").submit().content), about_them)
    about_nobody = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    assert names_it(Pack(new_browser(maker).get("records.pack").submit().content), about_nobody)
    assert names_it(packs.make(everyone["chair"]), about_them)


def test_who_raised_a_concern_about_a_colleague_sees_it_and_the_colleague_does_not(everyone, a_parent):
    colleague = factories.make_account("Kasia Wójcik", Role.MANAGER)
    concern = concerns.raise_concern(everyone["manager"], about=(f"staff-{colleague.id}",))
    told = OutcomeDetails(Outcome.UPHELD, "A written warning", "We spoke to her.", clock.today())
    handling.tell_outcome(concern, told, submission=new_token(), by_id=everyone["chair"].id)
    concerns.read_texts(concern, everyone["chair"])
    pack = packs.make(everyone["manager"])
    assert names_it(pack, concern)
    assert "A written warning" not in pack.text
    assert "A written warning" in packs.make(everyone["chair"]).text
    assert not names_it(packs.make(colleague), concern)


@pytest.mark.parametrize("role", ["manager", "lead"])
def test_who_handles_or_raised_a_concern_loses_it_once_it_is_about_them(everyone, a_parent, role):
    handled = concerns.raise_concern(a_parent, kind=Kind.STAFF_CONDUCT)
    assert names_it(packs.make(everyone[role]), handled)
    ConcernSubject.create(concern=handled, kind=SubjectKind.STAFF, account=everyone[role], name=everyone[role].name)
    assert not names_it(packs.make(everyone[role]), handled)
    raised = concerns.raise_concern(everyone[role])
    ConcernSubject.create(concern=raised, kind=SubjectKind.STAFF, account=everyone[role], name=everyone[role].name)
    assert not names_it(packs.make(everyone[role]), raised)


def test_no_word_of_a_pack_differs_for_a_concern_about_its_maker(everyone, a_parent, a_child):
    manager, chair = everyone["manager"], everyone["chair"]
    other = concerns.raise_concern(a_parent, about=(f"staff-{everyone['staff'].id}",), child=a_child)
    tell(other, manager, "Priya Raman and Agnieszka Kowalska sat down together.")
    concerns.read_texts(other, manager)
    before = packs.make(manager)
    hidden = concerns.raise_concern(a_parent, about=("manager",), what_happened="Liban Warsame cried.", child=a_child)
    tell(hidden, chair, "Margaret Whitlock spoke to Siobhán Kelly.")
    concerns.read_texts(hidden, chair)
    after = packs.make(manager)
    assert "Parent" in after.part(packs.COMPLAINTS)  # there is somebody who could get another letter
    assert after.comparable() == before.comparable()
    assert "Upheld" in packs.make(chair).part(packs.COMPLAINTS)


def test_the_terminal_makes_the_pack_for_the_manager_and_hides_what_is_about_them(app, everyone, a_parent, tmp_path):
    about_them = concerns.raise_concern(a_parent, about=("manager",))
    about_nobody = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    words = ("records", "pack", "--from", "2026-09-01", "--to", "2026-09-30", "-o", str(tmp_path / "pack.pdf"))
    assert app.test_cli_runner().invoke(args=words).exit_code == 0
    pack = Pack((tmp_path / "pack.pdf").read_bytes())
    assert names_it(pack, about_nobody)
    assert letters(about_them.reference) not in letters(pack.text)
