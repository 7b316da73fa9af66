"""Declares, confirms and ends relationships, and folds their register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import ModelSelect

from portal.accounts.models import Account
from portal.families.models import Adult, Child, Guardianship
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.text import folded, names_match
from portal.foundation.tokens import new_reference
from portal.relationships.events import RelationshipConfirmed, RelationshipDeclared, RelationshipEnded
from portal.relationships.models import Declaration, RelationshipStep
from portal.relationships.policy import (
    STEPS,
    DeclaredAlready,
    HasEnded,
    OwnRelationship,
    Standing,
    standing_of,
)


def declare(worker_id: int, parent_name: str, relation: str, *, submission: str, by_id: int) -> Declaration:
    """Store what one of the two declared, and return it; the same submission sent twice is one (product.md §8.6).

    Raises DeclaredAlready while the same from the same person has not ended.
    """
    with db.atomic():
        key = own_key(submission, by_id, worker_id, parent_name, relation)
        serialise_on("declaring a relationship", by_id)
        if made := already_made(Declaration, key):
            return made
        own = Declaration.select().where((Declaration.declared_by == by_id) & (Declaration.worker == worker_id))
        same = [each for each in own if folded(each.parent_name) == folded(parent_name)]
        if any(line.standing is not Standing.ENDED for line in _lines(same)):
            raise DeclaredAlready
        made = Declaration.create(
            reference=new_reference("KN"), declared_by=by_id, worker=worker_id, parent_name=parent_name,
            relation=relation, submission=key,
        )  # fmt: skip
        bus.publish(RelationshipDeclared(actor_id=by_id, subject_id=made.id))
    return made


def confirm(declaration: Declaration, *, adult_id: int | None, by_id: int) -> None:
    """Confirm that they know each other; ``adult_id`` is whom of the register the worker meant, if they are on it.

    Twice is once. Raises HasEnded, and OwnRelationship for whoever is one of the two.
    """
    with db.atomic():
        serialise_on("relationship", declaration.id)
        own = {row.id for row in Adult.of_account(by_id)}
        if by_id in (declaration.declared_by_id, declaration.worker_id) or adult_id in own:
            raise OwnRelationship
        known = _steps_of(declaration)
        if Standing.ENDED in known:
            raise HasEnded
        if Standing.CONFIRMED not in known:
            RelationshipStep.create(declaration=declaration, step=Standing.CONFIRMED, adult_id=adult_id, made_by=by_id)
            bus.publish(RelationshipConfirmed(actor_id=by_id, subject_id=declaration.id))


def end(declaration: Declaration, *, by_id: int) -> None:
    """Say that it has ended, or was a mistake. Twice is once."""
    with db.atomic():
        serialise_on("relationship", declaration.id)
        if Standing.ENDED not in _steps_of(declaration):
            RelationshipStep.create(declaration=declaration, step=Standing.ENDED, made_by=by_id)
            bus.publish(RelationshipEnded(actor_id=by_id, subject_id=declaration.id))


def _steps_of(declaration: Declaration) -> set[str]:
    return {row.step for row in RelationshipStep.select().where(RelationshipStep.declaration == declaration)}


@dataclass(frozen=True)
class RegisterLine:
    """One declaration and where it stands. ``adult`` is the parent as the register of families calls them, if found."""

    declaration: Declaration
    declared_by: str
    worker: str
    adult: str
    standing: Standing
    confirmed_at: datetime | None
    confirmed_by: str
    ended_at: datetime | None

    @property
    def parent(self) -> str:
        """The parent as declared; whom a manager found meant by another name stands beside it."""
        typed = str(self.declaration.parent_name)
        return typed if not self.adult or folded(self.adult) == folded(typed) else f"{typed} ({self.adult})"

    @property
    def other(self) -> str:
        """Whom the one who declared it knows."""
        return str(self.declaration.parent_name) if self.declaration.is_by_worker else self.worker


def own_lines(account: Any) -> list[RegisterLine]:
    """Return what somebody declared themselves, the newest first."""
    return _lines(Declaration.own(account).order_by(Declaration.id.desc()))


def register(account: Any, standing: Standing | None = None) -> list[RegisterLine]:
    """Return what somebody keeps for others: what waits for them first, then what holds, then what has ended."""
    lines = _lines(Declaration.kept_by(account).order_by(Declaration.id.desc()))
    order = list(Standing)
    wanted = (line for line in lines if standing in (None, line.standing))
    return sorted(wanted, key=lambda line: order.index(line.standing))


def line_of(declaration: Declaration) -> RegisterLine:
    return _lines([declaration])[0]


def _lines(declarations: ModelSelect | Iterable[Declaration]) -> list[RegisterLine]:
    """Fold declarations with their steps, in four queries however many there are."""
    found = list(declarations)
    steps: dict[tuple[int, str], RelationshipStep] = {
        (row.declaration_id, row.step): row
        for row in RelationshipStep.select().where(RelationshipStep.declaration.in_([each.id for each in found]))
    }
    people = {row.declared_by_id for row in found} | {row.worker_id for row in found}
    people |= {row.made_by_id for row in steps.values()}
    names: dict[int, str] = dict(Account.select(Account.id, Account.name).where(Account.id.in_(people)).tuples())
    meant = {row.adult_id for row in steps.values() if row.adult_id}
    adults: dict[int, str] = dict(Adult.select(Adult.id, Adult.name).where(Adult.id.in_(meant)).tuples())
    return [_line(each, steps, names, adults) for each in found]


def _line(
    declaration: Declaration,
    steps: dict[tuple[int, str], RelationshipStep],
    names: dict[int, str],
    adults: dict[int, str],
) -> RegisterLine:
    known = {step: steps[declaration.id, step] for step in STEPS if (declaration.id, step) in steps}
    confirmed, ended = known.get(Standing.CONFIRMED), known.get(Standing.ENDED)
    return RegisterLine(
        declaration=declaration,
        declared_by=names[declaration.declared_by_id],
        worker=names[declaration.worker_id],
        adult=adults.get(confirmed.adult_id, "") if confirmed else "",
        standing=standing_of(known),
        confirmed_at=confirmed.made_at if confirmed else None,
        confirmed_by=names[confirmed.made_by_id] if confirmed else "",
        ended_at=ended.made_at if ended else None,
    )


def adults_meant(declaration: Declaration, viewer: Any) -> list[tuple[int, str, str]]:
    """Return whom of the register a worker can have meant: number, name and children, the likeliest names first.

    Only those whom ``viewer`` sees: to who keeps no register of families nobody is offered.
    """
    children = Child.attending(clock.today())
    links = Guardianship.select(Adult.id, Adult.name, Child.first_name, Child.last_name).join(Adult)
    links = links.switch(Guardianship).join(Child).where(Guardianship.child.in_(children.select(Child.id)))
    links = links.where(Adult.id.in_(Adult.visible_to(viewer).select(Adult.id)))
    found: dict[tuple[int, str], list[str]] = {}
    for id_, name, first, last in links.order_by(Child.born_on, Child.id).tuples():
        found.setdefault((id_, name), []).append(f"{first} {last}")
    typed = str(declaration.parent_name)
    rows = [(id_, name, ", ".join(cared_for)) for (id_, name), cared_for in found.items()]
    return sorted(rows, key=lambda row: (not names_match(typed, row[1]), folded(row[1]), row[0]))
