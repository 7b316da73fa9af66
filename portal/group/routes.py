"""The register of the closed group: who is in it, who is to be invited or removed, and whether it is still closed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.foundation import clock
from portal.group import people, service
from portal.group.forms import WHO_POSTS, CheckForm, LinesForm, PasteForm
from portal.group.policy import NOTED_AFTER, Meaning, Membership, WhoPosts
from portal.web import filters
from portal.web.forms import ActionForm

blueprint = Blueprint("group", __name__, url_prefix="/group")
blueprint.context_processor(lambda: {"who_posts": WHO_POSTS, "check_is_due": service.check_is_due(on=clock.today())})

_LINES_AT_ONCE = 100


@blueprint.get("/")
@requires(Permission.GROUP_KEEP)
def register() -> ResponseReturnValue:
    return render_template(
        "group/register.html", found=service.load_register(current_user, on=clock.today()), lists=Membership
    )


@blueprint.post("/note")
@requires(Permission.GROUP_KEEP)
def note() -> ResponseReturnValue:
    """Note that those ticked were invited or removed, or do not want to be in the group."""
    fact = filters.chosen(NOTED_AFTER, request.form.get("fact")) or abort(400)
    if ActionForm().validate():
        noted = service.note(request.form.getlist("person"), fact, current_user, on=clock.today())
        told = ngettext("%(num)s person noted.", "%(num)s people noted.", len(noted))
        flash(told if noted else _("Nothing new to note. Did you tick somebody?"), "success" if noted else "warning")
    return redirect(url_for("group.register"), code=303)


@blueprint.route("/list", methods=["GET", "POST"])
@requires(Permission.GROUP_KEEP)
def paste() -> ResponseReturnValue:
    form = PasteForm()
    if form.validate_on_submit():
        with form.refusals():
            service.paste_list(form.text.data, current_user, submission=form.submission_key, on=clock.today())
            return redirect(url_for("group.lines"), code=303)
    form.new_submission()
    return render_template("group/paste.html", form=form)


@blueprint.route("/list/lines", methods=["GET", "POST"])
@requires(Permission.GROUP_KEEP)
def lines() -> ResponseReturnValue:
    """Each line that no name on our lists explains, asked once; a part can be answered today and the rest tomorrow."""
    today = clock.today()
    known = people.everybody(current_user, on=today)
    pasted = service.load_list(current_user, on=today, people=known)
    if pasted is None:
        return redirect(url_for("group.paste"), code=303)
    form = LinesForm.of(pasted.row.id, pasted.open[:_LINES_AT_ONCE], known)
    if form.validate_on_submit():
        list_id = filters.row_number(form.pasted.data) or 0
        service.answer(form.answers(), current_user, list_id=list_id, on=today)
        return redirect(url_for("group.lines"), code=303)
    return render_template("group/lines.html", form=form, pasted=pasted, people=known, meanings=Meaning)


@blueprint.post("/list/line")
@requires(Permission.GROUP_KEEP)
def line() -> ResponseReturnValue:
    """Ask again about a line that was answered, or note that the stranger it names was removed."""
    meaning = filters.chosen((Meaning.UNKNOWN, Meaning.REMOVED), request.form.get("meaning")) or abort(400)
    number, list_id = (filters.row_number(request.form.get(name)) for name in ("line", "pasted"))
    if ActionForm().validate() and number is not None and list_id:
        service.answer({number: (meaning, "")}, current_user, list_id=list_id, on=clock.today())
    return redirect(url_for("group.lines" if meaning is Meaning.UNKNOWN else "group.register"), code=303)


@blueprint.route("/check", methods=["GET", "POST"])
@requires(Permission.GROUP_KEEP)
def check() -> ResponseReturnValue:
    """Is it still closed? Once a term, dated, by whom."""
    form = CheckForm()
    if form.validate_on_submit():
        service.check_group(
            form.is_private.data == "yes", WhoPosts(form.who_posts.data), form.admins.data,
            submission=form.submission_key, by_id=current_user.id,
        )  # fmt: skip
        flash(_("Stored."), "success")
        return redirect(url_for("group.register"), code=303)
    form.new_submission()
    return render_template("group/check.html", form=form, last=service.last_check())
