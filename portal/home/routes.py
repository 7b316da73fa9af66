"""Each role's first page: what needs you today."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import public, requires
from portal.access.permissions import Permission, Role
from portal.foundation import clock
from portal.foundation.migrating import reachable
from portal.home import gaps, tasks

blueprint = Blueprint("home", __name__)

_KEEPERS = frozenset({Role.MANAGER, Role.LEAD, Role.CHAIR})


def _parents_page() -> str:
    needs = tasks.of_parent(current_user, on=clock.today())
    return render_template("home/parent.html", needs=needs, tasks=tasks.task_lines(current_user, needs))


@blueprint.get("/")
@requires(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    if current_user.roles & _KEEPERS:
        return render_template("home/keeper.html", gaps=gaps.of(current_user, on=clock.today()))
    if Role.PARENT in current_user.roles:
        return _parents_page()
    if Permission.CONSENT_REGISTER in current_user.permissions:
        return redirect(url_for("consent_register.show"), code=303)
    return render_template("home/other.html")


@blueprint.get("/your-children")
@requires(Permission.CONSENT_SIGN)
def as_parent() -> ResponseReturnValue:
    return _parents_page()


@blueprint.get("/alive")
@public
def alive() -> ResponseReturnValue:
    answers = reachable()
    said = "alive" if answers else "the database does not answer"
    return Response(said, 200 if answers else 503, mimetype="text/plain")
