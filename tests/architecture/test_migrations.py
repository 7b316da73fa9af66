"""A database in use loses nothing on the way to the newest version."""

import importlib
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import peewee
import pytest
from flask import Flask
from playhouse.migrations import Runner

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.attachments.service import Variant
from portal.foundation import migrating
from portal.foundation.append_only import protected_tables
from portal.foundation.database import db, is_sqlite
from portal.foundation.migrating import FOLDER, HISTORY
from portal.imports.reading import read_workbook
from portal.imports.sheet import from_json
from portal.wording.policy import ONE_EVENT, DocumentKey
from tests.support.databases import Engine, database_of
from tests.support.rows import insert, made_up_row, only_triggers, rows_of

pytestmark = pytest.mark.both_engines

# What a later version copies into a table that checks it.
CHECKED_AGAIN = {
    "media_type": "image/png",
    "answer": "no",
    "kind": "form",
    "session": "holiday",
    "document": "parent_rules",
}
# What a later version checks is of a kind that there was.
KINDS = {
    "ChildSession": {"kind": "playgroup"},
    "Concern": {"kind": "complaint"},
    "ConcernEntry": {"kind": "received"},
}
FIRST = importlib.import_module("portal.migrations.0001_first_tables")
# What a later version keeps elsewhere: a reminder is as old as its round, and a list that waits is in the vault.
MOVED = {
    ("reminders", "sent_at"), ("family_imports", "content"), ("family_imports", "mapping"), ("acknowledgements", "adult_name"),
    ("guardianships", "has_parental_responsibility"), ("settings", "contacts_checked_on"),
}  # fmt: skip
# Their rows are in a table for the files of every room; a test of its own compares them.
GONE = {"concern_attachments", "consent_scans"}


@pytest.fixture
def an_old_database(engine: Engine) -> Iterator[str]:
    """A database as the first version left it."""
    with database_of(engine, empty=True) as url:
        runner().up("0001_first_tables")
        yield url


def runner() -> Runner:
    return Runner(db.obj, str(FOLDER), table_name=HISTORY)


def table_name(model: type[peewee.Model]) -> str:
    return str(model._meta.table_name)  # type: ignore[attr-defined]


def test_every_row_of_the_first_version_is_kept(an_old_database: str) -> None:
    before: dict[str, list[dict[str, Any]]] = {}
    with only_triggers():
        for model in FIRST.TABLES:
            row = made_up_row(model)
            known = {name: value for name, value in CHECKED_AGAIN.items() if name in row}
            known |= KINDS.get(model.__name__, {})
            insert(table_name(model), row | known)
            before[table_name(model)] = rows_of(table_name(model))
        facts = protected_tables(db.obj)
        migrating.migrate()
    for table, rows in before.items():
        assert rows, table
        if table in GONE:
            continue
        now = rows_of(table)
        kept = [{name: value for name, value in row.items() if (table, name) not in MOVED} for row in rows]
        assert [{name: row[name] for name in old} for row, old in zip(now, kept, strict=True)] == kept, table
    assert facts - GONE <= protected_tables(db.obj)


def test_who_was_reminded_or_invited_before_is_known_afterwards(an_old_database: str) -> None:
    """The later of the two counts; a link for a new password is no letter of ours."""
    days = [datetime(2026, 11, day, 9, 0, tzinfo=UTC) for day in range(1, 6)]
    shown = [day.isoformat(timespec="microseconds") for day in days]
    with only_triggers():
        for number in (1, 2, 3):
            _insert("Adult", id=number, account_id=number)
        _insert("Reminder", id=1, adult_id=1, sent_at=shown[1])
        _insert("Reminder", id=2, adult_id=2, round_id=2, sent_at=shown[0])
        _insert("Invitation", id=1, account_id=1, channel="letter", created_at=shown[0], token_hash="a")
        _insert("Invitation", id=2, account_id=2, channel="email", created_at=shown[3], token_hash="b")
        _insert("Invitation", id=3, account_id=1, channel="reset", created_at=shown[4], token_hash="c")
        _insert("Invitation", id=4, account_id=3, channel="reset", created_at=shown[4], token_hash="d")
        runner().up()
    expected = [shown[1], shown[3], None] if is_sqlite() else [days[1], days[3], None]
    assert [row["last_written_at"] for row in rows_of("adults")] == expected


