"""Who is to handle what concerns the manager: the holders hand it on, or a manager proposes and they may object."""

from datetime import date

from portal.access.permissions import Role
from portal.accounts import service
from portal.accounts.events import HandlerProposalEnded, HandlerProposed
from portal.accounts.models import Account, HandlerProposal, HandlerProposalEnd
from portal.accounts.policy import InvitationOutcome
from portal.accounts.staff_accounts import ROLES_LOCK, invite_person, may_give, shut_out, take_role
from portal.accounts.staff_policy import (
    INDEPENDENT_ROLES,
    DisabledAccount,
    HandlersChoose,
    HoldsItAlready,
    InspectorAlone,
    NobodyElseHolds,
    OwnAccount,
    ProposalEnding,
    ProposalOver,
    StaffRefusal,
)
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key

Named = tuple[Account, InvitationOutcome] | HandlerProposal


def may_name(account: Account) -> list[Role]:
    """Return the roles for which this person may name somebody: those they hold, or a manager both."""
    return [role for role in Role if role in INDEPENDENT_ROLES and {role, Role.MANAGER} & account.roles]


def name_handler(role: Role, *, name: str, email: str, submission: str, on: date, by: Account) -> Named:
    """Give the role and send an invitation, where ``by`` may decide that alone; or else propose the person.

    The same submission sent twice is one proposal (product.md §8.6). Raises StaffRefusal.
    """
    with db.atomic():
        serialise_on(ROLES_LOCK)
        if role not in may_name(by):
            raise HandlersChoose
        key = own_key(submission, by.id, role, name, email)
        if made := already_made(HandlerProposal, key):
            return made
        if role in may_give(by.id):
            return invite_person(email, name=name, roles={role}, last_day=None, on=on, by_id=by.id)
        known = _check_can_be_proposed(role, email, by_id=by.id)
        # Whoever reads the proposal must not take an account for somebody else's.
        called = known.name if known else name
        proposal: HandlerProposal = HandlerProposal.create(
            role=role, name=called, email=email, proposed_by=by, submission=key
        )
        bus.publish(HandlerProposed(actor_id=by.id, subject_id=proposal.id, role=role))
    return proposal


def _check_can_be_proposed(role: Role, email: str, *, by_id: int) -> Account | None:
    account = service.find_by_login(email)
    if account is None:
        return None
    if account.id == by_id:
        raise OwnAccount
    if account.is_closed:
        raise DisabledAccount
    if Role.INSPECTOR in account.roles:
        raise InspectorAlone
    if role in account.roles:
        raise HoldsItAlready
    return account


def object_to(proposal: HandlerProposal, *, by_id: int) -> None:
    """Let one handler's objection end a proposal; a second press changes nothing. Raises ProposalOver once it counts."""
    with db.atomic():
        serialise_on(ROLES_LOCK)
        ended: HandlerProposalEnd | None = HandlerProposalEnd.get_or_none(HandlerProposalEnd.proposal == proposal.id)
        if ended and ended.ending == ProposalEnding.OBJECTED:
            return
        if ended or clock.now() >= proposal.takes_effect_at:
            raise ProposalOver
        _end(proposal, ProposalEnding.OBJECTED, by_id=by_id)


def _end(proposal: HandlerProposal, ending: ProposalEnding, *, by_id: int | None) -> None:
    HandlerProposalEnd.create(proposal=proposal, ending=ending, ended_by=by_id)
    bus.publish(HandlerProposalEnded(actor_id=by_id, subject_id=proposal.id, role=proposal.role, ending=ending))


def settle_proposals() -> int:
    """Give their role to those whom nobody objected to in time, and return how many proposals ended.

    The role counts as given by whoever proposed: what is open about them never moves to that person.
    """
    settled = 0
    with db.atomic():
        serialise_on(ROLES_LOCK)
        for proposal in HandlerProposal.open().order_by(HandlerProposal.id):
            if clock.now() >= proposal.takes_effect_at:
                _settle(proposal)
                settled += 1
    return settled


def _settle(proposal: HandlerProposal) -> None:
    try:
        with db.atomic():
            invite_person(
                proposal.email,
                name=proposal.name,
                roles={Role(proposal.role)},
                last_day=None,
                on=clock.today(),
                by_id=proposal.proposed_by_id,
                is_agreed=True,
            )
    except StaffRefusal:
        _end(proposal, ProposalEnding.NOT_POSSIBLE, by_id=None)
    else:
        _end(proposal, ProposalEnding.TOOK_EFFECT, by_id=None)


def may_step_down(account: Account) -> list[Role]:
    """Return the roles that somebody else who has come in holds as well."""
    own = INDEPENDENT_ROLES & account.roles
    return [role for role in Role if role in own and service.is_held_by_another(role, account)]


def step_down(role: Role, *, by: Account) -> bool:
    """Give up one's own role, and return whether one can still sign in: who is nothing else here is shut out.

    Raises NobodyElseHolds: the last one hands it on first.
    """
    with db.atomic():
        serialise_on(ROLES_LOCK)
        by = Account.get_by_id(by.id)
        if role not in by.roles:
            return True
        if role not in may_step_down(by):
            raise NobodyElseHolds
        stays = by.roles != {role}
        take_role(by, role, by_id=by.id)
        if not stays:
            shut_out(by, by_id=by.id)
    return stays
