"""Everything signed, withdrawn and acknowledged in the period is in the pack whole, each text once (product.md §6)."""

import re
from datetime import date

import pytest

from portal.accounts.models import Account
from portal.acknowledgements import queries as acknowledgements
from portal.acknowledgements.models import Acknowledgement
from portal.consents import queries
from portal.consents.labels import ANSWERS, METHODS
from portal.consents.models import CONSULT, ConsentRecord, PaperForm
from portal.consents.policy import Answer, Method
from portal.consents.staff_notes import spoken
from portal.families.models import Adult, Child
from portal.foundation.tokens import new_token
from portal.settings.events import SettingChanged
from portal.settings.models import Setting
from portal.web.dates import format_date
from portal.wording import service as wording
from portal.wording import upgrading
from portal.wording.policy import Change, DocumentKey
from tests.acknowledgements import factories as rules
from tests.consents import paper_factories
from tests.records import packs
from tests.records.packs import Pack, unspaced
from tests.support import factories

FORM = DocumentKey.CONSENT_FORM


def keys_of(pack: Pack, reference: str, published: wording.Published) -> dict[str, str]:
    """Return the answers of a record by the key of the use; those that it does not hold are left out."""
    found = {re.sub(r"^\d+\. ", "", asked): answer for asked, answer in pack.answers(reference).items()}
    uses = {use.key: found.get(use.sentence, "\u2013") for use in published.consent.uses}
    return {key: answer for key, answer in uses.items() if answer != "\u2013"}


def test_a_form_shows_who_signed_when_how_each_answer_and_the_wording_it_cites(a_manager, a_parent, a_child):
    answers = {"website": Answer.YES, "press": Answer.NO, CONSULT: Answer.YES}
    signed, published = factories.sign(a_child, a_parent, answers), wording.current(FORM)
    pack = packs.make(a_manager)
    assert pack.said(signed.reference) == (
        "Agnieszka Kowalska (mother), signed as Agnieszka Kowalska. Given 15 September 2026, online. "
        "Stored 2026-09-15 10:00:00 UTC. Each yes counts until 14 September 2027."
    )
    assert "Zofia Kowalska, born 3 September 2022" in pack.part(packs.RECORDS)
    silent = {use.key: "No answer" for use in published.consent.uses}
    assert keys_of(pack, signed.reference, published) == {**silent, "website": "Yes", "press": "No"}
    assert pack.answers(signed.reference)[f"9. {published.consent.consult_question}"] == "Yes"
    cited = pack.text_of(published)
    for words in (
        "Text 1: Pictures of your child",
        f"version {published.number}, published 15 September 2026, SHA-256 {published.sha256}",
        *published.consent.introduction,
        published.consent.withdrawing,
        published.consent.declaration,
        f"9. {published.consent.consult_question}",
        *(f"{number}. {use.sentence} {' '.join(use.told)}" for number, use in enumerate(published.consent.uses, 1)),
    ):
        assert unspaced(words) in unspaced(cited)


def test_a_form_is_shown_as_it_was_signed_whatever_changed_since(a_manager, a_parent, a_child):
    Setting.update(address="1 Mill Row", phone="01632 960001").execute()
    upgrading.follow_setting(SettingChanged(actor_id=None, subject_id=1, changed=("address", "phone")))
    signed, published = factories.sign_all(a_child, a_parent), wording.current(FORM)
    text = published.consent
    fewer = text.with_clauses(use for use in text.uses if use.key != "website")
    wording.publish(FORM, fewer, change=Change.REAL, by_id=None)
    Setting.update(name="Another name", address="2 High Street").execute()
    Child.update(first_name="Sofia", last_name="Wilk", born_on=date(2021, 1, 1)).execute()
    Adult.update(name="Agnieszka Wilk").execute()
    Account.update(name="Agnieszka Wilk").where(Account.id == a_parent.id).execute()
    pack = packs.make(a_manager)
    assert set(keys_of(pack, signed.reference, published)) == {use.key for use in text.uses}
    assert "Zofia Kowalska, born 3 September 2022" in pack.part(packs.RECORDS)
    assert "Wilk" not in pack.part(packs.RECORDS)
    cited = pack.text_of(published)
    controller = text.controller
    assert unspaced(f"Asked by {controller.name}, {controller.address}, {controller.contact}") in unspaced(cited)
    assert "Another name" not in pack.part(packs.TEXTS)


