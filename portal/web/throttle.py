"""Counts tries in the database, so that guessing is slow however many processes serve the portal."""

import logging
from datetime import datetime, timedelta

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from peewee import CharField, IntegerField

from portal.foundation import clock
from portal.foundation.database import Table, UtcDateTimeField, db, serialise_on
from portal.foundation.tokens import digest

log = logging.getLogger("portal.throttle")


class ThrottleCount(Table):
    """How often something was tried since a moment; the key is hashed, since it may hold an address."""

    key = CharField(unique=True, max_length=64)
    since = UtcDateTimeField()
    tries = IntegerField()


class TooManyTries(Exception):
    """Someone tried too often; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


def count_try(what: str, *, limit: int, within: timedelta) -> None:
    """Count one try of ``what``; raises TooManyTries beyond ``limit`` in ``within``.

    The window then has to pass: nobody is locked out for good (ASVS 6.1.1).
    """
    key, moment = digest(what), clock.now()
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


def forget_tries(what: str) -> None:
    """Start counting anew, after the person has shown who they are."""
    ThrottleCount.delete().where(ThrottleCount.key == digest(what)).execute()


def forget_old(before: datetime) -> int:
    """Delete counts that began before a moment, and return how many there were."""
    return int(ThrottleCount.delete().where(ThrottleCount.since < before).execute())


def client_address() -> str:
    """Return the address of whoever asks; behind a proxy, as ``TRUSTED_PROXIES`` allows it to say."""
    return request.remote_addr or "unknown"


def init_app(app: Flask) -> None:
    app.register_error_handler(TooManyTries, _ask_to_wait)


def _ask_to_wait(error: TooManyTries) -> ResponseReturnValue:
    log.warning("throttled at %s", request.endpoint)
    return render_template("errors/429.html", reference=""), 429, {"Retry-After": str(error.retry_after)}
