"""The inspection pack as PDF: one part after another, each drawn by the room that keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _

from portal.acknowledgements import documents as acknowledgements
from portal.acknowledgements import outstanding
from portal.acknowledgements.outstanding import AskedDocument, PersonLine
from portal.acknowledgements.queries import FullAcknowledgement
from portal.concerns import complaint_documents as complaints
from portal.concerns import documents as concerns
from portal.concerns.clocks import OUTCOME_DAYS
from portal.concerns.queries import Case
from portal.concerns.redaction.service import Redactor
from portal.concerns.register import Line as ConcernLine
from portal.consents import documents as consents
from portal.consents.queries import FullRecord
from portal.consents.register.service import Register
from portal.foundation import clock
from portal.group import documents as group
from portal.group.models import GroupCheck
from portal.group.service import GroupRegister
from portal.issued.documents import draw_seal_note
from portal.pdf import Document
from portal.posts import documents as posts
from portal.posts.comments import CheckLine
from portal.posts.queries import PostLine
from portal.records.gaps import (
    Gap,
    child_gaps,
    concern_gaps,
    document_gaps,
    group_gaps,
    post_gaps,
    relationship_gap,
    review_gap,
    unread_gap,
    visit_gaps,
)
from portal.records.policy import Period
from portal.relationships import documents as relationships
from portal.relationships.service import RegisterLine as RelationshipLine
from portal.settings import service as settings
from portal.settings.paper import new_document
from portal.visitors import documents as visitors
from portal.visitors.register import VisitLine
from portal.web.dates import format_date, format_moment
from portal.wording import documents as wording
from portal.wording.models import WordingVersion
from portal.wording.service import Published


@dataclass(frozen=True)
class PackContents:
    """Everything in one pack, as plain data. ``head`` is empty when the audit log does not hold, or is empty."""

    reference: str
    period: Period
    register: Register
    records: tuple[FullRecord, ...]
    documents: tuple[AskedDocument, ...]
    signers: tuple[PersonLine, ...]
    outsiders: tuple[PersonLine, ...]
    acknowledgements: tuple[FullAcknowledgement, ...]
    versions: tuple[WordingVersion, ...]
    relationships: tuple[RelationshipLine, ...]
    concerns: tuple[ConcernLine, ...]
    cases: tuple[Case, ...]
    redactor: Redactor
    posts: tuple[PostLine, ...]
    comment_checks: tuple[CheckLine, ...]
    comments_late: int
    visits: tuple[VisitLine, ...]
    group: GroupRegister
    group_checks: tuple[GroupCheck, ...]
    audit_broken_at: int | None
    head: str


def write_pack(pack: PackContents, to: BinaryIO) -> int:
    """Write gaps, charts, registers, each signed record and the texts they cite (product.md §6); return the pages."""
    doc = new_document(
        _("Inspection pack"), reference=pack.reference, confidential=_("Names children and adults. Keep it safe.")
    )
    texts = _texts(pack)
    numbers = {text.id: number for number, text in enumerate(texts, start=1)}
    _cover(doc, pack)
    _gaps(doc, pack)
    _charts(doc, pack)
    doc.contents(_("Contents"))
    _consents(doc, pack, numbers)
    _acknowledgements(doc, pack, numbers)
    _relationships(doc, pack)
    _posts(doc, pack)
    _concerns(doc, pack)
    _group(doc, pack)
    _visitors(doc, pack)
    _audit(doc, pack)
    _appendix(doc, texts)
    draw_seal_note(doc)
    return doc.save(to)


def _texts(pack: PackContents) -> list[Published]:
    """Return each version that a record of the pack was signed on, once, oldest first."""
    shown = [*(record.wording for record in pack.records), *(signed.wording for signed in pack.acknowledgements)]
    return sorted({text.id: text for text in shown}.values(), key=lambda text: text.id)


def _cover(doc: Document, pack: PackContents) -> None:
    setting, period = settings.current(), pack.period
    first, last = format_date(period.first), format_date(period.last)
    silent = sum(all(not r.may_show for r in line.rulings.values()) for line in pack.register.lines)
    lines = [
        (_("Address"), ", ".join(str(setting.address).splitlines())),
        (_("Ofsted number"), setting.ofsted_number),
        (_("Safeguarding lead"), setting.safeguarding_lead),
        (_("Period"), _("%(first)s to %(last)s", first=first, last=last)),
        (_("Reference"), pack.reference),
        (_("Made"), format_moment(clock.now())),
        (_("Children"), str(len(pack.register.lines))),
        (_("Children who may not be shown for any use"), str(silent)),
        (_("Forms and withdrawals in the period"), str(len(pack.records))),
        (_("Concerns received in the period"), str(len(pack.concerns))),
    ]
    doc.cover(_("Inspection pack"), [(label, value) for label, value in lines if value])


def _gaps(doc: Document, pack: PackContents) -> None:
    """What is missing first, then what was looked for and not found (product.md §6: gaps shown honestly)."""
    doc.heading(_("What is missing, late or overdue"), in_contents=True)
    broken = Gap(_("Breaks found in the audit log"), int(pack.audit_broken_at is not None), 1)
    found = [
        *child_gaps(pack.register),
        *document_gaps(outstanding.counts(pack.documents, pack.signers)),
        review_gap({version.document for version in pack.versions}, on=clock.today()),
        relationship_gap(pack.relationships),
        *concern_gaps(pack.concerns),
        unread_gap(pack.cases),
        *post_gaps(pack.posts, pack.comments_late),
        *group_gaps(pack.group, pack.group_checks),
        *visit_gaps(pack.visits),
        broken,
    ]
    found.sort(key=lambda gap: not gap.count)
    doc.table(
        [_("What we looked for"), _("How many"), _("Of")],
        [(gap.sentence, str(gap.count), str(gap.of)) for gap in found],
        widths=[0.74, 0.14, 0.12],
        tones=lambda row, column, _text: ("no" if found[row].count else "quiet") if column < 2 else None,
    )
    note = _(
        "This pack shows what the portal held when it was made. It leaves nothing out that its maker may see; what is "
        "missing is named as missing. It cannot show what was never entered."
    )
    doc.paragraph(note, style="quiet")


def _charts(doc: Document, pack: PackContents) -> None:
    doc.page_break()
    doc.heading(_("At a glance"), in_contents=True)
    doc.heading(_("Pictures: how many children stand how"), level=2)
    consents.draw_coverage(doc, pack.register.coverage())
    doc.heading(_("Rules and policies: how many people signed"), level=2)
    acknowledgements.draw_counts(doc, outstanding.counts(pack.documents, pack.signers))
    doc.heading(_("Complaints: by kind, and days to the outcome"), level=2)
    complaints.draw_kinds(doc, pack.concerns)


def _consents(doc: Document, pack: PackContents, numbers: Mapping[int, int]) -> None:
    with doc.landscape():
        doc.heading(_("Consent register"), in_contents=True)
        if pack.register.lines:
            consents.draw_register(doc, pack.register)
        else:
            doc.paragraph(_("No child attended on the last day of the period."))
    doc.heading(_("Answers of each child, A to Z"), in_contents=True)
    if pack.records:
        consents.draw_answers(doc, pack.records, numbers)
    else:
        doc.paragraph(_("Nothing was signed or withdrawn in the period."))


def _acknowledgements(doc: Document, pack: PackContents, numbers: Mapping[int, int]) -> None:
    with doc.landscape():
        doc.heading(_("Rules and policies: who signed, who owes"), in_contents=True)
        doc.paragraph(_("As it stands on the day the pack was made."))
        acknowledgements.draw_owed(doc, [*pack.signers, *pack.outsiders])
        doc.heading(_("Acknowledgements in the period"), in_contents=True)
        acknowledgements.draw_records(doc, pack.acknowledgements, numbers)
        doc.heading(_("Rules and policies: every version"), in_contents=True)
        wording.draw_history(doc, pack.versions)


def _relationships(doc: Document, pack: PackContents) -> None:
    with doc.landscape():
        doc.heading(_("Declared relationships"), in_contents=True)
        relationships.draw_register(doc, pack.relationships)


def _posts(doc: Document, pack: PackContents) -> None:
    doc.page_break()
    doc.heading(_("Posts and take-downs"), in_contents=True)
    period = pack.period
    posts.draw_register(doc, posts.PostRegister(period.first, period.last, pack.posts, pack.comment_checks))


def _concerns(doc: Document, pack: PackContents) -> None:
    with doc.landscape():
        doc.heading(_("Complaints register"), in_contents=True)
        doc.paragraph(
            _(
                "Concerns received in the period. A written complaint has to be answered within %(days)s days of its receipt.",
                days=OUTCOME_DAYS,
            )
        )
        # Always, whether there are any or not: its absence would tell.
        doc.paragraph(_("Concerns about the person who made this pack are kept by others and are not listed."))
        complaints.draw_register(doc, pack.concerns, pack.redactor)
    if pack.cases:
        doc.heading(_("Days from receipt to the outcome"), level=2)
        complaints.draw_days(doc, pack.concerns)
        doc.paragraph(concerns.limits_of(pack.redactor), style="quiet")
    for case in pack.cases:
        concerns.draw_concern(doc, case, pack.redactor, level=2)


def _group(doc: Document, pack: PackContents) -> None:
    doc.heading(_("The closed group"), in_contents=True)
    doc.paragraph(_("How people stand on the day the pack was made, and each check of the group in the period."))
    group.draw_group(doc, pack.group, pack.group_checks)


def _visitors(doc: Document, pack: PackContents) -> None:
    with doc.landscape():
        doc.heading(_("Register of visitors"), in_contents=True)
        visitors.draw_register(doc, pack.visits)


def _appendix(doc: Document, texts: Sequence[Published]) -> None:
    """Each wording once: the records cite it by its number."""
    doc.heading(_("Texts that were signed, each once"), in_contents=True)
    if not texts:
        doc.paragraph(_("Nothing was signed in the period."))
    for number, published in enumerate(texts, start=1):
        title = _("Text %(number)s: %(title)s", number=number, title=published.text.title)
        doc.heading(title, level=2, in_contents=True)
        wording.draw_text(doc, published)


def _audit(doc: Document, pack: PackContents) -> None:
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
