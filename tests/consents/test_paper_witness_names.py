"""A witness is somebody who could be asked: a full name, and neither the keyer nor whoever signed."""

import io

import pytest

from portal.consents.models import ConsentRecord
from portal.consents.paper.policy import (
    NameUnlike,
    OwnWitness,
    SignerAsWitness,
    WitnessAlike,
    WitnessUnnamed,
    check_witness,
)
from portal.consents.policy import Answer
from portal.foundation.refusals import Refusal
from tests.consents.paper_factories import key_in, photograph, scan
from tests.consents.paper_fixtures import whole

YES = {"website": Answer.YES}
NAMES = {
    "signer": ("Agnieszka Kowalska", "Aga Kowalska"),
    "others": ("Piotr Kowalski", "Anna Kowalska"),
    "keyer": "Siobhán Mary Kelly",
    "is_compared": False,
}


def problem(witness, **names):
    """Return the refusal of somebody as the witness, or None."""
    try:
        check_witness(witness, **{**NAMES, **names})
    except Refusal as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(
    "witness",
    [
        *("Priya Raman", "T. Nowak", "Nowak, Tomasz", "Ifẹ́oma O’Connor-Núñez", "Tomasz 🐦 Nowak", "Mrs Hodan Warsame"),
        *("王 伟", "山田 はなこ", "محمد الأمين", "Ali Ali", "Ng Ai", "Will Self", "Na Li", "Ada Manager-Obi"),
        *("Piotr Kowalski", "Anna Kowalska", "anna kowalska"),
    ],
)
def test_a_full_name_of_somebody_else_is_a_witness(witness):
    assert problem(witness) is None


@pytest.mark.parametrize(
    "witness",
    [
        *(
            "",
            " ",
            ".",
            "x",
            "-",
            "????",
            "🐦🐦",
            "7 7",
            "1 Nowak",
            "\u200b",
            "\u3164",
            "\u3164 \u3164",
            "\u200b\u2060 \u00ad",
        ),
        *("Margaret", "Thornton", "王", "me", "mum", "Agnieszka", "Siobhán", "Kelly"),
    ],
)
def test_what_is_no_full_name_is_no_witness(witness):
    assert problem(witness, is_compared=True) is WitnessUnnamed


@pytest.mark.parametrize(
    "witness",
    [
        *("Agnieszka Kowalska", "kowalska AGNIESZKA", "Aga Kowalska"),
        *("Agnieszka\u200b Kowalska", "Agni\u00adeszka Kowal\u2060ska"),
    ],
)
def test_whoever_signed_is_no_witness_in_whatever_order_the_name_is_written(witness):
    assert problem(witness, is_compared=True) is SignerAsWitness


@pytest.mark.parametrize(
    "witness", ["Siobhán Mary Kelly", "siobhan mary kelly", "Kelly, Mary Siobhan", "Sio\u200bbhan Mary Kel\u00adly"]
)
def test_the_keyer_is_told_in_whatever_order_the_name_is_written(witness):
    assert problem(witness, is_compared=True) is OwnWitness
    assert problem(witness, keyer="") is None, "beside a scan"


@pytest.mark.parametrize(
    "witness",
    [
        *("A. Kowalska", "Aga Agnieszka", "Kowalska Kowalska", "Mrs Agnieszka Kowalska", "Zofia Kowalska"),
        *("Siobhán Kelly", "S. Kelly", "Ms Siobhan Mary Kelly", "Siobhán Warsame"),
    ],
)
def test_a_name_that_shares_a_word_is_for_the_keyer_to_compare(witness):
    assert problem(witness) is WitnessAlike
    assert problem(witness, is_compared=True) is None


def test_a_name_in_chinese_signs_is_told_from_the_same_name():
    asked = {"keyer": "王伟", "signer": ("陈美",), "others": ()}
    assert problem("陈 美", **asked) is SignerAsWitness
    assert problem("王 伟", **asked) is OwnWitness
    assert problem("李 娜", **asked) is None
    assert problem("李娜", **asked) is WitnessUnnamed


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("witness", ["\u200b", ".", "me", "Agnieszka", "Siobhán"])
def test_the_service_stores_no_witness_who_has_no_name(form, adult, a_manager, witness, scanned):
    with pytest.raises(WitnessUnnamed):
        key_in(form, adult, a_manager, YES, witness=witness, **({"scan": scan()} if scanned else {}))
    assert ConsentRecord.select().count() == 0


