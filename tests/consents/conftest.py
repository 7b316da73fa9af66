"""What the tests here have on the desk."""

from tests.consents.paper_fixtures import adult, form, keying
from tests.support.trouble import disk

__all__ = ["adult", "disk", "form", "keying"]
