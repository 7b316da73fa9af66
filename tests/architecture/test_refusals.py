"""Each rule that says no declares its sentence once, and nothing else in the portal says it again."""

import ast
import re
from collections import Counter

import pytest

import portal.wiring  # noqa: F401 - so that every room's refusals are declared
from portal.foundation.refusals import Refusal
from tests.architecture.sources import sources
from tests.architecture.test_translations import spoken


def every_refusal() -> list[type[Refusal]]:
    """Return all classes of refusals, bases before what builds on them."""
    found: list[type[Refusal]] = []
    waiting = list(Refusal.__subclasses__())
    while waiting:
        refusal = waiting.pop(0)
        found.append(refusal)
        waiting.extend(refusal.__subclasses__())
    return found


# A class that others build on is never raised itself.
REFUSALS = sorted((each for each in every_refusal() if not each.__subclasses__()), key=lambda each: each.__name__)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_a_refusal_has_a_sentence_for_the_person(refusal: type[Refusal]) -> None:
    assert refusal.__doc__, "says which rule it is"
    assert len(refusal.sentence.split()) > 2
    assert (refusal.sentence,) in spoken(), "translators find it: mark(…)"


def test_no_two_refusals_say_the_same() -> None:
    twice = [sentence for sentence, count in Counter(each.sentence for each in REFUSALS).items() if count > 1]
    assert twice == []


def test_the_sentence_of_a_refusal_stands_in_the_code_once() -> None:
    sentences = {each.sentence for each in REFUSALS}
    found = Counter(
        node.value
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in sentences
    )
    assert [sentence for sentence, count in found.items() if count > 1] == []


def test_whoever_raises_a_refusal_gives_the_values_of_its_sentence() -> None:
    """``raise TooMany(most=300)`` for a sentence with ``%(most)s``; a log may be given more."""
    by_name = {each.__name__: each for each in every_refusal()}
    wrong = []
    for source in sources():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Raise) or node.exc is None:
                continue
            call = node.exc if isinstance(node.exc, ast.Call) else None
            name = ast.unparse(call.func if call else node.exc).split(".")[-1]
            refusal = by_name.get(name)
            if refusal is None or "__init__" in vars(refusal):
                continue
            given = {keyword.arg for keyword in call.keywords} if call else set()
            if not given >= set(re.findall(r"%\((\w+)\)s", refusal.sentence)):
                wrong.append(f"{source.name}:{node.lineno} {name}")
    assert wrong == []
