"""The page at the door: for visitors, who have no account, and shown nothing that anybody else has typed.

What a device may do hangs on a cookie of its own, which opens this page and nothing else. Nobody is remembered on a
tablet: whoever comes often types six figures there, since a list to choose from, or a name that is completed, would show
one visitor to the next. Their own phone may keep a longer number for them, which nobody far away can guess.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import public
from portal.accounts.login import sign_out_here
from portal.settings import service as settings
from portal.visitors import doors, service
from portal.visitors.forms import ArrivalForm, LeaveForm, NumberForm, PairForm
from portal.visitors.models import Visit
from portal.web.forms import ActionForm, PortalForm
from portal.web.throttle import client_address, count_try, forgive_try

blueprint = Blueprint("visits", __name__, url_prefix="/visit")

_DOOR, _NUMBER = "visitor-door", "visitor-number"
_A_YEAR, _A_DAY = timedelta(days=365), timedelta(hours=12)
# Whoever walks away leaves a page to the next visitor for so long: seconds. Nobody who reads slowly is cut off (WCAG 2.2.1).
_READ_AFTER, _CLEARED_AFTER = 90, 300
_TRIES, _WRONG, _WITHIN = 60, 20, timedelta(minutes=10)
_CODES, _CODES_WITHIN = 10, timedelta(minutes=15)


@blueprint.context_processor
def _furniture() -> dict[str, object]:
    """Nothing on these pages leads into the portal, their errors included."""
    return {
        "kiosk": True,
        "home_url": url_for("visits.start"),
        "door": g.get("visitor_door"),
        "lead": settings.current().safeguarding_lead,
    }


@blueprint.before_request
def _find_door() -> ResponseReturnValue | None:
    door = g.visitor_door = doors.door_of(request.cookies.get(_DOOR, ""))
    if door is None and request.endpoint not in {"visits.start", "visits.pair", "visits.scan"}:
        return redirect(url_for("visits.start"), code=303)
    if door and door.is_tablet:
        # Back and Reload send nothing again that the visitor before typed: their forms are good no more.
        if request.endpoint in {"visits.start", "visits.done"}:
            session.pop("csrf_token", None)
        if request.method == "POST" and not ActionForm().validate():
            flash(_("This page was old, so nothing was stored. Please start again."), "warning")
            return redirect(url_for("visits.start"), code=303)
    return None


@blueprint.after_request
def _clear(response: Response) -> Response:
    """Clear a tablet for the next visitor."""
    if (door := g.get("visitor_door")) and door.is_tablet and request.endpoint != "visits.start":
        seconds = _READ_AFTER if request.endpoint == "visits.done" else _CLEARED_AFTER
        response.headers["Refresh"] = f"{seconds}; url={url_for('visits.start')}"
    return response


def _is_sent(form: PortalForm) -> bool:
    """Return whether a form was sent and is in order, and count it: names and numbers cannot be tried at will."""
    if not form.validate_on_submit():
        return False
    count_try(f"visit:{g.visitor_door.id}:{client_address()}", limit=_TRIES, within=_WITHIN)
    return True


@blueprint.get("/")
@public
def start() -> ResponseReturnValue:
    """The first page; on a phone that remembers its visitor with their name, as no tablet ever shows it."""
    if g.visitor_door is None:
        return render_template("visits/no_door.html", form=PairForm())
    return _start(NumberForm())


def _start(form: NumberForm) -> str:
    form.new_submission()
    return render_template("visits/start.html", form=form, known=_known(_number("")))


def _number(typed: str | None) -> str:
    """Return the number of who comes often: as it was typed on a tablet, or as their phone keeps it."""
    return (typed or "") if g.visitor_door.is_tablet else request.cookies.get(_NUMBER, "")


def _known(number: str) -> Visit | None:
    """Return who has this number. On a tablet those that nobody has are counted: figures cannot be tried at will."""
    door = g.visitor_door
    if not (number and door.is_tablet):
        return service.known(door, number)
    count_try(wrong := f"visitor-number:{door.id}", limit=_WRONG, within=_WITHIN)
    if found := service.known(door, number):
        forgive_try(wrong)
    return found


@blueprint.post("/pair")
@public
def pair() -> ResponseReturnValue:
    """Make this browser the door's. Whoever is signed in here is signed out: nobody is to reach the portal from it."""
    form = PairForm()
    if form.validate():
        count_try(f"pair:{client_address()}", limit=_CODES, within=_CODES_WITHIN)
        with form.refusals():
            key = doors.pair(form.code.data)
            if current_user.is_authenticated:
                sign_out_here(current_user)
            return _with_cookie(redirect(url_for("visits.start"), code=303), _DOOR, key, _A_YEAR)
    return render_template("visits/no_door.html", form=form)


