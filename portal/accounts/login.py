"""Ties the browser's cookie to a session on the server."""

import logging
import time

from flask import Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer
from peewee import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge

from portal.access.guard import largest_body
from portal.accounts import service
from portal.accounts.forms import SignInForm
from portal.accounts.known_devices import remember_here
from portal.accounts.models import Account
from portal.foundation.database import ensure_connected
from portal.foundation.tokens import new_token
from portal.web import pending_form
from portal.web.addresses import is_local_path
from portal.web.csrf import unmasked
from portal.web.pending_form import PendingForm, PendingFormTooLarge

log = logging.getLogger("portal.accounts")
_NOTED_EVERY = 60  # seconds: the cookie is written again at most this often
# Of the session that ends; the rest of the cookie is what the person has begun.
_SESSION_KEYS = frozenset({"csrf_token", "seen", "left_by"})


def _load(token: str) -> Account | None:
    ensure_connected()
    idle = current_app.config["PORTAL"].idle_minutes * 60
    seen, now = session.get("seen", 0), int(time.time())
    if now - seen > idle:
        return None
    if now - seen > _NOTED_EVERY:
        session["seen"] = now
    return service.account_of_session(token)


def _ask_to_sign_in() -> ResponseReturnValue:
    owner_id = _who_was_here()
    if session.pop("_user_id", None):
        session["left_by"] = owner_id
        flash(_("You were signed out because nothing happened for a while. Sign in to go on."))
    if request.method == "GET":
        return _to_sign_in(request.full_path.rstrip("?"))
    try:
        return _keep_what_was_sent(owner_id)
    except PendingFormTooLarge:
        flash(_("What you sent was too much to keep while you sign in. Please send it again."), "warning")
        return _to_sign_in(_page_of_form())


def _to_sign_in(wanted: str) -> ResponseReturnValue:
    return redirect(url_for("accounts.sign_in", next=wanted or None), code=303)


def _page_of_form() -> str:
    """Return the address that shows the form which was sent, if it is the one it was sent to."""
    rule = request.url_rule
    return request.path if rule and "GET" in (rule.methods or ()) else ""


def _keep_what_was_sent(owner_id: int | None) -> ResponseReturnValue:
    """Answer with the sign-in page, which carries what was typed: nothing is lost (product.md §8.7)."""
    if owner_id is not None:
        # Only for a browser that did sign in: what a stranger sends is refused before it is read.
        request.max_content_length = largest_body() or request.max_content_length
    typed = pending_form.from_request(owner_id)
    if typed is None:
        return _to_sign_in(_page_of_form())
    form = SignInForm(formdata=None, typed=pending_form.seal(typed))
    return render_template("accounts/sign_in.html", form=form, typed=typed), 403


def _who_was_here() -> int | None:
    """Return the account whose session in this browser was the last to end, as far as the cookie knows.

    Without a cookie the form that was sent says for whom it was made, in its token.
    """
    if token := session.get("_user_id"):
        return service.account_id_of_session(token)
    left_by: int | None = session.get("left_by")
    return left_by or _owner_of_form()


def _owner_of_form() -> int | None:
    """Return whose page it was that the form was sent from: a token of ours begins with the account (sign_in_here)."""
    signer = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token")
    try:
        owner = str(signer.loads(unmasked(request.form.get("csrf_token", "")))).partition(".")[0]
    except (BadData, RequestEntityTooLarge):
        return None
    return int(owner) if owner.isascii() and owner.isdigit() else None


def was_signed_in(app: Flask, cookies: str) -> bool:
    """Return whether somebody did sign in where these cookies come from, as far as the signature on them says."""
    kept = app.session_interface.open_session(app, app.request_class({"HTTP_COOKIE": cookies}))
    return bool(kept and kept.keys() & {"_user_id", "left_by"})


def sign_in_here(account: Account) -> None:
    """Give this browser a session of its own.

    What this same person had begun here stays, such as answers not signed yet; what another person left is gone.
    """
    pending = {}
    if _who_was_here() == account.id:
        pending = {key: value for key, value in session.items() if key not in _SESSION_KEYS and key[:1] != "_"}
    session.clear()
    session.update(pending)
    token = service.start_session(account, device=request.user_agent.string)
    account.session_token = token
    session["csrf_token"] = f"{account.id}.{new_token()}"
    session["seen"] = int(time.time())
    session.permanent = True
    login_user(account)
    remember_here(account.id)


def sign_out_here(account: Account) -> None:
    """End the session on the server and empty the cookie, which happens whatever the database says."""
    try:
        service.end_session(account, account.session_token)
    except OperationalError as problem:
        log.error("a session could not be ended on the server", exc_info=problem)
    left_by = account.id
    logout_user()
    session.clear()
    session["left_by"] = left_by  # what waits in another tab was typed by this person, and is shown to nobody else


def resume_after_sign_in(account: Account, wanted: str, typed: PendingForm | None) -> ResponseReturnValue:
    """Lead on from signing in: to what this person had typed before, or else to the page that was asked for."""
    if typed and typed.is_for(account.id):
        return render_template("accounts/typed_before.html", typed=typed)
    if typed:
        flash(_("What was typed here before was not sent. Somebody else had typed it."), "warning")
    return redirect(wanted if is_local_path(wanted) else url_for("home.index"), code=303)


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are checked on the server instead
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
