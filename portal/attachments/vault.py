"""The vault: files kept encrypted on disk, each readable only for the purpose it was stored for, and its keys."""

import base64
import hashlib
import json
import logging
import os
import re
import secrets
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.attachments.private_files import (
    KeyUnusable,
    make_private,
    read_keys,
    restrict,
    try_lock,
    write_durably,
)
from portal.foundation import clock

log = logging.getLogger("portal.attachments")

# Header of a blob: magic with format version, algorithm, key id, nonce. The rest is ciphertext with its tag.
MAGIC = b"VAULT\x01"
AES_256_GCM = b"\x01"
_KEY_ID_BYTES, _KEY_BYTES, _NONCE_BYTES = 8, 32, 12
_HEADER_BYTES = len(MAGIC) + len(AES_256_GCM) + _KEY_ID_BYTES + _NONCE_BYTES
# So long a file that no record names can come back: a database restored from an older backup does not name the newest.
SET_ASIDE_FOR = timedelta(days=30)
_ASIDE = ".unnamed"
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)
_UNFINISHED = re.compile(r"(.+\.[0-9a-f]{16}|[0-9a-f]{32})\.tmp", re.ASCII)  # as ``write_durably`` names them, and did


class VaultDamaged(Exception):
    """A file is missing, altered, or not the one that was asked for; the text says which, to whoever hosts the portal."""


class VaultKeyBusy(Exception):
    """Another process is rotating the keys."""


@dataclass(frozen=True)
class StoredFile:
    """What a record remembers of a stored file to open it. ``sha256`` is 64 hex digits, of the file before encryption."""

    name: str
    purpose: str
    sha256: str


