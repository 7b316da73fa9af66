"""What the tests of concerns share."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.attachments.shelving import Upload
from portal.foundation.images import inspect_upload
from tests.concerns.world import photograph
from tests.support.trouble import full_database

__all__ = ["full_database", "upload"]


@pytest.fixture
def upload() -> Upload:
    picture = photograph()
    return Upload(picture, inspect_upload(picture, "picture.jpg"))


@pytest.fixture
def vault(instance: Path) -> Callable[[], list[Path]]:
    """An empty vault; calling it lists the files in it."""
    shutil.rmtree(instance / "vault", ignore_errors=True)
    return lambda: list((instance / "vault").rglob("*.bin"))
