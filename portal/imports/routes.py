"""Importing a family list: upload, look, correct the columns, confirm or cancel."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.families.labels import session_words
from portal.foundation import clock
from portal.imports import importing
from portal.imports.columns import Layout
from portal.imports.forms import ColumnsForm, ConfirmForm, UploadForm
from portal.imports.importing import Outcome
from portal.imports.models import FamilyImport
from portal.imports.preview import MOST_SHOWN, preview
from portal.imports.sheet import LARGEST_FILE
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404

blueprint = Blueprint("imports", __name__, url_prefix="/families")

_SAID = {
    Outcome.DONE: (_l("Imported. Everybody in the list is on the register now."), "success"),
    Outcome.OVER: (_l("This list was confirmed or cancelled before. Nothing was written twice."), "info"),
    Outcome.CHANGED: (
        _l("The register has changed since you opened the page, so nothing is written yet. Please look again."),
        "warning",
    ),
    Outcome.NOTHING: (_l("The register already says all this, so nothing was written."), "info"),
}
_BACK_TO_PREVIEW = frozenset({Outcome.CHANGED, Outcome.NOTHING})


def _own(import_id: int) -> FamilyImport:
    return get_or_404(FamilyImport.visible_to(current_user), import_id)


def _over() -> ResponseReturnValue:
    flash(str(_SAID[Outcome.OVER][0]), "info")
    return redirect(url_for("families.list_children"), code=303)


def _preview_page(
    waiting: FamilyImport, columns: ColumnsForm | None = None, confirmation: ConfirmForm | None = None
) -> str:
    found = importing.read_waiting(waiting, today=clock.today())
    confirmation = confirmation or ConfirmForm(formdata=None)
    confirmation.digest.data = found.digest
    return render_template(
        "imports/preview_list.html",
        waiting=waiting,
        found=found,
        preview=preview(found),
        columns=columns or ColumnsForm.for_list(found.sheet, found.mapping),
        confirmation=confirmation,
        most=MOST_SHOWN,
        session_words=session_words,
    )


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
@takes_files(4 * LARGEST_FILE)  # a list that is too large is then refused in words, beside its field
def upload_list() -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        with form.refusals():
            kept = importing.keep_list(form.found, by_id=current_user.id)
            return redirect(url_for("imports.preview_list", import_id=kept.id), code=303)
    return render_template("imports/upload_list.html", form=form)


@blueprint.get("/import/<int:import_id>")
@requires(Permission.FAMILY_IMPORT)
def preview_list(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    return _over() if waiting.confirmed_at else _preview_page(waiting)


@blueprint.post("/import/<int:import_id>/columns")
@requires(Permission.FAMILY_IMPORT)
def correct_columns(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if waiting.confirmed_at:
        return _over()
    found = importing.read_waiting(waiting, today=clock.today())
    form = ColumnsForm.for_list(found.sheet, found.mapping)
    if not form.validate_on_submit():
        return _preview_page(waiting, columns=form)
    importing.correct_columns(waiting, form.columns(), Layout(form.layout.data))
    flash(_("The columns are saved. This is what the list says now."), "success")
    return redirect(url_for("imports.preview_list", import_id=waiting.id), code=303)


@blueprint.post("/import/<int:import_id>/confirm")
@requires(Permission.FAMILY_IMPORT)
def confirm_import(import_id: int) -> ResponseReturnValue:
    waiting, form = _own(import_id), ConfirmForm()
    if not form.validate_on_submit() and not waiting.confirmed_at:
        return _preview_page(waiting, confirmation=form)
    digest = form.digest.data or ""
    outcome = importing.confirm(waiting.id, digest=digest, today=clock.today(), by_id=current_user.id)
    sentence, category = _SAID[outcome]
    flash(str(sentence), category)
    if outcome in _BACK_TO_PREVIEW:
        return redirect(url_for("imports.preview_list", import_id=waiting.id), code=303)
    return redirect(url_for("families.list_children"), code=303)


@blueprint.post("/import/<int:import_id>/cancel")
@requires(Permission.FAMILY_IMPORT)
def cancel_import(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if not ActionForm().validate_on_submit():
        return redirect(url_for("imports.preview_list", import_id=waiting.id), code=303)
    if not importing.cancel(waiting):
        return _over()
    flash(_("Cancelled. The list is deleted, and nothing was written."), "success")
    return redirect(url_for("families.list_children"), code=303)
