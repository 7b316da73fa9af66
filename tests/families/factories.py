"""People, letters and addresses for the tests of the families' pages."""

import io
from collections.abc import Callable

import pypdfium2
import zxingcpp

from portal.accounts.models import Account
from portal.families.models import Adult, Child
from portal.families.policy import Relationship
from portal.settings.models import Setting
from tests.support import factories
from tests.support.browser import Browser

NewBrowser = Callable[..., Browser]
# A method, an endpoint and the values of its address.
Way = tuple[str, str, dict[str, int]]


def answers(browser: Browser, ways: list[Way]) -> dict[str, int]:
    """Try every way, and return the status of each by its method and endpoint."""
    found = {}
    for method, endpoint, values in ways:
        browser.get(endpoint, **values) if method == "GET" else browser.post(
            endpoint, {"responsibility": "none", "basis": "court_order", "adult": "1"}, **values
        )
        found[f"{method} {endpoint}"] = browser.trail[0][0]
    return found


def an_adult(
    name: str, child: Child, *, email: str | None = None, relationship: Relationship = Relationship.MOTHER
) -> Adult:
    adult = factories.make_adult(name, email=email)
    factories.link(adult, child, relationship=relationship)
    return adult


def with_password(account: Account) -> Account:
    """Let somebody be in already; what is stored opens for no password."""
    Account.update(password_hash="$argon2id$nobody-can-type-this").where(Account.id == account.id).execute()
    return account


def give_address(setting: Setting) -> None:
    Setting.update(address="The Old School House\nMill Row").where(Setting.id == setting.id).execute()


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]


def print_letters(manager: Browser) -> bytes:
    """Press the button that makes one PDF of the letters that wait, and return it."""
    return manager.post("families.make_letters").content


def codes_in(pdf: bytes) -> list[str]:
    """Return what a camera reads on each page."""
    pages = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
