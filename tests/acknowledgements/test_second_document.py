"""A second document is a row and a text: each is asked for, signed, counted and recorded by itself."""

from collections.abc import Callable

import pytest

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.accounts.models import Account
from portal.acknowledgements import service
from portal.acknowledgements.models import AcknowledgedRule, Acknowledgement
from portal.acknowledgements.policy import Status
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.canonical import sha256_hex
from portal.wording import service as wording
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import Change, valid_versions
from tests.acknowledgements import factories as rules
from tests.records import packs
from tests.support import factories
from tests.support.browser import Browser

pytestmark = pytest.mark.both_engines
NewBrowser = Callable[..., Browser]


@pytest.fixture
def phones(setting: object) -> Document:
    return rules.a_staff_policy()


@pytest.fixture
def a_worker_with_a_child(a_staff_member: Account, a_child: object) -> Account:
    accounts.give_role(a_staff_member, Role.PARENT, by_id=None)
    factories.link(factories.make_adult(a_staff_member.name, account=a_staff_member), a_child)  # type: ignore[arg-type]
    return Account.get_by_id(a_staff_member.id)


def owed(account: Account) -> dict[str, Status]:
    return {own.document.key: own.status for own in service.own_documents(account)}


def test_who_owes_two_documents_signs_each_from_the_first_page(
    new_browser: NewBrowser, phones: Document, a_worker_with_a_child: Account
) -> None:
    browser = new_browser(a_worker_with_a_child).get("home.index")
    browser.click("Read and sign: Phones and cameras")
    assert rules.PHONES[0] in browser.text
    browser.submit("Sign this", signed_name="Priya Raman")
    assert browser.heading == "Signed: Phones and cameras"
    assert rules.PHONES[1] in browser.text
    assert owed(a_worker_with_a_child) == {"parent_rules": Status.NEVER, "phones_policy": Status.DONE}
    assert not AcknowledgedRule.select().exists()

    browser.get("home.index")
    assert "Phones and cameras" not in browser.text
    browser.click("Read and sign: Our rules for parents").submit("Sign this", rules.ticks(), signed_name="Priya Raman")
    assert owed(a_worker_with_a_child) == {"parent_rules": Status.DONE, "phones_policy": Status.DONE}
    assert "Read and sign" not in browser.get("home.index").text
    assert browser.get("acknowledgements.own").text.index("Our rules for parents") < browser.text.index(
        "Phones and cameras"
    )
    for record in Acknowledgement.select():
        assert browser.get("acknowledgements.record_pdf", reference=record.reference).content.startswith(b"%PDF-")


def test_staff_meet_their_document_before_their_work_and_a_parent_never_does(
    new_browser: NewBrowser, phones: Document, a_staff_member: Account, a_parent: Account
) -> None:
    staff = new_browser(a_staff_member).get("home.index").click("Read and sign: Phones and cameras")
    staff.submit("Sign this", signed_name="Priya Raman")
    assert "Read and sign" not in staff.get("home.index").text
    parent = new_browser(a_parent)
    assert "Phones" not in parent.get("home.index").text
    assert parent.get("acknowledgements.document", slug="phones-policy").status == 404
    assert parent.post("acknowledgements.document", {"signed_name": "x y"}, slug="phones-policy").status == 404
    assert parent.get("acknowledgements.register", slug="phones-policy").status == 403
    assert parent.get("acknowledgements.key_paper", slug="phones-policy").status == 403
    assert staff.get("acknowledgements.document", slug="parent-rules").status == 404
    assert Acknowledgement.select().count() == 1


