"""The page where the manager edits the setting's details, and the contacts that are open to all."""

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import public, requires
from portal.access.permissions import Permission
from portal.settings import labels, service
from portal.settings.forms import CheckContactsForm, SettingForm
from portal.settings.policy import Contact
from portal.web.labels import join_names

blueprint = Blueprint("settings", __name__)
blueprint.context_processor(lambda: {"labels": labels})
blueprint.add_app_template_filter(labels.telephone)


@blueprint.get("/contacts")
@public
def contacts() -> ResponseReturnValue:
    """Whom people can turn to, here and outside (product.md P8)."""
    return render_template("settings/contacts.html", lines=service.contacts())


@blueprint.route("/contacts/check", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def check_contacts() -> ResponseReturnValue:
    form = CheckContactsForm.of(service.contacts())
    if form.validate_on_submit():
        service.check_contacts(form.contacts.data, by_id=current_user.id)
        flash(_("The contacts that you ticked are marked as checked today."), "success")
        return redirect(url_for("settings.contacts"), code=303)
    return render_template("settings/check_contacts.html", form=form)


@blueprint.route("/setting/", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def edit() -> ResponseReturnValue:
    form = SettingForm(obj=service.current())
    gets_ready = "get_ready" in request.args or not service.is_named()
    if form.validate_on_submit():
        is_new, changed = not service.is_named(), service.change_setting(form.values(), by_id=current_user.id)
        if form.contacts_checked.data:
            service.check_contacts(Contact, by_id=current_user.id)
        flash(_told(form, changed, is_new=is_new), "success")
        if not service.ON_THE_CONSENT_FORM.isdisjoint(changed):
            flash(_("The consent form says so from now on. What was signed before stays as it is."), "success")
        return redirect(url_for("home.index" if gets_ready else "settings.edit"), code=303)
    return render_template("settings/edit.html", form=form, lines=service.contacts())


def _told(form: SettingForm, changed: Collection[str], *, is_new: bool) -> str:
    """Return what was changed, by the labels of the form."""
    if is_new:
        return _("Your setting is called %(name)s.", name=form.name.data)
    labels = [f"“{field.label.text}”" for field in form if field.name in changed]
    parts = [_("Changed: %(what)s.", what=join_names(labels))] if labels else []
    if form.contacts_checked.data:
        parts.append(_("The contacts are marked as checked today."))
    return " ".join(parts) or _("Nothing was changed.")
