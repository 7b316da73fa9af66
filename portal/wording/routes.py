"""The manager writes, looks at and publishes the next version of a text, and says who keeps each document."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.attachments.policy import LARGEST_UPLOADS
from portal.foundation import clock
from portal.web.labels import join_names
from portal.wording import defaults, drafts, labels, library
from portal.wording.document_forms import DocumentForm, StatementsForm
from portal.wording.drafts import DraftView
from portal.wording.forms import PublishForm, StampedForm, UseForm, UsesForm, preview_of
from portal.wording.library_routes import document_or_404
from portal.wording.policy import ConsentText, DocumentKey, Text, review_state
from portal.wording.sentences import bands
from portal.wording.service import NothingPublished

blueprint = Blueprint("wording", __name__, url_prefix="/wordings")
blueprint.context_processor(lambda: {"labels": labels})
blueprint.add_app_template_global(bands, "consent_bands")


def _nothing_published(_refusal: NothingPublished) -> ResponseReturnValue:
    return render_template("wording/nothing_published.html"), 409


# On every page that needs a published text: whoever may publish it is led there.
blueprint.app_errorhandler(NothingPublished)(_nothing_published)


@blueprint.get("/")
@requires(Permission.WORDING_READ)
def overview() -> ResponseReturnValue:
    today = clock.today()
    return render_template(
        "wording/overview.html",
        lines=library.overview(),
        review_state=lambda day: review_state(day, today),
        today=today,
    )


@blueprint.route("/first", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def publish_first() -> ResponseReturnValue:
    found = drafts.unpublished()
    if not found:  # a double press, or another manager was quicker
        return redirect(url_for("home.index"), code=303)
    form, stamp = PublishForm.of(found[0]), drafts.stamp_of(found)
    if form.validate_on_submit():
        with form.refusals():
            drafts.publish_unpublished(stamp=form.draft_stamp.data, by_id=current_user.id)
            titles = join_names([draft.text.title for draft in found])
            flash(_("Published: %(titles)s.", titles=titles), "success")
            return redirect(url_for("home.index"), code=303)
    if form.is_submitted() and form.draft_stamp.data != stamp:
        form.clear_choices()
    form.draft_stamp.data = stamp
    return render_template("wording/publish_first.html", drafts=found, form=form, preview_of=preview_of)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def add_document() -> ResponseReturnValue:
    form = DocumentForm()
    if form.validate_on_submit():
        with form.refusals():
            made = library.add_document(form.details(), form.audience.data, form.kind.data, by_id=current_user.id)
            flash(_("“%(title)s” is added. Write what it says, then publish it.", title=made.title), "success")
            return redirect(url_for("wording.edit", name=made.slug), code=303)
    return render_template("wording/details.html", form=form, document=None)


@blueprint.route("/<name>/details", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def change_details(name: str) -> ResponseReturnValue:
    document = document_or_404(name)
    form = DocumentForm.of(document)
    if form.validate_on_submit():
        with form.refusals():
            library.change_details(document, form.details(), by_id=current_user.id)
            return redirect(url_for("wording.overview"), code=303)
    return render_template("wording/details.html", form=form, document=document)


@blueprint.route("/<name>/draft", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def edit(name: str) -> ResponseReturnValue:
    draft = _draft(name)
    is_consent = isinstance(draft.text, ConsentText)
    form: UsesForm | StatementsForm = UsesForm.of(draft) if is_consent else StatementsForm.of(draft)
    if form.validate_on_submit():
        with form.refusals():
            _edit(draft, form, form.text)
            flash(_("The draft is saved. Nobody else sees it until you publish it."), "success")
            return redirect(url_for("wording.publish", name=name), code=303)
    offered = [use for use in defaults.offered_uses() if draft.clause(use.key) is None]
    template = "wording/edit.html" if is_consent else "wording/edit_statements.html"
    return _shown(template, name, form, form.words_of(draft), offered=offered)


@blueprint.route("/<name>/draft/add", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def add_clause(name: str) -> ResponseReturnValue:
    _consent_draft(name)
    offered = [use for use in defaults.offered_uses() if use.key == request.args.get("like")]
    form = UseForm.of(offered[0] if offered else None)
    if form.validate_on_submit():
        with form.refusals():
            drafts.add_clause(DocumentKey.CONSENT_FORM, form.clause(""), by_id=current_user.id)
            return _saved(name)
    return _shown("wording/edit_clause.html", name, form, {}, clause=None)


@blueprint.route("/<name>/draft/parts/<key>", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def edit_clause(name: str, key: str) -> ResponseReturnValue:
    draft = _consent_draft(name)
    clause = draft.clause(key)
    form = UseForm.of(clause)
    if clause is None and not form.draft_stamp.data:
        abort(404)
    if form.validate_on_submit():
        with form.refusals():
            _edit(draft, form, lambda text: text.with_clause(form.clause(key)))
            return _saved(name)
    return _shown("wording/edit_clause.html", name, form, clause.words() if clause else {}, clause=clause)


@blueprint.route("/<name>/draft/publish", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
@takes_files(LARGEST_UPLOADS)
def publish(name: str) -> ResponseReturnValue:
    draft = _draft(name)
    form = PublishForm.of(draft)
    if form.validate_on_submit():
        with form.refusals():
            number = drafts.publish_draft(
                draft.document.key, stamp=form.draft_stamp.data, by_id=current_user.id, **form.chosen()
            ).number
            flash(_("Version %(number)s is published.", number=number), "success")
            return redirect(url_for("policies.version", name=name, number=number), code=303)
    if form.draft_stamp.errors or (form.is_submitted() and form.draft_stamp.data != draft.stamp):
        form.clear_choices()
    questions = preview_of(draft.text) if isinstance(draft.text, ConsentText) else None
    form.draft_stamp.data = draft.stamp
    return render_template("wording/publish.html", name=name, draft=draft, form=form, questions=questions)


@blueprint.route("/<name>/draft/discard", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def discard_draft(name: str) -> ResponseReturnValue:
    draft, form = _draft(name), StampedForm()
    if form.validate_on_submit():
        with form.refusals():
            drafts.discard_draft(draft.document.key, stamp=form.draft_stamp.data)
            flash(_("The draft is deleted. What is published has not changed."), "success")
            return redirect(url_for("wording.overview"), code=303)
    return _shown("wording/discard_draft.html", name, form, {})


def _draft(name: str) -> DraftView:
    return drafts.load_draft(document_or_404(name).key)


def _consent_draft(name: str) -> DraftView:
    """Return the draft of a consent form, whose uses are edited one by one. Raises NotFound for another document."""
    draft = _draft(name)
    return draft if isinstance(draft.text, ConsentText) else abort(404)


def _edit(draft: DraftView, form: StampedForm, edit: Callable[[Text], Text]) -> None:
    drafts.save_draft(draft.document.key, edit, stamp=form.draft_stamp.data, by_id=current_user.id)


def _shown(template: str, name: str, form: Any, present: Any, **more: Any) -> ResponseReturnValue:
    """Show a page of the draft. After somebody else’s change it says what is there now, beside what was typed."""
    draft = _draft(name)
    is_behind = form.is_submitted() and form.draft_stamp.data != draft.stamp
    form.draft_stamp.data = draft.stamp
    return render_template(template, name=name, draft=draft, form=form, present=present if is_behind else None, **more)


def _saved(name: str) -> ResponseReturnValue:
    flash(_("The draft says so now. People sign it once you publish it."), "success")
    return redirect(url_for("wording.edit", name=name), code=303)
