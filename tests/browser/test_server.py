"""The server that people really run: it stops at Ctrl-C, and nothing confirmed is lost when it is killed."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import parents_steps
from tests.browser.person import Person
from tests.browser.portal import PATIENCE, RunningPortal, wait_for
from tests.browser.seeding import PARENT, PASSWORD

NAME = "Agnieszka Kowalska"


@pytest.mark.parametrize("attempt", range(3))
def test_ctrl_c_stops_the_server_and_leaves_nothing_behind(chromium: Browser, tmp_path: Path, attempt: int) -> None:
    portal = RunningPortal(tmp_path / "portal").start()
    page = chromium.new_page()
    page.goto(f"{portal.url}/sign-in")  # Chromium keeps its connection open, as people's browsers do
    try:
        portal.signal_all(signal.SIGINT)
        assert portal.process.wait(timeout=PATIENCE) == 0, portal.printed
        assert not portal.is_listening()
        assert not portal.has_processes()
        assert "Traceback" not in portal.printed
    finally:
        page.close()
        portal.stop()


def test_what_was_confirmed_survives_kill_9(own_portal: RunningPortal, new_person: Callable[..., Person]) -> None:
    parent = new_person(own_portal, axe=False)
    parent.open("/")
    parent.sign_in(PARENT, PASSWORD)
    parents_steps.answer_form(parent, "Zofia", {parents_steps.ALONE: "Yes"})
    own_page = parent.path.removesuffix("/sign")
    parents_steps.sign(parent, "Zofia", NAME)
    confirmed = parent.path
    own_portal.signal_all(signal.SIGKILL)
    wait_for(lambda: not own_portal.is_listening(), "the killed server to be gone")
    own_portal.process.wait()
    own_portal.start()
    parent.open(confirmed)
    parent.sees("You said yes to 1", "Stored on")
    parent.open(own_page)
    assert parent.rows("What you signed") == 1


def test_a_worker_that_dies_at_the_signature_is_replaced_and_the_person_signs_once(
    own_portal: RunningPortal, new_person: Callable[..., Person]
) -> None:
    parent = new_person(own_portal, axe=False)
    parent.open("/")
    parent.sign_in(PARENT, PASSWORD)
    parents_steps.answer_form(parent, "Adam", {parents_steps.ALONE: "Yes"})
    own_page = parent.path.removesuffix("/sign")
    [worker] = own_portal.workers()
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: own_portal.workers() not in ([], [worker]) and own_portal.answers(), "a new worker")
    parents_steps.sign(parent, "Adam", NAME)
    parent.open(own_page)
    assert parent.rows("What you signed") == 1
