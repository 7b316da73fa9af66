"""The desk at which a manager keys in what a parent signed: fixtures for every test of paper."""

from datetime import date

import pytest

from portal.accounts.models import Account
from portal.consents.models import PaperForm
from portal.families.models import Adult, Child
from portal.foundation import clock
from tests.consents.paper_factories import print_one
from tests.families.factories import NewBrowser
from tests.support import factories
from tests.support.browser import Browser


@pytest.fixture
def adult(a_parent: Account) -> Adult:
    """The parent who signs."""
    return factories.adult_of(a_parent)


@pytest.fixture
def form(a_child: Child, adult: Adult, a_manager: Account) -> PaperForm:
    """A form that was printed for the child."""
    return print_one(a_child, a_manager)


@pytest.fixture
def keying(new_browser: NewBrowser, a_manager: Account, form: PaperForm) -> Browser:
    """A manager at the page on which the form is keyed in."""
    return new_browser(a_manager).get("consent_paper.key", reference=form.reference)


def typed(day: date) -> str:
    """Return a day as somebody writes it on paper."""
    return f"{day.day} {day.month} {day.year}"


def whole(adult: Adult, **more: str) -> dict[str, str]:
    """Return what stands on a paper that nothing is wrong with, and what else is on it."""
    paper = {
        "signer": str(adult.id),
        "signed_name": adult.name,
        "signed_on": typed(clock.today()),
        "use_website": "yes",
    }
    return {**paper, **more}
