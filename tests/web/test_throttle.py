"""Guessing is slow, and nobody is locked out for good."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.web.throttle import ThrottleCount, TooManyTries, count_try, forget_old, forget_tries

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
    assert "agnieszka" not in ThrottleCount.get().key


def test_old_counts_are_forgotten(db_ready: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        try_times(1, "old")
        clock.shift(timedelta(days=1))
        try_times(1, "new")
        assert forget_old(START + timedelta(hours=1)) == 1
    assert ThrottleCount.select().count() == 1
