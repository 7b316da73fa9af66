"""A row added by SQL that was put together once is the row that the model itself would have added."""

import peewee
import pytest

from portal.consents.models import CurrentAnswer
from portal.foundation import clock
from portal.foundation.compiled import CompiledInsert, day, moment
from portal.foundation.database import db
from portal.mail.models import OutboxMessage
from tests.support import factories

pytestmark = pytest.mark.both_engines

MESSAGES = CompiledInsert(OutboxMessage)
LAST_WORDS = CompiledInsert(CurrentAnswer, key=("child", "adult", "use"))
WORDS = {"recipient": "a@example.org", "subject": "“Hallo”; DROP", "body": "Grüße\n", "kind": "test"}


def test_what_is_handed_back_is_what_is_stored(db_ready):
    made = MESSAGES.create(**WORDS, try_after=clock.now())
    stored = OutboxMessage.get_by_id(made.id)
    assert {name: value for name, value in stored.__data__.items() if value is not None} == made.__data__
    assert (stored.attempts, stored.last_problem, stored.sent_at) == (0, "", None)
    assert (stored.subject, stored.body) == (WORDS["subject"], WORDS["body"])


def test_each_row_has_a_number_of_its_own(db_ready):
    first, second = MESSAGES.create(**WORDS), MESSAGES.create(**WORDS)
    assert first.id < second.id
    assert OutboxMessage.create(**WORDS).id > second.id


def test_any_number_of_rows_takes_one_statement(db_ready):
    for rows in (1, 3, 3, 0):
        MESSAGES.many([{**WORDS, "kind": f"{rows} {number}"} for number in range(rows)])
    kinds = [message.kind for message in OutboxMessage.select().order_by(OutboxMessage.id)]
    assert kinds == ["1 0", *["3 0", "3 1", "3 2"] * 2]


def test_a_row_with_the_same_key_is_written_over_and_no_other(a_parent, a_child):
    adult = factories.adult_of(a_parent).id
    row = {"child": a_child.id, "adult": adult, "given_on": clock.today(), "wording_id": 1, "record_id": 1}
    LAST_WORDS.many([{**row, "use": "press", "answer": "no"}, {**row, "use": "website", "answer": "no"}])
    LAST_WORDS.many([{**row, "use": "press", "answer": "withdrawn", "record_id": 2}])
    stored = CurrentAnswer.select(CurrentAnswer.use, CurrentAnswer.answer, CurrentAnswer.record_id)
    assert sorted(stored.tuples()) == [("press", "withdrawn", 2), ("website", "no", 1)]


def test_the_database_still_refuses_what_it_refuses(a_parent, a_child):
    row = {"child": a_child.id, "adult": factories.adult_of(a_parent).id, "given_on": clock.today(), "record_id": 1}
    for wrong in ({"wording_id": 1, "answer": "maybe"}, {"wording_id": None, "answer": "no"}):
        with pytest.raises(peewee.IntegrityError), db.atomic():
            LAST_WORDS.many([{**row, "use": "press", **wrong}])
    assert not CurrentAnswer.select().exists()


def test_days_and_moments_of_a_row_read_alike_on_both_engines(db_ready):
    now = clock.now()
    made = MESSAGES.create(**WORDS, try_after=now)
    query = OutboxMessage.select(OutboxMessage.try_after).where(OutboxMessage.id == made.id)
    ((stored,),) = db.execute(query)
    assert moment(stored) == now
    assert day("2026-11-22") == day(day("2026-11-22"))
