"""Where people stand with a document as words and tones, the same on every page and in every PDF."""

from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.acknowledgements.outstanding import Signing
from portal.acknowledgements.policy import Status
from portal.web.dates import format_date
from portal.wording.labels import language_word
from portal.wording.policy import Audience

STATUSES: dict[Status, LazyString] = {
    Status.NEVER: _l("Not signed"),
    Status.OUTDATED: _l("Signed an older version"),
    Status.NOT_INVITED: _l("No account yet"),
    Status.DONE: _l("Signed"),
}
STATUS_TONES = {Status.NEVER: "late", Status.OUTDATED: "soon", Status.NOT_INVITED: "waiting", Status.DONE: "yes"}
PEOPLE: dict[Audience, LazyString] = {
    Audience.PARENTS: _l("Each adult of a child who attends"),
    Audience.STAFF: _l("Everyone who works here"),
    Audience.VISITORS: _l("Everyone who visits"),
}
ROLES: dict[Audience, LazyString] = {Audience.PARENTS: _l("Parent or carer"), Audience.STAFF: _l("Works here")}


def how(keyed_by: str, keyed_on: date | None = None) -> str:
    """Return how something was signed, and from paper who keyed it in, and when if that is told."""
    if not keyed_by:
        return _("online")
    if keyed_on:
        return _("on paper, keyed in by %(name)s on %(day)s", name=keyed_by, day=format_date(keyed_on))
    return _("on paper, keyed in by %(name)s", name=keyed_by)


def how_and_language(last: Any) -> str:
    """Return the same with the language that was signed in."""
    return _("%(how)s, in %(language)s", how=how(last.keyer or ""), language=language_word(last.language))


def signing_words(signing: Signing) -> str:
    """Return what was signed of one document: its title, version, day, how and in which language."""
    last = signing.last
    if last is None:
        return signing.asked.title
    return _(
        "%(title)s, version %(number)s, %(day)s, %(how)s",
        title=signing.asked.title,
        number=last.number,
        day=format_date(last.day),
        how=how_and_language(last),
    )