@blueprint.get("/wall/<token>")
@public
def scan(token: str) -> ResponseReturnValue:
    """Open the page on the phone that scanned the square on the wall; a tablet stays what it is."""
    answer = redirect(url_for("visits.start"), code=303)
    is_tablet = g.visitor_door is not None and g.visitor_door.is_tablet
    return answer if is_tablet or doors.door_of(token) is None else _with_cookie(answer, _DOOR, token, _A_DAY)


@blueprint.route("/arrive", methods=["GET", "POST"])
@public
def arrive() -> ResponseReturnValue:
    known = _known(theirs := _number(request.form.get("number")))
    form = ArrivalForm.of(service.rules(), known, on_tablet=g.visitor_door.is_tablet)
    if _is_sent(form):
        with form.refusals():
            return _done(number=service.arrive(g.visitor_door, form.arrival(theirs)))
    return _ask(form)


def _ask(form: ArrivalForm) -> str:
    if form.wording.errors:
        form.begin_again()
    form.new_submission()
    is_anew = form.known is not None and service.owes_statements(form.known)
    return render_template("visits/arrive.html", form=form, is_anew=is_anew)


@blueprint.post("/number")
@public
def number() -> ResponseReturnValue:
    """Come or go as who comes often: by the number that was typed on a tablet, or that the phone keeps."""
    form, door = NumberForm(), g.visitor_door
    if not _is_sent(form):
        return _start(form)
    known = _known(theirs := _number(form.number.data))
    if known is None:
        form.number.errors = [_("We do not know this number. Check it, or choose “I am arriving”.")]
        return _start(form)
    if form.is_leaving.data:
        service.leave(known, by_id=None)
        return _done(left=1)
    if service.owes_statements(known):
        return _ask(ArrivalForm.of(service.rules(), known, on_tablet=door.is_tablet, number=theirs))
    service.arrive_again(door, theirs, form.submission_key)
    return _done()


@blueprint.route("/leave", methods=["GET", "POST"])
@public
def leave() -> ResponseReturnValue:
    form = LeaveForm()
    if _is_sent(form):
        service.leave_by_name(form.name.data)
        return _done(left=1, by_name=1)
    return render_template("visits/leave.html", form=form)


@blueprint.post("/forget")
@public
def forget() -> ResponseReturnValue:
    """Let this phone forget its visitor."""
    answer = redirect(url_for("visits.start"), code=303)
    if ActionForm().validate():
        answer.delete_cookie(_NUMBER, path=_path())
    return answer


@blueprint.get("/done")
@public
def done() -> ResponseReturnValue:
    return render_template("visits/done.html", left="left" in request.args, by_name="by_name" in request.args)


def _done(*, number: str = "", **arguments: Any) -> ResponseReturnValue:
    """Lead to a page that names nobody; the number of who comes often is shown there once, or kept by their phone."""
    answer = redirect(url_for("visits.done", **arguments), code=303)
    if number and g.visitor_door.is_tablet:
        flash(_("Your number for next time is %(number)s. Write it down: we show it once.", number=number))
    elif number:
        return _with_cookie(answer, _NUMBER, number, _A_YEAR)
    return answer


def _with_cookie(answer: Any, name: str, value: str, lasts: timedelta) -> ResponseReturnValue:
    secure = current_app.config["PORTAL"].is_https
    answer.set_cookie(name, value, max_age=lasts, path=_path(), secure=secure, httponly=True, samesite="Lax")
    return answer  # type: ignore[no-any-return]


def _path() -> str:
    return url_for("visits.start")
