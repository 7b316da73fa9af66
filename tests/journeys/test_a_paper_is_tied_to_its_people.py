"""A paper is tied to the people on it: whose name, whose scan, who saw it, and who keys it in."""

import pytest

from portal.consents.models import ConsentRecord
from portal.consents.policy import Answer
from tests.consents import paper_fixtures
from tests.consents.paper_factories import key_in, photograph, print_one, scan
from tests.support import factories

NAME = "Ạgnieszka 🐦 Kowalską"


def whole(adult, **more):
    """What stands on a paper that is signed otherwise than our list spells it."""
    return paper_fixtures.whole(adult, **{"signed_name": NAME, **more})


def test_a_name_unlike_the_adults_is_stored_only_once_the_keyer_confirmed_it(keying, adult):
    keying.submit("Check what you keyed in", **whole(adult, signed_name="Mickey Mouse"))
    assert "The two names are not the same" in keying.text
    assert keying.root.xpath("//form//dl/div/dd/text()")[:2] == ["Mickey Mouse", "Agnieszka Kowalska"]
    keying.submit("Store this form", witness="Priya Raman")
    assert "tick the box if this adult signed so" in keying.text
    assert ConsentRecord.select().count() == 0
    keying.submit("Store this form", name_confirmed=True)
    assert keying.heading == "Stored for Zofia Kowalska"
    assert ConsentRecord.get().signed_name == "Mickey Mouse"


def test_the_name_of_another_adult_of_the_child_is_refused(keying, form, adult, a_second_parent):
    other = whole(adult, signed_name=a_second_parent.name)
    keying.submit("Check what you keyed in", **other)
    assert "This is the name of another adult of this child" in keying.text
    assert keying.root.xpath("//input[@name='signed_name']/@value") == [a_second_parent.name]
    sent = {**other, "witness": "Priya Raman", "name_confirmed": "y"}
    keying.post("consent_paper.store", sent, reference=form.reference)
    assert ConsentRecord.select().count() == 0


def test_one_scan_proves_one_paper_and_nothing_typed_is_lost(keying, adult, a_child, a_manager):
    first = print_one(a_child, a_manager)
    key_in(first, adult, a_manager, {"website": Answer.NO}, scan=scan())
    keying.submit("Check what you keyed in", **whole(adult))
    keying.submit("Store this form", scan=(photograph(), "again.jpg"))
    assert "This file is the scan of another form already" in keying.text
    assert NAME in keying.text
    assert ConsentRecord.select().count() == 1


@pytest.mark.parametrize("witness", ["Siobhán Kelly", "siobhan kelly", "Kelly, Siobhan"])
def test_whoever_keys_in_is_never_the_only_witness(keying, adult, witness):
    keying.submit("Check what you keyed in", **whole(adult)).submit("Store this form", witness=witness)
    assert "somebody else must have seen it signed" in keying.text
    assert ConsentRecord.select().count() == 0
    keying.submit("Store this form", witness=witness, scan=(photograph(), "scan.jpg"))
    assert keying.heading == "Stored for Zofia Kowalska"


def test_nobody_keys_in_a_paper_for_a_child_of_their_own(keying, form, adult, a_manager, a_child):
    own = factories.make_adult(a_manager.name, account=a_manager)
    factories.link(own, a_child, responsible=False)
    keying.get("consent_paper.key", reference=form.reference)
    assert "This child is in your own care" in keying.text
    for step in ("key", "store"):
        sent = {**whole(adult), "witness": "Priya Raman"}
        assert keying.post(f"consent_paper.{step}", sent, reference=form.reference).status == 409
        assert "This child is in your own care" in keying.text
    assert ConsentRecord.select().count() == 0
