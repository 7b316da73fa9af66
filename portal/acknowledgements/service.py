"""What people do with the parents' rules, and who still has to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from portal.accounts.models import Account
from portal.acknowledgements.events import RulesAcknowledged
from portal.acknowledgements.models import AcknowledgedRule, Acknowledgement
from portal.acknowledgements.policy import Changes, Owing, RuleMissed, RulesChanged, changes, owes
from portal.acknowledgements.reading import FullAcknowledgement, full_acknowledgements
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.compiled import Compiled, moment
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.once import Key, already_made, made_with, own_key
from portal.foundation.tokens import new_reference
from portal.wording import service as wording
from portal.wording.policy import Document, RulesText
from portal.wording.service import Published


@dataclass(frozen=True)
class SignedRules:
    """What a parent sends when they sign: the version they read and each rule they ticked, by its key."""

    wording_id: int
    agreed: frozenset[str]
    signed_name: str
    submission: str


@dataclass(frozen=True)
class OwnRules:
    """Where one person stands with the rules published now.

    ``since`` is the number of the version they signed last; ``changes`` what is different now, if they owe
    a new signature; ``acknowledged_at`` and ``reference`` are of that last signature.
    """

    owing: Owing
    published: Published
    since: int | None = None
    changes: Changes | None = None
    acknowledged_at: datetime | None = None
    reference: str = ""

    @property
    def text(self) -> RulesText:
        return self.published.text  # type: ignore[return-value]


def acknowledge_rules(form: SignedRules, *, by_id: int) -> Acknowledgement:
    """Record that a person ticked each rule and signed, and return the record (product.md §3).

    The same submission sent twice is one record, and so is signing again what needs no new signature
    (product.md §8.6). Raises NothingPublished, RulesChanged when another version was published since the
    form was read, and RuleMissed.
    """
    with db.atomic():
        key = own_key(form.submission, by_id)
        if (made := already_made(Acknowledgement, key)) or (made := _still_holds(by_id)):
            return made
        published = check_current(form.wording_id)
        keys = [rule.key for rule in published.text.rules]  # type: ignore[union-attr]
        if not form.agreed.issuperset(keys):
            raise RuleMissed
        record = _add_record(form, published, keys, submission=key, by_id=by_id)
        bus.publish(
            RulesAcknowledged(actor_id=by_id, subject_id=record.id, number=published.number, sha256=published.sha256)
        )
    return record


def check_current(wording_id: int) -> Published:
    """Return the rules published now. Raises RulesChanged unless they are the version that somebody was shown."""
    published = wording.current(Document.PARENT_RULES)
    if published.id != wording_id:
        raise RulesChanged
    return published


def _add_record(
    form: SignedRules, published: Published, keys: Iterable[str], *, submission: Key, by_id: int
) -> Acknowledgement:
    record: Acknowledgement = Acknowledgement.create(
        reference=new_reference("RA"),
        account=by_id,
        adult_name=_name_of(by_id),
        wording=published.id,
        wording_sha256=published.sha256,
        language=published.language,
        signed_name=form.signed_name,
        submission=submission,
    )
    AcknowledgedRule.insert_many([{"acknowledgement": record, "rule": key} for key in keys]).execute()
    return record


def _name_of(account_id: int) -> str:
    """Return the name in the family register; an account that is not in it yet has its own."""
    adult = Adult.get_or_none(Adult.account == account_id)
    return str(adult.name if adult else Account.get_by_id(account_id).name)


def _still_holds(account_id: int) -> Acknowledgement | None:
    latest = _latest(account_id)
    if latest is None or owes(latest.wording_id, wording.versions(Document.PARENT_RULES)) is not Owing.DONE:
        return None
    found: Acknowledgement = Acknowledgement.get_by_id(latest.id)
    return found


class _Latest(NamedTuple):
    """The last signature of an account."""

    id: int
    wording_id: int
    acknowledged_at: datetime
    reference: str


_LATEST = Compiled(
    lambda account_id: (
        Acknowledgement.select(
            Acknowledgement.id, Acknowledgement.wording, Acknowledgement.acknowledged_at, Acknowledgement.reference
        )
        .where(Acknowledgement.account == account_id)
        .order_by(Acknowledgement.id.desc())
        .limit(1)
    ),
    account_id=-7_001,
)


def _latest(account_id: int) -> _Latest | None:
    for id_, wording_id, acknowledged_at, reference in _LATEST.rows(account_id=account_id):
        return _Latest(id_, wording_id, moment(acknowledged_at), reference)
    return None


def owing(account_id: int) -> OwnRules | None:
    """Return where a person stands with the rules, or None while no rules are published."""
    published_versions = wording.versions(Document.PARENT_RULES)
    if not published_versions:
        return None
    published = wording.version(published_versions[-1].id)
    latest = _latest(account_id)
    if latest is None:
        return OwnRules(Owing.NEVER, published)
    where, signed = owes(latest.wording_id, published_versions), wording.version(latest.wording_id)
    return OwnRules(
        owing=where,
        published=published,
        since=signed.number,
        changes=changes(signed.text, published.text) if where is Owing.OUTDATED else None,  # type: ignore[arg-type]
        acknowledged_at=latest.acknowledged_at,
        reference=latest.reference,
    )


def own_rules(account_id: int) -> OwnRules:
    """Return where a person stands with the rules. Raises NothingPublished."""
    found = owing(account_id)
    if found is None:
        raise wording.NothingPublished
    return found


def made_before(submission: str | None, *, by_id: int) -> Acknowledgement | None:
    """Return the record that this person made with the same submission key, if they did."""
    return made_with(Acknowledgement, own_key(submission, by_id)) if submission else None


def acknowledgements_between(first: date, last: date) -> list[FullAcknowledgement]:
    """Return what was signed from the day ``first`` to the day ``last``, both included, the oldest first.

    Days are days in England. It is for the inspection pack, whose keeper sees every record.
    """
    begin = datetime.combine(first, time.min, clock.LONDON)
    end = datetime.combine(last + timedelta(days=1), time.min, clock.LONDON)
    signed = (Acknowledgement.acknowledged_at >= begin) & (Acknowledgement.acknowledged_at < end)
    return full_acknowledgements(list(Acknowledgement.select().where(signed).order_by(Acknowledgement.id)))
