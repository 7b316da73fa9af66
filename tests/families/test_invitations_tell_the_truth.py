"""Nothing is said to be sent or printed before it is, and one press invites everybody, once (product.md §8.11)."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import time_machine
import zxingcpp
from flask import Flask

from portal.accounts import invitations, staff_accounts
from portal.accounts.models import Account, Invitation
from portal.families import documents
from portal.families.inviting import Letter
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.tokens import new_code
from portal.mail import service as mail
from portal.mail.models import ADDRESS_MARK, OutboxMessage
from portal.settings.models import Setting
from portal.web.dates import format_date
from tests.families import factories as families
from tests.families.factories import NewBrowser, codes_in, pages_of, print_letters
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot

pytestmark = pytest.mark.both_engines

PASSWORD = "otter lantern biscuit"
EVERYBODY = "Invite everyone not yet invited"
NOT_INVITED = "They cannot sign yet"  # on the first page, as a step and as a task


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


@pytest.fixture
def nan(a_child: Child) -> Adult:
    """Has an e-mail, and no parental responsibility."""
    adult = factories.make_adult("Nan Kowalska", email="nan@example.org")
    factories.link(adult, a_child, responsible=False)
    return adult


@pytest.fixture
def on_this_computer_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The portal as it starts without a word about its address; calling it gives it an address, and mail."""
    tests = app.config["PORTAL"]
    monkeypatch.setitem(app.config, "PORTAL", replace(tests, environment="production", mail_url="smtp://127.0.0.1:1"))

    def set_address() -> None:
        monkeypatch.setitem(app.config, "PORTAL", tests)

    return set_address


def invite_everybody(manager: Browser) -> Browser:
    return manager.get("families.invitations").click(EVERYBODY)


def test_one_press_sends_the_e_mails_and_makes_the_letters_and_nobody_is_asked_for_twice(
    manager: Browser, ewa: Adult, fatima: Adult, mail_is_set: Path
) -> None:
    invite_everybody(manager).submit("Send 1 e-mail and make 1 letter")
    assert "1 e-mail is on its way." in manager.text
    assert "1 letter is ready. Print it below." in manager.text
    assert EVERYBODY not in manager.text
    assert "Never invited" not in manager.text
    assert mail.send_due() == 1
    assert "E-mail sent" in manager.get("families.invitations").text
    assert NOT_INVITED not in manager.get("home.index").text


def test_pressing_twice_makes_nothing_twice(manager: Browser, ewa: Adult, fatima: Adult) -> None:
    for _press in range(2):
        manager.post("families.send_invitations", {"adult": [ewa.id, fatima.id]})
    assert "2 people were invited or reminded in the last 3 days, and are left out." in manager.text
    for _press in range(2):
        for adult in (ewa, fatima):
            manager.post("families.send_invitations", {"adult": adult.id, "again": "1"})
            assert "1 person has an invitation already" in manager.text
    assert OutboxMessage.select().count() == 1
    assert Invitation.select().count() == 2
    assert len(pages_of(print_letters(manager))) == 1


def test_without_a_mail_server_an_invitation_is_said_to_wait_everywhere(
    manager: Browser, ewa: Adult, a_child: Child
) -> None:
    assert "No mail server is set (MAIL_URL)" in invite_everybody(manager).text
    manager.submit("Send 1 e-mail")
    assert "1 e-mail waits: no mail server is set." in manager.text
    assert "E-mail waits: no mail server is set" in manager.text
    for where, values in (("families.invitations", {}), ("children.view", {"child_id": a_child.id})):
        assert "E-mail waits: no mail server is set" in manager.get(where, **values).text
        assert "E-mail sent" not in manager.text
    assert "Ewa Kowalska Not sent" in manager.get("families.list_children").text
    assert "Not sent yet: no mail server is set." in manager.get("home.index").text
    assert "no answer at all" not in manager.text, "nobody was asked yet"
    assert "1 invitation or reminder waits." in manager.click("1 invitation or reminder waits").text


def test_somebody_invited_to_work_here_is_not_said_to_have_been_written_to_either(manager: Browser) -> None:
    assert "No mail server is set (MAIL_URL)" in manager.get("staff.invite").text
    manager.submit(name="Chen Wei", email="chen.wei@example.org", roles=["staff"], last_day="")
    assert "The invitation to chen.wei@example.org waits: no mail server is set." in manager.text
    assert "E-mail waits: no mail server is set" in manager.text
    assert "E-mail waits: no mail server is set" in manager.get("staff.list_staff").text


