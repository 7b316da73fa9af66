"""Who may be photographed: for staff, on a phone and on paper."""

from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import open_to_new_starters, requires
from portal.access.permissions import Permission
from portal.consents.photo_list import documents, service
from portal.consents.photo_list.service import Choice
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.mail.service import links_are_held
from portal.web.addresses import public_address
from portal.web.files import pdf_response

blueprint = Blueprint("photo_list", __name__, url_prefix="/who-may-be-photographed")


@blueprint.get("/")
@open_to_new_starters
@requires(Permission.CONSENT_REGISTER)
def choose() -> ResponseReturnValue:
    is_asked = not request.args.keys().isdisjoint({"use", "session", "day"})
    today = clock.today()
    return _page(service.read_choice(request.args, today) if is_asked else service.default_choice(today), is_now=False)


@blueprint.get("/now")
@open_to_new_starters
@requires(Permission.CONSENT_REGISTER)
def live() -> ResponseReturnValue:
    today = clock.today()
    return _page(service.read_choice({**request.args.to_dict(), "day": today.isoformat()}, today), is_now=True)


def _page(choice: Choice | None, *, is_now: bool) -> ResponseReturnValue:
    if choice is None:
        return _choose_anew()
    return render_template("photo_list/live.html", **service.page(current_user, choice, is_now=is_now))


@blueprint.get("/lists.pdf")
@open_to_new_starters
@requires(Permission.CONSENT_NOTE)
def pdf() -> ResponseReturnValue:
    """The sheet as a file, for those who work with the children; each time it is logged."""
    choice = service.read_choice(request.args, clock.today())
    if choice is None:
        return _choose_anew()
    began, found = clock.now(), service.photo_list(current_user, choice)
    live_address = "" if links_are_held() else public_address("photo_list.live", **choice.address())
    about = About(
        IssuedKind.PHOTO_LIST, first_day=choice.day, last_day=choice.day, records=found.children, issued_at=began
    )
    to = issue(partial(documents.write_list, found, live_address), about, by_id=current_user.id)
    service.log_taken(found, by_id=current_user.id)
    return pdf_response(to, f"who-may-be-photographed-{choice.day}.pdf")


def _choose_anew() -> Response:
    flash(
        _("This sheet is for a day, a session or a use that is not on the list any more. Please choose again."), "error"
    )
    return redirect(url_for("photo_list.choose"), code=303)  # type: ignore[return-value]
