"""The family register, and what the manager corrects in it by hand."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.families import corrections, labels, people
from portal.families import register as registers
from portal.families.forms import AdultForm, ChildForm, LinkForm, NewAdultForm, RightsForm, sessions_form
from portal.families.models import Adult, Child, Guardianship
from portal.families.own_child import closed_to, refuse_own_child
from portal.families.policy import ResponsibilityBasis
from portal.families.sessions import change_sessions, session_names
from portal.foundation import clock
from portal.web import filters
from portal.web.errors import sentence_of
from portal.web.forms import ActionForm
from portal.web.labels import join_names
from portal.web.loading import get_or_404

blueprint = Blueprint("families", __name__, url_prefix="/families")
blueprint.context_processor(lambda: {"labels": labels})


def _child(child_id: int) -> Child:
    """Return a child to be corrected. Raises OwnChild: who may answer is not decided by one who answers."""
    child: Child = get_or_404(Child.visible_to(current_user), child_id)
    refuse_own_child(child.id, by_id=current_user.id, unless_alone=True)
    return child


def _adult(adult_id: int) -> Adult:
    """Return an adult to be corrected. Raises OwnChild for whoever is beside a child in one's own care."""
    adult: Adult = get_or_404(Adult.visible_to(current_user), adult_id)
    for link in registers.links_of(adult):
        refuse_own_child(link.child_id, by_id=current_user.id, unless_alone=True)
    return adult


def _link(child: Child, adult_id: int) -> Guardianship:
    return get_or_404(Guardianship.select().where(Guardianship.child == child.id), adult_id, by="adult")


def _to_child(child: Child, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("children.view", child_id=child.id), code=303)


def _corrected(name: str, changed: bool) -> str:
    if not changed:
        return _("Nothing was changed.")
    return _("The entry of %(name)s is corrected. Every page shows it from now on.", name=name)


def _to_list(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("families.list_children"), code=303)


@blueprint.get("/")
@requires(Permission.FAMILY_READ)
def list_children() -> ResponseReturnValue:
    session = filters.chosen(session_names(), request.args.get("session"))
    show = request.args.get("show")
    left, nobody = show == "left", show == "nobody"
    register = registers.register(current_user, on=clock.today(), session=session, left=left, unanswerable=nobody)
    return render_template("families/list_children.html", register=register, session=session, left=left, nobody=nobody)