def test_an_invitation_that_waited_for_weeks_is_good_from_the_day_it_is_sent(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manager: Browser, ewa: Adult, new_browser: NewBrowser
) -> None:
    invite_everybody(manager).submit("Send 1 e-mail")
    link = next(w for w in OutboxMessage.get().body.split() if "/invitation/" in w).removeprefix(ADDRESS_MARK)
    start = clock.now()
    with time_machine.travel(start + timedelta(days=30)):
        monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mail_url=f"file:{tmp_path}"))
        assert mail.send_due() == 1
    with time_machine.travel(start + timedelta(days=43)):
        assert "Hello Ewa Kowalska" in new_browser().get(link).text
    with time_machine.travel(start + timedelta(days=44, minutes=1)):
        assert new_browser().get(link).status == 409


def test_a_link_that_died_while_it_waited_is_not_sent(
    manager: Browser, ewa: Adult, a_manager: Account, mail_is_set: Path
) -> None:
    invite_everybody(manager).submit("Send 1 e-mail")
    staff_accounts.revoke_invitations(Account.get(Account.email == "ewa@example.org"), by_id=a_manager.id)
    assert mail.send_due() == 0
    assert (OutboxMessage.select().count(), Invitation.select().count()) == (0, 0)
    page = manager.get("families.invitations").text
    assert "Invite everyone not yet invited (1)" in page, "it reached nobody"
    assert NOT_INVITED in manager.get("home.index").text


def test_an_invitation_that_was_taken_back_ended_then_and_not_on_a_day_to_come(
    manager: Browser, ewa: Adult, a_manager: Account, mail_is_set: Path
) -> None:
    invite_everybody(manager).submit("Send 1 e-mail")
    assert mail.send_due() == 1
    staff_accounts.revoke_invitations(Account.get(Account.email == "ewa@example.org"), by_id=a_manager.id)
    today = format_date(clock.today())
    assert f"E-mail sent {today}, ended {today}" in manager.get("families.invitations").text


def test_what_did_not_arrive_is_no_invitation_already_and_is_not_tried_again_beside_the_next(
    manager: Browser, ewa: Adult, mail_is_set: Path
) -> None:
    invite_everybody(manager).submit("Send 1 e-mail")
    OutboxMessage.update(failed_at=clock.now(), last_problem="550 5.1.1 nobody here").execute()
    manager.get("families.invitations").submit("Go on", {"adult": ewa.id}).submit("E-mail again")
    assert "1 e-mail is on its way." in manager.text
    assert mail.undelivered() == []
    assert OutboxMessage.select().count() == Invitation.select().count() == 1


def test_a_wrong_address_that_was_corrected_is_said_to_have_reached_nobody(
    manager: Browser, ewa: Adult, mail_is_set: Path
) -> None:
    invite_everybody(manager).submit("Send 1 e-mail")
    OutboxMessage.update(failed_at=clock.now(), last_problem="550 5.1.1 nobody here").execute()
    manager.get("families.edit_adult", adult_id=ewa.id).submit("Save", email="ewa.k@example.org")
    assert NOT_INVITED in manager.get("home.index").text
    assert "Invited by e-mail" not in manager.get("families.invitations").text
    assert "Invite everyone not yet invited (1)" in manager.text


def test_the_page_that_checks_can_be_opened_again_and_gone_back_to(manager: Browser, ewa: Adult, fatima: Adult) -> None:
    checking = invite_everybody(manager).url
    manager.submit("Send 1 e-mail and make 1 letter")
    manager.get(checking)
    assert manager.status == 200
    for said in ("Tick at least one person", "Nothing has gone out yet", "There is a problem"):
        assert said not in manager.text
    manager.get("families.invitations").submit("Go on", {"adult": [ewa.id, fatima.id]})
    assert "Left out" in manager.text
    assert "Nothing has gone out yet" not in manager.text


def test_a_button_of_an_old_page_says_so_and_asks_for_no_tick(manager: Browser, fatima: Adult) -> None:
    invite_everybody(manager).submit("Make 1 letter")
    for endpoint in ("send_invitations", "make_letters", "mark_letters_printed"):
        manager.post_without_token(f"families.{endpoint}", {"adult": fatima.id})
        assert "This page was old, so nothing was changed." in manager.text
        assert "Tick at least one person" not in manager.text


