"""Who is written to when an answer is stored: the adult who gave it, and nobody who shares their address."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account
from portal.consents import emails
from portal.consents.models import ConsentRecord
from portal.consents.policy import Answer
from portal.consents.staff_notes import spoken
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from tests.support import factories

pytestmark = pytest.mark.both_engines


def recipients():
    return [message.recipient for message in OutboxMessage.select()]


def test_the_confirmation_goes_to_the_address_that_the_adult_signs_in_with(a_parent, a_child):
    Adult.update(email="old@example.org").execute()

    factories.sign(a_child, a_parent, {"website": Answer.YES})

    assert recipients() == [a_parent.email]


def test_it_never_goes_to_a_mailbox_with_which_somebody_else_signs_in(a_parent, a_second_parent, a_child):
    Adult.update(email=a_parent.email).where(Adult.account == a_second_parent.id).execute()

    factories.withdraw(a_child, a_second_parent, "website")

    assert recipients() == [a_second_parent.email]


def test_two_adults_with_one_mailbox_and_no_account_of_their_own_get_no_letter(a_staff_member, a_child):

    for name in ("Marek Kowalski", "Halina Kowalska"):
        factories.link(factories.make_adult(name, email="home@example.org"), a_child)

    spoken.note_withdrawal(
        a_child, Adult.get(name="Marek Kowalski").id, ["website"], submission=new_token(), by_id=a_staff_member.id
    )

    assert recipients() == []


def told_on_the_page(browser, child):
    browser.get("consents.withdraw", child_id=child.id, use="website").submit("Withdraw my yes")
    assert browser.text.count("no, from") == 1
    return "A confirmation goes out by e-mail" in browser.text


def test_the_page_says_that_a_withdrawal_is_confirmed_by_email(new_browser, a_parent, a_child, mail_is_set):
    factories.sign_all(a_child, a_parent)

    assert told_on_the_page(new_browser(a_parent), a_child)


def test_while_no_mail_server_is_set_no_confirmation_is_promised(new_browser, a_parent, a_child):
    factories.sign_all(a_child, a_parent)

    assert not told_on_the_page(new_browser(a_parent), a_child)


def without_email(account):
    Account.update(email=None, sign_in_name="ifeoma-7k2m").where(Account.id == account.id).execute()
    Adult.update(email=None).where(Adult.account == account.id).execute()
    return Account.get_by_id(account.id)


def test_who_has_no_email_is_promised_none(new_browser, a_parent, a_child, mail_is_set):
    factories.sign_all(a_child, a_parent)

    assert not told_on_the_page(new_browser(without_email(a_parent)), a_child)


def test_an_email_of_an_earlier_withdrawal_confirms_no_other(new_browser, a_parent, a_child, mail_is_set):
    factories.sign_all(a_child, a_parent)
    factories.withdraw(a_child, a_parent, "website")
    record = ConsentRecord.get(ConsentRecord.kind == "withdrawal")
    assert emails.was_confirmed(record)

    OutboxMessage.update(queued_at=clock.now() - timedelta(hours=1)).execute()

    assert not emails.was_confirmed(record)
