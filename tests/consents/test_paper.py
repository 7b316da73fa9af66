"""Keying in a signed paper: one paper is one record, proven by a scan or a witness, whoever tries what."""

import shutil
from datetime import UTC, date, datetime, timedelta

import peewee
import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts.models import Account, AccountRole
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.attachments.service import FileNotReadable, Variant
from portal.audit.models import AuditEntry
from portal.consents.events import ConsentKeyed
from portal.consents.models import FILES_OF, ConsentRecord, CurrentAnswer
from portal.consents.paper import data_entry
from portal.consents.paper.policy import (
    KeyedAlready,
    NameOfAnother,
    NameUnlike,
    NotColleague,
    OwnWitness,
    ProofMissing,
    ScanUsedAlready,
    SignedBeforeBirth,
    SignedBeforePrinting,
    SignedInFuture,
    SignerAsWitness,
    TwoWitnesses,
)
from portal.consents.policy import Answer, Method, NothingAnswered, NotYoursToSign, RecordKind
from portal.consents.queries import full_record
from portal.families.models import Adult
from portal.families.own_child import OwnChild
from portal.foundation import clock
from portal.foundation.text import names_match
from portal.mail.models import OutboxMessage
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.consents.paper_factories import key_in, photograph, print_one, scan
from tests.support import factories

pytestmark = pytest.mark.both_engines

YES = {"website": Answer.YES}


@pytest.fixture
def vault(instance):
    shutil.rmtree(instance / "vault", ignore_errors=True)
    return lambda: list((instance / "vault").rglob("*.bin"))


def test_a_keyed_form_is_a_record_like_any_other_and_says_that_it_was_paper(form, adult, a_manager, vault):
    record = key_in(form, adult, a_manager, YES, scan=scan(), witness="Tomasz Nowak")
    whole = full_record(record)
    assert (record.kind, record.method, record.noted_by_id) == (RecordKind.FORM, Method.PAPER, a_manager.id)
    assert record.wording_sha256 == wording.version(form.wording_id).sha256
    assert record.declared_responsibility
    assert (whole.noted_by, whole.has_scan, whole.row.witness) == (a_manager.name, True, "Tomasz Nowak")
    assert whole.paper_reference == form.reference
    assert len(whole.answers) == 8
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 1
    happened = AuditEntry.select().where(AuditEntry.event == ConsentKeyed.__name__).get()
    assert happened.subject_id == record.id
    assert adult.name not in happened.details


def test_the_adult_is_told_by_e_mail_if_they_have_one(form, adult, a_manager):
    record = key_in(form, adult, a_manager, YES)
    message = OutboxMessage.get()
    assert message.recipient == adult.email
    assert record.reference in message.body
    assert "You signed them on paper on" in message.body


def test_an_adult_without_e_mail_gets_none(a_child, a_manager):
    adult = factories.make_adult("Hodan Warsame")
    factories.link(adult, a_child)
    key_in(print_one(a_child, a_manager), adult, a_manager, YES)
    assert OutboxMessage.select().count() == 0


def test_one_paper_is_one_signature(form, adult, a_second_parent, a_manager, vault):
    key_in(form, adult, a_manager, YES, scan=scan())
    for signer in (adult, factories.adult_of(a_second_parent)):
        with pytest.raises(KeyedAlready):
            key_in(form, signer, a_manager, YES, scan=scan())
    assert ConsentRecord.select().count() == 1
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 1


def test_a_submission_sent_twice_is_one_record_and_one_scan(form, adult, a_manager, vault):
    first, again = (key_in(form, adult, a_manager, YES, scan=scan(), submission="same") for _ in range(2))
    assert first == again
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 1
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 1


def test_the_database_itself_refuses_a_second_record_of_one_paper(form, adult, a_manager):
    record = key_in(form, adult, a_manager, YES)
    row = {**record.__data__, "reference": "CF-2222-2222", "submission": "other"}
    row.pop("id")
    with pytest.raises(peewee.IntegrityError):
        ConsentRecord.insert(row).execute()


def test_a_paper_without_scan_or_witness_proves_nothing(form, adult, a_manager):
    with pytest.raises(ProofMissing):
        key_in(form, adult, a_manager, YES, witness="")
    assert ConsentRecord.select().count() == 0


def test_a_paper_without_a_tick_is_not_stored(form, adult, a_manager, vault):
    with pytest.raises(NothingAnswered):
        key_in(form, adult, a_manager, {}, scan=scan())
    assert not Attachment.select().where(Attachment.subject.is_null(False)).exists()