def test_the_one_day_of_all_contacts_is_the_day_of_each_that_was_filled_in(an_old_database: str) -> None:
    with only_triggers():
        _insert("Setting", id=1, ofsted_contact="Ofsted, 0300", lado_contact="", contacts_checked_on="2026-03-01")
        runner().up()
    checks = {row["contact"]: (row["words"], str(row["checked_on"])) for row in rows_of("contact_checks")}
    assert checks["ofsted_contact"] == ("Ofsted, 0300", "2026-03-01")
    assert checks.keys() == {"ofsted_contact", "ico_contact", "whistleblowing_contact"}


def test_every_file_of_concerns_and_of_papers_is_kept_with_what_opens_it(an_old_database: str) -> None:
    with only_triggers():
        _insert("Concern", id=4, reference="CN-AAAA-BBBB", kind="complaint")
        _insert("ConcernEntry", id=9, concern_id=4, by_id=7, kind="received")
        _insert("ConcernAttachment", id=1, concern_id=4, entry_id=9, position=2, shown_name="document-2.pdf",
                media_type="application/pdf", size=11, copy_name="c" * 32, original_name="o" * 32, original_size=12)  # fmt: skip
        _insert("PaperForm", id=3, reference="PF-CCCC-DDDD")
        _insert("ConsentRecord", id=5, paper_form_id=3, noted_by_id=8)
        _insert("ConsentScan", id=1, record_id=5, media_type="image/png", size=13, clean_name="d" * 32)
        runner().up()
    evidence, scan = sorted(rows_of("attachments"), key=lambda row: row["subject"])
    names = ("subject", "subject_id", "position", "name", "bound_to", "copy_name", "copy_size", "uploaded_by")
    assert [evidence[name] for name in names] == [
        "concern_entry", 9, 2, "document-2.pdf", "concern:CN-AAAA-BBBB", "c" * 32, 11, 7,
    ]  # fmt: skip
    assert (evidence["original_name"], evidence["original_size"], evidence["checked_at"]) == ("o" * 32, 12, None)
    assert [scan[name] for name in names] == [
        "consent_record", 5, 1, "picture-1.png", "consent-paper:PF-CCCC-DDDD", "d" * 32, 13, 8,
    ]  # fmt: skip


def test_each_yes_of_an_earlier_version_counts_as_long_as_the_setting_says(an_old_database: str) -> None:
    """It is written down once, so that no later change of the setting moves it; a wish to be asked has no end."""
    given = {5: "2026-01-31", 6: "2025-09-01"}
    with only_triggers():
        _insert("Setting", id=1, consent_months=13, consents_end_with_school_year=True)
        _insert("Adult", id=1)
        for record, day in given.items():
            _insert("Child", id=record, reference=str(record))
            _insert("ConsentRecord", id=record, reference=f"CF-{record}", submission=f"s{record}", paper_form_id=record,
                    kind="form", given_on=day)  # fmt: skip
            for number, (use, answer) in enumerate((("press", "yes"), ("website", "no"), ("always_consult", "yes"))):
                _insert("ConsentAnswer", id=record * 10 + number, record_id=record, kind="form", use=use, answer=answer)
                _insert("CurrentAnswer", child_id=record, adult_id=1, use=use, answer=answer, given_on=day)
        runner().up()
    for table, whose in (("consent_answers", "record_id"), ("current_answers", "child_id")):
        ends = {(row[whose], row["use"]): row["counts_until"] for row in rows_of(table)}
        assert {key: str(end) for key, end in ends.items() if end} == {
            (5, "press"): "2026-08-31",
            (6, "press"): "2026-08-31",
        }
        assert len(ends) == 6


