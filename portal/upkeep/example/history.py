"""What has happened at the example setting: forms signed and refused, a withdrawal, rules signed, two concerns."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from portal.accounts.models import Account
from portal.acknowledgements import service as acknowledgements
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns import duties, handling
from portal.concerns import service as concerns
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Kind, Outcome, Source
from portal.consents import service as consents
from portal.consents.policy import Answer
from portal.families import care
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.relationships import service as relationships
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

YES, NO = Answer.YES, Answer.NO
PICTURE = Path(__file__).parent / "screenshot.png"
# How the families of the example answer, one after another; a use that is not named was left out.
HABITS: tuple[dict[str, Answer], ...] = (
    {"group_alone": YES, "group_together": YES, "first_name": YES, "other_journals": YES, "displays": YES,
     "website": YES, "press": YES, "group_video": YES},
    {"group_alone": YES, "group_together": YES, "first_name": NO, "other_journals": YES, "displays": YES,
     "website": NO, "press": NO, "group_video": YES},
    {"group_alone": NO, "group_together": NO, "first_name": NO, "other_journals": NO, "displays": NO,
     "website": NO, "press": NO, "group_video": NO},
    {"group_together": YES, "other_journals": YES, "displays": YES, "website": NO, "press": NO},
    {"group_alone": NO, "group_together": YES, "first_name": NO, "other_journals": YES, "displays": YES,
     "website": NO, "press": NO, "group_video": NO, "always_consult": YES},
)  # fmt: skip
SIGNING_PARENTS = 17
RULES_SIGNED = 13


def sign_forms(parents: Sequence[Account]) -> None:
    """Sign for the children of most parents who have arrived; the first of them then withdraws one use."""
    form = wording.current(DocumentKey.CONSENT_FORM)
    for number, parent in enumerate(parents[:SIGNING_PARENTS]):
        for link in care.children_of(parent.id):
            if link.responsibility.can_say_yes:
                answers = HABITS[number % len(HABITS)]
                signed = consents.SignedForm(form.id, answers, parent.name, new_token())
                consents.sign_consent(link.child, signed, by_id=parent.id)
    first = next(link for link in care.children_of(parents[0].id) if link.responsibility.can_say_yes)
    consents.withdraw_consent(first.child, "website", submission=new_token(), by_id=parents[0].id)


def sign_rules(parents: Sequence[Account], staff: Sequence[Account]) -> None:
    """Acknowledge the rules for some of the parents, and for all who work here but the last, who starts today."""
    for key, people in ((DocumentKey.PARENT_RULES, parents[:RULES_SIGNED]), (DocumentKey.STAFF_RULES, staff[:-1])):
        rules, published = wording.get_document(key), wording.current(key)
        agreed = frozenset(rule.key for rule in published.acknowledgement.rules)
        for person in people:
            signed = acknowledgements.Signature(published.id, agreed, person.name, new_token())
            acknowledgements.acknowledge(rules, signed, by_id=person.id)


def declare_relationships(parents: Sequence[Account], staff: Sequence[Account], manager: Account) -> None:
    """Let a parent and a worker each know somebody of the other side; one is confirmed, and one waits."""
    worker, other = staff[-2:]
    relationships.declare(
        other.id, parents[2].name, "friends since school", submission=new_token(), by_id=parents[2].id
    )
    known = relationships.declare(worker.id, parents[3].name, "sisters", submission=new_token(), by_id=worker.id)
    relationships.confirm(known, adult_id=Adult.get(Adult.account == parents[3].id).id, by_id=manager.id)


def raise_concerns(parents: Sequence[Account], *, handler: Account) -> None:
    """Raise three concerns: one with a picture, still open; one answered, told and closed; one that came by phone."""
    seen_on = clock.today() - timedelta(days=2)
    concerns.raise_concern(
        concerns.NewConcern(
            kind=Kind.SHARED_IMAGE,
            about=(),
            what_happened="Somebody sent on a screenshot of our group’s picnic post in a chat of another school. "
            "You can see my child at the edge of it.",
            wish="Please find out who it was, and ask them to delete it.",
            child=care.children_of(parents[1].id)[0].child,
            noticed_on=seen_on,
            submission=new_token(),
            evidence=(_screenshot(parents[1]),),
        ),
        by_id=parents[1].id,
    )
    request = concerns.NewConcern(
        kind=Kind.PRIVATE_CONTACT, about=(), noticed_on=seen_on, submission=new_token(),
        what_happened="A new member of staff sent me a friend request on Facebook. I did not answer it.",
    )  # fmt: skip
    _answer(concerns.raise_concern(request, by_id=parents[2].id), handler)
    called = concerns.NewConcern(
        kind=Kind.COMPLAINT, about=(), what_happened="A neighbour says that the side gate stood open at home time.",
        source=Source.PHONE, received_on=seen_on, teller="Jean Whitcombe", submission=new_token(),
    )  # fmt: skip
    concerns.raise_concern(called, by_id=handler.id)


def _answer(concern: Concern, handler: Account) -> None:
    """Take a concern all the way to its close; whether a child was harmed is asked first."""
    nobody_harmed = duties.DutyFact(
        duties.Duty.TRIAGE,
        duties.Answer.NO,
        clock.today(),
        text="It went to a parent, and nothing was said of a child.",
    )
    handling.record_duty(concern, nobody_harmed, seen=0, submission=new_token(), by_id=handler.id)
    for kind, words in ((EntryKind.ACKNOWLEDGED, "Thank you for telling us."), (EntryKind.STARTED, "")):
        handling.take_step(concern, kind, words, submission=new_token(), by_id=handler.id)
    told = handling.OutcomeDetails(
        outcome=Outcome.UPHELD,
        actions="Spoke to the member of staff, who withdrew the request and signed the staff rules again.",
        text="You were right to tell us. The request was a mistake by a colleague in their first week. It is withdrawn, "
        "and they have read our rules again with the manager.",
        told_on=clock.today(),
    )
    handling.tell_outcome(concern, told, submission=new_token(), by_id=handler.id)
    handling.close_concern(concern, submission=new_token(), by_id=handler.id)


def _screenshot(account: Account) -> Attachment:
    """A drawn picture of a chat: nobody is in it."""
    return attachments.accept_file(PICTURE.read_bytes(), PICTURE.name, by_id=account.id).attachment
