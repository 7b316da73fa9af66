"""A document signed on paper: keyed in by somebody else, shown as such everywhere, and the signer's own afterwards."""

from collections.abc import Callable
from datetime import timedelta

import peewee
import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.acknowledgements import queries
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.outstanding import register
from portal.acknowledgements.policy import OwnFamily, SignedAlready, SignedOnAnotherDay, Status
from portal.acknowledgements.service import Signer
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.database import db
from portal.mail.models import OutboxMessage
from portal.web.dates import format_date
from tests.acknowledgements import factories as rules
from tests.records import packs
from tests.support import factories
from tests.support.browser import Browser

pytestmark = pytest.mark.both_engines
NewBrowser = Callable[..., Browser]


@pytest.fixture
def a_grandmother(a_child: Child) -> Adult:
    """An adult of the register without an account."""
    adult = factories.make_adult("Halina Kowalska")
    factories.link(adult, a_child)
    return adult


@pytest.fixture
def at_the_page(new_browser: NewBrowser, a_manager: Account, a_parent: Account, a_grandmother: Adult) -> Browser:
    return new_browser(a_manager).get("acknowledgements.register", slug="parent-rules").click("Key in a signed paper")


def _today() -> str:
    return f"{clock.today():%d %m %Y}"


def _signer(adult: Adult) -> Signer:
    return Signer(adult.name, adult_id=adult.id)


def _error(browser: Browser, field: str) -> str:
    return str(browser.root.xpath(f"string(//*[@id='{field}-error'])"))


def test_a_paper_of_an_adult_is_keyed_in_confirmed_and_shown_as_paper_everywhere(
    at_the_page: Browser, a_manager: Account, a_grandmother: Adult
) -> None:
    at_the_page.submit(signer=f"adult-{a_grandmother.id}", signed_on=_today(), all_ticked=True, witness="Dilys Pugh")

    record = Acknowledgement.get()
    assert (record.account_id, record.adult_id, record.organisation) == (None, a_grandmother.id, None)
    assert (record.keyed_by_id, record.signed_on, record.signer_name) == (
        a_manager.id,
        clock.today(),
        "Halina Kowalska",
    )
    assert record.rules.count() == len(rules.rule_keys())
    assert record.reference in at_the_page.text
    how = "on paper, keyed in by Siobhán Kelly"
    assert how in at_the_page.text
    assert how in at_the_page.get("acknowledgements.register", slug="parent-rules").text
    assert at_the_page.get("acknowledgements.record_pdf", reference=record.reference).content.startswith(b"%PDF-")
    pack = packs.make(a_manager)
    assert how in pack.part(packs.RULES)
    assert how in pack.part(packs.ACKNOWLEDGEMENTS)
    assert "keyed in rules or a policy signed on paper" in at_the_page.get("audit.log").text


def test_somebody_from_outside_is_keyed_in_by_name(at_the_page: Browser, a_manager: Account) -> None:
    sent = {
        "name": "Rosa Lindqvist",
        "organisation": "Health visiting",
        "signed_on": _today(),
        "all_ticked": True,
        "witness": "Dilys Pugh",
    }
    at_the_page.submit(**sent)
    record = Acknowledgement.get()
    assert (record.account_id, record.adult_id, record.organisation) == (None, None, "Health visiting")
    page = at_the_page.get("acknowledgements.register", slug="parent-rules").text
    assert "Others who signed" in page
    assert "Rosa Lindqvist" in page
    assert "Health visiting" in page
    lines, outsiders = register(a_manager, rules.parent_rules(), on=clock.today())
    assert (sum(not line.owed for line in lines), len(lines), len(outsiders)) == (0, 2, 1)


