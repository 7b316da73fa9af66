"""The setting’s own details: read on every page, edited on one, and no edit lost or logged in vain."""

import pytest

from portal.audit.models import AuditEntry
from portal.foundation import clock
from portal.settings import service as settings
from portal.settings.models import Setting
from portal.web.dates import format_date

pytestmark = pytest.mark.both_engines


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
    assert (found.lado_contact, found.contacts_checked_on) == ("", None)
    edit(browser, lado_contact="The LADO, 01632 960 444")
    assert settings.current().contacts_checked_on is None


def test_one_tick_says_that_the_contacts_were_checked_today(new_browser, a_manager) -> None:
    edit(new_browser(a_manager), contacts_checked="y")
    assert settings.current().contacts_checked_on == clock.today()
    browser = new_browser(a_manager).get("settings.edit")
    assert f"Last checked on {format_date(clock.today())}." in browser.text
    assert "Please check these." not in browser.text
    assert not browser.root.xpath("//input[@name='contacts_checked']/@checked")


def test_a_contact_that_is_edited_later_is_not_said_to_be_checked(new_browser, a_manager) -> None:
    edit(new_browser(a_manager), contacts_checked="y")
    edit(new_browser(a_manager), phone="01632 960 999")
    assert settings.current().contacts_checked_on == clock.today()
    browser = edit(new_browser(a_manager), ico_contact="ICO, 01632 960 111")
    assert settings.current().contacts_checked_on is None
    assert "Please check these." in browser.text
    edit(new_browser(a_manager), ico_contact="ICO, 01632 960 222", contacts_checked="y")
    assert settings.current().contacts_checked_on == clock.today()


def test_markup_in_a_name_is_shown_as_text(new_browser, a_manager) -> None:
    browser = edit(new_browser(a_manager), name="<b>Herons</b> & Co “7*7”")
    assert "<b>Herons</b> & Co “7*7”" in browser.text
    assert not browser.root.xpath("//b[text()='Herons']")
