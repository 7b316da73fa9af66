"""Work in a child process that can be killed (SIGKILL) at a chosen moment, as by a power cut."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from portal.foundation.database import db

_TOUCHES = {"open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.chmod"}


def in_child(work: Callable[[], object]) -> int:
    """Do ``work`` in a copy of this process without its database connection; return how it ended.

    That is 0, or 1 when the work raised something, or what ``subprocess`` says of a signal: -9 when it was killed.
    """
    if db.obj is not None and not db.is_closed():
        db.close()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def before_each_touch(folder: Path, do: Callable[[], None]) -> None:
    """Call ``do`` before anything in ``folder`` is opened, renamed or removed. To be used in a child: it stays so."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _TOUCHES and isinstance(arguments[0], str | Path) and Path(arguments[0]).is_relative_to(folder):
            do()

    sys.addaudithook(hook)


def kill_at(count: int) -> Callable[[], None]:
    """Return a function that kills its process when it is called for the ``count``-th time."""
    left = iter(range(count - 1))

    def call() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return call
