"""The files of a concern: each came with one entry of its history, and they are numbered over the whole concern."""

from collections.abc import Sequence

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns.models import Concern, ConcernEntry

SUBJECT = "concern_entry"


def attach(files: Sequence[Attachment], entry: ConcernEntry) -> None:
    """Make files part of an entry, in the caller's transaction. Raises FileGone."""
    already = sum(len(kept) for kept in files_by_entry(entry.concern).values())
    attachments.attach(files, subject=SUBJECT, subject_id=entry.id, first=already + 1)


def files_by_entry(concern: Concern) -> dict[int, list[Attachment]]:
    """Return the files of a concern that the caller may see, by entry."""
    entries = ConcernEntry.select(ConcernEntry.id).where(ConcernEntry.concern == concern.id)
    return attachments.files_of(SUBJECT, entries)


def find_file(concern: Concern, position: int) -> Attachment | None:
    """Return one file of a concern that the caller may see, counted from 1."""
    return next(
        (file for files in files_by_entry(concern).values() for file in files if file.position == position), None
    )
