"""The pack is for whoever may export records; opening its page writes nothing, and making it writes one line to the log."""

import hashlib
import json
from datetime import date

import pytest

from portal.access.permissions import GRANTS, Permission, Role
from portal.audit.models import AuditEntry
from portal.records.policy import PeriodNotPossible
from tests.records import packs
from tests.records.packs import Pack
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

PERIOD = {"first": "1 9 2026", "last": "15 9 2026"}
OTHERS = [role for role in Role if role is not Role.MANAGER]


def made() -> list[AuditEntry]:
    return list(AuditEntry.select().where(AuditEntry.event == "PackMade").order_by(AuditEntry.id))


def test_only_managers_are_granted_it():
    assert [role for role in Role if Permission.RECORD_EXPORT in GRANTS[role]] == [Role.MANAGER]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_who_is_signed_in_gets_a_pack_and_nothing_is_logged(busy, new_browser, role):
    browser = new_browser(factories.make_account("Sam Obi", role))
    before = snapshot()
    assert browser.get("records.pack").status == 403
    assert browser.post("records.pack", PERIOD).status == 403
    assert not browser.content.startswith(b"%PDF")
    assert changed_tables(before) == []


def test_all_the_other_roles_together_do_not_make_a_pack_either(busy, new_browser):
    browser = new_browser(factories.make_account("Sam Obi", *OTHERS))
    assert browser.post("records.pack", PERIOD).status == 403
    assert made() == []


def test_whoever_is_not_signed_in_is_asked_to_and_gets_nothing(busy, browser):
    before = snapshot()
    for ask in (browser.get, browser.post, lambda where: browser.post(where, PERIOD)):
        assert ask("records.pack").heading in {"Sign in", "Nothing was sent yet"}
        assert "Password" in browser.text
        assert "Zofia" not in browser.page
    assert changed_tables(before) == []


def test_opening_the_page_writes_nothing(busy, new_browser, a_manager):
    browser = new_browser(a_manager)
    before = snapshot()
    assert browser.get("records.pack").status == 200
    assert browser.get("records.pack", **PERIOD).headers["Content-Type"].startswith("text/html")
    assert changed_tables(before) == []


def test_making_a_pack_is_logged_with_the_hash_of_exactly_the_file_that_was_given(busy, new_browser, a_manager):
    browser = new_browser(a_manager).get("records.pack")
    before, lines = snapshot(), AuditEntry.select().count()
    given = browser.submit(**PERIOD).content
    assert changed_tables(before) == ["audit_entries", "issued_records"]
    assert AuditEntry.select().count() == lines + 2  # that a sealed file left, and that it was a pack
    (entry,) = made()
    assert (entry.actor_id, entry.subject) == (a_manager.id, "setting")
    assert json.loads(entry.details) == {
        "reference": Pack(given).reference,
        "first_day": "2026-09-01",
        "last_day": "2026-09-15",
        "sha256": hashlib.sha256(given).hexdigest(),
    }


def test_each_pack_has_a_reference_and_a_line_of_its_own(busy, a_manager):
    given = [packs.make(a_manager) for _ in range(2)]
    logged = [json.loads(entry.details) for entry in made()]
    assert [line["sha256"] for line in logged] == [hashlib.sha256(pack.content).hexdigest() for pack in given]
    assert [line["reference"] for line in logged] == [pack.reference for pack in given]
    assert given[0].reference != given[1].reference


def test_the_pack_shows_the_head_of_the_log_from_before_it_was_made(busy, a_manager):
    head = AuditEntry.select().order_by(AuditEntry.id.desc()).get().hash
    assert head in packs.unspaced(packs.make(a_manager).part(packs.AUDIT))
    issued = AuditEntry.get(AuditEntry.event == "RecordIssued")
    assert (issued.previous_hash, issued.hash) == (head, made()[0].previous_hash)


def test_who_reads_the_log_finds_the_pack_that_they_were_given(busy, new_browser, a_manager, an_inspector):
    given = new_browser(a_manager).get("records.pack").submit().content
    for account in (a_manager, an_inspector):
        log = new_browser(account).get("audit.log").text
        assert "made an inspection pack" in log
        assert Pack(given).reference in log


def test_an_inspector_reads_what_was_granted_and_makes_no_pack(busy, new_browser, an_inspector):
    browser = new_browser(an_inspector)
    assert "Inspection pack" not in browser.get("consent_register.show").text
    assert browser.get("records.pack").status == 403


def test_a_period_that_is_refused_makes_nothing(busy, a_manager):
    before = snapshot()
    with pytest.raises(PeriodNotPossible):
        packs.make(a_manager, date(2026, 10, 1), date(2026, 10, 31))
    assert changed_tables(before) == []
