"""Files in a vault of a test’s own, and what is on disk of them."""

import json
from pathlib import Path

from portal.attachments.vault import MAGIC, StoredFile, Vault

PURPOSE = "concern:CN-7K2M-9QXD:copy"


def store(folder: Path, *contents: bytes) -> list[StoredFile]:
    """Store files, and return what a record would remember of them."""
    return [Vault(folder).store(content, purpose=PURPOSE) for content in contents]


def read(folder: Path, kept: list[StoredFile]) -> list[bytes]:
    """Return what each file holds, from a vault that has remembered nothing."""
    return [Vault(folder).open(file) for file in kept]


def path_of(folder: Path, file: StoredFile) -> Path:
    return folder / "vault" / file.name[:2] / f"{file.name}.bin"


def key_of(folder: Path, file: StoredFile) -> str:
    """Return the id of the key that a file is encrypted with."""
    return path_of(folder, file).read_bytes()[len(MAGIC) + 1 :][:8].hex()


def keys(folder: Path) -> tuple[str, list[str]]:
    """Return the id of the active key, and those of all."""
    ring = json.loads((folder / "vault.key").read_text())
    return ring["active"], sorted(ring["keys"])


def is_rotating(folder: Path) -> bool:
    return json.loads((folder / "vault.key").read_text())["is_rotating"]