def test_only_an_adult_with_responsibility_for_this_child_can_have_signed(form, a_child, a_stranger, a_manager):
    aunt = factories.make_adult("Ewa Lis")
    factories.link(aunt, a_child, responsible=False)
    for nobody in (aunt, factories.adult_of(a_stranger), Adult(id=999_999, name="Nobody")):
        with pytest.raises(NotYoursToSign):
            key_in(form, nobody, a_manager, YES)
    assert CurrentAnswer.select().count() == 0


@pytest.mark.parametrize(
    ("days", "problem"),
    [(1, SignedInFuture), (-1, SignedBeforePrinting), (-9000, SignedBeforeBirth)],
)
def test_nobody_signed_in_the_future_or_before_the_form_was_printed(form, adult, a_manager, days, problem):
    with pytest.raises(problem):
        key_in(form, adult, a_manager, YES, on=clock.today() + timedelta(days=days))


def test_a_form_that_changed_in_earnest_is_stored_and_counts_for_nothing(form, adult, a_child, a_manager):
    factories.publish_form()
    record = key_in(form, adult, a_manager, YES)
    assert record.wording_id == form.wording_id
    assert data_entry.outcome_of(record, on=clock.today()).superseded == tuple(
        use.sentence for use in wording.version(form.wording_id).consent.uses if use.key == "website"
    )


def test_it_is_said_which_answers_are_newer(form, adult, a_parent, a_child, a_manager):
    factories.withdraw(a_child, a_parent, "website")
    record = key_in(form, adult, a_manager, {"website": Answer.YES, "press": Answer.YES})
    (sentence,) = data_entry.outcome_of(record, on=clock.today()).answered_since
    assert sentence == wording.version(form.wording_id).consent.use("website").sentence


def test_a_yes_that_has_run_out_is_said_to_have(a_parent, a_child, a_manager):
    with time_machine.travel(datetime(2025, 3, 1, 9, tzinfo=UTC), tick=False):
        old = print_one(a_child, a_manager)
    published = wording.current(DocumentKey.CONSENT_FORM)
    assert data_entry.has_run_out(published, date(2025, 3, 1), on=date(2026, 3, 1))
    assert not data_entry.has_run_out(published, date(2025, 3, 1), on=date(2026, 2, 28))
    record = key_in(old, factories.adult_of(a_parent), a_manager, YES, on=date(2025, 3, 2))
    assert data_entry.outcome_of(record, on=clock.today()).has_run_out


def test_a_scan_opens_as_its_clean_copy_and_for_its_own_paper_alone(form, adult, a_child, a_manager, vault):
    record = key_in(form, adult, a_manager, YES, scan=scan())
    found = attachments.file_of(FILES_OF, record.id)
    assert attachments.open_file(found, Variant.ORIGINAL) == photograph()
    assert attachments.open_file(found, Variant.COPY).startswith(b"\xff\xd8\xff")
    other = key_in(print_one(a_child, a_manager), adult, a_manager, YES, witness="Tomasz Nowak")
    assert attachments.file_of(FILES_OF, other.id) is None
    found.bound_to = "attachment:of-another-paper"
    with pytest.raises(FileNotReadable):
        attachments.open_file(found, Variant.COPY)


@pytest.mark.parametrize(
    ("signed", "name"),
    [
        ("Agnieszka Kowalska", "Agnieszka Kowalska"),
        ("kowalska agnieszka", "Agnieszka Kowalska"),
        ("Ifeoma OConnor", "Ifẹ́oma O’Connor"),
        ("陈美", "陈美"),
        ("陈 美", "陈美"),
    ],
)
def test_one_name_is_spelt_in_many_ways(signed, name):
    assert names_match(signed, name)
    assert names_match(name, signed)


@pytest.mark.parametrize(
    ("signed", "name"),
    [
        ("Mickey Mouse", "Agnieszka Kowalska"),
        ("A. Kowalska", "Agnieszka Kowalska"),
        ("Agnieszka Maria Kowalska", "Agnieszka Kowalska"),
        ("Agnieszka Kowalski", "Agnieszka Kowalska"),
        ("Ada Obi", "Ben Obi"),
        ("Obi", "Ben Obi"),
        ("", "Ben Obi"),
        ("🐦", "🐦 Obi"),
    ],
)
def test_any_other_name_is_for_a_person_to_compare(signed, name):
    assert not names_match(signed, name)
    assert not names_match(name, signed)


