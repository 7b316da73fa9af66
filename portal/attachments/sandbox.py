"""The process that opens one file from a stranger: sets its own limits, opens, answers and ends (see ``worker``)."""

import importlib
import json
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

from portal.attachments.policy import CLEAN_COPY, Facts, FileFault, FileRefused

if sys.platform != "win32":
    import resource

OPENERS = frozenset({*CLEAN_COPY.values(), "portal.imports.reading:open_list", "portal.pdf.verifying:examine"})
_SMALL_STACK = 256 * 1024  # bytes, of the memory that the file may use
Opener = Callable[[bytes], tuple[Facts, list[bytes]]]


def main() -> None:
    """Read one request from standard input and write the answer to standard output.

    Both are a line of JSON followed by bytes: the file to open, of the ``size`` told; the parts that it became, of the
    ``sizes`` told. Standard input stays open for as long as somebody waits for the answer.
    """
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(request["size"])
    end_with_server()
    limit(request["limits"])
    opener = find_opener(request["opener"])
    for piece in answer(opener, data):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    os._exit(0)  # what a library does on the way out can only spoil the answer


def find_opener(name: str) -> Opener:
    """Return the function named “module:function”. Raises LookupError for one that is not listed."""
    if name not in OPENERS:
        raise LookupError(name)
    module, function = name.split(":")
    opener: Opener = getattr(importlib.import_module(module), function)
    return opener


def end_with_server() -> None:
    """End this process when standard input closes: the server was killed, and nobody is there to do it."""

    def watch() -> None:
        os.read(sys.stdin.fileno(), 1)
        os._exit(1)

    threading.stack_size(_SMALL_STACK)
    threading.Thread(target=watch, daemon=True).start()


def limit(limits: dict[str, int]) -> None:
    """Let the system end this process at its limits, even when nobody waits for it any more."""
    if sys.platform != "win32":  # there ``worker`` alone watches the clock
        signal.alarm(math.ceil(limits["clock"]) + 1)
        for kind, most in (
            (resource.RLIMIT_CPU, limits["cpu"]),
            (resource.RLIMIT_AS, limits["memory"]),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NPROC, 0),
        ):
            with suppress(ValueError, OSError):  # macOS refuses some; then the others hold
                resource.setrlimit(kind, (most, most))


def answer(opener: Opener, data: bytes) -> Iterator[bytes]:
    """Return what is told of a file as a line of JSON, then the parts it became: none when it has a fault."""
    facts: Facts = {}
    parts: list[bytes] = []
    fault, problem = "", ""
    try:
        facts, parts = opener(data)
    except FileRefused as refused:
        fault = refused.fault
    except MemoryError:
        fault = FileFault.TOO_MUCH_WORK
    except Exception as error:  # parsers of hostile bytes fail in every way there is
        fault, problem = FileFault.DAMAGED, type(error).__name__
    told = {"facts": facts, "sizes": [len(part) for part in parts], "fault": fault, "problem": problem}
    yield json.dumps(told).encode() + b"\n"
    yield from parts
