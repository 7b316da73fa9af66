"""Invitation letters as one PDF, a page for each adult, to be printed and put into envelopes."""

from collections.abc import Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from portal.families.inviting import Letter
from portal.foundation import clock
from portal.pdf import Document, Furniture
from portal.settings import service as settings
from portal.settings.models import Setting
from portal.web.addresses import opens_here_only, public_address
from portal.web.dates import format_date

# From the upper edge: a DL envelope shows what lies between 57 and 81 mm in its window, however the paper slips.
_ADDRESS_MM = 58.0


def write_letters(letters: Sequence[Letter], to: BinaryIO) -> int:
    """Write the letters one after another and return the number of pages."""
    doc = new_letters(_("Invitation to the parent portal"))
    for letter in letters:
        draw_invitation(doc, letter)
    return doc.save(to)


def new_letters(title: str) -> Document:
    """Return an empty document for letters. It has no page numbers, since each page goes to another person."""
    return Document(Furniture(setting_name=str(settings.current().name), title=title), page_words="")


def begin_letter(doc: Document, name: str, address: str) -> None:
    """Begin a page with who writes, when, and to whom."""
    doc.page_break()
    doc.paragraph("\n".join([*_lines_of(settings.current()), format_date(clock.today())]), style="small")
    if opens_here_only():
        doc.paragraph(_("A letter to try things out: its link opens on this computer only."), style="strong")
    doc.down_to(_ADDRESS_MM)
    doc.paragraph("\n".join([name, *_address_lines(address)]))


def end_letter(doc: Document) -> None:
    """Say how to get help or a form on paper, and who wrote."""
    setting = settings.current()
    doc.paragraph(_help(setting))
    doc.paragraph(str(setting.name), style="strong")


def draw_invitation(doc: Document, letter: Letter) -> None:
    """Draw one adult’s invitation on a page of its own."""
    begin_letter(doc, letter.name, letter.address)
    doc.heading(_("Your invitation to our parent portal"))
    hello = _("Hello %(name)s,", name=letter.name)
    why = _("In our portal you say how pictures of your child may be used, read our rules, and tell us when something is wrong. "
            "You need no e-mail address, only this letter.")  # fmt: skip
    doc.paragraph(f"{hello}\n{why}")
    _draw_steps(doc, letter)
    doc.paragraph(
        _(
            "Keep this letter to yourself: whoever opens it first could sign in as you. Lost or too old? Ask us for a new one."
        )
    )
    end_letter(doc)


def _address_lines(address: str) -> list[str]:
    """A list keeps an address on one line; an envelope wants its parts under each other."""
    return [part.strip() for part in address.replace("\n", ",").split(",") if part.strip()]


def _draw_steps(doc: Document, letter: Letter) -> None:
    link = public_address("accounts.accept_invitation", token=letter.token)
    doc.heading(_("1. Open the link"), level=2)
    caption = _("Point the camera of your phone at this square.\n\nNo camera? Open %(address)s in a browser and type this code:",
                address=public_address("accounts.letter_code"))  # fmt: skip
    # The square has a white edge of its own: 53 mm with it leave 42 mm to the camera.
    doc.qr(link, size_mm=53, caption=caption, typed=letter.code)
    doc.heading(_("2. Choose a password"), level=2)
    doc.paragraph(
        _("The link and the code work once, until %(date)s. Three random words make a good password.",
          date=format_date(letter.expires_on))
    )  # fmt: skip
    doc.heading(_("3. Sign in whenever you like"), level=2)
    doc.facts([(_("Where"), public_address("accounts.sign_in")), (_("Your sign-in name"), letter.login)])


def _lines_of(setting: Setting) -> list[str]:
    reached = " · ".join(filter(None, (str(setting.phone), str(setting.email))))
    return [line for line in (str(setting.name), str(setting.address), reached) if line]


def _help(setting: Setting) -> str:
    ways = _(" or ").join(filter(None, (str(setting.phone), str(setting.email))))
    if ways:
        asked: str = _("Do you want help, or a form on paper? Ask us: %(ways)s.", ways=ways)
        return asked
    at_the_door: str = _("Do you want help, or a form on paper? Ask us when you bring or fetch your child.")
    return at_the_door
