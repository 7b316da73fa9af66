"""Posts and take-downs as words, the same on page and paper."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.posts.clearance.labels import place_name
from portal.posts.comments import CheckLine
from portal.posts.policy import Action, Cause, CommentsDue, Elsewhere, Found, Outcome, PostState
from portal.posts.queries import PostLine, TakeDownLine
from portal.web.dates import MONTHS, format_date, format_moment
from portal.wording.uses import Shown

ELSEWHERE: dict[Elsewhere, LazyString] = {
    Elsewhere.NEWSLETTER: _l("In our newsletter"),
    Elsewhere.DOOR: _l("On a notice at the door"),
    Elsewhere.JOURNAL: _l("In the children’s journals"),
    Elsewhere.EMAIL: _l("By e-mail to all families"),
    Elsewhere.IN_PERSON: _l("We tell families when they collect"),
}
CAUSES: dict[Cause, LazyString] = {
    Cause.HELD: _l("A hold"),
    Cause.CHILD_SAYS_NO: _l("The child says no"),
    Cause.REFUSED: _l("An adult said no"),
    Cause.LEFT: _l("The child has left"),
    Cause.KEPT_LONG_ENOUGH: _l("Kept long enough"),
    Cause.YES_ENDED: _l("The yes ended"),
    Cause.CALLED_OFF: _l("The event was called off"),
}
SHOWS: dict[PostState, LazyString] = {
    PostState.LIVE: _l("Live"),
    PostState.WAITING: _l("To take down"),
    PostState.DOWN: _l("Taken down"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.DONE: _l("Done"),
    Outcome.CANNOT: _l("Cannot be taken down"),
    Outcome.NOT_NEEDED: _l("May stay after all"),
}
FOUND: dict[Found, LazyString] = {
    Found.HIDDEN: _l("Hidden"),
    Found.REMOVED: _l("Removed"),
    Found.SPOKEN_TO: _l("Spoken to whoever wrote it"),
}


def where(line: PostLine) -> str:
    """Return the place alone, since nearly all are pictures, and of a video that it is one."""
    place = place_name(line.clearance.place, line.clearance.platform)
    return _("%(place)s, video", place=place) if line.clearance.what == Shown.VIDEO else place


def action(line: TakeDownLine) -> str:
    """Return what is to be done: whose name comes out is said, whose picture it is about is not."""
    if line.action is Action.EDIT_CAPTION:
        return _("Take the name %(name)s out of the caption", name=line.called)
    return _("Take the post down")


def state(line: PostLine) -> tuple[str, str]:
    """Return how a post stands, as word and tone."""
    if line.removal:
        return _("Taken down on %(day)s", day=format_date(line.removal.removed_on)), "quiet"
    if line.due_on:
        return _("To take down by %(day)s", day=format_date(line.due_on)), "late" if line.is_overdue else "soon"
    if line.owed:
        return _("Cannot be taken down"), "late"
    return _("Live"), "yes"


def due(line: TakeDownLine, on: date) -> tuple[str, str]:
    """Return by when one take-down is due, as word and tone. What is planned stays if the parents say yes again."""
    if line.outcome:
        return str(OUTCOMES[line.outcome]), "late"
    day = format_date(line.due_on)
    if line.due_on < on:
        return _("Late, due on %(day)s", day=day), "late"
    return _("Planned, by %(day)s", day=day) if line.cause.is_planned else _("By %(day)s", day=day), "soon"


def state_for_parent(line: PostLine, asked: Sequence[TakeDownLine]) -> str:
    """Return how a post stands to who knows what is ``asked`` of it; to all others, whether it still stands."""
    if line.removal:
        return state(line)[0]
    told = [outcome(each) for each in asked if each.outcome is Outcome.CANNOT]
    told += [
        _("We take the name out by %(day)s", day=format_date(each.due_on))
        if each.action is Action.EDIT_CAPTION
        else _("We take it down by %(day)s", day=format_date(each.due_on))
        for each in asked
        if each.outcome is None
    ]
    return ". ".join(dict.fromkeys(told)) or str(_("Live"))


def outcome(line: TakeDownLine) -> str:
    """Return what somebody said of why it cannot come down, and what happens next."""
    return _("Cannot come down: %(because)s (next: %(step)s)", because=line.because, step=line.next_step)


def short_date(day: date) -> str:
    """Return “28 Nov 2026”, for the narrow columns of a register."""
    return f"{day.day} {str(MONTHS[day.month - 1])[:3]} {day.year}"


def state_in_brief(line: PostLine) -> str:
    if line.removal:
        return _("Down %(day)s", day=short_date(line.removal.removed_on))
    return _("Due %(day)s", day=short_date(line.due_on)) if line.due_on else state(line)[0]


def outcome_in_brief(line: TakeDownLine) -> str:
    """Return the day on which it came down, or why not."""
    if line.outcome is Outcome.CANNOT:
        return outcome(line)
    return short_date(line.done_on) if line.done_on else str(OUTCOMES[line.outcome]) if line.outcome else _("Open")


def reading_due(due: CommentsDue, now: datetime) -> tuple[str, str]:
    """Return by when the comments on a post are read next, as word and tone."""
    if due.due < now:
        return _("Late, due on %(moment)s", moment=format_moment(due.due)), "late"
    return _("By %(moment)s", moment=format_moment(due.due)), "soon" if due.opens <= now else "quiet"


def what_was_found(line: CheckLine) -> str:
    """Return “Hidden: names a child”; empty of a reading."""
    return f"{FOUND[line.found]}: {line.reason}" if line.found else ""
