"""Each signed record can be had as data in the fields of ISO/IEC TS 27560, by whom it concerns and nobody else."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pikepdf
from jsonschema import Draft202012Validator, FormatChecker

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.consents import documents, interchange, queries
from portal.consents.models import CONSULT, ConsentRecord
from portal.consents.policy import Answer, Method
from portal.consents.staff_notes import spoken
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.settings import service as settings
from tests.consents import paper_factories
from tests.support import factories

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "consent-record.schema.json").read_text())
VALID = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def record_of(browser, reference: str) -> dict:
    browser.get("consent_register.record_json", reference=reference)
    assert browser.headers["Content-Type"] == "application/json"
    return json.loads(browser.content)


def test_a_form_as_data_says_who_asked_what_for_and_until_when(
    new_browser, a_manager: Account, a_parent: Account, a_child: Child
) -> None:
    settings.change_setting({"address": "1 Mill Row", "privacy_notice": "Kept three years."}, by_id=a_manager.id)
    signed = factories.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.NO, CONSULT: Answer.YES})
    settings.change_setting({"address": "9 Elsewhere"}, by_id=a_manager.id)
    found = record_of(new_browser(a_parent), signed.reference)
    assert (found["record_id"], found["lawful_basis"]) == (signed.reference, "dpv:Consent")
    assert found["parties"][0]["name"] == factories.SETTING
    assert found["parties"][0]["address"] == "1 Mill Row"
    assert found["privacy_notice"] == "Kept three years."
    by_use = {each["purpose_type"]: each for each in found["processing"]}
    assert len(by_use) == 8
    (event,) = by_use["website"]["events"]
    assert (event["event_state"], event["given_on"]) == ("dpv:ConsentGiven", clock.today().isoformat())
    today = clock.today()
    assert event["valid_until"] == (today.replace(year=today.year + 1) - timedelta(days=1)).isoformat()
    assert by_use["website"]["pii_type"] == ["picture"]
    assert by_use["press"]["events"][0]["event_state"] == "dpv:ConsentRefused"
    assert "valid_until" not in by_use["press"]["events"][0]
    assert by_use["displays"]["events"][0]["event_state"] == "dpv:ConsentRequested"
    assert found["waits_for_every_adult"] == "yes"
    assert a_parent.name not in json.dumps(found)


def test_a_withdrawal_as_data_holds_the_one_use(new_browser, a_parent: Account, a_child: Child) -> None:
    factories.sign_all(a_child, a_parent)
    withdrawn = factories.withdraw(a_child, a_parent, "website")
    (use,) = record_of(new_browser(a_parent), withdrawn.reference)["processing"]
    assert (use["purpose_type"], use["events"][0]["event_state"]) == ("website", "dpv:ConsentWithdrawn")


def test_no_stranger_has_it(new_browser, a_parent: Account, a_child: Child, a_stranger: Account) -> None:
    signed = factories.sign_all(a_child, a_parent)
    browser = new_browser(a_stranger)
    assert browser.get("consent_register.record_json", reference=signed.reference).status == 404


def signed_in_every_way(a_manager: Account, a_staff_member: Account, a_parent: Account, a_child: Child) -> list:
    """Return a record of each kind and of each way in which it can come."""
    factories.sign(a_child, a_parent, {"website": Answer.YES, CONSULT: Answer.NO})
    factories.withdraw(a_child, a_parent, "website")
    adult = factories.adult_of(a_parent)
    form = paper_factories.print_one(a_child, a_manager)
    paper_factories.key_in(form, adult, a_manager, {"website": Answer.YES, "press": Answer.NO})
    spoken.note_withdrawal(a_child, adult.id, ["website"], submission=new_token(), by_id=a_staff_member.id)
    return list(ConsentRecord.select().order_by(ConsentRecord.id))


def test_every_record_keeps_to_the_published_schema(a_manager, a_staff_member, a_parent, a_child) -> None:
    records = signed_in_every_way(a_manager, a_staff_member, a_parent, a_child)
    assert {record.method for record in records} == set(Method)
    for record in queries.full_records(records):
        values = json.loads(interchange.as_json(record))
        assert [error.message for error in VALID.iter_errors(values)] == []


def test_the_schema_refuses_what_no_record_may_say(a_parent, a_child) -> None:
    values = json.loads(interchange.as_json(queries.full_record(factories.sign_all(a_child, a_parent))))
    for wrong in (
        {"parent": "Agnieszka Kowalska"},
        {"wording": {"version": 1, "sha256": "short"}},
        {"lawful_basis": "dpv:LegitimateInterest"},
        {"processing": []},
    ):
        assert not VALID.is_valid(values | wrong)


def test_the_pdf_carries_the_same_record_as_data_with_the_hashes_of_wording_and_log(
    a_manager, a_staff_member, a_parent, a_child
) -> None:
    records = signed_in_every_way(a_manager, a_staff_member, a_parent, a_child)
    for record, whole in zip(records, queries.full_records(records), strict=True):
        to = io.BytesIO()
        assert documents.write_record(whole, to) <= 2
        with pikepdf.open(to) as pdf:
            (name,) = pdf.attachments
            carried = pdf.attachments[name].get_file().read_bytes()
        assert (name, carried) == (f"{record.reference}.json", interchange.as_json(whole))
        values = json.loads(carried)
        assert values["wording"]["sha256"] == record.wording_sha256
        entry = AuditEntry.get(AuditEntry.hash == values["audit_log"]["sha256"])
        assert (entry.subject, entry.subject_id) == ("consent_record", record.id)
