"""A thread beside the server: empties the outbox every few seconds, and tidies up every hour."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from portal.foundation.database import db, ensure_connected
from portal.mail import service as mail
from portal.upkeep import tidying

log = logging.getLogger("portal.background")


@dataclass(frozen=True)
class Chore:
    """Something to do again and again; ``every`` is in seconds."""

    name: str
    every: float
    do: Callable[[], object]


CHORES = (Chore("empty the outbox", 3, mail.send_due), Chore("tidy up", 3600, tidying.tidy_up))


def start(app: Flask, chores: tuple[Chore, ...] = CHORES) -> threading.Event:
    """Start the thread; setting the event that is returned ends it."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(app, chores, stop), name="background", daemon=True).start()
    return stop


def _run(app: Flask, chores: tuple[Chore, ...], stop: threading.Event) -> None:
    started = time.monotonic()
    due = {chore.name: started + chore.every for chore in chores}
    pause = min(chore.every for chore in chores)
    while not stop.wait(pause):
        for chore in chores:
            if due[chore.name] <= time.monotonic():
                due[chore.name] = time.monotonic() + chore.every
                _do(app, chore)


def _do(app: Flask, chore: Chore) -> None:
    try:
        with app.app_context():
            ensure_connected()
            chore.do()
    except Exception:  # the thread has to outlive whatever one round meets; it is said, and tried again
        log.exception("could not %s, and will try again", chore.name)
        db.close()
