"""The manager writes the next version of a text, looks at it as parents will, and publishes it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.wording import drafting, editing
from portal.wording.drafting import Desk
from portal.wording.forms import MoveForm, PublishForm, StampedForm, around_form, part_form, preview_of
from portal.wording.policy import Change, ConsentText, Part
from portal.wording.reading_routes import blueprint, document_or_404

__all__ = ["blueprint"]


@blueprint.get("/<name>/draft")
@requires(Permission.WORDING_EDIT)
def edit(name: str) -> ResponseReturnValue:
    desk = _desk(name)
    return render_template("wording/edit.html", name=name, desk=desk, order=drafting.stamp_of_order(desk.text))


@blueprint.route("/<name>/draft/text", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def edit_around(name: str) -> ResponseReturnValue:
    desk, theirs = _desk(name), None
    form = around_form(desk.document).of(desk.text.around())
    if not form.is_submitted():
        form.show(desk.text.around(), desk.faults)
    elif form.validate():
        with form.refusals():
            drafting.save_around(desk.document, form.values(), stamp=form.stamp, by_id=current_user.id)
            return _saved(name)
        if form.draft_stamp.errors:
            theirs = _desk(name)
            form.draft_stamp.data = editing.stamp_of(theirs.text.around())
    return render_template("wording/around.html", name=name, desk=desk, form=form, theirs=theirs)


@blueprint.route("/<name>/draft/add", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def add_part(name: str) -> ResponseReturnValue:
    desk = _desk(name)
    form = part_form(desk.document)()
    if not desk.has_parts:
        abort(404)
    if form.validate_on_submit():
        with form.refusals():
            drafting.add_part(desk.document, form.values(), by_id=current_user.id)
            return _saved(name)
    return render_template("wording/part.html", name=name, desk=desk, form=form, part=None, theirs=None)


@blueprint.route("/<name>/draft/parts/<key>", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def edit_part(name: str, key: str) -> ResponseReturnValue:
    desk, theirs = _desk(name), None
    part = editing.part_of(desk.text, key)
    form = part_form(desk.document)(data=part.words() if part else None)
    if part and not form.is_submitted():
        form.show(part.words(), (fault for fault in desk.faults if fault.key == key))
    elif part and form.validate():
        with form.refusals():
            drafting.save_part(desk.document, key, form.values(), stamp=form.stamp, by_id=current_user.id)
            return _saved(name)
        if form.draft_stamp.errors:
            theirs = _desk(name)
            part = editing.part_of(theirs.text, key)
            form.draft_stamp.data = editing.stamp_of(part.words() if part else {})
    if part is None and not form.holds_words:
        abort(404)
    return render_template("wording/part.html", name=name, desk=desk, form=form, part=part, theirs=theirs)


@blueprint.post("/<name>/draft/parts/<key>/move")
@requires(Permission.WORDING_EDIT)
def move_part(name: str, key: str) -> ResponseReturnValue:
    desk, form = _desk(name), MoveForm()
    _part_or_404(desk, key)
    if form.place is None or not form.validate():
        return _try_again(name)
    drafting.move_part(desk.document, key, form.place, stamp=form.stamp, by_id=current_user.id)
    return redirect(url_for("wording.edit", name=name, _anchor=key), code=303)


@blueprint.route("/<name>/draft/parts/<key>/remove", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def remove_part(name: str, key: str) -> ResponseReturnValue:
    desk, form = _desk(name), StampedForm()
    if form.stamp and editing.part_of(desk.text, key) is None:
        return redirect(url_for("wording.edit", name=name), code=303)  # a double click: it is gone already
    part = _part_or_404(desk, key)
    if form.validate_on_submit():
        with form.refusals():
            drafting.remove_part(desk.document, key, stamp=form.stamp, by_id=current_user.id)
            flash(_("“%(heading)s” is out of the draft.", heading=part.heading), "success")
            return redirect(url_for("wording.edit", name=name), code=303)
    form.draft_stamp.data = editing.stamp_of(part.words())
    return render_template("wording/remove.html", name=name, desk=desk, form=form, part=part)


@blueprint.get("/<name>/draft/preview")
@requires(Permission.WORDING_EDIT)
def preview(name: str) -> ResponseReturnValue:
    desk = _desk(name)
    form = preview_of(desk.text) if isinstance(desk.text, ConsentText) else None
    return render_template("wording/preview.html", name=name, desk=desk, form=form)


@blueprint.route("/<name>/draft/publish", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def publish(name: str) -> ResponseReturnValue:
    desk = _desk(name)
    form = PublishForm.of(desk)
    if form.validate_on_submit():
        change, settled = Change(form.change.data), bool(form.meant.data)
        with form.refusals():
            number = drafting.publish_draft(
                desk.document, change=change, stamp=form.stamp, by_id=current_user.id, doubts_settled=settled
            ).number
            flash(_("Version %(number)s is published. It is what people sign from now on.", number=number), "success")
            return redirect(url_for("wording.version", name=name, number=number), code=303)
    if form.draft_stamp.errors:  # what was chosen about other words is not chosen about these
        form.change.data, form.meant.data = None, False
    form.draft_stamp.data = desk.stamp
    return render_template("wording/publish.html", name=name, desk=desk, form=form)


@blueprint.route("/<name>/draft/throw-away", methods=["GET", "POST"])
@requires(Permission.WORDING_EDIT)
def throw_away(name: str) -> ResponseReturnValue:
    desk, form = _desk(name), StampedForm()
    if form.validate_on_submit():
        with form.refusals():
            drafting.throw_away(desk.document, stamp=form.stamp)
            flash(_("The draft is thrown away. What is published has not changed."), "success")
            return redirect(url_for("wording.overview"), code=303)
    form.draft_stamp.data = desk.stamp
    return render_template("wording/throw_away.html", name=name, desk=desk, form=form)


def _desk(name: str) -> Desk:
    return drafting.desk(document_or_404(name).key)


def _part_or_404(desk: Desk, key: str) -> Part:
    return editing.part_of(desk.text, key) or abort(404)


def _saved(name: str) -> ResponseReturnValue:
    if _desk(name).faults:
        flash(_("Saved in the draft. Something has to be mended before you publish: see below."), "warning")
    else:
        flash(_("Saved in the draft."), "success")
    return redirect(url_for("wording.edit", name=name), code=303)


def _try_again(name: str) -> ResponseReturnValue:
    flash(_("That did not work, because the page was open for too long. Please try again."), "error")
    return redirect(url_for("wording.edit", name=name), code=303)
