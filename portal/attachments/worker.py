"""Opens files from strangers in a process of their own, two at once, so that no file can keep the portal busy."""

import io
import json
import logging
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from flask import current_app

from portal.attachments.policy import Facts, FileFault, FileRefused
from portal.attachments.private_files import try_lock
from portal.config import ROOT

log = logging.getLogger("portal.attachments")


@dataclass(frozen=True)
class Limits:
    """What one file may use: seconds of CPU, seconds by the clock, bytes of memory, bytes of all parts together."""

    cpu: int = 6
    clock: float = 7
    memory: int = 1_000_000_000
    parts: int = 40_000_000


@dataclass(frozen=True)
class Opened:
    """What an opener made of a file: facts (texts, whole numbers or None), and parts as bytes."""

    facts: Facts
    parts: list[bytes]


LIMITS = Limits()
AT_ONCE = 2
TURN_TIMEOUT = 1.5  # seconds that a file waits for its turn
# Requests of one process that may open a file or wait to: all others go on being answered at once.
QUEUE = threading.BoundedSemaphore(2 * AT_ONCE)
_LONGEST_FACTS = 10_000  # bytes
_POLL_EVERY = 0.05  # seconds
_EXIT_TIMEOUT = 1  # seconds after the answer
# Running portal/__init__.py would load the whole web application: a bare module stands in for it.
STAND_IN = """
import sys, types
portal = sys.modules["portal"] = types.ModuleType("portal")
portal.__path__ = [sys.argv[1]]
"""
_MAIN = "from portal.attachments import sandbox; sandbox.main()"
COMMAND = (sys.executable, "-I", "-B", "-c", STAND_IN + _MAIN, str(ROOT / "portal"))
# None: it was still there at the limit by the clock, or after its answer. Without memory, libraries abort.
_SIGNALS = ("SIGXCPU", "SIGKILL", "SIGALRM", "SIGABRT")
_ENDED_BY_A_LIMIT = {None, *(-getattr(signal, name) for name in _SIGNALS if hasattr(signal, name))}
WITHOUT_APP = ROOT / "instance"


def open_in_worker(opener: str, data: bytes, *, until: float = math.inf) -> Opened:
    """Return what ``opener`` (“module:function”, one that ``sandbox`` lists) makes of a file, in a process of its own.

    Takes TURN_TIMEOUT and the limit by the clock at most, or ends at ``until`` (``time.monotonic``). Raises FileRefused: BUSY
    when no turn came, TOO_MUCH_WORK at a limit, OUT_OF_TIME when ``until`` came before, DAMAGED when the process ended
    or answered in any other way than an opener does, or as the opener says.
    """
    request = json.dumps({"opener": opener, "size": len(data), "limits": asdict(LIMITS)}).encode() + b"\n" + data
    try:
        with _turn(until), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
            seconds = min(LIMITS.clock, until - time.monotonic())
            answer, code = _run(request, Path(empty), seconds)
    except OSError as problem:  # no process, no memory or no disk to be had just now
        log.exception("no process could be started to open a file")
        raise FileRefused(FileFault.BUSY) from problem
    is_too_long = len(answer) > _longest_answer()
    if code == 0 and not is_too_long:
        return _read(answer)
    log.warning("a file ended the process that opened it (exit code %s, %s bytes answered)", code, len(answer))
    if code is None and seconds < LIMITS.clock:
        raise FileRefused(FileFault.OUT_OF_TIME)
    is_limit = is_too_long or code in _ENDED_BY_A_LIMIT
    raise FileRefused(FileFault.TOO_MUCH_WORK if is_limit else FileFault.DAMAGED)


@contextmanager
def _turn(until: float) -> Iterator[None]:
    """Hold one of the places, of which all processes and threads of this portal have AT_ONCE. Raises FileRefused."""
    if time.monotonic() >= until:
        raise FileRefused(FileFault.OUT_OF_TIME)
    folder = current_app.config["PORTAL"].instance if current_app else WITHOUT_APP
    folder.mkdir(parents=True, exist_ok=True)
    if not QUEUE.acquire(blocking=False):
        raise FileRefused(FileFault.BUSY)
    try:
        give_up = min(time.monotonic() + TURN_TIMEOUT, until)
        while (place := _free_place(folder)) is None:
            if time.monotonic() >= give_up:
                raise FileRefused(FileFault.BUSY)
            time.sleep(_POLL_EVERY)
        with place:
            yield
    finally:
        QUEUE.release()


def _free_place(folder: Path) -> IO[bytes] | None:
    locks = (try_lock(folder / f"opening-{number}.lock") for number in range(AT_ONCE))
    return next((lock for lock in locks if lock is not None), None)


def _run(request: bytes, folder: Path, seconds: float) -> tuple[bytes, int | None]:
    """Return what a process answers, cut one byte above the limit, and its exit code; None when it had to be ended."""
    process = subprocess.Popen(  # noqa: S603 - the command is ours
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
        env={name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ},
        start_new_session=True, creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # fmt: skip
    answer: list[bytes] = []
    is_over = threading.Event()
    # Each thread ends with its pipe. One that something holds open beyond the process is left behind.
    sender = threading.Thread(target=_send, args=(process, request, is_over), daemon=True)
    receiver = threading.Thread(target=_receive, args=(process, answer), daemon=True)
    try:
        sender.start()
        receiver.start()
        receiver.join(seconds)
        if receiver.is_alive():
            return b"", None
        with suppress(subprocess.TimeoutExpired):
            process.wait(_EXIT_TIMEOUT)
        return b"".join(answer), process.poll()
    finally:
        _end(process)
        is_over.set()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process, if it has not ended, and all that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _send(process: "subprocess.Popen[bytes]", request: bytes, is_over: threading.Event) -> None:
    with suppress(OSError), process.stdin as pipe:  # type: ignore[union-attr]
        pipe.write(request)
        pipe.flush()
        is_over.wait()  # the pipe closes with this process too, and the child takes that as its own end


def _receive(process: "subprocess.Popen[bytes]", answer: list[bytes]) -> None:
    with process.stdout as pipe:  # type: ignore[union-attr]
        answer.append(pipe.read(_longest_answer() + 1))


def _longest_answer() -> int:
    return _LONGEST_FACTS + LIMITS.parts


def _read(answer: bytes) -> Opened:
    """Return a whole answer. Raises FileRefused: nothing that such a process says is taken on trust."""
    head, _, body = answer.partition(b"\n")
    try:
        told = json.loads(head[:_LONGEST_FACTS])
        facts, sizes, fault = dict(told["facts"]), list(told["sizes"]), told["fault"]
        refused = FileFault(fault) if fault else None
        problem = repr(told["problem"])
    except (ValueError, KeyError, TypeError, RecursionError):
        facts, sizes, refused, problem = {}, [], FileFault.DAMAGED, "garbage"
    if refused:
        log.info("a file was refused: %s (%s)", refused.name, problem)
        raise FileRefused(refused)
    is_sound = all(isinstance(value, str | int | None) for value in facts.values())
    if not is_sound or not all(type(size) is int and size >= 0 for size in sizes) or sum(sizes) != len(body):
        raise FileRefused(FileFault.DAMAGED)
    rest = io.BytesIO(body)
    return Opened(facts, [rest.read(size) for size in sizes])
