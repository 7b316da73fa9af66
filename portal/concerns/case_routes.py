"""The handlers' pages: the register, a case, each step and duty of it, the breach helper, and handing it on."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.attachments.policy import LARGEST_UPLOADS
from portal.concerns import handling, labels, queries, rerouting, staff
from portal.concerns import register as registers
from portal.concerns.case_forms import DutyForm
from portal.concerns.clocks import Due, outcome_due
from portal.concerns.draft_routes import blueprint
from portal.concerns.duties import BREACH_STEPS, Answer, Duty
from portal.concerns.duty_labels import DUTIES, SLUGS, open_title
from portal.concerns.fact_labels import fact_value
from portal.concerns.facts import keep_until
from portal.concerns.forms import CloseForm, OutcomeForm, StepAsideForm, StepForm, SubjectsForm
from portal.concerns.labels import CLOSED_DONE, NAMED_DONE, OUTCOME_DONE, STEP_SLUGS, STEPS
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Kind, check_next
from portal.concerns.queries import timeline
from portal.concerns.routes import handled_or_404
from portal.foundation import clock
from portal.settings import service as settings
from portal.web import filters
from portal.web.dates import format_date
from portal.web.paging import page_of

_STEP = f"<any({', '.join(map(repr, STEP_SLUGS))}):slug>"
_DUTIES = {slug: duty for duty, slug in SLUGS.items()}
_DUTY = f"<any({', '.join(map(repr, _DUTIES))}):slug>"


@blueprint.get("/")
@requires(Permission.CONCERN_HANDLE)
def register() -> ResponseReturnValue:
    lines = registers.handled(current_user, on=clock.today())
    shows_closed = request.args.get("show") == "closed"
    due = filters.chosen(Due, request.args.get("due"))
    duty = filters.chosen([*Duty, registers.ACTION], request.args.get("duty"))
    is_asked = due or duty
    chosen = [line for line in lines if (line.waits_for(due, duty) if is_asked else line.is_closed == shows_closed)]
    return render_template(
        "concerns/register.html",
        page=page_of(chosen, request.args, cursor=lambda line: line.reference),
        shows_closed=shows_closed,
        due=due,
        duty=duty,
        duty_title=open_title(duty) if duty else "",
        open_count=sum(not line.is_closed for line in lines),
        closed_count=sum(line.is_closed for line in lines),
    )


@blueprint.get("/case/<reference>")
@requires(Permission.CONCERN_HANDLE)
def case(reference: str) -> ResponseReturnValue:
    concern = handled_or_404(reference)
    handling.log_view(concern, by_id=current_user.id)
    case = queries.load_case(concern, inside=True, on=clock.today())
    return render_template("concerns/case.html", case=case, timeline_items=timeline(case))


@blueprint.route(f"/case/<reference>/{_STEP}", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
@takes_files(LARGEST_UPLOADS)
def step(reference: str, slug: str) -> ResponseReturnValue:
    concern, kind = handled_or_404(reference), STEP_SLUGS[slug]
    how_read = labels.how_read(concern) if STEPS[kind].is_read_by_raiser else ""
    day = format_date(outcome_due(Kind(concern.kind), concern.received_on))
    form = StepForm.for_step(kind, day)
    form.new_submission()
    if form.validate_on_submit():
        words, files, sent, key = form.text.data or "", form.evidence.files, form.sent, form.submission_key
        with form.refusals():
            handling.take_step(concern, kind, words, evidence=files, submission=key, **sent, by_id=current_user.id)
            return back_to_case(concern, how_read or STEPS[kind].done, day)
    elif not form.is_submitted():
        check_next(kind, handling.history(concern))
    return render_template(
        "concerns/step.html", form=form, step=STEPS[kind], slug=slug, reference=reference, how_read=how_read
    )


@blueprint.route("/case/<reference>/outcome", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def outcome(reference: str) -> ResponseReturnValue:
    concern = handled_or_404(reference)
    case = queries.load_case(concern, inside=True, on=clock.today())
    actions = "\n".join(", ".join(fact_value(action).splitlines()) for action in case.record.actions)
    form = OutcomeForm.for_case(case.circumstances, settings.current(), actions=actions)
    form.new_submission()
    if form.validate_on_submit():
        with form.refusals():
            handling.tell_outcome(concern, form.details, submission=form.submission_key, by_id=current_user.id)
            return back_to_case(concern, OUTCOME_DONE, format_date(form.details.told_on))
    elif not form.is_submitted():
        check_next(EntryKind.OUTCOME_TOLD, handling.history(concern))
    return render_template("concerns/outcome.html", form=form, case=case, reference=reference)


@blueprint.route("/case/<reference>/close", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def close(reference: str) -> ResponseReturnValue:
    concern = handled_or_404(reference)
    form = CloseForm(data={"completed_on": clock.today()})
    form.new_submission()
    if form.validate_on_submit():
        day, key = form.completed_on.day or clock.today(), form.submission_key
        with form.refusals():
            handling.close_concern(concern, completed_on=day, submission=key, by_id=current_user.id)
            return back_to_case(concern, CLOSED_DONE, format_date(keep_until(day)))
    missing = handling.missing_to_close(concern)
    return render_template("concerns/close.html", form=form, missing=missing, reference=reference)


@blueprint.route("/case/<reference>/about", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def name_subjects(reference: str) -> ResponseReturnValue:
    concern = handled_or_404(reference)
    form = SubjectsForm.for_concern(concern, staff.workers())
    if form.validate_on_submit():
        with form.refusals():
            rerouting.name_subjects(concern, form.about.data, by_id=current_user.id)
            flash(str(NAMED_DONE), "success")
            # Whoever named themselves has no case to go back to.
            return redirect(url_for("concerns.register"), code=303)
    return render_template("concerns/name_subjects.html", form=form, reference=reference)


def back_to_case(concern: Concern, done: LazyString | str, day: str = "") -> ResponseReturnValue:
    """Say what happened, and by which day what is due."""
    flash(str(done) % {"day": day}, "success")
    return redirect(url_for("concerns.case", reference=concern.reference), code=303)


@blueprint.route(f"/case/<reference>/duty/{_DUTY}", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def duty(reference: str, slug: str) -> ResponseReturnValue:
    concern, duty = handled_or_404(reference), _DUTIES[slug]
    case = queries.load_case(concern, inside=True, on=clock.today())
    form = DutyForm.for_duty(duty, case.circumstances, case.recorded_of(duty))
    if form.validate_on_submit():
        key, fact = form.submission_key, form.fact(duty)
        with form.refusals():
            handling.record_duty(concern, fact, seen=form.seen_id, submission=key, by_id=current_user.id)
            flash(_("Kept: %(title)s", title=DUTIES[duty].title), "success")
            return redirect(_next_page(concern, duty), code=303)
    shown = {"duty": duty, "words": DUTIES[duty], "slug": slug, "reference": reference}
    return render_template("concerns/duty.html", form=form, case=case, **shown)


def _next_page(concern: Concern, duty: Duty) -> str:
    """Return the next open step of a breach, all of its steps when none is open, or else the case."""
    if duty not in BREACH_STEPS:
        return url_for("concerns.case", reference=concern.reference)
    case = queries.load_case(concern, inside=True, on=clock.today())
    later = BREACH_STEPS[BREACH_STEPS.index(duty) + 1 :]
    if following := next((each.duty for each in case.breach if each.is_open and each.duty in later), None):
        return url_for("concerns.duty", reference=concern.reference, slug=SLUGS[following])
    return url_for("concerns.breach", reference=concern.reference)


@blueprint.get("/case/<reference>/breach")
@requires(Permission.CONCERN_HANDLE)
def breach(reference: str) -> ResponseReturnValue:
    case = queries.load_case(handled_or_404(reference), inside=True, on=clock.today())
    is_breach = case.circumstances.answer(Duty.BREACH) is Answer.YES
    return render_template("concerns/breach.html", reference=reference, case=case, is_breach=is_breach)


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
