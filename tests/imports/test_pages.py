"""Between the preview and the last yes: nobody's tick, answer or look is taken for another's."""

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Relationship
from portal.imports.models import FamilyImport
from tests.families.factories import NewBrowser
from tests.imports import factories as imports
from tests.imports.factories import LIBAN, ZOFIA, listed
from tests.support import factories
from tests.support.browser import Browser

GONE = "This list is not waiting any more. Upload it again."
BOTH = "Child;DOB;Mum;Mum email;Dad;Dad email\n"
IVY = "Ivy Marsh;1/2/2022;Nell Marsh;nell@example.org;Rob Marsh;rob@example.org\n"
SIXTY = [f"Kid{n:02} Lee;1/2/2022;Mum{n:02} Lee;mum{n}@example.org;;\n" for n in range(60)]


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def csv(*rows: str, headings: str = BOTH) -> bytes:
    return "".join((headings, *rows)).encode()


def at_boxes(manager: Browser, content: bytes) -> Browser:
    return imports.upload(manager, content).click("Go on to parental responsibility")


def tick(manager: Browser, *names: str) -> Browser:
    """Tick the boxes of these adults, and of nobody else."""
    labels = {label.get("for"): str(label.text_content()) for label in manager.root.iter("label")}
    boxes = {box.get("name"): labels[box.get("id")] for box in manager.root.xpath("//main//input[@type='checkbox']")}
    return manager.submit("Save and go on", {key: said.partition(",")[0] in names for key, said in boxes.items()})


def held() -> list[str]:
    return [link.adult.name for link in Guardianship.select().where(Guardianship.responsibility == "held")]


def test_a_change_between_the_preview_and_the_boxes_is_looked_at_first(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA))
    imports.upload(manager, listed(ZOFIA.replace("Playgroup", "Breakfast").replace("father;yes", "father;no")))
    ChildSession.create(child=Child.get(), kind="holiday")
    manager.click("Go on to parental responsibility").submit("Save and go on")

    assert manager.heading == "Look before you import"
    assert "The register has changed since you opened the page" in manager.text
    assert "Sessions: Playgroup, Holiday club → Breakfast club" in manager.text
    imports.confirm(manager)
    assert [row.kind_id for row in ChildSession.select()] == ["breakfast"]


def test_a_tick_for_one_adult_is_not_a_tick_for_another_in_the_same_place(manager: Browser) -> None:
    tick(at_boxes(manager, csv(IVY)), "Nell Marsh")
    assert "Confirm and import" in manager.text
    number = imports.waiting().id
    swapped = {"column_2": "adult_2_name", "column_4": "adult_1_name"}
    manager.get("imports.preview_list", import_id=number).submit("Save and look again", swapped)
    manager.click("Go on to parental responsibility")

    assert "2 boxes are still to be looked at." in manager.text
    assert set(imports.boxes(manager).values()) == {False}


def test_a_tick_is_looked_at_again_once_the_list_says_no(manager: Browser) -> None:
    headings = "Child;DOB;Mum;Mum PR;Legal\n"
    at_boxes(manager, csv("Ivy Marsh;1/2/2022;Nell Marsh;;no\n", headings=headings))
    tick(manager, "Nell Marsh").get("imports.preview_list", import_id=imports.waiting().id)
    manager.submit("Save and look again", {"column_3": "", "column_4": "adult_1_responsibility"})
    manager.click("Go on to parental responsibility")
    assert "1 box is still to be looked at." in manager.text
    assert "The list says no." in manager.text
    assert imports.boxes(manager) == {"Nell Marsh, mother of Ivy Marsh": False}


