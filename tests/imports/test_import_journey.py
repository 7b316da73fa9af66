"""The manager imports a list: everything is seen first, nothing is written unseen, and nothing twice."""

import errno
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from peewee import OperationalError

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.attachments import vault, worker
from portal.attachments.models import Attachment
from portal.attachments.service import Variant
from portal.audit.models import AuditEntry
from portal.families.models import Adult, Child, ChildSession, Guardianship, ResponsibilityCheck
from portal.families.policy import Relationship, Responsibility
from portal.foundation import clock
from portal.foundation.database import db
from portal.imports import service
from portal.imports.models import FamilyImport
from tests.families.factories import NewBrowser
from tests.imports import factories as imports
from tests.imports.factories import LIBAN, ZOFIA, listed
from tests.imports.workbooks import workbook
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, count_queries, read_only, snapshot

pytestmark = pytest.mark.both_engines


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


@pytest.fixture(autouse=True)
def no_files_yet(instance: Path) -> None:
    shutil.rmtree(instance / "vault", ignore_errors=True)


def stored(instance: Path) -> list[Path]:
    """Return the files of the vault."""
    return list((instance / "vault").rglob("*.bin"))


def error_beside(browser: Browser) -> str:
    return str(browser.root.xpath("string(//*[@id='family_list-error'])"))


def test_nothing_is_written_until_the_manager_says_so(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA, LIBAN))

    assert manager.heading == "Look before you import"
    assert "New children 2" in manager.text
    assert (Child.select().count(), Adult.select().count()) == (0, 0)

    imports.reach_the_end(manager)
    assert (Child.select().count(), Adult.select().count()) == (0, 0)

    manager.submit("Confirm and import", basis="own_list")

    assert manager.heading == "Families"
    assert "Imported. New children: 2. New adults: 3." in manager.text
    assert imports.register() == {
        "Zofia Kowalska": [("Ewa Kowalska", "mother", True), ("Marek Kowalski", "father", True)],
        "Liban Warsame": [("Hodan Warsame", "mother", True)],
    }
    assert {row.kind_id for row in ChildSession.select()} == {"playgroup", "after_school"}


def test_looking_at_the_preview_writes_nothing(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA))
    with read_only():
        manager.get("imports.preview_list", import_id=imports.waiting().id)
    assert manager.status == 200


def test_the_audit_log_has_numbers_and_no_names(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA))
    entry = AuditEntry.get(AuditEntry.event == "FamiliesImported")
    assert '"new_children":1' in entry.details
    assert '"responsibility_given":2' in entry.details
    assert "Kowalska" not in entry.details


def test_the_uploaded_list_is_erased_once_it_is_imported(manager: Browser, instance: Path) -> None:
    imports.import_list(manager, listed(ZOFIA))
    row = imports.waiting()
    assert row.decisions == ""
    assert row.confirmed_at is not None
    assert Attachment.select().count() == 0
    assert stored(instance) == []


@pytest.mark.parametrize("name", sorted(path.name for path in imports.FILES.iterdir()))
def test_the_same_list_again_changes_nothing(manager: Browser, name: str) -> None:
    content = (imports.FILES / name).read_bytes()
    imports.upload(manager, content, name)
    if imports.leads_on(manager):
        imports.confirm(manager)
        assert Child.select().count() > 0
    before = snapshot()

    imports.upload(manager, content, name)

    assert manager.status == 200
    assert not imports.leads_on(manager)
    assert set(changed_tables(before)) <= {"attachments", "family_imports", "sqlite_sequence"}


def test_a_row_with_an_error_is_left_out_and_named_and_the_rest_goes_in(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA, LIBAN.replace("5/6/2021", "31/2/2021")))
    assert "Rows left out 1" in manager.text
    assert "3: Liban, Warsame, 31/2/2021, After school DOB: There is no such day as “31/2/2021”." in manager.text
    imports.confirm(manager)
    assert list(imports.register()) == ["Zofia Kowalska"]


def test_a_list_of_nothing_but_errors_cannot_be_confirmed(manager: Browser) -> None:
    imports.upload(manager, listed(LIBAN.replace("5/6/2021", "soon")))
    assert "There is nothing to import" in manager.text
    assert not imports.leads_on(manager)
    manager.post("imports.confirm_import", import_id=imports.waiting().id)
    assert (manager.heading, Child.select().count()) == ("Look before you import", 0)


def test_blank_responsibility_grants_nothing(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA.replace("mother;yes", "mother;")))
    manager.click("Go on to parental responsibility")
    assert "Where it says nothing, the box is empty: tick it if you know." in manager.text
    assert imports.boxes(manager) == {
        "Ewa Kowalska, mother of Zofia Kowalska": False,
        "Marek Kowalski, father of Zofia Kowalska": True,
    }
    manager.submit("Save and go on").submit("Confirm and import", basis="own_list")
    link = Guardianship.get(Guardianship.relationship == Relationship.MOTHER)
    assert link.responsibility == Responsibility.NONE


