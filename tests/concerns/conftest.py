"""What the tests of concerns share."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from tests.concerns.factories import photograph
from tests.support.trouble import disk

__all__ = ["disk", "upload"]


@pytest.fixture
def upload(db_ready: str) -> Attachment:
    """A picture that waits for its form."""
    return attachments.accept_file(photograph(), "picture.jpg", by_id=0)


@pytest.fixture
def vault(instance: Path) -> Callable[[], list[Path]]:
    """An empty vault; calling it lists the files in it."""
    shutil.rmtree(instance / "vault", ignore_errors=True)
    return lambda: list((instance / "vault").rglob("*.bin"))
