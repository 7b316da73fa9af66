"""What the tests here have on the desk."""

from tests.consents.paper_fixtures import adult, form, keying

__all__ = ["adult", "form", "keying"]
