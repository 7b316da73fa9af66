"""Places, answers and states of clearances as words, the same on every page."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.posts.clearance.policy import AdultAnswer, ClearanceState, Target
from portal.posts.clearance.queries import ClearanceView
from portal.web.labels import join_names
from portal.wording.sentences import where_shown
from portal.wording.uses import Place, Shown, Use

# What it is worth, as word and tone.
STATES: dict[ClearanceState, tuple[LazyString, str]] = {
    ClearanceState.CLEAR: (_l("CLEAR"), "yes"),
    ClearanceState.BLOCKED: (_l("BLOCKED"), "no"),
    ClearanceState.ASK: (_l("ASK"), "waiting"),
    ClearanceState.VOID: (_l("VOID"), "late"),
    ClearanceState.POSTED: (_l("POSTED"), "quiet"),
}
WHAT: dict[Shown, LazyString] = {Shown.PICTURE: _l("Picture"), Shown.VIDEO: _l("Video")}
ADULT_ANSWERS: dict[AdultAnswer, LazyString] = {
    AdultAnswer.YES: _l("Yes, pictures of me may be posted"),
    AdultAnswer.NO: _l("No, post no pictures of me"),
}


def place_name(place: str, platform: str) -> str:
    """Return where something is shown, to begin a line with."""
    where = _("the child’s own journal") if place == Place.OWN_JOURNAL else where_shown(Place(place), platform)
    return where[:1].upper() + where[1:]


def target_name(target: Target, uses: dict[str, Use]) -> str:
    """Return where something is to be shown, and for which event alone."""
    where, use = place_name(target.place, target.platform), uses.get(target.event)
    return _("%(place)s: only for %(event)s", place=where, event=use.label) if use else where


def why_void(view: ClearanceView) -> list[str]:
    """Return why a clearance does not hold any more, a sentence for each reason; never what anybody answered."""
    void = view.void
    reasons = (
        (void.is_over, _("It was good until midnight of its own day.")),
        (void.form_changed, _("The consent form has changed.")),
        (void.children, _("What we know changed about: %(names)s.", names=join_names(void.children))),
        (void.adults, _("Does not want to be in pictures: %(names)s.", names=join_names(void.adults))),
    )
    return [sentence for holds, sentence in reasons if holds]
