"""The query of who sees a concern answers as the rule does, whoever raised it, handles it, or is whom it is about."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.access.permissions import Role
from portal.accounts.models import Account, AccountRole
from portal.concerns import queries, rerouting
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler, ConcernSubject
from portal.concerns.policy import EntryKind, Kind
from portal.foundation import clock
from portal.foundation.tokens import new_reference, new_token
from tests.concerns.oracle import ConcernFacts, facts_of, may_handle, may_see
from tests.support import factories

MANAGER, LEAD, CHAIR, BOTH, STAFF, PARENT, INSPECTOR, WAS_LEAD, IS_DISABLED = range(9)
ROLES = (
    (Role.MANAGER,), (Role.LEAD, Role.STAFF), (Role.CHAIR,), (Role.PARENT, Role.CHAIR), (Role.STAFF, Role.POSTER),
    (Role.PARENT,), (Role.INSPECTOR,), (Role.LEAD, Role.PARENT), (Role.MANAGER,),
)  # fmt: skip
SOME = st.frozensets(st.integers(0, len(ROLES) - 1), max_size=5)


@pytest.fixture
def people(setting) -> list[Account]:
    """One person for each of ROLES; of two of them, one lost the role that handles, and one can no longer sign in."""
    made = [factories.make_account(f"Person {number}", *roles) for number, roles in enumerate(ROLES)]
    AccountRole.delete().where((AccountRole.account == made[WAS_LEAD].id) & (AccountRole.role == Role.LEAD)).execute()
    Account.update(disabled_at=clock.now()).where(Account.id == made[IS_DISABLED].id).execute()
    return [Account.get_by_id(account.id) for account in made]


def store(raised_by: int | None, about: frozenset[int], handlers: frozenset[int]) -> Concern:
    """Store a concern as no service would: routed to anybody, even to those it is about."""
    today = clock.today()
    concern = Concern.create(
        reference=new_reference("CN"), kind=Kind.COMPLAINT, raised_by=raised_by, received_on=today,
        what_happened="The gate stood open.", submission=new_token(),
    )  # fmt: skip
    ConcernEntry.create(concern=concern, kind=EntryKind.RECEIVED, happened_on=today, submission=new_token())
    ConcernSubject.create(concern=concern, kind="other", name="A neighbour")
    for account_id in about:
        ConcernSubject.create(concern=concern, kind="staff", account=account_id)
    for position, account_id in enumerate(sorted(handlers)):
        ConcernHandler.create(concern=concern, account=account_id, position=position)
    return concern


@settings(max_examples=60)
@given(st.none() | st.integers(0, len(ROLES) - 1), SOME, SOME)
@example(PARENT, frozenset(), frozenset({MANAGER, LEAD}))
@example(PARENT, frozenset({MANAGER}), frozenset({MANAGER, CHAIR}))
@example(MANAGER, frozenset({MANAGER}), frozenset({MANAGER}))
@example(WAS_LEAD, frozenset(), frozenset({WAS_LEAD}))
@example(None, frozenset(), frozenset({IS_DISABLED, WAS_LEAD, INSPECTOR}))
def test_each_concern_is_seen_by_exactly_those_who_may(people, raised_by, about, handlers):
    def ids(positions):
        return frozenset(people[position].id for position in positions)

    concern = store(None if raised_by is None else people[raised_by].id, ids(about), ids(handlers))
    facts = facts_of(Concern.get_by_id(concern.id))
    for person in people:
        seen = concern in Concern.visible_to(person)
        assert seen is may_see(person, facts)
        assert (concern in Concern.handled_by(person)) is may_handle(person, facts)
        assert not (seen and person.id in facts.about)
    case = queries.load_case(concern, inside=True, on=clock.today())
    assert {reader.id for reader in case.readers} == {p.id for p in people if may_handle(p, facts)}


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        (PARENT, True),  # who raised it
        (CHAIR, True),
        (BOTH, False),  # a parent who is a chair too, but it did not come to them
        (MANAGER, False),  # about them, although a mistake listed them
        (LEAD, False),  # a handling role, but not this concern's
        (WAS_LEAD, False),  # it came to them, and they lost the role
        (IS_DISABLED, False),
        (STAFF, False),  # about them
        (INSPECTOR, False),
    ],
)
def test_who_sees_a_concern(people, viewer, expected):
    facts = ConcernFacts(
        about=frozenset({people[MANAGER].id, people[STAFF].id}),
        raised_by=people[PARENT].id,
        handlers=frozenset(people[number].id for number in (MANAGER, CHAIR, WAS_LEAD, IS_DISABLED)),
    )
    concern = store(facts.raised_by, facts.about, facts.handlers)
    assert (concern in Concern.visible_to(people[viewer])) is expected
    assert may_see(people[viewer], facts) is expected


@pytest.mark.parametrize(
    ("about", "handlers", "alone"),
    [((), (MANAGER,), 0), ((MANAGER,), (MANAGER,), 1), ((), (WAS_LEAD, IS_DISABLED), 1), ((STAFF,), (LEAD,), 0)],
)
def test_a_concern_is_left_alone_when_nobody_it_came_to_sees_it(people, about, handlers, alone):
    store(None, *(frozenset(people[position].id for position in positions) for positions in (about, handlers)))
    assert rerouting.count_unhandled() == alone
