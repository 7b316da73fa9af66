"""Posts as records: the register of a period, and every post that one child was in; each as page, PDF and table."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.families.models import Child
from portal.families.own_child import closed_to
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.posts import comments, documents, reading
from portal.posts.documents import PostRegister
from portal.posts.events import PostRegisterExported
from portal.posts.forms import PeriodForm
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.loading import get_or_404
from portal.web.record_page import RecordPage

blueprint = Blueprint("post_records", __name__, url_prefix="/posts")


def _register(form: PeriodForm) -> PostRegister:
    """Return what the register of a period is drawn from; of a child in one's own care no cause is told."""
    first, last = form.days
    lines = reading.load_lines(reading.posts_between(first, last), on=clock.today())
    checks = comments.checks_between(first, last, current_user)
    return PostRegister(first, last, lines, checks, closed_to(current_user))


@blueprint.get("/period")
@requires(Permission.RECORD_EXPORT)
def period() -> ResponseReturnValue:
    return _page(PeriodForm.of(request.args))


def _page(form: PeriodForm) -> str:
    """Return the register as a page, or what is wrong with its days; the file of such days is this page too."""
    page, addresses = RecordPage(), {"pdf_url": "", "back_url": url_for("posts.register")}
    page.heading(_("Post and take-down register"))
    if form.validate():
        documents.draw_register(page, _register(form))
        days: dict[str, Any] = {field.name: field.data for field in (form.first, form.last)}
        addresses["pdf_url"] = url_for("post_records.period_pdf", **days)
        addresses["csv_url"] = url_for("post_records.period_csv", **days)
    return render_template("posts/period.html", form=form, page=page, **addresses)


@blueprint.get("/period.pdf")
@requires(Permission.RECORD_EXPORT)
def period_pdf() -> ResponseReturnValue:
    form, began = PeriodForm.of(request.args), clock.now()
    if not form.validate():
        return _page(form)
    found, (first, last) = _register(form), form.days
    about = About(IssuedKind.POSTS, first_day=first, last_day=last, records=len(found.lines), issued_at=began)
    to = issue(partial(documents.write_register, found), about, by_id=current_user.id)
    return pdf_response(to, f"posts-{first}-to-{last}.pdf")


@blueprint.get("/period.csv")
@requires(Permission.RECORD_EXPORT)
def period_csv() -> ResponseReturnValue:
    form = PeriodForm.of(request.args)
    if not form.validate():
        return _page(form)
    found, (first, last) = _register(form), form.days
    with db.atomic():
        bus.publish(PostRegisterExported(actor_id=current_user.id, subject_id=1, first_day=first, last_day=last))
    return file_response(csv_file(documents.rows(found)), f"posts-{first}-to-{last}.csv", "text/csv; charset=utf-8")


def _child(child_id: int) -> tuple[Child, list[reading.PostLine], frozenset[str]]:
    """Return a child with the posts they were in; to all but the keepers a child of another family does not exist."""
    keeps = current_user.may(Permission.FAMILY_READ)
    visible = Child.visible_to(current_user) if keeps else Child.in_care_of(current_user)
    child: Child = get_or_404(visible, Child.duplicates().get(child_id, child_id))
    lines = reading.load_lines(reading.posts_of(child), on=clock.today())
    return child, lines, reading.own_refusals(child, current_user.id)


@blueprint.get("/of-child/<int:child_id>")
@requires(Permission.CONSENT_READ)
def of_child(child_id: int) -> ResponseReturnValue:
    child, lines, refused = _child(child_id)
    page = RecordPage()
    documents.draw_child(page, child, lines, refused)
    is_own = not current_user.may(Permission.FAMILY_READ)
    addresses = {
        "pdf_url": url_for("post_records.of_child_pdf", child_id=child.id),
        "back_url": url_for("consents.own_answers" if is_own else "children.view", child_id=child.id),
    }
    return render_template("layouts/record.html", page=page, **addresses)


@blueprint.get("/of-child/<int:child_id>.pdf")
@requires(Permission.CONSENT_READ)
def of_child_pdf(child_id: int) -> Response:
    began, (child, lines, refused) = clock.now(), _child(child_id)
    about = About(IssuedKind.CHILD_POSTS, child.id, records=len(lines), issued_at=began)
    to = issue(partial(documents.write_child, child, lines, refused), about, by_id=current_user.id)
    return pdf_response(to, f"posts-with-{child.called}.pdf")