def test_whoever_owes_most_stands_first_and_who_has_signed_is_not_offered(
    new_browser: NewBrowser, a_manager: Account, a_parent: Account, a_second_parent: Account, a_grandmother: Adult
) -> None:
    rules.sign(a_parent)
    browser = new_browser(a_manager).get("acknowledgements.key_paper", slug="parent-rules")
    offered = [str(each).split(" – ")[0] for each in browser.root.xpath("//select/option/text()")]
    assert offered == ["Choose a person", "Piotr Kowalski", "Halina Kowalska"]


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"signer": ""}, "signer", "Choose who signed, or write their full name"),
        ({"name": "Rosa Lindqvist"}, "name", "Choose a person or write a name, not both"),
        ({"signer": "", "name": "🦆"}, "name", "Write their full name"),
        ({"signed_on": ""}, "signed_on", "Write the day on which it was signed"),
        ({"signed_on": "31 2 2026"}, "signed_on", "Write the date as day, month and year"),
        ({"signed_on": "1 1 2020"}, "signed_on", "when this version was published, up to today"),
        ({"signed_on": "1 1 2099"}, "signed_on", "when this version was published, up to today"),
        ({"all_ticked": False}, "all_ticked", "a rule without a tick is not agreed to"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    at_the_page: Browser, a_grandmother: Adult, changed: dict[str, object], field: str, message: str
) -> None:
    given = {
        "signer": f"adult-{a_grandmother.id}",
        "organisation": "The library",
        "signed_on": _today(),
        "all_ticked": True,
        "witness": "Dilys Pugh",
    }
    at_the_page.submit(**{**given, **changed})
    assert message in _error(at_the_page, field)
    assert at_the_page.root.xpath("string(//input[@name='organisation']/@value)") == "The library"
    assert not Acknowledgement.select().exists()


@pytest.mark.parametrize("forged", ["adult-{stranger}", "adult-999999", "account-1", "x", "adult-"])
def test_a_forged_signer_is_not_there_and_nothing_changes(at_the_page: Browser, forged: str, setting: object) -> None:
    """Also an adult of a child who left long ago: nobody asks them any more."""
    gone = factories.make_child("Old", "Friend", leaves_on=clock.today() - timedelta(days=400))
    stranger = factories.make_adult("Somebody Else")
    factories.link(stranger, gone)
    value = forged.format(stranger=stranger.id)
    given = {"signer": value, "wording": rules.current_id(), "signed_on": _today(), "all_ticked": "y"}
    assert at_the_page.post("acknowledgements.key_paper", given, slug="parent-rules").status == 404
    assert not Acknowledgement.select().exists()


def test_who_keeps_no_records_keys_in_nothing(
    new_browser: NewBrowser, a_parent: Account, a_staff_member: Account
) -> None:
    for account in (a_parent, a_staff_member):
        browser = new_browser(account)
        assert browser.get("acknowledgements.key_paper", slug="parent-rules").status == 403
        assert browser.post("acknowledgements.key_paper", {"signed_on": _today()}, slug="parent-rules").status == 403
    assert not Acknowledgement.select().exists()


def test_nobody_keys_in_their_own_paper_or_one_of_their_family(
    new_browser: NewBrowser,
    a_manager: Account,
    a_lead: Account,
    a_parent: Account,
    a_child: Child,
    a_grandmother: Adult,
) -> None:
    own = factories.make_adult(a_manager.name, account=a_manager)
    factories.link(own, a_child)
    browser = new_browser(a_manager).get("acknowledgements.key_paper", slug="parent-rules")
    assert browser.root.xpath("//select/option/@value") == [""]
    wanted = {"wording": rules.current_id(), "signed_on": _today(), "all_ticked": "y", "witness": "Dilys Pugh"}
    for adult in (own, a_grandmother, factories.adult_of(a_parent)):
        browser.post("acknowledgements.key_paper", {**wanted, "signer": f"adult-{adult.id}"}, slug="parent-rules")
        assert "Somebody else here has to" in _error(browser, "signer")
        with pytest.raises(OwnFamily):
            rules.key_in(_signer(adult), a_manager)
    policy = rules.a_staff_policy()
    for account in (a_manager, a_parent):
        with pytest.raises(OwnFamily):
            rules.key_in(Signer(account.name, account_id=account.id), a_manager, policy)
    browser.get("acknowledgements.key_paper", slug="parent-rules")
    for name in ("Siobhan  KELLY", "halina kowalska"):
        browser.get("acknowledgements.key_paper", slug="parent-rules")
        browser.submit(name=name, signed_on=_today(), all_ticked=True, witness="Dilys Pugh")
        assert "Our list has this name" in _error(browser, "name")
    browser.submit(
        name="Siobhan KELLY", organisation="Rotary", signed_on=_today(), all_ticked=True, witness="Dilys Pugh"
    )
    assert "Somebody else here has to" in _error(browser, "signer")
    assert not Acknowledgement.select().exists()
    assert rules.key_in(_signer(own), a_lead).adult_id == own.id


