"""What has happened at the example setting: forms signed and refused, a withdrawal, rules signed."""

from collections.abc import Sequence

from portal.accounts.models import Account
from portal.acknowledgements import service as acknowledgements
from portal.consents import service as consents
from portal.consents.policy import Answer
from portal.families import care
from portal.families.models import Adult
from portal.foundation.tokens import new_token
from portal.relationships import service as relationships
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

YES, NO = Answer.YES, Answer.NO
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
