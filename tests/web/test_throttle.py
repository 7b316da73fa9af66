"""Guessing is slow, and nobody is locked out for good."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from portal.concerns import routes as concern_routes
from portal.concerns.models import Concern
from portal.foundation.tokens import digest
from portal.web import throttle
from portal.web.throttle import (
    ThrottleCount,
    TooManyTries,
    client_address,
    count_try,
    forget_old,
    forget_tries,
    forgive_try,
)
from tests.concerns import factories as concerns

pytestmark = pytest.mark.both_engines

START = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)
MINUTES = timedelta(minutes=15)


def try_times(times: int, what: str = "a door") -> None:
    for _ in range(times):
        count_try(what, limit=3, within=MINUTES)


def test_as_many_tries_as_allowed(db_ready: str) -> None:
    try_times(3)


def test_one_more_says_how_long_to_wait(db_ready: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        try_times(3)
        clock.shift(timedelta(minutes=5))
        with pytest.raises(TooManyTries) as refused:
            try_times(1)
    assert refused.value.retry_after == 600


def test_the_wait_ends_by_itself(db_ready: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        with pytest.raises(TooManyTries):
            try_times(9)
        clock.shift(MINUTES)
        try_times(3)


def test_trying_while_one_waits_does_not_prolong_it(db_ready: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        try_times(3)
        clock.shift(timedelta(minutes=14))
        with pytest.raises(TooManyTries):
            try_times(50)
        clock.shift(timedelta(minutes=1))
        try_times(1)


def test_doors_are_counted_apart(db_ready: str) -> None:
    try_times(3)
    try_times(3, "another door")


def test_whoever_showed_who_they_are_starts_anew(db_ready: str) -> None:
    try_times(3)
    forget_tries("a door")
    try_times(3)


def test_the_key_is_not_kept_in_the_open(db_ready: str) -> None:
    try_times(1, "sign-in:agnieszka.kowalska@example.org")
    kept = ThrottleCount.get().key
    assert "agnieszka" not in kept
    assert kept != digest("sign-in:agnieszka.kowalska@example.org"), "whoever has the rows cannot try all addresses"


def test_old_counts_are_forgotten(db_ready: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        try_times(1, "old")
        clock.shift(timedelta(days=1))
        try_times(1, "new")
        assert forget_old(START + timedelta(hours=1)) == 1
    assert ThrottleCount.select().count() == 1


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("a pipe", "unknown"),
    ],
)
def test_whoever_has_a_whole_network_is_counted_once(app: Flask, address: str, counted_as: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert client_address() == counted_as


def test_only_failures_are_counted(db_ready: str) -> None:
    for _ in range(9):
        try_times(1)
        forgive_try("a door")
    try_times(3)
    with pytest.raises(TooManyTries):
        try_times(1)


def test_files_are_made_anew_for_one_person_so_often_and_no_more(new_browser, a_manager, a_lead, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "FILES_PER_PERSON", 3)
    browser = new_browser(a_manager)
    for _ in range(3):
        assert browser.get("/consents/record/CF-2222-2222.pdf").status == 404
    assert browser.get("/consents/record/CF-2222-2222.pdf").status == 429
    assert "You can go on in 10 minutes" in browser.text
    assert new_browser(a_lead).get("/consents/record/CF-2222-2222.pdf").status == 404
    assert browser.get("families.list_children").status == 200


def test_what_was_typed_when_one_has_to_wait_is_kept(new_browser, a_manager, a_parent, a_child, monkeypatch) -> None:
    monkeypatch.setattr(concern_routes, "CONCERNS_PER_PERSON", 1)
    browser = new_browser(a_parent)
    concerns.tell(browser, kind="question", what_happened="The lock is broken.")
    browser.get("concerns.ask_first", child_id=a_child.id).submit(text="The gate stood open.")
    assert (browser.status, Concern.select().count()) == (429, 1)
    assert "You can go on in 60 minutes" in browser.text
    assert "The gate stood open." in browser.submit("Show me what I typed").page


def test_letters_are_printed_so_often_and_no_more_and_what_waits_is_not_lost(
    new_browser, a_manager, monkeypatch
) -> None:
    monkeypatch.setattr(throttle, "PRINTS_PER_PERSON", 1)
    browser = new_browser(a_manager).post("families.make_letters")
    assert "No letter can be printed now" in browser.text
    assert browser.post("families.make_letters").status == 429
    assert "You can go on in 60 minutes" in browser.text
    assert browser.get("families.invitations").status == 200
