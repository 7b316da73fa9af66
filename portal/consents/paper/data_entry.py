"""Consent on paper: forms that are printed with a reference, and keyed in when they come back signed (product.md §2.8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from portal.accounts.models import Account
from portal.accounts.service import people_here
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.consents import one_event
from portal.consents.events import ConsentKeyed, PaperFormPrinted
from portal.consents.models import FILES_OF, ConsentRecord, CurrentAnswer, PaperForm
from portal.consents.paper.policy import (
    PREFIX,
    KeyedAlready,
    NameOfAnother,
    NameUnlike,
    NotColleague,
    NotThatMany,
    ProofMissing,
    ScanUsedAlready,
    SignerAsWitness,
    TwoWitnesses,
    check_signed_on,
    check_witness,
)
from portal.consents.policy import Answer, Method, NotYoursToSign, RecordKind, counts_until
from portal.consents.rulings import terms_of
from portal.consents.service import AnswerSource, add_record, complete
from portal.families import care
from portal.families.care import Care
from portal.families.models import Adult, Child
from portal.families.own_child import refuse_own_child
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, already_made, own_key
from portal.foundation.text import has_letters, names_match
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.policy import ONE_EVENT, DocumentKey
from portal.wording.service import Published

# As many as one print should hold: a thousand pages.
MOST_FORMS = 300


@dataclass(frozen=True)
class KeyedForm:
    """What the manager keys in from one paper: who signed as whom and when, each answer, and the proof.

    ``name_confirmed`` says that the keyer compared a name that is not the adult's with the paper, and
    ``witness_compared`` that a typed witness is neither signer nor keyer. ``colleague_id`` is a witness who works here.
    """

    adult_id: int
    signed_name: str
    signed_on: date
    answers: Mapping[str, Answer]
    submission: str
    scan: Attachment | None = None
    witness: str = ""
    colleague_id: int | None = None
    name_confirmed: bool = False
    witness_compared: bool = False


def print_forms(
    children: Sequence[Child], *, copies: int, submission: str, by_id: int, wording_id: int | None = None
) -> list[PaperForm]:
    """Make ``copies`` forms for each child, each with a reference of its own, on the present wording or another one.

    The same submission sent twice returns the same forms (product.md §8.6).
    Raises NotThatMany for none or more than MOST_FORMS, and NothingPublished.
    """
    if not 0 < len(children) * copies <= MOST_FORMS:
        raise NotThatMany(most=MOST_FORMS)
    wording_id, forms = wording_id or wording.current(DocumentKey.CONSENT_FORM).id, []
    with db.atomic():
        for child, copy in product(children, range(copies)):
            key = own_key(submission, by_id, child.id, copy)
            form = already_made(PaperForm, key)
            if form is None:
                form = PaperForm.create(
                    reference=new_reference(PREFIX), child=child, wording=wording_id, printed_by=by_id, submission=key
                )
                bus.publish(PaperFormPrinted(actor_id=by_id, subject_id=form.id, child_id=child.id))
            forms.append(form)
    return forms


def key_form(paper: PaperForm, keyed: KeyedForm, *, by_id: int) -> ConsentRecord:
    """Store a signed paper as a record and return it; the same submission sent twice is one record.

    Raises KeyedAlready, OwnChild, NothingAnswered, FileGone, and what says that signature or proof is wrong.
    """
    with db.atomic():
        if made := already_made(ConsentRecord, key := key_of(paper, keyed.submission, by_id=by_id)):
            return made
        published = _take(paper)
        refuse_own_child(paper.child_id, by_id=by_id)
        signer = check_signature(paper, keyed.adult_id, keyed.signed_name, keyed.signed_on)
        witness = _witness(paper, keyed, signer, Account.get_by_id(by_id))
        answers = complete(keyed.answers, published)
        record = add_record(
            signer, RecordKind.FORM, published, answers,
            submission=key, signed_name=keyed.signed_name,
            source=AnswerSource(Method.PAPER, by_id, keyed.signed_on, witness, paper.id),
        )  # fmt: skip
        attachments.attach([keyed.scan] if keyed.scan else [], subject=FILES_OF, subject_id=record.id)
        bus.publish(
            ConsentKeyed(
                actor_id=by_id, subject_id=record.id, child_id=record.child_id, adult_id=keyed.adult_id,
                given_on=keyed.signed_on, has_scan=keyed.scan is not None,
                name_differs=not names_match(keyed.signed_name, signer.adult_name), answers=answers,
            )
        )  # fmt: skip
    return record


def _take(paper: PaperForm) -> Published:
    """Return the wording of a paper. Of two people with it in their hands the second waits. Raises KeyedAlready."""
    published = wording.version(paper.wording_id)
    serialise_on("keying in a paper", paper.id)
    if published.document == ONE_EVENT:
        one_event.lock(published.consent.uses[0].key)
    if paper.records.exists():
        raise KeyedAlready
    return published


def key_of(paper: PaperForm, submission: str, *, by_id: int) -> Key:
    """Return the key under which what this person keys in from this paper is stored."""
    return own_key(submission, by_id, "paper", paper.id)


def check_signature(paper: PaperForm, adult_id: int, signed_name: str, signed_on: date) -> Care:
    """Return the adult who signed a paper, as the register has them today.

    Raises NotYoursToSign for an adult without parental responsibility (product.md §2.2), NameOfAnother, and what
    ``check_signed_on`` raises.
    """
    adults = care.adults_of(paper.child)
    signer = next((a for a in adults if a.adult_id == adult_id and a.responsibility.can_say_no), None)
    if signer is None:
        raise NotYoursToSign
    if not names_match(signed_name, signer.adult_name) and any(names_match(signed_name, a.adult_name) for a in adults):
        raise NameOfAnother
    printed_on = clock.london_date(paper.printed_at)
    check_signed_on(signed_on, today=clock.today(), printed_on=printed_on, born_on=paper.child.born_on)
    return signer


def _witness(paper: PaperForm, keyed: KeyedForm, signer: Care, keyer: Account) -> str:
    """Return the witness, once name and proof are right.

    Raises NameUnlike, ScanUsedAlready, ProofMissing, TwoWitnesses, NotColleague, and what ``check_witness`` raises.
    """
    is_confirmed = keyed.name_confirmed or names_match(keyed.signed_name, signer.adult_name)
    if not (is_confirmed and has_letters(keyed.signed_name)):
        raise NameUnlike
    if keyed.scan and attachments.is_duplicate(keyed.scan, subject=FILES_OF):
        raise ScanUsedAlready
    if not (keyed.scan or keyed.witness or keyed.colleague_id):
        raise ProofMissing
    if keyed.colleague_id:
        return _colleague(keyed, signer, keyer)
    if keyed.witness:
        others = [each.adult_name for each in care.adults_of(paper.child) if each.adult_id != signer.adult_id]
        check_witness(
            keyed.witness, signer=(signer.adult_name, keyed.signed_name), others=others,
            keyer="" if keyed.scan else str(keyer.name), is_compared=keyed.witness_compared,
        )  # fmt: skip
    return keyed.witness


def _colleague(keyed: KeyedForm, signer: Care, keyer: Account) -> str:
    chosen = next((each for each in people_here(but=keyer.id) if each.id == keyed.colleague_id), None)
    if keyed.witness:
        raise TwoWitnesses
    if chosen is None:
        raise NotColleague
    if Adult.of_account(chosen.id).where(Adult.id == signer.adult_id).exists():
        raise SignerAsWitness
    return str(chosen.name)


@dataclass(frozen=True)
class PrintedForm:
    """A printed form with what is needed to key it in; ``superseded`` are its questions that were asked again since.

    Once ``is_event_over`` no yes to it counts, whenever it was signed.
    """

    paper: PaperForm
    child: Child
    published: Published
    superseded: tuple[str, ...]
    is_event_over: bool
    can_sign: tuple[Care, ...]
    cannot_sign: tuple[Care, ...]

    @property
    def printed_on(self) -> date:
        return clock.london_date(self.paper.printed_at)


@dataclass(frozen=True)
class FormOutcome:
    """What a keyed form counts as on a day: what the keyer has to be told honestly.

    ``is_event_over`` as of a PrintedForm, ``is_restricted`` when a court order restricts the responsibility of who signed, so that a yes does not count.
    """

    superseded: tuple[str, ...]
    has_run_out: bool
    answered_since: tuple[str, ...]
    is_restricted: bool
    is_event_over: bool


def printed_form(paper: PaperForm) -> PrintedForm:
    """Return one printed form with what is needed to key it in."""
    adults, published = care.adults_of(paper.child), wording.version(paper.wording_id)
    return PrintedForm(
        paper=paper,
        child=paper.child.kept,
        published=published,
        superseded=_superseded(published, [use.key for use in published.consent.uses]),
        is_event_over=_is_event_over(published),
        can_sign=tuple(adult for adult in adults if adult.responsibility.can_say_no),
        cannot_sign=tuple(adult for adult in adults if not adult.responsibility.can_say_no),
    )


def _superseded(published: Published, answered: Collection[str]) -> tuple[str, ...]:
    """Return of these uses the questions to which a yes no longer counts: they were asked again, or dropped (§2.7)."""
    if published.document == ONE_EVENT:
        return ()
    form, uses = wording.in_force(DocumentKey.CONSENT_FORM), published.consent.uses
    return tuple(use.sentence for use in uses if use.key in answered and not form.counts(use.key, published.id))


def _is_event_over(published: Published) -> bool:
    return published.document == ONE_EVENT and not one_event.is_open(one_event.of_wording(published.id))


def has_run_out(published: Published, signed_on: date, *, on: date) -> bool:
    """Return whether a yes given to a version on ``signed_on`` has ended by ``on``."""
    return on > counts_until(signed_on, terms_of(published.consent))


def outcome_of(record: ConsentRecord, *, on: date) -> FormOutcome:
    """Return what a keyed form counts as, beside what else the adult has said."""
    said = (CurrentAnswer.child == record.child.kept_id) & (CurrentAnswer.adult == record.adult.kept_id)
    counting = list(CurrentAnswer.select().where(said))
    answered = [row.use for row in record.answers if row.answer != Answer.NOT_ANSWERED]
    newer = {row.use for row in counting if row.record_id != record.id and row.use in answered}
    ends = [row.counts_until for row in (*record.answers, *counting) if row.record_id == record.id]
    published = wording.version(record.wording_id)
    return FormOutcome(
        superseded=_superseded(published, answered),
        has_run_out=any(end is not None and on > end for end in ends),
        answered_since=tuple(use.sentence for use in published.consent.uses if use.key in newer),
        is_event_over=_is_event_over(published),
        is_restricted=any(
            adult.adult_id == record.adult.kept_id and adult.responsibility is Responsibility.RESTRICTED
            for adult in care.adults_of(record.child)
        ),
    )
