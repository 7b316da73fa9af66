"""Telling the setting without an account, and following it with the tracking code: nothing is kept after the tab."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.guard import public, takes_files
from portal.attachments.policy import LARGEST_UPLOADS
from portal.attachments.service import Variant
from portal.concerns import door_labels, drafts, reading, receipts, service, staff
from portal.concerns.answers import Answers, Door
from portal.concerns.door_forms import QUESTIONS
from portal.concerns.draft_forms import KindForm, QuestionForm
from portal.concerns.draft_routes import SENT_BEFORE, begin_page, blueprint, question_page
from portal.concerns.forms import CodeForm, TrackedAddForm
from portal.concerns.models import Concern
from portal.concerns.routes import CONCERNS_PER_PERSON, CONCERNS_WITHIN, download
from portal.foundation import clock
from portal.foundation.tokens import new_code
from portal.web.forms import ActionForm, PortalForm
from portal.web.throttle import TooManyTries, client_address, count_try, forgive_try

GUESSES_PER_ADDRESS, GUESSES_WITHIN = 10, timedelta(minutes=15)
OPEN_FOR = timedelta(minutes=30)
_OPENED = "tracked"


@blueprint.route("/tell", methods=["GET", "POST"])
@public
@takes_files(LARGEST_UPLOADS)
def tell() -> ResponseReturnValue:
    """Ask each question in answer to the one before, at one address: no address and no cookie holds a word."""
    if not (kept := request.form.get("kept")):
        begun = KindForm().offering(Door.NO_ACCOUNT, 0)
        if begun.validate_on_submit():
            answers = Answers(**begun.changes, door=Door.NO_ACCOUNT, code=new_code())
            return _ask(answers, answers.next_question([], by_id=0))
        return begin_page(begun, Door.NO_ACCOUNT)
    answers = drafts.from_page(kept)
    step = next((step for step in answers.door.steps if step == request.form.get("at")), "kind")
    form = QUESTIONS[step].for_draft(answers, 0, is_sent=True)
    if "back" in request.form:
        at = answers.steps.index(step) if step in answers.steps else 1
        return _ask(replace(answers, refused={**answers.refused, step: form.refused}), answers.steps[max(at - 1, 0)])
    return _go_on(form, answers) if form.validate_on_submit() else _again(form, answers)


def _go_on(form: QuestionForm, answers: Answers) -> str:
    """Ask the next question, or store what was told after the last."""
    refused = {step: page for step, page in answers.refused.items() if step != form.step}
    answered = replace(answers, **form.changes, refused=refused)
    waits, last = answered.next_question([], by_id=0), answers.door.steps[-1]
    if waits or form.step != last:
        return _ask(answered, waits or last)
    new = drafts.new_concern(answered, evidence=form.evidence.files, submission=service.code_hashes(answers.code)[0])
    if (made := _send(form, new)) is None:
        return _again(form, answers)
    form.evidence.erase()  # of a second press: what belongs to the concern stays
    return _told(made, answers.code) if made.submission == service.key_of(new, by_id=None) else _sent_before(made, new)


def _again(form: QuestionForm, answers: Answers) -> str:
    """Return the page that was sent, with what is wrong and all that was typed; of its files nothing is kept."""
    if "evidence" in form:
        _forget_files(form)
    return question_page(form, answers, action=request.path, by_id=0, draft=None)


def _forget_files(form: PortalForm) -> None:
    """Erase files of a page that comes back: it cannot hold them, so they are chosen again."""
    if form.evidence.files:
        again = _("Choose your files again. None is kept until it is sent.")
        form.evidence.errors = [" ".join([*form.evidence.errors, again])]
    form.evidence.erase()


def _ask(answers: Answers, step: str) -> str:
    """Return the page of a question that this request does not answer."""
    form = QUESTIONS[step].for_draft(answers, 0, is_sent=False)
    return question_page(form, answers, action=request.path, by_id=0, draft=None)


def _send(form: QuestionForm, new: service.NewConcern) -> Concern | None:
    """Store what was told, or say above the form why not. Sent twice it is one concern, with the same code."""
    with _in_words(form), form.refusals():
        count_try(f"concerns-from:{client_address()}", limit=CONCERNS_PER_PERSON, within=CONCERNS_WITHIN)
        return service.raise_concern(new, by_id=None)
    return None


@contextmanager
def _in_words(form: PortalForm) -> Iterator[None]:
    """Say above a form that too much came from one place: a page of its own would lose what was typed."""
    try:
        yield
    except TooManyTries as problem:
        minutes = -(-problem.retry_after // 60)
        form.form_errors.append(
            ngettext("Too many were sent from here. Wait %(num)s minute, then send this again.",
                     "Too many were sent from here. Wait %(num)s minutes, then send this again.", minutes)
        )  # fmt: skip


def _sent_before(concern: Concern, new: service.NewConcern) -> str:
    """Open what was sent, with the words that came later from a page of before, to be added to it."""
    _open(concern)
    changed = [name for name in ("what_happened", "wish") if getattr(new, name) != getattr(concern, name)]
    form = TrackedAddForm(formdata=None, data={"text": "\n\n".join(getattr(new, name) for name in changed)})
    form.form_errors.append(SENT_BEFORE)
    return _case_page(concern, form)


def _told(concern: Concern, code: str) -> str:
    case = reading.load_case(concern, inside=False, on=clock.today())
    return render_template("concerns/told.html", case=case, code=code, **_closed(case))


def _closed(case: reading.Case) -> dict[str, object]:
    """Return what a stranger is shown in place of names: who handles it, by their roles."""
    roles = staff.handling_roles([reader.id for reader in case.readers])
    return {"readers": [str(door_labels.HANDLERS[role]) for role in roles], "is_open": True}


# With the code. The session knows for half an hour which concern is open; no address, cookie or log has the code.


@blueprint.route("/track", methods=["GET", "POST"])
@public
def track() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        if found := _with_code(form.code.data):
            _open(found)
            waiting = TrackedAddForm(formdata=None, data={"text": form.text.data})
            return _case_page(found, waiting) if form.text.data else redirect(url_for("concerns.tracked"), 303)
        form.code.errors = [_("We do not know this code. Look at it again.")]
    return render_template("concerns/track.html", form=form)


def _with_code(typed: str) -> Concern | None:
    """Return the concern of this code. Raises TooManyTries: what can be typed can be guessed, if only fast enough."""
    here = f"tracking-from:{client_address()}"
    count_try(here, limit=GUESSES_PER_ADDRESS, within=GUESSES_WITHIN)
    if found := service.with_code(typed):
        forgive_try(here)
    return found


def opened() -> Concern | None:
    """Return the concern that was opened here with its code, unless nothing happened for half an hour."""
    id_, seen = session.get(_OPENED, (0, 0))
    if clock.now().timestamp() - seen > OPEN_FOR.total_seconds():
        session.pop(_OPENED, None)
        return None
    found: Concern | None = Concern.get_or_none(Concern.id == id_)
    if found:
        _open(found)
    return found


def _open(concern: Concern) -> None:
    session[_OPENED] = [concern.id, int(clock.now().timestamp())]


def ask_for_code(typed: str = "") -> ResponseReturnValue:
    flash(_("Type your code to go on. This page closes after half an hour."))
    if not typed:
        return redirect(url_for("concerns.track"), code=303)
    return render_template("concerns/track.html", form=CodeForm(formdata=None, data={"text": typed})), 403


def _case_page(concern: Concern, form: TrackedAddForm) -> str:
    form.new_submission()
    case = reading.load_case(concern, inside=False, on=clock.today())
    shown = {"fingerprint": receipts.fingerprint(concern), "add_url": url_for("concerns.tracked")}
    return render_template("concerns/own_case.html", case=case, form=form, **shown, **_closed(case))


@blueprint.route("/track/open", methods=["GET", "POST"])
@public
@takes_files(LARGEST_UPLOADS)
def tracked() -> ResponseReturnValue:
    if (concern := opened()) is None:
        return ask_for_code(request.form.get("text", ""))
    form = TrackedAddForm()
    if form.validate_on_submit():
        text, files, submission = form.text.data, form.evidence.files, form.submission_key
        with _in_words(form), form.refusals():
            count_try(f"concerns-from:{client_address()}", limit=CONCERNS_PER_PERSON, within=CONCERNS_WITHIN)
            service.add_to_concern(concern, text, evidence=files, submission=submission, by_id=None)
            form.evidence.erase()
            flash(_("We have your message."), "success")
            return redirect(url_for("concerns.tracked"), code=303)
    _forget_files(form)
    return _case_page(concern, form)


@blueprint.get("/track/evidence/<int:position>")
@public
def tracked_evidence(position: int) -> ResponseReturnValue:
    concern = opened()
    return download(concern, position, Variant.COPY) if concern else ask_for_code()


@blueprint.post("/track/withdraw")
@public
def withdraw_tracked() -> ResponseReturnValue:
    if not ActionForm().validate_on_submit() or (concern := opened()) is None:
        return ask_for_code()
    service.withdraw_concern(concern, by_id=None)
    return redirect(url_for("concerns.tracked"), code=303)


@blueprint.post("/track/receipt")
@public
def tracked_receipt() -> ResponseReturnValue:
    """Hand out the receipt of the concern that is open, or whose code the page of its sending carries."""
    if not ActionForm().validate_on_submit():
        return ask_for_code()
    typed = request.form.get("code", "")
    concern = _with_code(typed) if typed else opened()
    return receipts.receipt_response(concern, by_id=None) if concern else ask_for_code()


@blueprint.post("/track/leave")
@public
def leave() -> ResponseReturnValue:
    if ActionForm().validate_on_submit():
        session.pop(_OPENED, None)
        flash(_("You have left. Now close this tab."))
    response: Response = redirect(url_for("concerns.track"), code=303)  # type: ignore[assignment]
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
