"""One event: the manager asks about it, and a parent answers on one page, reached from the first page or the e-mail."""

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents import one_event, service
from portal.consents.forms import ChildrenForm, EventAnswerForm, EventForm
from portal.consents.models import EventRequest
from portal.consents.names import disambiguate
from portal.consents.paper.data_entry import print_forms
from portal.consents.paper.documents import write_forms
from portal.consents.paper.forms import PrintForm
from portal.consents.paper.policy import NoLongerHere
from portal.consents.paper.print_list import chosen_children
from portal.consents.policy import Answer
from portal.consents.register.service import children, entries, load_lines
from portal.consents.routes import blueprint
from portal.families.models import Child
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.web.files import pdf_response
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404


@blueprint.get("/events")
@requires(Permission.CONSENT_CHASE)
def events() -> ResponseReturnValue:
    rows = EventRequest.visible_to(current_user).order_by(EventRequest.held_on.desc(), EventRequest.id)
    texts = [(row, one_event.text_of(row)) for row in rows]
    return render_template("consents/events.html", texts=texts, open=one_event.open_ids(on=clock.today()))


@blueprint.route("/events/new", methods=["GET", "POST"])
@requires(Permission.CONSENT_CHASE)
def ask_about_event() -> ResponseReturnValue:
    form = EventForm.offering(children(current_user, on=clock.today()))
    form.new_submission()
    if form.validate_on_submit():
        with form.refusals():
            made = one_event.ask(form.wish, by=current_user)
            flash(_("Asked. A message to each parent with an account and an address waits to be sent."), "success")
            return redirect(url_for("consents.event", request_id=made.id), code=303)
    return render_template("consents/ask_about_event.html", form=form)


@blueprint.route("/events/<int:request_id>", methods=["GET", "POST"])
@requires(Permission.CONSENT_CHASE)
def event(request_id: int) -> ResponseReturnValue:
    """How each child stands who was asked about, whether and never which adult said what; and the parents of more."""
    asked: EventRequest = get_or_404(EventRequest.visible_to(current_user), request_id)
    of_children = one_event.children_of(asked)
    form = ChildrenForm.offering(
        each for each in children(current_user, on=clock.today()) if each.id not in of_children
    )
    if form.validate_on_submit():
        one_event.ask_parents(asked, form.chosen, by=current_user)
        flash(_("Asked. A message to each parent with an account and an address waits to be sent."), "success")
        return redirect(url_for("consents.event", request_id=asked.id), code=303)
    text, listed = one_event.text_of(asked), entries(Child.select().where(Child.id.in_(of_children)))
    return render_template(
        "consents/event.html", request_=asked, text=text, form=form, is_open=one_event.is_open(asked),
        lines=load_lines(current_user, listed, text.uses, on=clock.today()),
        not_written_to=one_event.not_written_to(of_children), posts=one_event.count_posts(asked),
        is_called_off=asked.use in one_event.called_off_uses(),
    )  # fmt: skip


@blueprint.route("/events/<int:request_id>/paper", methods=["GET", "POST"])
@requires(Permission.CONSENT_CHASE)
def print_event(request_id: int) -> ResponseReturnValue:
    """Forms on paper for chosen children of an event; they are keyed in like all others (product.md §2.8)."""
    asked: EventRequest = get_or_404(EventRequest.visible_to(current_user), request_id)
    attending = Child.attending(clock.today(), Child.select().where(Child.id.in_(one_event.children_of(asked))))
    listed = {each.id: each for each in entries(attending)}
    form = PrintForm(data={"child": request.args.getlist("child", type=int), "copies": "1"})
    form.child.choices = [SelectChoice(id_, name) for id_, name in disambiguate(listed.values()).items()]
    form.new_submission()
    if form.validate_on_submit():
        with form.refusals():
            one_event.require_open(asked)
            if not listed.keys() >= {*form.child.data}:
                raise NoLongerHere
            children = chosen_children(current_user, form.child.data, on=clock.today())
            made = print_forms(
                children, copies=int(form.copies.data), submission=form.submission_key, by_id=current_user.id,
                wording_id=asked.wording_id,
            )  # fmt: skip
            about = About(IssuedKind.BLANK, asked.wording_id, records=len(made))
            to = issue(partial(write_forms, made), about, by_id=current_user.id)
            return pdf_response(to, f"event-forms-{clock.today()}.pdf")
    return render_template("consents/print_event.html", form=form, request_=asked, text=one_event.text_of(asked))


@blueprint.post("/events/<int:request_id>/call-off")
@requires(Permission.CONSENT_CHASE)
def call_off_event(request_id: int) -> ResponseReturnValue:
    asked: EventRequest = get_or_404(EventRequest.visible_to(current_user), request_id)
    if ActionForm().validate():
        one_event.call_off(asked, by=current_user)
        flash(_("It is called off. Nobody is asked about it, and no yes to it counts."), "success")
    return redirect(url_for("consents.event", request_id=asked.id), code=303)


@blueprint.route("/<int:child_id>/event/<int:request_id>", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def answer_event(child_id: int, request_id: int) -> ResponseReturnValue:
    """Read, choose and sign on one page (product.md §2.9); the next one confirms it."""
    link = service.signing_adult(child_id, current_user.id)
    asked = one_event.request_for(request_id, link.child) or abort(404)
    text, form = one_event.text_of(asked), EventAnswerForm()
    form.own_name, form.declared.label.text = link.adult_name, text.declaration
    form.new_submission()
    if form.validate_on_submit():
        record = one_event.answer(
            asked, link.child, Answer(form.answer.data), signed_name=form.signed_name.data,
            submission=form.submission_key, by_id=current_user.id,
        )  # fmt: skip
        return redirect(url_for("consents.signed", reference=record.reference), code=303)
    return render_template(
        "consents/answer_event.html", child=link.child, form=form, text=text, use=text.uses[0],
        is_open=one_event.is_open(asked), request_=asked, responsibility=link.responsibility,
        is_called_off=asked.use in one_event.called_off_uses(),
    )  # fmt: skip
