"""Messages about posts: to those who take them down, and to who asked for it; never whose picture it is, or why."""

from flask_babel import gettext as _
from peewee import JOIN

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.consents.emails import own_address
from portal.consents.models import CurrentAnswer
from portal.consents.policy import Answer
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.mail import service as mail
from portal.mail.models import OutboxMessage
from portal.posts.clearance.models import ClearanceAdult
from portal.posts.clearance.posters import designated_posters, holding
from portal.posts.events import TakeDownsAnswered, TakeDownsListed
from portal.posts.models import TakeDown
from portal.posts.policy import Cause
from portal.web.addresses import public_address

_TAKE_DOWN = "posts/take_down"


def tell_posters(_event: TakeDownsListed) -> None:
    """Queue a message to each designated poster, or to the managers where there is none; one that waits is enough."""
    for person in designated_posters(clock.today()) or holding(Role.MANAGER):
        if person.email and not _is_told_soon(person):
            subject, address = _("A post has to be taken down"), public_address("posts.take_downs")
            mail.queue(person.email, subject, _TAKE_DOWN, name=person.name, address=address)


def _is_told_soon(person: Account) -> bool:
    waits = OutboxMessage.sent_at.is_null() & OutboxMessage.failed_at.is_null()
    same = (OutboxMessage.recipient == person.email) & (OutboxMessage.kind == _TAKE_DOWN.rpartition("/")[2])
    return bool(OutboxMessage.select().where(same & waits).exists())


def tell_who_asked(event: TakeDownsAnswered) -> None:
    """Queue a message to each adult whose no is answered with the last post; nobody else may know of a no."""
    answered = TakeDown.id.in_(event.take_downs) & (TakeDown.cause == Cause.REFUSED)
    for row in TakeDown.select(TakeDown.child).where(answered & TakeDown.child.is_null(False)).distinct():
        child = row.child.kept
        mine = (TakeDown.cause == Cause.REFUSED) & TakeDown.child.in_(Child.entries(child.id))
        if not TakeDown.select().where(mine & TakeDown.is_open()).exists():
            uses = TakeDown.select(TakeDown.use).where(mine & answered)
            _tell(child, [use for (use,) in uses.tuples()])
    in_it = ClearanceAdult.select(ClearanceAdult.account).join(TakeDown).where(answered)
    for account in Account.select().where(Account.id.in_(in_it)).order_by(Account.id):
        mine = TakeDown.adult.in_(ClearanceAdult.select(ClearanceAdult.id).where(ClearanceAdult.account == account))
        if account.email and not TakeDown.select().where(mine & TakeDown.is_open()).exists():
            _say_answered(account.email, account.name, public_address("clearances.own_answer"))


def _tell(child: Child, uses: list[str]) -> None:
    refused = CurrentAnswer.use.in_(uses) & CurrentAnswer.answer.in_([Answer.NO, Answer.WITHDRAWN])
    adults = CurrentAnswer.select(CurrentAnswer.adult).where(refused & (CurrentAnswer.child == child.id))
    columns = (Adult.name, Adult.email, Adult.account, Account.email)
    rows = Adult.select(*columns).join(Account, JOIN.LEFT_OUTER).where(Adult.id.in_(adults)).order_by(Adult.id)
    for name, email, account_id, own_email in rows.tuples():
        address = public_address("posts.of_child", child_id=child.id) if account_id else ""
        if to := own_address(email, account_id, own_email):
            _say_answered(to, name, address)


def _say_answered(to: str, name: str, address: str) -> None:
    mail.queue(to, _("What you asked us to take down"), "posts/answered", name=name, address=address)