def test_a_list_that_waits_is_moved_into_the_vault_and_one_that_cannot_be_read_is_erased(
    an_old_database: str, app: Flask, instance: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(instance / "vault", ignore_errors=True)
    good, uploaded = b"First name,DOB\nZofia,3/9/2022\n", "2026-11-22T15:05:00+00:00"
    with only_triggers(), app.app_context():
        _insert("Account", id=7)
        for number, content, confirmed in ((1, good, None), (2, b"%PDF-1.7 no list", None), (3, b"", uploaded)):
            _insert("FamilyImport", id=number, uploaded_by_id=7, filename=f"{number}.csv", content=content,
                    mapping="{}", confirmed_at=confirmed)  # fmt: skip
        runner().up()
        (row,) = rows_of("attachments")
        assert (row["subject"], row["subject_id"], row["original_size"]) == ("family_import", 1, len(good))
        (file,) = attachments.files_of("family_import", [1])[1]
        assert attachments.open_file(file, Variant.ORIGINAL) == good
        assert from_json(attachments.open_file(file, Variant.COPY)) == read_workbook(good)
        assert sorted(each["id"] for each in rows_of("family_imports")) == [1, 3]
        assert "“2.csv” of account 7 cannot be read any more: it is erased" in caplog.text
        stored = list((instance / "vault").rglob("*.bin"))
        assert len(stored) == 2
        assert not [path for path in stored if b"Zofia" in path.read_bytes()]
        attachments.erase_files_of("family_import", [1])
        assert rows_of("attachments") == []


def test_files_keep_their_numbers_and_their_protection_when_lists_join_them(an_old_database: str) -> None:
    row = {name: value for name, value in made_up_row(Attachment).items() if name != "kept_until"}
    row["media_type"] = "image/png"
    with only_triggers():
        runner().up("0003_attachments")
        insert("attachments", row | {"id": 4, "token": "a"})
        insert("attachments", row | {"id": 12, "token": "b", "subject": None, "subject_id": None})
        db.execute_sql("DELETE FROM attachments WHERE id = 12")
        before = rows_of("attachments")
        runner().up()
        assert rows_of("attachments") == [{**kept, "kept_until": None} for kept in before]
        with pytest.raises(peewee.DatabaseError, match="only ever added to"), db.atomic():
            db.execute_sql("DELETE FROM attachments")
        if is_sqlite():
            del row["id"]
            insert("attachments", row | {"token": "c", "position": 2})
            assert rows_of("attachments")[-1]["id"] == 13


def test_every_acknowledgement_of_a_database_in_use_stands_as_it_was_signed(an_old_database: str) -> None:
    """On a database with all its foreign keys, checks and triggers; afterwards it refuses what it refused before."""
    _insert("Account", id=7, email="agnieszka@example.org")
    for number, document in enumerate(("consent_form", "parent_rules", "parent_rules"), start=1):
        _insert(
            "WordingVersion", id=number, document=document, number=max(1, number - 1), change="real", sha256="a" * 64
        )
    _insert("WordingDraft", id=3, document="parent_rules", based_on_id=2, updated_by_id=7)
    for number in (4, 9):
        _insert("Acknowledgement", id=number, reference=f"RA-{number}", account_id=7, adult_name="Agnieszka Kowalska",
                wording_id=number // 3 + (number == 4), wording_sha256="a" * 64, submission=str(number))  # fmt: skip
        _insert("AcknowledgedRule", id=number, acknowledgement_id=number, rule="no_resharing")
    tables = ("acknowledgements", "acknowledged_rules", "wording_versions", "wording_drafts")
    before = {table: rows_of(table) for table in tables}

    migrating.migrate()

    before["wording_versions"] = [
        {**row, "asks_again": None, "in_force_from": None} for row in before["wording_versions"]
    ]
    new = {"adult_id": None, "organisation": None, "signed_on": None, "keyed_by_id": None, "witness": None}
    before["acknowledgements"] = [
        {"signer_name" if name == "adult_name" else name: value for name, value in row.items()} | new
        for row in before["acknowledgements"]
    ]
    assert {table: rows_of(table) for table in tables} == before
    assert [row["key"] for row in rows_of("documents")] == [*DocumentKey, ONE_EVENT]
    for statement in (
        "UPDATE acknowledgements SET signed_name = 'x'",
        "DELETE FROM wording_versions",
        "INSERT INTO wording_drafts (document, body, updated_at) VALUES ('nothing', '', '2026-11-22T15:05:00+00:00')",
        "UPDATE wording_drafts SET document = 'nothing'",
    ):
        with pytest.raises(peewee.DatabaseError), db.atomic():
            db.execute_sql(statement)


def test_parental_responsibility_is_what_it_was_and_nobody_is_said_to_have_checked_it(an_old_database: str) -> None:
    """On a database with all its foreign keys and checks; numbers that were given out are not given out again."""
    for number in (1, 2, 3):
        _insert("Child", id=number, reference=str(number))
        _insert("Adult", id=number, account_id=None)
        held = {"relationship": "mother", "has_parental_responsibility": number != 2}
        _insert("Guardianship", id=number + 4, child_id=number, adult_id=number, **held)
    db.execute_sql("DELETE FROM guardianships WHERE id = 7")

    migrating.migrate()

    stands = [(row["id"], row["child_id"], row["adult_id"], row["responsibility"]) for row in rows_of("guardianships")]
    assert stands == [(5, 1, 1, "held"), (6, 2, 2, "none")]
    assert rows_of("responsibility_checks") == []
    for state in ("'yes'", "NULL"):
        with pytest.raises(peewee.IntegrityError), db.atomic():
            db.execute_sql(f"UPDATE guardianships SET responsibility = {state}")
    if is_sqlite():
        insert("guardianships", {"child_id": 3, "adult_id": 3, "relationship": "other", "responsibility": "restricted"})
        assert rows_of("guardianships")[-1]["id"] == 8


def test_children_and_reminders_keep_their_sessions_and_may_have_others(an_old_database: str) -> None:
    """On a database with all its foreign keys, checks and triggers."""
    _insert("Child", id=1, reference="1")
    _insert("ChildSession", id=1, child_id=1, kind="after_school")
    _insert("Account", id=7, email="siobhan@example.org")
    _insert("ReminderRound", id=2, session="holiday", sent_by_id=7)
    runner().up("0008_import_decisions")
    for number, confirmed in ((1, "NULL"), (2, "'2026-11-22T15:05:00+00:00'")):
        db.execute_sql(
            "INSERT INTO family_imports (id, uploaded_by_id, uploaded_at, filename, decisions, confirmed_at) "
            f"VALUES ({number}, 7, '2026-11-22T15:05:00+00:00', 'x', 'child_1_attends_holiday', {confirmed})"
        )
    before = rows_of("child_sessions"), rows_of("reminder_rounds")

    migrating.migrate()

    assert (rows_of("child_sessions"), rows_of("reminder_rounds")) == before
    assert {row["id"]: row["decisions"] for row in rows_of("family_imports")} == {1: "", 2: "child_1_attends_holiday"}
    assert [(row["key"], row["name"]) for row in rows_of("sessions")] == [
        ("playgroup", "Playgroup"), ("breakfast", "Breakfast club"), ("after_school", "After-school club"),
        ("holiday", "Holiday club"),
    ]  # fmt: skip
    db.execute_sql("""INSERT INTO sessions ("key", "name") VALUES ('forest', 'Forest school')""")
    db.execute_sql("INSERT INTO child_sessions (id, child_id, kind) VALUES (2, 1, 'forest')")
    for statement in (
        "INSERT INTO child_sessions (id, child_id, kind) VALUES (3, 1, 'nothing')",
        """DELETE FROM sessions WHERE "key" IN ('forest', 'after_school')""",
        """DELETE FROM sessions WHERE "key" = 'holiday'""",
        "UPDATE reminder_rounds SET session = 'forest'",
    ):
        with pytest.raises(peewee.DatabaseError), db.atomic():
            db.execute_sql(statement)


def test_each_invitation_knows_the_e_mail_that_carried_it_and_no_dead_link_waits(an_old_database: str) -> None:
    """Letters of before were printed when they were made; a number that was given out is not given out again."""
    days = [datetime(2026, 11, day, 9, 0, tzinfo=UTC).isoformat(timespec="microseconds") for day in range(1, 8)]
    open_ = {"used_at": None, "revoked_at": None, "account_id": 1}
    _insert("Account", id=1, email="ewa@example.org")
    _insert("Account", id=2, email="piotr@example.org", sign_in_name="piotr")
    for number, (channel, account, day) in enumerate(
        [("email", 1, 0), ("letter", 1, 1), ("email", 1, 2), ("reset", 2, 3), ("email", 2, 5), ("email", 2, 6)], start=1
    ):
        _insert("Invitation", **open_ | {"id": number, "account_id": account, "channel": channel,
                "created_at": days[day], "token_hash": str(number)})  # fmt: skip
    db.execute_sql("DELETE FROM invitations WHERE id = 6")
    for number, (kind, to, day, sent) in enumerate(
        [("invitation", "ewa", 0, days[0]), ("work_invitation", "ewa", 2, None), ("reset", "piotr", 3, None),
         ("reminder", "piotr", 5, None)],
        start=1,
    ):  # fmt: skip
        body = f"Open http://127.0.0.1:8000/invitation/secret or https://portal.example/{number}"
        _insert("OutboxMessage", id=number, kind=kind, recipient=f"{to}@example.org", queued_at=days[day],
                sent_at=sent, body="" if sent else body, attempts=0)  # fmt: skip

    migrating.migrate()

    rows = rows_of("invitations")
    assert {row["id"]: row["message_id"] for row in rows} == {1: 1, 2: None, 3: 2, 4: 3, 5: None}
    assert [row["id"] for row in rows if row["printed_at"]] == [2]
    bodies = [row["body"] for row in rows_of("outbox_messages")]
    assert bodies[:2] == ["", "Open {PORTAL_URL}/invitation/secret or https://portal.example/2"]
    if is_sqlite():
        insert("invitations", rows[0] | {"id": None, "token_hash": "x"})
        assert rows_of("invitations")[-1]["id"] == 7


def test_a_finding_of_before_keeps_its_post_and_a_reading_each_of_its_posts(an_old_database: str) -> None:
    at = "2026-11-22T15:05:00+00:00"
    with only_triggers():
        _insert("Account", id=7)
        _insert("Concern", id=9, kind="complaint")
        runner().up("0039_one_event")
    with only_triggers(but_checks=True):
        for post in (4, 5):
            insert("posts", {"id": post, "clearance_id": post, "reference": f"PO-{post}", "link": "", "elsewhere": "door",
                   "posted_by_id": 7, "posted_at": at, "submission": f"p{post}"})  # fmt: skip
        for number in (1, 2):
            db.execute_sql(f"INSERT INTO comment_checks VALUES ({number}, 7, '{at}', 's{number}')")
        for number, (check, post) in enumerate([(1, 4), (1, 5), (2, 5)], start=1):
            db.execute_sql(f"INSERT INTO comment_check_posts VALUES ({number}, {check}, {post})")
        db.execute_sql("INSERT INTO comment_findings VALUES (1, 2, 'hidden', 'Rude', 9)")
        runner().up()
    kept = [(row["post_id"], row["checked_by_id"], row["submission"]) for row in rows_of("comment_checks")]
    assert kept == [(4, 7, "s1"), (5, 7, "s1"), (5, 7, "s2")]
    assert [(row["post_id"], row["concern_id"], row["reason"]) for row in rows_of("comment_findings")] == [
        (5, 9, "Rude")
    ]


def _insert(name: str, **values: object) -> None:
    (model,) = (model for model in FIRST.TABLES if model.__name__ == name)
    insert(table_name(model), made_up_row(model) | values)


def test_what_a_clearance_rests_on_stands_with_each_child_and_nothing_of_it_is_lost(an_old_database: str) -> None:
    when = "2026-11-22T15:05:00+00:00"
    with only_triggers():
        for record in (5, 6):
            _insert("ConsentRecord", id=record, reference=f"CF-{record}", submission=f"s{record}", paper_form_id=record,
                    kind="form", wording_id=record + 10)  # fmt: skip
        runner().up("0039_one_event")
    with only_triggers(but_checks=True):  # for the tables that came since
        for child in (1, 2, 3):
            insert("clearance_children", {"id": child, "clearance_id": 1, "child_id": child, "is_shown": child < 3,
                   "is_named": child == 3, "is_blocked": child > 1})  # fmt: skip
        for number, (use, record) in enumerate((("website", 5), ("first_name", 5), ("website", 6)), start=1):
            insert("clearance_bases", {"id": number, "clearance_id": 1, "child_id": 1, "use": use, "record_id": record})
        insert("adult_picture_answers", {"id": 4, "account_id": 7, "answer": "no", "given_at": when, "submission": "a"})
        insert("clearance_adults", {"id": 3, "clearance_id": 1, "account_id": 7, "name": "Ewa", "answer_id": 4})
        insert("take_downs", {"id": 2, "post_id": 1, "child_id": 1, "action": "remove", "cause": "refused", "use": "",
               "opened_at": when, "due_on": "2026-11-24"})  # fmt: skip
        before = {table: rows_of(table)[0] for table in ("adult_picture_answers", "clearance_adults", "take_downs")}
        runner().up()
    new = {"listed_id": None, "noted_by_id": None}, {"listed_id": None}, {"adult_id": None}
    assert [rows_of(table) for table in before] == [
        [before[table] | each] for table, each in zip(before, new, strict=True)
    ]
    rested = {row["child_id"]: json.loads(str(row["rests_on"])) for row in rows_of("clearance_children")}
    assert rested == {1: [["website", 5, 15], ["first_name", 5, 15], ["website", 6, 16]], 2: [], 3: []}
    ways = [(bool(row["is_blocked"]), bool(row["is_name_blocked"])) for row in rows_of("clearance_children")]
    assert sorted(ways) == [(False, False), (False, True), (True, False)]
    assert {*before, "clearance_children"} <= protected_tables(db.obj)


def test_whoever_was_invited_to_the_group_keeps_the_newest_link_and_the_end_of_their_time(an_old_database: str) -> None:
    at, end = "2026-11-22T15:05:00+00:00", "2026-11-24T10:00:00+00:00"
    with only_triggers(but_checks=True):
        runner().up("0046_events_called_off_come_down")
    with only_triggers(but_checks=True):
        for guest in (1, 2, 3):
            insert("group_guests", {"id": guest, "name": f"Guest {guest}", "asked_by": "her daughter", "added_by_id": 7,
                   "added_at": at, "submission": f"g{guest}"})  # fmt: skip
        for number, guest in enumerate((1, 1, 2), start=1):
            insert("group_guest_links", {"guest_id": guest, "token_hash": f"hash {number}", "made_at": at})
        insert("group_guest_ends", {"guest_id": 2, "ended_by_id": 7, "ended_at": end})
        insert("listed_adults", {"id": 4, "name": "Eve", "link_hash": "h", "listed_by_id": 7, "listed_at": at,
               "submission": "a"})  # fmt: skip
        runner().up("0047_people_without_an_account")
    kept = {row["id"]: (row["name"], row["link_hash"], row["ended_at"]) for row in rows_of("group_guests")}
    (ended,) = {at for _name, _hash, at in kept.values() if at}
    assert datetime.fromisoformat(str(ended)) == datetime.fromisoformat(end)
    assert {id_: (name, link, bool(at)) for id_, (name, link, at) in kept.items()} == {
        1: ("Guest 1", "hash 2", False), 2: ("Guest 2", "hash 3", True), 3: ("Guest 3", None, False),
    }  # fmt: skip
    (adult,) = rows_of("listed_adults")
    assert (adult["name"], adult["link_hash"], adult["added_by_id"], adult["ended_at"]) == ("Eve", "h", 7, None)
