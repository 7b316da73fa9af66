"""The vault: files kept encrypted on disk, each readable only for the purpose it was stored for."""

import hashlib
import logging
import os
import re
import secrets
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.attachments.keys import KEY_ID_BYTES, KeyFile, KeyRing, VaultKeyMissing
from portal.attachments.private_files import make_folder, make_private, restrict, sync_folder, write_durably
from portal.foundation import clock

log = logging.getLogger("portal.attachments")

# Header of a blob: magic with format version, algorithm, key id, nonce. The rest is ciphertext with its tag.
MAGIC = b"VAULT\x01"
AES_256_GCM = b"\x01"
NONCE_BYTES = 12
_HEADER_BYTES = len(MAGIC) + len(AES_256_GCM) + KEY_ID_BYTES + NONCE_BYTES
# So long a file that no record names can come back: a database restored from an older backup does not name the newest.
SET_ASIDE_FOR = timedelta(days=30)
_ASIDE = ".unnamed"
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


class VaultDamaged(Exception):
    """A file is missing, altered, or not the one that was asked for; the text says which, to whoever hosts the portal."""


@dataclass(frozen=True)
class StoredFile:
    """What a record remembers of a stored file to open it. ``sha256`` is 64 hex digits, of the file before encryption."""

    name: str
    purpose: str
    sha256: str