def test_the_service_refuses_keyer_and_signer_behind_invisible_signs(form, adult, a_manager):
    for witness, refusal in (("Sio\u200bbhán Kelly", OwnWitness), ("Agnies\u2060zka Kowalska", SignerAsWitness)):
        with pytest.raises(refusal):
            key_in(form, adult, a_manager, YES, witness=witness)
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize("signed", ["\u200b", "\u3164\u3164", ".", "-", "x", ""])
def test_no_confirmation_makes_a_name_of_what_is_none(form, adult, a_manager, signed):
    with pytest.raises(NameUnlike):
        key_in(form, adult, a_manager, YES, signed_name=signed, name_confirmed=True, witness="Priya Raman")
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize("witness", ["me", ".", "Agnieszka", "Siobhán"])
def test_the_keyer_reads_beside_the_question_what_is_wanted(keying, adult, witness):
    keying.submit("Check what you keyed in", **whole(adult)).submit("Store this form", witness=witness)
    assert "Write the full name of whoever saw it being signed" in keying.text
    assert keying.root.xpath("//input[@name='witness']/@aria-invalid") == ["true"]
    assert keying.root.xpath("//input[@name='witness' and @type='text']/@value") == [witness]
    assert ConsentRecord.select().count() == 0
    assert keying.submit("Store this form", witness="Priya Raman").heading == "Stored for Zofia Kowalska"


def test_a_scan_does_not_put_me_on_record_as_a_witness(keying, adult):
    keying.submit("Check what you keyed in", **whole(adult))
    keying.submit("Store this form", witness="me", scan=(photograph(), "form.jpg"))
    assert "Write the full name of whoever saw it being signed" in keying.text
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize("witness", ["\u200b", "\u2060 \u00ad", "\u3164"])
def test_a_witness_who_cannot_be_seen_is_none(keying, adult, witness):
    keying.submit("Check what you keyed in", **whole(adult)).submit("Store this form", witness=witness)
    assert "Add a scan of the paper, or say who saw it being signed" in keying.text
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize("signed", ["\u200b", "\u2060", "\u00ad", "\u3164", ".", "-", "x"])
def test_what_is_no_name_signs_no_paper(keying, form, adult, signed):
    keying.submit("Check what you keyed in", **whole(adult, signed_name=signed))
    assert "Write the name as it is on the paper" in keying.text
    sent = whole(adult, signed_name=signed, name_confirmed="y", witness="Priya Raman")
    keying.post("consent_paper.store", sent, reference=form.reference)
    assert "Write the name as it is on the paper" in keying.text
    assert ConsentRecord.select().count() == 0


def test_a_stale_token_at_the_last_step_keeps_witness_tick_and_answers(keying, form, adult):
    sent = whole(adult, signed_name="Mickey Mouse", use_press="both", name_confirmed="y", witness="Priya Raman")
    keying.submit("Check what you keyed in", **whole(adult, signed_name="Mickey Mouse", use_press="both"))
    sent["scan"] = [(io.BytesIO(photograph()), "form.jpg")]
    keying.post_without_token("consent_paper.store", sent, reference=form.reference)
    assert keying.heading == "Check the form of Zofia Kowalska"
    assert "This page was open for too long" in keying.text
    assert "Remove " in keying.text
    assert "No: both boxes were ticked" in keying.text
    assert keying.root.xpath("//input[@name='witness' and @type='text']/@value") == ["Priya Raman"]
    assert keying.root.xpath("//input[@name='name_confirmed']/@checked")
    assert ConsentRecord.select().count() == 0
    assert keying.submit("Store this form").heading == "Stored for Zofia Kowalska"
    assert (ConsentRecord.get().witness, ConsentRecord.get().signed_name) == ("Priya Raman", "Mickey Mouse")


def test_a_stale_token_and_a_wrong_answer_lead_back_to_the_keying_page(keying, form, adult):
    sent = whole(adult, signed_on="1 1 2099", witness="Priya Raman")
    keying.post_without_token("consent_paper.store", sent, reference=form.reference)
    assert keying.heading == "Key in the form of Zofia Kowalska"
    assert "This day has not come yet" in keying.text
    assert ConsentRecord.select().count() == 0
