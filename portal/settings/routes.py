"""The page where the manager edits the setting's details."""

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.settings import service
from portal.settings.forms import SettingForm
from portal.web.labels import join_names

blueprint = Blueprint("settings", __name__, url_prefix="/setting")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def edit() -> ResponseReturnValue:
    form = SettingForm(obj=service.current())
    gets_ready = "get_ready" in request.args or not service.is_named()
    if form.validate_on_submit():
        is_new, changed = not service.is_named(), service.change_setting(form.values(), by_id=current_user.id)
        flash(_told(form, changed, is_new=is_new), "success")
        if not service.ON_THE_CONSENT_FORM.isdisjoint(changed):
            flash(_("The consent form says so from now on. What was signed before stays as it is."), "success")
        return redirect(url_for("home.index" if gets_ready else "settings.edit"), code=303)
    return render_template("settings/edit.html", form=form)


def _told(form: SettingForm, changed: Collection[str], *, is_new: bool) -> str:
    """Return what was changed, by the labels of the form."""
    if is_new:
        return _("Your setting is called %(name)s.", name=form.name.data)
    labels = [f"“{field.label.text}”" for field in form if field.name in changed]
    parts = [_("Changed: %(what)s.", what=join_names(labels))] if labels else []
    if form.contacts_checked.data:
        parts.append(_("The contacts are marked as checked today."))
    return " ".join(parts) or _("Nothing was changed.")
