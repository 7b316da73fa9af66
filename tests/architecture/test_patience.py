"""No test asserts how long something took: on a busy machine that fails what is right. Count work instead."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

CLOCKS = {"perf_counter", "monotonic", "process_time", "thread_time", "time", "time_ns", "now", "utcnow"}


Files = list[tuple[Path, ast.Module]]


@pytest.fixture(scope="module")
def python_files() -> Files:
    paths = sorted((ROOT / "tests").rglob("*.py"))
    return [(path.relative_to(ROOT), ast.parse(path.read_text())) for path in paths]


def test_no_test_asserts_how_long_something_took(python_files: Files) -> None:
    found = [f"{path}:{line}" for path, tree in python_files for line in judged_durations(tree)]
    assert found == [], "count queries, calls or rows instead"


def test_no_example_of_hypothesis_has_a_deadline(python_files: Files) -> None:
    """tests/conftest.py says so once, for all."""
    given = [
        f"{path}:{call.lineno}"
        for path, tree in python_files
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"settings", "hypothesis.settings"}
        for argument in call.keywords
        if argument.arg in {"deadline", "suppress_health_check"}
    ]
    assert given == []


def judged_durations(tree: ast.Module) -> Iterator[int]:
    """Return the line of each assertion on a difference to a clock, also where the difference has a name."""
    named = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and holds_a_duration(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            names = {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
            if holds_a_duration(node.test) or names & named:
                yield node.lineno


def holds_a_duration(node: ast.AST) -> bool:
    """Whether something is taken away from what a clock says now; a day that lies a year back is none."""
    return any(
        isinstance(part, ast.BinOp)
        and isinstance(part.op, ast.Sub)
        and asks_a_clock(part.left)
        and not is_a_length(part.right)
        for part in ast.walk(node)
    )


def asks_a_clock(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in CLOCKS


def is_a_length(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("timedelta")


def test_the_search_for_durations_finds_what_it_looks_for() -> None:
    for text in (
        "assert perf_counter() - began < 5",
        "assert (clock.now() - started).total_seconds() < 5",
        "took = time.monotonic() - began\nassert took < 5",
        "assert round(datetime.now(UTC) - began) == 0",
    ):
        assert list(judged_durations(ast.parse(text))), text
    assert list(judged_durations(ast.parse("assert made.at > clock.now() - timedelta(days=1)"))) == []
