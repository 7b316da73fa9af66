"""Who corrects a form whose answer never came, and sends it again, is not told that it was stored when it was not."""

from portal.accounts.models import Account
from portal.concerns.models import Concern, ConcernEntry
from portal.consents import service
from portal.consents.models import ConsentHold, ConsentRecord
from portal.consents.policy import Answer
from portal.families.models import Child
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.concerns import factories as concerns

SAME_PAGE = {"submission": "one page, sent again"}


def test_another_text_from_the_same_page_is_another_concern_and_the_same_text_is_not(
    new_browser, a_parent: Account, a_manager: Account, a_child: Child
) -> None:
    parent = new_browser(a_parent)
    for text in ("It was so.", "It was so, and worse.", "It was so, and worse."):
        parent.post("concerns.ask_first", {**SAME_PAGE, "text": text}, child_id=a_child.id)
        assert parent.status == 200
    stored = [concern.what_happened for concern in Concern.select().order_by(Concern.id)]
    assert stored == ["It was so.", "It was so, and worse."]


def test_another_reason_from_the_same_page_is_another_hold(new_browser, a_manager: Account, a_child: Child) -> None:
    manager = new_browser(a_manager)
    for reason in ("Ask me.", "Court order 7.", "Court order 7."):
        manager.post("consent_notes.place_hold", {**SAME_PAGE, "basis": "other", "reason": reason}, child_id=a_child.id)
    assert [hold.reason for hold in ConsentHold.select().order_by(ConsentHold.id)] == ["Ask me.", "Court order 7."]


def test_other_answers_under_the_key_of_a_signed_form_are_another_record(a_parent: Account, a_child: Child) -> None:
    current = wording.current(DocumentKey.CONSENT_FORM).id
    made = [
        service.sign_consent(
            a_child, service.SignedForm(current, {"website": answer}, a_parent.name, "one page"), by_id=a_parent.id
        ).id
        for answer in (Answer.YES, Answer.NO, Answer.NO)
    ]
    assert made[1] == made[2] != made[0]
    assert ConsentRecord.select().count() == 2


def test_another_note_from_the_same_page_is_another_entry(new_browser, a_parent: Account, a_manager: Account) -> None:
    concern = concerns.raise_concern(a_parent)
    manager = new_browser(a_manager)
    for text in ("First.", "First, and more.", "First, and more."):
        manager.post("concerns.step", {**SAME_PAGE, "text": text}, reference=concern.reference, slug="note")
    assert ConcernEntry.select().where(ConcernEntry.text.startswith("First")).count() == 2
