"""One signature is one record, whatever the person presses: twice, back, or in a second tab."""

from collections.abc import Callable

import pytest

from tests.browser import parents_steps
from tests.browser.person import Person
from tests.browser.portal import RunningPortal
from tests.browser.seeding import PARENT, PASSWORD

NAME = "Agnieszka Kowalska"
RECORDS = "What you signed"


def _at_the_signature(person: Person, child: str) -> str:
    """Sign in and go as far as the signature; return the path of the child's own page."""
    person.open("/")
    person.sign_in(PARENT, PASSWORD)
    parents_steps.answer_form(person, child, {parents_steps.ALONE: "Yes"})
    person.tick("I have parental responsibility")
    person.write(signed_name=NAME)
    return person.path.removesuffix("/sign")


@pytest.mark.parametrize(("scripts", "child"), [(True, "Zofia"), (False, "Adam")])
def test_a_double_click_signs_once(
    portal: RunningPortal, new_person: Callable[..., Person], scripts: bool, child: str
) -> None:
    person = new_person(portal, scripts=scripts, axe=False)
    own_page = _at_the_signature(person, child)
    person.page.get_by_role("button", name=f"Sign for {child}").dblclick(no_wait_after=True)
    person.page.wait_for_url("**/consent/signed/*")
    assert person.heading == f"Signed for {child}"
    person.open(own_page)
    assert person.rows(RECORDS) == 1


def test_back_over_a_refused_page_and_a_second_tab_do_not_sign_again(
    portal: RunningPortal, new_person: Callable[..., Person]
) -> None:
    person = new_person(portal, axe=False)
    own_page = _at_the_signature(person, "Ola")
    second = Person(person.page.context.new_page(), portal.url, runs_axe=False)
    second.open(f"{own_page}/sign")
    second.tick("I have parental responsibility")
    second.write(signed_name=NAME)
    person.write(signed_name="")
    person.press("Sign for Ola")
    person.sees("There is a problem", "Type your full name to sign")
    person.write(signed_name=NAME)
    person.press("Sign for Ola")
    assert person.heading == "Signed for Ola"
    person.go_back()
    assert person.path.startswith(own_page), "Back shows one of the form's pages, not an error"
    second.press("Sign for Ola")
    assert second.heading != "Signed for Ola", "the second tab has nothing left to sign"
    person.open(own_page)
    assert person.rows(RECORDS) == 1
