"""Forgets what is kept for hours only: tries that were counted, and lists that nobody confirmed."""

from datetime import timedelta

from portal.foundation import clock
from portal.imports import importing
from portal.web import throttle

TRIES_ARE_KEPT = timedelta(days=1)


def tidy_up() -> int:
    """Delete what is past its time, and return how many rows that were."""
    return throttle.forget_old(clock.now() - TRIES_ARE_KEPT) + importing.forget_old()
