"""The register: each adult of an attending child, who owes something first."""

from collections.abc import Callable
from datetime import date

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.acknowledgements.outstanding import register
from portal.acknowledgements.policy import Status
from portal.families.models import Child
from portal.families.policy import Relationship
from tests.acknowledgements import factories as rules
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines

ON = date(2026, 11, 22)


def test_who_owes_what_comes_first(a_manager: Account, a_child: Child) -> None:
    outdated = factories.make_parent("Aaron Adeyemi", a_child)
    rules.sign(outdated)
    rules.change_the_rules()
    rules.sign(factories.make_parent("Bilal Hussain", a_child))
    factories.make_parent("Zoe Wilkins", a_child)
    factories.link(
        factories.make_adult("Grandma Kowalska"), a_child, relationship=Relationship.GRANDPARENT, responsible=False
    )

    found, _outsiders = register(a_manager, rules.parent_rules(), on=ON)

    assert [
        (line.person.name, signing.status, signing.last and signing.last.number)
        for line in found
        for signing in line.signings
    ] == [
        ("Zoe Wilkins", Status.NEVER, None),
        ("Aaron Adeyemi", Status.OUTDATED, 1),
        ("Grandma Kowalska", Status.NOT_INVITED, None),
        ("Bilal Hussain", Status.DONE, 2),
    ]


def test_an_adult_of_two_children_has_one_line(a_manager: Account, a_child: Child) -> None:
    brother = factories.make_child("Jan", "Kowalski", born_on=date(2023, 4, 1))
    factories.make_parent("Agnieszka Kowalska", a_child, brother)
    (line,) = register(a_manager, rules.parent_rules(), on=ON)[0]
    assert line.beside == ("Zofia Kowalska", "Jan Kowalski")


def test_who_left_is_not_asked_from_the_day_after(a_manager: Account, setting: object) -> None:
    child = factories.make_child("Tunde", "Bakare", leaves_on=ON)
    factories.make_parent("Folake Bakare", child)
    assert len(register(a_manager, rules.parent_rules(), on=ON)[0]) == 1
    assert register(a_manager, rules.parent_rules(), on=date(2026, 11, 23))[0] == []


def test_somebody_who_cannot_see_every_child_gets_their_own_familys_lines(
    a_parent: Account, a_stranger: Account
) -> None:
    assert [line.person.name for line in register(a_parent, rules.parent_rules(), on=ON)[0]] == ["Agnieszka Kowalska"]


def test_the_register_issues_a_constant_number_of_queries(a_manager: Account, a_child: Child) -> None:
    rules.sign(factories.make_parent("Niamh Byrne", a_child))
    assert a_manager.roles  # read once a request, whatever the page
    document = rules.parent_rules()
    with count_queries() as for_one:
        register(a_manager, document, on=ON)
    for name in ("Chidi Okonkwo", "Mei Lin Zhang", "Asha Patel", "Yusuf Abdi"):
        rules.sign(factories.make_parent(name, factories.make_child(name.split()[0], "Junior")))
    with count_queries() as for_five:
        assert len(register(a_manager, document, on=ON)[0]) == 5
    assert len(for_five) == len(for_one) <= 8


def test_the_manager_sees_who_signed_and_opens_the_record(
    new_browser: Callable[..., Browser], a_manager: Account, a_parent: Account, a_second_parent: Account
) -> None:
    record = rules.sign(a_parent)
    browser = new_browser(a_manager).get("acknowledgements.register", slug="parent-rules")
    assert browser.text.index("Piotr Kowalski") < browser.text.index("Agnieszka Kowalska")
    assert "Not signed" in browser.text
    browser.get("acknowledgements.record_pdf", reference=record.reference)
    assert browser.status == 200
    assert browser.content.startswith(b"%PDF-")


def test_an_inspector_reads_the_register_but_no_single_record(
    new_browser: Callable[..., Browser], an_inspector: Account, a_parent: Account
) -> None:
    record = rules.sign(a_parent)
    browser = new_browser(an_inspector).get("acknowledgements.register", slug="parent-rules")
    assert "Agnieszka Kowalska" in browser.text
    assert record.reference not in browser.page
    assert browser.get("acknowledgements.record_pdf", reference=record.reference).status == 403


def test_the_empty_register_says_what_it_is_for(new_browser: Callable[..., Browser], a_manager: Account) -> None:
    assert "No families yet" in new_browser(a_manager).get("acknowledgements.register", slug="parent-rules").text


def test_before_any_rules_are_published_the_register_says_so(
    new_browser: Callable[..., Browser], db_ready: str
) -> None:
    manager = factories.make_account("Siobhán Kelly", Role.MANAGER)
    factories.make_parent("Niamh Byrne", factories.make_child("Oisín", "Byrne"))
    browser = new_browser(manager).get("acknowledgements.register", slug="parent-rules")
    assert browser.status == 200
    assert "This text is not published yet" in browser.text
    assert "Niamh Byrne" in browser.text
