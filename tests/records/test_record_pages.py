"""Each record is a page too: every word of its PDF, for whoever may have the PDF, and for nobody else."""

from io import BytesIO

import pytest

from portal.acknowledgements import documents as acknowledgement_documents
from portal.acknowledgements import queries as acknowledgements
from portal.concerns import documents as concern_documents
from portal.concerns import queries as concern_reading
from portal.concerns.policy import Face
from portal.concerns.redaction.service import redactor_for
from portal.consents import documents as consent_documents
from portal.consents import queries as consents
from portal.foundation import clock
from tests.acknowledgements import factories as rules
from tests.concerns import factories as concerns
from tests.pdf.reading import body_texts
from tests.records.packs import letters
from tests.support import factories


def words_of(write, *given, **named) -> list[str]:
    """Return the words of a paper but those of its seal: a page has none."""
    to = BytesIO()
    write(*given, to, **named)
    record, seal, _rest = " ".join(body_texts(to.getvalue())).partition("This file is sealed:")
    assert seal
    return record.split()


def check_words(page: str, words: list[str]) -> None:
    """Assert that a page has each word of a paper; a word that the paper broke is two of them."""
    whole = letters(page)
    assert [word for word in words if letters(word) not in whole] == []


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_parent_reads_every_word_of_the_consent_record_on_the_page(new_browser, a_parent, a_child, withdrawn):
    signed = factories.sign_all(a_child, a_parent)
    signed = factories.withdraw(a_child, a_parent, "website") if withdrawn else signed
    browser = new_browser(a_parent).get("consents.signed", reference=signed.reference).click("Read on this page")
    check_words(browser.text, words_of(consent_documents.write_record, consents.full_record(signed)))


def test_a_parent_reads_every_word_of_the_signed_rules_on_the_page(new_browser, a_parent):
    signed = rules.sign(a_parent)
    browser = new_browser(a_parent).get("acknowledgements.acknowledged", reference=signed.reference)
    browser.click("Read on this page")
    whole = acknowledgements.full_acknowledgement(signed)
    check_words(browser.text, words_of(acknowledgement_documents.write_acknowledgement, whole))


def test_back_from_a_consent_record_leads_each_reader_to_a_page_of_theirs(new_browser, a_parent, a_manager, a_child):
    signed = factories.sign_all(a_child, a_parent)
    for reader, heading in ((a_parent, "Signed for"), (a_manager, "Kowalska")):
        page = new_browser(reader).get("consent_register.record", reference=signed.reference).click("Back")
        assert (page.status, heading in page.heading) == (200, True)


@pytest.mark.parametrize("face", [Face.FULL, Face.PSEUDONYMISED])
def test_a_handler_reads_every_word_of_the_concern_record_on_the_page(new_browser, a_manager, a_parent, a_child, face):
    raised = concerns.raise_concern(a_parent, child=a_child, what_happened="Zofia Kowalska was in it.")
    concerns.read_texts(raised, a_manager)
    browser = new_browser(a_manager).get("concerns.case", reference=raised.reference)
    browser.click("Read with names" if face is Face.FULL else "Read without names")
    assert ("Zofia Kowalska was" in browser.text) is (face is Face.FULL)
    case = concern_reading.load_case(raised, inside=True, on=clock.today())
    redactor = redactor_for([raised.id], face)
    check_words(browser.text, words_of(concern_documents.write_concern, case, redactor))


def test_a_stranger_finds_none_of_these_pages(new_browser, a_parent, a_child, a_stranger, a_manager):
    signed, agreed = factories.sign_all(a_child, a_parent), rules.sign(a_parent)
    stranger = new_browser(a_stranger)
    assert stranger.get("consent_register.record", reference=signed.reference).status == 404
    assert stranger.get("acknowledgements.record", reference=agreed.reference).status == 404


def test_whom_a_concern_is_about_finds_no_page_of_it(new_browser, a_manager, a_chair, a_parent):
    about = concerns.raise_concern(a_parent, about=("manager",))
    assert new_browser(a_manager).get("concerns.record", reference=about.reference).status == 404
    assert new_browser(a_chair).get("concerns.record", reference=about.reference).status == 200