def test_a_change_of_one_document_asks_nobody_about_the_other(phones: Document, a_worker_with_a_child: Account) -> None:
    rules.sign(a_worker_with_a_child)
    signed = service.Signature(wording.current(phones.key).id, frozenset(), "Priya Raman", "k")
    service.acknowledge(phones, signed, by_id=a_worker_with_a_child.id)

    rules.publish_phones(("Staff lock their phones away.", rules.PHONES[1]))
    assert owed(a_worker_with_a_child) == {"parent_rules": Status.DONE, "phones_policy": Status.OUTDATED}
    own = rules.own(a_worker_with_a_child, "phones_policy")
    assert own.changes
    assert own.since == 1
    (change,) = own.changes.general
    assert (change.before, change.after) == ((rules.PHONES[0],), ("Staff lock their phones away.",))

    rules.publish_phones(("Staff lock their phones away.",), Change.MINOR)
    rules.change_the_rules()
    assert owed(a_worker_with_a_child) == {
        "parent_rules": Status.OUTDATED,
        "phones_policy": Status.OUTDATED,
    }


def test_each_document_has_a_register_a_task_and_a_part_of_the_pack(
    new_browser: NewBrowser, phones: Document, a_manager: Account, a_parent: Account, a_staff_member: Account,
    a_child: Child,
) -> None:  # fmt: skip
    factories.sign_all(a_child, a_parent)  # until the first family has, the page shows how to get ready
    record = rules.sign(a_parent)
    browser = new_browser(a_manager).get("home.index")
    assert "2 adults owe answers or rules" in browser.text, "one round reminds everybody"
    browser.get("acknowledgements.owed").click("Phones policy")
    assert browser.heading == "Phones policy"
    assert "Priya Raman" in browser.text
    assert "Agnieszka Kowalska" not in browser.text
    browser.click("Parent rules")
    assert browser.heading == "Parent rules"
    assert "Priya Raman" not in browser.text
    assert f"/rules/signed/{record.reference}" in browser.page
    pack = packs.make(a_manager)
    assert pack.number("Still owe a signature: Parent rules") == 0
    assert pack.number("Still owe a signature: Phones policy") == 2
    assert "Siobhán Kelly" in pack.part(packs.RULES)
    assert "Phones policy 1" in pack.part(packs.VERSIONS)
    assert pack.number("Rules and policies whose review is overdue") == 0


def test_a_second_document_is_drafted_published_and_read_by_its_key(
    new_browser: NewBrowser, a_manager: Account
) -> None:
    Document.create(key="helpers", title="Rules for helpers", audience="staff", kind="statements", position=4)
    Document.create(key="phones", title="Phones policy", audience="staff", kind="plain", position=5)
    browser = new_browser(a_manager).get("wording.edit", name="helpers")
    browser.submit(
        "Save and look at it", more="I will take no pictures.\nSome children must not be found.", introduction="x"
    )
    for name in ("helpers", "phones"):
        browser.get("wording.edit", name=name).submit(
            "Save and look at it",
            title=f"Our {name}",
            introduction="Read this.\n\nThen sign.",
            standing="These are our conditions.",
        )
        browser.get("wording.publish", name=name).submit("Publish version 1")
        assert "Version 1 is published" in browser.text
        assert "Then sign." in browser.text
    assert wording.current("phones").acknowledgement.introduction == ("Read this.", "Then sign.")
    assert [rule.statement for rule in wording.current("helpers").acknowledgement.rules] == ["I will take no pictures."]
    assert browser.get("wording.add_clause", name="phones").status == 404
    assert browser.get("wording.edit", name="visitor_rules").status == 404
    assert browser.get("wording.edit", name="nothing").status == 404


def test_a_translation_has_the_number_of_its_version_and_never_stands_in_its_place(a_parent: Account) -> None:
    english = wording.current("parent_rules")
    body = wording.serialise_text(english.text)
    polish = WordingVersion.create(
        document="parent_rules", number=1, language="pl", change="real", body=body, sha256=sha256_hex(body)
    )
    assert wording.current("parent_rules").id == english.id
    assert valid_versions(wording.versions("parent_rules")) == {english.id, polish.id}
    record = rules.sign(a_parent)
    assert (record.language, record.wording_id) == ("en", english.id)
    rules.mend_a_comma()
    assert wording.current("parent_rules").number == 2
    assert wording.in_force("parent_rules", known_by=clock.now()).published.number == 2
    rules.change_the_rules()
    assert not valid_versions(wording.versions("parent_rules")) & {english.id, polish.id}
