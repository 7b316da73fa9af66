"""What can happen when a family list is imported."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class FamiliesImported(Event):
    """A list was confirmed; ``subject_id`` is the upload, 0 when it came from the terminal."""

    subject: ClassVar[str] = "family_import"
    sentence: ClassVar[str] = mark("imported families from a list")
    new_children: int
    changed_children: int
    new_adults: int
    changed_adults: int
    new_links: int
    responsibility_given: int
    responsibility_taken: int
    rows_left_out: int
