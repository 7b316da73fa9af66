"""What the tests of upkeep share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns.models import Concern
from tests.concerns import factories as concerns
from tests.concerns.factories import photograph
from tests.consents.paper_factories import key_in, print_one, scan
from tests.support import factories


@pytest.fixture
def vault(instance: Path) -> Iterator[Path]:
    """The folder of the portal’s files, without any file or key; empty again afterwards."""

    def clear() -> None:
        shutil.rmtree(instance / "vault", ignore_errors=True)
        (instance / "vault.key").unlink(missing_ok=True)

    clear()
    yield instance
    clear()


@pytest.fixture
def upload(vault, db_ready: str) -> Attachment:
    """A picture that waits for its form."""
    return attachments.accept_file(photograph(), "picture.jpg", by_id=0)


@pytest.fixture
def concern(vault, setting, a_manager, a_parent, upload) -> Concern:
    """A concern with one picture, which is three files."""
    return concerns.raise_concern(a_parent, evidence=[upload])


@pytest.fixture
def record(vault, a_child, a_parent, a_manager):
    """A paper with its scan, which is three files."""
    form = print_one(a_child, a_manager)
    return key_in(form, factories.adult_of(a_parent), a_manager, {"press": "no"}, scan=scan())
