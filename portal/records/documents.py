"""The inspection pack as PDF: one part after another, each drawn by the room that keeps it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from flask_babel import gettext as _

from portal.acknowledgements import documents as acknowledgements
from portal.acknowledgements.reading import FullAcknowledgement
from portal.acknowledgements.register import Register as AcknowledgementRegister
from portal.concerns import documents as concerns
from portal.concerns.clocks import OUTCOME_DAYS
from portal.concerns.pseudonyms import Person
from portal.concerns.register import Line as ConcernLine
from portal.consents import documents as consents
from portal.consents.reading import FullRecord
from portal.consents.register.service import Register
from portal.foundation import clock
from portal.issued.documents import draw_seal_note
from portal.pdf import Document
from portal.records.policy import Period
from portal.settings import service as settings
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment


@dataclass(frozen=True)
class PackContents:
    """Everything in one pack, as plain data. ``head`` is empty when the audit log does not hold, or is empty."""

    reference: str
    period: Period
    register: Register
    records: tuple[FullRecord, ...]
    acknowledgement_registers: tuple[AcknowledgementRegister, ...]
    acknowledgements: tuple[FullAcknowledgement, ...]
    concerns: tuple[ConcernLine, ...]
    concern_people: tuple[Person, ...]
    audit_broken_at: int | None
    head: str


def write_pack(pack: PackContents, to: BinaryIO) -> int:
    """Write cover, contents, registers, each signed record and the audit head (product.md §6); return the pages."""
    doc = new_document(
        _("Inspection pack"), reference=pack.reference, confidential=_("Names children and adults. Keep it safe.")
    )
    _cover(doc, pack)
    doc.contents(_("Contents"))
    _gaps(doc, pack)
    _consent_register(doc, pack)
    doc.page_break()
    none = _("Nothing was signed or withdrawn in the period.")
    _signed(doc, _("Signed consents"), none, pack.records, consents.draw_record)
    _acknowledgements(doc, pack)
    _concerns(doc, pack)
    _audit(doc, pack)
    draw_seal_note(doc)
    return doc.save(to)


def _cover(doc: Document, pack: PackContents) -> None:
    setting, period = settings.current(), pack.period
    first, last = format_date(period.first), format_date(period.last)
    lines = [
        (_("Setting"), setting.name),
        (_("Address"), setting.address),
        (_("Ofsted number"), setting.ofsted_number),
        (_("Safeguarding lead"), setting.safeguarding_lead),
        (_("Period"), _("%(first)s to %(last)s", first=first, last=last)),
        (_("Reference"), pack.reference),
        (_("Made"), format_moment(clock.now())),
    ]
    doc.cover(
        _("Inspection pack"),
        [(label, value) for label, value in lines if value],
        note=_(
            "This pack shows what the portal held when it was made. It leaves nothing out that its maker may see; what is "
            "missing is named as missing. It cannot show what was never entered."
        ),
    )


def _gaps(doc: Document, pack: PackContents) -> None:
    """What an inspector would otherwise have to count (product.md §6: gaps shown honestly)."""
    doc.heading(_("At a glance, with the gaps"), in_contents=True)
    silent = sum(all(not r.may_show for r in line.rulings.values()) for line in pack.register.lines)
    late = sum(line.clock.is_late for line in pack.concerns)
    doc.facts(
        [
            (_("Children"), str(len(pack.register.lines))),
            (_("Children who may not be shown for any use"), str(silent)),
            (_("Forms and withdrawals in the period"), str(len(pack.records))),
            *(
                (_("Still owe an acknowledgement of: %(title)s", title=each.document.title), str(each.owed))
                for each in pack.acknowledgement_registers
            ),
            (_("Concerns received in the period"), str(len(pack.concerns))),
            (_("Of these told late, or late now"), str(late)),
        ]
    )
    consents.draw_coverage(doc, pack.register.coverage())


def _consent_register(doc: Document, pack: PackContents) -> None:
    doc.page_break()
    doc.heading(_("Consent register"), in_contents=True)
    if pack.register.lines:
        consents.draw_register(doc, pack.register)
    else:
        doc.paragraph(_("No child attended on the last day of the period."))


def _signed(doc: Document, title: str, none: str, records: Sequence[Any], draw: Callable[..., None]) -> None:
    """Draw each record on a page of its own, or say that there is none."""
    doc.heading(title, in_contents=True)
    if not records:
        doc.paragraph(none)
    for number, record in enumerate(records):
        if number:
            doc.page_break()
        draw(doc, record, level=2, in_contents=True)


def _acknowledgements(doc: Document, pack: PackContents) -> None:
    doc.page_break()
    for register in pack.acknowledgement_registers:
        doc.heading(_("%(title)s: who signed", title=register.document.title), in_contents=True)
        doc.paragraph(_("As it stands on the day the pack was made."))
        acknowledgements.draw_register(doc, register)
    none = _("Nobody signed rules or a policy in the period.")
    title = _("Acknowledgements in the period")
    _signed(doc, title, none, pack.acknowledgements, acknowledgements.draw_acknowledgement)


def _concerns(doc: Document, pack: PackContents) -> None:
    doc.page_break()
    doc.heading(_("Complaints register"), in_contents=True)
    doc.paragraph(
        _(
            "Concerns received in the period. A written complaint has to be answered within %(days)s days of its receipt.",
            days=OUTCOME_DAYS,
        )
    )
    # Always, whether there are any or not: its absence would tell.
    doc.paragraph(_("Concerns about the person who made this pack are kept by others and are not listed."))
    concerns.draw_register(doc, pack.concerns, pack.concern_people)


def _audit(doc: Document, pack: PackContents) -> None:
    doc.page_break()
    doc.heading(_("The audit log’s head"), in_contents=True)
    doc.paragraph(
        _(
            "Every change is written into a log in which each entry seals the one before. Whoever keeps the last hash can "
            "check later, with one command, that no earlier entry was changed or taken out."
        )
    )
    if pack.audit_broken_at is not None:
        doc.notice(
            _("The log does not hold: an entry was changed. Whoever hosts the portal can say which."), tone="warning"
        )
    # No numbers: together with the page of the log they would count the entries that its maker may not see.
    doc.facts(
        [
            (_("Last hash (SHA-256)"), pack.head or _("none")),
            (_("On the day"), format_date(clock.today())),
        ]
    )
