"""Clearing a picture on a phone: where, who is in it, the caption, the answer; and who may post."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from portal.access.guard import public, requires
from portal.access.permissions import Permission, Role
from portal.consents.names import ListedChild, disambiguate, sort_key
from portal.consents.one_event import form_with_events
from portal.consents.register.service import children, entries
from portal.families.models import Child
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import one_of_ids
from portal.foundation.text import clean_text, folded
from portal.mail.service import links_are_held
from portal.posts import queries as posts
from portal.posts.clearance import adults, labels, posters, queries, service
from portal.posts.clearance.captions import children_called
from portal.posts.clearance.forms import AdultForm, AnswerForm, ClearanceForm, DesignationForm
from portal.posts.clearance.models import Clearance, ClearanceAdult, ListedAdult, PosterDesignation
from portal.posts.clearance.policy import AdultAnswer, asked_targets, who
from portal.posts.labels import state_for_parent
from portal.web import filters
from portal.web.addresses import public_address
from portal.web.errors import sentence_of
from portal.web.forms import ActionForm, PortalForm, SubmissionForm
from portal.web.loading import get_or_404
from portal.web.throttle import client_address, count_try
from portal.wording.uses import Shown, Use

blueprint = Blueprint("clearances", __name__, url_prefix="/clearances")
blueprint.context_processor(lambda: {"labels": labels, "is_designated": posters.is_designated})

# More tiles than this nobody scrolls through with a thumb.
_MOST_TILES, _MOST_FOUND = 60, 12


def _clearance(reference: str) -> Clearance:
    return get_or_404(Clearance.visible_to(current_user), reference, by="reference")


def _show(clearance: Clearance) -> ResponseReturnValue:
    return redirect(url_for("clearances.show", reference=clearance.reference), code=303)


@blueprint.get("/")
@requires(Permission.CLEARANCE_READ)
def today() -> ResponseReturnValue:
    return render_template("clearances/today.html", views=queries.made_today(current_user, now=clock.now()))


@blueprint.get("/new")
@requires(Permission.CLEARANCE_MAKE)
def choose() -> ResponseReturnValue:
    posters.require_poster(current_user.id, on=clock.today())
    uses = _uses()
    return render_template("clearances/choose.html", targets=asked_targets(uses.values()), uses=uses)


@blueprint.route("/new/picture", methods=["GET", "POST"])
@requires(Permission.CLEARANCE_MAKE)
def make() -> ResponseReturnValue:
    posters.require_poster(current_user.id, on=clock.today())
    uses, wanted = _uses(), tuple(request.args.get(name, "") for name in ("place", "platform", "event"))
    what = filters.chosen((Shown.PICTURE, Shown.VIDEO), request.args.get("what"))
    asked = asked_targets(uses.values()).items()
    target = next(
        (each for each, shown in asked if what in shown and (each.place, each.platform, each.event) == wanted), None
    )
    if target is None or what is None:
        flash(_("Choose again where it goes: the consent form has changed."), "error")
        return redirect(url_for("clearances.choose"), code=303)
    form = _clearance_form()
    form.new_submission()
    if "look" not in request.form and form.validate_on_submit():
        with form.refusals():
            return _show(service.clear(form.wish(target, what), by=current_user))
    return render_template("clearances/make.html", form=form, target=target, what=what, uses=uses, **_tiles(form))


def _uses() -> dict[str, Use]:
    return {use.key: use for use in form_with_events(clock.today()).published.consent.uses}


def _clearance_form() -> ClearanceForm:
    """Return the form as far as what was sent tells what it has to ask."""
    caption, called = clean_text(request.form.get("caption")), []
    refusal = service.refusal_of_caption(caption)
    if caption and not refusal:  # a whole name is no lone name to ask about
        attending = Child.attending(clock.today(), Child.visible_to(current_user))
        called = children_called(caption, queries.children_in_caption(caption, attending))
    refused = sentence_of(refusal) if refusal else ""
    form = ClearanceForm.asking(sorted(called, key=_by_call_name), adults.known().values(), refused)
    form.session.choices = [("", _("Every session")), *session_names().items()]
    return form


def _tiles(form: ClearanceForm) -> dict[str, object]:
    """Return the children of today to tick: those looked for first, then those ticked, then the others by first name."""
    day, visible = clock.today(), Child.visible_to(current_user)
    session = filters.chosen(session_names(), form.session.data)
    here = sorted(children(current_user, on=day, session=session, only_started=True), key=_by_call_name)
    ticked = entries(visible.where(one_of_ids(Child.id, form.children.data or [])))
    found = entries(visible, name=form.find.data)[:_MOST_FOUND] if form.find.data else []
    shown = {child.id: child for child in (*found, *ticked, *here[:_MOST_TILES])}
    names = disambiguate(shown.values())
    form.children.choices = [
        SelectChoice(id_, names[id_], {"hint": _("left") if child.leaves_on and child.leaves_on < day else ""})
        for id_, child in shown.items()
    ]
    return {"is_cut": len(here) > _MOST_TILES, "found": found, "looked_for": form.find.data}


def _by_call_name(child: ListedChild) -> tuple[str, tuple[str, str, int]]:
    return folded(child.called), sort_key(child)


@blueprint.get("/<reference>")
@requires(Permission.CLEARANCE_READ)
def show(reference: str) -> ResponseReturnValue:
    now, form = clock.now(), SubmissionForm()
    (view,) = queries.load([_clearance(reference)], now=now)
    form.new_submission()
    group = service.largest_clear(view, now=now)
    return render_template("clearances/show.html", view=view, group=group, form=form, uses=_uses())


@blueprint.post("/<reference>/largest-group")
@requires(Permission.CLEARANCE_MAKE)
def clear_largest(reference: str) -> ResponseReturnValue:
    clearance, form = _clearance(reference), SubmissionForm()
    if not _is_tapped(form):
        return _show(clearance)
    (view,) = queries.load([clearance], now=clock.now())
    return _show(service.clear_largest(view, submission=form.submission_key, by=current_user))


def _is_tapped(form: PortalForm) -> bool:
    """Return whether a button was pressed on a page that is still good; say so where it was not."""
    if not (is_good := form.validate_on_submit()):
        flash(_("Nothing was stored. Please tap again."), "error")
    return bool(is_good)


@blueprint.post("/<reference>/adults/<int:adult_id>")
@requires(Permission.CLEARANCE_MAKE)
def note_adult(reference: str, adult_id: int) -> ResponseReturnValue:
    clearance, form = _clearance(reference), AnswerForm()
    adult: ClearanceAdult = get_or_404(clearance.adults, adult_id)
    if _is_tapped(form):
        service.note_adult(adult, AdultAnswer(form.answer.data), by=current_user)
    return _show(clearance)


@blueprint.post("/<reference>/seen")
@requires(Permission.CLEARANCE_MAKE)
def see(reference: str) -> ResponseReturnValue:
    clearance = _clearance(reference)
    if _is_tapped(ActionForm()):
        service.see(clearance, by=current_user)
    return _show(clearance)


@blueprint.route("/pictures-of-you", methods=["GET", "POST"])
@requires(Permission.CONSENT_NOTE)
def own_answer() -> ResponseReturnValue:
    form, own = AnswerForm(), current_user.id
    if form.validate_on_submit():
        adults.answer_for_oneself(AdultAnswer(form.answer.data), submission=form.submission_key, by=current_user)
        return _answered()
    return _own_page(form, who(own, None), current_user.name, layout="layouts/manager.html")


@blueprint.route("/of-you/<pasted:token>", methods=["GET", "POST"])
@public
def answer_by_link(token: str) -> ResponseReturnValue:
    """The same page for whom a link was made; it opens nothing else, and shows nobody but them."""
    adult, form = ListedAdult.of_link(token) or abort(404), AnswerForm()
    if form.validate_on_submit():
        count_try(f"adult:{client_address()}", limit=20, within=timedelta(hours=1))
        adults.answer_by_link(adult, AdultAnswer(form.answer.data), submission=form.submission_key)
        return _answered()
    return _own_page(form, who(None, adult.id), adult.name, layout="layouts/plain.html")


def _answered() -> ResponseReturnValue:
    flash(_("Stored. It counts from this moment."), "success")
    return redirect(request.path, code=303)


def _own_page(form: AnswerForm, who: str, name: str, *, layout: str) -> str:
    """Return somebody's own page, with what becomes of each post that they asked us to take down."""
    form.new_submission()
    asked = [(line, state_for_parent(line, each)) for line, each in posts.posts_against({who: name}, on=clock.today())]
    standing = adults.standing_answers().get(who)
    return render_template(
        "clearances/own_answer.html", form=form, standing=standing, asked=asked, name=name, layout=layout
    )


