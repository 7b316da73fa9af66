"""What can happen when a family list is imported."""

from portal.foundation.events import Event
from portal.foundation.language import mark


class FamiliesImported(Event, subject="family_import", sentence=mark("imported families from a list")):
    """A list was confirmed; ``subject_id`` is the upload, 0 when it came from the terminal."""

    new_children: int
    changed_children: int
    new_adults: int
    changed_adults: int
    new_links: int
    responsibility_given: int
    responsibility_taken: int
    rows_left_out: int
