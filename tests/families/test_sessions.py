"""Sessions are the setting's own: it renames them, adds its own, and keeps those that something holds."""

import io
from threading import Barrier, Thread

import pypdfium2
import pytest
from peewee import IntegrityError

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.families.models import Child, ChildSession, Session
from portal.families.policy import SessionInUse, SessionNameTaken
from portal.families.sessions import change_sessions, session_names
from portal.foundation.database import db
from portal.reminders.models import ReminderRound
from portal.settings.models import Setting
from tests.families.factories import NewBrowser
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot

pytestmark = pytest.mark.both_engines

PAGE = "families.edit_sessions"
FIRST = {
    "playgroup": "Playgroup",
    "breakfast": "Breakfast club",
    "after_school": "After-school club",
    "holiday": "Holiday club",
}


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def test_every_page_says_the_name_that_the_setting_gave_a_session(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    factories.sign_all(a_child, a_parent)
    manager.get("settings.edit").click("Rename or add sessions").submit(playgroup="Tiny Tots")
    assert "Your sessions are now: Tiny Tots" in manager.text
    pages = ("families.list_children", "consent_register.show", "consent_register.coverage", "photo_list.choose")
    for page in (*pages, "consent_notes.children", "reminders.show"):
        assert "Tiny Tots" in manager.get(page).text, page
        assert "Playgroup" not in manager.text.replace(factories.SETTING, ""), page
    assert "Tiny Tots" in manager.get("children.view", child_id=a_child.id).text
    assert "Zofia Kowalska" in manager.get("consent_register.show", session="playgroup").text


def test_a_child_can_come_to_a_session_of_the_settings_own(manager: Browser, setting: Setting) -> None:
    manager.get(PAGE).submit(added="  Forest\u200b   school ")
    (key,) = session_names().keys() - FIRST.keys()
    assert session_names()[key] == "Forest\u200b school"
    factories.make_child("Wei", "Chen", sessions=(key,))
    factories.make_child("Ada", "Obi")
    for page in ("consent_register.show", "consent_notes.children", "families.list_children", "photo_list.live"):
        text = manager.get(page, session=key, use="website").text
        assert "Wei" in text, page
        assert "Ada" not in text, page


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"added": "PLAYGROUP"}, "Another session has this name"),
        ({"added": "after school-club"}, "Another session has this name"),
        ({"holiday": "Plàygroup"}, "Another session has this name"),
        ({"holiday": "Forest", "added": "forest"}, "Another session has this name"),
        ({"added": "x" * 61}, "Use at most 60 characters"),
        ({"holiday": "x" * 61}, "Use at most 60 characters"),
        ({"playgroup": ""}, "so it stays. Enter a name."),
        ({"playgroup": "\x00\u202e\u3164"}, "so it stays. Enter a name."),
    ],
)
def test_what_is_wrong_is_said_beside_the_name_and_what_was_typed_is_kept(
    manager: Browser, a_child: Child, given: dict[str, str], problem: str
) -> None:
    before = snapshot()
    manager.get(PAGE).submit("Save the sessions", given | {"breakfast": "Early birds"})
    assert problem in manager.text
    fields = {name: manager.root.get_element_by_id(name) for name in (*given, "breakfast")}
    assert fields["breakfast"].get("value") == "Early birds"
    name = list(given)[-1]
    assert fields[name].get("aria-invalid") == "true"
    assert fields[name].get("value") in {given[name], ""}
    assert changed_tables(before) == []


def test_two_sessions_may_swap_their_names(manager: Browser, setting: Setting) -> None:
    manager.get(PAGE).submit(breakfast="Holiday club", holiday="Breakfast club")
    assert session_names() == FIRST | {"breakfast": "Holiday club", "holiday": "Breakfast club"}


