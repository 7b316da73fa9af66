"""A double click is one record, whichever of the two requests comes first."""

import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.consents import service as consents
from portal.consents.models import ConsentAnswer, ConsentRecord
from portal.consents.pending_answers import digest
from portal.consents.policy import Answer, NothingAnswered, RecordKind
from portal.consents.service import SignedForm
from portal.foundation.database import db
from portal.foundation.idempotency import already_made, own_key
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.support import factories

pytestmark = pytest.mark.both_engines


@pytest.fixture
def a_form(a_parent) -> SignedForm:
    version = wording.current(DocumentKey.CONSENT_FORM)
    return SignedForm(version.id, {"displays": Answer.YES}, a_parent.name, "one-and-the-same")


def test_nothing_was_made_before_the_first(db_ready) -> None:
    with db.atomic():
        assert already_made(ConsentRecord, own_key("one-and-the-same", 1)) is None


def test_the_second_time_finds_what_the_first_made(a_child, a_parent, a_form) -> None:
    first = consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    again = consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    assert (again.id, again.reference) == (first.id, first.reference)
    assert ConsentRecord.select().count() == 1


def test_another_wish_is_another_record(a_child, a_parent, a_form) -> None:
    consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    consents.sign_consent(a_child, replace(a_form, submission="another"), by_id=a_parent.id)
    assert ConsentRecord.select().count() == 2


def test_a_wish_that_failed_can_be_repeated(a_child, a_parent, a_form) -> None:
    with pytest.raises(NothingAnswered):
        consents.sign_consent(a_child, replace(a_form, answers={}), by_id=a_parent.id)
    consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    assert ConsentRecord.select().count() == 1


def test_eight_clicks_at_once_are_one_record(app, a_child, a_parent, a_form) -> None:
    gate, references, problems = threading.Barrier(8), [], []

    def click() -> None:
        try:
            with app.app_context():
                db.connect(reuse_if_open=True)
                gate.wait(timeout=120)
                references.append(consents.sign_consent(a_child, a_form, by_id=a_parent.id).reference)
        except Exception as problem:
            problems.append(problem)
        finally:
            db.close()

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(timeout=120)
    assert problems == []
    assert len(references) == 8
    assert len(set(references)) == 1
    assert ConsentRecord.select().count() == 1
    assert ConsentAnswer.select().where(ConsentAnswer.use == "displays").count() == 1


def test_another_family_is_never_handed_a_record_by_its_key(a_child, a_parent, a_form, a_stranger) -> None:
    mine = consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    checked = digest(a_child.id, wording.version(a_form.wording_id).asked, a_form.answers)
    assert consents.made_before(a_form.submission, checked, by_id=a_parent.id) == mine
    assert consents.made_before(a_form.submission, "other answers", by_id=a_parent.id) is None
    assert consents.made_before(a_form.submission, checked, by_id=a_stranger.id) is None


def test_somebody_elses_key_makes_a_record_of_ones_own(
    a_child, a_parent, a_form, a_strangers_child, a_stranger, a_second_parent
) -> None:
    first = consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    others = [
        consents.sign_consent(a_strangers_child, a_form, by_id=a_stranger.id),
        consents.sign_consent(a_child, a_form, by_id=a_second_parent.id),
    ]
    assert len({first.id, *(record.id for record in others)}) == 3
    assert consents.sign_consent(a_child, a_form, by_id=a_parent.id).id == first.id


def test_the_key_of_one_child_never_answers_for_another(setting) -> None:
    one, other = factories.make_child("Amina", "Yusuf"), factories.make_child("Idris", "Yusuf")
    parent = factories.make_parent("Sagal Yusuf", one, other)
    form = SignedForm(wording.current(DocumentKey.CONSENT_FORM).id, {"displays": Answer.YES}, parent.name, "the same")
    records = [consents.sign_consent(child, form, by_id=parent.id) for child in (one, other)]
    assert [record.child_id for record in records] == [one.id, other.id]


def test_the_key_of_signing_never_stands_for_a_withdrawal(a_child, a_parent, a_form) -> None:
    consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    record = consents.withdraw_consent(a_child, "displays", submission=a_form.submission, by_id=a_parent.id)
    assert record.kind == RecordKind.WITHDRAWAL


@given(
    st.lists(
        st.tuples(st.text(max_size=9), st.none() | st.integers(1, 99), st.text(max_size=9)), min_size=2, max_size=6
    )
)
def test_two_wishes_never_share_a_key(wishes) -> None:
    keys = {own_key(submission, by_id, about) for submission, by_id, about in wishes}
    assert len(keys) == len(set(wishes))
    assert {len(key) for key in keys} == {64}
