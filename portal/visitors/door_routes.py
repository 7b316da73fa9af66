"""The page at the door: for visitors, who have no account, and shown nothing that anybody else has typed.

What a device may do hangs on a cookie of its own, which opens this page and nothing else. Nobody is remembered on a
tablet: whoever comes often types a number there, since a list to choose from, or a name that is completed, would show
one visitor to the next. Their own phone may remember the number for them.
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
from portal.web.throttle import client_address, count_try

blueprint = Blueprint("visits", __name__, url_prefix="/visit")

_DOOR, _NUMBER = "visitor-door", "visitor-number"
_A_YEAR, _A_DAY = timedelta(days=365), timedelta(hours=12)
# Whoever walks away leaves a page to the next visitor for so long: seconds. Nobody who reads slowly is cut off (WCAG 2.2.1).
_READ_AFTER, _CLEARED_AFTER = 90, 300
_TRIES, _WITHIN = 60, timedelta(minutes=10)
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
    if door and door.is_tablet and request.method == "POST" and not ActionForm().validate():
        return redirect(url_for("visits.start"), code=303)
    return None


@blueprint.after_request
def _clear(response: Response) -> Response:
    """Clear a tablet for the next visitor: Back and Reload send nothing again that the one before typed."""
    if (door := g.get("visitor_door")) and door.is_tablet:
        if request.endpoint in {"visits.start", "visits.done"}:
            session.pop("csrf_token", None)
        if request.endpoint != "visits.start":
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
    known = _known_here()
    form = NumberForm(data={"number": request.cookies[_NUMBER] if known else ""})
    form.new_submission()
    return render_template("visits/start.html", form=form, known=known)


def _known_here() -> Visit | None:
    """Return whom this phone remembers; a tablet remembers nobody."""
    return None if g.visitor_door.is_tablet else service.known(request.cookies.get(_NUMBER, ""))


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
    form = ArrivalForm.of(service.rules(), on_tablet=g.visitor_door.is_tablet)
    if _is_sent(form):
        with form.refusals():
            return _done(number=service.arrive(g.visitor_door, form.arrival()))
    elif request.method == "GET" and (known := _known_here()):
        return _ask_anew(known, request.cookies[_NUMBER], is_anew=False)
    if form.wording.errors:
        form.begin_again()
    form.new_submission()
    return render_template("visits/arrive.html", form=form, is_anew=False)


@blueprint.route("/number", methods=["GET", "POST"])
@public
def number() -> ResponseReturnValue:
    """Come or go by the number of who comes often."""
    form = NumberForm()
    if _is_sent(form):
        with form.refusals():
            if form.is_leaving.data:
                service.leave(service.regular(form.number.data), by_id=None)
                return _done(left=1)
            last = service.regular(form.number.data)
            if service.owes_statements(last):
                return _ask_anew(last, form.number.data, is_anew=True)
            service.arrive_again(g.visitor_door, form.number.data, form.submission_key)
            return _done()
    form.new_submission()
    return render_template("visits/number.html", form=form)


def _ask_anew(last: Visit, number_: str, *, is_anew: bool) -> str:
    typed = {"name": last.name, "organisation": last.organisation, "seeing": last.seeing, "number": number_}
    form = ArrivalForm.of(service.rules(), on_tablet=g.visitor_door.is_tablet, **typed)
    form.new_submission()
    return render_template("visits/arrive.html", form=form, is_anew=is_anew)


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
