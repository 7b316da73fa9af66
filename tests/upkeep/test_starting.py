"""What the start says of a computer that is not as it should be, in one line, before anybody is served."""

import os
from datetime import timedelta

import pytest
import time_machine

from portal.attachments import service as stored_files
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.migrating import SchemaProblem
from portal.upkeep import startup
from tests.support.databases import database_of, read_only


@pytest.fixture
def an_empty_database(app, engine):
    with database_of(engine, empty=True), app.app_context():
        yield


def test_an_empty_database_beside_stored_files_is_refused_and_left_as_it_is(an_empty_database, vault):
    stored_files.vault().store(b"a scan", purpose="scan")
    with pytest.raises(SchemaProblem, match="The database is empty, and 1 stored files"):
        startup.prepare()
    assert db.get_tables() == []


def test_a_first_start_makes_its_tables(an_empty_database, vault):
    assert startup.prepare()


def test_a_database_that_stores_nothing_is_said_at_the_start(app, setting):
    with read_only(), pytest.raises(SchemaProblem, match=r"Nothing can be stored in the database: .*readonly"):
        startup.prepare()


def test_a_clock_that_is_behind_is_said_at_the_start(app, a_manager, capsys):
    startup.announce(app)
    assert "behind" not in capsys.readouterr().err
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        startup.announce(app)
    assert "The clock of this computer is behind" in capsys.readouterr().err


def test_a_folder_that_is_read_only_is_said_at_the_start_and_on_the_first_page(
    app, new_browser, a_manager, monkeypatch
):
    """Whoever runs these tests may write everywhere, so the answer of the system is put in its place."""
    browser = new_browser(a_manager)
    assert "Nothing can be stored" not in browser.get("home.index").text
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(SchemaProblem, match="it is read-only"):
        startup.prepare()
    assert "Nothing can be stored" in browser.get("home.index").text
