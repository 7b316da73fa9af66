"""What would happen to each of those who were ticked for an invitation, before anything goes out."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.families.invitees import Invitee


@dataclass(frozen=True)
class Choice:
    """Those who were ticked, by the way an invitation can reach them; ``left_out`` were written to lately.

    ``either`` have an e-mail and could have a letter in its place. Somebody whose letter can be printed again is
    among those with a letter, however lately it was made.
    """

    emailed: tuple[Invitee, ...]
    lettered: tuple[Invitee, ...]
    either: tuple[Invitee, ...]
    left_out: tuple[Invitee, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.emailed or self.lettered or self.either or self.left_out)


def choice_of(chosen: Iterable[Invitee]) -> Choice:
    """Sort those who were ticked by what they would get now."""
    listed = tuple(chosen)
    emailed = tuple(i for i in listed if i.can_be_emailed and not i.is_written_to_lately)
    letters = tuple(i for i in listed if i.can_have_letter and (i.is_letter_uncounted or not i.is_written_to_lately))
    reachable = tuple(i for i in listed if i.can_be_emailed or i.can_have_letter)
    return Choice(
        emailed=emailed,
        lettered=tuple(i for i in letters if not i.can_be_emailed),
        either=tuple(i for i in letters if i.can_be_emailed),
        left_out=tuple(i for i in reachable if i not in emailed and i not in letters),
    )