@dataclass(frozen=True)
class KeyRing:
    """Keys (Base64) by their id (hexadecimal digits), as the file of keys holds them, in JSON.

    ``is_rotating`` from when a new key is made until every file is encrypted with it.
    """

    active: str
    keys: Mapping[str, str]
    is_rotating: bool = False

    @classmethod
    def with_new(cls, keys: Mapping[str, str], *, is_rotating: bool) -> Self:
        """Return these keys and a new one, which is the active one."""
        key_id, key = secrets.token_hex(_KEY_ID_BYTES), base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
        return cls(key_id, {**keys, key_id: key}, is_rotating)

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read the file of keys. Raises whatever Python raises for another file."""
        ring = cls(**json.loads(content))
        if any(len(base64.b64decode(ring.keys[key_id])) != _KEY_BYTES for key_id in {ring.active, *ring.keys}):
            raise ValueError("a key has not 256 bits")
        return ring

    def write(self, path: Path, *, replaces: bool = True) -> None:
        write_durably(path, json.dumps(asdict(self), indent=1).encode(), replaces=replaces)


class Vault:
    """Encrypted files under ``folder/vault``, with the keys in ``folder/vault.key``, as JSON.

    Backups must hold both, kept apart: without the key file nothing in the vault can be read again.
    """

    def __init__(self, folder: Path) -> None:
        self._files = folder / "vault"
        self._key_file = folder / "vault.key"

    def store(self, data: bytes, *, purpose: str) -> StoredFile:
        """Encrypt ``data`` (AES-256-GCM) and return once it is safe on disk.

        Raises KeyUnusable when the vault holds files but its key file is lost, and OSError on a full disk,
        leaving no file behind.
        """
        file = StoredFile(secrets.token_hex(16), purpose, hashlib.sha256(data).hexdigest())
        used = ""
        # A rotation that begins meanwhile does not see this file and may drop its key, so it is looked at again.
        while (ring := self._keys_for_storing()).active != used:
            self._write(file, data, ring)
            used = ring.active
        return file

    def open(self, file: StoredFile) -> bytes:
        """Return a stored file. Raises VaultDamaged unless it is exactly what was stored, for this purpose.

        Raises OSError when the disk does not give it, or KeyUnusable, which is one, when its key is not there.
        """
        try:
            return self._open(file)
        except KeyUnusable:
            return self._open(file)  # a rotation may have replaced the file and dropped its key between two reads

    def erase(self, name: str) -> None:
        """Remove a file when its time to be kept is over, unless it is gone already."""
        self._path(name).unlink(missing_ok=True)

    def rotate(self, kept: Iterable[StoredFile]) -> Iterator[tuple[StoredFile, str]]:
        """Encrypt each of ``kept`` with a new key; yield each with what is wrong with it, or nothing.

        Cut short at any moment, every file stays readable and the next rotation goes on with the same key. At the end
        keys that no file uses are dropped. Raises VaultKeyBusy, KeyUnusable, and OSError on a full disk.
        """
        self._keys_for_storing()
        if (lock := try_lock(self._key_file.with_suffix(".lock"))) is None:
            raise VaultKeyBusy("Another process is rotating the keys. Wait until it has ended.")
        with lock:
            ring, damaged = self._keys(), set()
            if not ring.is_rotating:
                ring = KeyRing.with_new(ring.keys, is_rotating=True)
                ring.write(self._key_file)
            for file in kept:
                if fault := self._encrypt_anew(file, ring):
                    damaged.add(file.name)
                yield file, fault
            used = {path.stem: self._key_id_of(path) for path in self._found(".bin")}
            left = {used[name] for name in used.keys() - damaged} & ring.keys.keys() - {ring.active}
            keys = {key_id: key for key_id, key in ring.keys.items() if key_id in {ring.active, *used.values()}}
            KeyRing(ring.active, keys, is_rotating=bool(left)).write(self._key_file)

    def count_old_keys(self) -> int:
        """Return how many keys are kept only to read files that are not encrypted with the active one yet."""
        return len(self._keys().keys) - 1

    def count_files(self) -> int:
        return sum(1 for _path in self._found(".bin"))

    def key_problem(self) -> str:
        """Return why no file can be stored or opened, or nothing. It reads the key file and no more, as a rule."""
        try:
            if self._is_begun():
                self._keys()
        except OSError as problem:
            return str(problem)
        return ""

    def fault_of(self, file: StoredFile) -> str:
        """Open a file and return what is wrong with it, in words for whoever hosts the portal, or nothing."""
        try:
            self.open(file)
        except (VaultDamaged, OSError) as problem:
            return str(problem)
        return ""

    def find_unnamed(self, names: Collection[str], *, older_than: timedelta) -> Iterator[Path]:
        """Return the files that are not among ``names``. Younger ones may be on their way into a record."""
        yield from (path for path in self._found(".bin", older_than) if path.stem not in names)

    def sweep(self, names: Collection[str], *, older_than: timedelta) -> int:
        """Set aside files that are not among ``names``, remove those set aside for long and what writes that were cut
        short left; return how many there were. What was set aside and is named again comes back.

        Without any name no file is set aside: more likely than that all were left over, the database is the wrong one.
        """
        for path in self._found(_ASIDE):
            if path.stem in names:
                _rename(path, ".bin")
        unfinished = (path for path in self._files.parent.rglob("*.tmp") if _UNFINISHED.fullmatch(path.name))
        found = [path for path in unfinished if _is_file(path, older_than)] + list(self._found(_ASIDE, SET_ASIDE_FOR))
        for path in found:
            log.warning("removing %s: no record names it", path)
            path.unlink(missing_ok=True)
        unnamed = list(self.find_unnamed(names, older_than=older_than)) if names else []
        for path in unnamed:
            log.warning("setting %s aside: no record names it", path)
            _rename(path, _ASIDE)
        return len(found) + len(unnamed)

    def restrict(self) -> Iterator[Path]:
        """Close key file, folders and files to other users of the machine; return those that were open to them."""
        places = (self._key_file, self._files, *self._files.glob("[0-9a-f][0-9a-f]"))
        yield from (place for place in places if place.exists() and restrict(place))
        yield from (path for path in self._found(".bin") if restrict(path))

    def _keys(self) -> KeyRing:
        return read_keys(self._key_file, KeyRing.parse)

    def _keys_for_storing(self) -> KeyRing:
        # A new key would hide that everything stored so far has become unreadable.
        if not self._is_begun():
            KeyRing.with_new({}, is_rotating=False).write(self._key_file, replaces=False)
        return self._keys()

    def _is_begun(self) -> bool:
        return self._key_file.exists() or any(self._found(".bin"))

    def _write(self, file: StoredFile, data: bytes, ring: KeyRing) -> None:
        header = MAGIC + AES_256_GCM + bytes.fromhex(ring.active) + secrets.token_bytes(_NONCE_BYTES)
        key = base64.b64decode(ring.keys[ring.active])
        sealed = AESGCM(key).encrypt(header[-_NONCE_BYTES:], data, _bound_to(header, file))
        write_durably(self._path(file.name), header + sealed)
        make_private(self._files)

    def _open(self, file: StoredFile) -> bytes:
        path = self._path(file.name)
        try:
            make_private(self._files)
            make_private(path)
            blob = path.read_bytes()
        except FileNotFoundError as error:
            raise VaultDamaged("it is missing") from error
        header, sealed = blob[:_HEADER_BYTES], blob[_HEADER_BYTES:]
        if not (key_id := _key_id(header)):
            raise VaultDamaged("it is damaged")
        if (key := self._keys().keys.get(key_id)) is None:
            raise KeyUnusable("the key it was encrypted with is not in vault.key")
        try:
            return AESGCM(base64.b64decode(key)).decrypt(header[-_NONCE_BYTES:], sealed, _bound_to(header, file))
        except (InvalidTag, ValueError) as error:
            raise VaultDamaged("it is damaged") from error

    def _encrypt_anew(self, file: StoredFile, ring: KeyRing) -> str:
        try:
            if self._key_id_of(self._path(file.name)) == ring.active:
                return ""
            content = self.open(file)
        except (VaultDamaged, OSError) as problem:
            return str(problem)
        self._write(file, content, ring)
        return ""

    def _key_id_of(self, path: Path) -> str:
        """Return the id of the key that a file is encrypted with, or nothing where there is no file of ours."""
        with suppress(FileNotFoundError), path.open("rb") as file:
            return _key_id(file.read(_HEADER_BYTES))
        return ""

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise VaultDamaged("it is missing")
        return self._files / name[:2] / f"{name}.bin"

    def _found(self, suffix: str, older_than: timedelta | None = None) -> Iterator[Path]:
        """Return the files that bear a name of ours and, if it matters, were written so long ago."""
        for path in self._files.glob(f"*/*{suffix}"):
            if _NAME.fullmatch(path.stem) and path.parent.name == path.stem[:2] and _is_file(path, older_than):
                yield path


def _bound_to(header: bytes, file: StoredFile) -> bytes:
    """Return what a blob is authenticated with: moving, swapping or relabelling it makes it unreadable."""
    return header + file.name.encode() + bytes.fromhex(file.sha256) + file.purpose.encode()


def _key_id(header: bytes) -> str:
    """Return the id of the key in a blob's header, or nothing for what is no blob of ours."""
    if len(header) < _HEADER_BYTES or not header.startswith(MAGIC + AES_256_GCM):
        return ""
    return header[-_NONCE_BYTES - _KEY_ID_BYTES : -_NONCE_BYTES].hex()


def _rename(path: Path, suffix: str) -> None:
    """Give a file another suffix, and now as its time; another process may have done so before."""
    with suppress(FileNotFoundError):
        os.utime(path, (clock.now().timestamp(),) * 2)
        path.rename(path.with_suffix(suffix))


def _is_file(path: Path, older_than: timedelta | None) -> bool:
    with suppress(FileNotFoundError):
        found = path.lstat()
        return stat.S_ISREG(found.st_mode) and (
            older_than is None or found.st_mtime < (clock.now() - older_than).timestamp()
        )
    return False
