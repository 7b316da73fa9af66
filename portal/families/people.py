"""Adding, correcting and removing children, adults, and what an adult is to a child."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from typing import Any, TypeVar

from peewee import JOIN, IntegrityError, fn
from werkzeug.exceptions import NotFound

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.accounts.staff_accounts import revoke_invitations
from portal.families import events, policy
from portal.families.corrections import set_last_day, set_responsibility
from portal.families.inviting import move_address
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import LinkSaid, Relationship, Responsibility
from portal.families.register import family_lines, lock_register, sessions_of
from portal.foundation.database import db, tables
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.refusals import Refusal
from portal.foundation.text import folded

# What a form says of a child or an adult, by the name of its column; of a child its sessions too.
Details = Mapping[str, Any]
Row = TypeVar("Row", Child, Adult)
_NAMED_BY = frozenset({"first_name", "last_name", "born_on"})


def add_child(details: Details, *, is_another: bool, submission: str, by_id: int) -> Child:
    """Enter a child. Raises ChildOnRegister unless somebody said that it ``is_another`` child, and ReferenceTaken."""
    key = own_key(submission, by_id, sorted(details.items()))
    columns = {name: value for name, value in details.items() if name != "sessions"}
    with db.atomic():
        lock_register()
        if made := already_made(Child, key):
            return made
        _check_child(details, None, is_another=is_another)
        child: Child = Child.create(**columns, submission=key)
        _set_sessions(child, details["sessions"])
        bus.publish(events.ChildAdded(actor_id=by_id, subject_id=child.id))
    return child


def change_child(child: Child, details: Details, *, is_another: bool, by_id: int) -> bool:
    """Correct a child's entry, and return whether anything changed. Raises as ``add_child`` does, for what changes."""
    with db.atomic():
        lock_register()
        now = _now(child)
        held = {**now.__data__, "sessions": tuple(sorted(sessions_of([child.id])[child.id]))}
        changed = {name: value for name, value in details.items() if held[name] != value}
        _check_child({**held, **changed}, now, is_another=is_another or not _NAMED_BY & changed.keys())
        has_moved = set_last_day(now, changed.pop("leaves_on", now.leaves_on), by_id=by_id)
        if not changed:
            return has_moved
        if columns := {name: value for name, value in changed.items() if name != "sessions"}:
            Child.update(columns).where(Child.id == child.id).execute()
        if "sessions" in changed:
            _set_sessions(now, changed["sessions"])
        bus.publish(events.ChildChanged(actor_id=by_id, subject_id=child.id, changed=tuple(sorted(changed))))
    return True


def _check_child(details: Details, child: Child | None, *, is_another: bool) -> None:
    own_id = child.id if child else None
    others = [other for other in Child.select() if other.id != own_id]
    name = folded("{first_name} {last_name}".format(**details))
    like = [
        other
        for other in others
        if not other.same_as and other.born_on == details["born_on"] and folded(other.name) == name
    ]
    if like and not is_another:
        whose = [
            f"{line.child.name} ({', '.join(str(a.adult.name) for a in line.adults) or '–'})"
            for line in family_lines(like)
        ]
        raise policy.ChildOnRegister(who="; ".join(whose))
    reference = folded(details["reference"] or "")
    holder = next((other for other in others if reference and folded(str(other.reference or "")) == reference), None)
    if holder and (child is None or child.reference != details["reference"]):
        raise policy.ReferenceTaken(name=holder.name)


def _set_sessions(child: Child, keys: Iterable[str]) -> None:
    ChildSession.delete().where(ChildSession.child == child.id).execute()
    if rows := [{"child": child.id, "kind": key} for key in keys]:
        ChildSession.insert_many(rows).execute()


