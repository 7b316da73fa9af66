"""What the tests here have on the desk."""

from tests.posts.clearance_fixtures import families, poster, second

__all__ = ["families", "poster", "second"]