def test_losing_responsibility_is_said_first_and_then_done(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA))
    imports.upload(manager, listed(ZOFIA.replace("father;yes", "father;no")))

    assert "Parental responsibility: Parental responsibility → No parental responsibility" in manager.text
    manager.click("Go on to parental responsibility")
    assert (
        "Has it on the register. The list says no. Without a tick, what they answered stops counting." in manager.text
    )
    assert imports.boxes(manager) == {"Marek Kowalski, father of Zofia Kowalska": False}
    manager.submit("Save and go on")
    assert imports.register()["Zofia Kowalska"][1] == ("Marek Kowalski", "father", True)

    manager.submit("Confirm and import", basis="own_list")
    assert imports.register()["Zofia Kowalska"][1] == ("Marek Kowalski", "father", False)


def test_getting_responsibility_is_said_first(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA.replace("father;yes", "father;no")))
    imports.upload(manager, listed(ZOFIA))
    assert "Parental responsibility: No parental responsibility → Parental responsibility" in manager.text
    manager.click("Go on to parental responsibility")
    assert imports.boxes(manager) == {"Marek Kowalski, father of Zofia Kowalska": True}


def test_a_change_is_shown_as_it_was_and_as_it_would_be(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA, LIBAN))
    imports.upload(manager, listed(ZOFIA.replace("Playgroup", "Playgroup + ASC").replace("ewa@", "e.kowalska@")))
    imports.answer(manager, "Yes: Ewa Kowalska")

    assert "Sessions: Playgroup → Playgroup, After-school club" in manager.text
    assert "E-mail: ewa@example.org → e.kowalska@example.org" in manager.text
    assert "Children not in this list 1" in manager.text
    assert manager.root.xpath("//summary[contains(., '1 child is not in this list')]/..//a/text()") == ["Liban Warsame"]
    imports.confirm(manager)
    assert Adult.select().where(Adult.email == "e.kowalska@example.org").count() == 1
    assert Child.select().count() == 2


def test_two_children_can_swap_their_references(manager: Browser) -> None:
    mother = "Mia Lee;mia@example.org"
    rows = f"First name;Surname;DOB;Ref;Mum;Mum email\nAva;Lee;1/2/2022;{{}};{mother}\nBo;Lee;1/2/2021;{{}};{mother}\n"
    imports.import_list(manager, rows.format("A1", "B2").encode())
    imports.import_list(manager, rows.format("B2", "A1").encode())
    assert {child.first_name: child.reference for child in Child.select()} == {"Ava": "B2", "Bo": "A1"}


def test_the_manager_corrects_what_a_column_holds(manager: Browser) -> None:
    imports.upload(manager, b"Name;Surname;Arrived;Mum\nAva;Lee;1/2/2022;Mia Lee\n")
    assert manager.heading == "Look before you import"
    assert "Say which column has the date of birth." in manager.text
    assert not imports.leads_on(manager)
    for ask, way in ((manager.post, "confirm_import"), (manager.get, "check_responsibility")):
        assert ask(f"imports.{way}", import_id=imports.waiting().id).heading == "Look before you import"

    manager.submit("Save and look again", {"column_0": "child_1_first_name", "column_2": "child_1_born_on"})
    assert "This is what the list says now." in manager.text
    imports.confirm(manager)
    assert Child.get().born_on.isoformat() == "2022-02-01"
    assert imports.register() == {"Ava Lee": [("Mia Lee", "mother", False)]}


def test_the_manager_says_how_the_rows_are_laid_out(manager: Browser) -> None:
    rows = b"Child;DOB;Adult name;Adult email\nAva Lee;1/2/2022;Mia Lee;mia@example.org\n;;Bo Lee;bo@example.org\n"
    imports.upload(manager, rows)
    manager.submit("Save and look again", layout="row_per_adult")
    imports.confirm(manager)
    assert [name for name, _, _ in imports.register()["Ava Lee"]] == ["Bo Lee", "Mia Lee"]


def test_a_meaning_that_does_not_exist_is_refused_and_changes_nothing(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA))
    before = imports.waiting().decisions
    manager.post("imports.decide", {"column_0": "password", "layout": "row_per_child"},
                 import_id=imports.waiting().id)  # fmt: skip
    assert manager.status == 200
    assert "There is a problem" in manager.text
    assert imports.waiting().decisions == before