@blueprint.route("/child/new", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def add_child() -> ResponseReturnValue:
    form = ChildForm()
    if form.validate_on_submit():
        with form.refusals():
            child = people.add_child(
                form.details(), is_another=form.is_another.data, submission=form.submission_key, by_id=current_user.id
            )
            flash(_("%(name)s is on the register. Now add an adult.", name=child.name), "success")
            return redirect(url_for("families.add_adult", child_id=child.id), code=303)
    form.new_submission()
    return render_template("families/add_child.html", form=form)


@blueprint.route("/child/<int:child_id>/edit", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def edit_child(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    sessions = registers.sessions_of([child.id])[child.id]
    form = ChildForm(data={**child.__data__, "submission": None, "sessions": sessions})
    if form.validate_on_submit():
        with form.refusals():
            changed = people.change_child(child, form.details(), is_another=form.is_another.data, by_id=current_user.id)
            return _to_child(child, _corrected(Child.get_by_id(child.id).name, changed))
    return render_template("families/edit_child.html", form=form, child=child)


@blueprint.route("/child/<int:child_id>/remove", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def remove_child(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    if ActionForm().validate_on_submit():
        people.remove_child(child, by_id=current_user.id)
        return _to_list(_("%(name)s is removed from the register.", name=child.name))
    going = people.adults_going_with(child)
    return render_template("families/remove_child.html", child=child, going=going, stays=_why_it_stays(child, None))


def _why_it_stays(child: Child | None, adult: Adult | None) -> str:
    refusal = people.refusal_to_remove(child, adult)
    return sentence_of(refusal) if refusal else ""


@blueprint.route("/child/<int:child_id>/adult/new", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def add_adult(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    form = NewAdultForm()
    form.offer(registers.adults_like(form.name.data or "", form.details()["email"] or ""))
    if form.validate_on_submit():
        with form.refusals():
            adult = people.add_adult(
                child, form.details(), form.said(), known_id=form.known_id, submission=form.submission_key,
                by_id=current_user.id,
            )  # fmt: skip
            return _to_child(
                child, _("%(name)s is on the register for %(child)s.", name=adult.name, child=child.called)
            )
    form.new_submission()
    return render_template("families/add_adult.html", form=form, child=child)


@blueprint.route("/adult/<int:adult_id>/edit", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def edit_adult(adult_id: int) -> ResponseReturnValue:
    adult = _adult(adult_id)
    form = AdultForm(data={**adult.__data__, "submission": None})
    if form.validate_on_submit():
        with form.refusals():
            changed = people.change_adult(adult, form.details(), by_id=current_user.id)
            flash(_corrected(form.name.data, changed), "success")
            return redirect(url_for("families.edit_adult", adult_id=adult.id), code=303)
    return render_template("families/edit_adult.html", form=form, adult=adult, links=registers.links_of(adult))


@blueprint.route("/adult/<int:adult_id>/remove", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def remove_adult(adult_id: int) -> ResponseReturnValue:
    adult = _adult(adult_id)
    if ActionForm().validate_on_submit():
        people.remove_adult(adult, by_id=current_user.id)
        return _to_list(_("%(name)s is removed from the register.", name=adult.name))
    without, stays, links = people.left_without(adult), _why_it_stays(None, adult), registers.links_of(adult)
    return render_template("families/remove_adult.html", adult=adult, without=without, stays=stays, links=links)


@blueprint.route("/child/<int:child_id>/adult/<int:adult_id>", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def edit_link(child_id: int, adult_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    link = _link(child, adult_id)
    check = registers.last_checks(child).get(adult_id)
    beside = {"responsibility": link.responsibility, "responsibility/checked": str(check and check.id)}
    form = LinkForm(relationship=link.relationship, beside=beside)
    if form.validate_on_submit():
        people.change_link(link, form.said(), by_id=current_user.id)
        now = _link(child, adult_id)
        said = _(
            "%(name)s for %(child)s: %(relationship)s, %(responsibility)s. It counts from this moment.",
            name=now.adult.name,
            child=child.called,
            relationship=labels.RELATIONSHIPS[now.relationship],
            responsibility=labels.RESPONSIBILITIES[now.responsibility],
        )
        return _to_child(child, said)
    has_answered = people.is_recorded([child, link.adult])
    return render_template("families/edit_link.html", form=form, link=link, check=check, has_answered=has_answered)


@blueprint.route("/child/<int:child_id>/adult/<int:adult_id>/remove", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def remove_link(child_id: int, adult_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    adult = _link(child, adult_id).adult
    if ActionForm().validate_on_submit():
        people.remove_link(child, adult, by_id=current_user.id)
        said = _("%(name)s is not on the register for %(child)s any more.", name=adult.name, child=child.called)
        return _to_child(child, said)
    without, stays = child in people.left_without(adult), _why_it_stays(child, adult)
    return render_template("families/remove_link.html", child=child, adult=adult, without=without, stays=stays)


@blueprint.route("/responsibility", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def check_responsibility() -> ResponseReturnValue:
    page, lines, checked = registers.responsibility_page(current_user, request.args, on=clock.today())
    own = closed_to(current_user)
    form = RightsForm.for_lines([line for line in lines if line.child.id not in own], checked)
    if "parents" in request.form:
        form.tick_parents()
    elif form.validate_on_submit():
        basis = ResponsibilityBasis(form.basis.data)
        new = corrections.set_responsibilities(form.found(), basis, by_id=current_user.id)
        said = _checked(new)
        if page.following is None:
            return _to_list(said)
        flash(said, "success" if new else "info")
        return redirect(url_for("families.check_responsibility", after=page.following["after"]), code=303)
    here = {name: value for name, value in request.args.items() if name in ("after", "before")}
    return render_template("families/check_responsibility.html", form=form, page=page, lines=lines, here=here)


def _checked(new: int) -> str:
    if not new:
        return _("Nothing was changed.")
    return ngettext(
        "Parental responsibility is entered for %(num)s adult. It counts from this moment.",
        "Parental responsibility is entered for %(num)s adults. It counts from this moment.",
        new,
    )


@blueprint.route("/sessions", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def edit_sessions() -> ResponseReturnValue:
    names = session_names()
    form = sessions_form(names)
    if form.validate_on_submit():
        with form.refusals():
            change_sessions(
                {key: form[key].data for key in names if key in form}, form["added"].data, by_id=current_user.id
            )
            flash(_("Your sessions are now: %(names)s.", names=join_names(session_names().values())), "success")
            return redirect(url_for("families.edit_sessions"), code=303)
    return render_template("families/edit_sessions.html", form=form)
