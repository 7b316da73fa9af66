"""What the tests here have on the desk."""

from tests.consents.paper_fixtures import adult, form, keying
from tests.support.trouble import full_database

__all__ = ["adult", "form", "full_database", "keying"]
