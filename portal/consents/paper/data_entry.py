"""Consent on paper: forms that are printed with a reference, and keyed in when they come back signed (product.md §2.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import Account
from portal.attachments.models import Attachment
from portal.consents.events import ConsentKeyed, PaperFormPrinted
from portal.consents.models import ConsentRecord, PaperForm
from portal.consents.names import could_be_one, is_same_name
from portal.consents.own_child import refuse_own_child
from portal.consents.paper import scans
from portal.consents.paper.policy import (
    PREFIX,
    KeyedAlready,
    NameOfAnother,
    NameUnlike,
    NotThatMany,
    ProofMissing,
    ScanUsedAlready,
    check_signed_on,
    check_witness,
)
from portal.consents.policy import Answer, Method, NotYoursToSign, RecordKind
from portal.consents.service import Giving, add_record, complete
from portal.families import care
from portal.families.care import Care
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.once import Key, already_made, own_key
from portal.foundation.text import has_letters
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.policy import Document

# As many as one print should hold: a thousand pages.
MOST_FORMS = 300


@dataclass(frozen=True)
class KeyedForm:
    """What the manager keys in from one paper: who signed as whom and when, each answer, and the proof.

    ``name_confirmed`` says that the keyer compared a name unlike the adult's with the paper.
    """

    adult_id: int
    signed_name: str
    signed_on: date
    answers: Mapping[str, Answer]
    submission: str
    scan: Attachment | None = None
    witness: str = ""
    name_confirmed: bool = False


def print_forms(children: Sequence[Child], *, copies: int, submission: str, by_id: int) -> list[PaperForm]:
    """Make ``copies`` forms for each child, each with a reference of its own, on the present wording.

    The same submission sent twice returns the same forms (product.md §8.6).
    Raises NotThatMany for none or more than MOST_FORMS, and NothingPublished.
    """
    if not 0 < len(children) * copies <= MOST_FORMS:
        raise NotThatMany(most=MOST_FORMS)
    wording_id = wording.current(Document.CONSENT_FORM).id
    with db.atomic():
        return [
            _print_form(child, wording_id, own_key(submission, by_id, child.id, copy), by_id=by_id)
            for child in children
            for copy in range(copies)
        ]


def _print_form(child: Child, wording_id: int, submission: Key, *, by_id: int) -> PaperForm:
    made = already_made(PaperForm, submission)
    if made is not None:
        return made
    form: PaperForm = PaperForm.create(
        reference=new_reference(PREFIX), child=child, wording=wording_id, printed_by=by_id, submission=submission
    )
    bus.publish(PaperFormPrinted(actor_id=by_id, subject_id=form.id, child_id=child.id))
    return form


def key_form(paper: PaperForm, keyed: KeyedForm, *, by_id: int) -> ConsentRecord:
    """Store a signed paper as a record and return it; the same submission sent twice is one record.

    Raises KeyedAlready, OwnChild, what ``check_signature`` and ``check_witness`` raise, NameUnlike, ProofMissing,
    ScanUsedAlready, NothingAnswered, and FileGone.
    """
    with db.atomic():
        key = key_of(paper, keyed.submission, by_id=by_id)
        if made := already_made(ConsentRecord, key):
            return made
        _check_unkeyed(paper, by_id=by_id)
        signer = check_signature(paper, keyed.adult_id, keyed.signed_name, keyed.signed_on)
        _check_proof(paper, keyed, signer, by_id=by_id)
        published = wording.version(paper.wording_id)
        answers = complete(keyed.answers, published)
        record = add_record(
            signer, RecordKind.FORM, published, answers,
            submission=key, signed_name=keyed.signed_name, giving=_giving(paper, keyed, by_id=by_id),
        )  # fmt: skip
        scans.keep(keyed.scan, record)
        bus.publish(
            ConsentKeyed(
                actor_id=by_id, subject_id=record.id, child_id=record.child_id, adult_id=keyed.adult_id,
                given_on=keyed.signed_on, has_scan=keyed.scan is not None,
                name_differs=not could_be_one(keyed.signed_name, signer.adult_name), answers=answers,
            )
        )  # fmt: skip
    return record


def key_of(paper: PaperForm, submission: str, *, by_id: int) -> Key:
    """Return the key under which what this person keys in from this paper is stored."""
    return own_key(submission, by_id, "paper", paper.id)


def check_signature(paper: PaperForm, adult_id: int, signed_name: str, signed_on: date) -> Care:
    """Return the adult who signed a paper, as the register has them today.

    Raises NotYoursToSign for an adult without parental responsibility (product.md §2.2), NameOfAnother, and what
    ``check_signed_on`` raises.
    """
    adults = care.adults_of(paper.child)
    signer = next((a for a in adults if a.adult_id == adult_id and a.has_parental_responsibility), None)
    if signer is None:
        raise NotYoursToSign
    if _is_name_of_another(signed_name, signer, adults):
        raise NameOfAnother
    printed_on = clock.london_date(paper.printed_at)
    check_signed_on(signed_on, today=clock.today(), printed_on=printed_on, born_on=paper.child.born_on)
    return signer


def _is_name_of_another(name: str, signer: Care, adults: Sequence[Care]) -> bool:
    """Return whether a signed name is that of another of the child's adults, rather than the signer's."""
    if is_same_name(name, signer.adult_name):
        return False
    others = [other.adult_name for other in adults if other.adult_id != signer.adult_id]
    if could_be_one(name, signer.adult_name):
        return any(is_same_name(name, other) for other in others)
    return any(could_be_one(name, other) for other in others)


def _check_unkeyed(paper: PaperForm, *, by_id: int) -> None:
    # Two people with the same paper in their hands: the second waits here, and is told.
    hold_writers("keying in a paper", paper.id)
    if ConsentRecord.select().where(ConsentRecord.paper_form == paper.id).exists():
        raise KeyedAlready
    refuse_own_child(paper.child_id, by_id=by_id)


def _check_proof(paper: PaperForm, keyed: KeyedForm, signer: Care, *, by_id: int) -> None:
    """Raise NameUnlike, ScanUsedAlready, ProofMissing, or what ``check_witness`` raises."""
    is_like = keyed.name_confirmed or could_be_one(keyed.signed_name, signer.adult_name)
    if not (is_like and has_letters(keyed.signed_name)):
        raise NameUnlike
    if keyed.scan:
        if scans.is_used(keyed.scan):
            raise ScanUsedAlready
    elif not keyed.witness:
        raise ProofMissing
    if keyed.witness:
        others = [each.adult_name for each in care.adults_of(paper.child) if each.adult_id != signer.adult_id]
        check_witness(
            keyed.witness, keyer=Account.get_by_id(by_id).name, signer=(signer.adult_name, keyed.signed_name),
            others=others, child=paper.child.name, has_scan=keyed.scan is not None,
        )  # fmt: skip


def _giving(paper: PaperForm, keyed: KeyedForm, *, by_id: int) -> Giving:
    return Giving(
        method=Method.PAPER,
        noted_by_id=by_id,
        given_on=keyed.signed_on,
        witness=keyed.witness,
        paper_form_id=paper.id,
    )
