"""What the tests here have on the desk."""

from tests.consents.paper_fixtures import adult, form, keying
from tests.posts.clearance_fixtures import families, poster, second

__all__ = ["adult", "families", "form", "keying", "poster", "second"]
