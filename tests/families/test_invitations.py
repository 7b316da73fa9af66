"""Adults are invited by e-mail or by letter, each once, and come in with what they were given."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account, Invitation
from portal.audit.models import AuditEntry
from portal.families.inviting import sign_in_base
from portal.families.models import Adult, Child
from portal.families.policy import Relationship
from portal.foundation import clock
from portal.mail import service as mail
from portal.mail.models import ADDRESS_MARK, OutboxMessage
from portal.settings.models import Setting
from tests.families import factories as families
from tests.families.factories import NewBrowser, codes_in, pages_of, print_letters
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, count_queries, read_only, snapshot

pytestmark = pytest.mark.both_engines

PASSWORD = "otter lantern biscuit"


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


@pytest.fixture
def ewa(a_child: Child) -> Adult:
    return families.an_adult("Ewa Kowalska", a_child, email="ewa@example.org")


@pytest.fixture
def fatima(a_strangers_child: Child) -> Adult:
    """Has no e-mail."""
    return families.an_adult("Fatima Warsame", a_strangers_child)


def choose(manager: Browser, *adults: Adult) -> Browser:
    return manager.get("families.invitations").submit("Go on", {"adult": [adult.id for adult in adults]})


def account_of(adult: Adult) -> Account:
    found: Account = Account.get_by_id(Adult.get_by_id(adult.id).account_id)
    return found


def link_in(message: OutboxMessage) -> str:
    return next(word for word in message.body.split() if "/invitation/" in word).removeprefix(ADDRESS_MARK)


def test_nobody_is_ticked_beforehand_but_everyone_can_be_invited_at_once(
    manager: Browser, ewa: Adult, fatima: Adult
) -> None:
    with read_only():
        assert manager.get("families.invitations").root.xpath("//input[@name='adult'][@checked]") == []
    before = snapshot()
    manager.click("Invite everyone not yet invited (2)")
    assert "Send 1 e-mail and make 1 letter" in manager.text
    assert changed_tables(before) == []


def test_ticking_nobody_is_explained(manager: Browser, ewa: Adult) -> None:
    manager.get("families.invitations").submit("Go on")
    assert "Tick at least one person to invite" in manager.text


def test_an_adult_with_an_e_mail_comes_in_by_its_link(manager: Browser, ewa: Adult, browser: Browser) -> None:
    choose(manager, ewa).submit("Send 1 e-mail")
    message = OutboxMessage.get()
    assert message.recipient == "ewa@example.org"
    assert "Zofia" not in message.body

    browser.get(link_in(message)).submit(password=PASSWORD)

    assert account_of(ewa).roles == {Role.PARENT}
    assert "Zofia" in browser.get("home.index").text
    assert "Signed up 1 of 1" in manager.get("families.invitations").text


@pytest.mark.parametrize(
    ("pressed", "said"),
    [({}, "1 person was invited or reminded in the last 3 days, and is left out."),
     ({"again": "1"}, "1 person has an invitation already, so we made no second one.")],
)  # fmt: skip
def test_a_double_click_sends_one_e_mail(manager: Browser, ewa: Adult, pressed: dict[str, str], said: str) -> None:
    for _click in range(2):
        manager.post("families.send_invitations", {"adult": ewa.id, **pressed})
    assert said in manager.text
    assert OutboxMessage.select().count() == 1
    assert Account.select().where(Account.email == "ewa@example.org").count() == 1


def test_who_has_not_come_can_be_invited_again_later(manager: Browser, ewa: Adult, mail_is_set: Path) -> None:
    choose(manager, ewa).submit("Send 1 e-mail")
    assert mail.send_due() == 1
    OutboxMessage.update(sent_at=clock.now() - timedelta(days=20)).execute()
    Invitation.update(created_at=clock.now() - timedelta(days=20), expires_at=clock.now() - timedelta(days=6)).execute()
    Adult.update(last_written_at=clock.now() - timedelta(days=20)).execute()
    assert "ended" in manager.get("families.invitations").text
    choose(manager, ewa).submit("Send 1 e-mail")
    assert OutboxMessage.select().count() == 2


def test_a_corrected_address_is_followed_and_the_link_to_the_wrong_one_dies(
    manager: Browser, ewa: Adult, browser: Browser
) -> None:
    choose(manager, ewa).submit("Send 1 e-mail")
    wrong = link_in(OutboxMessage.get())
    Adult.update(email="ewa.kowalska@example.org").where(Adult.id == ewa.id).execute()
    choose(manager, ewa).submit("E-mail again")

    right = OutboxMessage.get(OutboxMessage.recipient == "ewa.kowalska@example.org")
    assert browser.get(wrong).status == 409
    assert browser.get(link_in(right)).status == 200
    assert account_of(ewa).email == "ewa.kowalska@example.org"


def test_once_somebody_is_in_their_address_stays_theirs(manager: Browser, ewa: Adult) -> None:
    choose(manager, ewa).submit("Send 1 e-mail")
    families.with_password(account_of(ewa))
    Adult.update(email="other@example.org").where(Adult.id == ewa.id).execute()
    manager.post("families.send_invitations", {"adult": ewa.id})
    assert "Nothing was sent or made" in manager.text
    assert account_of(ewa).email == "ewa@example.org"


def test_a_letter_works_from_the_camera_to_the_next_sign_in(
    manager: Browser, fatima: Adult, setting: Setting, browser: Browser
) -> None:
    families.give_address(setting)
    choose(manager, fatima).submit("Make 1 letter").submit("Print 1 letter")
    assert manager.headers["Content-Type"] == "application/pdf"
    assert "attachment" in manager.headers["Content-Disposition"]
    (page,), (link,) = pages_of(manager.content), codes_in(manager.content)
    name = account_of(fatima).sign_in_name
    assert name.startswith("fatima-")
    assert len(name) == len("fatima-7k2m")
    for words in (factories.SETTING, "The Old School House", "Mill Row", "Fatima Warsame", name, "01632 960 321"):
        assert words in page
    assert "Liban" not in page

    local = link.removeprefix("http://localhost")
    browser.get(local).submit(password=PASSWORD)
    assert "Liban" in browser.get("home.index").text
    assert browser.get(local).status == 409, "the link works once"

    browser.post("accounts.sign_out")
    browser.get("accounts.sign_in").submit("Sign in", login=name.upper(), password=PASSWORD)
    assert "Liban" in browser.get("home.index").text


def test_a_letter_says_its_last_day_and_ends_with_it(manager: Browser, fatima: Adult, browser: Browser) -> None:
    choose(manager, fatima).submit("Make 1 letter").submit("Print 1 letter")
    (link,) = codes_in(manager.content)
    expires = Invitation.select().order_by(Invitation.id.desc()).get().expires_at
    assert f"until {clock.london(expires):%-d %B %Y}" in pages_of(manager.content)[0]
    Invitation.update(expires_at=clock.now() - timedelta(seconds=1)).execute()
    assert browser.get(link.removeprefix("http://localhost")).status == 409


def test_letters_are_one_pdf_with_a_page_for_each_adult(
    manager: Browser, fatima: Adult, a_strangers_child: Child
) -> None:
    other = families.an_adult("Łukasz Żak", a_strangers_child, relationship=Relationship.FATHER)
    choose(manager, fatima, other).submit("Make 2 letters").submit("Print 2 letters")
    assert ["Fatima Warsame" in page for page in pages_of(manager.content)] == [True, False]
    assert len(set(codes_in(manager.content))) == 2
    assert account_of(other).sign_in_name.startswith("lukasz-")


def test_a_second_print_leaves_the_first_letter_good_until_one_is_used(
    manager: Browser, fatima: Adult, browser: Browser
) -> None:
    choose(manager, fatima).submit("Make 1 letter")
    links = [link.removeprefix("http://localhost") for _print in range(2) for link in codes_in(print_letters(manager))]
    assert Account.select().where(Account.name == "Fatima Warsame").count() == 1
    browser.get(links[0]).submit(password=PASSWORD)
    assert browser.get(links[1]).status == 409


def test_whoever_has_no_e_mail_and_forgot_the_password_gets_a_new_letter(manager: Browser, fatima: Adult) -> None:
    choose(manager, fatima).submit("Make 1 letter")
    families.with_password(account_of(fatima))
    Invitation.update(used_at=clock.now()).execute()
    manager.get("families.invitations").submit("Make a new letter")
    assert "1 letter is ready" in manager.text
    assert account_of(fatima).sign_in_name in pages_of(print_letters(manager))[0]


def test_whoever_is_in_with_an_e_mail_needs_no_letter(manager: Browser, ewa: Adult) -> None:
    choose(manager, ewa).submit("Send 1 e-mail")
    families.with_password(account_of(ewa))
    manager.post("families.send_invitations", {"adult": ewa.id, "letter": ewa.id})
    assert "Nobody you chose could be invited" in manager.text


def test_a_couple_that_shares_a_mailbox_is_two_people(manager: Browser, ewa: Adult, a_child: Child) -> None:
    marek = families.an_adult("Marek Kowalski", a_child, email="EWA@example.org", relationship=Relationship.FATHER)
    choose(manager, ewa, marek)
    assert "By letter: Ewa Kowalska has the same e-mail" in manager.text
    manager.submit("Send 1 e-mail and make 1 letter")
    assert account_of(ewa).email == "ewa@example.org"
    assert account_of(marek).email is None
    assert account_of(marek).sign_in_name.startswith("marek-")
    assert account_of(marek).id != account_of(ewa).id


def test_somebody_who_works_here_becomes_a_parent_too(
    manager: Browser, a_staff_member: Account, a_child: Child, new_browser: NewBrowser
) -> None:
    families.with_password(a_staff_member)
    adult = families.an_adult("Priya Raman", a_child, email=a_staff_member.email)
    assert "Priya Raman signs in with this address already" in choose(manager, adult).text
    manager.submit("Send 1 e-mail")

    assert "1 person signs in already" in manager.text
    assert account_of(adult) == a_staff_member
    assert account_of(adult).roles == {Role.STAFF, Role.PARENT}
    message = OutboxMessage.get()
    assert "/invitation/" not in message.body, "a password that works is left alone"
    assert "Zofia" not in message.body
    assert Invitation.select().count() == 0
    assert "Zofia" in new_browser(a_staff_member).get("home.as_parent").text


def test_somebody_invited_to_work_here_gets_one_link_for_both(manager: Browser, a_child: Child) -> None:
    worker = factories.make_account("Priya Raman", Role.STAFF, has_come=False)
    adult = families.an_adult("Priya Raman", a_child, email=worker.email)
    choose(manager, adult).submit("Send 1 e-mail")
    assert "/invitation/" in OutboxMessage.get().body
    assert account_of(adult).roles == {Role.STAFF, Role.PARENT}


def test_a_closed_account_is_not_opened_by_an_invitation(
    manager: Browser, a_staff_member: Account, a_child: Child
) -> None:
    Account.update(disabled_at=clock.now()).where(Account.id == a_staff_member.id).execute()
    adult = families.an_adult("Priya Raman", a_child, email=a_staff_member.email)
    assert "the account with this address is closed" in manager.get("families.invitations").text
    manager.post("families.send_invitations", {"adult": adult.id})
    manager.post("families.send_invitations", {"adult": adult.id, "letter": adult.id})
    assert Adult.get_by_id(adult.id).account_id is None
    assert OutboxMessage.select().count() == 0


def test_nobody_is_invited_for_a_child_who_has_left(manager: Browser, ewa: Adult, a_child: Child) -> None:
    Child.update(leaves_on=date(2020, 7, 24)).where(Child.id == a_child.id).execute()
    assert "Ewa Kowalska" not in manager.get("families.invitations").text
    before = snapshot()
    manager.post("families.send_invitations", {"adult": ewa.id})
    manager.post("families.send_invitations", {"adult": ewa.id, "letter": ewa.id})
    assert changed_tables(before) == []


def test_with_one_child_left_and_one_here_they_are_invited(manager: Browser, ewa: Adult, a_child: Child) -> None:
    Child.update(leaves_on=date(2020, 7, 24)).where(Child.id == a_child.id).execute()
    factories.link(ewa, factories.make_child("Jakub", "Kowalski"))
    assert "Ewa Kowalska" in manager.get("families.invitations").text


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "0", "9" * 40, "1; DROP TABLE adults", "²"])
def test_a_number_that_is_nobodys_invites_nobody(manager: Browser, ewa: Adult, nonsense: str) -> None:
    before = snapshot()
    for endpoint in ("send_invitations", "mark_letters_printed"):
        manager.post(f"families.{endpoint}", {"adult": nonsense, "letter": nonsense, "account": nonsense})
        assert manager.status == 200
    assert changed_tables(before) == []
    assert manager.get(f"/families/invitations/check?adult={nonsense}&everyone=").status == 200


@pytest.mark.parametrize("endpoint", ["send_invitations", "make_letters", "mark_letters_printed"])
def test_a_page_of_another_site_invites_nobody(manager: Browser, ewa: Adult, fatima: Adult, endpoint: str) -> None:
    choose(manager, fatima).submit("Make 1 letter")
    before = snapshot()
    manager.post_without_token(f"families.{endpoint}", {"adult": ewa.id, "account": account_of(fatima).id})
    assert changed_tables(before) == []


def test_what_was_done_is_in_the_audit_log_without_names(manager: Browser, fatima: Adult) -> None:
    choose(manager, fatima).submit("Make 1 letter").submit("Print 1 letter")
    entries = {entry.event: entry for entry in AuditEntry.select()}
    assert {"AccountMade", "AccountInvited", "AdultGivenAccount"} <= set(entries)
    assert entries["AdultGivenAccount"].subject_id == fatima.id
    assert all("atima" not in entry.details for entry in AuditEntry.select())


def test_the_list_asks_the_database_no_more_for_more_adults(manager: Browser, ewa: Adult, a_child: Child) -> None:
    def queries() -> int:
        with count_queries() as sent:
            manager.get("families.invitations")
        return len(sent)

    few = queries()
    for number in range(20):
        families.an_adult(f"Carer {number}", a_child, email=f"carer{number}@example.org" if number % 2 else None)
    assert queries() == few


@pytest.mark.parametrize(
    ("name", "base"),
    [("Fatima Hassan", "fatima"), ("Łukasz Żak", "lukasz"), ("Siobhán O’Connor", "siobhan"), ("小明 王", "family"),
     ("D’Arcy Bell", "darcy"), ("", "family"), ("Wolfeschlegelsteinhausenbergerdorff X", "wolfeschlegelsteinha")],
)  # fmt: skip
def test_a_sign_in_name_can_be_typed_on_any_keyboard(name: str, base: str) -> None:
    assert sign_in_base(name) == base
