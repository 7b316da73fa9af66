"""Each signed record can be had as data in the fields of ISO/IEC TS 27560, by whom it concerns and nobody else."""

import json
from datetime import timedelta

from portal.accounts.models import Account
from portal.consents.models import CONSULT
from portal.consents.policy import Answer
from portal.families.models import Child
from portal.foundation import clock
from portal.settings import service as settings
from tests.support import factories


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
