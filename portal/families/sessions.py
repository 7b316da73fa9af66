"""The sessions that children come to, as the setting calls them."""

from collections.abc import Mapping

from flask import g, has_request_context

from portal.families.models import Session
from portal.foundation.compiled import Compiled

_NAMES = Compiled(lambda: Session.select(Session.key, Session.name).order_by(Session.position, Session.id))


def session_names() -> Mapping[str, str]:
    """Return the name of each session by its key, in the setting's order; a page reads them once."""
    if not has_request_context():
        return dict(_NAMES.rows())
    if "session_names" not in g:
        g.session_names = dict(_NAMES.rows())
    return g.session_names  # type: ignore[no-any-return]
