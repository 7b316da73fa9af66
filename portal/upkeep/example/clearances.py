"""Who posts pictures at the example setting, and what they cleared today."""

from collections.abc import Sequence
from datetime import timedelta

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.consents.register.service import load_register
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.posts.clearance import posters, service
from portal.posts.clearance.policy import AdultAnswer, Picture, Target
from portal.wording.uses import Place, Shown

DESIGNATED_FOR = timedelta(days=270)
GROUP = Target(Place.CLOSED_GROUP, "Facebook")


def clear_pictures(manager: Account, workers: Sequence[Account]) -> None:
    """Designate the posters, let most workers answer about themselves, and clear three pictures."""
    first, second = (worker for worker in workers if Role.POSTER in worker.roles)
    today = clock.today()
    for poster in (first, second):
        posters.designate(poster, today, today + DESIGNATED_FOR, submission=new_token(), by=manager)
    for worker in workers[:-1]:
        posters.answer_for_oneself(AdultAnswer.YES, submission=new_token(), by=worker)
    register = load_register(manager, on=today, only_started=True, whole=True)
    may = [line.id for line in register.lines if line.rulings["group_together"].may_show]
    may_not = [line.id for line in register.lines if not line.rulings["group_together"].may_show]
    _clear(first, may[:4], "Mud kitchen this morning.")
    _clear(first, (*may[4:7], *may_not[:1]), "Reading in the den.")
    _clear(second, may[2:4], "", colleagues=(workers[-1].id,))


def _clear(poster: Account, children: Sequence[int], caption: str, colleagues: tuple[int, ...] = ()) -> None:
    picture = Picture(GROUP, Shown.PICTURE, tuple(children))
    service.clear(service.NewClearance(picture, caption, colleagues, submission=new_token()), by=poster)
