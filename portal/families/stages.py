"""How far each adult is on the way in: never invited, invited, here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from portal.accounts.models import Account, Invitation
from portal.accounts.policy import Channel
from portal.families.models import Adult
from portal.foundation import clock


class Stage(StrEnum):
    """Where somebody stands between the register and their first sign-in."""

    NEVER = auto()
    SENT = auto()
    EXPIRED = auto()
    IN = auto()
    CLOSED = auto()


@dataclass(frozen=True)
class Standing:
    """One adult's stage; the moments and the channel are those of the last invitation."""

    stage: Stage
    login: str = ""
    email: str = ""
    channel: Channel | None = None
    sent_at: datetime | None = None
    expires_at: datetime | None = None


NOT_INVITED = Standing(Stage.NEVER)


def standings(adults: Iterable[Adult]) -> dict[int, Standing]:
    """Return the standing of each of these adults, in two queries."""
    accounts = {a.account_id: a.id for a in adults if a.account_id}  # type: ignore[attr-defined]
    last = _last_invitations(list(accounts))
    found = Account.select().where(Account.id.in_(list(accounts)))
    return {accounts[account.id]: _standing(account, last.get(account.id)) for account in found}


def _last_invitations(account_ids: list[int]) -> dict[int, Invitation]:
    query = Invitation.select().where(Invitation.account.in_(account_ids) & (Invitation.channel != Channel.RESET))
    return {invitation.account_id: invitation for invitation in query.order_by(Invitation.id)}


def _standing(account: Account, last: Invitation | None) -> Standing:
    login = str(account.sign_in_name or account.email or "")
    return Standing(
        stage=_stage(account, last),
        login=login,
        email=str(account.email or ""),
        channel=Channel(str(last.channel)) if last else None,
        sent_at=last.created_at if last else None,  # type: ignore[arg-type]
        expires_at=last.expires_at if last else None,  # type: ignore[arg-type]
    )


def _stage(account: Account, last: Invitation | None) -> Stage:
    if account.disabled_at:
        return Stage.CLOSED
    if account.password_hash:
        return Stage.IN
    if last is None:
        return Stage.NEVER
    is_good = last.used_at is None and last.revoked_at is None and last.expires_at > clock.now()
    return Stage.SENT if is_good else Stage.EXPIRED