def test_a_second_press_adds_no_second_session(manager: Browser, setting: Setting) -> None:
    form = {**FIRST, "added": "Forest school"}
    manager.get(PAGE)
    for _press in (1, 2):
        manager.post(PAGE, form)
        assert "Your sessions are now: " in manager.text
    assert [row.name for row in Session.select() if row.key not in FIRST] == ["Forest school"]
    assert AuditEntry.select().where(AuditEntry.event == "SessionsChanged").count() == 1


def test_a_session_that_nobody_comes_to_can_be_removed(manager: Browser, a_child: Child) -> None:
    manager.get(PAGE).submit(holiday="")
    assert session_names().keys() == FIRST.keys() - {"holiday"}
    assert manager.get("consent_register.show", session="holiday").status == 200


def test_a_session_that_a_child_or_a_record_has_stays(manager: Browser, a_manager: Account, a_child: Child) -> None:
    ReminderRound.create(session="holiday", submission="once")
    for key in ("playgroup", "holiday"):
        manager.get(PAGE).submit("Save the sessions", {key: "", "breakfast": "Early birds"})
        assert f"A child or a record has “{FIRST[key]}”, so it stays." in manager.text
    with pytest.raises(SessionInUse):
        change_sessions({"playgroup": ""}, "", by_id=a_manager.id)
    assert session_names() == FIRST


def test_of_two_people_who_choose_one_name_at_once_one_is_told(a_manager: Account) -> None:
    both, done = Barrier(2), []

    def name(key: str) -> None:
        both.wait()
        try:
            change_sessions({key: "Rising Fives"}, "", by_id=a_manager.id)
            done.append("named")
        except SessionNameTaken as refusal:
            done.append(refusal.values["field"])
        db.close()

    people = [Thread(target=name, args=(key,)) for key in ("breakfast", "holiday")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert set(done) - {"breakfast", "holiday"} == {"named"}
    assert len(done) == 2
    assert list(session_names().values()).count("Rising Fives") == 1


def test_the_log_says_which_sessions_changed_and_no_name(manager: Browser, a_manager: Account) -> None:
    manager.get(PAGE).submit(breakfast="Early birds")
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.event, entry.actor_id, entry.details) == (
        "SessionsChanged",
        a_manager.id,
        '{"sessions":["breakfast"]}',
    )
    assert "changed the sessions that children come to" in manager.get("audit.log").text
    before = snapshot()
    manager.get(PAGE).submit()
    assert changed_tables(before) == []


@pytest.mark.parametrize("role", [Role.PARENT, Role.STAFF, Role.LEAD, Role.CHAIR, Role.INSPECTOR])
def test_nobody_but_the_manager_names_sessions(new_browser: NewBrowser, a_child: Child, role: Role) -> None:
    browser = new_browser(factories.make_account("Hodan Warsame", role))
    before = snapshot()
    assert browser.get(PAGE).status == 403
    assert browser.post(PAGE, {**FIRST, "playgroup": "Mine", "added": "Mine too"}).status == 403
    assert changed_tables(before) == []


@pytest.mark.parametrize(
    "name", ["Ж" * 60, "नन्हे मुन्ने बच्चों का खेल समूह", "نادي الغابة", '=HYPERLINK("http://x")', "<b>&🦊"]
)
def test_a_name_may_be_long_and_of_any_script(manager: Browser, a_child: Child, a_parent: Account, name: str) -> None:
    factories.sign_all(a_child, a_parent)
    manager.get(PAGE).submit(playgroup=name)
    assert manager.get("families.list_children").status == 200
    assert name in manager.text
    for file in ("consent_register.register_csv", "consent_register.register_pdf", "photo_list.pdf"):
        content = manager.get(file, session="playgroup", use="website").content
        assert manager.status == 200, file
        if content.startswith(b"%PDF"):
            text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(content)))
            assert "Zofia" in text, file
            assert name[:2] in text or not name.isascii(), file


def test_no_child_comes_to_a_session_that_there_is_not(db_ready: str, a_child: Child) -> None:
    with pytest.raises(IntegrityError), db.atomic():
        ChildSession.create(child=a_child, kind="nothing")
