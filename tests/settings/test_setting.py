"""The setting’s own details: read on every page, edited on one, and no edit lost or logged in vain."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.audit.models import AuditEntry
from portal.foundation import clock
from portal.settings import service as settings
from portal.settings.models import ContactCheck, Setting
from portal.settings.policy import Contact
from portal.web.dates import format_date

pytestmark = pytest.mark.both_engines
CONTACTS_OF_A_NEW_SETTING = [
    Contact.PHONE,
    Contact.EMAIL,
    Contact.OFSTED,
    Contact.REGULATOR,
    Contact.WHISTLEBLOWING,
]


def checked_on() -> dict[Contact, date | None]:
    return {line.contact: line.checked_on for line in settings.contacts()}


def changes() -> list[str]:
    rows = AuditEntry.select().where(AuditEntry.event == "SettingChanged").order_by(AuditEntry.id)
    return [row.details for row in rows]


def edit(browser, **answers: str):
    return browser.get("settings.edit").submit(**answers)


def test_before_set_up_there_is_a_neutral_name(db_ready) -> None:
    assert settings.current().name == "Parent portal"
    assert not settings.is_named()
    assert Setting.select().count() == 0


def test_there_is_one_setting(setting) -> None:
    assert settings.is_named()
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        settings.name_setting("Another one", by_id=None)


def test_the_manager_edits_the_details_and_every_page_shows_them(new_browser, a_manager) -> None:
    browser = edit(new_browser(a_manager), name="Little Herons", phone="01632 960 999")
    assert "Changed: “Name of the setting” and “Telephone”." in browser.text
    assert settings.current().name == "Little Herons"
    assert "Little Herons" in new_browser().get("accounts.sign_in").text


def test_the_log_says_which_details_changed_not_what_they_say(new_browser, a_manager) -> None:
    edit(new_browser(a_manager), name="Little Herons", phone="01632 960 999")
    assert changes() == ['{"changed":["name","phone"]}']


def test_saving_without_a_change_logs_nothing(new_browser, a_manager) -> None:
    assert "Nothing was changed." in edit(new_browser(a_manager)).text
    assert changes() == []


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": "  "}, "Enter the name of your setting"),
        ({"name": "x" * 201}, "This is too long"),
        ({"email": "office"}, "Enter an e-mail address such as office@example.org"),
        ({"consent_months": "0"}, "between 1 and 36"),
        ({"consent_months": "37"}, "between 1 and 36"),
        ({"consent_months": "99999999999999999999"}, "between 1 and 36"),
        ({"invitation_days": "61"}, "between 1 and 60"),
        ({"take_down_days": "0"}, "between 1 and 20"),
    ],
)
def test_bad_input_is_explained_kept_and_changes_nothing(new_browser, a_manager, answers, sentence: str) -> None:
    browser = edit(new_browser(a_manager), **answers)
    assert sentence in browser.text
    ((name, typed),) = answers.items()
    if typed.strip():
        assert typed in browser.root.xpath(f"//*[@name='{name}']/@value")
    assert changes() == []


def test_what_is_no_number_is_explained(new_browser, a_manager) -> None:
    browser = edit(new_browser(a_manager), consent_months="twelve")
    assert browser.root.xpath("//*[@id='consent_months-error']")
    assert settings.current().consent_months == 12


def test_national_contacts_are_filled_in_and_nobody_is_said_to_have_checked_them(new_browser, a_manager) -> None:
    browser = new_browser(a_manager).get("settings.edit")
    assert "Please check these." in browser.text
    found = settings.current()
    assert "0300 123 1231" in found.ofsted_contact
    assert "0800 028 0285" in found.whistleblowing_contact
    assert "0303 123 1113" in found.ico_contact
    assert found.lado_contact == ""
    assert checked_on() == dict.fromkeys(CONTACTS_OF_A_NEW_SETTING)


def test_one_tick_says_that_every_contact_was_checked_today(new_browser, a_manager) -> None:
    browser = edit(new_browser(a_manager), contacts_checked="y")
    assert checked_on() == dict.fromkeys(CONTACTS_OF_A_NEW_SETTING, clock.today())
    assert "Please check these." not in browser.text
    assert not browser.root.xpath("//input[@name='contacts_checked']/@checked")


def test_a_contact_that_is_edited_is_not_said_to_be_checked_and_the_others_still_are(new_browser, a_manager) -> None:
    edit(new_browser(a_manager), contacts_checked="y")
    browser = edit(new_browser(a_manager), ico_contact="ICO, 01632 960 111")
    assert "Please check these." in browser.text
    assert [contact for contact, day in checked_on().items() if day is None] == [Contact.REGULATOR]
    browser.get("settings.check_contacts").submit(contacts=[Contact.REGULATOR])
    assert None not in checked_on().values()


def test_each_contact_is_said_to_be_checked_by_itself_and_once_a_day(new_browser, a_manager) -> None:
    browser = new_browser(a_manager).get("settings.check_contacts").submit(contacts=[])
    assert "Tick at least one that you checked" in browser.text
    for _twice in range(2):
        browser.get("settings.check_contacts").submit(contacts=[Contact.OFSTED])
    assert [contact for contact, day in checked_on().items() if day] == [Contact.OFSTED]
    assert ContactCheck.select().count() == 1
    assert f"Last checked on {format_date(clock.today())}" in browser.text
    browser.post("settings.check_contacts", {"contacts": "nobody"})
    assert ContactCheck.select().count() == 1


def test_contacts_turn_amber_for_the_manager_after_six_months(new_browser, a_manager) -> None:
    with time_machine.travel(datetime(2026, 4, 1, 9, tzinfo=UTC), tick=False):
        settings.check_contacts(Contact, by_id=a_manager.id)
    with time_machine.travel(datetime(2026, 9, 30, 9, tzinfo=UTC), tick=False):
        assert "contacts to check again" not in new_browser(a_manager).get("home.index").text
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC), tick=False):
        page = new_browser(a_manager).get("home.index")
        assert "5 contacts to check again" in page.text
        assert page.click("Check 5").heading == "Check the contacts"


def test_anybody_finds_the_contacts_from_the_foot_of_every_page_without_an_account(browser, setting) -> None:
    settings.change_setting({"safeguarding_lead": "Samira Yusuf", "lado_contact": "The LADO, 01632 960 444"}, by_id=1)
    page = browser.get("accounts.sign_in").click("Who can help")
    for words in ("01632 960 321", "Samira Yusuf", "0300 123 1231", "0303 123 1113", "0800 028 0285", "01632 960 444"):
        assert words in page.text
    assert page.text.count("Not checked yet") == len(Contact)
    assert "Tell us about a concern" in page.text
    assert "Say that you checked some" not in page.text


def test_markup_in_a_name_is_shown_as_text(new_browser, a_manager) -> None:
    browser = edit(new_browser(a_manager), name="<b>Herons</b> & Co “7*7”")
    assert "<b>Herons</b> & Co “7*7”" in browser.text
    assert not browser.root.xpath("//b[text()='Herons']")
