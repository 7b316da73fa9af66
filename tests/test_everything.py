"""The run of every check says honestly what failed and what was skipped, each step by itself."""

import sys

import pytest

from tests.everything import Run, Step, main, summary


def printing(name: str, script: str) -> Step:
    return Step(name, (sys.executable, "-c", script))


GOOD = printing("good", 'print("first\\nsecond"); print("3 passed, 1 skipped in 0.1s")')
BAD = printing("bad", 'print("1 failed, 2 passed, 1 error in 0.1s"); raise SystemExit(1)')
LEFT_OUT = Step("left out", (), "there is no browser")


def test_a_run_without_failures_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([GOOD, LEFT_OUT]) == 0
    *_, failed, skipped, counted = capfd.readouterr().out.splitlines()
    assert (failed, skipped) == ("Failed: nothing", "Skipped: left out: there is no browser")
    assert counted == "3 passed, 0 failed, 2 skipped"


def test_a_failure_is_named_and_fails_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([GOOD, BAD]) == 1
    *_, failed, _skipped, counted = capfd.readouterr().out.splitlines()
    assert (failed, counted) == ("Failed: bad", "5 passed, 2 failed, 1 skipped")


def test_a_command_that_does_not_exist_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([Step("gone", ("/no/such/program",))]) == 1
    assert "No such file" in capfd.readouterr().out


def test_steps_that_run_side_by_side_are_printed_one_after_the_other(capfd: pytest.CaptureFixture[str]) -> None:
    steps = [printing(name, f"for _ in range(300): print({name!r}, flush=True)") for name in ("one", "two", "three")]
    assert main(steps) == 0
    printed = [line for line in capfd.readouterr().out.splitlines() if line in {"one", "two", "three"}]
    assert printed == ["one"] * 300 + ["two"] * 300 + ["three"] * 300


def test_the_table_has_a_line_for_each_step() -> None:
    slow = Run(GOOD, seconds=61.4, passed=True)
    lines = summary([slow, Run(BAD, seconds=2.0)], [LEFT_OUT], 62.0).splitlines()
    assert [line.split()[:3] for line in lines[:3]] == [
        ["good", "passed", "61"],
        ["bad", "FAILED", "2"],
        ["left", "out", "skipped"],
    ]
