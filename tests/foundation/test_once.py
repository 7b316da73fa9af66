"""A double click is one record, whichever of the two requests comes first."""

import threading
from dataclasses import replace

import pytest

from portal.consents import service as consents
from portal.consents.models import ConsentAnswer, ConsentRecord
from portal.consents.policy import Answer, NothingAnswered
from portal.consents.service import SignedForm
from portal.foundation.database import db
from portal.foundation.once import already_made
from portal.wording import service as wording
from portal.wording.policy import Document


@pytest.fixture
def a_form(a_parent) -> SignedForm:
    version = wording.current(Document.CONSENT_FORM)
    return SignedForm(version.id, {"displays": Answer.YES}, a_parent.name, "one-and-the-same")


def test_nothing_was_made_before_the_first(db_ready) -> None:
    with db.atomic():
        assert already_made(ConsentRecord, "one-and-the-same") is None


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
                gate.wait(timeout=10)
                references.append(consents.sign_consent(a_child, a_form, by_id=a_parent.id).reference)
        except Exception as problem:
            problems.append(problem)
        finally:
            db.close()

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(timeout=30)
    assert problems == []
    assert len(references) == 8
    assert len(set(references)) == 1
    assert ConsentRecord.select().count() == 1
    assert ConsentAnswer.select().where(ConsentAnswer.use == "displays").count() == 1


def test_another_family_is_never_handed_a_record_by_its_key(a_child, a_parent, a_form, a_stranger) -> None:
    mine = consents.sign_consent(a_child, a_form, by_id=a_parent.id)
    assert consents.made_before(a_form.submission, by_id=a_parent.id) == mine
    assert consents.made_before(a_form.submission, by_id=a_stranger.id) is None