def _adult(adult_id: int) -> ListedAdult:
    return get_or_404(ListedAdult.visible_to(current_user), adult_id)


@blueprint.route("/adults", methods=["GET", "POST"])
@requires(Permission.CLEARANCE_READ)
def list_adults() -> ResponseReturnValue:
    form = AdultForm()
    if form.validate_on_submit():
        with form.refusals():
            adults.list_adult(form.name.data, submission=form.submission_key, by=current_user)
            return redirect(url_for("clearances.list_adults"), code=303)
    form.new_submission()
    listed, answers = ListedAdult.visible_to(current_user).order_by(ListedAdult.id), adults.standing_answers()
    lines = [(adult, answers.get(who(None, adult.id))) for adult in listed]
    return render_template("clearances/list_adults.html", form=form, lines=lines)


@blueprint.post("/adults/<int:adult_id>/link")
@requires(Permission.CLEARANCE_READ)
def make_link(adult_id: int) -> ResponseReturnValue:
    """Show the link of somebody's own page once: only its hash is kept."""
    adult, back_url = _adult(adult_id), url_for("clearances.list_adults")
    if not ActionForm().validate():
        return redirect(back_url, code=303)
    link = public_address("clearances.answer_by_link", token=adults.new_link(adult, by=current_user))
    return render_template("group/make_link.html", guest=adult, link=link, is_held=links_are_held(), back_url=back_url)


