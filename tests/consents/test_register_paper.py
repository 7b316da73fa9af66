"""What came on paper is marked so wherever the register goes, for those who keep the records and for nobody else."""

import csv
import io
from datetime import timedelta

import pypdfium2
import pytest
import time_machine

from portal.consents.models import ConsentRecord
from portal.consents.policy import Answer
from portal.consents.register import service as register_service
from portal.families.models import Adult, Guardianship
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.records import service as records
from portal.records.policy import period
from tests.consents import paper_factories
from tests.support import factories
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines

YES, NO = Answer.YES, Answer.NO


@pytest.fixture
def signed_on_paper(a_child, a_parent, a_manager):
    """A form that came back on paper: yes to the website, no to the press."""
    form = paper_factories.print_one(a_child, a_manager)
    return paper_factories.key_in(form, factories.adult_of(a_parent), a_manager, {"website": YES, "press": NO})


def mark(manager, use, **options):
    """Return who signed the papers that the ruling for the one child rests on."""
    (line,) = register_service.load_register(manager, on=clock.today(), **options).lines
    names = dict(Adult.select(Adult.id, Adult.name).tuples())
    return ", ".join(names[adult] for adult in line.rulings[use].papers)


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.mark.parametrize(("use", "word"), [("website", "May"), ("press", "May not")])
def test_a_cell_says_on_paper(new_browser, a_manager, signed_on_paper, use, word):
    browser = new_browser(a_manager).get("consent_register.show", use=use)
    (cell,) = browser.root.findall(".//table//td")
    assert " ".join(cell.text_content().split()) == f"{word} on paper"


def test_what_was_left_out_on_the_paper_is_not_marked(new_browser, a_manager, signed_on_paper):
    browser = new_browser(a_manager).get("consent_register.show", use="displays")
    assert browser.root.xpath("//*[@class='marks__how']") == []


def test_the_child_s_page_names_who_signed_on_paper(new_browser, a_manager, a_child, a_parent, signed_on_paper):
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    cells = browser.root.xpath(f"//details//td[@data-label='{a_parent.name}']")
    assert sum("on paper" in cell.text_content() for cell in cells) == 2


def test_nobody_else_can_read_off_who_answered_on_paper(
    new_browser, a_staff_member, an_inspector, a_second_parent, a_parent, a_child, signed_on_paper
):
    for account in (a_staff_member, an_inspector):
        page = new_browser(account).get("consent_register.show")
        assert page.status == 200
        assert "on paper" not in page.root.find(".//main").text_content()
        assert a_parent.name not in page.text
        assert page.get("consent_register.register_csv").status == 403
        assert "on paper" not in page.get("children.view", child_id=a_child.id).text
    other = new_browser(a_second_parent)
    assert other.get("consent_register.show").status == 403
    assert "on paper" not in other.get("consents.own_answers", child_id=a_child.id).text


def test_a_spreadsheet_filters_on_it_and_finds_every_may_not(new_browser, a_manager, a_child, signed_on_paper):
    file = new_browser(a_manager).get("consent_register.register_csv").content
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
    assert (row["Website"], row["Website: on paper"]) == ("May", "on paper")
    assert (row["Press"], row["Press: on paper"]) == ("May not", "on paper")
    assert (row["Displays"], row["Displays: on paper"]) == ("No answer", "")


def test_the_pdf_says_it_and_what_it_means(new_browser, a_manager, signed_on_paper):
    text = text_of(new_browser(a_manager).get("consent_register.register_pdf").content)
    assert "May, on paper" in text
    assert "May not, on paper" in text
    assert "came to us on a signed paper form" in text


def test_a_pdf_without_paper_explains_nothing(new_browser, a_manager, a_child, a_parent):
    factories.sign_all(a_child, a_parent)
    text = text_of(new_browser(a_manager).get("consent_register.register_pdf").content)
    assert "paper" not in text.lower()


def test_the_inspection_pack_s_register_says_it(a_manager, a_chair, signed_on_paper):
    today, to = clock.today(), io.BytesIO()
    records.make_pack(a_manager, period(today.replace(day=1), today, today=today), to, by_id=a_manager.id)
    text = text_of(to.getvalue())
    assert "May, on paper" in text
    assert "May not, on paper" in text


def test_a_later_answer_online_takes_the_mark_from_its_use_alone_and_never_from_the_record(
    a_manager, a_child, a_parent, signed_on_paper
):
    assert mark(a_manager, "website") == mark(a_manager, "press") == a_parent.name
    factories.sign(a_child, a_parent, {"website": YES})
    assert mark(a_manager, "website") == ""
    assert mark(a_manager, "press") == a_parent.name
    assert ConsentRecord.get_by_id(signed_on_paper.id).method == "paper"


def test_withdrawing_online_takes_the_mark_away(a_manager, a_child, a_parent, signed_on_paper):
    factories.withdraw(a_child, a_parent, "website")
    assert mark(a_manager, "website") == ""


def test_a_paper_stops_deciding_with_its_adult_s_responsibility(a_manager, a_parent, signed_on_paper):
    Guardianship.update(responsibility=Responsibility.NONE).execute()
    assert mark(a_manager, "website") == ""


def test_the_adult_who_signed_is_named_and_not_the_other(a_manager, a_child, a_parent, a_second_parent):
    factories.sign(a_child, a_parent, {"website": YES})
    form = paper_factories.print_one(a_child, a_manager)
    paper_factories.key_in(form, factories.adult_of(a_second_parent), a_manager, {"website": YES})
    assert mark(a_manager, "website") == a_second_parent.name


def test_a_register_of_the_past_marks_what_was_on_paper_then(a_manager, a_child, a_parent):
    form = paper_factories.print_one(a_child, a_manager)
    adult, start = factories.adult_of(a_parent), clock.now()
    moments = [start + timedelta(days=days) for days in (1, 2, 3, 4, 5)]
    with time_machine.travel(moments[1], tick=False):
        paper_factories.key_in(form, adult, a_manager, {"website": YES})
    with time_machine.travel(moments[3], tick=False):
        factories.sign(a_child, a_parent, {"website": YES})
    with time_machine.travel(moments[4], tick=False):
        assert mark(a_manager, "website") == ""
        assert [mark(a_manager, "website", known_by=moments[place]) for place in (0, 2, 4)] == ["", a_parent.name, ""]


def test_more_papers_ask_the_database_no_more_often(new_browser, a_manager, signed_on_paper):
    browser, asked = new_browser(a_manager), []
    for more in (0, 9):
        for number in range(more):
            child = factories.make_child("Sam", f"Raman{number}")
            adult = factories.adult_of(factories.make_parent(f"Alex Raman {number}", child))
            paper_factories.key_in(paper_factories.print_one(child, a_manager), adult, a_manager, {"website": YES})
        browser.get("consent_register.show")  # what is read once and kept is read here
        with count_queries() as sent:
            browser.get("consent_register.show")
        asked.append(len(sent))
    assert browser.text.count("on paper") == 11
    assert asked[0] == asked[1]
