"""How several names stand in one sentence."""

from collections.abc import Iterable

from flask_babel import gettext as _


def join_names(names: Iterable[str]) -> str:
    """Return names as a sentence has them: “Ann, Ben and Cem”."""
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return _("%(names)s and %(last)s", names=", ".join(listed[:-1]), last=listed[-1])
