"""Forgets what is kept for a while only: tries that were counted, unconfirmed lists, drafts, files that nobody sent."""

from datetime import timedelta

from portal.attachments import service as attachments
from portal.concerns import drafts
from portal.foundation import clock
from portal.imports import service as imports
from portal.web import throttle

TRIES_ARE_KEPT = timedelta(days=1)
# A file is stored before the record that names it is committed, which takes seconds.
RECORD_FOLLOWS_WITHIN = timedelta(hours=1)


def clean_up() -> int:
    """Delete what is past its time, and return how many rows and files that were."""
    rows = throttle.forget_old(clock.now() - TRIES_ARE_KEPT) + imports.forget_old() + drafts.forget_old()
    return rows + attachments.erase_expired() + sweep_files() + attachments.renew_copies(most=20)


def sweep_files() -> int:
    """Set stored files aside that no record names, left by a process that was killed; return how many there were."""
    kept = {file.name for file in attachments.stored_files()}
    return attachments.vault().sweep(kept, older_than=RECORD_FOLLOWS_WITHIN)
