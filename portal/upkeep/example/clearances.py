"""What adults at the example setting say to pictures of themselves, and what the posters cleared today."""

from collections.abc import Sequence

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.consents.register.service import load_register
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.posts.clearance import adults, service
from portal.posts.clearance.policy import AdultAnswer, Picture, Target, who
from portal.wording.uses import Place, Shown

GROUP = Target(Place.CLOSED_GROUP, "Facebook")


def clear_pictures(manager: Account, workers: Sequence[Account]) -> None:
    """Let most workers and a volunteer answer about themselves, and clear three pictures."""
    first, second = (worker for worker in workers if Role.POSTER in worker.roles)
    today = clock.today()
    for worker in workers[:-1]:
        adults.answer_for_oneself(AdultAnswer.YES, submission=new_token(), by=worker)
    volunteer = adults.list_adult("Margaret Hill", submission=new_token(), by=first)
    adults.answer_by_link(volunteer, AdultAnswer.YES, submission=new_token())
    register = load_register(manager, on=today, only_started=True, whole=True)
    may = [line.id for line in register.lines if line.rulings["group_together"].may_show]
    may_not = [line.id for line in register.lines if not line.rulings["group_together"].may_show]
    _clear(first, may[:4], "Mud kitchen this morning.")
    _clear(first, (*may[4:7], *may_not[:1]), "Reading in the den.")
    _clear(second, may[2:4], "", known=(who(workers[-1].id, None),))


def _clear(poster: Account, children: Sequence[int], caption: str, known: tuple[str, ...] = ()) -> None:
    picture = Picture(GROUP, Shown.PICTURE, tuple(children))
    service.clear(service.NewClearance(picture, caption, known, submission=new_token()), by=poster)