def test_a_name_unlike_the_adults_needs_a_second_look_which_is_logged(form, adult, a_manager):
    given = {"signed_name": "Mickey Mouse", "witness": "Tomasz Nowak"}
    with pytest.raises(NameUnlike):
        key_in(form, adult, a_manager, YES, **given)
    key_in(form, adult, a_manager, YES, **given, name_confirmed=True)
    assert '"name_differs":true' in AuditEntry.get(AuditEntry.event == "ConsentKeyed").details.replace(" ", "")


def test_the_name_of_another_adult_proves_nothing_even_when_confirmed(form, adult, a_second_parent, a_manager):
    with pytest.raises(NameOfAnother):
        key_in(
            form, adult, a_manager, YES, signed_name=a_second_parent.name, witness="Tomasz Nowak", name_confirmed=True
        )
    assert ConsentRecord.select().count() == 0


def test_two_adults_of_one_name_can_each_sign(a_child, a_manager):
    for _number in range(2):
        adult = factories.make_adult("Adam Obi")
        factories.link(adult, a_child)
        key_in(print_one(a_child, a_manager), adult, a_manager, YES)
    assert ConsentRecord.select().count() == 2


def test_one_scan_never_proves_two_signatures(form, adult, a_child, a_second_parent, a_manager, vault):
    key_in(form, adult, a_manager, YES, scan=scan())
    with pytest.raises(ScanUsedAlready):
        key_in(print_one(a_child, a_manager), factories.adult_of(a_second_parent), a_manager, YES, scan=scan())
    assert ConsentRecord.select().count() == 1
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 1


def test_the_keyer_is_a_witness_only_beside_a_scan(form, adult, a_manager):
    with pytest.raises(OwnWitness):
        key_in(form, adult, a_manager, YES, witness=a_manager.name)
    assert key_in(form, adult, a_manager, YES, witness=a_manager.name, scan=scan())


@pytest.mark.parametrize("witness", ["Agnieszka Kowalska", "kowalska, agnieszka", "K. Aga"])
@pytest.mark.parametrize("scanned", [False, True])
def test_nobody_is_the_witness_of_their_own_signature(form, adult, a_manager, vault, witness, scanned):
    proof = {"signed_name": "Aga K", "name_confirmed": True, "witness": witness, "witness_compared": True}
    with pytest.raises(SignerAsWitness):
        key_in(form, adult, a_manager, YES, **proof, **({"scan": scan()} if scanned else {}))
    assert ConsentRecord.select().count() == 0
    assert not Attachment.select().where(Attachment.subject.is_null(False)).exists()


def test_a_parent_who_works_here_does_not_see_their_own_signature(form, adult, a_parent, a_manager):
    AccountRole.create(account=a_parent.id, role=Role.STAFF)
    with pytest.raises(SignerAsWitness):
        key_in(form, adult, a_manager, YES, colleague_id=a_parent.id)
    assert ConsentRecord.select().count() == 0


def test_a_colleague_is_a_witness_and_nobody_else_is_one_by_their_number(
    form, adult, a_staff_member, an_inspector, a_stranger, a_manager
):
    for nobody in (a_manager.id, an_inspector.id, a_stranger.id, 999_999):
        with pytest.raises(NotColleague):
            key_in(form, adult, a_manager, YES, colleague_id=nobody)
    with pytest.raises(TwoWitnesses):
        key_in(form, adult, a_manager, YES, colleague_id=a_staff_member.id, witness="Priya Raman")
    assert key_in(form, adult, a_manager, YES, colleague_id=a_staff_member.id).witness == a_staff_member.name


def test_who_left_is_no_longer_on_the_list_of_colleagues(form, adult, a_staff_member, a_manager):
    Account.update(disabled_at=clock.now()).where(Account.id == a_staff_member.id).execute()
    with pytest.raises(NotColleague):
        key_in(form, adult, a_manager, YES, colleague_id=a_staff_member.id)


def test_another_parent_is_a_witness_however_like_their_name_is(form, adult, a_child, a_manager):
    factories.link(factories.make_adult("Agnieszka Kowalski"), a_child)
    assert key_in(form, adult, a_manager, YES, witness="Agnieszka Kowalski").witness == "Agnieszka Kowalski"


def test_nobody_keys_in_for_a_child_in_their_own_care(form, adult, a_child, a_manager, vault):
    factories.link(factories.make_adult(a_manager.name, account=a_manager), a_child, responsible=False)
    with pytest.raises(OwnChild):
        key_in(form, adult, a_manager, YES, scan=scan())
    assert not Attachment.select().where(Attachment.subject.is_null(False)).exists()