def test_a_withdrawal_stands_beside_the_form_and_shows_the_one_use(a_manager, a_parent, a_child):
    signed, withdrawn = factories.sign_all(a_child, a_parent), factories.withdraw(a_child, a_parent, "website")
    pack = packs.make(a_manager)
    assert (pack.records("CF"), pack.records("CW")) == ([signed.reference], [withdrawn.reference])
    assert pack.number("Forms and withdrawals in the period") == 2
    assert keys_of(pack, withdrawn.reference, wording.current(FORM)) == {"website": "Withdrawn"}
    assert keys_of(pack, signed.reference, wording.current(FORM))["website"] == "Yes"
    assert (pack.may_show("Zofia Kowalska")["website"], pack.may_show("Zofia Kowalska")["press"]) == ("May not", "May")


def test_each_wording_is_printed_once_however_many_signed_it(busy, a_manager):
    pack = packs.make(a_manager)
    for published in (wording.current(FORM), wording.current(DocumentKey.PARENT_RULES)):
        assert unspaced(pack.text).count(published.sha256) == 1
    assert pack.part(packs.TEXTS).count("Text 1: ") == pack.part(packs.TEXTS).count("Text 2: ") == 1


def test_no_fact_of_any_full_record_is_lost(busy, a_manager):
    pack = packs.make(a_manager)
    records = queries.full_records(list(ConsentRecord.select()))
    assert {record.row.method for record in records} == set(Method)
    for record in records:
        said, cited = pack.said(record.row.reference), unspaced(pack.text_of(record.wording))
        for fact in (
            record.row.adult_name, record.row.relationship, record.row.signed_name, format_date(record.row.given_on),
            f"{record.row.signed_at:%Y-%m-%d %H:%M:%S} UTC", METHODS[record.row.method], record.noted_by, record.row.witness,
            record.paper_reference, format_date(record.counts_until),
        ):  # fmt: skip
            assert str(fact) in said
        assert ("with a scan" in said) == record.has_scan
        assert f"{record.row.child_name}, born {format_date(record.row.born_on)}" in pack.part(packs.RECORDS)
        assert keys_of(pack, record.row.reference, record.wording) == {
            line.use.key: str(ANSWERS[line.answer]) for line in record.answers
        }
        asked_by = vars(record.text.controller).values()
        told = [words for line in record.answers for words in (line.use.sentence, *line.use.told)]
        version = f"version {record.wording.number}, published {format_date(record.wording.published_at)}"
        for words in (*asked_by, *told, record.text.declaration, record.text.withdrawing, version):
            assert unspaced(words) in cited
    for signed in acknowledgements.full_acknowledgements(list(Acknowledgement.select())):
        listed, cited = pack.part(packs.ACKNOWLEDGEMENTS), unspaced(pack.text_of(signed.wording))
        row = f"{signed.reference} {signed.signer_name} {signed.signed_name} {format_date(signed.day)}, online, in English"
        assert f"{row} {signed.acknowledged_at:%Y-%m-%d %H:%M:%S} UTC 1\u2013{len(signed.rules)} 2" in listed
        for number, rule in enumerate(signed.rules, start=1):
            assert unspaced(f"{number}. {rule.statement} {rule.why}") in cited


def test_three_children_with_a_form_each_fit_a_page(a_manager):
    for number in range(9):
        child = factories.make_child("Ama", f"Obi{number}")
        factories.sign_all(child, factories.make_parent(f"Efua Obi{number}", child))
    children = [mark.page for mark in packs.make(a_manager).bookmarks if mark.title.startswith("Ama Obi")]
    first = children[0]
    assert [page - first for page in children] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("proof", ["scan", "witness"])