class Vault:
    """Encrypted files under ``folder/vault``, with the keys in ``folder/vault.key``.

    Backups must hold both, kept apart: without the key file nothing in the vault can be read again.
    """

    def __init__(self, folder: Path) -> None:
        self._files = folder / "vault"
        self._keys = KeyFile(folder / "vault.key")

    def store(self, data: bytes, *, purpose: str) -> StoredFile:
        """Encrypt ``data`` (AES-256-GCM) and return once it is safe on disk.

        Raises VaultKeyMissing when the vault holds files but its key file is lost, and OSError on a full disk,
        leaving no file behind.
        """
        file = StoredFile(secrets.token_hex(16), purpose, hashlib.sha256(data).hexdigest())
        used = b""
        # A rotation that begins meanwhile does not see this file and may drop its key, so it is looked at again.
        while (ring := self._keys_for_storing()).active != used:
            self._write(file, data, ring)
            used = ring.active
        return file

    def open(self, file: StoredFile) -> bytes:
        """Return a stored file. Raises VaultDamaged unless it is exactly what was stored, for this purpose.

        Raises VaultKeyMissing when its key is not there.
        """
        try:
            return self._open(file)
        except VaultKeyMissing:
            return self._open(file)  # a rotation may have replaced the file and dropped its key between two reads

    def erase(self, name: str) -> None:
        """Remove a file when its time to be kept is over, unless it is gone already."""
        path = self._path(name)
        with suppress(FileNotFoundError):
            path.unlink()
            sync_folder(path.parent)

    def rotate(self, kept: Iterable[StoredFile]) -> Iterator[tuple[StoredFile, str]]:
        """Encrypt each of ``kept`` with a new key; yield each with what is wrong with it, or nothing.

        Cut short at any moment, every file stays readable and the next rotation goes on with the same key. At the end
        keys that no file uses are dropped. Raises VaultKeyBusy, VaultKeyMissing, and OSError on a full disk.
        """
        self._keys_for_storing()
        with self._keys.locked():
            ring, damaged = self._keys.begin_rotation(), set()
            for file in kept:
                fault = self._encrypt_anew(file, ring)
                if fault:
                    damaged.add(file.name)
                yield file, fault
            used = {path.stem: self._key_id_of(path.stem) for path in self._found(".bin")}
            waiting = {used[name] for name in used.keys() - damaged} & ring.keys.keys() - {ring.active}
            self._keys.end_rotation(used=set(used.values()), is_done=not waiting)

    def count_old_keys(self) -> int:
        """Return how many keys are kept only to read files that are not encrypted with the active one yet."""
        return len(self._keys.read().keys) - 1

    def count_files(self) -> int:
        return sum(1 for _path in self._found(".bin"))

    def key_problem(self) -> str:
        """Return why no file can be stored or opened, or nothing. It reads the key file and no more, as a rule."""
        try:
            if self._keys.path.exists() or any(self._found(".bin")):
                self._keys.read()
        except (OSError, VaultKeyMissing) as problem:
            return str(problem)
        return ""

    def fault_of(self, file: StoredFile) -> str:
        """Open a file and return what is wrong with it, in words for whoever hosts the portal, or nothing."""
        return self._content_or_fault(file)[1]

    def find_unnamed(self, names: Collection[str], *, older_than: timedelta) -> Iterator[Path]:
        """Return the files that are not among ``names``. Younger ones may be on their way into a record."""
        yield from (path for path in self._found(".bin", before=_moment(older_than)) if path.stem not in names)

    def sweep(self, names: Collection[str], *, older_than: timedelta) -> int:
        """Set aside files that are not among ``names``, remove those set aside for long and what writes that were cut
        short left; return how many there were. What was set aside and is named again comes back.

        Without any name no file is set aside: more likely than that all were left over, the database is the wrong one.
        """
        before = _moment(older_than)
        for path in self._found(_ASIDE):
            if path.stem in names:
                _rename(path, ".bin")
        found = [path for path in self._keys.leftovers() if _is_file(path, before)]
        found += [*self._found(".tmp", before=before), *self._found(_ASIDE, before=_moment(SET_ASIDE_FOR))]
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
        places = (self._keys.path, self._files, *self._files.glob("[0-9a-f][0-9a-f]"))
        yield from (place for place in places if place.exists() and restrict(place))
        yield from (path for path in self._found(".bin") if restrict(path))

    def _keys_for_storing(self) -> KeyRing:
        # A new key would hide that everything stored so far has become unreadable.
        if not self._keys.path.exists() and not any(self._found(".bin")):
            self._keys.create()
        return self._keys.read()

    def _write(self, file: StoredFile, data: bytes, ring: KeyRing) -> None:
        header = MAGIC + AES_256_GCM + ring.active + secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(ring.keys[ring.active]).encrypt(header[-NONCE_BYTES:], data, _bound_to(header, file))
        path = self._path(file.name)
        make_folder(self._files)
        make_folder(path.parent)
        make_private(self._files)
        write_durably(path.with_suffix(".tmp"), header + sealed, becoming=path)

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
        key = self._keys.read().keys.get(key_id)
        if key is None:
            raise VaultKeyMissing("the key it was encrypted with is not in vault.key")
        try:
            return AESGCM(key).decrypt(header[-NONCE_BYTES:], sealed, _bound_to(header, file))
        except (InvalidTag, ValueError) as error:
            raise VaultDamaged("it is damaged") from error

    def _content_or_fault(self, file: StoredFile) -> tuple[bytes, str]:
        try:
            return self.open(file), ""
        except (VaultKeyMissing, VaultDamaged) as problem:
            return b"", str(problem)
        except OSError as problem:
            return b"", f"it cannot be read ({problem.strerror})"

    def _encrypt_anew(self, file: StoredFile, ring: KeyRing) -> str:
        if self._key_id_of(file.name) == ring.active:
            return ""
        content, fault = self._content_or_fault(file)
        if not fault:
            self._write(file, content, ring)
        return fault

    def _key_id_of(self, name: str) -> bytes:
        """Return the id of the key that a file is encrypted with, or nothing where there is no file of ours."""
        try:
            with self._path(name).open("rb") as file:
                return _key_id(file.read(_HEADER_BYTES))
        except (FileNotFoundError, VaultDamaged):
            return b""

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise VaultDamaged("it is missing")
        return self._files / name[:2] / f"{name}.bin"

    def _found(self, suffix: str, *, before: float = inf) -> Iterator[Path]:
        """Return the files that bear a name of ours and were written before a moment (POSIX seconds)."""
        for path in self._files.glob(f"*/*{suffix}"):
            if _NAME.fullmatch(path.stem) and path.parent.name == path.stem[:2] and _is_file(path, before):
                yield path


def _bound_to(header: bytes, file: StoredFile) -> bytes:
    """Return what a blob is authenticated with: moving, swapping or relabelling it makes it unreadable."""
    return header + file.name.encode() + bytes.fromhex(file.sha256) + file.purpose.encode()


def _key_id(header: bytes) -> bytes:
    """Return the id of the key in a blob's header, or nothing for what is no blob of ours."""
    if len(header) < _HEADER_BYTES or not header.startswith(MAGIC + AES_256_GCM):
        return b""
    return header[-NONCE_BYTES - KEY_ID_BYTES : -NONCE_BYTES]


def _rename(path: Path, suffix: str) -> None:
    """Give a file another suffix, and now as its time; another process may have done so before."""
    with suppress(FileNotFoundError):
        os.utime(path, (clock.now().timestamp(),) * 2)
        path.rename(path.with_suffix(suffix))


def _moment(older_than: timedelta) -> float:
    return (clock.now() - older_than).timestamp()


def _is_file(path: Path, before: float) -> bool:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime < before
