"""One page for a child, from the gate to the records, and finding a child or an adult."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.children import finding, service
from portal.consents import holds
from portal.consents import labels as consent_labels
from portal.consents.merging import service as merging
from portal.consents.policy import Wish
from portal.consents.register import service as register_service
from portal.consents.staff_notes import child_wishes
from portal.families import labels, own_child
from portal.families import register as families
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.web.forms import SearchForm
from portal.web.loading import get_or_404
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

blueprint = Blueprint("children", __name__, url_prefix="/children")
blueprint.context_processor(
    lambda: {"consent_labels": consent_labels, "labels": labels, "number_to_dial": service.number_to_dial}
)


@blueprint.get("/<int:child_id>")
@requires(Permission.CONSENT_NOTE)
def view(child_id: int) -> ResponseReturnValue:
    """Whoever works here sees what to do beside the child; those who keep the records see everything else too."""
    child: Child = get_or_404(Child.visible_to(current_user), Child.duplicates().get(child_id, child_id))
    is_closed = child.id in own_child.closed_to(current_user)
    keeps, published = current_user.may(Permission.FAMILY_READ), wording.is_published(DocumentKey.CONSENT_FORM)
    rulings = register_service.child_rulings(child, on=clock.today(), is_closed=is_closed) if published else ()
    return render_template(
        "children/view.html",
        child=child,
        has_left=families.has_left(child, clock.today()),
        sessions=families.sessions_of([child.id])[child.id],
        is_own=own_child.is_own_child(child.id, current_user.id),
        is_closed=is_closed,
        rulings=rulings,
        **_wish(child),
        kept=_kept(child, is_closed=is_closed, is_asked=published) if keeps else None,
    )


def _wish(child: Child) -> dict[str, Any]:
    wish = child_wishes.last_wish(child)
    return {
        "wish": wish,
        "wish_counts": wish is not None and child_wishes.counts_on(wish, clock.today()),
        # Each button has a key of its own: going back to tap another one is another wish.
        "say_keys": {say: new_token() for say in Wish} if child_wishes.is_asked(child) else {},
    }


def _kept(child: Child, *, is_closed: bool, is_asked: bool) -> dict[str, Any]:
    """Return what only those who keep the records see; of a child in their own care what a parent sees."""
    records = service.signed_records(child, current_user)
    if is_closed:
        return {"records": records, "ask_instead": own_child.other_keepers(child)}
    (line,) = families.family_lines([child])
    return {
        "records": records,
        "line": line,
        "merges": merging.lines_of([child, *(each.adult for each in line.adults)]),
        "checks": families.last_checks(child),
        "said": service.adult_answers(child, line.adults, on=clock.today()) if is_asked else None,
        "papers": service.papers_out(child, current_user),
        "holds": holds.history(child, current_user),
        "questions": service.questions_asked_first(child, current_user),
    }


@blueprint.route("/find", methods=["GET", "POST"])
@requires(Permission.CONSENT_NOTE)
def find() -> ResponseReturnValue:
    """Find by what was typed; where all that fits is about one child, go straight to that child."""
    form = SearchForm.kept()
    if form.validate_on_submit():
        return form.keep()
    found = finding.Found() if form.errors else finding.find(current_user, form.q.data)
    if found.only_child:
        return redirect(url_for("children.view", child_id=found.only_child.id), code=303)
    return render_template(
        "children/find.html",
        form=form,
        looked_for=form.q.data,
        found=found,
        sessions=families.sessions_of([child.id for child in found.children]),
        today=clock.today(),
    )
