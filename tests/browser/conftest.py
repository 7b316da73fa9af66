"""A real Chromium before the real server, for those who have a Chromium."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.person import Person
from tests.browser.portal import RunningPortal

PHONE = {"width": 375, "height": 740}
DESK = {"width": 1280, "height": 900}
QUIET = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
_STEP = 60_000  # milliseconds that one step may take on a busy machine
_NONE_HERE = "no Chromium here; install the package chromium, or name one with --chromium PATH"
_not_walked: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and _NONE_HERE in str(report.longrepr):
        _not_walked.append(report.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why, even where pytest is quiet: a skipped journey must not look like one that was walked."""
    if _not_walked:
        terminalreporter.write_line(f"Skipped {len(_not_walked)} journeys in Chromium: {_NONE_HERE}.")


@pytest.fixture(scope="package")
def chromium(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """The browser itself; each person gets a window and cookies of their own."""
    path = pytestconfig.getoption("--chromium")
    if not path:
        pytest.skip(_NONE_HERE)
    if not os.access(path, os.X_OK):
        pytest.fail(f"--chromium {path}: there is no such program", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def new_person(chromium: Browser) -> Iterator[Callable[..., Person]]:
    """Sit people down before windows of their own, at a portal."""
    contexts = []

    def sit_down(
        portal: RunningPortal, *, size: dict[str, int] = PHONE, scripts: bool = True, axe: bool = True
    ) -> Person:
        # Colours that are still fading would be measured half-way.
        context = chromium.new_context(
            viewport=size, java_script_enabled=scripts, locale="en-GB", reduced_motion="reduce"
        )  # type: ignore[arg-type]
        context.set_default_timeout(_STEP)
        contexts.append(context)
        return Person(context.new_page(), portal.url, runs_axe=axe and scripts)

    yield sit_down
    for context in contexts:
        context.close()


@pytest.fixture
def empty_portal(chromium: Browser, tmp_path: Path) -> Iterator[RunningPortal]:
    """A portal that nobody has set up yet."""
    portal = RunningPortal(tmp_path / "portal")
    yield portal.start()
    portal.stop()


@pytest.fixture(scope="package")
def portal(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal with a few families (seeding.py), shared by the tests that do not disturb it."""
    portal = RunningPortal(tmp_path_factory.mktemp("shared"))
    portal.run("tests.browser.seeding")
    yield portal.start()
    portal.stop()


@pytest.fixture
def own_portal(chromium: Browser, tmp_path: Path) -> Iterator[RunningPortal]:
    """The same families on a portal that one test may kill."""
    portal = RunningPortal(tmp_path / "portal")
    portal.run("tests.browser.seeding")
    yield portal.start()
    portal.stop()
