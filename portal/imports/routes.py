"""Importing a family list: upload, look, answer, say who has parental responsibility, confirm or cancel."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.families.labels import RESPONSIBILITIES, RESPONSIBILITY_TONES
from portal.families.policy import Responsibility, ResponsibilityBasis
from portal.foundation import clock
from portal.imports import preview, service
from portal.imports.columns import Layout
from portal.imports.forms import (
    AnswersForm,
    ColumnsForm,
    ConfirmForm,
    ConfirmRightsForm,
    RightsForm,
    SheetForm,
    UploadForm,
)
from portal.imports.interpretation import ListRead
from portal.imports.models import FamilyImport
from portal.imports.plan import PlannedChild, PlannedLink
from portal.imports.sentences import mapping_fault_sentence, note_sentence
from portal.imports.service import Outcome
from portal.imports.sheet import LARGEST_FILE
from portal.web.forms import ActionForm, PortalForm
from portal.web.loading import get_or_404
from portal.web.paging import Page, page_of

blueprint = Blueprint("imports", __name__, url_prefix="/families")

MOST_ROWS = 100
MOST_QUESTIONS = 20
_SAID = {
    Outcome.DONE: (_l("Imported. Everybody in the list is on the register now."), "success"),
    Outcome.OVER: (_l("This list was confirmed or cancelled before. Nothing was written twice."), "info"),
    Outcome.CHANGED: (
        _l("The register has changed since you opened the page, so nothing is written yet. Please look again."),
        "warning",
    ),
    Outcome.UNSEEN: (_l("Look at each box of parental responsibility first. Nothing is written yet."), "warning"),
    Outcome.NOTHING: (_l("The register already says all this, so nothing was written."), "info"),
}
_NEXT = {
    Outcome.CHANGED: "imports.preview_list",
    Outcome.NOTHING: "imports.preview_list",
    Outcome.UNSEEN: "imports.check_responsibility",
}


def _own(import_id: int) -> FamilyImport:
    return get_or_404(FamilyImport.visible_to(current_user), import_id)


def _read(waiting: FamilyImport) -> ListRead:
    return service.read_waiting(waiting, today=clock.today())


def _over() -> ResponseReturnValue:
    flash(str(_SAID[Outcome.OVER][0]), "info")
    return redirect(url_for("families.list_children"), code=303)


def _back(waiting: FamilyImport, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("imports.preview_list", import_id=waiting.id, _anchor=anchor), code=303)


def _answers_form(found: ListRead) -> AnswersForm:
    """Return the first questions that are open, and after them those that are answered."""
    answered = [question for question in found.questions if question.answer]
    return AnswersForm.for_questions([*found.open_questions[:MOST_QUESTIONS], *answered], found.sheet)


def _preview_page(waiting: FamilyImport, found: ListRead, **forms: PortalForm) -> str:
    rows = preview.row_lines(found)
    people: Page[PlannedChild] = page_of(found.plan.children, request.args, cursor=lambda child: child.key)
    return render_template(
        "imports/preview_list.html",
        waiting=waiting,
        found=found,
        counts=preview.counts(found),
        column_faults=[mapping_fault_sentence(fault) for fault in found.column_faults],
        notes=[note_sentence(note) for note in found.sheet.notes],
        left_out=[row for row in rows if row.is_left_out],
        to_check=[row for row in rows if not row.is_left_out],
        hidden=preview.hidden_rows(found),
        most=MOST_ROWS,
        most_questions=MOST_QUESTIONS,
        people=preview.child_lines(people.rows),
        page=people,
        absent=found.plan.absent,
        states=preview.STATES,
        responsibilities=RESPONSIBILITIES,
        responsibility_tones=RESPONSIBILITY_TONES,
        **{"columns": ColumnsForm.for_list(found), "sheets": SheetForm.for_list(found),
           "questions": _answers_form(found), **forms},
    )  # fmt: skip


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
@takes_files(4 * LARGEST_FILE)  # a list that is too large is then refused in words, beside its field
def upload_list() -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        with form.refusals():
            kept = service.keep_list(form.found, by_id=current_user.id)
            return redirect(url_for("imports.preview_list", import_id=kept.id), code=303)
    waiting = list(service.waiting_lists(current_user))
    return render_template("imports/upload_list.html", form=form, waiting=waiting)


@blueprint.get("/import/<int:import_id>")
@requires(Permission.FAMILY_IMPORT)
def preview_list(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    return _over() if waiting.confirmed_at else _preview_page(waiting, _read(waiting))


@blueprint.post("/import/<int:import_id>/sheet")
@requires(Permission.FAMILY_IMPORT)
def choose_sheet(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if waiting.confirmed_at:
        return _over()
    found = _read(waiting)
    form = SheetForm.for_list(found)
    if not form.validate_on_submit():
        return _preview_page(waiting, found, sheets=form)
    service.choose_sheet(waiting, form.sheet.data)
    return _back(waiting)


@blueprint.post("/import/<int:import_id>/columns")
@requires(Permission.FAMILY_IMPORT)
def correct_columns(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if waiting.confirmed_at:
        return _over()
    found = _read(waiting)
    form = ColumnsForm.for_list(found)
    if not form.validate_on_submit():
        return _preview_page(waiting, found, columns=form)
    service.correct_columns(waiting, form.columns(), Layout(form.layout.data))
    flash(_("The columns are saved. This is what the list says now."), "success")
    return _back(waiting)


@blueprint.post("/import/<int:import_id>/answers")
@requires(Permission.FAMILY_IMPORT)
def answer_questions(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if waiting.confirmed_at:
        return _over()
    found = _read(waiting)
    form = _answers_form(found)
    if not form.validate_on_submit():
        return _preview_page(waiting, found, questions=form)
    service.answer(waiting, form.answers())
    flash(_("Your answers are saved. This is what the list says now."), "success")
    return _back(waiting)


@blueprint.route("/import/<int:import_id>/responsibility", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def check_responsibility(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if waiting.confirmed_at:
        return _over()
    found = _read(waiting)
    if found.is_blocked or not found.plan.to_tick:
        return _back(waiting)
    page: Page[tuple[PlannedChild, PlannedLink]] = page_of(
        found.plan.to_tick, request.args, cursor=lambda pair: pair[1].key
    )
    form = RightsForm.for_links(page.rows)
    if form.validate_on_submit():
        service.tick(waiting, form.ticks())
        follows = "imports.check_responsibility" if page.following else "imports.confirm_import"
        further: dict[str, Any] = {"import_id": waiting.id, **(page.following or {})}
        return redirect(url_for(follows, **further), code=303)
    return render_template(
        "imports/responsibility.html", waiting=waiting, found=found, form=form, page=page,
        here={name: value for name, value in request.args.items() if name in ("after", "before")},
    )  # fmt: skip


@blueprint.post("/import/<int:import_id>/parents")
@requires(Permission.FAMILY_IMPORT)
def tick_parents(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if waiting.confirmed_at:
        return _over()
    if ActionForm().validate_on_submit():
        service.tick_parents(waiting)
        flash(_("Every mother and father is ticked, but for those the list says no to. Now check each one."), "success")
    return redirect(url_for("imports.check_responsibility", import_id=waiting.id), code=303)


@blueprint.route("/import/<int:import_id>/confirm", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def confirm_import(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if waiting.confirmed_at:
        return _over()
    found = _read(waiting)
    form = ConfirmRightsForm() if found.plan.to_tick else ConfirmForm()
    if form.validate_on_submit():
        basis = ResponsibilityBasis(form.basis.data) if found.plan.to_tick else ResponsibilityBasis.OWN_LIST
        return _confirmed(waiting, form.digest.data or "", basis)
    if not found.can_be_confirmed or found.unseen:
        return _said(waiting, Outcome.UNSEEN if found.unseen else Outcome.NOTHING)
    form.digest.data = found.digest
    links = [link for child in found.plan.children for link in child.links if link.is_to_tick]
    held = sum(link.after is Responsibility.HELD for link in links)
    return render_template(
        "imports/confirm.html", waiting=waiting, found=found, form=form, counts=preview.counts(found),
        held=held, without=len(links) - held,
    )  # fmt: skip


def _confirmed(waiting: FamilyImport, digest: str, basis: ResponsibilityBasis) -> ResponseReturnValue:
    today, by_id = clock.today(), current_user.id
    return _said(waiting, service.confirm(waiting.id, digest=digest, basis=basis, today=today, by_id=by_id))


def _said(waiting: FamilyImport, outcome: Outcome) -> ResponseReturnValue:
    sentence, category = _SAID[outcome]
    flash(str(sentence), category)
    where: dict[str, Any] = {"import_id": waiting.id} if outcome in _NEXT else {}
    return redirect(url_for(_NEXT.get(outcome, "families.list_children"), **where), code=303)


@blueprint.post("/import/<int:import_id>/cancel")
@requires(Permission.FAMILY_IMPORT)
def cancel_import(import_id: int) -> ResponseReturnValue:
    waiting = _own(import_id)
    if not ActionForm().validate_on_submit():
        return _back(waiting)
    if not service.cancel(waiting):
        return _over()
    flash(_("Cancelled. The list is deleted, and nothing was written."), "success")
    return redirect(url_for("families.list_children"), code=303)
