"""What the tests here share."""

from tests.support.trouble import disk

__all__ = ["disk"]