def test_a_double_click_imports_once(manager: Browser) -> None:
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA)))
    digest = manager.root.xpath("string(//input[@name='digest']/@value)")
    manager.submit("Confirm and import", basis="own_list")
    manager.post("imports.confirm_import", {"digest": digest, "basis": "own_list"}, import_id=imports.waiting().id)

    assert "Nothing was written twice." in manager.text
    assert Child.select().count() == 1
    assert AuditEntry.select().where(AuditEntry.event == "FamiliesImported").count() == 1


def test_nothing_is_written_that_was_not_seen(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA))
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA.replace("Playgroup", "Breakfast"), LIBAN)))
    ChildSession.create(child=Child.get(), kind="holiday")
    manager.submit("Confirm and import", basis="own_list")

    assert "The register has changed since you opened the page" in manager.text
    assert manager.heading == "Look before you import"
    assert "Sessions: Playgroup, Holiday club → Breakfast club" in manager.text
    assert Child.select().count() == 1
    imports.confirm(manager)
    assert Child.select().count() == 2


def test_a_box_looked_at_for_a_new_child_is_looked_at_again_once_that_child_is_known(manager: Browser) -> None:
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA, LIBAN)))
    factories.make_child("Liban", "Warsame", born_on=date(2021, 6, 5))
    manager.submit("Confirm and import", basis="own_list")

    assert "Look at each box of parental responsibility first. Nothing is written yet." in manager.text
    assert Child.select().count() == 1
    imports.confirm(manager.get("imports.preview_list", import_id=imports.waiting().id))
    assert Child.select().count() == 2


def test_a_change_elsewhere_that_changes_nothing_here_does_not_stop_it(manager: Browser) -> None:
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA)))
    factories.make_child("Liban", "Warsame")
    manager.submit("Confirm and import", basis="own_list")
    assert "Zofia Kowalska" in imports.register()


def test_a_stale_page_asks_again_and_writes_nothing(manager: Browser) -> None:
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA)))
    digest = manager.root.xpath("string(//input[@name='digest']/@value)")
    manager.post_without_token("imports.confirm_import", {"digest": digest}, import_id=imports.waiting().id)
    assert "This page was open for too long" in manager.text
    assert Child.select().count() == 0
    manager.submit("Confirm and import", basis="own_list")
    assert Child.select().count() == 1


def test_a_made_up_digest_writes_nothing(manager: Browser) -> None:
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA)))
    manager.post("imports.confirm_import", {"digest": "0" * 64, "basis": "own_list"}, import_id=imports.waiting().id)
    assert "nothing is written yet" in manager.text
    assert Child.select().count() == 0


def test_a_cancelled_list_is_deleted(manager: Browser, instance: Path) -> None:
    imports.upload(manager, listed(ZOFIA)).submit("Cancel and delete this list")
    assert FamilyImport.select().count() == Attachment.select().count() == 0
    assert stored(instance) == []
    assert Child.select().count() == 0


def test_a_confirmed_list_is_not_shown_again(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA))
    number = imports.waiting().id
    for ask, page in (
        (manager.get, "preview_list"), (manager.get, "check_responsibility"), (manager.post, "decide"),
        (manager.post, "check_responsibility"), (manager.post, "confirm_import"), (manager.post, "cancel_import"),
    ):  # fmt: skip
        ask(f"imports.{page}", import_id=number)
        assert manager.heading == "Families"
        assert "confirmed or cancelled before" in manager.text
    assert FamilyImport.select().count() == 1


def test_a_list_that_waited_for_a_day_is_forgotten_at_the_next_upload(manager: Browser, instance: Path) -> None:
    imports.upload(manager, listed(LIBAN))
    FamilyImport.update(uploaded_at=clock.now() - timedelta(days=1, minutes=1)).execute()
    imports.upload(manager, listed(ZOFIA))
    assert imports.waiting().filename == "families.csv"
    assert "Zofia" in manager.text
    assert Attachment.select().count() == 1
    assert len(stored(instance)) == 2


def test_a_list_is_gone_in_the_end_whatever_was_killed_before_it_was_erased(
    new_browser: NewBrowser, a_manager: Account, instance: Path
) -> None:
    manager = new_browser(a_manager, expects_errors=True)
    imports.upload(manager, listed(ZOFIA))
    FamilyImport.update(confirmed_at=clock.now()).execute()
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert attachments.erase_expired() == 0
    with time_machine.travel(clock.now() + timedelta(days=2, minutes=1)):
        assert attachments.erase_expired() == 1
    assert stored(instance) == []
    FamilyImport.update(confirmed_at=None).execute()
    assert manager.get("imports.preview_list", import_id=imports.waiting().id).status == 409
    assert "This list can no longer be read. Upload it again." in manager.text


