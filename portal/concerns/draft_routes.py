"""Telling a concern by any door, one question a page: signed in, without an account, or for somebody else.

Signed in, what was answered is kept on the server until it is sent. Without an account nothing is kept after the tab: each
page carries those before it, at one address, so that no address and no cookie holds a word.
"""

from datetime import timedelta
from hashlib import sha256

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guard import public, requires, takes_files
from portal.access.permissions import Permission
from portal.attachments.policy import LARGEST_UPLOADS
from portal.concerns import drafts, service, staff
from portal.concerns.clocks import outcome_due
from portal.concerns.drafts import Answers, ConcernDraft
from portal.concerns.forms import AddForm, SendForm, TrackedAddForm
from portal.concerns.labels import SUBJECTS
from portal.concerns.last_questions import PAGES, first_waiting, from_page, routing_so_far, told_by
from portal.concerns.models import Concern
from portal.concerns.policy import Source
from portal.concerns.questions import KindForm, QuestionForm
from portal.concerns.receipts import receipt_response
from portal.concerns.routes import blueprint, count_concern, page_of_raiser
from portal.concerns.track_routes import forget_files, open_tracked, told_page, too_many
from portal.foundation import clock
from portal.foundation.tokens import new_code
from portal.web.errors import sentence_of
from portal.web.forms import SHOW_AGAIN, ActionForm
from portal.web.loading import get_or_404
from portal.web.throttle import count_try

DRAFTS_PER_PERSON, DRAFTS_WITHIN = 60, timedelta(hours=1)
# Of a page without an account, what nobody typed.
_NO_ANSWERS = frozenset({"csrf_token", "at", "kept", "back", SHOW_AGAIN, drafts.FILES})
_SENT_BEFORE = _l("This was sent already, from another page. Is something new here? Then add it.")


