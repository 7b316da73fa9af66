"""Who may be named as the one who saw a paper being signed: anybody but the one who signed it."""

import pytest

from portal.consents.models import ConsentRecord
from tests.consents.paper_factories import photograph
from tests.consents.paper_fixtures import whole


@pytest.fixture
def checking(new_browser, a_manager, form, adult):
    """A manager who has keyed in a paper and checked it."""
    browser = new_browser(a_manager).get("consent_paper.key", reference=form.reference)
    return browser.submit("Check what you keyed in", **whole(adult))


@pytest.mark.parametrize(
    "witness", ["Agnieszka Kowalska", "kowalska agnieszka", "Agnieszka  KOWALSKA 🐦", "A. Kowalska"]
)
def test_whoever_signed_is_refused_as_the_witness_in_words_beside_the_question(checking, adult, witness):
    checking.submit("Store this form", witness=witness)
    assert "Nobody is the witness of their own signature" in checking.text
    assert checking.root.xpath("//input[@name='witness']/@aria-invalid") == ["true"]
    assert checking.root.xpath("//input[@name='witness' and @type='text']/@value") == [" ".join(witness.split())]
    assert ConsentRecord.select().count() == 0
    assert checking.submit("Store this form", witness="Priya Raman").heading == "Stored for Zofia Kowalska"


def test_a_scan_does_not_make_somebody_the_witness_of_their_own_signature(checking, adult):
    checking.submit("Store this form", witness=adult.name, scan=(photograph(), "form.jpg"))
    assert "Nobody is the witness of their own signature" in checking.text
    assert "Remove form.jpg" in checking.text
    assert ConsentRecord.select().count() == 0


def test_the_other_parent_may_have_seen_it(checking, a_second_parent):
    checking.submit("Store this form", witness=a_second_parent.name)
    assert f"witnessed by {a_second_parent.name}" in checking.text


@pytest.mark.parametrize("account", ["a_parent", "a_staff_member", "an_inspector"])
def test_nobody_names_a_witness_past_the_page(request, new_browser, form, adult, account):
    browser = new_browser(request.getfixturevalue(account))
    sent = {**whole(adult), "witness": "Priya Raman"}
    assert browser.post("consent_paper.store", sent, reference=form.reference).status == 403
    assert ConsentRecord.select().count() == 0
