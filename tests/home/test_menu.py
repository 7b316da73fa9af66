"""The menu: six groups, for every role what they may open and nothing else."""

import pytest

from portal.access.permissions import Role
from portal.web.navigation import GROUPS
from portal.wiring import NAVIGATION
from tests.support import factories
from tests.support.forms import words

ROLES = [
    *((role,) for role in Role),
    (Role.STAFF, Role.PARENT),
    (Role.MANAGER, Role.PARENT),
    (Role.LEAD, Role.STAFF, Role.PARENT),
]


def links(browser):
    """Return the address of each line of the menu by what it reads."""
    return {words(a): a.get("href") for a in browser.root.xpath("//nav[@aria-label='Main']//a")}


def marked(browser):
    return [words(a) for a in browser.root.xpath("//nav[@aria-label='Main']//a[@aria-current='page']")]


@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_nothing_in_the_menu_is_closed_and_each_page_is_marked_where_it_is(new_browser, setting, a_child, roles):
    browser = new_browser(factories.make_account("Hodan Warsame", *roles))
    found = links(browser.get("accounts.own_account"))
    assert "Today" in found
    for label, address in found.items():
        browser.get(address)
        assert browser.status == 200, label
        if label != "Today":  # which leads some roles on to where their work is
            assert marked(browser) == [label]


def test_six_groups_hold_everything_a_manager_may_open(new_browser, a_manager):
    browser = new_browser(a_manager).get("home.index")
    titles = [words(p) for p in browser.root.xpath("//nav[@aria-label='Main']//p[contains(@class, 'menu__title')]")]
    assert ["Today", *titles] == [str(title) for title in GROUPS.values()]
    may_open = [str(item.label) for item in NAVIGATION if item.permission in a_manager.permissions]
    assert sorted(links(browser)) == sorted(may_open)


def test_a_group_of_one_page_is_that_page_alone(new_browser, a_parent):
    browser = new_browser(a_parent).get("home.index")
    assert not browser.root.xpath("//p[contains(@class, 'menu__title')]")
    assert list(links(browser)) == [
        "Today",
        "Your children",
        "Our rules and policies",
        "Raise a concern",
        "Your records",
        "Your account",
    ]


def test_a_page_without_a_line_of_its_own_marks_the_room_it_belongs_to(new_browser, a_manager, a_child):
    browser = new_browser(a_manager)
    assert marked(browser.get("children.view", child_id=a_child.id)) == ["All families"]
    assert marked(browser.get("consent_register.coverage")) == ["Consent register"]


def test_a_long_menu_folds_every_group_but_that_of_the_page_that_is_open(new_browser, a_manager, a_parent):
    def folds(browser):
        return {
            words(fold.find("summary")): fold.get("open") is not None
            for fold in browser.root.xpath("//details[@class='menu__fold']")
        }

    browser = new_browser(a_manager)
    assert folds(browser.get("home.index")) == dict.fromkeys(map(str, list(GROUPS.values())[1:]), False)
    assert [title for title, is_open in folds(browser.get("consent_register.show")).items() if is_open] == ["Pictures"]
    assert not folds(new_browser(a_parent).get("home.index"))