@blueprint.route("/raise", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def raise_concern() -> ResponseReturnValue:
    return _begin(Source.SIGNED_IN)


@blueprint.route("/log", methods=["GET", "POST"])
@requires(Permission.CONCERN_LOG)
def log_for_somebody() -> ResponseReturnValue:
    return _begin(Source.LETTER)


def _begin(door: Source) -> ResponseReturnValue:
    form = KindForm.of(Answers(door=door), current_user.id, is_sent=request.method == "POST")
    if form.validate_on_submit():
        with form.refusals():
            count_try(f"concern-drafts-of:{current_user.id}", limit=DRAFTS_PER_PERSON, within=DRAFTS_WITHIN)
            return _go_on(drafts.begin(form.kind.data, by_id=current_user.id, door=door))
    waiting = [each for each in drafts.open_drafts(current_user.id) if each[1] is None or each[1].is_begun]
    return _page(form, waiting=waiting, has_raised=Concern.raised_by_account(current_user).exists())


def _page(form: QuestionForm, **more: object) -> str:
    """Return the page of one question, with whom to turn to outside where nobody is left to handle it here."""
    answers = form.answers
    # Who named somebody and then says that it is a question can still look at whom.
    steps = answers.steps if form.step in answers.steps else answers.all_steps
    shown: dict[str, object] = {"steps": steps, "door": answers.door, "is_open": answers.door is Source.NO_ACCOUNT}
    if "kind" in answers.pages:
        routing, name = routing_so_far(answers, form.by_id)
        # By who would read it a stranger could try names until they know who works here.
        shown |= {"is_nobody_left": routing.outside_bodies, "readers": [] if name else staff.in_roles(routing.handlers)}
    return render_template(form.template, form=form, answers=answers, action=request.path, **shown, **more)


def _draft(reference: str) -> ConcernDraft:
    return get_or_404(ConcernDraft.visible_to(current_user), reference, by="reference")


@blueprint.route("/raise/<reference>/<any(kind, who, what, reply, told):step>", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
@takes_files(LARGEST_UPLOADS)
def question(reference: str, step: str) -> ResponseReturnValue:
    draft = _draft(reference)
    if draft.concern_id:
        return _sent_before(draft)
    answers = drafts.read(draft)
    if step not in {"who", *answers.steps}:
        abort(404)
    form = PAGES[step].of(answers, current_user.id, is_sent=request.method == "POST")
    is_valid = form.validate_on_submit()
    if is_valid or (form.is_own and step != "kind"):
        with form.refusals():
            now = drafts.save(draft, step, form.typed, None if is_valid else form.said)
            return _go_on(now) if is_valid else redirect(request.path, code=303)
    return _page(form, draft=draft)


def _go_on(draft: ConcernDraft) -> ResponseReturnValue:
    """Lead on to the first question that waits, or to the check: so does each change that is made from there."""
    where = url_for("concerns.check", reference=draft.reference)
    if waits := first_waiting(drafts.read(draft), current_user.id):
        where = url_for("concerns.question", reference=draft.reference, step=waits)
    return redirect(where, code=303)


@blueprint.route("/raise/<reference>/check", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def check(reference: str) -> ResponseReturnValue:
    draft = _draft(reference)
    if draft.concern_id:
        return _sent_before(draft)
    answers = drafts.read(draft)
    if waits := first_waiting(answers, current_user.id):
        if waits == "who" and answers.names_somebody and not answers.errors:
            flash(_("Those who work here have changed. Please say again who it is about."), "warning")
        elif waits in answers.pages and waits not in answers.errors:  # a file of it is gone, or a child
            flash(sentence_of(drafts.DraftChanged()), "warning")
        return _go_on(draft)
    new = told_by(answers, current_user.id, submission=draft.reference)
    shown = _readers_of(new)
    form = SendForm()
    if form.validate_on_submit():
        with form.refusals():
            count_concern()
            is_checked = form.checked.data == shown["checked"]
            return _sent(drafts.send(draft, new, is_checked=is_checked, by_id=current_user.id))
    form.checked.data = shown["checked"]
    return render_template("concerns/check.html", form=form, draft=draft, answers=answers, new=new, **shown)


def _readers_of(new: service.NewConcern) -> dict[str, object]:
    """Return whom it names, who would read it, and by when it is answered; ``checked`` tells all that from any other."""
    subjects, routing = service.route_new(new, by_id=current_user.id)
    names = {worker.account_id: worker.name for worker in staff.workers()}
    return {
        "about": [subject.name or str(SUBJECTS[subject.kind]) for subject in subjects],
        "readers": [names[id_] for id_ in routing.handlers],
        "is_nobody_left": routing.outside_bodies,
        "due_on": outcome_due(new.kind, clock.today()),
        "checked": sha256(str((new, routing)).encode()).hexdigest(),
    }


@blueprint.post("/raise/<reference>/delete")
@requires(Permission.CONCERN_RAISE)
def delete_draft(reference: str) -> ResponseReturnValue:
    draft = _draft(reference)
    if ActionForm().validate_on_submit():
        drafts.discard(draft)
        flash(_("What you began is deleted. We have not seen it."))
    else:
        flash(_("This page was open for too long. Press the button again."), "error")
    return redirect(url_for("concerns.raise_concern"), code=303)


@blueprint.get("/log/<reference>/stored")
@requires(Permission.CONCERN_LOG)
def logged(reference: str) -> ResponseReturnValue:
    """Tell whoever keyed it in its number. Unless they handle it, it is closed to them: they may be whom it is about."""
    draft = _draft(reference)
    concern = draft.concern or abort(404)
    is_mine = Concern.handled_by(current_user).where(Concern.id == concern.id).exists()
    return render_template("concerns/logged.html", concern=concern, draft=draft, is_mine=is_mine)


@blueprint.get("/log/<reference>/receipt.pdf")
@requires(Permission.CONCERN_LOG)
def logged_receipt(reference: str) -> Response:
    return receipt_response(_draft(reference).concern or abort(404), by_id=current_user.id)


def _sent(draft: ConcernDraft) -> ResponseReturnValue:
    if draft.concern.logged_by:
        return redirect(url_for("concerns.logged", reference=draft.reference), code=303)
    return redirect(url_for("concerns.raised", reference=draft.concern.reference), code=303)


def _sent_before(draft: ConcernDraft) -> ResponseReturnValue:
    """Lead to what was sent; words that came from a page that was still open are offered to be added to it."""
    typed = request.form.get("what_happened", "")
    if draft.concern.logged_by or not typed or typed.split() == draft.concern.what_happened.split():
        return _sent(draft)
    form = AddForm(formdata=None, data={"text": typed})
    form.form_errors.append(_SENT_BEFORE)
    return page_of_raiser(draft.concern, form)


# Without an account


@blueprint.route("/tell", methods=["GET", "POST"])
@public
@takes_files(LARGEST_UPLOADS)
def tell() -> ResponseReturnValue:
    """Ask each question in answer to the one before."""
    at, answers = request.form.get("at", ""), Answers(door=Source.NO_ACCOUNT, code=new_code())
    if (kept := request.form.get("kept", "")) or at not in {"", "kind"}:
        sent = [pair for pair in request.form.items(multi=True) if pair[0].partition("-")[0] not in _NO_ANSWERS]
        answers, is_of_before = from_page(kept, at, sent)
        if is_of_before:
            return _ask(answers, first_waiting(answers, 0) or answers.steps[-1])
    step = next((step for step in answers.steps if step == at), "kind")
    form = PAGES[step].of(answers, 0, is_sent=request.method == "POST")
    if "back" in request.form and step != "kind":
        return _ask(answers.with_page(step, form.typed, {}), answers.steps[answers.steps.index(step) - 1])
    if not form.validate_on_submit():
        forget_files(form)
        return _page(form)
    answers = answers.with_page(step, form.typed)
    waits, last = first_waiting(answers, 0), answers.steps[-1]
    return _ask(answers, waits or last) if waits or step != last else _send(form, answers)


def _ask(answers: Answers, step: str) -> str:
    return _page(PAGES[step].of(answers, 0))


def _send(form: QuestionForm, answers: Answers) -> str:
    """Store what was told, or say above the form why not. Sent twice it is one concern, with the same code."""
    new = told_by(answers, 0, submission=service.code_hashes(answers.code)[0])
    if not too_many(form):
        with form.refusals():
            made = service.raise_concern(new, by_id=None)
            form.evidence.erase()  # of a second press: what belongs to the concern stays
            is_same = made.submission == service.key_of(new, by_id=None)
            return told_page(made, answers.code) if is_same else _open_what_was_sent(made, new)
    forget_files(form)
    return _page(form)


def _open_what_was_sent(made: Concern, new: service.NewConcern) -> str:
    """Open what was sent, with the words that came later from a page of before, to be added to it."""
    open_tracked(made)
    changed = [name for name in ("what_happened", "wish") if getattr(new, name) != getattr(made, name)]
    form = TrackedAddForm(formdata=None, data={"text": "\n\n".join(getattr(new, name) for name in changed)})
    form.form_errors.append(_SENT_BEFORE)
    return page_of_raiser(made, form, is_open=True)
