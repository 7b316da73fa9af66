"""Gathers what an inspection pack holds, all of it as it stood at one moment, and writes it down."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from portal.acknowledgements import outstanding
from portal.acknowledgements import queries as acknowledgements
from portal.audit import service as audit
from portal.concerns import queries as cases
from portal.concerns import register as concerns
from portal.concerns.models import Concern
from portal.concerns.policy import Face
from portal.concerns.queries import Case
from portal.concerns.redaction.service import redactor_for
from portal.concerns.register import Line
from portal.consents import queries
from portal.consents.models import ConsentRecord
from portal.consents.queries import FullRecord
from portal.consents.register import service as register_service
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.tokens import new_reference
from portal.group import service as group
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.posts import comments
from portal.posts import queries as posts
from portal.records import pack
from portal.records.events import PackMade
from portal.records.pack import PackContents
from portal.records.policy import Period
from portal.relationships import service as relationships
from portal.visitors.register import visits_between
from portal.wording import library
from portal.wording.policy import Audience


def gather(account: Any, period: Period) -> PackContents:
    """Return the pack's contents; concerns as ``account`` may see them: those about themselves are not among them.

    What was signed is whole, for a child in one's own care too: the pack is a record of the setting, and logged.
    """
    # Days as they run in England.
    first = datetime.combine(period.first, time.min, tzinfo=clock.LONDON)
    after = datetime.combine(period.last + timedelta(days=1), time.min, tzinfo=clock.LONDON)
    chain, today, asked = audit.check_chain(), clock.today(), outstanding.asked_documents()
    received, complaints = _concerns(account, period, on=today)
    return PackContents(
        reference=new_reference("IP"), period=period,
        register=register_service.load_register(account, on=period.last, known_by=after, whole=True),
        records=_records(first, after),
        documents=tuple(asked), signers=tuple(outstanding.everybody(account, asked, on=today)),
        outsiders=tuple(outstanding.outsiders(outstanding.asked_documents(*Audience))),
        acknowledgements=tuple(acknowledgements.acknowledgements_between(period.first, period.last)),
        versions=tuple(library.every_version()),
        relationships=tuple(relationships.register(account)), concerns=received, cases=complaints,
        posts=tuple(posts.load_lines(posts.posts_between(period.first, period.last), on=today)),
        comment_checks=tuple(comments.checks_between(period.first, period.last, account)),
        comments_late=len(comments.late_posts(now=clock.now())),
        redactor=redactor_for([line.id for line in received], Face.PSEUDONYMISED),
        visits=tuple(visits_between(period.first, period.last)), group=group.load_register(account, on=today),
        group_checks=tuple(group.checks_between(period.first, period.last)),
        audit_broken_at=chain.broken_at, head=chain.head,
    )  # fmt: skip


def _records(first: datetime, after: datetime) -> tuple[FullRecord, ...]:
    """Return each form and withdrawal that was signed in a time, by child from A to Z."""
    found = ConsentRecord.select().where((ConsentRecord.signed_at >= first) & (ConsentRecord.signed_at < after))
    signed = queries.full_records(list(found.order_by(ConsentRecord.id)))
    children = register_service.entries(Child.select().where(Child.id.in_({record.child_id for record in signed})))
    places = {child.id: place for place, child in enumerate(children)}
    return tuple(sorted(signed, key=lambda record: places[record.child_id]))


def _concerns(account: Any, period: Period, *, on: date) -> tuple[tuple[Line, ...], tuple[Case, ...]]:
    """Return what was received, and each complaint whole that this account handles.

    What was done about it, or inside, is not for who only raised it.
    """
    lines = concerns.between(Concern.visible_to(account), period.first, period.last, on=on)
    ids = [line.id for line in lines if line.is_complaint]
    handled = Concern.handled_by(account).where(Concern.id.in_(ids)).order_by(Concern.received_on, Concern.id)
    found = {concern.id: cases.load_case(concern, inside=True, on=on) for concern in handled}
    return tuple(line if line.id in found else replace(line, actions="") for line in lines), tuple(found.values())


def make_pack(account: Any, period: Period, to: BinaryIO, *, by_id: int | None) -> int:
    """Write the inspection pack as sealed PDF and return its number of pages; for Refusals see ``issue``.

    That it was made is logged with the SHA-256 of the file, so that a copy can be recognised later.
    """
    began = clock.now()
    contents, pages = gather(account, period), list[int]()
    sealed = issue(
        lambda file: pages.append(pack.write_pack(contents, file)),
        About(
            IssuedKind.PACK, reference=contents.reference, first_day=period.first, last_day=period.last,
            records=len(contents.records) + len(contents.acknowledgements) + len(contents.concerns),
            face=Face.PSEUDONYMISED,  # of its concerns
            issued_at=began,
        ),
        by_id=by_id,
    )  # fmt: skip
    days = {"first_day": period.first.isoformat(), "last_day": period.last.isoformat()}
    sha256 = hashlib.sha256(sealed.getbuffer()).hexdigest()
    with db.atomic():
        bus.publish(PackMade(actor_id=by_id, subject_id=1, reference=contents.reference, sha256=sha256, **days))
    to.write(sealed.getbuffer())
    return pages[0]
