"""Everything signed, withdrawn and acknowledged in the period is in the pack whole, with how it came to us."""

import re
from datetime import date

import pytest

from portal.accounts.models import Account
from portal.consents.models import CONSULT, ConsentRecord, PaperForm
from portal.consents.policy import Answer
from portal.consents.staff_notes import spoken
from portal.families.models import Adult, Child
from portal.foundation.tokens import new_token
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.acknowledgements import factories as rules
from tests.consents import paper_factories
from tests.records import packs
from tests.records.packs import Pack, unspaced
from tests.support import factories

FORM = DocumentKey.CONSENT_FORM


def record_of(pack: Pack, reference: str) -> str:
    """Return the words of one record, from its heading to the next heading."""
    (number,) = [n for n, mark in enumerate(pack.bookmarks) if mark.title.endswith(reference)]
    mark, following = pack.bookmarks[number : number + 2]
    text = " ".join(pack.pages[mark.page - 1 : following.page])
    text = text[text.index(mark.title) :]
    return text[: text.rindex(following.title)]


def answers_in(record: str, published: wording.Published) -> dict[str, str]:
    """Return the answer that stands beside each question which a record shows."""
    found = {}
    for use in published.consent.uses:
        row = re.search(rf"{re.escape(use.sentence)} {re.escape(use.place)}.*? "
                        rf"{re.escape(use.kept)} (Yes|No answer|No|Withdrawn)", record)  # fmt: skip
        if row:
            found[use.key] = row[1]
    return found


def test_a_form_shows_who_signed_when_how_each_answer_and_the_wording(a_manager, a_parent, a_child):
    answers = {"website": Answer.YES, "press": Answer.NO, CONSULT: Answer.YES}
    signed, published = factories.sign(a_child, a_parent, answers), wording.current(FORM)
    record = record_of(packs.make(a_manager), signed.reference)
    for words in (
        "Child Zofia Kowalska, born 3 September 2022",
        "Adult Agnieszka Kowalska (mother)",
        "Signed as Agnieszka Kowalska",
        "Given 15 September 2026, online",
        "Stored 15 September 2026 at 11:00am",
        f"Reference {signed.reference}",
        f"version {published.number}, published 15 September 2026, SHA-256 {published.sha256}",
        *published.consent.introduction,
        f"{published.consent.consult_question} Yes",
        published.consent.withdrawing,
        published.consent.declaration,
    ):
        assert unspaced(words) in unspaced(record)
    silent = {use.key: "No answer" for use in published.consent.uses}
    assert answers_in(record, published) == {**silent, "website": "Yes", "press": "No"}


def test_a_form_is_shown_as_it_was_signed_whatever_changed_since(a_manager, a_parent, a_child):
    signed, published = factories.sign_all(a_child, a_parent), wording.current(FORM)
    text = published.consent
    fewer = text.with_clauses(use for use in text.uses if use.key != "website")
    wording.publish(FORM, fewer, change=Change.REAL, by_id=None)
    Child.update(first_name="Sofia", last_name="Wilk", born_on=date(2021, 1, 1)).execute()
    Adult.update(name="Agnieszka Wilk").execute()
    Account.update(name="Agnieszka Wilk").where(Account.id == a_parent.id).execute()
    record = record_of(packs.make(a_manager), signed.reference)
    assert set(answers_in(record, published)) == {use.key for use in text.uses}
    assert "Zofia Kowalska, born 3 September 2022" in record
    assert published.sha256 in unspaced(record)
    assert "Wilk" not in record


def test_a_withdrawal_stands_beside_the_form_and_shows_the_one_use(a_manager, a_parent, a_child):
    signed, withdrawn = factories.sign_all(a_child, a_parent), factories.withdraw(a_child, a_parent, "website")
    pack = packs.make(a_manager)
    assert (pack.records("CF"), pack.records("CW")) == ([signed.reference], [withdrawn.reference])
    assert pack.number("Forms and withdrawals in the period") == 2
    assert answers_in(record_of(pack, withdrawn.reference), wording.current(FORM)) == {"website": "Withdrawn"}
    assert answers_in(record_of(pack, signed.reference), wording.current(FORM))["website"] == "Yes"
    assert (pack.may_show("Zofia Kowalska")["website"], pack.may_show("Zofia Kowalska")["press"]) == ("May not", "May")


@pytest.mark.parametrize("proof", ["scan", "witness"])
def test_a_paper_says_who_keyed_it_in_from_which_form_and_what_proves_it(a_manager, a_parent, a_child, proof):
    given = {"scan": paper_factories.scan()} if proof == "scan" else {"witness": "Tomasz Nowak"}
    form = paper_factories.print_one(a_child, a_manager)
    answers = {"website": Answer.YES, "press": Answer.NO}
    signed = paper_factories.key_in(
        form, factories.adult_of(a_parent), a_manager, answers, on=date(2026, 9, 15), **given
    )
    pack = packs.make(a_manager)
    record, proven = (
        record_of(pack, signed.reference),
        "with a scan" if proof == "scan" else "witnessed by Tomasz Nowak",
    )
    assert f"Given 15 September 2026, on paper, keyed in by Siobhán Kelly, {proven}" in record
    assert f"Paper form {PaperForm.get().reference}" in record
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
    record = record_of(october, signed.reference)
    assert "Given 30 September 2026, on paper" in record
    assert "Stored 5 October 2026" in record


def test_a_word_of_mouth_says_who_said_it_and_who_noted_it(a_manager, a_staff_member, a_parent, a_child):
    uses, adult = ["website", "press"], factories.adult_of(a_parent)
    said = spoken.note_withdrawal(a_child, adult.id, uses, submission=new_token(), by_id=a_staff_member.id)
    record = record_of(packs.make(a_manager), said.reference)
    assert "Said by Agnieszka Kowalska" in record
    assert "Signed as" not in record
    assert "Given 15 September 2026, by word of mouth, noted by Priya Raman" in record
    assert answers_in(record, wording.current(FORM)) == dict.fromkeys(uses, "Withdrawn")


def test_each_signature_stands_once_in_the_order_of_storing(busy, a_manager):
    stored = [record.reference for record in ConsentRecord.select().order_by(ConsentRecord.id)]
    titles = [mark.title for mark in packs.make(a_manager).bookmarks]
    assert [title.split(", ")[1] for title in titles if re.search(r"C[FW]-", title)] == stored
    assert len(stored) == 4


def test_an_acknowledgement_shows_who_signed_when_and_each_rule_that_was_ticked(a_manager, a_parent):
    signed, published = rules.sign(a_parent), wording.current(DocumentKey.PARENT_RULES)
    record = record_of(packs.make(a_manager), signed.reference)
    for words in (
        "Signed by Agnieszka Kowalska",
        "Signed as Agnieszka Kowalska",
        "Signed 15 September 2026 at 11:00am, online",
        "Language English",
        f"version {published.number}, published 15 September 2026, SHA-256 {published.sha256}",
        *(f"{rule.statement} {rule.why} Ticked" for rule in published.acknowledgement.rules),
    ):
        assert unspaced(words) in unspaced(record)