def test_a_second_paper_sent_from_the_same_page_is_another_record_and_the_same_one_is_not(
    at_the_page: Browser, a_grandmother: Adult, a_parent: Account
) -> None:
    page = {
        "submission": "the same page",
        "wording": rules.current_id(),
        "signed_on": _today(),
        "all_ticked": "y",
        "witness": "Dilys Pugh",
    }
    adults = [a_grandmother, factories.adult_of(a_parent)]
    for adult in (adults[0], adults[1], adults[1]):
        at_the_page.post("acknowledgements.key_paper", {**page, "signer": f"adult-{adult.id}"}, slug="parent-rules")
    assert [record.adult_id for record in Acknowledgement.select().order_by(Acknowledgement.id)] == [
        adult.id for adult in adults
    ]


def test_a_paper_printed_before_a_minor_edit_is_keyed_in_as_the_version_that_it_shows(
    new_browser: NewBrowser, a_manager: Account, a_grandmother: Adult
) -> None:
    first = int(rules.current_id())
    with time_machine.travel(clock.now() + timedelta(days=30)):
        rules.mend_a_comma()
        signed_on = clock.today() - timedelta(days=1)
        at_the_page = new_browser(a_manager).get("acknowledgements.key_paper", slug="parent-rules")
        typed = {
            "signer": f"adult-{a_grandmother.id}",
            "signed_on": f"{signed_on:%d %m %Y}",
            "all_ticked": True,
            "witness": "Dilys Pugh",
        }
        at_the_page.submit(**typed)
        assert "Choose the version that stands on the paper" in _error(at_the_page, "version")
        at_the_page.submit(version=str(rules.current_id()))
        assert "Write a day from" in _error(at_the_page, "signed_on")
        at_the_page.submit(version=str(first))
        record = Acknowledgement.get()
        assert (record.wording_id, record.signed_on) == (first, signed_on)


def test_a_paper_counts_for_the_same_person_once_they_have_an_account(
    new_browser: NewBrowser, a_manager: Account, a_grandmother: Adult
) -> None:
    record = rules.key_in(_signer(a_grandmother), a_manager)
    account = factories.make_account("Halina Kowalska", Role.PARENT)
    assert rules.own(account).status is Status.NEVER
    Adult.update(account=account).where(Adult.id == a_grandmother.id).execute()

    assert rules.own(account).status is Status.DONE
    assert rules.sign(account).id == record.id
    browser = new_browser(account).get("acknowledgements.document", slug="parent-rules")
    assert "You have signed this" in browser.text
    browser.click("See what you signed")
    assert "on paper, keyed in by Siobhán Kelly" in browser.text
    with pytest.raises(SignedAlready):
        rules.key_in(_signer(a_grandmother), a_manager)
    rules.change_the_rules()
    assert rules.own(account).status is Status.OUTDATED


