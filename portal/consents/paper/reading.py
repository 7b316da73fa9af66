"""What the pages about a printed form show: who may have signed it, and what it counts as once it is keyed in."""

from dataclasses import dataclass
from datetime import date

from portal.consents.models import ConsentRecord, CurrentAnswer, PaperForm
from portal.consents.policy import Answer, ends_on
from portal.consents.rulings import current_terms
from portal.families import care
from portal.families.care import Care
from portal.families.models import Child
from portal.foundation import clock
from portal.wording import service as wording
from portal.wording.policy import Document
from portal.wording.service import Published


@dataclass(frozen=True)
class PrintedForm:
    """A printed form with its wording as printed, and the child's adults as they are today."""

    paper: PaperForm
    child: Child
    published: Published
    is_superseded: bool
    can_sign: tuple[Care, ...]
    cannot_sign: tuple[Care, ...]

    @property
    def printed_on(self) -> date:
        return clock.london_date(self.paper.printed_at)


@dataclass(frozen=True)
class FormOutcome:
    """What a keyed form counts as on a day: what the keyer has to be told honestly."""

    is_superseded: bool
    has_run_out: bool
    answered_since: tuple[str, ...]


def printed_form(paper: PaperForm) -> PrintedForm:
    """Return one printed form with what is needed to key it in."""
    adults = care.adults_of(paper.child)
    return PrintedForm(
        paper=paper,
        child=paper.child,
        published=wording.version(paper.wording_id),
        is_superseded=_is_superseded(paper.wording_id),
        can_sign=tuple(adult for adult in adults if adult.has_parental_responsibility),
        cannot_sign=tuple(adult for adult in adults if not adult.has_parental_responsibility),
    )


def _is_superseded(wording_id: int) -> bool:
    """Return whether the form changed in earnest since, so that a yes on this wording no longer counts (§2.7)."""
    return wording_id not in wording.still_valid(Document.CONSENT_FORM)


def has_run_out(signed_on: date, *, on: date) -> bool:
    """Return whether a yes given on ``signed_on`` has ended by ``on``."""
    return on >= ends_on(signed_on, current_terms())


def outcome_of(record: ConsentRecord, *, on: date) -> FormOutcome:
    """Return what a keyed form counts as, beside what else the adult has said."""
    said = (CurrentAnswer.child == record.child_id) & (CurrentAnswer.adult == record.adult_id)
    elsewhere = CurrentAnswer.select(CurrentAnswer.use).where(said & (CurrentAnswer.record_id != record.id))
    answered = [row.use for row in record.answers if row.answer != Answer.NOT_ANSWERED]
    newer = {use for (use,) in elsewhere.tuples() if use in answered}
    uses = wording.version(record.wording_id).consent.uses
    return FormOutcome(
        is_superseded=_is_superseded(record.wording_id),
        has_run_out=has_run_out(record.given_on, on=on),
        answered_since=tuple(use.sentence for use in uses if use.key in newer),
    )