def test_a_page_that_was_open_too_long_ticks_nobody_it_did_not_show(manager: Browser) -> None:
    """The columns were corrected in another tab meanwhile."""
    at_boxes(manager, csv(IVY))
    (shown,) = manager.root.xpath("//input[@name='shown']/@value")
    number = imports.waiting().id
    manager.get("imports.preview_list", import_id=number).submit(
        "Save and look again", {"column_4": "", "column_5": ""}
    )
    manager.post("imports.check_responsibility", {"shown": shown}, import_id=number)
    manager.get("imports.preview_list", import_id=number).submit(
        "Save and look again", {"column_2": "", "column_3": "", "column_4": "adult_1_name"}
    )
    manager.post("imports.check_responsibility", {"shown": shown, shown.split()[0]: "y"}, import_id=number)
    manager.post("imports.check_responsibility", import_id=number)
    assert imports.boxes(manager) == {"Rob Marsh, father of Ivy Marsh": False}
    assert "1 box is still to be looked at." in manager.text


def test_an_answer_about_one_person_is_no_answer_about_another(manager: Browser) -> None:
    headings = "Child;DOB;Mum;Dad\n"
    rows = ("Ivy Marsh;1/2/2022;Nell Marsh;Rob Marsh\n", "Tom Marsh;1/2/2020;Nell Marsh;Rob Marsh\n")
    imports.upload(manager, csv(*rows, headings=headings))
    manager.submit("Save and look again", {"column_3": ""})
    imports.answer(manager, "No, this is somebody else")
    manager.submit("Save and look again", {"column_2": "", "column_3": "adult_1_name"})
    assert "1 question is open." in manager.text
    imports.answer(manager, "Yes: Rob Marsh")
    imports.confirm(manager)
    assert [adult.name for adult in Adult.select()] == ["Rob Marsh"]


def test_an_answer_can_be_taken_back(manager: Browser) -> None:
    rows = ("Ivy Marsh;1/2/2022;Nell Marsh\n", "Tom Marsh;1/2/2020;Nell Marsh\n")
    imports.upload(manager, csv(*rows, headings="Child;DOB;Mum\n"))
    assert "Leave it open" not in manager.text
    imports.answer(manager, "Yes: Nell Marsh")
    assert "question is open" not in manager.text
    imports.answer(manager, "Leave it open")
    assert "1 question is open." in manager.text
    imports.confirm(manager)
    assert imports.register() == {"Ivy Marsh": [("Nell Marsh", "mother", False)], "Tom Marsh": []}


def test_more_questions_than_a_page_holds_are_counted_and_come_one_page_after_the_other(manager: Browser) -> None:
    rows = [f"Kid{n:02} Lee;1/2/2022;Mum{n // 2:02} Lee\n" for n in range(50)]
    imports.upload(manager, csv(*rows, headings="Child;DOB;Mum\n"))
    assert "Questions to answer 25" in manager.text
    assert "5 more questions come after these." in manager.text
    for left in ("5 questions are open.", None):
        chosen = {
            name: str(manager.root.xpath("(//input[@name=$name]/@value)[1]", name=name)[0])
            for name in set(manager.root.xpath("//fieldset[not(ancestor::details)]//input[@type='radio']/@name"))
        }
        manager.submit("Save and look again", chosen)
        assert left is None or left in manager.text
    assert "open. Whoever" not in manager.text
    imports.confirm(manager)
    assert Adult.select().count() == 25


def test_each_page_of_boxes_leads_to_the_first_that_nobody_looked_at(manager: Browser) -> None:
    at_boxes(manager, csv(*SIXTY)).click("Further down the list")
    assert "60 boxes are still to be looked at." in manager.text
    tick(manager, "Mum55 Lee")
    assert next(iter(imports.boxes(manager))) == "Mum00 Lee, mother of Kid00 Lee"
    assert "50 boxes are still to be looked at." in manager.text
    tick(manager, "Mum01 Lee").submit("Confirm and import", basis="said_by_parent")
    assert held() == ["Mum01 Lee", "Mum55 Lee"]


