"""The files of a concern: each came with one entry of its history, and they are numbered over the whole concern."""

from collections.abc import Sequence

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns.models import Concern, ConcernEntry
from portal.concerns.policy import EntryKind

SUBJECT = "concern_entry"
# Files of internal notes are counted from here: a gap in the other numbers would tell of them.
_NOTES_FROM = 10_000


def attach(files: Sequence[Attachment], entry: ConcernEntry) -> None:
    """Make files part of an entry, in the caller's transaction. Raises FileGone."""
    first = _NOTES_FROM if entry.kind == EntryKind.INTERNAL_NOTE else 0
    kept = [file.position for files in files_by_entry(entry.concern).values() for file in files]
    already = max((each for each in kept if (each > _NOTES_FROM) == (first > 0)), default=first)
    attachments.attach(files, subject=SUBJECT, subject_id=entry.id, first=already + 1)


def files_by_entry(concern: Concern, *, inside: bool = True) -> dict[int, list[Attachment]]:
    """Return the files of a concern that the caller may see, by entry; only ``inside`` those of internal notes."""
    entries = ConcernEntry.select(ConcernEntry.id).where(ConcernEntry.concern == concern.id)
    if not inside:
        entries = entries.where(ConcernEntry.kind != EntryKind.INTERNAL_NOTE)
    return attachments.files_of(SUBJECT, entries)


def find_file(concern: Concern, position: int, *, inside: bool) -> Attachment | None:
    """Return one file of a concern that the caller may see, by its number."""
    kept = files_by_entry(concern, inside=inside).values()
    return next((file for files in kept for file in files if file.position == position), None)