def test_who_waits_for_an_e_mail_can_have_a_letter_and_the_e_mail_is_withdrawn_once_they_came(
    manager: Browser, ewa: Adult, browser: Browser
) -> None:
    invite_everybody(manager).submit("Send 1 e-mail")
    manager.get("families.invitations").submit("Go on", {"adult": ewa.id}).submit("Make a letter")
    (link,) = codes_in(print_letters(manager))
    browser.get(link.removeprefix("http://localhost")).submit(password=PASSWORD)
    assert "Zofia" in browser.get("home.index").text
    assert OutboxMessage.select().count() == 0


def test_what_did_not_arrive_is_said_beside_the_person(manager: Browser, ewa: Adult, mail_is_set: Path) -> None:
    invite_everybody(manager).submit("Send 1 e-mail")
    OutboxMessage.update(failed_at=clock.now(), last_problem="550 5.1.1 nobody here").execute()
    assert "E-mail did not arrive: This address does not exist." in manager.get("families.invitations").text


def test_an_e_mail_can_be_a_letter_instead_by_name(manager: Browser, ewa: Adult) -> None:
    invite_everybody(manager).submit("Send 1 e-mail", {"letter": [str(ewa.id)]})
    assert "1 letter is ready." in manager.text
    assert OutboxMessage.select().count() == 0
    assert "ewa@example.org" in pages_of(print_letters(manager))[0], "they sign in with their e-mail"


def test_who_cannot_sign_is_marked_and_left_out_of_everyone(manager: Browser, ewa: Adult, nan: Adult) -> None:
    page = manager.get("families.invitations")
    assert f"{EVERYBODY} (1)" in page.text
    assert "Never invited, and cannot say yes (1)" in page.text
    assert "no parental responsibility: can read, cannot sign" in page.text
    page.click(EVERYBODY)
    assert "Nan Kowalska" not in page.text
    manager.get("families.invitations").submit("Go on", {"adult": [nan.id]})
    assert "no parental responsibility: can read, cannot sign" in manager.text
    manager.submit("Send 1 e-mail")
    assert OutboxMessage.get().recipient == "nan@example.org"


def test_a_letter_is_printed_as_often_as_needed_and_then_said_to_be(manager: Browser, fatima: Adult) -> None:
    invite_everybody(manager).submit("Make 1 letter")
    assert "1 letter to print Fatima Warsame" in manager.text
    assert "Letter made" in manager.text
    assert "not printed yet" in manager.text
    for _print in range(2):
        assert len(pages_of(print_letters(manager))) == 1
    manager.get("families.invitations").submit("They are printed")
    assert "1 letter is noted as printed." in manager.text
    assert "to print" not in manager.text
    assert "Letter of" in manager.text
    manager.post("families.make_letters")
    assert "No letter can be printed now." in manager.text


def test_saying_that_letters_are_printed_says_nothing_of_others(
    manager: Browser, fatima: Adult, a_strangers_child: Child
) -> None:
    invite_everybody(manager).submit("Make 1 letter")
    other = families.an_adult("Łukasz Żak", a_strangers_child)
    manager.post("families.send_invitations", {"adult": other.id})
    manager.post("families.mark_letters_printed", {"account": Adult.get_by_id(fatima.id).account_id})
    assert "1 letter to print Łukasz Żak" in manager.text


def test_a_letter_not_printed_within_two_days_is_said_on_the_first_page(
    manager: Browser, new_browser: NewBrowser, a_manager: Account, fatima: Adult
) -> None:
    said = "1 letter made and not printed"
    invite_everybody(manager).submit("Make 1 letter")
    assert said not in manager.get("home.index").text
    with time_machine.travel(clock.now() + timedelta(days=2, minutes=1)):
        later = new_browser(a_manager)
        later.get("home.index").click(said).submit("They are printed")
        assert said not in later.get("home.index").text


def test_a_letter_has_a_code_to_type_and_a_square_for_a_camera(
    manager: Browser, fatima: Adult, setting: Setting, browser: Browser
) -> None:
    families.give_address(setting)
    Adult.update(address="Flat 3, The Old Maltings, 7 Swan Close, Fernby, West Sussex, ZZ4 2AJ").execute()
    invite_everybody(manager).submit("Make 1 letter").submit("Print 1 letter")
    (page,), (link,) = pages_of(manager.content), codes_in(manager.content)
    assert "http://localhost/letter" in page
    code = next(line for line in page.split() if len(line) == 14 and line.count("-") == 2)
    browser.get("accounts.letter_code").submit(code=code)
    assert browser.url == link.removeprefix("http://localhost")