def add_adult(
    child: Child, details: Details, said: LinkSaid, *, known_id: int | None, submission: str, by_id: int
) -> Adult:
    """Enter an adult beside a child: a new one, or ``known_id`` of the register, whose details then stay as they are.

    Raises EmailTaken, and AlreadyBeside where the register says otherwise what they are to the child.
    """
    key = own_key(submission, by_id, child.id, sorted(details.items()))
    with db.atomic():
        lock_register()
        adult = (
            _now(Adult(id=known_id)).kept if known_id else already_made(Adult, key) or _new_adult(details, key, by_id)
        )
        link, is_new = Guardianship.get_or_create(
            child=_now(child).kept, adult=adult, defaults={"relationship": said.relationship}
        )
        if is_new:
            _publish_relationship(link, by_id)
            change_link(link, said, by_id=by_id)
        elif (link.relationship, link.responsibility) != (said.relationship, said.checked and said.checked[0]):
            raise policy.AlreadyBeside(name=adult.name, child=child.called)
    return adult


def _new_adult(details: Details, key: str, by_id: int) -> Adult:
    _check_email(str(details["email"] or ""), None)
    adult: Adult = Adult.create(**details, submission=key)
    bus.publish(events.AdultAdded(actor_id=by_id, subject_id=adult.id))
    return adult


def change_adult(adult: Adult, details: Details, *, by_id: int) -> bool:
    """Correct an adult's entry, and return whether anything changed. Raises EmailTaken.

    What they sign in with follows until they have come in, and is theirs from then on.
    """
    with db.atomic():
        lock_register()
        now = _now(adult)
        changed = {name: value for name, value in details.items() if getattr(now, name) != value}
        if not changed:
            return False
        email = str(details["email"] or "")
        if "email" in changed:
            _check_email(email, now)
        Adult.update(changed).where(Adult.id == adult.id).execute()
        bus.publish(events.AdultChanged(actor_id=by_id, subject_id=adult.id, changed=tuple(sorted(changed))))
        if now.account and "email" in changed:
            move_address(now.account, email, by_id=by_id)
        if now.account and not now.account.password_hash and now.account.roles == {Role.PARENT}:
            Account.update(name=details["name"]).where(Account.id == now.account.id).execute()
    return True


def _check_email(email: str, adult: Adult | None) -> None:
    """An address belongs to one adult. Somebody who works here may turn out to be a parent too (families/inviting)."""
    if not email:
        return
    own, account = (adult.id, adult.account) if adult else (None, None)
    holders = Adult.select().join(Account, JOIN.LEFT_OUTER).where(
        (fn.LOWER(Adult.email) == email) | (Account.email == email)
    )  # fmt: skip
    holder = next((other for other in holders if other.kept_id != own), None)
    if holder is None and account:
        holder = Account.get_or_none((Account.email == email) & (Account.id != account.id))
    if holder:
        raise policy.EmailTaken(name=holder.name)


def change_link(link: Guardianship, said: LinkSaid, *, by_id: int) -> None:
    """Say what an adult is to a child, and what parental responsibility they have if that was checked."""
    with db.atomic():
        if link.relationship != said.relationship:
            Guardianship.update(relationship=said.relationship).where(Guardianship.id == link.id).execute()
            link.relationship = said.relationship
            _publish_relationship(link, by_id)
        if said.checked:
            set_responsibility(link, *said.checked, by_id=by_id)


def _publish_relationship(link: Guardianship, by_id: int) -> None:
    kind, ids = Relationship(link.relationship), {"subject_id": link.child.id, "adult_id": link.adult.id}
    bus.publish(events.RelationshipSet(actor_id=by_id, relationship=kind, **ids))


def refusal_to_remove(child: Child | None, adult: Adult | None) -> Refusal | None:
    """Return why a child or an adult, or with both their relationship, cannot be removed; None when it can."""
    rows = [row for row in (child, adult) if row]
    limited = Guardianship.select().where(Guardianship.responsibility == Responsibility.RESTRICTED)
    if limited.where(*(getattr(Guardianship, row.kind) == row.id for row in rows)).exists():
        return policy.OrderStays()
    if child and adult:
        return policy.RelationshipStays(name=adult.name, child=child.called) if is_recorded(rows) else None
    if child:
        return policy.ChildStays(name=child.name) if is_recorded(rows) else None
    if adult and is_recorded(rows):
        return policy.AdultStays(name=adult.name)
    has_signed_up = bool(adult and adult.account and adult.account.password_hash)
    return policy.AdultSignsIn(name=adult.name) if adult and has_signed_up else None


