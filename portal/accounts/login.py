"""Ties the browser's cookie to a session on the server."""

import time

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, login_user, logout_user

from portal.accounts import service
from portal.accounts.models import Account
from portal.foundation.database import ensure_connected
from portal.web.addresses import is_local_path

_NOTED_EVERY = 60  # seconds: the cookie is written again at most this often


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
    if session.pop("_user_id", None):
        flash(_("You were signed out because nothing happened for a while. Sign in to go on."))
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.sign_in", next=wanted or None), code=303)


def sign_in_here(account: Account) -> None:
    """Give this browser a session of its own; whatever an earlier person left in the cookie is gone."""
    session.clear()
    token = service.start_session(account, device=request.user_agent.string)
    account.session_token = token
    session["seen"] = int(time.time())
    session.permanent = True
    login_user(account)


def sign_out_here(account: Account) -> None:
    """End the session on the server and empty the cookie."""
    service.end_session(account, account.session_token)
    logout_user()
    session.clear()


def after_sign_in(wanted: str) -> str:
    """Return where to go next: the page that was asked for if it is ours, otherwise the first page."""
    return wanted if wanted and is_local_path(wanted) else url_for("home.index")


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are checked on the server instead
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
