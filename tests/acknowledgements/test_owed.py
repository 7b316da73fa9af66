"""Who owes what over all documents: each person once, whichever way they signed."""

import csv
import io
from datetime import date

import pytest

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.accounts.models import Account
from portal.acknowledgements import outstanding, service
from portal.acknowledgements.service import Signer
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.wording import service as wording
from portal.wording.policy import Audience, DocumentKey
from tests.acknowledgements import factories as rules
from tests.pdf.reading import page_texts
from tests.support import factories
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines


@pytest.fixture
def staff_rules(setting: object) -> None:
    wording.publish_default_texts(DocumentKey.STAFF_RULES, by_id=None)


def found(viewer: Account, on: date | None = None, **wanted: object) -> dict[str, tuple[list[str], list[str]]]:
    """Return by name what somebody owes and what they signed."""
    documents = outstanding.asked_documents()
    some = outstanding.people(viewer, documents, outstanding.OwedFilter(**wanted), on=on or clock.today())  # type: ignore[arg-type]
    return {
        line.person.name: ([each.asked.title for each in line.owed], [each.asked.title for each in line.done])
        for line in outstanding.lines(some, documents, on=on or clock.today())
    }


def sign_staff_rules(account: Account) -> None:
    published = wording.current(DocumentKey.STAFF_RULES)
    agreed = frozenset(rule.key for rule in published.acknowledgement.rules)
    signed = service.Signature(published.id, agreed, account.name, new_token())
    service.acknowledge(wording.get_document(DocumentKey.STAFF_RULES), signed, by_id=account.id)


def test_each_person_stands_once_with_all_that_they_are_asked(
    staff_rules: None, a_manager: Account, a_staff_member: Account, a_parent: Account, a_child: Child
) -> None:
    """Somebody who works here and is a parent here is asked for both."""
    accounts.give_role(a_parent, Role.STAFF, by_id=None)
    assert found(a_manager) == {
        "Agnieszka Kowalska": (["Parent rules", "Staff rules"], []),
        "Priya Raman": (["Staff rules"], []),
        "Siobhán Kelly": (["Staff rules"], []),
    }
    rules.sign(a_parent)
    sign_staff_rules(a_manager)
    assert found(a_manager)["Agnieszka Kowalska"] == (["Staff rules"], ["Parent rules"])
    assert "Siobhán Kelly" not in found(a_manager)
    assert found(a_manager, show="all")["Siobhán Kelly"] == ([], ["Staff rules"])


def test_by_audience_session_and_document(
    staff_rules: None, a_manager: Account, a_parent: Account, a_child: Child
) -> None:
    factories.make_parent("Niamh Byrne", factories.make_child("Aoife", "Byrne", sessions=("holiday",)))
    assert set(found(a_manager, audience=Audience.STAFF)) == {"Siobhán Kelly"}
    assert set(found(a_manager, audience=Audience.PARENTS)) == {"Agnieszka Kowalska", "Niamh Byrne"}
    assert set(found(a_manager, session="holiday")) == {"Niamh Byrne"}
    assert set(found(a_manager, document="staff-rules")) == {"Siobhán Kelly"}
    assert set(found(a_manager, session="holiday", document="staff-rules")) == set()


def test_a_paper_counts_whoever_has_an_account_by_now_and_a_changed_version_is_owed_again(
    a_manager: Account, a_child: Child
) -> None:
    adult = factories.make_adult("Agnieszka Kowalska")
    factories.link(adult, a_child)
    rules.key_in(Signer(adult.name, adult_id=adult.id), a_manager)
    assert found(a_manager) == {}
    adult.account = factories.make_account("Agnieszka Kowalska", Role.PARENT)
    adult.save()
    assert found(a_manager) == {}
    rules.mend_a_comma()
    assert found(a_manager) == {}
    rules.change_the_rules()
    assert found(a_manager) == {"Agnieszka Kowalska": (["Parent rules"], [])}


def test_it_asks_the_database_as_often_for_many_as_for_one(a_manager: Account, setting: object) -> None:
    asked = []
    assert a_manager.roles  # read once
    for number in range(12):
        rules.sign(factories.make_parent(f"Alex Bell {number}", factories.make_child("Sam", f"Bell {number}")))
        with count_queries() as sent:
            assert len(found(a_manager, show="all")) == number + 1
        asked.append(len(sent))
    assert asked[1] == asked[-1]


def test_the_manager_reads_it_page_by_page_and_takes_it_as_spreadsheet_and_paper(
    new_browser, staff_rules: None, a_manager: Account, a_parent: Account, a_child: Child
) -> None:
    rules.sign(a_parent)
    sign_staff_rules(a_manager)
    for number in range(52):
        factories.make_parent(f"Alex Bell {number:02}", factories.make_child("Sam", f"Bell {number:02}"))
    browser = new_browser(a_manager).get("acknowledgements.owed")
    assert "52 people owe something" in browser.text
    assert "Agnieszka" not in browser.text
    assert "Alex Bell 51" in browser.click("People after these").text
    everybody = browser.get("acknowledgements.owed", show="all")
    assert "Agnieszka Kowalska" in everybody.text

    rows = list(
        csv.reader(io.StringIO(browser.get("acknowledgements.owed_csv", show="all").content.decode("utf-8-sig")))
    )
    (signed,) = [row for row in rows if row[0] == "Agnieszka Kowalska"]
    assert signed[3:8] == ["Parent rules", "Signed", "1", "English", clock.today().isoformat()]
    assert len(rows) == 1 + 54
    text = " ".join(page_texts(browser.get("acknowledgements.owed_pdf", show="all").content))
    assert "Alex Bell 51" in text
    assert "Agnieszka Kowalska" in text


def test_a_parent_or_a_colleague_does_not_open_it(new_browser, a_parent: Account, a_staff_member: Account) -> None:
    for stranger in (a_parent, a_staff_member):
        for way in ("owed", "owed_csv", "owed_pdf"):
            page = new_browser(stranger).get(f"acknowledgements.{way}")
            assert page.status == 403
            assert "Siobhán" not in page.text
