"""Files that only their owner can read, and that after a power cut are whole or not there; locks between processes."""

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger("portal.attachments")
_OTHERS = 0o077
_OWNER_OF_FILE, _OWNER_OF_FOLDER = 0o600, 0o700


def write_durably(temporary: Path, content: bytes, *, becoming: Path) -> None:
    """Write a file and return once it is safe on disk under its name. Raises OSError, leaving what was there before."""
    try:
        write_synced(temporary, content)
        temporary.replace(becoming)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(becoming.parent)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file in place, over whatever a process that was killed has left of it."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, _OWNER_OF_FILE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder unless it is there, for its owner alone."""
    if not folder.is_dir():
        folder.mkdir(mode=_OWNER_OF_FOLDER, parents=True, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
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


def is_ours(handle: int) -> bool:
    """Return whether an open file belongs to the user of this process."""
    return os.name == "nt" or os.fstat(handle).st_uid == os.geteuid()


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
