"""Keeps the suite on this machine: a connection to anywhere else fails the test that made it."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HERE = frozenset({"127.0.0.1", "::1", "localhost", "", None})
_WATCHED = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})
_attempts: list[str] = []
_installed = False


class OutsideWorld(AssertionError):
    """Something tried to reach another machine."""


def _target(event: str, arguments: tuple[object, ...]) -> object:
    """Return the host that is addressed, or None for what stays on this machine."""
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
        return host.decode() if isinstance(host, bytes) else host
    connection, address = arguments[0], arguments[1]
    inet = getattr(connection, "family", None) in {socket.AF_INET, socket.AF_INET6}
    return address[0] if inet and isinstance(address, tuple) else None


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _WATCHED:
        return
    host = _target(event, arguments)
    if host in _HERE or host == socket.gethostname():
        return
    _attempts.append(f"{event} to {host}")
    raise OutsideWorld(_attempts[-1])


def close_the_door() -> None:
    """Watch every socket of this process from now on. An audit hook also sees what patches would miss."""
    global _installed
    if not _installed:
        sys.addaudithook(_refuse)
        _installed = True


def take_attempts() -> list[str]:
    """Return what tried to leave since the last call, even where the code swallowed the refusal."""
    found = list(_attempts)
    _attempts.clear()
    return found


@contextmanager
def expecting_an_attempt() -> Iterator[None]:
    """Prove that the guard works: inside, one attempt must have been refused."""
    take_attempts()
    yield
    assert take_attempts(), "nothing tried to leave"