def test_while_links_open_here_only_nothing_leaves_and_the_page_says_how_to_set_the_address(
    manager: Browser, ewa: Adult, fatima: Adult, on_this_computer_only: Callable[[], None]
) -> None:
    notice = "The portal’s address opens on this computer only (PORTAL_URL)"
    assert notice in invite_everybody(manager).text
    assert "README" in manager.text
    manager.submit("Send 1 e-mail and make 1 letter")
    assert "1 e-mail waits: the portal’s address opens on this computer only." in manager.text
    assert "1 letter waits: the portal’s address opens on this computer only." in manager.text
    assert "ready" not in manager.text
    assert notice in manager.text
    assert mail.send_due() == 0
    assert "Print 1 letter" not in manager.text
    manager.post("families.make_letters")
    assert "No letter can be printed now." in manager.text
    page = manager.get("home.index").text
    assert "Not sent yet: the portal’s address opens on this computer only." in page
    assert "1 letter made and not printed" in page
    assert "They wait: the portal’s address opens on this computer only." in page

    on_this_computer_only()
    assert notice not in manager.get("families.invitations").text
    assert len(pages_of(print_letters(manager))) == 1


def test_a_letter_to_try_things_out_says_so(manager: Browser, fatima: Adult, app: Flask, monkeypatch) -> None:
    invite_everybody(manager).submit("Make 1 letter")
    said = "its link opens on this computer only"
    assert said in pages_of(print_letters(manager))[0]
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], public_url="https://portal.example"))
    (page,), (link,) = pages_of(print_letters(manager)), codes_in(print_letters(manager))
    assert said not in page
    assert link.startswith("https://portal.example/invitation/")


def test_a_stranger_prints_and_marks_nothing(
    new_browser: NewBrowser, manager: Browser, fatima: Adult, a_staff_member: Account, a_parent: Account
) -> None:
    manager.post("families.send_invitations", {"adult": fatima.id})
    browsers = [new_browser(somebody) for somebody in (a_staff_member, a_parent)]
    account = Adult.get_by_id(fatima.id).account_id
    before = snapshot()
    for stranger in browsers:
        for endpoint in ("make_letters", "mark_letters_printed"):
            assert stranger.post(f"families.{endpoint}", {"account": account}).status == 403
    assert changed_tables(before) == []
    assert [each.account.name for each in invitations.letters_to_print()] == ["Fatima Warsame"]


MM = 72 / 25.4


@pytest.mark.parametrize(
    "public_url", ["http://localhost", "https://portal.swallow-risers-playgroup.example", "https://p.example"]
)
def test_a_letter_is_one_page_for_an_envelope_with_a_window_and_can_be_scanned_and_read(
    app: Flask, setting: Setting, monkeypatch: pytest.MonkeyPatch, public_url: str
) -> None:
    """However long name and address are; the shorter the portal's address, the larger each module."""
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], public_url=public_url))
    families.give_address(setting)
    where = "Flat 3, The Old Maltings, 7 Swan Close, Fernby, West Sussex, ZZ4 2AJ"
    letter = Letter("Bartholomew Featherstonehaugh", where, "bartholomew-7k2m", "0f" * 16, new_code(), clock.today())
    to = io.BytesIO()
    with app.test_request_context():
        assert documents.write_letters([letter], to) == 1
    page = pypdfium2.PdfDocument(to.getvalue())[0]
    text = page.get_textpage()
    words = text.get_text_range()

    def place(of: str) -> tuple[float, float]:
        """Return how far the upper edge of a text is from that of the page, in mm, and its size in points."""
        box = text.get_charbox(words.index(of))
        return (page.get_height() - box[3]) / MM, pypdfium2.raw.FPDFText_GetFontSize(text, words.index(of))

    assert 57 <= place(letter.name)[0] <= 62
    assert place("7 Swan Close")[0] <= 81
    assert place(letter.code)[1] >= 11
    assert place("No camera?")[1] >= 11, "where the code is typed is read from the paper, too"
    (square,) = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
    assert square.text == f"{public_url}/invitation/{letter.token}"
    corners = square.position
    assert (corners.top_right.x - corners.top_left.x) / 300 * 25.4 >= 42
