"""The printed form: everything a parent must read, room to write, and a code that leads back to the keying page."""

import io

import pypdfium2
import pytest
import zxingcpp

from portal.consents.models import PaperForm
from portal.consents.paper import data_entry
from portal.consents.paper import documents as paper_documents
from portal.consents.paper.policy import NotThatMany
from portal.foundation.tokens import new_token
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.consents.paper_factories import print_one
from tests.pdf.reading import body_texts, page_texts
from tests.support import factories


def written(*forms):
    to = io.BytesIO()
    pages = paper_documents.write_forms(forms, to)
    assert pages == len(pypdfium2.PdfDocument(to.getvalue()))
    return to.getvalue()


def codes(data):
    pages = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(data)]
    return [[code.text for code in zxingcpp.read_barcodes(page)] for page in pages]


def test_the_code_leads_to_the_page_on_which_this_form_is_keyed_in(a_child, a_manager, a_parent):
    form = print_one(a_child, a_manager)
    first, *others = codes(written(form))
    assert first == [f"http://localhost/consents/paper/{form.reference}"]
    assert not any(others)


def test_the_form_holds_all_of_the_wording_and_says_which_it_is(a_child, a_manager):
    form = print_one(a_child, a_manager)
    published = wording.current(DocumentKey.CONSENT_FORM)
    text, data = published.consent, written(form)
    body = " ".join(body_texts(data))
    for use in text.uses:
        for words in (use.sentence, use.example, use.audience, use.controllers, use.kept):
            assert words in body
    for words in (*text.introduction, text.consult_question, text.withdrawing, text.declaration, a_child.name):
        assert words in body
    for words in ("Your full name", "What you are to the child", "Signature", "Date (day, month, year)"):
        assert words in body
    for page in page_texts(data):
        assert form.reference in page
        assert f"Wording version {published.number}, {published.sha256[:12]}" in page


def test_there_are_two_large_boxes_for_each_question(a_child, a_manager):
    data = written(print_one(a_child, a_manager))
    questions = len(wording.current(DocumentKey.CONSENT_FORM).consent.uses) + 1
    paths = [
        item.get_bounds()
        for page in pypdfium2.PdfDocument(data)
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    ]
    eight_mm = 8 / 25.4 * 72
    large = [1 for left, bottom, right, top in paths if eight_mm <= right - left < 40 and eight_mm <= top - bottom < 40]
    assert len(large) == 2 * questions


@pytest.mark.parametrize("name", ["Bo", "Swallow Risers Playgroup and Out of School Club"])
def test_it_fits_on_both_sides_of_one_sheet(a_child, a_manager, name):
    settings.change_setting({"name": name}, by_id=a_manager.id)
    pages = page_texts(written(print_one(a_child, a_manager)))
    assert len(pages) == 2
    assert "Signature" in pages[1]


def test_each_childs_pages_are_counted_for_themselves(a_child, a_strangers_child, a_manager):
    forms = [print_one(child, a_manager) for child in (a_child, a_strangers_child)]
    pages = page_texts(written(*forms))
    for form, of_child in zip(forms, (pages[:2], pages[2:]), strict=True):
        assert ["Page 1 of 2" in page for page in of_child] == [True, False]
        assert all(form.reference in page and form.child.name in page for page in of_child)


@pytest.mark.parametrize("name", ["Zoë 🐦 " * 12, "محمد", "O’Connor-Núñez & <b>Søn</b>", "鈴木"])
def test_any_name_can_be_printed(a_manager, name):
    form = print_one(factories.make_child(name[:100], "Nwosu-Brzęczyszczykiewicz"), a_manager)
    assert form.reference in page_texts(written(form))[0]


def test_printing_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing to print"):
        paper_documents.write_forms([], io.BytesIO())


def test_a_print_that_is_sent_twice_makes_one_set_of_forms(a_child, a_manager):
    key = new_token()
    first, again = (
        [form.id for form in data_entry.print_forms([a_child], copies=2, submission=key, by_id=a_manager.id)]
        for _ in range(2)
    )
    assert first == again
    assert PaperForm.select().count() == len(set(first)) == 2


@pytest.mark.parametrize(("children", "copies"), [(0, 1), (151, 2), (301, 1)])
def test_a_print_has_a_size_that_a_printer_can_bear(a_child, a_manager, children, copies):
    with pytest.raises(NotThatMany):
        data_entry.print_forms([a_child] * children, copies=copies, submission=new_token(), by_id=a_manager.id)
    assert PaperForm.select().count() == 0
