"""Posts made through the portal's own services, for every test that needs one."""

from portal.accounts.models import Account
from portal.families.models import Child
from portal.foundation.tokens import new_token
from portal.posts import service
from portal.posts.clearance import service as clearances
from portal.posts.clearance.models import Clearance
from portal.posts.clearance.policy import Picture, Target
from portal.posts.models import Post
from portal.posts.policy import Elsewhere
from portal.wording.uses import Place, Shown
from tests.posts.clearance_factories import GROUP

WEBSITE = Target(Place.PUBLIC)


def clear(
    poster: Account, *children: Child, target: Target = GROUP, caption: str = "", named: tuple[Child, ...] = ()
) -> Clearance:
    """Clear a picture of these children; ``named`` are called by first name in the caption."""
    picture = Picture(
        target, Shown.PICTURE, tuple(child.id for child in children), frozenset(child.id for child in named)
    )
    return clearances.clear(clearances.NewClearance(picture, caption, submission=new_token()), by=poster)


def record(clearance: Clearance, poster: Account, *, link: str = "https://www.facebook.com/groups/1/posts/2") -> Post:
    return service.record_post(clearance, link, Elsewhere.NEWSLETTER, submission=new_token(), by=poster)


def post(poster: Account, *children: Child, **what: object) -> Post:
    """Clear a picture and record that it went up."""
    return record(clear(poster, *children, **what), poster)  # type: ignore[arg-type]
