"""The handlers' pages of the record of a case: its facts, its actions, and the requirements that are offered."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission, Role
from portal.accounts.labels import ROLES
from portal.concerns import fact_labels, following, handling, noting, staff
from portal.concerns.case_routes import back_to_case, handled_or_404
from portal.concerns.duty_routes import blueprint
from portal.concerns.fact_forms import CaseActionForm, FactsForm, RequirementsForm, TellerForm, first_words
from portal.concerns.fact_labels import PAGES, facts_of_page
from portal.concerns.facts import Fact, FactKind, case_record
from portal.concerns.policy import EntryKind, Source
from portal.concerns.routing import HANDLING_ROLES
from portal.foundation import clock

_PAGE = f"<any({', '.join(map(repr, PAGES))}):slug>"
blueprint.context_processor(
    lambda: {
        "fact_labels": fact_labels,
        "today": clock.today(),
        "linkable_posts": noting.linkable_posts,
        "known_names": staff.known_names,
    }
)


@blueprint.route(f"/case/<reference>/record/{_PAGE}", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def facts(reference: str, slug: str) -> ResponseReturnValue:
    concern, kinds, (title, lede) = handled_or_404(reference), facts_of_page(slug), PAGES[slug]
    rows = noting.rows_of(concern)
    sent_on = any(entry.kind is EntryKind.SENT_ON for entry in handling.history(concern))
    first = first_words(recorder=current_user.name, position=position_of(current_user), sent_on=sent_on)
    form = FactsForm.for_page(kinds, rows, first=first)
    form.new_submission()
    if form.validate_on_submit():
        entered, key = form.facts(kinds), form.submission_key
        with form.refusals():
            noting.note_facts(concern, entered, seen=form.seen_id, submission=key, by_id=current_user.id)
            return back_to_case(concern, _("Kept: %(title)s", title=title))
        form.seen.data = str(noting.latest_of(rows, kinds))
    shown = {"form": form, "kinds": kinds, "title": title, "lede": lede, "slug": slug, "reference": reference}
    return render_template("concerns/facts.html", record=case_record(row.fact for row in rows), **shown)


def position_of(handler: Any) -> str:
    """Return as what somebody handles concerns."""
    return next((str(ROLES[role]) for role in Role if role in HANDLING_ROLES and role in handler.roles), "")


@blueprint.route("/case/<reference>/actions/add", methods=["GET", "POST"], defaults={"item": None})
@blueprint.route("/case/<reference>/actions/<int:item>", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def action(reference: str, item: int | None) -> ResponseReturnValue:
    """Show and note one action, a new one without ``item``."""
    concern = handled_or_404(reference)
    rows = noting.rows_of(concern)
    if item is not None and not any(row.item == item > 0 for row in rows):
        abort(404)
    item = item or 0
    noted = case_record(row.fact for row in rows).of(FactKind.ACTION, item)
    form = CaseActionForm.for_action(noted, rows)
    form.new_submission()
    if form.validate_on_submit():
        entered = Fact(FactKind.ACTION, item) if item and "remove" in request.form else form.action(item)
        with form.refusals():
            key = form.submission_key
            noting.note_facts(concern, [entered], seen=form.seen_id, submission=key, by_id=current_user.id)
            return back_to_case(concern, _("The action is kept.") if entered.text else _("The action is taken off."))
        form.seen.data = str(noting.latest_of(rows, {FactKind.ACTION}, item))
    return render_template("concerns/action.html", form=form, noted=noted, reference=reference)


@blueprint.route("/case/<reference>/teller", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def teller(reference: str) -> ResponseReturnValue:
    concern = handled_or_404(reference)
    if not Source(concern.source).is_logged:
        abort(404)
    form = TellerForm.for_concern(concern)
    if form.validate_on_submit():
        with form.refusals():
            following.choose_teller(concern, int(form.account.data or 0) or None, by_id=current_user.id)
            return back_to_case(concern, _("Kept."))
    return render_template("concerns/teller.html", form=form, reference=reference)


@blueprint.route("/requirements", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def requirements() -> ResponseReturnValue:
    form = RequirementsForm.filled()
    if form.validate_on_submit():
        with form.refusals():
            noting.save_editions(form.editions(), seen=form.seen_id, by_id=current_user.id)
            flash(_("These are offered from now on. Records keep the words they have."), "success")
            return redirect(url_for("concerns.requirements"), code=303)
        form.seen.data = str(noting.latest_list())
    return render_template("concerns/requirements.html", form=form)
