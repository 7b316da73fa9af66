"""Who is chased for an answer, and how each is reached."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal.accounts.models import Account
from portal.consents import holds, outstanding
from portal.consents import service as consents
from portal.consents.policy import Answer, AnswerState, HoldBasis, LatestAnswer, Terms
from portal.consents.renewal import adult_status
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.reminders.policy import Owed, ReminderChannel
from portal.reminders.recipients import EVERYBODY, Filter
from portal.wording import service as wording
from portal.wording.policy import Change
from tests.acknowledgements import factories as acknowledgements
from tests.consents.own_child_factories import comes_in, make_own
from tests.consents.paper_factories import key_in, print_one
from tests.reminders.factories import (
    a_parent_without_email,
    a_signed_in_parent,
    an_adult,
    owing,
)
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.rulings import ruling
from tests.wording.wording_factories import FORM, present

pytestmark = pytest.mark.both_engines

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def agnieszka(a_child: Child) -> Account:
    return a_signed_in_parent("Agnieszka Kowalska", a_child)


def waits(name: str) -> dict[str, list[AnswerState]]:
    """Return for each use that waits for this adult why it does."""
    found: dict[str, list[AnswerState]] = {}
    for child in owing()[name].children:
        for use, own in child.uses.items():
            found.setdefault(use, []).append(own.state)
    return found


def test_an_adult_who_never_answered_is_chased_for_every_use(agnieszka: Account) -> None:
    (child,) = owing()["Agnieszka Kowalska"].children
    assert {own.state for own in child.uses.values()} == {AnswerState.NOT_ANSWERED}
    assert set(waits("Agnieszka Kowalska")) == {use.key for use in outstanding.uses_asked()}


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO])
def test_an_adult_who_answered_is_left_in_peace(agnieszka: Account, a_child: Child, answer: Answer) -> None:
    factories.sign_all(a_child, agnieszka, answer)
    assert owing() == {}


def test_a_withdrawal_is_an_answer(agnieszka: Account, a_child: Child) -> None:
    factories.sign_all(a_child, agnieszka)
    factories.withdraw(a_child, agnieszka, "website")
    assert owing() == {}


def test_each_adult_is_chased_for_their_own_answer(
    agnieszka: Account, a_second_parent: Account, a_child: Child
) -> None:
    """What the other said changes nothing."""
    factories.sign_all(a_child, a_second_parent, Answer.NO)
    assert list(owing()) == ["Agnieszka Kowalska"]


def every_use_but_press() -> dict[str, Answer]:
    return {use.key: Answer.YES for use in outstanding.uses_asked() if use.key != "press"}


def test_only_what_was_left_out_on_paper_waits(agnieszka: Account, a_child: Child, a_manager: Account) -> None:
    paper = print_one(a_child, a_manager)
    key_in(paper, factories.adult_of(agnieszka), a_manager, every_use_but_press())
    assert waits("Agnieszka Kowalska") == {"press": [AnswerState.NOT_ANSWERED]}


def test_nobody_is_chased_for_what_they_left_open_when_they_checked_and_signed(
    agnieszka: Account, a_second_parent: Account, a_child: Child
) -> None:
    factories.sign(a_child, agnieszka, every_use_but_press())
    assert list(owing()) == ["Piotr Kowalski"], "the other parent left nothing open"
    assert not ruling(a_child, "press", on=clock.today()).may_show, "silence is no answer"
    wording.publish(FORM, present(), change=Change.MINOR, by_id=None, asks_again=["press"])
    assert waits("Agnieszka Kowalska") == {"press": [AnswerState.NOT_ANSWERED]}, "it became another question"


def test_one_answer_changed_alone_leaves_nothing_open(agnieszka: Account, a_child: Child) -> None:
    form = consents.SignedForm(
        wording.current(FORM).id, {"website": Answer.YES}, agnieszka.name, new_token(), is_whole=False
    )
    consents.sign_consent(a_child, form, by_id=agnieszka.id)
    assert "website" not in waits("Agnieszka Kowalska")
    assert len(waits("Agnieszka Kowalska")) == 7


# Where the answer before stands, its last day, when the question was left open, and whether that settles it.
SILENCES = {
    "never answered, and left open": (None, date(2026, 3, 1), True),
    "never answered, never asked": (None, None, False),
    "left out while the yes counted": (date(2026, 5, 31), date(2026, 5, 31), False),
    "left open after it had run out": (date(2026, 5, 31), date(2026, 6, 1), True),
}


@pytest.mark.parametrize(("until", "left", "is_settled"), SILENCES.values(), ids=SILENCES.keys())
def test_when_a_silence_was_a_choice(until: date | None, left: date | None, is_settled: bool) -> None:
    said = LatestAnswer(1, Answer.YES, date(2025, 6, 1), True, counts_until=until) if until else None
    status = adult_status(said, on=date(2026, 6, 2), terms=Terms(), last_day=None, left_open=left)
    assert status.asks_again is not is_settled


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(days=334), None),
        (timedelta(days=335), AnswerState.YES),
        (timedelta(days=364), AnswerState.YES),
        (timedelta(days=365), AnswerState.EXPIRED),
    ],
    ids=["31 days before", "30 days before", "the day before", "on the day"],
)
def test_a_yes_is_asked_again_from_thirty_days_before_it_runs_out(
    agnieszka: Account, a_child: Child, later: timedelta, expected: AnswerState | None
) -> None:
    with time_machine.travel(START, tick=False):
        factories.sign_all(a_child, agnieszka)
    with time_machine.travel(START + later, tick=False):
        states = {own.state for adult in owing().values() for own in adult.children[0].uses.values()}
        assert states == ({expected} if expected else set())


def test_a_real_change_of_the_wording_is_asked_anew_except_of_who_said_no(
    agnieszka: Account, a_child: Child, a_manager: Account
) -> None:
    every = [use.key for use in outstanding.uses_asked()]
    factories.sign(a_child, agnieszka, {use: Answer.NO if use == "press" else Answer.YES for use in every})
    factories.publish_form()
    found = waits("Agnieszka Kowalska")
    assert "press" not in found
    assert found["website"] == [AnswerState.SUPERSEDED]


def test_only_adults_with_parental_responsibility_are_chased(a_child: Child) -> None:
    an_adult("Gran Kowalska", a_child, email="gran@example.org", responsible=False)
    assert owing() == {}


def test_nobody_is_chased_for_a_child_who_has_left(setting: object) -> None:
    left = factories.make_child("Sam", "Byrne", leaves_on=clock.today() - timedelta(days=1))
    a_signed_in_parent("Mary Byrne", left)
    last_day = factories.make_child("Liban", "Warsame", leaves_on=clock.today())
    a_signed_in_parent("Hodan Warsame", last_day)
    assert list(owing()) == ["Hodan Warsame"]


def test_nobody_is_asked_again_only_because_a_child_leaves(agnieszka: Account, a_child: Child) -> None:
    """No new answer would outlive the last day."""
    with time_machine.travel(START, tick=False):
        factories.sign_all(a_child, agnieszka)
        Child.update(leaves_on=START.date() + timedelta(days=340)).where(Child.id == a_child.id).execute()
    with time_machine.travel(START + timedelta(days=339), tick=False):
        assert owing() == {}


def test_a_hold_does_not_show_in_who_is_asked(agnieszka: Account, a_child: Child, a_manager: Account) -> None:
    before = owing()
    holds.place_hold(a_child, HoldBasis.COURT_ORDER, "An order of today.", submission=new_token(), by_id=a_manager.id)
    assert owing() == before


def test_a_filter_chooses_adults_and_never_cuts_what_they_are_told(a_child: Child, a_manager: Account) -> None:
    club = factories.make_child("Jan", "Kowalski", sessions=("after_school",))
    parent = a_signed_in_parent("Agnieszka Kowalska", a_child, club)
    key_in(print_one(club, a_manager), factories.adult_of(parent), a_manager, every_use_but_press())

    assert set(owing(Filter(session="after_school"))["Agnieszka Kowalska"].called) == {"Zofia", "Jan"}
    assert "Agnieszka Kowalska" in owing(Filter(use="website"))
    assert owing(Filter(session="after_school", use="website")) == {}
    assert owing(Filter(session="holiday")) == {}


def test_how_each_adult_is_reached(agnieszka: Account, a_child: Child) -> None:
    a_parent_without_email("Fatima Haddad", a_child)
    an_adult("Marek Kowalski", a_child, email="marek@example.org")
    an_adult("Chen Wei", a_child)
    closed = factories.make_parent("Sean Murphy", a_child)
    Account.update(disabled_at=clock.now()).where(Account.id == closed.id).execute()

    assert {name: adult.channel for name, adult in owing().items()} == {
        "Agnieszka Kowalska": ReminderChannel.EMAIL,
        "Fatima Haddad": ReminderChannel.LETTER,
        "Marek Kowalski": ReminderChannel.INVITATION_EMAIL,
        "Chen Wei": ReminderChannel.INVITATION_LETTER,
        "Sean Murphy": None,
    }


def test_two_adults_with_one_address_do_not_read_each_others_mail(agnieszka: Account, a_child: Child) -> None:
    an_adult("Marek Kowalski", a_child, email=agnieszka.email)
    assert owing()["Marek Kowalski"].channel is ReminderChannel.INVITATION_LETTER


def test_a_long_list_asks_the_database_as_often_as_a_short_one(a_child: Child, agnieszka: Account) -> None:
    def asked() -> int:
        with count_queries() as sent:
            owing()
        return len(sent)

    owing()
    one = asked()
    for surname in ("Okafor", "Raman", "Nowak", "Chen", "Warsame", "Byrne"):
        child = factories.make_child("Sam", surname)
        factories.sign(child, a_signed_in_parent(f"Alex {surname}", child), {"website": Answer.YES})
        an_adult(f"Kim {surname}", child, email=f"kim.{surname}@example.org")
    assert asked() == one
    assert (
        one <= 23
    )  # the form, its answers, what was left open, the people, their addresses, who handles concerns, four for the rules


def test_a_manager_who_is_a_parent_here_is_not_told_which_answer_of_her_own_child_waits(
    new_browser, a_manager, a_lead, a_child, a_parent
):
    make_own(a_manager, a_child)
    comes_in(a_manager, a_lead)
    factories.sign(a_child, a_parent, {"website": Answer.NO})
    browser = new_browser(a_manager).get("reminders.show")
    assert f"answers for {a_child.called}" in browser.text
    for chosen in ({"use": "press"}, {"use": "website"}, {"owed": "ending"}):
        assert a_parent.name not in browser.get("reminders.show", **chosen).text


def test_who_owes_the_rules_is_reminded_though_every_answer_is_given(agnieszka: Account, a_child: Child) -> None:
    factories.sign_all(a_child, agnieszka)
    (each,) = owing(EVERYBODY).values()
    assert (each.children, each.documents) == ((), ("Our rules for parents and carers",))
    acknowledgements.sign(agnieszka)
    assert owing(EVERYBODY) == {}
    acknowledgements.change_the_rules()
    assert list(owing(EVERYBODY)) == ["Agnieszka Kowalska"]


def test_who_cannot_say_yes_is_reminded_of_the_rules_once_they_were_invited_by_name(a_child: Child) -> None:
    an_adult("Gran Kowalska", a_child, email="gran@example.org", responsible=False)
    assert owing(EVERYBODY) == {}
    grandad = a_signed_in_parent("Jan Kowalski")
    factories.link(factories.adult_of(grandad), a_child, responsible=False)
    assert {name: each.about for name, each in owing(EVERYBODY).items()} == {"Jan Kowalski": (Owed.DOCUMENTS,)}


def test_who_answered_on_paper_before_any_invitation_is_still_asked_for_the_rules(
    a_child: Child, a_manager: Account
) -> None:
    adult = an_adult("Ola Kowalska", a_child, email="ola@example.org")
    assert owing(EVERYBODY)["Ola Kowalska"].about == (Owed.ANSWERS, Owed.DOCUMENTS)
    key_in(print_one(a_child, a_manager), adult, a_manager, every_use_but_press() | {"press": Answer.NO})
    assert owing(EVERYBODY)["Ola Kowalska"].about == (Owed.DOCUMENTS,)


def test_a_yes_that_ends_soon_can_be_asked_for_alone(agnieszka: Account, a_child: Child) -> None:
    with time_machine.travel(START, tick=False):
        factories.sign_all(a_child, agnieszka)
        assert owing(Filter(owed=Owed.ENDING)) == {}
    with time_machine.travel(START + timedelta(days=350), tick=False):
        (each,) = owing(Filter(owed=Owed.ENDING)).values()
        assert each.children[0].ends_on == (START + timedelta(days=364)).date()
    with time_machine.travel(START + timedelta(days=366), tick=False):
        assert owing(Filter(owed=Owed.ENDING)) == {}
