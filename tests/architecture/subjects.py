"""The person a concern is about, for each route to a concern: test_objects.py expects 404, and nothing changed.

Each entry makes a concern about somebody who holds the permission that the route asks for, and returns
their account and the values of the address.
"""

from collections.abc import Callable

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.concerns import drafts
from portal.concerns.policy import Kind
from tests.architecture.telling import tell
from tests.support import factories

Attempt = tuple[Account, dict[str, object]]


def _about_the_manager(**more: object) -> Attempt:
    """The manager would handle it, were it about anybody else."""
    manager = factories.make_account("Siobhán Kelly", Role.MANAGER)
    raiser = factories.make_account("Agnieszka Kowalska", Role.PARENT)
    return manager, {"reference": tell(raiser, about="manager").reference, **more}


def _a_case() -> Attempt:
    return _about_the_manager()


def _a_step() -> Attempt:
    return _about_the_manager(slug="acknowledge")


def _a_duty() -> Attempt:
    return _about_the_manager(slug="lado")


def _an_action() -> Attempt:
    return _about_the_manager(item=1)


def _a_page_of_facts() -> Attempt:
    return _about_the_manager(slug="staff")


def _a_file() -> Attempt:
    return _about_the_manager(position=1)


def _a_draft(**more: object) -> Attempt:
    """What a parent began to write about the manager, and has not sent."""
    manager, _values = _about_the_manager()
    draft = drafts.begin(Kind.COMPLAINT, by_id=factories.make_account("Nadia Haddad", Role.PARENT).id)
    return manager, {"reference": drafts.save(draft, "who", [("about", "manager")]).reference, **more}


def _a_question() -> Attempt:
    return _a_draft(step="what")


ABOUT_ME: dict[str, Callable[[], Attempt]] = {
    "concerns.breach": _a_case,
    "concerns.case": _a_case,
    "concerns.check": _a_draft,
    "concerns.close": _a_case,
    "concerns.delete_draft": _a_draft,
    "concerns.duty": _a_duty,
    "concerns.evidence": _a_file,
    "concerns.own_evidence": _a_file,
    "concerns.name_subjects": _a_case,
    "concerns.action": _an_action,
    "concerns.facts": _a_page_of_facts,
    "concerns.letter": _a_case,
    "concerns.own_letter": _a_case,
    "concerns.send_letter": _a_case,
    "concerns.teller": _a_case,
    "concerns.original": _a_file,
    "concerns.outcome": _a_case,
    "concerns.own_case": _a_case,
    "concerns.question": _a_question,
    "concerns.logged": _a_draft,
    "concerns.logged_receipt": _a_draft,
    "concerns.own_receipt": _a_case,
    "concerns.raised": _a_case,
    "concerns.withdraw": _a_case,
    "concerns.record": _a_case,
    "concerns.record_pdf": _a_case,
    "concerns.redact": _a_case,
    "concerns.step": _a_step,
    "concerns.step_aside": _a_case,
}
