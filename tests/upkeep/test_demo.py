"""The demo has passwords that everybody knows, so it never fills the database of a real setting."""

from dataclasses import replace

import pytest

from portal.accounts.models import Account
from portal.upkeep.example.loading import is_own_database


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("sqlite:////srv/portal/instance/demo.db", True),
        ("sqlite:///demo.db", True),
        ("postgresql://portal@127.0.0.1/demo", True),
        ("sqlite:////srv/portal/instance/portal.db", False),
        ("sqlite:////srv/demo/portal.db", False),
        ("postgresql://demo@127.0.0.1/portal", False),
        ("postgresql://portal@demo/nursery", False),
    ],
)
def test_only_a_database_that_is_named_demo_is_the_demos(url, is_own):
    assert is_own_database(url) is is_own


def test_the_demo_refuses_a_real_database_in_one_line_and_changes_nothing(app, db_ready, monkeypatch):
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], database_url="sqlite:////srv/portal.db"))
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: The demo fills a database of its own")
    assert Account.select().count() == 0
