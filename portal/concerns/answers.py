"""What somebody who tells a concern has answered so far, by whichever door, and what is still to be asked."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import Any

from portal.concerns.matching_staff import matching_staff
from portal.concerns.policy import ONLY_ANSWERED, Identity, Kind, Reply, Source
from portal.concerns.routing import CHAIR, Worker
from portal.concerns.subjects import NOBODY, SOMEBODY_HERE, SubjectKind, choice_for, choices


class Door(StrEnum):
    """By which door it comes, which decides what is asked and where the answers wait."""

    SIGNED_IN = auto()
    NO_ACCOUNT = auto()
    """Nothing waits here: each page carries the answers of those before it, sealed."""
    LOGGED = auto()
    """Somebody who works here keys in what they were told."""

    @property
    def steps(self) -> tuple[str, ...]:
        """The questions, each a page."""
        last = {Door.SIGNED_IN: "reply", Door.NO_ACCOUNT: "you", Door.LOGGED: "told"}
        return ("kind", "who", "what", last[self])


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was answered so far. ``about`` is empty while nobody was asked; ``asked_about`` are people of a name like
    ``other_name`` who are not meant; ``files`` are the tokens of files that wait. ``refused`` has by its step
    each page that was refused and not yet sent again: names and values as ``typed``, and the ``errors`` of each."""

    kind: Kind
    door: Door = Door.SIGNED_IN
    about: tuple[str, ...] = ()
    other_name: str = ""
    asked_about: tuple[str, ...] = ()
    what_happened: str = ""
    noticed_on: date | None = None
    child_id: int | None = None
    files: tuple[str, ...] = ()
    reply: Reply | None = None
    phone: str = ""
    wish: str = ""
    about_personal_data: bool = False
    identity: Identity | None = None
    source: Source | None = None
    received_on: date | None = None
    late_reason: str = ""
    teller: str = ""
    teller_contact: str = ""
    their_reference: str = ""
    code: str = ""
    refused: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def named(self) -> tuple[str, ...]:
        """All choices of whom it is about; none while that is not answered."""
        has_other = self.other_name and self.door is not Door.NO_ACCOUNT  # a stranger ticks who that is
        return (*self.about, *((SubjectKind.OTHER.value,) if has_other else ()))

    @property
    def everyone_about(self) -> tuple[str, ...]:
        """The same, and nobody where the form does not ask."""
        return self.named or (NOBODY,)

    @property
    def is_begun(self) -> bool:
        return self != Answers(kind=self.kind, door=self.door)

    @property
    def steps(self) -> list[str]:
        """The questions that this kind has."""
        return [step for step in self.door.steps if step != "who" or self.asks_who or self.named]

    @property
    def way(self) -> Source:
        """How it reaches us, as far as that is answered."""
        known = {Door.SIGNED_IN: Source.SIGNED_IN, Door.NO_ACCOUNT: Source.NO_ACCOUNT, Door.LOGGED: Source.LETTER}
        return self.source or known[self.door]

    def raiser_id(self, by_id: int) -> int:
        """Return who raises it, and so is not asked about themselves; nobody we know unless they are signed in for it."""
        return by_id if self.door is Door.SIGNED_IN else 0

    @property
    def asks_who(self) -> bool:
        return self.kind not in ONLY_ANSWERED

    def next_question(self, workers: list[Worker], *, by_id: int) -> str:
        """Return the first question that waits for an answer, or nothing. What was refused waits too.

        Who works here may have changed since: whom it is about is asked again then (product.md §4.1).
        """
        by_id = self.raiser_id(by_id)
        gone = (
            set(self.about)
            - {NOBODY, CHAIR, SOMEBODY_HERE, SubjectKind.OTHER}
            - choices(workers, raiser_id=by_id).keys()
        )
        is_unsaid = not self.named or "who" in self.refused
        if gone or self.unasked(workers, by_id=by_id) or (self.asks_who and is_unsaid):
            return "who"
        if not self.what_happened or "what" in self.refused:
            return "what"
        last = self.door.steps[-1]
        is_said = {"reply": self.reply, "you": self.identity, "told": self.source}[last]
        return "" if is_said and last not in self.refused else last

    def unasked(self, workers: list[Worker], *, by_id: int) -> list[str]:
        """Return the choices of people who could be meant by the name that was typed, and were not asked about yet.

        A stranger is never asked: that would tell them who works here.
        """
        if self.door is Door.NO_ACCOUNT:
            return []
        by_id = self.raiser_id(by_id)
        found = [choice_for(each, workers, raiser_id=by_id) for each in matching_staff(self.other_name, workers)]
        return [box for box in dict.fromkeys(found) if box and box not in {*self.about, *self.asked_about}]
