"""The audit log, newest first."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.audit import reading

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
@requires(Permission.AUDIT_READ)
def log() -> ResponseReturnValue:
    return render_template("audit/log.html", page=reading.page(current_user, request.args))
