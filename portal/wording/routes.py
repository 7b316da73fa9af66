"""Every version of the texts that people sign, to be read; and the manager writes, looks at and publishes the next."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.web.labels import join_names
from portal.web.loading import get_or_404
from portal.wording import defaults, drafts, history, labels, service
from portal.wording.drafts import DraftView
from portal.wording.forms import GeneralForm, MoveForm, PublishForm, StampedForm, clause_form, preview_of
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import ConsentText, Text
from portal.wording.sentences import bands
from portal.wording.service import NothingPublished

blueprint = Blueprint("wording", __name__, url_prefix="/wordings")
blueprint.context_processor(lambda: {"labels": labels})
blueprint.add_app_template_global(bands, "consent_bands")


def _nothing_published(_refusal: NothingPublished) -> ResponseReturnValue:
    return render_template("wording/nothing_published.html"), 409


# On every page that needs a published text: whoever may publish it is led there.
blueprint.app_errorhandler(NothingPublished)(_nothing_published)


def document_or_404(slug: str) -> Document:
    """Return the document that an address names. Raises NotFound."""
    try:
        document = service.get_document(slug.replace("-", "_"))
    except LookupError:
        abort(404)
    return document if document.slug == slug else abort(404)


@blueprint.get("/")
@requires(Permission.WORDING_READ)
def overview() -> ResponseReturnValue:
    return render_template("wording/overview.html", histories=history.histories(current_user))


@blueprint.route("/first", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def publish_first() -> ResponseReturnValue:
    found = drafts.unpublished()
    if not found:  # a double press, or another manager was quicker
        return redirect(url_for("home.index"), code=303)
    form, stamp = PublishForm.of(found[0]), drafts.stamp_of(found)
    if form.validate_on_submit():
        with form.refusals():
            drafts.publish_unpublished(stamp=form.stamp, by_id=current_user.id)
            titles = join_names([draft.text.title for draft in found])
            flash(_("Published: %(titles)s.", titles=titles), "success")
            return redirect(url_for("home.index"), code=303)
    if form.is_submitted() and form.stamp != stamp:
        form.clear_choices()
    form.draft_stamp.data = stamp
    return render_template("wording/publish_first.html", drafts=found, form=form, preview_of=preview_of)


@blueprint.get("/<name>/versions/<int:number>")
@requires(Permission.WORDING_READ)
def version(name: str, number: int) -> ResponseReturnValue:
    document = document_or_404(name)
    readable = history.readable_versions(current_user).where(WordingVersion.document == document.key)
    found: WordingVersion = get_or_404(readable, number, by="number")
    return render_template(
        "wording/version.html",
        document=document,
        version=found,
        text=service.version(found.id).text,
        changes=history.changes_in(found),
        asked_again=history.asked_again_in(found),
    )


@blueprint.get("/<name>/draft")
@requires(Permission.WORDING_EDIT)
def edit(name: str) -> ResponseReturnValue:
    draft = _draft(name)
    is_consent = isinstance(draft.text, ConsentText)
    offered = [use for use in defaults.OFFERED if is_consent and draft.clause(use.key) is None]
    return render_template("wording/edit.html", name=name, draft=draft, offered=offered)


@blueprint.route("/<name>/draft/text", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def edit_general(name: str) -> ResponseReturnValue:
    draft = _draft(name)
    form = GeneralForm.of(draft)
    if form.validate_on_submit():
        with form.refusals():
            _edit(draft, form, lambda text: replace(text, **form.values()))
            return _saved(name)
    return _shown("wording/edit_general.html", name, form, draft.text.general_fields())


@blueprint.route("/<name>/draft/add", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def add_clause(name: str) -> ResponseReturnValue:
    draft = _draft(name)
    if not draft.has_clauses:
        abort(404)
    offered = [use for use in defaults.OFFERED if use.key == request.args.get("like")]
    form = clause_form(draft.document.kind).of(offered[0] if offered else None)
    if form.validate_on_submit():
        with form.refusals():
            drafts.add_clause(draft.document.key, form.clause(""), by_id=current_user.id)
            return _saved(name)
    return _shown("wording/edit_clause.html", name, form, {}, clause=None)


@blueprint.route("/<name>/draft/parts/<key>", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def edit_clause(name: str, key: str) -> ResponseReturnValue:
    draft = _draft(name)
    clause = draft.clause(key)
    form = clause_form(draft.document.kind).of(clause)
    if clause is None and not form.stamp:
        abort(404)
    if form.validate_on_submit():
        with form.refusals():
            _edit(draft, form, lambda text: text.with_clause(form.clause(key)))
            return _saved(name)
    return _shown("wording/edit_clause.html", name, form, clause.words() if clause else {}, clause=clause)


@blueprint.post("/<name>/draft/parts/<key>/move")
@requires(Permission.WORDING_EDIT)
def move_clause(name: str, key: str) -> ResponseReturnValue:
    draft, form = _draft(name), MoveForm()
    if draft.clause(key) is None:
        abort(404)
    if form.place is None or not form.validate():
        flash(_("That did not work, because the page was open for too long. Please try again."), "error")
        return redirect(url_for("wording.edit", name=name), code=303)
    place = form.place
    _edit(draft, form, lambda text: text.with_clause_at(key, place))
    return redirect(url_for("wording.edit", name=name, _anchor=key), code=303)


@blueprint.route("/<name>/draft/parts/<key>/remove", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def remove_clause(name: str, key: str) -> ResponseReturnValue:
    draft, form = _draft(name), StampedForm()
    clause = draft.clause(key)
    if clause is None and form.stamp:
        return redirect(url_for("wording.edit", name=name), code=303)  # a double click: it is gone already
    if clause is None:
        abort(404)
    if form.validate_on_submit():
        with form.refusals():
            _edit(draft, form, lambda text: text.without(key))
            flash(_("“%(heading)s” is out of the draft.", heading=clause.heading), "success")
            return redirect(url_for("wording.edit", name=name), code=303)
    return _shown("wording/remove_clause.html", name, form, {}, clause=clause)


@blueprint.route("/<name>/draft/publish", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def publish(name: str) -> ResponseReturnValue:
    draft = _draft(name)
    form = PublishForm.of(draft)
    if form.validate_on_submit():
        with form.refusals():
            number = drafts.publish_draft(
                draft.document.key, stamp=form.stamp, by_id=current_user.id, **form.chosen()
            ).number
            flash(_("Version %(number)s is published. It is what people sign from now on.", number=number), "success")
            return redirect(url_for("wording.version", name=name, number=number), code=303)
    if form.draft_stamp.errors or (form.is_submitted() and form.stamp != draft.stamp):
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
            drafts.discard_draft(draft.document.key, stamp=form.stamp)
            flash(_("The draft is deleted. What is published has not changed."), "success")
            return redirect(url_for("wording.overview"), code=303)
    return _shown("wording/discard_draft.html", name, form, {})


def _draft(name: str) -> DraftView:
    return drafts.load_draft(document_or_404(name).key)


def _edit(draft: DraftView, form: StampedForm, edit: Callable[[Text], Text]) -> None:
    drafts.save_draft(draft.document.key, edit, stamp=form.stamp, by_id=current_user.id)


def _shown(template: str, name: str, form: Any, present: Any, **more: Any) -> ResponseReturnValue:
    """Show a page of the draft. After somebody else’s change it says what is there now, beside what was typed."""
    draft = _draft(name)
    is_behind = form.is_submitted() and form.stamp != draft.stamp
    form.draft_stamp.data = draft.stamp
    return render_template(template, name=name, draft=draft, form=form, present=present if is_behind else None, **more)


def _saved(name: str) -> ResponseReturnValue:
    flash(_("The draft says so now. People sign it once you publish it."), "success")
    return redirect(url_for("wording.edit", name=name), code=303)
