"""Pages of signing in, invitations, set-up and one's own account."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import public, requires
from portal.access.permissions import Permission
from portal.accounts import devices, emails, invitations, service, staff_accounts
from portal.accounts.forms import (
    ChangePasswordForm,
    ChoosePasswordForm,
    ForgottenForm,
    LetterCodeForm,
    SetUpForm,
    SignInForm,
)
from portal.accounts.known_devices import known_device
from portal.accounts.login import resume_after_sign_in, sign_in_here, sign_out_here
from portal.web import pending_form
from portal.web.forms import ActionForm
from portal.web.throttle import client_address

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if invitations.nobody_can_sign_in():
        return render_template("accounts/not_set_up.html")
    form = SignInForm(next=request.args.get("next", ""))
    typed = pending_form.unseal(form.typed.data)
    if form.validate_on_submit():
        with form.refusals():
            account = service.authenticate(
                form.login.data, form.password.data, address=client_address(), device=known_device()
            )
            sign_in_here(account)
            return resume_after_sign_in(account, form.next.data, typed)
    return render_template("accounts/sign_in.html", form=form, typed=typed)


@blueprint.post("/sign-out")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    # A token that ran out keeps nobody signed in, as long as the browser says that the button was on a page of ours.
    if not (ActionForm().validate_on_submit() or request.headers.get("Sec-Fetch-Site") == "same-origin"):
        return redirect(url_for("home.index"), code=303)
    sign_out_here(current_user)
    response: Response = redirect(url_for("accounts.sign_in"), code=303)  # type: ignore[assignment]
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.route("/letter", methods=["GET", "POST"])
@public
def letter_code() -> ResponseReturnValue:
    """Take the code that stands in a letter beside the square, from whoever has no camera."""
    form = LetterCodeForm()
    if form.validate_on_submit():
        with form.refusals():
            token = invitations.token_of_code(form.code.data, address=client_address())
            return redirect(url_for("accounts.accept_invitation", token=token), code=303)
    return render_template("accounts/letter_code.html", form=form)


@blueprint.route("/invitation/<pasted:token>", methods=["GET", "POST"])
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    if not request.path.endswith(f"/{token}"):  # something was pasted with the secret
        return redirect(url_for("accounts.accept_invitation", token=token), code=303)
    invitation = invitations.find_invitation(token)
    form = ChoosePasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            account = invitations.accept(token, form.password.data)
            sign_in_here(account)
            flash(_("Your password is set. You are signed in."), "success")
            return redirect(url_for("home.index"), code=303)
    return render_template("accounts/accept_invitation.html", form=form, invitation=invitation, token=token)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        emails.send_reset(form.login.data, address=client_address())
        return render_template("accounts/forgotten_sent.html")
    return render_template("accounts/forgotten.html", form=form)


@blueprint.route("/your-account", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def own_account() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            service.change_password(
                current_user, old=form.old.data, new=form.password.data, keep_token=current_user.session_token
            )
            flash(_("Your password is changed. Other devices are signed out."), "success")
            return redirect(url_for("accounts.own_account"), code=303)
    return render_template("accounts/own_account.html", form=form, devices=devices.devices_of(current_user))


@blueprint.post("/your-account/sign-out-others")
@requires(Permission.OWN_ACCOUNT)
def sign_out_others() -> ResponseReturnValue:
    if ActionForm().validate_on_submit():
        staff_accounts.end_sessions(current_user, by_id=current_user.id, keep_token=current_user.session_token)
        flash(_("Every other device is signed out."), "success")
    return redirect(url_for("accounts.own_account"), code=303)


@blueprint.route("/set-up/<pasted:token>", methods=["GET", "POST"])
@public
def set_up(token: str) -> ResponseReturnValue:
    if not request.path.endswith(f"/{token}"):
        return redirect(url_for("accounts.set_up", token=token), code=303)
    invitations.check_set_up_token(token)
    form = SetUpForm()
    if form.validate_on_submit():
        with form.refusals():
            account = invitations.set_up(
                token,
                setting_name=form.setting_name.data,
                name=form.name.data,
                email=form.email.data,
                password=form.password.data,
            )
            sign_in_here(account)
            return redirect(url_for("home.index"), code=303)
    return render_template("accounts/set_up.html", form=form, token=token)