def test_a_paper_says_who_keyed_it_in_from_which_form_and_what_proves_it(a_manager, a_parent, a_child, proof):
    given = {"scan": paper_factories.scan()} if proof == "scan" else {"witness": "Tomasz Nowak"}
    form = paper_factories.print_one(a_child, a_manager)
    answers = {"website": Answer.YES, "press": Answer.NO}
    signed = paper_factories.key_in(
        form, factories.adult_of(a_parent), a_manager, answers, on=date(2026, 9, 15), **given
    )
    pack, proven = packs.make(a_manager), "with a scan" if proof == "scan" else "witnessed by Tomasz Nowak"
    record = pack.said(signed.reference)
    assert f"Given 15 September 2026, on paper, keyed in by Siobhán Kelly, {proven}." in record
    assert f"Paper form {PaperForm.get().reference}." in record
    said = pack.may_show("Zofia Kowalska")
    assert (said["website"], said["press"], said["displays"]) == ("May, on paper", "May not, on paper", "No answer")


def test_a_paper_belongs_to_the_period_in_which_it_was_stored_and_says_when_it_was_signed(a_manager, a_parent, a_child):
    form, adult = paper_factories.print_one(a_child, a_manager), factories.adult_of(a_parent)
    with packs.at(2026, 10, 5):
        signed = paper_factories.key_in(form, adult, a_manager, {"website": Answer.YES}, on=date(2026, 9, 30))
    with packs.at(2026, 11, 3):
        september = packs.make(a_manager, date(2026, 9, 1), date(2026, 9, 30))
        october = packs.make(a_manager, date(2026, 10, 1), date(2026, 10, 31))
    assert (september.records("CF"), october.records("CF")) == ([], [signed.reference])
    record = october.said(signed.reference)
    assert "Given 30 September 2026, on paper" in record
    assert "Stored 2026-10-05 09:00:00 UTC" in record


def test_a_word_of_mouth_says_who_said_it_and_who_noted_it(a_manager, a_staff_member, a_parent, a_child):
    uses, adult = ["website", "press"], factories.adult_of(a_parent)
    said = spoken.note_withdrawal(a_child, adult.id, uses, submission=new_token(), by_id=a_staff_member.id)
    pack = packs.make(a_manager)
    record = pack.said(said.reference)
    assert "said by Agnieszka Kowalska" in record
    assert "signed as" not in record
    assert "Given 15 September 2026, by word of mouth, noted by Priya Raman" in record
    assert keys_of(pack, said.reference, wording.current(FORM)) == dict.fromkeys(uses, "Withdrawn")


def test_children_stand_from_a_to_z_and_their_signatures_in_the_order_of_storing(busy, a_manager):
    pack = packs.make(a_manager)
    titles = [mark.title for mark in pack.bookmarks if ", born " in mark.title]
    assert titles == ["Zofia Kowalska, born 3 September 2022", "Liban Warsame, born 3 September 2022"]
    stored = [record.reference for record in ConsentRecord.select().order_by(ConsentRecord.id)]
    listed = re.findall(packs.REFERENCE, pack.part(packs.RECORDS))
    assert [each for each in dict.fromkeys(listed) if each in stored] == stored
    assert len(stored) == 4


def test_an_acknowledgement_is_a_row_that_says_who_signed_when_and_which_rules(a_manager, a_parent):
    signed, published = rules.sign(a_parent), wording.current(DocumentKey.PARENT_RULES)
    pack, count = packs.make(a_manager), len(published.acknowledgement.rules)
    row = f"{signed.reference} Agnieszka Kowalska Agnieszka Kowalska 15 September 2026, online, in English"
    assert f"{row} 2026-09-15 10:00:00 UTC 1\u2013{count} 1" in pack.part(packs.ACKNOWLEDGEMENTS)
    cited = pack.text_of(published)
    assert f"version {published.number}, published 15 September 2026" in cited
    for number, rule in enumerate(published.acknowledgement.rules, start=1):
        assert unspaced(f"{number}. {rule.statement} {rule.why}") in unspaced(cited)
