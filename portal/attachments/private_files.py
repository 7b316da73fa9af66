"""Files that only their owner can read, and that after a power cut are whole or not there; locks between processes."""

import logging
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger("portal.attachments")
_OTHERS = 0o077
_OWNER_OF_FILE, _OWNER_OF_FOLDER = 0o600, 0o700
Parsed = TypeVar("Parsed")


class KeyUnusable(OSError):
    """A key, or the file that holds it, is missing, damaged or somebody else's; the text tells whoever hosts the portal."""


def read_keys(path: Path, parse: Callable[[bytes], Parsed]) -> Parsed:
    """Return what ``parse`` makes of a file of keys, closing it to other users. Raises KeyUnusable."""
    try:
        with path.open("rb") as file:
            is_ours = os.name == "nt" or os.fstat(file.fileno()).st_uid == os.geteuid()
            found = parse(file.read()) if is_ours else None
    # What parsers raise for damaged bytes is among them.
    except (OSError, ValueError, LookupError, TypeError, AttributeError, UnsupportedAlgorithm) as error:
        why = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise KeyUnusable(f"{path} {why}. Restore it from the backup.") from error
    if found is None:
        raise KeyUnusable(f"{path} belongs to another user. Only its owner can use it.")
    make_private(path)
    return found


def write_durably(path: Path, content: bytes, *, replaces: bool = True) -> None:
    """Write a file and return once it is safe on disk under its name. Raises OSError, leaving what was there before.

    Unless it ``replaces``, what another process has written there meanwhile stays. A process that is killed leaves a
    file that ends in “.tmp”.
    """
    _make_folder(path.parent)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_OF_FILE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replaces:
            temporary.replace(path)
        else:
            with suppress(FileExistsError):
                os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)


def _make_folder(folder: Path) -> None:
    """Make a folder unless it is there, for its owner alone."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=_OWNER_OF_FOLDER, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Return once the names in a folder are safe on disk."""
    if os.name == "nt":
        return  # Windows cannot open a folder; its file system journals the rename itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private(path: Path) -> None:
    """Close a file or folder to every user but its owner, and log it when it was open to others."""
    if restrict(path):
        log.warning("%s was open to other users of this machine", path)


def restrict(path: Path) -> bool:
    """Close a file or folder to every user but its owner; return whether it was open to others (POSIX modes)."""
    mode = path.stat().st_mode
    if os.name == "nt" or not mode & _OTHERS:
        return False
    with suppress(OSError):  # somebody else's, or on a file system without modes
        path.chmod(mode & _OWNER_OF_FOLDER)
    return True


def try_lock(path: Path) -> IO[bytes] | None:
    """Return a locked file, or None while another holds it; closing it, or the death of this process, frees it."""
    file = path.open("ab")
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
