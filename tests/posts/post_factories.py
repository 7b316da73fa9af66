"""Posts made through the portal's own services, for every test that needs one."""

from datetime import timedelta

from portal.accounts.models import Account
from portal.acknowledgements import service as acknowledgements
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.posts import service
from portal.posts.clearance import posters
from portal.posts.clearance import service as clearances
from portal.posts.clearance.models import Clearance
from portal.posts.clearance.policy import Picture, Target
from portal.posts.models import Post
from portal.posts.policy import Elsewhere
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import Place, Shown

GROUP, WEBSITE = Target(Place.CLOSED_GROUP, "Facebook"), Target(Place.PUBLIC)


def designate(poster: Account, manager: Account) -> Account:
    """Let ``poster`` sign the staff rules and post for a month."""
    if not wording.is_published(DocumentKey.STAFF_RULES):
        wording.publish_default_texts(DocumentKey.STAFF_RULES, by_id=None)
    rules, published = wording.get_document(DocumentKey.STAFF_RULES), wording.current(DocumentKey.STAFF_RULES)
    agreed = frozenset(rule.key for rule in published.acknowledgement.rules)
    signed = acknowledgements.Signature(published.id, agreed, poster.name, new_token())
    acknowledgements.acknowledge(rules, signed, by_id=poster.id)
    today = clock.today()
    posters.designate(poster, today, today + timedelta(days=30), submission=new_token(), by=manager)
    return poster


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
