"""Worker processes behind one listening socket. A request takes a thread only once all of it has arrived.

So no slow sender holds anybody up. Where there is no ``os.fork`` (on Windows) one process does all the work.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

import click
from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer

from portal.accounts.login import was_signed_in
from portal.attachments.policy import LARGEST_RECORD, LARGEST_UPLOADS
from portal.config import LARGEST_FORM
from portal.foundation.database import db
from portal.upkeep import background, warmup

WORKERS = 2
_THREADS = 16  # of each worker; looking into a file holds one for seconds
_CONNECTIONS = 500  # of each worker; for one more, the oldest that waits is closed
_STOPS_WITHIN = 10  # seconds in which requests that have begun may end
# A request has so many seconds, and one more for each 2,000 bytes that came: a poor line, not one byte a second.
_PATIENCE, _SLOWEST = 20, 2_000
_STOPS = (signal.SIGINT, signal.SIGTERM)
OPEN_TO_STRANGERS = "/verify"  # where whoever is not signed in may send a large file: a record to check
_LARGEST_OF_STRANGERS = LARGEST_RECORD + LARGEST_FORM
_LARGE_AT_ONCE = {LARGEST_UPLOADS: 20, _LARGEST_OF_STRANGERS: 10}  # in each worker: they are kept on its disk
_IN_MEMORY = 64 * 1024  # bytes of a body; more goes into a temporary file
_LIMITS = {
    "listen": "127.0.0.1:0",  # not looked at, as the listener is given; by default every address of the machine is looked up
    "threads": _THREADS,
    "connection_limit": 2 * _CONNECTIONS,
    "channel_timeout": 60,  # seconds that a connection stays without a request
    "cleanup_interval": 5,
    "max_request_header_size": 64 * 1024,
    "max_request_body_size": 500_000_000,  # to be read, not kept: a browser looks at the answer only when all is sent
    "asyncore_use_poll": True,  # select() knows 1,024 files
    "ident": None,
    "clear_untrusted_proxy_headers": False,  # TRUSTED_PROXIES says what is believed
}

log = logging.getLogger("portal.server")


class _Start(OverflowableBuffer):
    """Keeps so many bytes of a body; the rest is read and forgotten."""

    def __init__(self, most: int) -> None:
        super().__init__(overflow=_IN_MEMORY)
        self.most, self.seen = most, 0

    def append(self, data: bytes) -> None:
        if kept := data[: max(0, self.most - self.seen)]:
            super().append(kept)
        self.seen += len(data)


class _Request(HTTPRequestParser):
    """Of a body that is too large only the start is kept. The portal is told its whole length, and refuses it in words."""

    def __init__(self, limits: Adjustments, is_known: Callable[[str], bool]) -> None:
        super().__init__(limits)
        self.began, self.most, self._is_known = time.monotonic(), LARGEST_FORM, is_known

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            # A stranger's files would fill the disk before anybody asked who sends them.
            if self.chunked or self.content_length > LARGEST_FORM:
                self.most = self._most()
            self.body_rcv.buf = _Start(self.most)

    def _most(self) -> int:
        if self._is_known(self.headers.get("COOKIE", "")):
            return LARGEST_UPLOADS
        return _LARGEST_OF_STRANGERS if self.path == OPEN_TO_STRANGERS else LARGEST_FORM

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.chunked and self.completed and self.body_rcv is not None:
            self.headers["CONTENT_LENGTH"] = str(self.body_rcv.buf.seen)
        return consumed

    def is_slow(self) -> bool:
        return time.monotonic() - self.began > _PATIENCE + self.body_bytes_received / _SLOWEST


class _Connection(HTTPChannel):
    def parser_class(self, limits: Adjustments) -> _Request:
        return _Request(limits, lambda cookies: was_signed_in(self.server.application, cookies))

    def is_answered(self) -> bool:
        return bool(self.requests or self.total_outbufs_len)


class PatientServer(TcpWSGIServer):
    """Takes in and sends out in one thread, whatever the pace, and has others for what takes work."""

    channel_class = _Connection

    @classmethod
    def on(cls, listener: socket.socket, app: Callable[..., Any]) -> Self:
        """Return a server of ``app`` for who connects to ``listener``; ``turn`` has to be called again and again."""
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        return cls(app, sockinfo=address, _sock=listener, bind_socket=False, adj=Adjustments(**_LIMITS))

    def handle_accept(self) -> None:
        if len(self.active_channels) >= _CONNECTIONS:
            waiting = [each for each in self.active_channels.values() if not each.requests]
            waiting.sort(key=lambda each: (each.is_answered(), each.creation_time))  # last who reads an answer slowly
            for oldest in waiting[:1]:
                oldest.handle_close()
        super().handle_accept()

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        coming = [each for each in self.active_channels.values() if each.request and not each.is_answered()]
        coming.sort(key=lambda each: each.request.began)
        for each in coming:
            each.will_close |= each.request.is_slow()
        for most, at_once in _LARGE_AT_ONCE.items():
            for each in [each for each in coming if each.request.most == most][:-at_once]:
                each.will_close = True

    def turn(self) -> None:
        """Take in and send out what there is, or wait a second for it."""
        wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)

    def finish(self) -> None:
        """Take no more connections, and answer the requests that have begun, as far as there is time."""
        self.del_channel()
        self.socket.close()
        until = time.monotonic() + _STOPS_WITHIN
        while time.monotonic() < until and any(
            each.is_answered() or each.request for each in self.active_channels.values()
        ):
            self.turn()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket on which nobody else listens. Raises ClickException when somebody does, or there is no such host."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as problem:
        why = (problem.strerror or "").partition(" (")[0]  # Python adds the address once more
        raise click.ClickException(f"Port {port} of {host} cannot be used: {why}.") from problem


def serve(app: Flask, listener: socket.socket, workers: int) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    db.close()  # a connection must not be carried into another process: neither engine survives that
    for stop in _STOPS:  # a shell starts what runs in the background with Ctrl-C ignored
        signal.signal(stop, signal.default_int_handler)
    if not hasattr(os, "fork"):
        _answer(app, listener, threading.Event())
        return
    # Nothing is ever written to it. It ends for the workers when this process ends, even by kill -9.
    lifeline, ours = os.pipe()
    running: set[int] = set()
    try:
        while True:
            while len(running) < workers:
                signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # not in between, where it is unclear who is told
                if (child := os.fork()) == 0:
                    os.close(ours)
                    _work(app, listener, lifeline)
                running.add(child)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            child, status = os.wait()
            running.discard(child)
            log.error("worker %s ended with %s and is replaced", child, os.waitstatus_to_exitcode(status))
            time.sleep(0.1)
    except KeyboardInterrupt:
        _ignore_signals()
        listener.close()
        os.close(ours)
        for child in running:
            os.waitpid(child, 0)


def _ignore_signals() -> None:
    """Let neither a second Ctrl-C nor a service manager, which tell the whole group, cut short what is being ended."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)


def _work(app: Flask, listener: socket.socket, lifeline: int) -> None:
    """Be a worker, and never return."""
    try:
        _ignore_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        over = threading.Event()

        def watch() -> None:
            os.read(lifeline, 1)
            over.set()

        threading.Thread(target=watch, name="lifeline", daemon=True).start()
        _answer(app, listener, over)
    except BaseException:
        log.exception("a worker failed")
        os._exit(1)
    os._exit(0)


def _answer(app: Flask, listener: socket.socket, over: threading.Event) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of each request that waits for a thread
    background.start(app)
    warmup.start(app)
    made = PatientServer.on(listener, app)
    with suppress(KeyboardInterrupt):
        while not over.is_set():
            made.turn()
    made.finish()