def test_a_list_that_waits_is_kept_encrypted_and_read_once(
    manager: Browser, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imports.upload(manager, listed(ZOFIA))
    (file,) = attachments.files_of("family_import", [imports.waiting().id])[imports.waiting().id]
    assert attachments.open_file(file, Variant.ORIGINAL) == listed(ZOFIA)
    assert len(stored(instance)) == 2
    assert not [path for path in stored(instance) if b"Zofia" in path.read_bytes()]
    assert not db.execute_sql("SELECT 1 FROM family_imports WHERE decisions LIKE '%%Zofia%%'").fetchall()
    monkeypatch.setattr(worker, "COMMAND", ("/no/such/program",))
    manager.get("imports.preview_list", import_id=imports.waiting().id)
    assert "Zofia Kowalska" in manager.text
    imports.confirm(manager)
    assert "Zofia Kowalska" in imports.register()


def test_a_stored_list_that_was_damaged_is_said_and_nothing_is_written(
    new_browser: NewBrowser, a_manager: Account, instance: Path
) -> None:
    manager = new_browser(a_manager, expects_errors=True)
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA)))
    for path in stored(instance):
        path.write_bytes(path.read_bytes()[:-1])
    assert manager.submit("Confirm and import", basis="own_list").status == 409
    assert "cannot be opened at present" in manager.text
    assert Child.select().count() == 0


