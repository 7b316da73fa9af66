"""One event: the manager asks about it, and a parent answers on one page, reached from the first page or the e-mail."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents import one_event, service
from portal.consents.forms import EventAnswerForm, EventForm
from portal.consents.models import EventRequest
from portal.consents.names import disambiguate
from portal.consents.policy import Answer
from portal.consents.register.service import children, entries
from portal.consents.routes import blueprint
from portal.consents.rulings import rulings
from portal.families.models import Child
from portal.foundation import clock
from portal.web.loading import get_or_404
from portal.wording import service as wording


@blueprint.get("/events")
@requires(Permission.CONSENT_CHASE)
def events() -> ResponseReturnValue:
    rows = EventRequest.visible_to(current_user).order_by(EventRequest.held_on.desc(), EventRequest.id)
    texts = [(row, wording.version(row.wording_id).consent) for row in rows]
    return render_template("consents/events.html", texts=texts, today=clock.today())


@blueprint.route("/events/new", methods=["GET", "POST"])
@requires(Permission.CONSENT_CHASE)
def ask_about_event() -> ResponseReturnValue:
    form, listed = EventForm(), children(current_user, on=clock.today())
    names = disambiguate(listed)
    form.children.choices = [SelectChoice(child.id, names[child.id]) for child in listed]
    form.new_submission()
    if form.validate_on_submit():
        with form.refusals():
            made = one_event.ask(form.wish, by=current_user)
            flash(_("Asked. A message to each parent with an account and an address waits to be sent."), "success")
            return redirect(url_for("consents.event", request_id=made.id), code=303)
    return render_template("consents/ask_about_event.html", form=form)


@blueprint.get("/events/<int:request_id>")
@requires(Permission.CONSENT_CHASE)
def event(request_id: int) -> ResponseReturnValue:
    """How each child stands who was asked about; whether, and never which adult said what."""
    request: EventRequest = get_or_404(EventRequest.visible_to(current_user), request_id)
    asked = {row.child.kept_id for row in request.children}
    listed = entries(Child.select().where(Child.id.in_(asked)))
    found = rulings(listed, [request.use], on=clock.today())
    return render_template(
        "consents/event.html", request_=request, text=wording.version(request.wording_id).consent,
        lines=[(child, found[child.id][request.use]) for child in listed], today=clock.today(),
        without_account=one_event.without_account(request),
    )  # fmt: skip


@blueprint.route("/<int:child_id>/event/<int:request_id>", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def answer_event(child_id: int, request_id: int) -> ResponseReturnValue:
    """Read, choose and sign on one page (product.md §2.9); the next one confirms it."""
    link = service.signing_adult(child_id, current_user.id)
    request = one_event.request_for(request_id, link.child) or abort(404)
    text, form = wording.version(request.wording_id).consent, EventAnswerForm()
    form.own_name, form.declared.label.text = link.adult_name, text.declaration
    form.new_submission()
    if form.validate_on_submit():
        record = one_event.answer(
            request, link.child, Answer(form.answer.data), signed_name=form.signed_name.data,
            submission=form.submission_key, by_id=current_user.id,
        )  # fmt: skip
        return redirect(url_for("consents.signed", reference=record.reference), code=303)
    return render_template(
        "consents/answer_event.html", child=link.child, form=form, text=text, use=text.uses[0],
        is_over=clock.today() > request.held_on, request_=request, responsibility=link.responsibility,
    )  # fmt: skip
