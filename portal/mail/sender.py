"""A thread beside the server that empties the outbox, so that nobody waits for a mail server."""

import logging
import threading

from flask import Flask

from portal.foundation.database import db, ensure_connected
from portal.mail import service

log = logging.getLogger("portal.mail")
_EVERY = 3.0  # seconds


def start(app: Flask) -> threading.Event:
    """Start the thread; setting the event that is returned ends it."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(app, stop), name="outbox", daemon=True).start()
    return stop


def _run(app: Flask, stop: threading.Event) -> None:
    while not stop.wait(_EVERY):
        try:
            with app.app_context():
                ensure_connected()
                service.send_due()
        except Exception:  # the thread has to outlive whatever one round meets; it is said, and tried again
            log.exception("the outbox could not be emptied, and is tried again")
            db.close()
