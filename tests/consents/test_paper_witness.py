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


@pytest.mark.parametrize("witness", ["Agnieszka Kowalska", "kowalska agnieszka", "Agnieszka  KOWALSKA 🐦"])
def test_whoever_signed_is_refused_as_the_witness_in_words_beside_the_question(checking, adult, witness):
    checking.submit("Store this form", witness=witness)
    assert "Nobody is the witness of their own signature" in checking.text
    assert checking.root.xpath("//input[@name='witness']/@aria-invalid") == ["true"]
    assert checking.root.xpath("//input[@name='witness' and @type='text']/@value") == [" ".join(witness.split())]
    assert ConsentRecord.select().count() == 0
    assert checking.submit("Store this form", witness="Priya Raman").heading == "Stored for Zofia Kowalska"


@pytest.mark.parametrize("witness", ["A. Kowalska", "Anna Kowalska", "S. Kelly"])
def test_a_witness_with_a_name_like_the_signers_or_mine_is_shown_beside_both_and_confirmed(
    checking, adult, a_manager, witness
):
    checking.submit("Store this form", witness=witness)
    assert "tick the box if the witness is somebody else" in checking.text
    for name in (witness, adult.name, a_manager.name):
        assert name in checking.root.xpath("//dl/div/dd/text()")
    assert ConsentRecord.select().count() == 0
    assert checking.submit("Store this form", witness_compared=True).heading == "Stored for Zofia Kowalska"
    assert ConsentRecord.get().witness == witness


def test_a_colleague_is_chosen_from_the_list_on_which_i_am_not(a_staff_member, a_second_parent, an_inspector, checking):
    offered = checking.root.xpath("//select[@name='colleague']/option/text()")
    assert offered == ["Nobody from this list", a_staff_member.name]
    checking.submit("Store this form", colleague=str(a_staff_member.id))
    assert f"witnessed by {a_staff_member.name}" in checking.text


def test_a_colleague_stays_chosen_while_answers_are_changed(a_staff_member, checking):
    checking.submit("Store this form", colleague=str(a_staff_member.id), witness="Priya Raman")
    assert "Choose somebody from the list or write a name, not both" in checking.text
    checking.submit("Change what I keyed in").submit("Check what you keyed in")
    assert checking.root.xpath("//select[@name='colleague']/option[@selected]/text()") == [a_staff_member.name]
    assert checking.submit("Store this form", witness="").heading == "Stored for Zofia Kowalska"


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
