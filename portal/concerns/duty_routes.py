"""The handlers' pages of duties: each of them, the breach helper, and handing a concern on."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.concerns import handling, queries, rerouting
from portal.concerns.case_routes import handled_or_404
from portal.concerns.draft_routes import blueprint
from portal.concerns.duties import BREACH_STEPS, Answer, Duty
from portal.concerns.duty_forms import DutyForm
from portal.concerns.duty_labels import DUTIES, SLUGS
from portal.concerns.forms import StepAsideForm
from portal.concerns.models import Concern
from portal.foundation import clock

_DUTIES = {slug: duty for duty, slug in SLUGS.items()}
_DUTY = f"<any({', '.join(map(repr, _DUTIES))}):slug>"


@blueprint.route(f"/case/<reference>/duty/{_DUTY}", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def duty(reference: str, slug: str) -> ResponseReturnValue:
    concern, duty = handled_or_404(reference), _DUTIES[slug]
    case = queries.load_case(concern, inside=True, on=clock.today())
    form = DutyForm.for_duty(duty, case.circumstances, case.recorded_of(duty))
    form.new_submission()
    if form.validate_on_submit():
        key, fact = form.submission_key, form.fact(duty)
        with form.refusals():
            handling.record_duty(concern, fact, seen=form.seen_id, submission=key, by_id=current_user.id)
            flash(_("Kept: %(title)s", title=DUTIES[duty].title), "success")
            return redirect(_next_page(concern, duty), code=303)
        form.show_again(case.recorded_of(duty))
    return render_template("concerns/duty.html", form=form, case=case, duty=duty, words=DUTIES[duty], slug=slug)


def _next_page(concern: Concern, duty: Duty) -> str:
    """Return the next open step of a breach, all of its steps when none is open, or else the case."""
    if duty not in BREACH_STEPS:
        return url_for("concerns.case", reference=concern.reference)
    case = queries.load_case(concern, inside=True, on=clock.today())
    following = [
        each.duty for each in case.breach if each.is_open and BREACH_STEPS.index(each.duty) > BREACH_STEPS.index(duty)
    ]
    if not following:
        return url_for("concerns.breach", reference=concern.reference)
    return url_for("concerns.duty", reference=concern.reference, slug=SLUGS[following[0]])


@blueprint.get("/case/<reference>/breach")
@requires(Permission.CONCERN_HANDLE)
def breach(reference: str) -> ResponseReturnValue:
    case = queries.load_case(handled_or_404(reference), inside=True, on=clock.today())
    is_breach = case.circumstances.answer(Duty.BREACH) is Answer.YES
    return render_template("concerns/breach.html", case=case, is_breach=is_breach)


@blueprint.route("/case/<reference>/hand-on", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def step_aside(reference: str) -> ResponseReturnValue:
    if rerouting.has_stepped_aside(current_user.id, reference):
        return redirect(url_for("concerns.register"), code=303)
    concern = handled_or_404(reference)
    others = [each for each in rerouting.may_take_over(concern) if each.account_id != current_user.id]
    form = StepAsideForm.for_workers(others)
    if form.validate_on_submit():
        with form.refusals():
            to_id = int(form.to.data) or None
            rerouting.step_aside(concern, to_id, form.reason.data, by_id=current_user.id)
            flash(_("You have handed it on, and can no longer read it."), "success")
            return redirect(url_for("concerns.register"), code=303)
    return render_template("concerns/step_aside.html", form=form, others=others, reference=reference)
