"""What the manager has decided about a list that waits, in a form that can be kept."""

import json
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field

from portal.imports.columns import Mapping, MappingNotUnderstood


@dataclass(frozen=True)
class Decisions:
    """The sheet that is read, what its columns hold, answers by question, and ticks by adult and child.

    ``ticks`` are the boxes of parental responsibility that somebody looked at; ``parents`` is the one press that
    proposes every mother and father.
    """

    sheet: int
    mapping: Mapping
    answers: ReadOnly[str, str] = field(default_factory=dict)
    ticks: ReadOnly[str, bool] = field(default_factory=dict)
    parents: bool = False

    def to_json(self) -> str:
        """Return the decisions as text."""
        kept = {
            "sheet": self.sheet, "mapping": self.mapping.to_dict(), "answers": dict(self.answers),
            "ticks": dict(self.ticks), "parents": self.parents,
        }  # fmt: skip
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Decisions":
        """Return the decisions that ``to_json`` wrote; anything else raises MappingNotUnderstood."""
        try:
            kept = json.loads(text)
            answers = {str(key): str(value) for key, value in kept["answers"].items()}
            ticks = {str(key): value is True for key, value in kept["ticks"].items()}
            return cls(int(kept["sheet"]), Mapping.from_dict(kept["mapping"]), answers, ticks, kept["parents"] is True)
        except (KeyError, ValueError, TypeError, AttributeError) as problem:
            raise MappingNotUnderstood("not the decisions about a list") from problem
