"""While one writer keeps the database, others read on, and what they send is kept until it can be stored."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from portal.accounts.models import Account
from portal.foundation.database import db
from tests.architecture.telling import tell


@contextmanager
def locked(address: str) -> Iterator[None]:
    """Hold the lock of the database as another program would, and let nobody wait for it long."""
    other = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
    db.execute_sql("PRAGMA busy_timeout = 20")
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def test_pages_are_read_while_the_database_is_locked(new_browser, a_manager, db_ready):
    browser = new_browser(a_manager)
    with locked(db_ready):
        assert browser.get("families.list_children").status == 200
        assert browser.get("consent_register.show").status == 200


def test_what_was_typed_while_the_database_was_locked_is_kept_and_sent_again(new_browser, a_manager, db_ready):
    page = new_browser(a_manager, expects_errors=True).get("staff.invite")
    with locked(db_ready):
        page.submit(None, name="Nkechi Eze", email="nkechi@example.org", roles=["staff"])
        assert "could not be stored" in page.text
    if page.status == 503:
        page.submit("Show me what I typed")
    assert page.submit(None).status == 200
    assert Account.get(Account.email == "nkechi@example.org").name == "Nkechi Eze"


def test_a_page_that_logs_its_view_asks_again_by_itself(new_browser, a_manager, a_parent, db_ready):
    reference = tell(a_parent, about="nobody").reference
    browser = new_browser(a_manager, expects_errors=True)
    with locked(db_ready):
        browser.get("concerns.case", reference=reference)
        assert (browser.status, browser.headers["Retry-After"], browser.headers["Refresh"]) == (503, "10", "10")
        assert "tries again by itself" in browser.text
    assert browser.get("concerns.case", reference=reference).status == 200


def test_alive_fails_while_nothing_can_be_stored(app, setting, db_ready):
    with locked(db_ready):
        assert app.test_client().get("/alive").status_code == 503
    assert app.test_client().get("/alive").status_code == 200
