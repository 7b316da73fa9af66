"""A spoken withdrawal counts at once; a spoken yes is impossible, down to the database."""

import inspect

import peewee
import pytest

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.consents import service
from portal.consents.models import ConsentAnswer, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, Method, NotYoursToSign, RecordKind
from portal.consents.queries import full_record
from portal.consents.staff_notes import spoken
from portal.families.models import Adult, Guardianship
from portal.families.own_child import OwnChild
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.tokens import new_reference, new_token
from portal.mail.models import OutboxMessage
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.support import factories
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines


def note(child, adult, uses, by, submission=None):
    return spoken.note_withdrawal(child, adult.id, uses, submission=submission or new_token(), by_id=by.id)


def may_show(child, use):
    return ruling(child, use, on=clock.today()).may_show


def test_it_counts_at_once_for_the_named_uses_alone(a_staff_member, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    OutboxMessage.delete().execute()

    record = note(a_child, factories.adult_of(a_parent), ["website", "press"], a_staff_member)

    assert not may_show(a_child, "website")
    assert not may_show(a_child, "press")
    assert may_show(a_child, "displays")
    whole = full_record(record)
    assert (whole.row.kind, whole.row.method, whole.noted_by) == (RecordKind.WITHDRAWAL, Method.SPOKEN, "Priya Raman")
    assert [(line.use.key, line.answer) for line in whole.answers] == [("website", "withdrawn"), ("press", "withdrawn")]
    assert (record.declared_responsibility, record.given_on) == (False, clock.today())
    message = OutboxMessage.get()
    assert message.recipient == factories.adult_of(a_parent).email
    assert "Priya Raman noted it" in message.body
    assert a_child.first_name not in message.body


def test_an_adult_who_never_answered_can_say_no_by_word_of_mouth(a_staff_member, a_parent, a_second_parent, a_child):
    factories.sign_all(a_child, a_parent)

    note(a_child, factories.adult_of(a_second_parent), ["website"], a_staff_member)

    assert not may_show(a_child, "website")


def test_a_no_said_again_is_noted_again_and_tells_staff_nothing(a_staff_member, a_parent, a_child):
    adult = factories.adult_of(a_parent)
    factories.sign(a_child, a_parent, {"website": Answer.NO, "press": Answer.YES})

    record = note(a_child, adult, ["website", "press"], a_staff_member)

    assert sorted(answer.use for answer in record.answers) == ["press", "website"]


def test_nobody_notes_what_another_adult_of_their_own_child_said(a_staff_member, a_parent, a_child):
    factories.link(factories.make_adult(a_staff_member.name, account=a_staff_member), a_child)

    with pytest.raises(OwnChild):
        note(a_child, factories.adult_of(a_parent), ["website"], a_staff_member)
    assert ConsentRecord.select().count() == 0


def test_the_same_submission_is_one_record_and_one_message(a_staff_member, a_parent, a_child):
    adult = factories.adult_of(a_parent)
    first = note(a_child, adult, ["website"], a_staff_member, submission="key")

    assert note(a_child, adult, ["website"], a_staff_member, submission="key").id == first.id
    assert OutboxMessage.select().count() == 1
    (entry,) = AuditEntry.select().where(AuditEntry.event == "ConsentWithdrawn")
    assert '"method":"spoken"' in entry.details
    assert entry.actor_id == a_staff_member.id


def test_only_an_adult_with_parental_responsibility_for_this_child_has_a_word(
    a_staff_member, a_parent, a_child, a_stranger
):
    grandmother = factories.make_adult("Halina Kowalska", email="halina@example.org")
    factories.link(grandmother, a_child, responsible=False)

    assert [care.adult_name for care in spoken.responsible_adults(a_child)] == ["Agnieszka Kowalska"]
    for adult in (grandmother, factories.adult_of(a_stranger)):
        with pytest.raises(NotYoursToSign):
            note(a_child, adult, ["website"], a_staff_member)
    Guardianship.update(responsibility=Responsibility.NONE).execute()
    with pytest.raises(NotYoursToSign):
        note(a_child, factories.adult_of(a_parent), ["website"], a_staff_member)
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize("uses", [["billboards"], ["website", "billboards"], ["always_consult"]])
def test_an_unknown_use_stores_nothing(uses, a_staff_member, a_parent, a_child):
    with pytest.raises(LookupError):
        note(a_child, factories.adult_of(a_parent), uses, a_staff_member)
    assert ConsentRecord.select().count() == 0


def test_an_adult_without_e_mail_is_noted_all_the_same(a_staff_member, a_parent, a_child):
    Adult.update(email=None).execute()
    Account.update(email=None).where(Account.id == a_parent.id).execute()

    note(a_child, factories.adult_of(a_parent), ["website"], a_staff_member)

    assert OutboxMessage.select().count() == 0
    assert not may_show(a_child, "website")


def test_a_later_signature_counts_over_what_was_spoken_and_a_rebuild_agrees(a_staff_member, a_parent, a_child):
    note(a_child, factories.adult_of(a_parent), ["website", "press"], a_staff_member)
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    before = sorted(CurrentAnswer.select().tuples())

    assert may_show(a_child, "website")
    assert not may_show(a_child, "press")
    service.rebuild_current()
    assert sorted(CurrentAnswer.select().tuples()) == before


def test_the_service_has_no_way_to_say_yes():
    taken = inspect.signature(spoken.note_withdrawal).parameters

    assert set(taken) == {"child", "adult_id", "uses", "submission", "by_id"}


def spoken_row(child, parent, by, kind):
    """Return the columns of a record that never came through the service."""
    published = wording.current(DocumentKey.CONSENT_FORM)
    return {
        "reference": new_reference("CW"),
        "kind": kind,
        "child": child.id,
        "child_name": child.name,
        "born_on": child.born_on,
        "adult": factories.adult_of(parent).id,
        "adult_name": parent.name,
        "relationship": "mother",
        "signed_name": parent.name,
        "declared_responsibility": False,
        "method": "spoken",
        "noted_by": by.id,
        "given_on": clock.today(),
        "signed_at": clock.now(),
        "wording": published.id,
        "wording_sha256": published.sha256,
        "language": "en",
        "submission": new_token(),
    }


def insert(row):
    with db.atomic():
        return ConsentRecord.insert(row).execute()


def test_the_database_refuses_a_spoken_form(a_staff_member, a_parent, a_child):
    with pytest.raises(peewee.IntegrityError, match="only_a_withdrawal_is_spoken"):
        insert(spoken_row(a_child, a_parent, a_staff_member, "form"))
    with pytest.raises(peewee.IntegrityError, match="somebody_noted_it"):
        insert({**spoken_row(a_child, a_parent, a_staff_member, "withdrawal"), "noted_by": None})

    assert insert(spoken_row(a_child, a_parent, a_staff_member, "withdrawal"))


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO, Answer.NOT_ANSWERED])
@pytest.mark.parametrize("kind", [RecordKind.FORM, RecordKind.WITHDRAWAL])
def test_the_database_refuses_any_other_answer_in_a_spoken_record(a_staff_member, a_parent, a_child, kind, answer):
    """Neither as what it is, nor as an answer that claims to belong to a form."""
    record = insert(spoken_row(a_child, a_parent, a_staff_member, "withdrawal"))

    with pytest.raises(peewee.IntegrityError), db.atomic():
        ConsentAnswer.create(record=record, kind=kind, use="website", answer=answer)
    ConsentAnswer.create(record=record, kind=RecordKind.WITHDRAWAL, use="website", answer=Answer.WITHDRAWN)
    assert ConsentAnswer.select().count() == 1
