"""The complaints register of a pack says what was done about each concern, and names nobody."""

import re
from datetime import date, timedelta

import pytest

from portal.concerns import handling
from portal.concerns.handling import OutcomeDetails
from portal.concerns.labels import KINDS
from portal.concerns.policy import EntryKind, Kind, Outcome
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.concerns import factories as concerns
from tests.records import packs
from tests.records.packs import letters
from tests.support import factories

pytestmark = pytest.mark.both_engines

NAMES = ("Zofia", "Kowalska", "Agnieszka", "Piotr", "Kowalski", "Liban", "Warsame", "Hodan", "Priya", "Raman", "Deka",
         "Farah", "Siobhán", "Siobhan", "Kelly", "Whitlock")  # fmt: skip


@pytest.fixture
def tell(a_manager, a_chair, a_parent, a_child):
    """Raise a concern about nobody and tell its outcome with some actions; return the concern."""

    def work(actions: str, **given):
        raised = concerns.raise_concern(a_parent, **{"child": a_child, "kind": Kind.COMPLAINT, **given})
        told = OutcomeDetails(Outcome.PARTLY_UPHELD, actions, "Dear Agnieszka, it is down", clock.today())
        handling.tell_outcome(raised, told, submission=new_token(), by_id=a_manager.id)
        return raised

    return work


def complaints(account) -> str:
    return packs.make(account).part(packs.COMPLAINTS)


def stand_in(register: str, words: str) -> str:
    """Return the stand-in that a register has in place of a name in front of some words."""
    found = re.search(rf"((?:Child|Staff|Parent|Person) [A-Z]+) {re.escape(words)}", register)
    assert found, f"nobody “{words}” in: {register}"
    return found[1]


def test_no_child_parent_member_of_staff_or_neighbour_is_named(
    tell, a_manager, a_staff_member, a_second_parent, a_stranger
):
    about = (f"staff-{a_staff_member.id}", "other")
    tell(
        "Priya Raman rang Agnieszka and Piotr Kowalski; Zofia and little Liban were by. Mrs Raman and Hodan Warsame’s "
        "cousin Deka Farah know. Siobhan Kelly and Margaret Whitlock decided. kowalska",
        about=about, other_name="Deka Farah",
    )  # fmt: skip
    register = complaints(a_manager)
    assert [name for name in NAMES if name.lower() in register.lower()] == []
    for word in ("Child", "Staff", "Parent", "Person"):
        assert re.search(rf"\b{word} [A-Z]\b", register)


def test_the_same_person_has_the_same_letter_throughout_and_nobody_elses(
    tell, a_manager, a_staff_member, a_strangers_child
):
    about = (f"staff-{a_staff_member.id}",)
    tell("Zofia was upset; Priya was told", about=about)
    tell("Liban was quiet; Zofia Kowalska was well; Mrs Raman was sorry", about=about, child=a_strangers_child)
    register = complaints(a_manager)
    zofia, priya, liban = (stand_in(register, words) for words in ("was upset", "was told", "was quiet"))
    assert (stand_in(register, "was well"), zofia[:5], liban[:5], priya[:5]) == (zofia, "Child", "Child", "Staff")
    assert stand_in(register, "was sorry") == priya
    assert len({zofia, priya, liban}) == len({name.split()[1] for name in (zofia, priya, liban)}) == 3


def test_nothing_that_was_told_written_or_noted_is_in_the_pack(tell, a_manager):
    concern = tell("Talked it over", what_happened="A dragon in the book corner", wish="A unicorn instead")
    for kind in (EntryKind.INTERNAL_NOTE, EntryKind.MESSAGE_FROM_SETTING):
        handling.take_step(concern, kind, "The griffin said so", submission=new_token(), by_id=a_manager.id)
    text = packs.make(a_manager).text
    assert "Talked it over" in text
    assert [word for word in ("dragon", "unicorn", "griffin", "Dear") if word in text] == []


def test_each_concern_says_what_it_is_how_it_stands_and_how_long_it_took(tell, a_manager, a_parent):
    open_one = concerns.raise_concern(a_parent, kind=Kind.QUESTION)
    older = concerns.received_earlier(open_one, days=10)
    told = OutcomeDetails(Outcome.ANSWERED, "Looked it up", "It is at nine", clock.today() - timedelta(days=3))
    handling.tell_outcome(older, told, submission=new_token(), by_id=a_manager.id)
    handling.close_concern(older, submission=new_token(), by_id=a_manager.id)
    register = complaints(a_manager)
    assert (
        f"5 September 2026 {KINDS[Kind.QUESTION]} Closed Answered, or passed on Looked it up 12 September 2026 7"
        in register
    )
    assert f"15 September 2026 {KINDS[Kind.QUESTION]} Received" in register
    assert letters(register).index(letters(older.reference)) < letters(register).index(letters(open_one.reference))


def test_every_concern_of_the_period_has_its_line(tell, a_manager, a_parent):
    made = [concerns.raise_concern(a_parent, kind=kind) for kind in Kind]
    older = concerns.received_earlier(made[0], days=40)
    pack = packs.make(a_manager)
    register = letters(pack.part(packs.COMPLAINTS))
    assert [one.reference for one in made if letters(one.reference) not in register] == []
    assert letters(older.reference) not in register
    assert pack.number("Concerns received in the period") == len(Kind)
    assert packs.make(a_manager, date(2026, 8, 1)).number("Concerns received in the period") == len(Kind) + 1


def test_the_family_of_a_stand_in_is_named_in_the_consent_parts_alone(tell, a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    tell("Zofia was upset")
    pack = packs.make(a_manager)
    named = [part for part in packs.PARTS if "Kowalska" in pack.part(part)]
    assert named == [packs.REGISTER, packs.RECORDS, packs.RULES]