@pytest.mark.parametrize("trouble", ["the vault", "the database"])
def test_a_full_disk_keeps_no_half_of_a_list_and_is_told(
    manager: Browser, instance: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    def full(*_given: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device") if trouble == "the vault" else OperationalError("full")

    with monkeypatch.context() as during:
        during.setattr(*((vault, "write_durably") if trouble == "the vault" else (FamilyImport, "create")), full)
        imports.upload(manager, listed(ZOFIA))
    assert manager.heading == "Import a list"
    told = error_beside(manager) if trouble == "the vault" else manager.text
    assert "could not be stored" in told
    assert FamilyImport.select().count() == 0
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        attachments.erase_expired()
    assert stored(instance) == []
    imports.import_list(manager, listed(ZOFIA))
    assert "Zofia Kowalska" in imports.register()


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "families.csv", "“families.csv” is empty."),
        (PNG, "families.csv", "is not a list we can read"),
        (b"%PDF-1.7 and so on", "families.pdf", "is not a list we can read"),
        (b"PK\x03\x04" + b"broken" * 20, "families.xlsx", "is damaged"),
        (b"First name,Surname,DOB\r\n", "families.csv", "has headings, but no children under them"),
        (b"First name,Surname\n" + b"x" * (5 * 1024 * 1024 + 1), "families.csv", "is larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_beside_the_question(
    manager: Browser, content: bytes, name: str, sentence: str
) -> None:
    imports.upload(manager, content, name)
    assert manager.status == 200
    assert sentence in error_beside(manager)
    assert FamilyImport.select().count() == 0


def test_a_workbook_cut_short_is_explained(manager: Browser) -> None:
    whole = workbook(("Families", [["First name", "Surname", "DOB"], ["Ava", "Lee", ("date", 44593)]]))
    imports.upload(manager, whole[: len(whole) // 2], "families.xlsx")
    assert "“families.xlsx” is damaged" in error_beside(manager)
    imports.import_list(manager, whole, "families.xlsx")
    assert Child.get().born_on == date(2022, 2, 1)


def test_no_file_is_explained(manager: Browser) -> None:
    manager.get("imports.upload_list").submit("Read the list")
    assert error_beside(manager) == "Error: Choose the file with your family list"


def test_another_manager_does_not_find_my_list(manager: Browser, new_browser: NewBrowser) -> None:
    imports.upload(manager, listed(ZOFIA))
    other = new_browser(factories.make_account("Femi Adeyemi", Role.MANAGER))
    number = imports.waiting().id
    assert "families.csv" not in other.get("imports.upload_list").text
    for page in ("preview_list", "check_responsibility"):
        assert other.get(f"imports.{page}", import_id=number).status == 404
    for page in ("decide", "check_responsibility", "confirm_import", "cancel_import"):
        assert other.post(f"imports.{page}", import_id=number).status == 404
    assert (FamilyImport.select().count(), Child.select().count()) == (1, 0)


def test_the_preview_asks_the_database_no_more_for_a_longer_list(manager: Browser) -> None:
    def queries(count: int) -> int:
        rows = [ZOFIA.replace("Zofia", f"Zofia{n}").replace("ewa@", f"ewa{n}@") for n in range(count)]
        imports.upload(manager, listed(*rows))
        number = FamilyImport.select().order_by(FamilyImport.id.desc()).get().id
        with count_queries() as sent:
            manager.get("imports.preview_list", import_id=number)
        return len(sent)

    assert queries(1) == queries(40)


def test_what_is_typed_in_a_list_is_never_markup(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA.replace("Zofia", "<b>Zofia</b>").replace("Playgroup", "<script>")))
    assert "<b>Zofia" not in manager.page
    assert "<b>Zofia</b>" in manager.text
    assert "<script>" not in manager.page
    assert "The column “Sessions” says: <script>." in manager.text


def test_the_example_families_go_in_without_a_fault(manager: Browser) -> None:
    imports.upload(manager, imports.EXAMPLE.read_bytes())
    for fault in ("Rows left out", "worth a look", "Questions", "not used:", "What we noticed"):
        assert fault not in manager.text
    imports.confirm(manager)
    assert Child.select().count() == 31
    assert all(adult.email is None or adult.email.endswith((".example", "@example.org")) for adult in Adult.select())
    imports.upload(manager, imports.EXAMPLE.read_bytes())
    assert "Importing this list changes nothing" in manager.text


def lee(*rows: str, headings: str = "First name;Surname;DOB;Mum;Mum email;Mum PR") -> bytes:
    return "\n".join((headings, *rows, "")).encode()


AVA = "Ava;Lee;1/2/2022;Mia Lee;mia@example.org;yes"


def forged(manager: Browser, page: str, given: dict[str, str], **where: object) -> None:
    """Send what no form offers: a sentence comes back, and nothing that was decided changes."""
    before = imports.waiting().decisions
    manager.post(f"imports.{page}", given, import_id=imports.waiting().id, **where)
    assert manager.status == 200
    assert "There is a problem" in manager.text
    assert imports.waiting().decisions == before


def no_way_on(manager: Browser) -> None:
    """Send the last yes straight away: nothing is written."""
    before = Child.select().count()
    manager.post("imports.confirm_import", import_id=imports.waiting().id)
    assert manager.heading in ("Look before you import", "Who has parental responsibility?")
    assert Child.select().count() == before


@pytest.mark.parametrize(
    ("chosen", "born"),
    [
        ("Yes: Ava Lee, born 1 February 2022, on the register (with Mia Lee)", [date(2022, 2, 3)]),
        ("No, this is another child", [date(2022, 2, 1), date(2022, 2, 3)]),
    ],
)
def test_a_child_who_may_be_known_is_left_out_until_somebody_says_who_it_is(
    manager: Browser, chosen: str, born: list[date]
) -> None:
    imports.import_list(manager, lee(AVA))
    imports.upload(manager, lee(AVA.replace("1/2/", "3/2/")))
    assert "There is nothing to import until the questions are answered." in manager.text
    assert "1 question is open. Whoever it is about is left out until you answer." in manager.text
    assert "This row waits: 2. Ava Lee, born 3 February 2022, in row 2 (with Mia Lee)." in manager.text
    manager.post("imports.confirm_import", import_id=FamilyImport.get(confirmed_at=None).id)
    assert [child.born_on for child in Child.select()] == [date(2022, 2, 1)]

    imports.confirm(imports.answer(manager.get("imports.upload_list").click("Go on with it"), chosen))
    assert [child.born_on for child in Child.select().order_by(Child.id)] == born
    assert Adult.select().count() == 1


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ("Two children: Ava Lee and Bo Lee", ["Ava Lee", "Bo Lee", "Cy Lee"]),
        ("Ava & Bo Lee", ["Ava & Bo Lee", "Cy Lee"]),
        ("Nobody: leave it out", ["Cy Lee"]),
        (None, ["Cy Lee"]),
    ],
)
def test_two_names_in_one_cell_are_never_parted_on_a_guess(
    manager: Browser, chosen: str | None, names: list[str]
) -> None:
    imports.upload(manager, lee(AVA.replace("Ava", "Ava & Bo"), AVA.replace("Ava", "Cy")))
    assert "This row waits: 2. Child in row 2: “Ava & Bo Lee”. What is the name?" in manager.text
    if chosen:
        imports.answer(manager, chosen)
    if chosen and "Nobody" in chosen:
        assert "“Ava & Bo Lee” is left out, as you said." in manager.text
    imports.reach_the_end(manager)
    assert ("Questions are open. Whoever they are about is not imported." in manager.text) is (chosen is None)
    manager.submit("Confirm and import", basis="own_list")
    assert imports.register() == {name: [("Mia Lee", "mother", True)] for name in names}


@pytest.mark.parametrize(
    ("chosen", "born"),
    [("The month first: 2 January 2022", date(2022, 1, 2)), ("The day first: 1 February 2022", None)],
)
def test_the_order_of_day_and_month_is_asked_once_for_a_column(
    manager: Browser, chosen: str, born: date | None
) -> None:
    imports.upload(manager, lee(AVA, AVA.replace("Ava", "Bo").replace("1/2/", "9/23/")))
    assert "These rows wait: 2, 3. Which comes first in the column “DOB”, such as “1/2/2022”" in manager.text
    no_way_on(manager)
    imports.confirm(imports.answer(manager.get("imports.upload_list").click("Go on with it"), chosen))
    found = {child.first_name: child.born_on for child in Child.select()}
    assert found == ({"Ava": born, "Bo": date(2022, 9, 23)} if born else {"Ava": date(2022, 2, 1)})


