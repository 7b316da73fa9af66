"""What can happen to a declared relationship."""

from portal.foundation.events import Event
from portal.foundation.language import mark


class RelationshipDeclared(Event, subject="relationship", sentence=mark("declared a relationship")):
    """A parent declared that they know somebody who works here, or the other way round."""


class RelationshipConfirmed(Event, subject="relationship", sentence=mark("confirmed a declared relationship")):
    """It was confirmed, so it is an exception from the rule on friend requests."""


class RelationshipEnded(Event, subject="relationship", sentence=mark("ended a declared relationship")):
    """It has ended, or the declaration was a mistake."""


class RelationshipsExported(Event, subject="setting", sentence=mark("exported the declared relationships")):
    """The register left as a file."""

    lines: int
