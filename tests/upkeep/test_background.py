"""What the portal does by itself while it is served."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.attachments.models import Attachment
from portal.foundation.database import db
from portal.imports import service as imports
from portal.imports.models import FamilyImport
from portal.upkeep import background, cleanup
from portal.upkeep.background import PeriodicTask
from portal.web.throttle import ThrottleCount, count_try

pytestmark = pytest.mark.both_engines

UNTIL_IT_HANGS = 120.0  # seconds; a round takes a hundredth of one
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_a_chore_that_fails_is_tried_again_and_holds_up_no_other(app, setting):
    failed, worked = threading.Semaphore(0), threading.Semaphore(0)

    def fail():
        failed.release()
        raise RuntimeError("the disk is full")

    stop = background.start(app, (PeriodicTask("fail", 0.01, fail), PeriodicTask("work", 0.01, worked.release)))
    rounds = [each.acquire(timeout=UNTIL_IT_HANGS) for _ in range(3) for each in (failed, worked)]
    stop.set()
    assert all(rounds)


def test_lists_and_tries_are_forgotten_after_a_day(app, setting, a_manager):
    with time_machine.travel(START, tick=False) as clock:
        imports.keep_list(imports.open_list(b"First name,DOB\nAva,1/2/2022\n", "list.csv"), by_id=a_manager.id)
        count_try("somebody", limit=5, within=timedelta(minutes=5))
        clock.shift(timedelta(hours=23))
        assert cleanup.clean_up() == 0
        clock.shift(timedelta(hours=2))
        assert cleanup.clean_up() == 2

    assert FamilyImport.select().count() == ThrottleCount.select().count() == Attachment.select().count() == 0
    assert not db.in_transaction()
