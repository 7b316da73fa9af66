"""Reminders as letters, one PDF with a page for each adult, to be printed and put into envelopes."""

from collections.abc import Iterable
from typing import BinaryIO

from flask_babel import gettext as _

from portal.families import documents
from portal.families.inviting import Letter
from portal.pdf import Document
from portal.reminders.recipients import Recipient
from portal.web.addresses import public_address
from portal.web.labels import join_names


def write_letters(reminders: Iterable[Recipient], invitations: Iterable[Letter], to: BinaryIO) -> int:
    """Write reminders and invitations one after another and return the number of pages."""
    doc = documents.new_letters(_("What waits for you"))
    for recipient in reminders:
        _draw_reminder(doc, recipient)
    for invitation in invitations:
        documents.draw_invitation(doc, invitation)
    return doc.save(to)


def _draw_reminder(doc: Document, recipient: Recipient) -> None:
    address = public_address("accounts.sign_in")
    documents.begin_letter(doc, str(recipient.adult.name), str(recipient.adult.address))
    doc.heading(_("This waits for you"))
    doc.paragraph(_("Hello %(name)s,", name=recipient.adult.name))
    if recipient.children:
        doc.paragraph(
            _("There are questions about pictures of %(names)s that wait for your answer. You can say yes or no to "
              "each, and no costs you nothing.", names=join_names(recipient.called))
        )  # fmt: skip
    for title in recipient.documents:
        doc.paragraph(_("Please read and sign: %(title)s.", title=title))
    doc.paragraph(_("It takes about three minutes. Choose the way that suits you."))
    doc.heading(_("On your phone or computer"), level=2)
    doc.qr(address, size_mm=32, caption=_("Point the camera of your phone at this square, and sign in.\nOr type this "
                                          "address into a browser:\n\n%(link)s", link=address))  # fmt: skip
    doc.facts([(_("Your sign-in name"), recipient.login)])
    doc.paragraph(_("Have you forgotten your password? Tell us, and we give you a letter with a new link."))
    doc.heading(_("Or on paper"), level=2)
    doc.paragraph(_("Ask us for it. Fill it in, sign it and give it back to us. You need no computer for it."))
    documents.end_letter(doc)
