"""Anybody can check a record that came from us, and learns three things and nothing else."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.access.permissions import Role
from portal.acknowledgements.policy import Status
from portal.attachments import worker
from portal.attachments.policy import LARGEST_RECORD
from portal.concerns import service as concern_service
from portal.consents.policy import Answer, AnswerState
from portal.families.care import one_or_404
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.tokens import new_token
from portal.issued import keys
from portal.issued.models import IssuedRecord
from portal.pdf import sealing
from portal.records import labels, service
from portal.records.policy import (
    Currency,
    acknowledgement_currency,
    consent_currency,
    current_unless,
    day_currency,
)
from portal.records.verifying import SealState, Verdict, verify
from portal.upkeep import server
from portal.web import throttle
from tests.acknowledgements import factories as rules
from tests.architecture.sources import ROOT
from tests.concerns import factories as concerns
from tests.pdf import sealed as files
from tests.records import packs
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

TODAY = packs.NOW.date()


@pytest.fixture(autouse=True)
def key_of_these_tests(setting):
    keys.seal_key()


@pytest.fixture
def taken(new_browser, a_parent, a_child):
    """A consent record as its parent takes it, who said yes to everything."""
    signed = factories.sign_all(a_child, a_parent)
    return new_browser(a_parent).get("consent_register.record_pdf", reference=signed.reference).content


def check(browser, data, name="record.pdf"):
    return browser.get("verify.check").submit(record=(data, name))


def test_a_stranger_learns_that_a_record_is_whole_ours_and_current_and_not_whose(browser, taken):
    told = check(browser, taken).text
    assert "Is it unchanged since it was sealed? Yes Nothing in it was changed since we sealed it." in told
    assert "Is it exactly a file from us? Yes We gave out this file, byte for byte." in told
    assert "Is it still current? Yes As far as we know, it holds today." in told
    assert not any(word in told for word in ("Zofia", "Kowalska", "Consent record", "consent"))


def test_checking_writes_nothing_but_the_count_of_tries(browser, taken):
    browser.get("verify.check")
    before = snapshot()
    check(browser, taken)
    assert changed_tables(before) == ["throttle_count"]


def test_what_is_told_is_the_same_for_every_kind(new_browser, browser, taken, a_parent, a_manager, a_chair, a_child):
    signed, concern = rules.sign(a_parent), concerns.raise_concern(a_parent, child=a_child)
    concerns.read_texts(concern, a_manager)
    parent, manager = new_browser(a_parent), new_browser(a_manager)
    kinds = [
        taken,
        parent.get("acknowledgements.record_pdf", reference=signed.reference).content,
        manager.get("concerns.record_pdf", reference=concern.reference).content,
        manager.get("consent_register.register_pdf").content,
        manager.get("photo_list.pdf", use="website").content,
        packs.make(a_manager).content,
    ]
    assert len({row.kind for row in IssuedRecord.select()}) == len(kinds)
    pages = [_answers(check(browser, data).text) for data in kinds]
    assert pages == pages[:1] * len(kinds)


def _answers(text):
    return text[text.index("Is it unchanged") : text.index("The record")]


def test_whatever_is_done_to_a_record_it_is_not_valid_and_never_an_error(browser, taken):
    for name, data in files.tricks(taken, keys.seal_key()[0]):
        if name in (
            "bytes appended",
            "the gap's padding filled",
            "a page swapped",
            "no PDF",
            "a second seal",
            "cut short",
        ):
            told = check(browser, data)
            assert told.status == 200
            assert "Is it unchanged since it was sealed? Not valid" in told.text, name
            assert "Is it still current? We cannot tell" in told.text


def test_no_file_and_an_empty_one_are_said_beside_the_field(browser):
    assert "Choose the PDF that you want to check" in browser.get("verify.check").submit().text
    assert "Not valid" in check(browser, b"").text


def test_a_file_of_more_than_25_mb_is_refused_beside_its_field(browser):
    told = check(browser, b"%PDF-" + b"0" * LARGEST_RECORD)
    assert "This file is bigger than 25 MB." in told.text
    assert told.status == 200


def test_a_bomb_is_not_valid_within_the_limits_of_the_worker(browser):
    deep = b"%PDF-1.7\n1 0 obj\n" + b"[" * 2_000_000 + b"\nendobj\nstartxref\n9\n%%EOF\n"
    assert "Not valid" in check(browser, deep).text


def test_when_no_turn_comes_it_is_said_and_not_called_invalid(browser, taken, monkeypatch):
    monkeypatch.setattr(worker, "QUEUE", worker.threading.BoundedSemaphore(1))
    assert worker.QUEUE.acquire(blocking=False)
    told = check(browser, taken).text
    assert "We are checking other files at the moment, so we have not checked this one." in told
    assert "Not valid" not in told


def test_a_record_of_ours_is_not_called_invalid_because_the_machine_is_slow(browser, taken, monkeypatch):
    monkeypatch.setattr(worker, "LIMITS", replace(worker.LIMITS, clock=0.01))
    assert "Try again in a minute." in check(browser, taken).text
    assert "Not valid" in check(browser, taken + b"x").text


def test_a_seal_of_another_key_with_our_name_is_told_apart(browser):
    other = sealing.new_key("Swallow Risers Playgroup", at=packs.NOW)
    told = check(browser, sealing.seal(files.document(), other)).text
    assert "Is it unchanged since it was sealed? No It is sealed by another key, which is not ours." in told
    assert "Is it exactly a file from us? No" in told


def test_a_file_that_our_key_sealed_and_we_did_not_issue_is_not_ours(taken):
    """Whoever stole the key, or turned the signature round, has a seal that holds, and no file of ours."""
    forged = sealing.seal(files.document(), keys.seal_key()[0])
    assert verify(forged, on=TODAY) == Verdict(SealState.OURS)


def test_a_record_of_an_earlier_key_is_said_to_be_so_and_stays_ours(browser, taken):
    keys.replace_key(by_id=None)
    told = check(browser, taken).text
    assert "Yes It is sealed by another key of ours, used until 15 September 2026." in told
    assert "We gave out this file, byte for byte." in told
    assert "Is it still current? Yes" in told


def test_the_page_lists_each_key_with_its_days_and_every_record_bears_its_fingerprint(browser, taken):
    old = keys.seal_key()[0].fingerprint
    new = keys.replace_key(by_id=None).fingerprint
    told = browser.get("verify.check").text
    assert told.index(new) < told.index(old)
    said = packs.unspaced(" ".join(packs.page_texts(taken)))
    assert old in said
    assert "OtherprogramswillcallthissealindeterminatebecauseonlywevouchforourkeycomparethefingerprintSHA-256" in (
        said.replace(",", "").replace(":", "").replace(".", "")
    )


def test_who_tries_too_often_is_asked_to_wait_and_others_are_not(app, new_browser, taken, monkeypatch):
    monkeypatch.setattr("portal.records.verify_routes.CHECKS_PER_ADDRESS", 2)
    eager = new_browser(expects_errors=True)
    assert [check(eager, b"x").status for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(throttle, "client_address", lambda: "192.0.2.7")
    monkeypatch.setattr("portal.records.verify_routes.client_address", lambda: "192.0.2.7")
    assert check(new_browser(), taken).status == 200


def test_the_server_takes_large_files_of_strangers_on_this_page_alone(app):
    with app.test_request_context():
        assert app.url_for("verify.check") == server.OPEN_TO_STRANGERS


def test_one_record_taken_twice_is_two_files_and_both_are_ours(new_browser, a_parent, a_child):
    signed, parent = factories.sign_all(a_child, a_parent), new_browser(a_parent)
    both = [parent.get("consent_register.record_pdf", reference=signed.reference).content for _ in range(2)]
    assert both[0] != both[1]
    assert all(verify(data, on=TODAY).currency is Currency.CURRENT for data in both)
    rows = IssuedRecord.select().order_by(IssuedRecord.id)
    assert [row.sha256 for row in rows] == [hashlib.sha256(data).hexdigest() for data in both]
    assert {(row.kind, row.subject_id, row.issued_by) for row in rows} == {("consent_record", signed.id, a_parent.id)}


def test_when_sealing_fails_the_person_is_told_and_nothing_is_on_record(new_browser, a_parent, a_child, monkeypatch):
    signed = factories.sign_all(a_child, a_parent)
    monkeypatch.setattr(sealing, "_RESERVED", 10)  # too little room for any seal
    parent = new_browser(a_parent, expects_errors=True)
    told = parent.get("consent_register.record_pdf", reference=signed.reference)
    assert told.status == 409
    assert "We could not seal this file, so we did not make it." in told.text
    assert IssuedRecord.select().count() == 0
    monkeypatch.undo()
    assert parent.get("consent_register.record_pdf", reference=signed.reference).status == 200


def test_signing_does_not_wait_for_the_seal(a_parent, a_child, instance):
    whole = (instance / "seal.key").read_bytes()
    (instance / "seal.key").unlink()
    assert factories.sign_all(a_child, a_parent).reference
    (instance / "seal.key").write_bytes(whole)


# -- still current? ----------------------------------------------------------------------------------------------------

YES, NO, GONE = AnswerState.YES, AnswerState.NO, AnswerState.WITHDRAWN


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        (consent_currency([YES, NO, GONE]), Currency.CURRENT),
        (consent_currency([GONE]), Currency.CURRENT),
        (consent_currency([YES, AnswerState.SUPERSEDED]), Currency.OVER),
        (consent_currency([YES, AnswerState.EXPIRED]), Currency.OVER),
        (consent_currency([NO, AnswerState.ASKED_AGAIN]), Currency.OVER),
        (consent_currency([YES, AnswerState.NOT_ANSWERED]), Currency.OVER),
        (consent_currency([]), Currency.OVER),
        (acknowledgement_currency(Status.DONE), Currency.CURRENT),
        (acknowledgement_currency(Status.OUTDATED), Currency.OVER),
        (acknowledgement_currency(Status.NEVER), Currency.OVER),
        (current_unless(False), Currency.CURRENT),
        (current_unless(True), Currency.OVER),
        (day_currency(TODAY, has_changed=False, on=TODAY), Currency.CURRENT),
        (day_currency(TODAY, has_changed=True, on=TODAY), Currency.OVER),
        (day_currency(TODAY, has_changed=False, on=TODAY + timedelta(days=1)), Currency.OVER),
    ],
)
def test_when_a_genuine_record_is_out_of_date(currency, expected):
    assert currency is expected


def _withdraw(parent, child):
    factories.withdraw(child, parent, "website")


def _say_no(parent, child):
    factories.sign(child, parent, {"website": Answer.NO})


def _leave(_parent, child):
    type(child).update(leaves_on=TODAY - timedelta(days=1)).where(type(child).id == child.id).execute()


@pytest.mark.parametrize("happens", [_withdraw, _say_no, _leave])
def test_a_genuine_older_record_is_told_from_a_current_one(browser, taken, a_parent, a_child, happens):
    happens(a_parent, a_child)
    told = check(browser, taken).text
    assert "We gave out this file, byte for byte." in told
    assert "Is it still current? No longer Its time is over, or something newer has taken its place." in told


def test_a_yes_that_ran_out_is_over(taken):
    assert verify(taken, on=TODAY + timedelta(days=364)).currency is Currency.CURRENT
    assert verify(taken, on=TODAY + timedelta(days=366)).currency is Currency.OVER


def test_what_another_child_s_parent_does_changes_nothing(taken, a_stranger, a_strangers_child):
    factories.sign_all(a_strangers_child, a_stranger)
    factories.withdraw(a_strangers_child, a_stranger, "website")
    assert verify(taken, on=TODAY).currency is Currency.CURRENT


def test_an_acknowledgement_is_over_when_the_rules_have_really_changed(new_browser, a_parent):
    signed = rules.sign(a_parent)
    data = new_browser(a_parent).get("acknowledgements.record_pdf", reference=signed.reference).content
    assert verify(data, on=TODAY).currency is Currency.CURRENT
    rules.mend_a_comma()
    assert verify(data, on=TODAY).currency is Currency.CURRENT
    rules.change_the_rules()
    assert verify(data, on=TODAY).currency is Currency.OVER


def test_a_register_is_current_until_anything_in_it_changes_and_no_longer_than_its_day(
    new_browser, a_manager, a_parent, a_child
):
    manager = new_browser(a_manager)
    data = manager.get("consent_register.register_pdf").content
    manager.get("audit.log")
    assert verify(data, on=TODAY).currency is Currency.CURRENT
    assert verify(data, on=TODAY + timedelta(days=1)).currency is Currency.OVER
    with packs.at(2026, 9, 15, 11):
        factories.sign_all(a_child, a_parent)
        assert verify(data, on=TODAY).currency is Currency.OVER


def test_a_sheet_made_ahead_is_current_to_the_end_of_its_day_until_an_answer_changes(
    new_browser, a_manager, a_parent, a_child
):
    factories.sign_all(a_child, a_parent)
    tomorrow = TODAY + timedelta(days=1)
    data = new_browser(a_manager).get("photo_list.pdf", use="website", day=tomorrow.isoformat()).content
    assert verify(data, on=tomorrow).currency is Currency.CURRENT
    assert verify(data, on=tomorrow + timedelta(days=1)).currency is Currency.OVER
    with packs.at(2026, 9, 15, 11):
        factories.withdraw(a_child, a_parent, "website")
        assert verify(data, on=tomorrow).currency is Currency.OVER


@pytest.mark.parametrize("way", ["consent_register.register_pdf", "photo_list.pdf"])
def test_a_register_and_a_sheet_are_not_current_once_a_parent_asked_first(
    new_browser, a_manager, a_parent, a_child, way
):
    factories.sign_all(a_child, a_parent)
    data = new_browser(a_manager).get(way, use="website").content
    assert verify(data, on=TODAY).currency is Currency.CURRENT
    with packs.at(2026, 9, 15, 11):
        care = one_or_404(a_parent.id, a_child.id)
        concern_service.ask_first(care, "Who sees the website?", submission=new_token(), by_id=a_parent.id)
        assert verify(data, on=TODAY).currency is Currency.OVER


def test_a_pack_does_not_tell_its_maker_of_a_concern_about_them(a_manager, a_chair, a_parent):
    data = packs.make(a_manager).content
    with packs.at(2026, 9, 15, 11):
        concerns.raise_concern(a_parent, about=("manager",))
        assert verify(data, on=TODAY).currency is Currency.CURRENT
        concerns.raise_concern(a_parent)
        assert verify(data, on=TODAY).currency is Currency.OVER


# -- from the terminal, and after a restore ----------------------------------------------------------------------------


def test_the_terminal_gives_the_same_three_answers(app, taken, tmp_path):
    path = tmp_path / "record.pdf"
    path.write_bytes(taken)
    done = app.test_cli_runner().invoke(args=["records", "verify", str(path)])
    assert done.exit_code == 0, done.output
    assert [line.partition("?")[2].split()[0] for line in done.output.splitlines()] == ["Yes.", "Yes.", "Yes."]
    path.write_bytes(taken + b"x")
    done = app.test_cli_runner().invoke(args=["records", "verify", str(path)])
    assert done.exit_code == 1
    assert "Not valid." in done.output


def test_a_restored_portal_knows_old_records_and_seals_with_the_same_key(db_ready, instance, taken, tmp_path):
    factories.make_account("Siobhán Kelly", Role.MANAGER)
    backup = tmp_path / "restored"
    backup.mkdir()
    db.execute_sql("VACUUM INTO ?", (str(backup / "portal.db"),))
    shutil.copy2(instance / "seal.key", backup)
    (backup / "record.pdf").write_bytes(taken)
    for command, said in (
        (["verify", str(backup / "record.pdf")], "We gave out this file, byte for byte."),
        (["pack", "--from", "2026-09-01", "--to", "2026-09-15", "-o", str(backup / "pack.pdf")], "pages"),
        (["verify", str(backup / "pack.pdf")], "Nothing in it was changed since we sealed it."),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "flask", "records", *command], cwd=ROOT, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "PORTAL_INSTANCE": str(backup), "FLASK_APP": "wsgi"}, check=False,
        )  # fmt: skip
        assert said in done.stdout, done.stderr
    assert keys.key_problem() == ""


# -- the manager’s list ------------------------------------------------------------------------------------------------


def test_the_manager_sees_what_was_taken_by_whom_and_nothing_about_a_concern_about_them(
    new_browser, a_manager, a_chair, a_parent, a_child, taken
):
    concern = concerns.raise_concern(a_parent, about=("manager",))
    concerns.read_texts(concern, a_chair)
    handled = new_browser(a_chair).get("concerns.record_pdf", reference=concern.reference).content
    told = new_browser(a_manager).get("records.issued").text
    assert "Agnieszka Kowalska" in told
    assert hashlib.sha256(taken).hexdigest() in told
    assert concern.reference not in told
    assert hashlib.sha256(handled).hexdigest() not in told
    assert concern.reference not in new_browser(a_manager).get("audit.log").text


def test_nobody_else_reads_the_list(new_browser, a_parent, a_staff_member, a_lead, an_inspector):
    for account in (a_parent, a_staff_member, a_lead, an_inspector):
        assert new_browser(account, expects_errors=True).get("records.issued").status == 403


def test_a_long_list_is_paged(new_browser, a_manager):
    _key, known = keys.seal_key()
    row = {
        "kind": "rules_acknowledgement",
        "subject_id": 1,
        "reference": "",
        "face": "",
        "records": 1,
        "certificate": known,
    }
    IssuedRecord.insert_many([{**row, "sha256": f"{n:064}", "issued_at": clock.now()} for n in range(60)]).execute()
    first = new_browser(a_manager).get("records.issued")
    assert f"{59:064}" in first.text
    assert f"{9:064}" not in first.text
    assert f"{9:064}" in first.click("Older").text


def test_every_state_has_its_words():
    assert set(labels._SEALS) == set(SealState)
    assert set(labels._CURRENCIES) == set(Currency)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_pack_is_not_current_when_an_answer_changed_while_it_was_made(
    a_manager, a_parent, a_child, monkeypatch, is_late
):
    factories.sign_all(a_child, a_parent)
    gather = service.gather
    with packs.at(2026, 9, 15, 10) as clock_of_test:

        def gather_slowly(account, period):
            contents = gather(account, period)
            clock_of_test.shift(timedelta(seconds=1))
            if is_late:
                factories.withdraw(a_child, a_parent, "website")
            clock_of_test.shift(timedelta(seconds=1))
            return contents

        monkeypatch.setattr(service, "gather", gather_slowly)
        pack = packs.make(a_manager)
        assert (verify(pack.content, on=clock.today()).currency is Currency.OVER) is is_late
