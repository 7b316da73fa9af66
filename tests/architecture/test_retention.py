"""No table is kept without a rule that says for how long."""

from portal.foundation.database import db, tables
from tests.architecture.retention import FREE_OF_PERSONAL_DATA, PERSONAL
from tests.architecture.sources import load_every_module


def test_every_table_has_a_schedule_or_is_free_of_personal_data(db_ready: str) -> None:
    load_every_module("models")
    planned = {model._meta.table_name for model in tables()}
    present = {name for name in db.get_tables() if not name.startswith("sqlite_")}
    assert (planned | present) - PERSONAL.keys() - FREE_OF_PERSONAL_DATA == set(), "say in retention.py how long"
    assert (PERSONAL.keys() | FREE_OF_PERSONAL_DATA) - planned - present == set(), "retention.py lists what is gone"


def test_no_table_is_listed_twice() -> None:
    assert PERSONAL.keys() & FREE_OF_PERSONAL_DATA == set()