@pytest.mark.parametrize(
    ("chosen", "kinds"), [("Breakfast club", ["breakfast"]), ("None of these yet", []), (None, [])]
)
def test_words_that_name_no_session_are_asked_about_and_never_dropped_silently(
    manager: Browser, chosen: str | None, kinds: list[str]
) -> None:
    imports.upload(manager, lee("Ava;Lee;1/2/2022;Rainbow room", headings="First name;Surname;DOB;Sessions"))
    assert "“Rainbow room” is none of our sessions. Answer the question about it." in manager.text
    if chosen:
        imports.answer(manager, chosen)
        assert "is none of our sessions" not in manager.text
    imports.confirm(manager)
    assert [row.kind_id for row in ChildSession.select()] == kinds


def test_an_answer_can_be_changed_before_the_list_is_confirmed(manager: Browser) -> None:
    imports.upload(manager, lee(AVA.replace("Ava", "Ava & Bo")))
    imports.answer(manager, "Ava & Bo Lee")
    assert "Questions you answered Child in row 2: “Ava & Bo Lee”. What is the name? – Ava & Bo Lee" in manager.text
    imports.confirm(imports.answer(manager, "Two children"))
    assert list(imports.register()) == ["Ava Lee", "Bo Lee"]


def test_an_answer_that_was_never_offered_is_refused_and_one_to_no_question_is_nothing(manager: Browser) -> None:
    imports.upload(manager, lee(AVA.replace("Ava", "Ava & Bo")))
    (key,) = set(manager.root.xpath("//*[@id='questions']/..//input[@type='radio'][not(@name='layout')]/@name"))
    for value in ("part-99", "r1", "\0", "x" * 5000):
        forged(manager, "decide", {key: value})
    before = imports.waiting().decisions
    manager.post("imports.decide", {"same_child-list-2": "r1", "ticks": "x"}, import_id=imports.waiting().id)
    assert imports.waiting().decisions == before
    no_way_on(manager)


TWO_SHEETS = workbook(
    ("Now", [["First name", "Surname", "DOB"], ["Ava & Bo", "Lee", "1/2/2022"], ["Cy", "Lee", "1/2/2021"]]),
    ("Next year", [["First name", "Surname", "DOB"], ["Di", "Lee", "1/2/2024"]]),
)


def test_another_sheet_can_be_chosen_and_what_was_decided_about_the_last_one_goes(manager: Browser) -> None:
    imports.answer(imports.upload(manager, TWO_SHEETS, "list.xlsx"), "Two children")
    manager.submit("Save and look again", sheet="1")
    assert "Di Lee" in manager.text
    assert "Questions" not in manager.text
    assert "Cy Lee" not in manager.text
    assert "part" not in imports.waiting().decisions
    imports.confirm(manager)
    assert list(imports.register()) == ["Di Lee"]


@pytest.mark.parametrize("number", ["2", "-1", "1e3", "", "\0", "9" * 400])
def test_a_sheet_that_is_not_there_is_refused(manager: Browser, number: str) -> None:
    imports.upload(manager, TWO_SHEETS, "list.xlsx")
    forged(manager, "decide", {"sheet": number})


def test_a_hidden_row_is_named_and_left_out(manager: Browser) -> None:
    rows = [["First name", "Surname", "DOB"], ["Ava", "Lee", "1/2/2022"], ["Bo", "Lee", "1/2/2021"]]
    imports.upload(manager, workbook(("Now", rows), hidden_rows=(3,)), "list.xlsx")
    assert "Hidden in the spreadsheet, so we leave them out." in manager.text
    assert "3: Bo, Lee, 1/2/2021" in manager.text
    imports.confirm(manager)
    assert list(imports.register()) == ["Ava Lee"]


def test_a_column_that_is_not_used_is_named_with_an_example_and_can_be_used(manager: Browser) -> None:
    rows = ("Ava;Lee;1/2/2022;Avie;blue", "Bo;Lee;1/2/2021;;")
    imports.upload(manager, lee(*rows, headings="First name;Surname;DOB;At home;Peg"))
    assert "2 columns are not used: At home, Peg" in manager.text
    assert manager.text.index("At home For example: Avie") < manager.text.index("First name For example: Ava")
    manager.submit("Save and look again", {"column_3": "child_1_known_as"})
    imports.confirm(manager)
    assert [child.known_as for child in Child.select().order_by(Child.id)] == ["Avie", ""]


