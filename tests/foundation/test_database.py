"""Moments, numbers and transactions behave the same whichever engine keeps them."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import peewee
import pytest

from portal.accounts.models import Account, AccountRole
from portal.families.models import Child
from portal.foundation import database
from portal.foundation.database import AppendOnlyTable, db, is_sqlite, tables
from portal.wording.models import WordingVersion
from tests.support import factories

pytestmark = pytest.mark.both_engines


def account(name: str = "Mary Byrne", **values: object) -> Account:
    return Account.create(name=name, email=factories.address_of(name), **values)


def test_a_moment_comes_back_as_it_was_and_in_utc(db_ready: str) -> None:
    noon_in_delhi = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    read = Account.get_by_id(account(created_at=noon_in_delhi).id).created_at
    assert read == noon_in_delhi
    assert read.utcoffset() == timedelta(0)


def test_a_moment_without_an_offset_is_refused(db_ready: str) -> None:
    with pytest.raises(ValueError, match="without an offset"):
        account(created_at=datetime(2026, 11, 22, 12, 0))


def test_moments_are_compared_as_moments(db_ready: str) -> None:
    tenth = datetime(2026, 11, 22, 10, tzinfo=UTC)
    account("Early Bird", created_at=tenth)
    account("Late Bird", created_at=tenth + timedelta(microseconds=1))
    paris = timezone(timedelta(hours=1))
    found = Account.select().where(Account.created_at > tenth.astimezone(paris))
    assert [row.name for row in found] == ["Late Bird"]


def test_a_number_is_never_given_out_twice(db_ready: str) -> None:
    last = account("Short Stay").id
    Account.delete_by_id(last)
    assert account("Next One").id > last


def test_a_check_refuses_what_no_form_would_send(db_ready: str) -> None:
    with pytest.raises(peewee.IntegrityError, match="role_is_known"), db.atomic():
        AccountRole.create(account=account(), role="king")


def test_a_row_cannot_point_at_nobody(db_ready: str) -> None:
    with pytest.raises(peewee.IntegrityError), db.atomic():
        AccountRole.create(account=999, role="parent")


def test_what_fails_inside_a_transaction_leaves_nothing(db_ready: str) -> None:
    with pytest.raises(ZeroDivisionError), db.atomic():  # noqa: PT012 - both belong to one transaction
        account()
        raise ZeroDivisionError
    assert Account.select().count() == 0


def test_only_what_changed_is_written(db_ready: str) -> None:
    """Two people who edit different fields of one row do not undo each other."""
    child = factories.make_child("Zofia", "Kowalska")
    mine, yours = Child.get_by_id(child.id), Child.get_by_id(child.id)
    mine.known_as = "Zosia"
    mine.save()
    yours.reference = "41"
    yours.save()
    read = Child.get_by_id(child.id)
    assert (read.known_as, read.reference) == ("Zosia", "41")


def test_writers_wait_for_each_other(db_ready: str) -> None:
    """Read, then write, from many threads at once: nobody is told that the database is locked."""
    child, problems = factories.make_child("Zofia", "Kowalska"), []

    def add_a_letter() -> None:
        try:
            for _ in range(5):
                with db.atomic():
                    database.serialise_on("something", 7)
                    row = Child.get_by_id(child.id)
                    Child.update(known_as=row.known_as + "z").where(Child.id == child.id).execute()
        except peewee.DatabaseError as problem:
            problems.append(problem)
        finally:
            db.close()

    writers = [threading.Thread(target=add_a_letter) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert problems == []
    assert Child.get_by_id(child.id).known_as == "z" * 30


def test_a_dropped_connection_is_renewed(db_ready: str) -> None:
    account()
    db.close()
    database.ensure_connected()
    assert Account.select().count() == 1


def test_a_fact_cannot_be_changed_even_through_its_model(setting: object) -> None:
    version = WordingVersion.select().first()
    with pytest.raises(peewee.DatabaseError, match="only ever added to"), db.atomic():
        WordingVersion.update(body="{}").where(WordingVersion.id == version.id).execute()
    with pytest.raises(peewee.DatabaseError, match="only ever added to"), db.atomic():
        version.delete_instance()
    assert WordingVersion.get_by_id(version.id).body == version.body


def test_sqlite_is_set_up_to_survive_a_power_cut(db_ready: str) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL is set up by whoever runs it")
    read = {name: db.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in database.SQLITE_PRAGMAS}
    assert read["synchronous"] == 2
    assert (read["journal_mode"], read["foreign_keys"], read["recursive_triggers"]) == ("wal", 1, 1)


@pytest.mark.parametrize("url", ["mysql://localhost/portal", "portal.db", "http://example.org"])
def test_another_engine_is_refused_by_name(url: str, db_ready: str) -> None:
    with pytest.raises(ValueError, match="use sqlite:/// or postgresql://"):
        database.configure(url)
    assert Account.select().count() == 0, "the database in use is still there"


def test_tables_come_after_those_they_point_at() -> None:
    found = tables()
    assert AppendOnlyTable not in found
    assert found.index(Account) < found.index(AccountRole)
    assert len(found) == len({model._meta.table_name for model in found})
