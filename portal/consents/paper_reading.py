"""What the pages about paper show: who needs a form, who may have signed one, and what a keyed form counts as."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.consents.models import ConsentRecord, CurrentAnswer, PaperForm
from portal.consents.policy import Answer, LatestAnswer, asks_again, ends_on, standing
from portal.consents.standing import current_terms
from portal.families.care import Care
from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import Relationship
from portal.foundation import clock
from portal.wording import service as wording
from portal.wording.policy import Document
from portal.wording.service import Published


@dataclass(frozen=True)
class Candidate:
    """A child a form can be printed for, and the adults who cannot answer in any other way."""

    child: Child
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A printed form with what is needed to key it in."""

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
class Worth:
    """What a keyed form counts as on a day: what the keyer has to be told honestly."""

    is_superseded: bool
    has_run_out: bool
    answered_since: tuple[str, ...]


def candidates(account: Any, *, on: date) -> list[Candidate]:
    """Return the attending children, each with its adults who have neither e-mail nor account, and no live answer."""
    attending = Child.visible_to(account).where(Child.leaves_on.is_null() | (Child.leaves_on >= on))
    children = list(attending.order_by(Child.last_name, Child.first_name, Child.id))
    waiting = _out_of_reach(on)
    return [Candidate(child, tuple(waiting[child.id])) for child in children]


def _out_of_reach(on: date) -> dict[int, list[str]]:
    """Return by child the adults with parental responsibility who can only answer on paper, and have not."""
    answered = _with_live_answer(on)
    query = Guardianship.select(Guardianship.child, Adult.id, Adult.name).join(Adult).where(
        Guardianship.has_parental_responsibility & Adult.email.is_null() & Adult.account.is_null()
    )  # fmt: skip
    found: dict[int, list[str]] = defaultdict(list)
    for child_id, adult_id, name in query.order_by(Guardianship.id).tuples():
        if (child_id, adult_id) not in answered:
            found[child_id].append(name)
    return found


def _with_live_answer(on: date) -> set[tuple[int, int]]:
    """Return child and adult wherever one answer at least stands and need not be asked again."""
    valid, terms = wording.still_valid(Document.CONSENT_FORM), current_terms()
    columns = (CurrentAnswer.child, CurrentAnswer.adult, CurrentAnswer.answer, CurrentAnswer.given_on)
    query = CurrentAnswer.select(*columns, CurrentAnswer.wording_id).join(Adult).where(
        Adult.email.is_null() & Adult.account.is_null()
    )  # fmt: skip
    found = set()
    for child_id, adult_id, answer, given_on, wording_id in query.tuples():
        latest = LatestAnswer(adult_id, Answer(answer), given_on, wording_id in valid)
        if not asks_again(standing(latest, on=on, terms=terms), ends_on(given_on, terms), on=on, terms=terms):
            found.add((child_id, adult_id))
    return found


def adults_of(child: Child) -> tuple[Care, ...]:
    """Return every adult of a child with what they are to the child, those with parental responsibility first."""
    columns = (Adult.id, Adult.name, Guardianship.relationship, Guardianship.has_parental_responsibility)
    query = Guardianship.select(*columns).join(Adult).where(Guardianship.child == child.id)
    rows = query.order_by(Guardianship.has_parental_responsibility.desc(), Guardianship.id).tuples()
    return tuple(Care(child, adult_id, name, Relationship(kind), bool(may)) for adult_id, name, kind, may in rows)


def sheet_of(paper: PaperForm) -> Sheet:
    """Return one printed form with its wording as printed and the child's adults as they are today."""
    adults = adults_of(paper.child)
    return Sheet(
        paper=paper,
        child=paper.child,
        published=wording.version(paper.wording_id),
        is_superseded=is_superseded(paper.wording_id),
        can_sign=tuple(adult for adult in adults if adult.has_parental_responsibility),
        cannot_sign=tuple(adult for adult in adults if not adult.has_parental_responsibility),
    )


def is_superseded(wording_id: int) -> bool:
    """Return whether the form changed in earnest since, so that a yes on this wording no longer counts (§2.7)."""
    return wording_id not in wording.still_valid(Document.CONSENT_FORM)


def has_run_out(signed_on: date, *, on: date) -> bool:
    """Return whether a yes given on ``signed_on`` has ended by ``on``."""
    return on >= ends_on(signed_on, current_terms())


def record_of(paper: PaperForm) -> ConsentRecord | None:
    """Return the record that a printed form became, or None while nobody keyed it in."""
    found: ConsentRecord | None = ConsentRecord.get_or_none(ConsentRecord.paper_form == paper.id)
    return found


def worth(record: ConsentRecord, *, on: date) -> Worth:
    """Return what a keyed form counts as, beside what else the adult has said."""
    rows = CurrentAnswer.select(CurrentAnswer.use).where(
        (CurrentAnswer.child == record.child_id)
        & (CurrentAnswer.adult == record.adult_id)
        & (CurrentAnswer.record_id != record.id)
    )
    elsewhere = {use for (use,) in rows.tuples()}
    answered = [row.use for row in record.answers if row.answer != Answer.NOT_ANSWERED]
    sentences = {use.key: use.sentence for use in wording.version(record.wording_id).consent.uses}
    return Worth(
        is_superseded=is_superseded(record.wording_id),
        has_run_out=has_run_out(record.given_on, on=on),
        answered_since=tuple(sentences[use] for use in sentences if use in elsewhere and use in answered),
    )
