"""Following with a tracking code what was told without an account.

The session knows for half an hour which concern is open; no address, cookie or log has the code.
"""

from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guard import public, takes_files
from portal.attachments.policy import LARGEST_UPLOADS
from portal.attachments.service import Variant
from portal.concerns import evidence, queries, receipts, service, staff
from portal.concerns.forms import CodeForm, TrackedAddForm
from portal.concerns.models import Concern
from portal.concerns.routes import CONCERNS_PER_PERSON, CONCERNS_WITHIN, blueprint, download, page_of_raiser
from portal.foundation import clock
from portal.web.forms import ActionForm, PortalForm
from portal.web.throttle import client_address, count_try, forgive_try, try_in_words

GUESSES_PER_ADDRESS, GUESSES_WITHIN = 10, timedelta(minutes=15)
OPEN_FOR = timedelta(minutes=30)
_OPENED = "tracked"


def too_many(form: PortalForm) -> bool:
    """Count what is sent, and say above the form when that is too much: a page of its own would lose what was typed."""
    who = f"concerns-from:{client_address()}"
    said = try_in_words(who, limit=CONCERNS_PER_PERSON, within=CONCERNS_WITHIN)
    form.form_errors += [said] if said else []
    return bool(said)


def forget_files(form: PortalForm) -> None:
    """Erase files of a page that comes back: it cannot hold them, so they are chosen again."""
    if "evidence" not in form:
        return
    if form.evidence.files:
        again = _("Choose your files again. None is kept until it is sent.")
        form.evidence.errors = [" ".join([*form.evidence.errors, again])]
    form.evidence.erase()


def told_page(concern: Concern, code: str) -> str:
    """Return the page that shows the code, this once."""
    case = queries.load_case(concern, inside=False, on=clock.today())
    readers = staff.in_roles([each.id for each in case.readers])
    return render_template("concerns/told.html", case=case, code=code, readers=readers, is_open=True)


@blueprint.route("/track", methods=["GET", "POST"])
@public
def track() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        if found := _with_code(form.code.data):
            open_tracked(found)
            waiting = TrackedAddForm(formdata=None, data={"text": form.text.data})
            return (
                page_of_raiser(found, waiting, is_open=True)
                if form.text.data
                else redirect(url_for("concerns.tracked"), 303)
            )
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
        open_tracked(found)
    return found


def open_tracked(concern: Concern) -> None:
    """Let this browser open this concern, for half an hour from now."""
    session[_OPENED] = [concern.id, int(clock.now().timestamp())]


def ask_for_code(typed: str = "") -> ResponseReturnValue:
    flash(_("Type your code to go on. This page closes after half an hour."))
    if not typed:
        return redirect(url_for("concerns.track"), code=303)
    return render_template("concerns/track.html", form=CodeForm(formdata=None, data={"text": typed})), 403


@blueprint.route("/track/open", methods=["GET", "POST"])
@public
@takes_files(LARGEST_UPLOADS)
def tracked() -> ResponseReturnValue:
    if (concern := opened()) is None:
        return ask_for_code(request.form.get("text", ""))
    form = TrackedAddForm()
    if form.validate_on_submit() and not too_many(form):
        text, files, submission = form.text.data, form.evidence.files, form.submission_key
        with form.refusals():
            service.add_to_concern(concern, text, evidence=files, submission=submission, by_id=None)
            form.evidence.erase()
            flash(_("We have your message."), "success")
            return redirect(url_for("concerns.tracked"), code=303)
    forget_files(form)
    return page_of_raiser(concern, form, is_open=True)


@blueprint.get("/track/evidence/<int:position>")
@public
def tracked_evidence(position: int) -> ResponseReturnValue:
    if (concern := opened()) is None:
        return ask_for_code()
    return download(concern, evidence.find_file(concern, position, inside=False) or abort(404), Variant.COPY)


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
