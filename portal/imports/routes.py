"""Importing a family list: upload, look, answer, say who has parental responsibility, confirm or cancel."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.families import labels
from portal.families.policy import Responsibility, ResponsibilityBasis
from portal.foundation import clock
from portal.foundation.refusals import Refusal
from portal.imports import preview, sentences, service
from portal.imports.columns import Layout
from portal.imports.forms import ConfirmForm, DecisionsForm, RightsForm, UploadForm
from portal.imports.interpretation import ListRead
from portal.imports.models import FamilyImport
from portal.imports.plan import PlannedChild, PlannedLink, State
from portal.imports.policy import LIST_WAITS, BoxesUnseen, ListChanged, ListGone, ListOver, NothingNew
from portal.imports.sheet import LARGEST_FILE
from portal.web.errors import sentence_of
from portal.web.forms import ActionForm, PortalForm
from portal.web.loading import get_or_404
from portal.web.paging import Page, page_of

blueprint = Blueprint("imports", __name__, url_prefix="/families")

_NOT_WAITING = _l("This list is not waiting any more. Upload it again.")
MOST_ROWS = 100
MOST_QUESTIONS = 20
FEW = 3  # kinds of faults that are read at a glance


def list_gone(problem: Exception) -> ResponseReturnValue:
    """Say that a list is not there, whosever it was, on the page where it can be uploaded again."""
    words = sentence_of(problem) if isinstance(problem, ListGone) else _NOT_WAITING
    flash(str(words), "warning")
    return _upload_page(UploadForm(formdata=None)), 409 if isinstance(problem, ListGone) else 404


def list_over(problem: ListOver) -> ResponseReturnValue:
    """Say that a list was confirmed before, whatever was asked of it."""
    flash(sentence_of(problem), "info")
    return redirect(url_for("families.list_children"), code=303)


def look_again(problem: Refusal) -> ResponseReturnValue:
    """Say why nothing was written, on the page that shows it: with the boxes, or what the list says now."""
    flash(sentence_of(problem), "warning")
    page = "imports.check_responsibility" if isinstance(problem, BoxesUnseen) else "imports.preview_list"
    return redirect(url_for(page, **(request.view_args or {}), **_digest()), code=303)


def _own(import_id: int) -> FamilyImport:
    """Return a list of this person that waits. Raises ListOver."""
    waiting: FamilyImport = get_or_404(FamilyImport.visible_to(current_user), import_id)
    if waiting.confirmed_at:
        raise ListOver
    return waiting


def _opened(import_id: int) -> tuple[FamilyImport, ListRead]:
    waiting = _own(import_id)
    return waiting, service.read_waiting(waiting, today=clock.today())


def _back(waiting: FamilyImport, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("imports.preview_list", import_id=waiting.id, _anchor=anchor), code=303)


def _preview_page(waiting: FamilyImport, found: ListRead, **forms: PortalForm) -> str:
    children = sorted(found.plan.children, key=lambda child: child.state is State.UNCHANGED)
    people: Page[PlannedChild] = page_of(children, request.args, cursor=lambda child: child.key)
    held = [link.after is Responsibility.HELD for _child, link in found.plan.to_tick]
    return render_template(
        "imports/preview_list.html",
        waiting=waiting,
        found=found,
        lines=preview.row_lines(found),
        page=people,
        held=held,
        preview=preview,
        sentences=sentences,
        labels=labels,
        most=MOST_ROWS,
        few=FEW,
        **{"form": DecisionsForm.for_list(found, most=MOST_QUESTIONS), "confirm": ConfirmForm.for_list(found), **forms},
    )


def _upload_page(form: UploadForm) -> str:
    waiting = list(service.waiting_lists(current_user))
    return render_template("imports/upload_list.html", form=form, waiting=waiting, kept_for=LIST_WAITS)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
@takes_files(4 * LARGEST_FILE)  # a list that is too large is then refused in words, beside its field
def upload_list() -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        with form.refusals():
            kept = service.keep_list(form.found, by_id=current_user.id)
            return redirect(url_for("imports.preview_list", import_id=kept.id), code=303)
    return _upload_page(form)


@blueprint.get("/import/<int:import_id>")
@requires(Permission.FAMILY_IMPORT)
def preview_list(import_id: int) -> ResponseReturnValue:
    return _preview_page(*_opened(import_id))


@blueprint.post("/import/<int:import_id>/decisions")
@requires(Permission.FAMILY_IMPORT)
def decide(import_id: int) -> ResponseReturnValue:
    waiting, found = _opened(import_id)
    form = DecisionsForm.for_list(found, most=MOST_QUESTIONS)
    if not form.validate_on_submit():
        return _preview_page(waiting, found, form=form)
    service.decide(
        waiting, sheet=form.sheet.data, columns=form.held(), layout=Layout(form.layout.data), answers=form.answers()
    )
    flash(_("This is what the list says now."), "success")
    return _back(waiting)


@blueprint.route("/import/<int:import_id>/responsibility", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def check_responsibility(import_id: int) -> ResponseReturnValue:
    waiting, found = _opened(import_id)
    page = _boxes(found)
    form = RightsForm.for_links(page.rows)
    if form.validate_on_submit():
        is_pressed = bool(request.form.get("parents"))
        service.tick(waiting, form.ticks(), parents=is_pressed)
        if is_pressed:
            flash(_("Every mother and father of whom the list says nothing is ticked. Now check each one."), "success")
        return _on(import_id)
    if not page.rows or not found.can_be_confirmed:
        return _back(waiting)
    return render_template(
        "imports/responsibility.html", waiting=waiting, found=found, form=form, page=page, digest=_digest(),
        restricted=preview.restricted(found),
    )  # fmt: skip


def _boxes(found: ListRead) -> Page[tuple[PlannedChild, PlannedLink]]:
    """Return the boxes that were sent, or a page of them: unless one is named, from the first that nobody looked at."""
    boxes = found.plan.to_tick
    if request.method == "POST":
        shown = set(request.form.get("shown", "").split())
        return Page(tuple(box for box in boxes if box[1].key in shown))
    keys, where = [link.key for _child, link in boxes], request.args.to_dict()
    if found.unseen and where.keys().isdisjoint(("after", "before")) and (start := keys.index(found.unseen[0])):
        where["after"] = keys[start - 1]
    return page_of(boxes, where, cursor=lambda box: box[1].key)


def _on(import_id: int) -> ResponseReturnValue:
    """Go on to the boxes that nobody looked at, and in the end to the last yes. Raises ListChanged."""
    waiting, found = _opened(import_id)
    if found.unseen:
        return redirect(url_for("imports.check_responsibility", import_id=waiting.id, **_digest()), code=303)
    if _digest()["digest"] not in ("", found.digest):
        raise ListChanged
    return _back(waiting, "confirm")


def _digest() -> dict[str, Any]:
    """Return the argument that goes from the preview over the boxes and back: what it showed."""
    return {"digest": request.values.get("digest", "")[:64]}


@blueprint.post("/import/<int:import_id>/confirm")
@requires(Permission.FAMILY_IMPORT)
def confirm_import(import_id: int) -> ResponseReturnValue:
    waiting, found = _opened(import_id)
    form = ConfirmForm.for_list(found)
    if not form.validate_on_submit():
        return _preview_page(waiting, found, confirm=form)
    basis = ResponsibilityBasis(form.basis.data) if form.basis else ResponsibilityBasis.OWN_LIST
    written = service.confirm(
        waiting.id, digest=form.digest.data, basis=basis, today=clock.today(), by_id=current_user.id
    )
    flash(preview.written_words(written), "success")
    return redirect(url_for("families.list_children"), code=303)


@blueprint.post("/import/<int:import_id>/cancel")
@requires(Permission.FAMILY_IMPORT)
def cancel_import(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if not ActionForm().validate_on_submit():
        return _back(waiting)
    service.cancel(waiting)
    flash(_("Cancelled. The list is deleted, and nothing was written."), "success")
    return redirect(url_for("families.list_children"), code=303)


blueprint.register_error_handler(404, list_gone)
blueprint.register_error_handler(ListGone, list_gone)
blueprint.register_error_handler(ListOver, list_over)
for _refused in (ListChanged, BoxesUnseen, NothingNew):
    blueprint.register_error_handler(_refused, look_again)
