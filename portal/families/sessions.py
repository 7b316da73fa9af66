"""The sessions that children come to, as the setting calls them."""

from collections.abc import Mapping
from secrets import token_hex

from flask import g, has_request_context
from peewee import IntegrityError

from portal.families.events import SessionsChanged
from portal.families.models import Session
from portal.families.policy import SessionInUse, SessionNameTaken
from portal.foundation.compiled import Compiled
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.text import folded

_NAMES = Compiled(lambda: Session.select(Session.key, Session.name).order_by(Session.id))


def session_names() -> Mapping[str, str]:
    """Return the name of each session by its key, in the order in which they were added; a page reads them once."""
    if not has_request_context():
        return dict(_NAMES.rows())
    if "session_names" not in g:
        g.session_names = dict(_NAMES.rows())
    return g.session_names  # type: ignore[no-any-return]


def change_sessions(names: Mapping[str, str], added: str, *, by_id: int) -> None:
    """Rename sessions by key, remove those whose name is empty, and add one; without a change nothing is logged.

    A session called ``added`` that ``names`` does not hold was added by an earlier press of the same button.
    Raises SessionNameTaken and SessionInUse.
    """
    with db.atomic():
        serialise_on("naming sessions")
        before = dict(_NAMES.rows())
        changed = {key: name for key, name in names.items() if before.get(key, name) != name}
        if added and _folded(added) not in {_folded(name) for key, name in before.items() if key not in names}:
            changed[token_hex(4)] = added
        taken = {_folded(name) for key, name in before.items() if key not in changed}
        for key, name in changed.items():
            if _folded(name) in taken:
                raise SessionNameTaken(field=key if key in before else "added")
            taken |= {_folded(name)} - {""}
            _write(key, name, before.get(key))
        if changed:
            bus.publish(SessionsChanged(actor_id=by_id, subject_id=1, sessions=tuple(changed)))
    if has_request_context():
        g.pop("session_names", None)


def _folded(name: str) -> str:
    return folded(name) or name  # an emoji stands for itself


def _write(key: str, name: str, before: str | None) -> None:
    if before is None:
        Session.create(key=key, name=name)
    elif name:
        Session.update(name=name).where(Session.key == key).execute()
    else:
        try:
            Session.delete().where(Session.key == key).execute()
        except IntegrityError as problem:
            raise SessionInUse(field=key, name=before) from problem