def test_nothing_is_confirmed_before_every_box_was_looked_at(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA))
    digest = service.read_waiting(imports.waiting(), today=clock.today()).digest
    given = {"digest": digest, "basis": "birth_certificate"}
    manager.post("imports.confirm_import", given, import_id=imports.waiting().id)
    assert manager.heading == "Who has parental responsibility?"
    assert "Look at each box of parental responsibility first. Nothing is written yet." in manager.text
    assert Child.select().count() == 0


@pytest.mark.parametrize("given", [{}, {"basis": ""}, {"basis": "own_word"}])
def test_nothing_is_confirmed_before_somebody_says_how_they_know(manager: Browser, given: dict[str, str]) -> None:
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA)))
    digest = manager.root.xpath("string(//input[@name='digest']/@value)")
    forged(manager, "confirm_import", {"digest": digest, **given})
    assert Child.select().count() == 0


def test_every_mother_and_father_is_proposed_and_a_plain_no_is_not_overridden(manager: Browser) -> None:
    row = ZOFIA.replace("mother;yes", "mother;").replace("father;yes", "father;no")
    imports.upload(manager, listed(row, LIBAN.replace("mother;yes", "grandparent;")))
    manager.click("Go on to parental responsibility").submit("Tick every mother and father")
    assert imports.boxes(manager) == {
        "Ewa Kowalska, mother of Zofia Kowalska": True,
        "Marek Kowalski, father of Zofia Kowalska": False,
        "Hodan Warsame, grandparent of Liban Warsame": False,
    }
    assert "The list says no." in manager.text
    assert Guardianship.select().count() == 0
    no_way_on(manager)
    imports.confirm(manager.get("imports.preview_list", import_id=imports.waiting().id))
    held = Guardianship.select().where(Guardianship.responsibility == Responsibility.HELD)
    assert [link.adult.name for link in held] == ["Ewa Kowalska"]


def test_what_somebody_left_empty_is_not_ticked_by_the_proposal(manager: Browser) -> None:
    imports.reach_the_end(imports.upload(manager, listed(ZOFIA.replace("mother;yes", "mother;"))))
    manager.post("imports.check_responsibility", {"parents": "y"}, import_id=imports.waiting().id)
    manager.click("Look at the boxes again")
    assert imports.boxes(manager)["Ewa Kowalska, mother of Zofia Kowalska"] is False


def test_a_box_without_its_tick_gives_none_whatever_the_list_says(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA)).click("Go on to parental responsibility")
    (father,) = manager.root.xpath("//label[contains(., 'Marek Kowalski')]/@for")
    manager.submit("Save and go on", {father: False})
    assert "Adults ticked for parental responsibility 1" in manager.text
    assert "Adults without 1" in manager.text
    manager.submit("Confirm and import", basis="birth_certificate")
    assert imports.register()["Zofia Kowalska"] == [
        ("Ewa Kowalska", "mother", True), ("Marek Kowalski", "father", False),
    ]  # fmt: skip
    assert [Adult.get_by_id(check.adult_id).name for check in ResponsibilityCheck.select()] == ["Ewa Kowalska"]


def test_a_box_that_the_page_does_not_have_ticks_nobody(manager: Browser) -> None:
    """A child of the register, whose father a court order restricts, and one who is not in the list at all."""
    imports.import_list(manager, listed(ZOFIA, LIBAN.replace("mother;yes", "mother;no")))
    Guardianship.update(responsibility="restricted").where(Guardianship.relationship == Relationship.FATHER).execute()
    before = [(link.adult_id, link.responsibility) for link in Guardianship.select().order_by(Guardianship.id)]
    imports.upload(manager, listed(ZOFIA, LIBAN.replace("Liban;Warsame;5/6", "Idil;Warsame;6/7"))).click(
        "Go on to parental responsibility"
    )
    links = Guardianship.select()
    keys = {f"r{link.child_id}-r{link.adult_id}": "y" for link in links} | {"": "y", "r1-r99": "y", "\0": "y"}
    number = FamilyImport.get(confirmed_at=None).id
    (shown,) = manager.root.xpath("//input[@name='shown']/@value")
    asked = {"shown": f"{shown} {' '.join(keys)}", **keys}
    manager.post("imports.check_responsibility", asked, import_id=number)
    (tick,) = json.loads(FamilyImport.get_by_id(number).decisions)["ticks"]
    assert tick.startswith("3-r3-")
    imports.reach_the_end(manager.get("imports.preview_list", import_id=number))
    manager.submit("Confirm and import", basis="own_list")
    assert [(link.adult_id, link.responsibility) for link in links.order_by(Guardianship.id)][: len(before)] == before


