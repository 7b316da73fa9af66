"""Posts: recorded as they go up, taken down when somebody says no, and each child’s own history."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.families.own_child import closed_to
from portal.foundation import clock
from portal.posts import comments, labels, reading, service
from portal.posts.clearance import labels as clearance_labels
from portal.posts.clearance import posters
from portal.posts.clearance.models import Clearance
from portal.posts.clearance.reading import load
from portal.posts.forms import CannotForm, EditForm, FindingForm, PostForm, RemoveForm
from portal.posts.models import Post
from portal.posts.policy import Elsewhere
from portal.web import filters
from portal.web.forms import SubmissionForm
from portal.web.loading import get_or_404
from portal.web.paging import newest_first, page_of

blueprint = Blueprint("posts", __name__, url_prefix="/posts")
# More than this nobody reads at one go; at the first upgrade every post of before is due.
_MOST_READ = 40
blueprint.context_processor(
    lambda: {
        "labels": labels,
        "clearance_labels": clearance_labels,
        "is_designated": posters.is_designated,
    }
)


def _post(reference: str) -> Post:
    return get_or_404(Post.visible_to(current_user), reference, by="reference")


def _reference(row: Post | reading.PostLine) -> str:
    post: Post = row.post if isinstance(row, reading.PostLine) else row
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
    lines = reading.load_lines(page.rows, on=clock.today())
    return render_template("posts/register.html", page=page, lines=lines, show=show)


@blueprint.get("/take-downs")
@requires(Permission.POST_READ)
def take_downs() -> ResponseReturnValue:
    show = partial(reading.load_lines, on=clock.today())
    page = page_of(reading.waiting_posts(), request.args, cursor=_reference, fitting=show)
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
    (line,) = reading.load_lines([_post(reference)], on=clock.today())
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
    before = service.current(post)
    form = EditForm.of(before, whole=posters.is_designated(current_user))
    if form.validate_on_submit():
        with form.refusals():
            service.edit_post(post, form.content(before), by=current_user)
            flash(_("Stored. Change the post itself too, if you have not."), "success")
            return _show(post)
    (line,) = reading.load_lines([post], on=clock.today())
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
    (line,) = reading.load_lines([post], on=clock.today())
    return render_template("posts/remove.html", form=form, line=line)


@blueprint.route("/<reference>/cannot", methods=["GET", "POST"])
@requires(Permission.POST_REMOVE)
def cannot(reference: str) -> ResponseReturnValue:
    post, form = _post(reference), CannotForm()
    if form.validate_on_submit():
        service.cannot_remove(post, form.because.data or "", form.next_step.data or "", by=current_user)
        flash(_("Stored. It stays on the list until it comes down."), "success")
        return redirect(url_for("posts.take_downs"), code=303)
    (line,) = reading.load_lines([post], on=clock.today())
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
    lines = reading.load_lines([post for post, _due in shown], on=clock.today())
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
            concern = comments.report_comment(post, form.finding, address=address, by=current_user)
            told = _("Stored as concern %(reference)s, for those who handle it.", reference=concern.reference)
            if concern.outside_bodies:
                told += " " + _("Nobody independent is left here: tell one of those under “Whom to turn to” as well.")
            flash(told, "warning" if concern.outside_bodies else "success")
            return redirect(url_for("posts.read_comments"), code=303)
    (line,) = reading.load_lines([post], on=clock.today())
    form.new_submission()
    return render_template("posts/report_comment.html", form=form, line=line)
