"""What people see when something is not there, not theirs, or went wrong."""

import logging
from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from peewee import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from portal.foundation.database import db
from portal.foundation.refusals import Refusal
from portal.foundation.tokens import new_reference
from portal.web import pending_form
from portal.web.addresses import is_local_path
from portal.web.dates import format_date

log = logging.getLogger("portal.errors")
_ASK_AGAIN_AFTER = 10  # seconds
PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})


def sentence_of(refusal: Refusal) -> str:
    """Return what a refusal tells a person, in their language."""
    shown = {name: format_date(value) if isinstance(value, date) else value for name, value in refusal.values.items()}
    return str(gettext(refusal.sentence, **shown))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    page = code if code in PAGES else (400 if code < 500 else 500)
    # Under a host name that is not ours no address can be made, so not even the menu.
    if page >= 500 or isinstance(error, SecurityError):
        return _plainly(page, ""), code
    if code in {400, 403, 413, 429}:
        log.warning("refused", extra={"status": code, "endpoint": request.endpoint, "method": request.method})
    headers = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    typed = pending_form.from_start(None) if page == 413 else None
    return render_template(f"errors/{page}.html", reference="", typed=typed), code, headers


def _unexpected(error: Exception) -> ResponseReturnValue:
    """Say so plainly, with a reference that the log holds too; never the text of the error."""
    reference = new_reference("E")
    log.error("unexpected error %s at %s", reference, request.endpoint, exc_info=error)
    if not db.is_closed():
        db.close()  # what was half done is rolled back; the next request opens a fresh connection
    return _plainly(500, reference), 500


def _not_stored(error: OperationalError) -> ResponseReturnValue:
    """Give back all that was typed when the database took nothing, on whatever form: its disk may be full."""
    if request.method != "POST":
        return _busy() if is_locked(error) else _unexpected(error)
    log.error("nothing could be stored at %s", request.endpoint, exc_info=error)
    if not db.is_closed():
        db.close()  # what was half done is rolled back
    with suppress(pending_form.PendingFormTooLarge):
        if typed := pending_form.from_request(None):
            page = current_app.jinja_env.get_template("errors/not_stored.html")
            return page.render(typed=typed), 503
    return _plainly(503, ""), 503


def is_locked(error: OperationalError) -> bool:
    """Return whether somebody else keeps the database from storing anything just now."""
    return "locked" in str(error) or "lock timeout" in str(error)


def _busy() -> ResponseReturnValue:
    """Say that it is a moment's wait, and let the browser ask again by itself: there was nothing to lose."""
    log.warning("the database was busy at %s", request.endpoint)
    if not db.is_closed():
        db.close()
    again = str(_ASK_AGAIN_AFTER)
    return _plainly(503, "", asks_again=True), 503, {"Retry-After": again, "Refresh": again}


def _plainly(code: int, reference: str, *, asks_again: bool = False) -> str:
    """Render without what every other page is given: that may be just what is broken."""
    return current_app.jinja_env.get_template(f"errors/{code}.html").render(reference=reference, asks_again=asks_again)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    typed = pending_form.from_request(None) if refusal.has_words else None
    sentence, back_url = sentence_of(refusal), "" if typed else _page_before()
    return render_template("errors/409.html", reference="", sentence=sentence, back_url=back_url, typed=typed), 409


def _page_before() -> str:
    """Return the path of our own page that led here, or nothing; a page that refuses leads to no page again."""
    before = urlsplit(request.referrer or "")
    path = f"{before.path}?{before.query}" if before.query else before.path
    is_another = request.method == "POST" or path != request.full_path.rstrip("?")
    return path if before.netloc == request.host and is_local_path(path) and is_another else ""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    app.register_error_handler(OperationalError, _not_stored)
    app.register_error_handler(Refusal, _refused)
