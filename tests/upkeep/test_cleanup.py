"""Files that a killed process left without a record are gone after an hour; all others stay."""

import itertools
import signal
from datetime import timedelta

import time_machine

from portal.attachments import service
from portal.attachments.models import Attachment
from portal.attachments.service import stored_files
from portal.attachments.service import vault as the_vault
from portal.attachments.worker import Opened
from portal.foundation import clock
from portal.foundation.database import db, ensure_connected
from portal.upkeep import cleanup
from tests.concerns import factories as concerns
from tests.support.killing import before_each_touch, in_child, kill_at


def test_killed_anywhere_between_storing_and_committing_nothing_stays_for_good(vault, concern, a_parent, monkeypatch):
    raiser = a_parent.id
    monkeypatch.setattr(service, "open_in_worker", lambda opener, data, until: Opened({}, [b"copy", b"preview"]))

    def work(moment):
        ensure_connected()
        kill = kill_at(moment)
        before_each_touch(vault, kill)
        ask = db.obj.execute_sql
        db.obj.execute_sql = lambda *given, **options: (kill(), ask(*given, **options))[1]
        commit = db.obj.commit
        db.obj.commit = lambda: (kill(), commit())[1]
        file = service.accept_file(concerns.photograph(), "picture.jpg", by_id=raiser)
        concerns.raise_concern(type(a_parent)(id=raiser), evidence=[file])

    most = 0
    for moment in itertools.count(1, 2):
        ended = in_child(lambda moment=moment: work(moment))
        ensure_connected()
        most = max(most, len(list(vault.rglob("*.bin"))) - 3 * Attachment.select().count())
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert moment > 15
    assert most > 8
    assert cleanup.sweep_files() == 0, "an upload may still be on its way"
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert cleanup.clean_up() >= most
        assert cleanup.clean_up() == 0
    kept = list(stored_files())
    assert {path.stem for path in vault.rglob("*.bin")} == {file.name for file in kept}
    assert not list(vault.rglob("*.tmp"))
    assert [the_vault().fault_of(file) for file in kept] == [""] * (3 * Attachment.select().count())
