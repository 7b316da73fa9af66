"""What can happen to concerns. Ids and enums only: the audit log must not repeat what was told in confidence."""

from portal.foundation.events import Event
from portal.foundation.language import mark


class ConcernEvent(Event, subject="concern"):
    """Base of what happens to one concern."""


class ConcernRaised(ConcernEvent, sentence=mark("raised a concern"), by_anyone=True):
    pass


class ConcernWithoutHandler(ConcernEvent, sentence=mark("raised a concern that nobody here may handle")):
    """Nobody inside the setting may handle it; the person was shown whom to turn to outside (product.md §4.1)."""


class ConcernHandedOn(ConcernEvent, sentence=mark("gave a concern to somebody new")):
    """Those who may handle it have changed, so it went to somebody new as well; by the portal itself."""

    handlers: tuple[int, ...]


class ConcernLeftAlone(ConcernEvent, sentence=mark("found nobody independent who could go on with a concern")):
    """Nobody independent is left to handle it: whoever raised it is shown whom to turn to outside (product.md §4.1)."""


class SubjectNamed(ConcernEvent, sentence=mark("named whom a concern is about")):
    """A handler said later whom it is about."""

    named: tuple[int, ...]


class TellerChosen(ConcernEvent, sentence=mark("chose who may follow a concern that was logged")):
    """A handler said whose account whoever told it follows it with."""


class HandlerSteppedAside(ConcernEvent, sentence=mark("stepped aside from a concern")):
    """A handler gave it away for good."""


class DutyRecorded(ConcernEvent, sentence=mark("recorded a duty of a concern")):
    """A handler answered or did one of its duties; which, the concern says to those who handle it."""

    duty_id: int


class FactsNoted(ConcernEvent, sentence=mark("noted something for the record of a concern")):
    """A handler noted something for the record of the case; what, the case says to those who handle it."""

    changed: tuple[str, ...]


class RequirementsChanged(
    Event, subject="setting", sentence=mark("changed the requirements that a complaint can relate to")
):
    """The headings that a complaint can relate to were edited."""


class ConcernViewed(ConcernEvent, sentence=mark("opened a concern")):
    pass


class ConcernAddedTo(ConcernEvent, sentence=mark("added to a concern"), by_anyone=True):
    """The person who raised it wrote again."""

    entry_id: int


class ConcernWithdrawn(ConcernEvent, sentence=mark("withdrew a concern"), by_anyone=True):
    """The person who raised it took it back."""

    entry_id: int


class ConcernAnswered(ConcernEvent, sentence=mark("worked on a concern")):
    """A handler acknowledged it, began, wrote, noted something, or sent it on; ``entry`` says which."""

    entry: str
    entry_id: int


class OutcomeTold(ConcernEvent, sentence=mark("recorded the outcome of a concern")):
    outcome: str
    entry_id: int


class ConcernClosed(ConcernEvent, sentence=mark("closed a concern")):
    entry_id: int


class ConcernReopened(ConcernEvent, sentence=mark("opened a closed concern again")):
    entry_id: int


class EvidenceOpened(ConcernEvent, sentence=mark("opened evidence of a concern")):
    """Someone downloaded a file; ``is_original`` when it was the file as it was sent, with its metadata."""

    attachment_id: int
    is_original: bool


class ConcernExported(ConcernEvent, sentence=mark("downloaded the record of a concern"), by_anyone=True):
    """Someone downloaded the record; ``face`` says whether it names people."""

    face: str


class TextsChecked(ConcernEvent, sentence=mark("looked for names in the texts of a concern")):
    """Someone looked for names in so many of its texts, and said what a record without names leaves out."""

    texts: int


class AskedFirst(ConcernEvent, sentence=mark("asked a question before signing")):
    """A parent asked about a child before they sign; until they have the answer nobody presses them to."""

    child_id: int
    adult_id: int


class AskedFirstAnswered(ConcernEvent, sentence=mark("answered a question that was asked before signing")):
    child_id: int
    adult_id: int
