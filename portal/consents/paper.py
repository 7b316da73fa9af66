"""Consent on paper: forms that are printed with a reference, and keyed in when they come back signed (product.md §2.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.consents import scans
from portal.consents.events import ConsentKeyed, PaperFormPrinted
from portal.consents.models import ConsentRecord, PaperForm
from portal.consents.paper_policy import PREFIX, ImpossibleDay, KeyedAlready, NotThatMany, ProofMissing, day_problem
from portal.consents.paper_reading import adults_of
from portal.consents.policy import Answer, Method, NotYoursToSign, RecordKind
from portal.consents.service import Giving, add_record, complete
from portal.families.care import Care
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.once import Key, already_made, own_key
from portal.foundation.shelving import Upload
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.policy import Document

# As many as one print should hold: a thousand pages.
MOST_FORMS = 300
_PAPER_LOCK = 20_261_128 << 32


@dataclass(frozen=True)
class KeyedForm:
    """What the manager keys in from one paper: who signed as whom and when, each answer, and the proof."""

    adult_id: int
    signed_name: str
    signed_on: date
    answers: Mapping[str, Answer]
    submission: str
    scan: Upload | None = None
    witness: str = ""


def print_forms(children: Sequence[Child], *, copies: int, submission: str, by_id: int) -> list[PaperForm]:
    """Make ``copies`` forms for each child, each with a reference of its own, on the present wording.

    The same submission sent twice returns the same forms (product.md §8.6).
    Raises NotThatMany for none or more than MOST_FORMS, and NothingPublished.
    """
    if not 0 < len(children) * copies <= MOST_FORMS:
        raise NotThatMany
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

    Raises KeyedAlready, ProofMissing, ImpossibleDay, NothingAnswered, and NotYoursToSign for an adult
    without parental responsibility for the child (product.md §2.2).
    """
    with scans.on_its_way(keyed.scan, paper) as shelf, db.atomic():
        key = key_of(paper, keyed.submission, by_id=by_id)
        if made := already_made(ConsentRecord, key):
            return made
        _check(paper, keyed)
        published = wording.version(paper.wording_id)
        answers = complete(keyed.answers, published)
        record = add_record(
            _signer(paper, keyed.adult_id), RecordKind.FORM, published, answers,
            submission=key, signed_name=keyed.signed_name, giving=_giving(paper, keyed, by_id=by_id),
        )  # fmt: skip
        scans.keep(shelf, record)
        bus.publish(
            ConsentKeyed(
                actor_id=by_id, subject_id=record.id, child_id=record.child_id, adult_id=keyed.adult_id,
                given_on=keyed.signed_on, has_scan=keyed.scan is not None, answers=answers,
            )
        )  # fmt: skip
    return record


def key_of(paper: PaperForm, submission: str, *, by_id: int) -> Key:
    """Return the key under which what this person keys in from this paper is stored."""
    return own_key(submission, by_id, "paper", paper.id)


def _check(paper: PaperForm, keyed: KeyedForm) -> None:
    # Two people with the same paper in their hands: the second waits here, and is told.
    hold_writers(_PAPER_LOCK + paper.id)
    if ConsentRecord.select().where(ConsentRecord.paper_form == paper.id).exists():
        raise KeyedAlready
    if not (keyed.scan or keyed.witness):
        raise ProofMissing
    printed_on = clock.london_date(paper.printed_at)
    problem = day_problem(
        keyed.signed_on, today=clock.today(), printed_on=printed_on, born_on=paper.child.born_on
    )  # fmt: skip
    if problem:
        raise ImpossibleDay(problem)


def _signer(paper: PaperForm, adult_id: int) -> Care:
    for care in adults_of(paper.child):
        if care.adult_id == adult_id and care.has_parental_responsibility:
            return care
    raise NotYoursToSign


def _giving(paper: PaperForm, keyed: KeyedForm, *, by_id: int) -> Giving:
    return Giving(
        method=Method.PAPER,
        noted_by_id=by_id,
        given_on=keyed.signed_on,
        witness=keyed.witness,
        paper_form_id=paper.id,
    )
