"""Counts tries in the database, so that guessing is slow however many processes serve the portal."""

import logging
from collections import deque
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user
from peewee import CharField, IntegerField

from portal.foundation import clock
from portal.foundation.database import Table, UtcDateTimeField, db, serialise_on
from portal.foundation.tokens import keyed_digest
from portal.web.pending_form import PendingFormTooLarge, from_request

log = logging.getLogger("portal.throttle")
_FILES = "portal_files_asked_for"
_MADE_ANEW = (".pdf", ".csv", ".json", ".zip")
# A pack for an inspector is one; a manager who prints each record of a class asks for a hundred.
FILES_PER_PERSON = 200
FILES_WITHIN = timedelta(minutes=10)
PRINTS_PER_PERSON = 30
PRINTS_WITHIN = timedelta(hours=1)


class ThrottleCount(Table):
    """How often something was tried since a moment; ``key`` hides the address that it may hold, even from who has the rows."""

    key = CharField(unique=True, max_length=64)
    since = UtcDateTimeField()
    tries = IntegerField()


class TooManyTries(Exception):
    """Someone tried too often; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after
        self.minutes = -(-retry_after // 60)


def _key(what: str) -> str:
    return keyed_digest(what, current_app.config["SECRET_KEY"])


def count_try(what: str, *, limit: int, within: timedelta) -> None:
    """Count one try of ``what``; raises TooManyTries beyond ``limit`` in ``within``.

    The window then has to pass: nobody is locked out for good (ASVS 6.1.1).
    """
    key, moment = _key(what), clock.now()
    with db.atomic():
        serialise_on("counting tries", key)
        row = ThrottleCount.get_or_none(ThrottleCount.key == key)
        if row is None:
            ThrottleCount.create(key=key, since=moment, tries=1)
            return
        if row.since + within <= moment:
            ThrottleCount.update(since=moment, tries=1).where(ThrottleCount.key == key).execute()
            return
        ThrottleCount.update(tries=ThrottleCount.tries + 1).where(ThrottleCount.key == key).execute()
    if row.tries + 1 > limit:
        raise TooManyTries(max(1, round((row.since + within - moment).total_seconds())))


def try_in_words(what: str, *, limit: int, within: timedelta, times: int = 1) -> str:
    """Count tries; return what to say when there were too many, or nothing: a page of its own would lose what was typed."""
    try:
        for _time in range(times):
            count_try(what, limit=limit, within=within)
    except TooManyTries as problem:
        log.warning("throttled at %s", request.endpoint)
        return ngettext("Too many were sent in a short time. Wait %(num)s minute, then send this again.",
                        "Too many were sent in a short time. Wait %(num)s minutes, then send this again.",
                        problem.minutes)  # fmt: skip
    return ""


def forget_tries(what: str) -> None:
    """Start counting anew, after the person has shown who they are."""
    ThrottleCount.delete().where(ThrottleCount.key == _key(what)).execute()


def forgive_try(what: str) -> None:
    """Take back one try that turned out right, so that failures alone are counted."""
    one = (ThrottleCount.key == _key(what)) & (ThrottleCount.tries > 0)
    ThrottleCount.update(tries=ThrottleCount.tries - 1).where(one).execute()


def forget_old(before: datetime) -> int:
    """Delete counts that began before a moment, and return how many there were."""
    return int(ThrottleCount.delete().where(ThrottleCount.since < before).execute())


def count_letters(account_id: int) -> None:
    """Count one print of letters, each with codes of their own. Raises TooManyTries."""
    count_try(f"letters-of:{account_id}", limit=PRINTS_PER_PERSON, within=PRINTS_WITHIN)


def client_address() -> str:
    """Return the address of whoever asks; behind a proxy, as ``TRUSTED_PROXIES`` allows it to say.

    Of IPv6 it is the network of 64 bits that one line is given (RFC 6177): within it anybody has as many as they like.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv4Address) or address.ipv4_mapped:
        return str(getattr(address, "ipv4_mapped", None) or address)
    return str(ip_network((address, 64), strict=False))


def init_app(app: Flask) -> None:
    app.register_error_handler(TooManyTries, _ask_to_wait)
    app.before_request(_count_file)
    app.extensions[_FILES] = {}


def _count_file() -> None:
    """Limit how many files that are made anew one person asks for, in each process: looking must write nothing (§8.4)."""
    if request.method != "GET" or not request.path.endswith(_MADE_ANEW) or not current_user.is_authenticated:
        return
    asked: deque[datetime] = current_app.extensions[_FILES].setdefault(current_user.id, deque(maxlen=FILES_PER_PERSON))
    now = clock.now()
    if len(asked) == FILES_PER_PERSON and now - asked[0] < FILES_WITHIN:
        raise TooManyTries(max(1, round((asked[0] + FILES_WITHIN - now).total_seconds())))
    asked.append(now)


def _ask_to_wait(error: TooManyTries) -> ResponseReturnValue:
    log.warning("throttled at %s", request.endpoint)
    typed = None
    if request.method == "POST" and current_user.is_authenticated:
        with suppress(PendingFormTooLarge):
            typed = from_request(current_user.id)
    page = render_template("errors/429.html", reference="", minutes=error.minutes, typed=typed)
    return page, 429, {"Retry-After": str(error.retry_after)}
