"""What a server runs: ``wsgi:app``; under “flask serve” each worker makes ``served`` of its own."""

import os
import signal

from flask import Flask

from portal import create_app
from portal.upkeep import background, warmup
from portal.web.terminal import plainly

# Databases, keys, evidence and letters hold what concerns families: for their owner's eyes alone.
os.umask(0o077)

with plainly():
    app = create_app()


def served() -> Flask:
    """Return a portal that also does its chores. A worker calls this after the fork, so that the thread is its own."""
    # Ctrl-C reaches every process of the terminal; the supervisor alone acts on it and then ends its workers.
    if hasattr(signal, "pthread_sigmask"):  # not on Windows, where there is no such group
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    made = create_app()
    background.start(made)
    warmup.start(made)
    return made
