"""The key file of the vault: which keys there are, and which one new files are encrypted with."""

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from portal.attachments.private_files import (
    is_ours,
    make_folder,
    make_private,
    sync_folder,
    try_lock,
    write_durably,
    write_synced,
)

KEY_ID_BYTES = 8
_KEY_BYTES = 32
_TEMPORARY = re.compile(r"vault\.[0-9a-f]{16}\.tmp", re.ASCII)


class VaultKeyMissing(Exception):
    """A key is not in the key file, or the key file cannot be used. The text tells whoever hosts the portal why."""


class VaultKeyBusy(Exception):
    """Another process is rotating the keys."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by their id. ``is_rotating`` from when a new key is made until every file is encrypted with it."""

    active: bytes
    keys: Mapping[bytes, bytes]
    is_rotating: bool = False


class KeyFile:
    """The key ring on disk, as JSON that only the owner can read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> KeyRing:
        """Return the keys, after closing the file to other users. Raises VaultKeyMissing."""
        try:
            with self.path.open("rb") as file:
                if not is_ours(file.fileno()):
                    raise VaultKeyMissing(f"{self.path} belongs to another user. Only its owner can use it.")
                ring = _parsed(file.read())
        except FileNotFoundError as error:
            raise VaultKeyMissing(f"{self.path} is missing. Restore it from the backup.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise VaultKeyMissing(f"{self.path} cannot be read. Restore it from the backup.") from error
        make_private(self.path)
        return ring

    def create(self) -> None:
        """Make the file with a first key, unless another process is faster."""
        make_folder(self.path.parent)
        temporary = self._temporary()
        try:
            write_synced(temporary, _written(_with_new_key({})))
            # Unlike a rename, a link never replaces a key that another worker has created meanwhile.
            os.link(temporary, self.path)
        except FileExistsError:
            return
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(self.path.parent)

    def begin_rotation(self) -> KeyRing:
        """Add a key and make it the active one, unless a rotation that was cut short has done so; return the keys."""
        ring = self.read()
        if not ring.is_rotating:
            ring = replace(_with_new_key(ring.keys), is_rotating=True)
            self._write(ring)
        return ring

    def end_rotation(self, *, used: set[bytes], is_done: bool) -> None:
        """Drop the keys that no file uses, besides the active one. If not ``is_done``, the next rotation goes on."""
        ring = self.read()
        keys = {key_id: key for key_id, key in ring.keys.items() if key_id in used | {ring.active}}
        self._write(KeyRing(ring.active, keys, is_rotating=not is_done))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other rotations out. Raises VaultKeyBusy."""
        lock = try_lock(self.path.with_suffix(".lock"))
        if lock is None:
            raise VaultKeyBusy("Another process is rotating the keys. Wait until it has ended.")
        with lock:
            yield

    def leftovers(self) -> Iterator[Path]:
        """Return the files that a write leaves behind when the process is killed. They hold keys."""
        yield from (path for path in self.path.parent.glob("vault.*.tmp") if _TEMPORARY.fullmatch(path.name))

    def _write(self, ring: KeyRing) -> None:
        write_durably(self._temporary(), _written(ring), becoming=self.path)

    def _temporary(self) -> Path:
        return self.path.with_name(f"vault.{secrets.token_hex(8)}.tmp")


def _with_new_key(keys: Mapping[bytes, bytes]) -> KeyRing:
    key_id = secrets.token_bytes(KEY_ID_BYTES)
    return KeyRing(key_id, {**keys, key_id: secrets.token_bytes(_KEY_BYTES)})


def _parsed(content: bytes) -> KeyRing:
    written = json.loads(content)
    keys = {bytes.fromhex(key_id): base64.b64decode(key) for key_id, key in written["keys"].items()}
    ring = KeyRing(bytes.fromhex(written["active"]), keys, written.get("is_rotating") is True)
    if ring.active not in keys or any(len(key) != _KEY_BYTES for key in keys.values()):
        raise ValueError("the active key is not there, or a key has not 256 bits")
    return ring


def _written(ring: KeyRing) -> bytes:
    keys = {key_id.hex(): base64.b64encode(key).decode() for key_id, key in ring.keys.items()}
    return json.dumps({"active": ring.active.hex(), "keys": keys, "is_rotating": ring.is_rotating}, indent=1).encode()
