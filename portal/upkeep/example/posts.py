"""Three terms of posts at the example setting, what came down of them, and what is to come down now."""

from collections.abc import Sequence
from datetime import timedelta

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.concerns.subjects import NOBODY
from portal.consents import one_event
from portal.consents import service as consents
from portal.consents.policy import Answer
from portal.consents.register.service import load_register
from portal.families import care
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.posts import comments, service
from portal.posts.clearance import posters
from portal.posts.clearance import service as clearances
from portal.posts.clearance.policy import LONGEST_DESIGNATION, Picture, Target
from portal.posts.models import Post
from portal.posts.policy import Elsewhere, Found
from portal.settings.policy import COMMENT_REASONS
from portal.wording.uses import OneEvent, Place, Shown

GROUP, WEBSITE = Target(Place.CLOSED_GROUP, "Facebook"), Target(Place.PUBLIC)
# So many days ago, with so many children.
GROUP_PICTURES = (
    (262, 4, "First day in the new sand pit."), (235, 6, "Pancakes."), (203, 3, ""), (171, 5, "The caterpillars hatched."),
    (140, 8, "Sports morning."), (111, 2, "Quiet corner."), (62, 5, "Leaves and paint."), (33, 4, "Pumpkin soup."),
    (12, 6, "Lanterns."),
)  # fmt: skip


def tell_history(manager: Account, workers: Sequence[Account], parents: Sequence[Account]) -> None:
    """Post through three terms; one picture came down in time, and of two something has to come down now."""
    designated = [worker for worker in workers if Role.POSTER in worker.roles]
    with clock.set_back(timedelta(days=270)):
        for worker in designated:
            posters.designate(
                worker, clock.today(), clock.today() + LONGEST_DESIGNATION, submission=new_token(), by=manager
            )
    poster = designated[0]
    for ago, number, caption in GROUP_PICTURES:
        with clock.set_back(timedelta(days=ago)):
            register = load_register(manager, on=clock.today(), only_started=True, whole=True)
            may = [line.id for line in register.lines if line.rulings["group_together"].may_show]
            start = ago % max(len(may) - number, 1)
            _post(poster, may[start : start + number], caption)
    _come_down(poster, parents[0], parents[10])
    _read_comments(poster)
    _ask_about_fair(manager, parents[1:5])


def _read_comments(poster: Account) -> None:
    """Read what was due until last week, find one unkind comment in it, and leave the latest posts to be read."""
    with clock.set_back(timedelta(days=9)):
        due = [post for post, _due in comments.due_posts(now=clock.now())]
        comments.check_comments(due, submission=new_token(), by=poster)
        said = "“What a mess”, by a parent about another."
        comments.report_comment(
            due[-1], Found.HIDDEN, COMMENT_REASONS.splitlines()[1],
            {"about": (NOBODY,), "what_happened": said, "submission": new_token()},
            address=f"/posts/{due[-1].reference}", by=poster,
        )  # fmt: skip


def _ask_about_fair(manager: Account, parents: Sequence[Account]) -> None:
    """Ask the parents of four children about a fair this week, of whom one says yes and one says no."""
    children = [care.children_of(parent.id)[0].child for parent in parents]
    day = (clock.today() + timedelta(days=5)).isoformat()
    fair = OneEvent("Winter fair", day, "Millbrook town council", "Millbrook Gazette")
    asked = dict.fromkeys(child.id for child in children)
    request = one_event.ask(one_event.NewEvent(fair, Place.NEWSPAPER, tuple(asked), new_token()), by=manager)
    for parent, child, said in zip(parents, children, (Answer.YES, Answer.NO), strict=False):
        one_event.answer(request, child, said, signed_name=parent.name, submission=new_token(), by_id=parent.id)


def _come_down(poster: Account, one: Account, other: Account) -> None:
    """Let two parents change their minds: one long ago, and both these days."""
    first, second = (care.children_of(parent.id)[0].child for parent in (one, other))
    with clock.set_back(timedelta(days=95)):
        website = _post(poster, [second.id], "", target=WEBSITE)
    with clock.set_back(timedelta(days=90)):
        consents.withdraw_consent(second, "website", submission=new_token(), by_id=other.id)
    with clock.set_back(timedelta(days=89)):
        service.remove_post(website, clock.today(), by=poster)
    with clock.set_back(timedelta(days=8)):
        _post(poster, [first.id], "")
        _post(poster, [second.id], f"{second.called} made soup for everybody.", named=[second.id])
    with clock.set_back(timedelta(days=1)):
        consents.withdraw_consent(first, "group_alone", submission=new_token(), by_id=one.id)
    consents.withdraw_consent(second, "first_name", submission=new_token(), by_id=other.id)


def _post(
    poster: Account, children: Sequence[int], caption: str, *, target: Target = GROUP, named: Sequence[int] = ()
) -> Post:
    picture = Picture(target, Shown.PICTURE, tuple(children), frozenset(named))
    cleared = clearances.clear(clearances.NewClearance(picture, caption, submission=new_token()), by=poster)
    return service.record_post(cleared, "", Elsewhere.NEWSLETTER, submission=new_token(), by=poster)
