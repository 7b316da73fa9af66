"""Posts: recorded as they go up, taken down when somebody says no; the register of a period and each child’s own posts."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
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
from portal.posts import comments, documents, labels, queries, service
from portal.posts.clearance import posters
from portal.posts.clearance.models import Clearance
from portal.posts.clearance.queries import load
from portal.posts.documents import PostRegister
from portal.posts.events import PostRegisterExported
from portal.posts.forms import CannotForm, EditForm, FindingForm, PeriodForm, PostForm, RemoveForm
from portal.posts.models import Post
from portal.posts.policy import Elsewhere, Found
from portal.web import filters
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.forms import SubmissionForm
from portal.web.loading import get_or_404
from portal.web.paging import newest_first, page_of
from portal.web.record_page import RecordPage

blueprint = Blueprint("posts", __name__, url_prefix="/posts")
# More than this nobody reads at one go; at the first upgrade every post of before is due.
_MOST_READ = 40
blueprint.context_processor(lambda: {"labels": labels, "is_designated": posters.is_designated})


def _post(reference: str) -> Post:
    return get_or_404(Post.visible_to(current_user), reference, by="reference")


def _reference(row: Post | queries.PostLine) -> str:
    post: Post = row.post if isinstance(row, queries.PostLine) else row
    return str(post.reference)


def _show(post: Post) -> ResponseReturnValue:
    return redirect(url_for("posts.view", reference=post.reference), code=303)


@blueprint.get("/")
@requires(Permission.POST_READ)
def register() -> ResponseReturnValue:
    show = filters.chosen(labels.SHOWS, request.args.get("show"))
    found = Post.visible_to(current_user)
    if show:
        found = found.where(Post.stands(show))
    page = newest_first(found, request.args, order=Post.posted_at)
    lines = queries.load_lines(page.rows, on=clock.today())
    return render_template("posts/register.html", page=page, lines=lines, show=show)


@blueprint.get("/take-downs")
@requires(Permission.POST_READ)
def take_downs() -> ResponseReturnValue:
    show = partial(queries.load_lines, on=clock.today())
    page = page_of(queries.waiting_posts(), request.args, cursor=_reference, fitting=show)
    return render_template("posts/take_downs.html", page=page, may_remove=service.may_remove(current_user))


@blueprint.route("/new/<reference>", methods=["GET", "POST"])
@requires(Permission.POST_RECORD)
def record(reference: str) -> ResponseReturnValue:
    clearance: Clearance = get_or_404(Clearance.visible_to(current_user), reference, by="reference")
    form = PostForm()
    form.new_submission()
    if form.validate_on_submit():
        made = service.record_post(
            clearance, form.link.data or "", Elsewhere(form.elsewhere.data),
            submission=form.submission_key, by=current_user,
        )  # fmt: skip
        flash(_("The post is recorded."), "success")
        return _show(made)
    posters.require_poster(current_user.id, on=clock.today())
    (view,) = load([clearance], now=clock.now())
    return render_template("posts/record.html", form=form, view=view)


@blueprint.get("/<reference>")
@requires(Permission.POST_READ)
def view(reference: str) -> ResponseReturnValue:
    (line,) = queries.load_lines([_post(reference)], on=clock.today())
    keeps = current_user.may(Permission.FAMILY_READ)
    return render_template(
        "posts/view.html", line=line, closed=closed_to(current_user) if keeps else None,
        may_remove=service.may_remove(current_user),
        checks=comments.checks_of(line.post, current_user), next_due=comments.next_due(line.post), now=clock.now(),
    )  # fmt: skip


@blueprint.route("/<reference>/edit", methods=["GET", "POST"])
@requires(Permission.POST_REMOVE)
def edit(reference: str) -> ResponseReturnValue:
    post = _post(reference)
    (line,) = queries.load_lines([post], on=clock.today())
    form = EditForm.of(line, whole=posters.is_designated(current_user))
    if form.validate_on_submit():
        with form.refusals():
            service.edit_post(post, form.content(line), by=current_user)
            flash(_("Stored. Change the post itself too, if you have not."), "success")
            return _show(post)
    return render_template("posts/edit.html", form=form, line=line)


@blueprint.route("/<reference>/taken-down", methods=["GET", "POST"])
@requires(Permission.POST_REMOVE)
def remove(reference: str) -> ResponseReturnValue:
    post, form = _post(reference), RemoveForm(data={"removed_on": clock.today()})
    if form.validate_on_submit():
        assert form.removed_on.day
        with form.refusals():
            service.remove_post(post, form.removed_on.day, by=current_user)
            flash(_("Ticked off. Whoever asked for it is told once all of theirs are done."), "success")
            return redirect(url_for("posts.take_downs"), code=303)
    (line,) = queries.load_lines([post], on=clock.today())
    return render_template("posts/remove.html", form=form, line=line)


@blueprint.route("/<reference>/cannot", methods=["GET", "POST"])
@requires(Permission.POST_REMOVE)
def cannot(reference: str) -> ResponseReturnValue:
    post, form = _post(reference), CannotForm()
    if form.validate_on_submit():
        service.cannot_remove(post, form.because.data or "", form.next_step.data or "", by=current_user)
        flash(_("Stored. It stays on the list until it comes down."), "success")
        return redirect(url_for("posts.take_downs"), code=303)
    (line,) = queries.load_lines([post], on=clock.today())
    return render_template("posts/cannot.html", form=form, line=line)


@blueprint.route("/comments", methods=["GET", "POST"])
@requires(Permission.POST_REMOVE)
def read_comments() -> ResponseReturnValue:
    """The posts whose comments are to be read now; one press says that nothing was found on all that are listed."""
    form = SubmissionForm()
    if form.validate_on_submit():
        asked = set(request.form.getlist("post"))
        found = Post.visible_to(current_user).where(Post.reference.in_(asked)) if len(asked) <= _MOST_READ else ()
        posts = list(found)
        if not posts or len(posts) < len(asked):
            abort(404)
        comments.check_comments(posts, submission=form.submission_key, by=current_user)
        flash(_("Stored: you read these comments."), "success")
        return redirect(url_for("posts.read_comments"), code=303)
    due, now = comments.due_posts(now=clock.now()), clock.now()
    shown = due[:_MOST_READ]
    lines = queries.load_lines([post for post, _due in shown], on=clock.today())
    form.new_submission()
    return render_template(
        "posts/read_comments.html", form=form, listed=[(line, each) for line, (_post, each) in zip(lines, shown, strict=True)],
        more=len(due) - len(shown), now=now, reported=comments.reported_by(current_user, shown),
    )  # fmt: skip


@blueprint.route("/<reference>/comment", methods=["GET", "POST"])
@requires(Permission.POST_REMOVE)
def report_comment(reference: str) -> ResponseReturnValue:
    post, form = _post(reference), FindingForm.offered()
    if form.validate_on_submit():
        with form.refusals():
            address = url_for("posts.view", reference=reference)
            found, reason = Found(form.found.data), form.reason.data
            concern = comments.report_comment(post, found, reason, form.told, address=address, by=current_user)
            told = _("Stored as concern %(reference)s, for those who handle it.", reference=concern.reference)
            if concern.outside_bodies:
                told += " " + _("Nobody independent is left here: tell one of those under “Who can help” as well.")
            flash(told, "warning" if concern.outside_bodies else "success")
            return redirect(url_for("posts.read_comments"), code=303)
    (line,) = queries.load_lines([post], on=clock.today())
    form.new_submission()
    return render_template("posts/report_comment.html", form=form, line=line)


def _register(form: PeriodForm) -> PostRegister:
    """Return what the register of a period is drawn from; of a child in one's own care no cause is told."""
    first, last = form.days
    lines = queries.load_lines(queries.posts_between(first, last), on=clock.today())
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
        addresses["pdf_url"] = url_for("posts.period_pdf", **days)
        addresses["csv_url"] = url_for("posts.period_csv", **days)
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


def _child(child_id: int) -> tuple[Child, list[queries.PostLine], frozenset[str]]:
    """Return a child with the posts they were in; to all but the keepers a child of another family does not exist."""
    keeps = current_user.may(Permission.FAMILY_READ)
    visible = Child.visible_to(current_user) if keeps else Child.in_care_of(current_user)
    child: Child = get_or_404(visible, Child.duplicates().get(child_id, child_id))
    lines = queries.load_lines(queries.posts_of(child), on=clock.today())
    return child, lines, queries.own_refusals(child, current_user.id)


@blueprint.get("/of-child/<int:child_id>")
@requires(Permission.CONSENT_READ)
def of_child(child_id: int) -> ResponseReturnValue:
    child, lines, refused = _child(child_id)
    page = RecordPage()
    documents.draw_child(page, child, lines, refused)
    is_own = not current_user.may(Permission.FAMILY_READ)
    addresses = {
        "pdf_url": url_for("posts.of_child_pdf", child_id=child.id),
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
