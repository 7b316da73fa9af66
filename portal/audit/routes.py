"""The audit log, newest first, whole or in part."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.audit import filtering, reading

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
@requires(Permission.AUDIT_READ)
def log() -> ResponseReturnValue:
    """Numbers stand in the address, and names nowhere but on the page."""
    wanted = filtering.read_filter(request.args, current_user)
    page = reading.page(current_user, filtering.entries(current_user, wanted), request.args)
    return render_template(
        "audit/log.html",
        days=reading.by_day(page.rows),
        wanted=wanted,
        described=filtering.described(current_user, wanted),
        kinds=filtering.kinds(current_user),
        people=filtering.people(current_user),
        page=page,
    )
