"""What a server runs: ``wsgi:app``; under “flask serve” each worker makes ``served`` of its own."""

import os

from flask import Flask

from portal import create_app
from portal.mail import sender

# Databases, keys, evidence and letters hold what concerns families: for their owner's eyes alone.
os.umask(0o077)

app = create_app()


def served() -> Flask:
    """Return a portal that also empties its outbox. A worker calls this after the fork, so that the thread is its own."""
    made = create_app()
    sender.start(made)
    return made
