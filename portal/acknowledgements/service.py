"""What people do with the documents that they acknowledge, and who still has to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.models import Account
from portal.acknowledgements.events import AcknowledgementKeyed, RulesAcknowledged
from portal.acknowledgements.models import FILES_OF, AcknowledgedRule, Acknowledgement
from portal.acknowledgements.policy import (
    OwnFamily,
    RuleMissed,
    SignedAlready,
    Status,
    TextChanged,
    audiences_of,
    check_day,
    check_proof,
    signing_status,
)
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.families.models import Adult, Guardianship
from portal.foundation import clock
from portal.foundation.compiled import Compiled
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, already_made, own_key
from portal.foundation.text import folded
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.comparison import Comparison, compare
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import valid_versions
from portal.wording.service import Published


@dataclass(frozen=True)
class Signature:
    """What a person sends when they sign: the version they read and each rule they ticked, by its key."""

    wording_id: int
    agreed: frozenset[str]
    signed_name: str
    submission: str


@dataclass(frozen=True)
class Signer:
    """Who signed a paper: an account, an adult of the register, or by an organisation, even "", somebody from outside."""

    name: str
    account_id: int | None = None
    adult_id: int | None = None
    organisation: str | None = None


@dataclass(frozen=True)
class SignedPaper:
    """What is keyed in from a paper: the version on it, who signed, the day beside the signature, and what shows it."""

    wording_id: int
    signer: Signer
    signed_on: date
    submission: str
    witness: str = ""
    scan: Attachment | None = None


@dataclass(frozen=True)
class OwnDocument:
    """Where one person stands with the version of a document that is published now.

    ``last`` is what they signed last, of the version ``since``; ``changes`` what is different now, if they owe again.
    """

    document: Document
    status: Status
    published: Published
    last: Acknowledgement | None = None
    since: int | None = None
    changes: Comparison | None = None


def acknowledge(
    document: Document, signed: Signature, *, by_id: int | None, outsider: Signer | None = None
) -> Acknowledgement:
    """Record that a person ticked each rule and signed, and return the record (product.md §3).

    An ``outsider`` has no account: a link of theirs let them in. The same submission sent twice is one record, and so
    is signing again what needs no new signature (product.md §8.6). Raises NothingPublished, TextChanged when another
    version was published since the page was read, and RuleMissed.
    """
    with db.atomic():
        signer = outsider or Signer(_name_of(by_id), account_id=by_id)
        key = own_key(signed.submission, by_id, document.key, signed.wording_id, *([outsider.name] if outsider else []))
        serialise_on("acknowledging", document.key)
        made = already_made(Acknowledgement, key)
        if made or (by_id and (made := _still_holds(document, Acknowledgement.signed_by(by_id)))):
            return made
        published = check_current(document, signed.wording_id)
        if not signed.agreed.issuperset(rule.key for rule in published.acknowledgement.rules):
            raise RuleMissed
        return _add_record(published, signer, signed.signed_name, submission=key, by_id=by_id)


def key_in(document: Document, paper: SignedPaper, *, by_id: int) -> Acknowledgement:
    """Record a paper on which somebody else signed each rule, and return the record (product.md §3).

    Raises NothingPublished, TextChanged, OwnFamily, SignedAlready, SignedOnAnotherDay, ProofMissing, WitnessUnfit
    and FileGone.
    """
    signer = paper.signer
    with db.atomic():
        key = own_key(paper.submission, by_id, document.key, paper.wording_id, *vars(signer).values(), paper.signed_on)
        serialise_on("acknowledging", document.key)
        if made := already_made(Acknowledgement, key):
            return made
        published = next((each for each in versions_that_count(document) if each.id == paper.wording_id), None)
        if published is None:
            raise TextChanged
        _check_stranger(signer, keyer := _name_of(by_id), by_id)
        if signer.organisation is None and _still_holds(document, _signed_before(signer)):
            raise SignedAlready(name=signer.name)
        check_day(paper.signed_on, published_on=clock.london_date(published.published_at), today=clock.today())
        check_proof(paper.witness, has_scan=paper.scan is not None, signer=signer.name, keyer=keyer)
        record = _add_record(published, signer, signer.name, submission=key, by_id=by_id, paper=paper)
        attachments.attach([paper.scan] if paper.scan else [], subject=FILES_OF, subject_id=record.id)
    return record


def _check_stranger(signer: Signer, keyer: str, by_id: int) -> None:
    adults, accounts = family_of(by_id)
    if folded(signer.name) == folded(keyer) or signer.adult_id in adults or signer.account_id in accounts:
        raise OwnFamily


def check_current(document: Document, wording_id: int) -> Published:
    """Return the version published now. Raises TextChanged unless it is the one that somebody was shown."""
    published = wording.current(document.key)
    if published.id != wording_id:
        raise TextChanged
    return published


def has_acknowledged(account_id: int, key: str) -> bool:
    """Return whether a person signed a version of this document that still counts."""
    return _still_holds(wording.get_document(key), Acknowledgement.signed_by(account_id)) is not None


def versions_that_count(document: Document) -> list[Published]:
    """Return the versions on which a signature counts today, the newest first: the last real change and edits since."""
    valid = valid_versions(wording.versions(document.key))
    return [wording.version(version_id) for version_id in sorted(valid, reverse=True)]


def family_of(account_id: int) -> tuple[frozenset[int | None], frozenset[int | None]]:
    """Return the ids of this person’s adults, who share a child with them or are themselves, and of their accounts."""
    own = Adult.of_account(account_id)
    children = Guardianship.select(Guardianship.child).where(Guardianship.adult.in_(own))
    related = Guardianship.select(Guardianship.adult).where(Guardianship.child.in_(children))
    theirs = Adult.id.in_(own) | Adult.id.in_(related) | Adult.same_as.in_(related)
    found = list(Adult.select(Adult.id, Adult.account).where(theirs).tuples())
    adults, accounts = {adult for adult, _account in found}, {account for _adult, account in found if account}
    return frozenset(adults), frozenset({account_id, *accounts})


def _add_record(
    published: Published,
    signer: Signer,
    signed_name: str,
    *,
    submission: Key,
    by_id: int | None,
    paper: SignedPaper | None = None,
) -> Acknowledgement:
    record: Acknowledgement = Acknowledgement.create(
        reference=new_reference("RA"), submission=submission,
        account=signer.account_id, adult=signer.adult_id, organisation=signer.organisation,
        signer_name=signer.name, signed_name=signed_name, language=published.language,
        wording=published.id, wording_sha256=published.sha256,
        signed_on=paper and paper.signed_on, witness=paper and paper.witness, keyed_by=paper and by_id,
    )  # fmt: skip
    rows = [{"acknowledgement": record, "rule": rule.key} for rule in published.acknowledgement.rules]
    AcknowledgedRule.insert_many(rows).execute()
    happened = AcknowledgementKeyed if paper else RulesAcknowledged
    bus.publish(
        happened(
            actor_id=by_id,
            subject_id=record.id,
            document=published.document,
            number=published.number,
            sha256=published.sha256,
        )
    )
    return record


def _name_of(account_id: int | None) -> str:
    """Return the name in the family register; an account that is not in it yet has its own."""
    adult = Adult.get_or_none(Adult.account == account_id)
    return str(adult.name if adult else Account.get_by_id(account_id).name)


def _signed_before(signer: Signer) -> Any:
    """Return the condition that this person signed before; somebody from outside may have a namesake."""
    if signer.account_id:
        return Acknowledgement.signed_by(signer.account_id)
    entries = Adult.entries(signer.adult_id)
    account = Adult.select(Adult.account).where(Adult.id.in_(entries))
    return Acknowledgement.adult.in_(entries) | Acknowledgement.account.in_(account)


def _still_holds(document: Document, signed: Any) -> Acknowledgement | None:
    """Return what was signed last of what still counts."""
    counts = Acknowledgement.wording.in_(sorted(valid_versions(wording.versions(document.key))))
    newest_first = (Acknowledgement.wording.desc(), Acknowledgement.id.desc())
    found: Acknowledgement | None = Acknowledgement.select().where(signed & counts).order_by(*newest_first).first()
    return found


# Every first page asks this.
_SIGNED_BY = Compiled(
    lambda id: (
        Acknowledgement.select()
        .join(WordingVersion)
        .where(Acknowledgement.signed_by(id))
        .order_by(WordingVersion.number, Acknowledgement.id)
    ),
    id=-7_001,
)


def own_documents(account: Any) -> list[OwnDocument]:
    """Return where a person stands with each published document that they are asked to acknowledge, in their order."""
    latest = {
        wording.version(row.wording_id).document: row for row in _SIGNED_BY.models(Acknowledgement, id=account.id)
    }
    asked = wording.documents(*audiences_of(account.roles))
    found = (_own_document(document, latest.get(document.key)) for document in asked)
    return [own for own in found if own]


def _own_document(document: Document, last: Acknowledgement | None) -> OwnDocument | None:
    try:
        form = wording.in_force(document.key)
    except wording.NothingPublished:
        return None
    published = form.published
    if last is None:
        return OwnDocument(document, Status.NEVER, published)
    status, signed = signing_status(last.wording_id, form.versions), wording.version(last.wording_id)
    different = compare(signed.text, published.text) if status is Status.OUTDATED else None
    return OwnDocument(document, status, published, last, signed.number, different)