def is_recorded(rows: list[Child | Adult]) -> bool:
    """Return whether a row of a table that the database would not let dangle names all of these, as an answer does."""
    for model in tables():
        held = [key for key in model._meta.refs if key.on_delete == "RESTRICT" and model is not Guardianship]
        for keys in product(*([key for key in held if key.rel_model is type(row)] for row in rows)):
            if (
                model.select()
                .where(*(key.in_(type(row).entries(row.id)) for key, row in zip(keys, rows, strict=True)))
                .exists()
            ):
                return True
    return False


@contextmanager
def _removing(child: Child | None, adult: Adult | None) -> Iterator[None]:
    """Remove inside; raises why it cannot be. Whatever is signed at this very moment wins."""
    try:
        with db.atomic():
            lock_register()
            if refusal := refusal_to_remove(child, adult):
                raise refusal
            yield
    except IntegrityError as problem:
        refusal = refusal_to_remove(child, adult)
        if refusal is None:
            raise
        raise refusal from problem


def remove_child(child: Child, *, by_id: int) -> None:
    """Remove a child of whom nothing is recorded, with the adults who go too. Raises ChildStays and OrderStays."""
    with _removing(child, None):
        going = adults_going_with(child)
        Guardianship.delete().where(Guardianship.child == child.id).execute()
        for adult in going:
            _delete_adult(adult, by_id)
        Child.delete().where(Child.id == child.id).execute()
        bus.publish(events.ChildRemoved(actor_id=by_id, subject_id=child.id))


def adults_going_with(child: Child) -> list[Adult]:
    """Return the adults who are beside no other child, and of whom nothing is recorded."""
    beside, other = Guardianship.select(Guardianship.adult), Guardianship.child != child.id
    only = Adult.id.in_(beside.where(Guardianship.child == child.id)) & Adult.id.not_in(beside.where(other))
    found = Adult.select(Adult, Account).join(Account, JOIN.LEFT_OUTER).where(only).order_by(Adult.id)
    return [adult for adult in found if refusal_to_remove(None, adult) is None]


def remove_adult(adult: Adult, *, by_id: int) -> None:
    """Remove an adult of whom nothing is recorded. Raises AdultStays, AdultSignsIn, OrderStays."""
    with _removing(None, adult):
        _delete_adult(adult, by_id)


def _delete_adult(adult: Adult, by_id: int) -> None:
    Guardianship.delete().where(Guardianship.adult == adult.id).execute()
    if adult.account and adult.account.roles == {Role.PARENT}:
        revoke_invitations(adult.account, by_id=by_id)
    Adult.delete().where(Adult.id == adult.id).execute()
    bus.publish(events.AdultRemoved(actor_id=by_id, subject_id=adult.id))


def remove_link(child: Child, adult: Adult, *, by_id: int) -> None:
    """End what an adult is to a child for whom they never answered. Raises RelationshipStays and OrderStays."""
    with _removing(child, adult):
        link = (Guardianship.child == child.id) & (Guardianship.adult == adult.id)
        if Guardianship.delete().where(link).execute():
            bus.publish(events.RelationshipEnded(actor_id=by_id, subject_id=child.id, adult_id=adult.id))


def left_without(adult: Adult) -> list[Child]:
    """Return the children for whom nobody could answer without this adult."""
    answering = Guardianship.select(Guardianship.child).where(Guardianship.can_say_yes())
    own = Guardianship.adult == adult.id
    only = Child.id.in_(answering.where(own)) & Child.id.not_in(answering.where(~own))
    return list(Child.select().where(only).order_by(Child.born_on, Child.id))


def _now(row: Row) -> Row:
    """Return a row as it is in this transaction; one that was removed meanwhile is not found."""
    found: Row | None = type(row).get_or_none(type(row).id == row.id)
    if found is None:
        raise NotFound
    return found
