"""A class of children whose parents said yes to the closed group, and posters who may clear pictures of them."""

import pytest

from portal.accounts.models import Account
from portal.settings.models import Setting
from tests.posts.clearance_factories import Family, make_families, make_poster


@pytest.fixture
def poster(a_manager: Account) -> Account:
    """Designated from today on, with the staff rules signed."""
    return make_poster("Tomasz Nowak", by=a_manager)


@pytest.fixture
def second(a_manager: Account) -> Account:
    """Another designated poster."""
    return make_poster("Grace Adeleke", by=a_manager)


@pytest.fixture
def families(setting: Setting) -> list[Family]:
    """Three children; to the first two every use is a yes, for the third nobody has answered."""
    return make_families("Amira Green", "Ben Okafor", answered=True) + make_families("Cara Santos", answered=False)
