"""A thread beside the server: empties the outbox every few seconds, and tidies up every hour."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from portal.accounts import handlers
from portal.foundation.database import db, ensure_connected
from portal.mail import service as mail
from portal.posts import take_downs
from portal.upkeep import cleanup

log = logging.getLogger("portal.background")


@dataclass(frozen=True)
class PeriodicTask:
    """Something to do again and again; ``every`` is in seconds."""

    name: str
    every: float
    do: Callable[[], object]


PERIODIC_TASKS = (
    PeriodicTask("empty the outbox", 3, mail.send_due),
    PeriodicTask("let proposals count", 60, handlers.settle_proposals),
    PeriodicTask("tidy up", 3600, cleanup.clean_up),
    PeriodicTask("list what time takes down", 3600, take_downs.review_all),
)


def start(app: Flask, tasks: tuple[PeriodicTask, ...] = PERIODIC_TASKS) -> threading.Event:
    """Start the thread; setting the event that is returned ends it."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(app, tasks, stop), name="background", daemon=True).start()
    return stop


def _run(app: Flask, tasks: tuple[PeriodicTask, ...], stop: threading.Event) -> None:
    started = time.monotonic()
    due = {task.name: started + task.every for task in tasks}
    pause = min(task.every for task in tasks)
    while not stop.wait(pause):
        for task in tasks:
            if due[task.name] <= time.monotonic():
                due[task.name] = time.monotonic() + task.every
                _do(app, task)


def _do(app: Flask, task: PeriodicTask) -> None:
    try:
        with app.app_context():
            ensure_connected()
            task.do()
    except Exception:  # the thread has to outlive whatever one round meets; it is said, and tried again
        log.exception("could not %s, and will try again", task.name)
        db.close()
