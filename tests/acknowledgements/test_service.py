"""Signing the rules: whole or not at all, once, and counted rightly afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime

import peewee
import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.acknowledgements import queries, service
from portal.acknowledgements.models import AcknowledgedRule, Acknowledgement
from portal.acknowledgements.policy import RuleMissed, Status, TextChanged
from portal.acknowledgements.queries import full_acknowledgement
from portal.audit.models import AuditEntry
from portal.mail.models import OutboxMessage
from portal.settings.models import Setting
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.acknowledgements import factories as rules
from tests.support import factories
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines


def test_each_rule_is_stored_as_a_statement_of_its_own(a_parent: Account) -> None:
    record = rules.sign(a_parent)

    stored = {row.rule for row in AcknowledgedRule.select()}
    assert stored == set(rules.rule_keys())
    published = wording.current(DocumentKey.PARENT_RULES)
    assert (record.wording_id, record.wording_sha256, record.language) == (published.id, published.sha256, "en")
    assert record.reference.startswith("RA-")
    assert full_acknowledgement(record).rules == rules.present().rules


def test_a_signature_with_a_rule_missing_is_refused_and_leaves_nothing(a_parent: Account) -> None:
    with pytest.raises(RuleMissed):
        service.acknowledge(rules.parent_rules(), rules.signed_form(without=rules.rule_keys()[2]), by_id=a_parent.id)
    assert not Acknowledgement.select().exists()
    assert not OutboxMessage.select().exists()


def test_a_signature_under_rules_that_were_replaced_is_refused(a_parent: Account) -> None:
    form = rules.signed_form()
    rules.change_the_rules()
    with pytest.raises(TextChanged):
        service.acknowledge(rules.parent_rules(), form, by_id=a_parent.id)
    assert not Acknowledgement.select().exists()


def test_the_same_submission_is_one_record_and_one_e_mail(a_parent: Account) -> None:
    form = rules.signed_form(submission="the same key")
    first = service.acknowledge(rules.parent_rules(), form, by_id=a_parent.id)
    again = service.acknowledge(rules.parent_rules(), form, by_id=a_parent.id)
    assert first.id == again.id
    assert Acknowledgement.select().count() == OutboxMessage.select().count() == 1


def test_signing_in_a_second_window_finds_the_first_signature(a_parent: Account) -> None:
    assert rules.sign(a_parent).id == rules.sign(a_parent).id


def test_the_adult_gets_an_e_mail_and_the_log_an_entry(a_parent: Account) -> None:
    record = rules.sign(a_parent)
    message = OutboxMessage.get()
    assert message.recipient == a_parent.email
    assert record.reference in message.body
    entry = AuditEntry.select().where(AuditEntry.event == "RulesAcknowledged").get()
    assert (entry.actor_id, entry.subject_id) == (a_parent.id, record.id)


def test_an_adult_with_an_address_of_their_own_gets_it_there(a_parent: Account) -> None:
    adult = factories.adult_of(a_parent)
    adult.email = "home@example.org"
    adult.save()
    rules.sign(a_parent)
    assert OutboxMessage.get().recipient == "home@example.org"


def test_without_any_address_nothing_is_queued_and_the_signature_holds(a_parent: Account) -> None:
    Account.update(email=None, sign_in_name="agnieszka").where(Account.id == a_parent.id).execute()
    adult = factories.adult_of(a_parent)
    adult.email = None
    adult.save()
    rules.sign(a_parent)
    assert Acknowledgement.select().count() == 1
    assert not OutboxMessage.select().exists()


def test_the_name_is_kept_as_it_was_when_they_signed(a_parent: Account) -> None:
    record = rules.sign(a_parent)
    adult = factories.adult_of(a_parent)
    adult.name = "Agnieszka Adeyemi"
    adult.save()
    assert full_acknowledgement(Acknowledgement.get_by_id(record.id)).signer_name == "Agnieszka Kowalska"


@pytest.mark.parametrize("model", [Acknowledgement, AcknowledgedRule])
def test_the_database_refuses_to_change_or_delete_what_was_signed(a_parent: Account, model: type) -> None:
    rules.sign(a_parent)
    with pytest.raises(peewee.DatabaseError, match="only ever added to"):
        model.delete().execute()
    with pytest.raises(peewee.DatabaseError, match="only ever added to"):
        model.update(id=99).execute()


def test_nobody_owes_anything_while_no_rules_are_published(db_ready: str) -> None:
    parent = factories.make_account("Niamh Byrne", Role.PARENT)
    assert service.own_documents(parent) == []


def test_where_a_parent_stands_from_never_to_done_and_back(a_parent: Account) -> None:
    assert rules.own(a_parent).status is Status.NEVER

    record = rules.sign(a_parent)
    own = rules.own(a_parent)
    assert (own.status, own.since, own.last, own.changes) == (Status.DONE, 1, record, None)

    rules.mend_a_comma()
    assert rules.own(a_parent).status is Status.DONE

    rules.change_the_rules()
    own = rules.own(a_parent)
    assert (own.status, own.since, own.published.number) == (Status.OUTDATED, 1, 3)
    assert own.changes is not None
    assert own.changes.added == (rules.NEW_RULE,)
    assert [rule.key for rule in own.changes.removed] == ["no_resharing"]
    assert [change.heading for change in own.changes.reworded] == [rules.present().rules[0].statement]

    rules.sign(a_parent)
    assert rules.own(a_parent).status is Status.DONE
    assert Acknowledgement.select().count() == 2


def test_the_signature_of_one_parent_is_not_the_others(a_parent: Account, a_second_parent: Account) -> None:
    rules.sign(a_parent)
    assert rules.own(a_second_parent).status is Status.NEVER


@pytest.mark.parametrize(
    ("moment", "is_inside"),
    [
        pytest.param(
            datetime(2026, 5, 31, 22, 59, tzinfo=UTC), False, id="31 May, a minute before midnight in England"
        ),
        pytest.param(datetime(2026, 5, 31, 23, 0, tzinfo=UTC), True, id="1 June at midnight in England"),
        pytest.param(datetime(2026, 6, 30, 22, 59, tzinfo=UTC), True, id="30 June, a minute before midnight"),
        pytest.param(datetime(2026, 6, 30, 23, 0, tzinfo=UTC), False, id="1 July at midnight"),
    ],
)
def test_a_period_begins_and_ends_at_midnight_in_england(a_parent: Account, moment: datetime, is_inside: bool) -> None:
    with time_machine.travel(moment, tick=False):
        rules.sign(a_parent)
    found = queries.acknowledgements_between(date(2026, 6, 1), date(2026, 6, 30))
    assert bool(found) is is_inside


def test_a_period_is_read_in_as_many_queries_for_one_as_for_many(setting: Setting) -> None:
    rules.sign(factories.make_parent("Niamh Byrne"))
    today = date.today()
    queries.acknowledgements_between(today, today)
    with count_queries() as for_one:
        queries.acknowledgements_between(today, today)
    for name in ("Chidi Okonkwo", "Mei Lin Zhang", "Asha Patel", "Yusuf Abdi"):
        rules.sign(factories.make_parent(name))
    with count_queries() as for_five:
        assert len(queries.acknowledgements_between(today, today)) == 5
    assert len(for_five) == len(for_one)


def test_a_text_without_rules_can_be_signed(a_parent: Account) -> None:
    rules.publish(replace(rules.present(), rules=()), rules.Change.REAL)
    assert full_acknowledgement(rules.sign(a_parent)).rules == ()
