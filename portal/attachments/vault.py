"""The vault: files kept encrypted on disk, each readable only for the purpose it was stored for."""

import base64
import binascii
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Header of a blob: magic with format version, algorithm, key id, nonce. The rest is ciphertext with its tag.
MAGIC = b"VAULT\x01"
AES_256_GCM = b"\x01"
KEY_ID_BYTES = 8
NONCE_BYTES = 12
_HEADER_BYTES = len(MAGIC) + len(AES_256_GCM) + KEY_ID_BYTES + NONCE_BYTES
_KEY_BYTES = 32
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ONLY_OWNER = 0o600
_ONLY_OWNER_FOLDER = 0o700


class VaultDamaged(Exception):
    """A file is missing, altered, or not the one that was asked for."""


class VaultKeyMissing(Exception):
    """The key a file was encrypted with is not in the key file, or the key file cannot be read."""


class VaultKeyBusy(Exception):
    """Another rotation is under way, or one was cut short and left ``vault.key.new`` behind."""


@dataclass(frozen=True)
class Stored:
    """What to remember of a stored file. ``size`` is in bytes, before encryption; ``sha256`` is 64 hex digits."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class _KeyRing:
    active: bytes
    keys: Mapping[bytes, bytes]


class Vault:
    """Encrypted files under ``folder/vault``, with the keys in ``folder/vault.key``.

    Backups must hold both, kept apart: without the key file nothing in the vault can be read again.
    """

    def __init__(self, folder: Path) -> None:
        self._files = folder / "vault"
        self._key_file = folder / "vault.key"

    def store(self, data: bytes, *, purpose: str) -> Stored:
        """Encrypt ``data`` (AES-256-GCM) and return once it is safe on disk.

        Raises VaultKeyMissing when the vault holds files but its key file is lost, and OSError on a full disk,
        leaving no file behind.
        """
        ring = self._keys_for_storing()
        name, digest = secrets.token_hex(16), hashlib.sha256(data)
        header = MAGIC + AES_256_GCM + ring.active + secrets.token_bytes(NONCE_BYTES)
        bound = _bound_to(header, name, digest.digest(), purpose)
        sealed = AESGCM(ring.keys[ring.active]).encrypt(header[-NONCE_BYTES:], data, bound)
        path = self._path(name)
        _make_folder(self._files)
        _make_folder(path.parent)
        _write_durably(path.with_suffix(".tmp"), header + sealed, becoming=path)
        return Stored(name, digest.hexdigest(), len(data))

    def open(self, name: str, *, purpose: str, sha256: str) -> bytes:
        """Return a stored file. Raises VaultDamaged unless it is exactly what was stored, for this purpose.

        Raises VaultKeyMissing when its key is not there.
        """
        blob = self._read(name)
        header, sealed = blob[:_HEADER_BYTES], blob[_HEADER_BYTES:]
        if len(header) < _HEADER_BYTES or not header.startswith(MAGIC + AES_256_GCM):
            raise VaultDamaged(name)
        key = self._key(header[-NONCE_BYTES - KEY_ID_BYTES : -NONCE_BYTES])
        try:
            bound = _bound_to(header, name, bytes.fromhex(sha256), purpose)
            return AESGCM(key).decrypt(header[-NONCE_BYTES:], sealed, bound)
        except (InvalidTag, ValueError) as error:
            raise VaultDamaged(name) from error

    def erase(self, name: str) -> bool:
        """Remove a file when its time to be kept is over. Returns whether it was there."""
        path = self._path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(path.parent)
        return True

    def rotate(self) -> str:
        """Add a key that new files will use, keep the old ones for reading, and return the new key's id.

        Raises VaultKeyBusy when another rotation holds ``vault.key.new``.
        """
        self._keys_for_storing()
        waiting = self._key_file.with_suffix(".key.new")
        try:
            os.close(os.open(waiting, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _ONLY_OWNER))
        except FileExistsError as error:
            raise VaultKeyBusy(str(waiting)) from error
        try:
            # Read after taking the lock, so that no rotation drops a key that another has just added.
            old, key_id = self._keys(), secrets.token_bytes(KEY_ID_BYTES)
            ring = _KeyRing(key_id, {**old.keys, key_id: secrets.token_bytes(_KEY_BYTES)})
            _write_durably(self._new_key_file(), _written(ring), becoming=self._key_file)
        finally:
            waiting.unlink()
        return key_id.hex()

    def _keys_for_storing(self) -> _KeyRing:
        if not self._key_file.exists():
            self._create_keys()
        return self._keys()

    def _create_keys(self) -> None:
        if any(self._files.glob("*/*.bin")):
            # A new key would hide that everything stored so far has become unreadable.
            raise VaultKeyMissing(str(self._key_file))
        _make_folder(self._key_file.parent)
        key_id = secrets.token_bytes(KEY_ID_BYTES)
        content = _written(_KeyRing(key_id, {key_id: secrets.token_bytes(_KEY_BYTES)}))
        fresh = self._new_key_file()
        try:
            _write_new(fresh, content)
            # Unlike a rename, a link never replaces a key that another worker has created meanwhile.
            os.link(fresh, self._key_file)
        except FileExistsError:
            return
        finally:
            fresh.unlink(missing_ok=True)
        _sync_folder(self._key_file.parent)

    def _new_key_file(self) -> Path:
        return self._key_file.with_suffix(f".{secrets.token_hex(8)}.tmp")

    def _keys(self) -> _KeyRing:
        try:
            written = json.loads(self._key_file.read_text("ascii"))
            keys = {bytes.fromhex(key_id): base64.b64decode(key) for key_id, key in written["keys"].items()}
            ring = _KeyRing(bytes.fromhex(written["active"]), keys)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise VaultKeyMissing(str(self._key_file)) from error
        if ring.active not in keys or any(len(key) != _KEY_BYTES for key in keys.values()):
            raise VaultKeyMissing(str(self._key_file))
        return ring

    def _key(self, key_id: bytes) -> bytes:
        try:
            return self._keys().keys[key_id]
        except KeyError as error:
            raise VaultKeyMissing(key_id.hex()) from error

    def _read(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise VaultDamaged(name) from error

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise VaultDamaged(name)
        return self._files / name[:2] / f"{name}.bin"


def _bound_to(header: bytes, name: str, digest: bytes, purpose: str) -> bytes:
    """Return what a blob is authenticated with: moving, swapping or relabelling it makes it unreadable."""
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("not a SHA-256")
    return header + name.encode() + digest + purpose.encode()


def _written(ring: _KeyRing) -> bytes:
    keys = {key_id.hex(): base64.b64encode(key).decode() for key_id, key in ring.keys.items()}
    return json.dumps({"active": ring.active.hex(), "keys": keys}, indent=1).encode()


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=_ONLY_OWNER_FOLDER, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _write_durably(temporary: Path, content: bytes, *, becoming: Path) -> None:
    try:
        _write_new(temporary, content)
        temporary.replace(becoming)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(becoming.parent)


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _ONLY_OWNER), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder; its file system journals the rename itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
