"""Something happened: the past tense of the portal, and who reacts to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Frozen:
    """Makes each class that is built on it a frozen dataclass, which takes what the audit log says as class arguments."""

    subject: ClassVar[str] = ""
    sentence: ClassVar[str] = ""
    by_anyone: ClassVar[bool] = False

    def __init_subclass__(cls, *, subject: str = "", sentence: str = "", by_anyone: bool = False) -> None:
        cls.subject, cls.sentence, cls.by_anyone = subject or cls.subject, sentence, by_anyone
        dataclass(frozen=True, kw_only=True)(cls)


class Event(_Frozen):
    """Base of every event. Subclasses are named in the past tense and hold ids, never free text.

    ``actor_id`` is the account that acted, or None for the terminal and for the portal itself.
    ``subject_id`` is the row it happened to; ``subject`` names what kind of row that is, for those built on it too.
    ``sentence`` says in English what happened, for the audit log.
    ``by_anyone``: without an actor it was somebody who was not signed in, and neither terminal nor portal.
    """

    actor_id: int | None
    subject_id: int


# Any, since each reaction takes the one event class that it is wired to.
Reaction = Callable[[Any], None]
Reactions = Mapping[type[Event], Iterable[Reaction]]


class EventBus:
    """Runs reactions inside the publisher's transaction, base class first, in the order wired."""

    def __init__(self) -> None:
        self._reactions: Reactions = {}

    def wire(self, reactions: Reactions) -> None:
        self._reactions = reactions

    def publish(self, event: Event) -> None:
        for event_type in reversed(type(event).__mro__):
            for react in self._reactions.get(event_type, ()):
                react(event)


bus = EventBus()


def every_event() -> dict[str, type[Event]]:
    """Return all event classes by name, for the audit log's sentences."""
    found: dict[str, type[Event]] = {}
    waiting = list(Event.__subclasses__())
    while waiting:
        event_type = waiting.pop()
        found[event_type.__name__] = event_type
        waiting.extend(event_type.__subclasses__())
    return found
