"""Forgets what is kept for hours only: tries that were counted, unconfirmed lists, files that no record names."""

from datetime import timedelta

from portal.attachments.uploads import vault
from portal.foundation import clock
from portal.imports import importing
from portal.upkeep.kept_files import kept_files
from portal.web import throttle

TRIES_ARE_KEPT = timedelta(days=1)
# A file is stored before the record that names it is committed, which takes seconds.
RECORD_FOLLOWS_WITHIN = timedelta(hours=1)


def tidy_up() -> int:
    """Delete what is past its time, and return how many rows and files that were."""
    return throttle.forget_old(clock.now() - TRIES_ARE_KEPT) + importing.forget_old() + sweep_files()


def sweep_files() -> int:
    """Remove stored files that no record names, left by a process that was killed; return how many."""
    return vault().sweep({file.name for file in kept_files()}, older_than=RECORD_FOLLOWS_WITHIN)