def test_who_is_proposed_and_left_without_is_passed_by_and_keeps_what_they_have(manager: Browser) -> None:
    """Sixty mothers of the register are proposed; the last box of the first page goes when it is left empty."""
    imports.import_list(manager, csv(*SIXTY))
    new = "Ben Lee;1/2/2023;Mia Lee;mia@example.org;;\n"
    at_boxes(manager, csv(new, *SIXTY)).submit("Tick every mother and father named here")
    assert "Every mother and father of whom the list says nothing is ticked." in manager.text
    assert list(imports.boxes(manager).values()) == [True] * 50
    assert "The register says no." in manager.text
    tick(manager, "Mia Lee", "Mum00 Lee")
    assert next(iter(imports.boxes(manager))) == "Mum49 Lee, mother of Kid49 Lee"
    tick(manager).submit("Confirm and import", basis="said_by_parent")
    assert sorted(held()) == ["Mia Lee", "Mum00 Lee"]


def test_words_that_are_not_plain_are_read_by_a_person_before_anybody_is_ticked(manager: Browser) -> None:
    headings, rows = "Child;DOB;Mum;Mum PR;Dad\n", "Ivy Marsh;1/2/2022;Nell Marsh;no - court order;Rob Marsh\n"
    at_boxes(manager, csv(rows, headings=headings)).submit("Tick every mother and father named here")
    assert imports.boxes(manager) == {
        "Nell Marsh, mother of Ivy Marsh": False, "Rob Marsh, father of Ivy Marsh": True,
    }  # fmt: skip
    assert "The list says: “no - court order”" in manager.text


def test_who_is_restricted_by_a_court_order_has_no_box_and_is_named(manager: Browser) -> None:
    imports.import_list(manager, listed(ZOFIA))
    Guardianship.update(responsibility="restricted").where(Guardianship.relationship == Relationship.FATHER).execute()
    at_boxes(manager, listed(ZOFIA, LIBAN))
    assert imports.boxes(manager) == {"Hodan Warsame, mother of Liban Warsame": True}
    assert "Restricted by a court order" in manager.text
    assert "Marek Kowalski, for Zofia Kowalska" in manager.text


@pytest.mark.parametrize("page", ["preview_list", "check_responsibility"])
def test_a_list_that_is_not_there_is_uploaded_again_whosever_it_was(
    manager: Browser, new_browser: NewBrowser, page: str
) -> None:
    imports.upload(manager, listed(ZOFIA), "kowalski.csv")
    number = imports.waiting().id
    other = new_browser(factories.make_account("Femi Adeyemi", Role.MANAGER))
    pages = []
    for address in (number, number + 1):
        for ask in (other.get, other.post):
            ask(f"imports.{page}", import_id=address)
            pages += [other.text] if page != "preview_list" or ask == other.get else []
    assert {GONE in text for text in pages} == {True}
    assert (len(set(pages)), other.heading) == (1, "Import a list") if page != "preview_list" else (1, other.heading)
    assert "kowalski" not in pages[0]


def test_a_list_that_was_forgotten_is_uploaded_again_from_the_page_that_says_so(manager: Browser) -> None:
    imports.upload(manager, listed(ZOFIA))
    FamilyImport.delete().execute()
    manager.submit("Save and look again")
    assert (manager.status, manager.heading) == (404, "Import a list")
    assert GONE in manager.text
    manager.submit("Read the list", family_list=(listed(LIBAN), "families.csv"))
    assert "Liban Warsame" in manager.text


def test_without_a_box_to_look_at_the_last_yes_asks_for_no_basis(manager: Browser) -> None:
    imports.upload(manager, b"Child;DOB\nIvy Marsh;1/2/2022\n")
    assert manager.root.xpath("//input[@name='basis']") == []
    assert manager.submit("Confirm and import").heading == "Families"
    assert Child.get().name == "Ivy Marsh"


def test_what_is_so_of_every_child_of_a_silent_list_is_said_once(manager: Browser) -> None:
    imports.upload(manager, csv(*SIXTY))
    assert "New children 60 Children nobody can answer for 60" in manager.text
    for word in ("Nobody can answer", "No parental responsibility"):
        assert word not in manager.text.replace("nobody can answer", "")
    imports.upload(
        manager, csv(IVY, "Otis Crane;1/2/2022;Fay Crane;;;yes\n", headings=BOTH.replace("Dad email", "Mum PR"))
    )
    assert "Ivy Marsh born 1 February 2022 Nobody can answer" in manager.text


