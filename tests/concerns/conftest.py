"""What the tests of concerns share."""

import pytest
from tests.concerns.world import photograph

from portal.concerns.evidence import Upload
from portal.foundation.images import inspect_upload


@pytest.fixture
def upload() -> Upload:
    picture = photograph()
    return Upload(picture, inspect_upload(picture, "picture.jpg"))
