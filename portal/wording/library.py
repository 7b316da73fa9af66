"""The rules and policies of the setting: who may read which, and what they say today."""

from dataclasses import dataclass

from portal.wording import service


@dataclass(frozen=True)
class Statement:
    """One rule or statement in force, to be cited; ``document`` and ``key`` name it for ever, ``title`` is its document’s."""

    document: str
    title: str
    key: str
    statement: str


def statements_in_force() -> list[Statement]:
    """Return each rule and each statement of a policy that is in force, in the order of the library."""
    texts = [
        (each.key, service.current(each.key).acknowledgement)
        for each in service.library()
        if service.is_published(each.key)
    ]
    return [Statement(key, text.title, rule.key, rule.statement) for key, text in texts for rule in text.rules]
