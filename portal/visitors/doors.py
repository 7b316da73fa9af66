"""Where visitors sign in: tablets that a manager pairs, and the code on the wall."""

from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.tokens import digest, new_code, new_token, read_code
from portal.visitors.events import DoorEnded, DoorMade, DoorPaired
from portal.visitors.models import VisitorDoor
from portal.visitors.policy import CodeUnknown, DoorKind


def door_of(key: str) -> VisitorDoor | None:
    """Return the door that a device's cookie, or the code on the wall, opens, while it is in use."""
    found: VisitorDoor | None = VisitorDoor.in_use().where(VisitorDoor.key_hash == digest(key)).first() if key else None
    return found


def make_code(*, by_id: int) -> str:
    """Make a code that pairs one tablet within the hour, and return it: it is shown once."""
    code = new_code()
    with db.atomic():
        door = VisitorDoor.create(kind=DoorKind.TABLET, key_hash=digest(code), made_by=by_id)
        bus.publish(DoorMade(actor_id=by_id, subject_id=door.id))
    return code


def pair(code: str) -> str:
    """Make this browser the door's for whom a code was made, and return what its cookie holds. Raises CodeUnknown."""
    key = new_token()
    with db.atomic():
        serialise_on("pairing a tablet")
        door = VisitorDoor.waiting().where(VisitorDoor.key_hash == digest(read_code(code))).first()
        if door is None:
            raise CodeUnknown
        VisitorDoor.update(key_hash=digest(key), paired_at=clock.now()).where(VisitorDoor.id == door.id).execute()
        bus.publish(DoorPaired(actor_id=door.made_by_id, subject_id=door.id))
    return key


def renew_wall(*, by_id: int) -> None:
    """Put another code on the wall: every sheet that hangs already opens nothing any more."""
    token = new_token()
    with db.atomic():
        serialise_on("pairing a tablet")
        for door in VisitorDoor.in_use().where(VisitorDoor.kind == DoorKind.WALL):
            end(door, by_id=by_id)
        door = VisitorDoor.create(
            kind=DoorKind.WALL, key_hash=digest(token), wall_token=token, made_by=by_id, paired_at=clock.now()
        )
        bus.publish(DoorMade(actor_id=by_id, subject_id=door.id))


def end(door: VisitorDoor, *, by_id: int) -> None:
    """Let a tablet, or a code, open nothing any more: it was stolen, say."""
    with db.atomic():
        ended = VisitorDoor.update(ended_at=clock.now()).where(
            (VisitorDoor.id == door.id) & VisitorDoor.ended_at.is_null()
        )
        if ended.execute():
            bus.publish(DoorEnded(actor_id=by_id, subject_id=door.id))
