"""What the pages about a printed form show: who may have signed it, and what it counts as once it is keyed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.consents.models import ConsentRecord, CurrentAnswer, PaperForm
from portal.consents.policy import Answer, counts_until
from portal.consents.rulings import terms_of
from portal.families import care
from portal.families.care import Care
from portal.families.models import Child
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.service import Published


@dataclass(frozen=True)
class PrintedForm:
    """A printed form with what is needed to key it in; ``superseded`` are its questions that were asked again since."""

    paper: PaperForm
    child: Child
    published: Published
    superseded: tuple[str, ...]
    can_sign: tuple[Care, ...]
    cannot_sign: tuple[Care, ...]

    @property
    def printed_on(self) -> date:
        return clock.london_date(self.paper.printed_at)


@dataclass(frozen=True)
class FormOutcome:
    """What a keyed form counts as on a day: what the keyer has to be told honestly.

    ``is_restricted`` when a court order restricts the responsibility of who signed, so that a yes does not count.
    """

    superseded: tuple[str, ...]
    has_run_out: bool
    answered_since: tuple[str, ...]
    is_restricted: bool


def printed_form(paper: PaperForm) -> PrintedForm:
    """Return one printed form with what is needed to key it in."""
    adults, published = care.adults_of(paper.child), wording.version(paper.wording_id)
    return PrintedForm(
        paper=paper,
        child=paper.child.kept,
        published=published,
        superseded=_superseded(published, [use.key for use in published.consent.uses]),
        can_sign=tuple(adult for adult in adults if adult.responsibility.can_say_no),
        cannot_sign=tuple(adult for adult in adults if not adult.responsibility.can_say_no),
    )


def _superseded(published: Published, answered: Collection[str]) -> tuple[str, ...]:
    """Return of these uses the questions to which a yes no longer counts: they were asked again, or dropped (§2.7)."""
    form, uses = wording.in_force(DocumentKey.CONSENT_FORM), published.consent.uses
    return tuple(use.sentence for use in uses if use.key in answered and not form.counts(use.key, published.id))


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
        is_restricted=any(
            adult.adult_id == record.adult.kept_id and adult.responsibility is Responsibility.RESTRICTED
            for adult in care.adults_of(record.child)
        ),
    )