def test_a_page_has_one_main_button_and_it_is_what_comes_next(manager: Browser) -> None:
    def main_button() -> str:
        (button,) = manager.root.xpath("//main//*[contains(@class, 'button--primary')]")
        return str(button.text_content()).strip()

    imports.upload(manager, csv(IVY, headings=BOTH.replace("DOB", "Day")))
    assert main_button() == "Save and look again"
    imports.upload(manager, csv(IVY.replace("Ivy", "Ivy & Tom")))
    assert main_button() == "Save and look again"
    imports.answer(manager, "Two children")
    assert main_button() == "Go on to parental responsibility"


def test_a_fault_of_many_rows_is_said_once_and_each_of_them_is_named(manager: Browser) -> None:
    rows = [row.replace(f"mum{n}@example.org", "none yet") for n, row in enumerate(SIXTY[:5])]
    imports.upload(manager, csv(*rows))
    assert (
        "5 cells are used, and worth a look Row 2, Mum email: “none yet” is not a full e-mail address." in manager.text
    )
    assert "The same in 4 more rows Row 3: “none yet” is not a full e-mail address." in manager.text
    assert "Row 6: “none yet” is not a full e-mail address." in manager.text


COUPLES = [f"Kid{n} Lee;1/2/2022;Mia{n} & Bo{n} Lee;mia{n}@example.org;;\n" for n in range(4)]


def test_names_of_one_kind_are_asked_about_together_and_an_exception_stands(manager: Browser) -> None:
    imports.upload(manager, csv(*COUPLES))
    assert "“Mum” in rows 2, 3, 4, 5: what are the names? “Mia0 & Bo0 Lee”; “Mia1 & Bo1 Lee”;" in manager.text
    assert "Two people each: Mia0 Lee and Bo0 Lee; Mia1 Lee and Bo1 Lee;" in manager.text
    (all_,) = set(manager.root.xpath("//input[starts-with(@name, 'alike-')]/@name"))
    (own,) = manager.root.xpath("//fieldset[contains(legend, 'in row 3')]//input[@value='leave-out']/@name")
    manager.submit("Save and look again", {all_: "split", own: "leave-out"})
    assert "question is open" not in manager.text
    imports.confirm(manager)
    assert [len(adults) for adults in imports.register().values()] == [2, 0, 2, 2]


def test_one_answer_for_all_is_for_those_alone_who_were_shown(manager: Browser) -> None:
    """The columns were corrected in another tab meanwhile, so that other names are asked about."""
    rows = [row.replace(";;\n", f";Al{n} & Jo{n} Day;\n") for n, row in enumerate(COUPLES)]
    imports.upload(manager, csv(*rows))
    shown = {str(name): "split" for name in manager.root.xpath("//input[starts-with(@name, 'alike-')]/@name")}
    assert len(shown) == 2
    manager.submit("Save and look again", {"column_2": "", "column_3": "", "column_4": "adult_1_name", "column_5": ""})
    manager.submit("Save and look again", {"column_4": "", "column_2": "adult_1_first_name"})
    manager.post("imports.decide", shown, import_id=imports.waiting().id)
    assert "Questions you answered" not in manager.text
    assert "4 questions are open." in manager.text


def test_whether_two_people_are_one_is_asked_of_each_by_name(manager: Browser) -> None:
    rows = [f"Kid{n:02} Lee;1/2/2022;Mum{n // 2:02} Lee\n" for n in range(8)]
    imports.upload(manager, csv(*rows, headings="Child;DOB;Mum\n"))
    assert "4 questions are open." in manager.text
    assert manager.root.xpath("//input[starts-with(@name, 'alike-')]") == []
