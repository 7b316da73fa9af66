"""Each role's first page: what needs you today."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import public, requires
from portal.access.permissions import Permission, Role
from portal.acknowledgements.rules_first import is_new_starter, rules_address
from portal.consents import labels as consent_labels
from portal.consents.photo_list import service as photo_list
from portal.foundation import clock
from portal.foundation.migrating import write_problem
from portal.home import labels, tasks
from portal.home import own_records as records
from portal.home.overview import overview
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

blueprint = Blueprint("home", __name__)
blueprint.context_processor(lambda: {"consent_labels": consent_labels})
_MANAGING_ROLES = frozenset({Role.MANAGER, Role.LEAD, Role.CHAIR})


def _parents_page() -> str:
    if not wording.is_published(DocumentKey.CONSENT_FORM):
        return render_template("home/not_yet.html")
    children = tasks.children_answers(current_user, on=clock.today())
    return render_template(
        "home/parent.html",
        news=tasks.posts_to_take_down(current_user, on=clock.today()) + tasks.concern_news(current_user),
        tasks=tasks.parent_tasks(current_user, children),
        children=children,
    )


def _staffs_page() -> str:
    """Return the photo list as it stands now, under what waits for a worker, who can be a parent here too."""
    choice = photo_list.default_choice(clock.today())
    return render_template(
        "home/staff.html",
        news=tasks.posts_to_take_down(current_user, on=clock.today()) + tasks.concern_news(current_user),
        tasks=[
            *tasks.poster_tasks(current_user, now=clock.now()),
            *tasks.staff_tasks(current_user, tasks.children_answers(current_user, on=clock.today())),
        ],
        **photo_list.page(current_user, choice, is_now=True),
    )


def _before_it_is_named() -> ResponseReturnValue:
    """Send whoever may name the setting to do so; nobody has anything to read or sign before."""
    if Permission.SETTING_EDIT not in current_user.permissions:
        return render_template("home/not_yet.html")
    flash(_("Give your setting its name first."))
    return redirect(url_for("settings.edit"), code=303)


@blueprint.get("/")
@requires(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    if not settings.is_named():
        return _before_it_is_named()
    if current_user.roles & _MANAGING_ROLES and is_new_starter(current_user):
        return redirect(rules_address(), code=303)
    if current_user.roles & _MANAGING_ROLES:
        found = overview(current_user, on=clock.today())
        return render_template("home/manager.html", overview=found, labels=labels)
    if not wording.is_published(DocumentKey.CONSENT_FORM):
        return render_template("home/not_yet.html")
    if Permission.CONSENT_NOTE in current_user.permissions:
        return _staffs_page()
    if Role.PARENT in current_user.roles:
        return _parents_page()
    return render_template("home/inspector.html" if Role.INSPECTOR in current_user.roles else "home/other.html")


@blueprint.get("/your-children")
@requires(Permission.CONSENT_SIGN)
def as_parent() -> ResponseReturnValue:
    if not settings.is_named():
        return _before_it_is_named()
    return _parents_page()


@blueprint.get("/your-records")
@requires(Permission.DOCUMENT_READ)
def own_records() -> ResponseReturnValue:
    return render_template("home/own_records.html", records=records.own_records(current_user))


@blueprint.get("/alive")
@public
def alive() -> ResponseReturnValue:
    """Whether the database answers, and stores what it is given. What is wrong is said to no stranger."""
    is_well = not write_problem()
    said = "alive" if is_well else "the database does not answer, or stores nothing"
    return Response(said, 200 if is_well else 503, mimetype="text/plain")
