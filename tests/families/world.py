"""Lists and people for the tests of the families' pages."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import zxingcpp

from portal.accounts.models import Account
from portal.families.models import Adult, Child, FamilyImport, Guardianship
from portal.families.policy import Relationship
from portal.settings.models import Setting
from tests.support import world
from tests.support.browser import Browser

NewBrowser = Callable[..., Browser]
FILES = Path(__file__).parent / "files"
EXAMPLE = Path(__file__).parents[2] / "portal" / "upkeep" / "example" / "families.csv"
HEADINGS = (
    "First name;Surname;DOB;Sessions;Parent 1 name;Parent 1 relationship;Parent 1 PR;Parent 1 email;"
    "Parent 2 name;Parent 2 relationship;Parent 2 PR;Parent 2 email"
)
ZOFIA = "Zofia;Kowalska;3/9/2022;Playgroup;Ewa Kowalska;mother;yes;ewa@example.org;Marek Kowalski;father;yes;"
LIBAN = "Liban;Warsame;5/6/2021;After school;Hodan Warsame;mother;yes;hodan@example.org;;;;"


def listed(*rows: str) -> bytes:
    return "\r\n".join((HEADINGS, *rows, "")).encode()


def upload(browser: Browser, content: bytes, name: str = "families.csv") -> Browser:
    """Upload a list, and end on its preview or on the error."""
    return browser.get("families.upload_list").submit("Read the list", family_list=(content, name))


def import_list(browser: Browser, content: bytes, name: str = "families.csv") -> Browser:
    return upload(browser, content, name).submit("Confirm and import")


def register() -> dict[str, list[tuple[str, str, bool]]]:
    """Return each child's adults, with what they are and whether they have parental responsibility."""
    found: dict[str, list[tuple[str, str, bool]]] = {child.name: [] for child in Child.select().order_by(Child.id)}
    for link in Guardianship.select(Guardianship, Child, Adult).join(Child).switch(Guardianship).join(Adult):
        found[link.child.name].append((link.adult.name, link.relationship, link.has_parental_responsibility))
    return {name: sorted(adults) for name, adults in found.items()}


def waiting() -> FamilyImport:
    found: FamilyImport = FamilyImport.get()
    return found


def an_adult(
    name: str, child: Child, *, email: str | None = None, relationship: Relationship = Relationship.MOTHER
) -> Adult:
    adult = world.make_adult(name, email=email)
    world.link(adult, child, relationship=relationship)
    return adult


def with_password(account: Account) -> Account:
    """Let somebody be in already; what is stored opens for no password."""
    Account.update(password_hash="$argon2id$nobody-can-type-this").where(Account.id == account.id).execute()
    return account


def give_address(setting: Setting) -> None:
    Setting.update(address="The Old School House\nMill Row").where(Setting.id == setting.id).execute()


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]


def codes_in(pdf: bytes) -> list[str]:
    """Return what a camera reads on each page."""
    pages = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