@blueprint.post("/adults/<int:adult_id>/no")
@requires(Permission.CLEARANCE_READ)
def note_no(adult_id: int) -> ResponseReturnValue:
    adult, form = _adult(adult_id), SubmissionForm()
    if form.validate():
        adults.note_no(adult, submission=form.submission_key, by=current_user)
        flash(_("Stored: no more pictures of %(name)s. It counts from this moment.", name=adult.name), "success")
    return redirect(url_for("clearances.list_adults"), code=303)


@blueprint.post("/adults/<int:adult_id>/end")
@requires(Permission.CLEARANCE_READ)
def unlist(adult_id: int) -> ResponseReturnValue:
    adult = _adult(adult_id)
    if ActionForm().validate():
        adults.unlist(adult, by=current_user)
        flash(_("%(name)s is not on this list any more.", name=adult.name), "success")
    return redirect(url_for("clearances.list_adults"), code=303)


@blueprint.route("/posters", methods=["GET", "POST"])
@requires(Permission.POSTER_DESIGNATE)
def designate() -> ResponseReturnValue:
    day, possible = clock.today(), posters.holding(Role.POSTER)
    form = DesignationForm(data={"first_day": day})
    form.account.choices = [SelectChoice(account.id, account.name) for account in possible]
    form.new_submission()
    if form.validate_on_submit():
        account = next(account for account in possible if account.id == form.account.data)
        with form.refusals():
            posters.designate(account, *form.days, submission=form.submission_key, by=current_user)
            flash(_("%(name)s may post pictures in these days.", name=account.name), "success")
            return redirect(url_for("clearances.designate"), code=303)
    return render_template("clearances/designate.html", form=form, designations=posters.designations(day))


@blueprint.post("/posters/<int:designation_id>/end")
@requires(Permission.POSTER_DESIGNATE)
def end_designation(designation_id: int) -> ResponseReturnValue:
    designation: PosterDesignation = get_or_404(PosterDesignation.visible_to(current_user), designation_id)
    if ActionForm().validate_on_submit():
        posters.end_designation(designation, by=current_user)
        flash(_("%(name)s is no poster any more.", name=designation.account.name), "success")
    return redirect(url_for("clearances.designate"), code=303)