def test_a_paper_is_nobody_elses(
    new_browser: NewBrowser, a_manager: Account, a_parent: Account, a_grandmother: Adult
) -> None:
    """Not even that of another adult of the same child."""
    record = rules.key_in(_signer(a_grandmother), a_manager)
    outside = rules.key_in(Signer("Rosa Lindqvist", organisation=""), a_manager)
    for reference in (record.reference, outside.reference):
        for page in ("acknowledgements.acknowledged", "acknowledgements.record_pdf"):
            assert new_browser(a_parent).get(page, reference=reference).status == 404


def test_a_double_click_is_one_paper_and_two_namesakes_from_outside_are_two(a_manager: Account) -> None:
    rosa = Signer("Rosa Lindqvist", organisation="")
    first = rules.key_in(rosa, a_manager, submission="one")
    assert rules.key_in(rosa, a_manager, submission="one").id == first.id
    assert rules.key_in(rosa, a_manager, submission="two").id != first.id


def test_a_text_changed_meanwhile_takes_no_paper(at_the_page: Browser, a_grandmother: Adult) -> None:
    rules.change_the_rules()
    at_the_page.submit(signer=f"adult-{a_grandmother.id}", signed_on=_today(), all_ticked=True, witness="Dilys Pugh")
    assert "This text was changed a moment ago" in at_the_page.text
    assert not Acknowledgement.select().exists()


def test_a_paper_has_a_day_that_can_be_true(a_manager: Account, a_grandmother: Adult) -> None:
    today = clock.today()
    for days in (-1, 1):
        with pytest.raises(SignedOnAnotherDay):
            rules.key_in(_signer(a_grandmother), a_manager, signed_on=today + timedelta(days=days))
    with time_machine.travel(clock.now() + timedelta(days=40)):
        assert rules.key_in(_signer(a_grandmother), a_manager, signed_on=today).signed_on == today
    assert [record.signed_on for record in queries.acknowledgements_between(today, today)] == [today]


def test_the_adult_is_told_that_their_paper_was_keyed_in(a_manager: Account, a_grandmother: Adult) -> None:
    a_grandmother.email = "halina@example.org"
    a_grandmother.save()
    record = rules.key_in(_signer(a_grandmother), a_manager)
    message = OutboxMessage.get()
    assert message.recipient == "halina@example.org"
    assert record.reference in message.body
    assert f"signed on paper on {format_date(clock.today())}" in message.body
    assert "http" not in message.body
    rules.key_in(Signer("Rosa Lindqvist", organisation=""), a_manager)
    assert OutboxMessage.select().count() == 1


def test_a_colleague_without_a_password_is_keyed_in_under_the_staff_document(
    new_browser: NewBrowser, a_manager: Account, a_staff_member: Account
) -> None:
    accounts_page = new_browser(a_manager)
    rules.a_staff_policy()
    accounts_page.get("acknowledgements.key_paper", slug="phones-policy")
    accounts_page.submit(signer=f"account-{a_staff_member.id}", signed_on=_today(), witness="Dilys Pugh")
    assert Acknowledgement.get().account_id == a_staff_member.id
    assert "on paper, keyed in by Siobhán Kelly" in accounts_page.text


@pytest.mark.parametrize(
    "broken",
    [
        {"account_id": 1, "organisation": ""},
        {"organisation": None},
        {"account_id": None, "adult_id": 1, "organisation": None},
        {"signed_on": "2026-11-29"},
    ],
)
def test_the_database_takes_one_signer_and_a_whole_paper_or_nothing(
    a_manager: Account, broken: dict[str, object]
) -> None:
    row = {"organisation": "", "reference": "RA-X", "signer_name": "x", "wording": rules.current_id(), "wording_sha256": "x",
           "language": "en", "signed_name": "x", "submission": "x"}  # fmt: skip
    assert factories.make_adult("Somebody Else").id == 1
    with pytest.raises(peewee.IntegrityError), db.atomic():
        Acknowledgement.create(**{**row, **broken})
    assert Acknowledgement.create(**row).id
