"""The audit log, newest first, whole or in part."""

from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.audit import filtering, queries
from portal.foundation import clock

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
@requires(Permission.AUDIT_READ)
def log() -> ResponseReturnValue:
    """Numbers stand in the address, and names nowhere but on the page."""
    wanted = filtering.read_filter(request.args, current_user)
    page = queries.page(current_user, filtering.entries(current_user, wanted), request.args)
    return render_template(
        "audit/log.html",
        days=groupby(page.rows, key=lambda line: clock.london_date(line.when)),
        wanted=wanted,
        described=filtering.described(current_user, wanted),
        kinds=filtering.kinds(current_user),
        people=filtering.people(current_user),
        page=page,
    )