def test_how_it_is_known_is_stored_with_who_and_when(new_browser: NewBrowser, a_manager: Account) -> None:
    at = datetime(2027, 3, 1, 10, 30, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        imports.import_list(new_browser(a_manager), listed(ZOFIA), basis="birth_certificate")
    checks = [
        (Adult.get_by_id(c.adult_id).name, c.responsibility, c.basis, c.checked_by, c.checked_at)
        for c in ResponsibilityCheck.select()
    ]
    assert checks == [(name, "held", "birth_certificate", a_manager, at) for name in ("Ewa Kowalska", "Marek Kowalski")]


SIXTY = [f"Kid{n:02};Lee;1/2/2022;Mum{n:02} Lee;mum{n}@example.org;yes" for n in range(60)]


def test_people_and_boxes_are_shown_fifty_at_a_time_and_each_box_is_looked_at(manager: Browser) -> None:
    imports.upload(manager, lee(*SIXTY))
    assert ("Kid49 Lee" in manager.text, "Kid50 Lee" in manager.text) == (True, False)
    manager.click("Further down the list")
    assert ("Kid49 Lee" in manager.text, "Kid50 Lee" in manager.text) == (False, True)

    manager.get("imports.check_responsibility", import_id=imports.waiting().id)
    assert len(imports.boxes(manager)) == 50
    manager.submit("Save and go on")
    assert len(imports.boxes(manager)) == 10
    no_way_on(manager)
    manager.get("imports.check_responsibility", import_id=imports.waiting().id, after="r1-r1")
    assert len(imports.boxes(manager)) == 50, "a page that is not there is the first"
    imports.confirm(manager.get("imports.preview_list", import_id=imports.waiting().id))
    assert ResponsibilityCheck.select().count() == 60


def test_a_child_nobody_can_answer_for_is_said_before_and_after(manager: Browser, new_browser: NewBrowser) -> None:
    imports.upload(
        manager,
        lee(AVA.replace("yes", "no"), AVA.replace("Ava", "Bo").replace("mia@", "m@").replace("Mia Lee", "Kay Lee")),
    )
    assert "Children nobody can answer for 1" in manager.text
    tagged = manager.root.xpath("//tr[contains(., 'Nobody can answer')]/th//div/text()[normalize-space()]")
    assert [text.strip() for text in tagged] == ["Ava Lee"]
    imports.confirm(manager)
    manager.get("home.index").click("1 child with nobody who can sign")
    tagged = manager.root.xpath("//legend[contains(., 'Nobody can answer')]/text()[normalize-space()]")
    assert [text.strip() for text in tagged] == ["Ava Lee"]
    parent = new_browser(factories.make_account("Hodan Warsame", Role.PARENT))
    assert "Nobody can answer" not in parent.get("home.index").text


def test_two_lists_that_wait_are_named_where_a_list_is_uploaded(manager: Browser, new_browser: NewBrowser) -> None:
    imports.upload(manager, lee(AVA), "autumn.csv")
    imports.upload(manager, listed(LIBAN), "spring.csv")
    manager.get("imports.upload_list")
    links = manager.root.xpath("//a[contains(., 'Go on with it')]/../text()[contains(., 'waits since')]")
    assert [text.strip().partition(" waits since")[0] for text in links] == ["“spring.csv”", "“autumn.csv”"]
    other = new_browser(factories.make_account("Femi Adeyemi", Role.MANAGER)).get("imports.upload_list")
    assert "waits since" not in other.text
    for number in sorted(waiting.id for waiting in FamilyImport.select()):
        imports.confirm(manager.get("imports.preview_list", import_id=number))
    assert list(imports.register()) == ["Ava Lee", "Liban Warsame"]
    assert "waits since" not in manager.get("imports.upload_list").text


@pytest.mark.parametrize(
    "kept",
    [b'[["First name", "DOB"], [[2, "Ava", "1/2/2022"]], []]', b'{"headings": ["a"]}', b"[1]", b"[" * 100_000, b""],
)
def test_a_list_in_the_form_of_an_earlier_release_says_that_it_is_uploaded_again(
    new_browser: NewBrowser, a_manager: Account, kept: bytes
) -> None:
    manager = new_browser(a_manager, expects_errors=True)
    found = service.open_list(listed(ZOFIA), "families.csv")
    waiting = service.keep_list(replace(found, opened=replace(found.opened, parts=[kept])), by_id=a_manager.id)
    FamilyImport.update(decisions="").execute()
    for page in ("preview_list", "check_responsibility"):
        assert manager.get(f"imports.{page}", import_id=waiting.id).status == 409
        assert "This list can no longer be read. Upload it again." in manager.text
    imports.import_list(manager, listed(ZOFIA))
    assert "Zofia Kowalska" in imports.register()
