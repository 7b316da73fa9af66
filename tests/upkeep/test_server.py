"""The server under slow and hostile hands, with real processes on this machine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from portal.accounts.login import was_signed_in
from portal.attachments.policy import LARGEST_RECORD, LARGEST_UPLOADS
from portal.config import LARGEST_FORM
from portal.upkeep import server
from tests.browser.portal import PATIENCE, ROOT, RunningPortal, wait_for

SLOW_BODY = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\na"
SLOW_HEADERS = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a"
WITHOUT_FORK = "import os; del os.fork; import sys; sys.argv[0] = 'flask'; from flask.cli import main; main()"


@pytest.fixture
def start(tmp_path):
    started = []

    def start(workers=2, **options):
        started.append(RunningPortal(tmp_path / "portal", workers=workers, **options).start())
        return started[-1]

    yield start
    for portal in started:
        portal.stop()


def connect(port, first=b""):
    made = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    made.sendall(first)
    return made


def seconds_of_an_answer(port):
    begun = time.monotonic()
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    asked.request("GET", "/alive")
    assert asked.getresponse().read() == b"alive"
    asked.close()
    return time.monotonic() - begun


@contextmanager
def served(app):
    """Serve in this process, and return the port."""
    listener = server.listen("127.0.0.1", 0)
    over, made = threading.Event(), server.PatientServer.on(listener, app)

    def work():
        while not over.is_set():
            made.turn()
        made.finish()
        made.task_dispatcher.shutdown()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        thread.join()


def say_hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"alive"]


def test_two_hundred_slow_senders_hold_nobody_up(start):
    portal = start()
    slow = [connect(portal.port, first) for first in [SLOW_BODY, SLOW_HEADERS] * 100]
    waits = []
    for _ in range(5):
        for client in slow:
            client.sendall(b"a")
        waits.append(seconds_of_an_answer(portal.port))
    assert sorted(waits)[2] < 1
    for client in slow:
        client.close()


def test_who_sends_a_byte_now_and_then_is_sent_away_and_a_poor_line_is_not(monkeypatch):
    monkeypatch.setattr(server, "_PATIENCE", 0.5)
    monkeypatch.setattr(server, "_SLOWEST", 1)
    monkeypatch.setitem(server._LIMITS, "cleanup_interval", 0)
    with served(say_hello) as port:
        poor_line, slow = connect(port, SLOW_BODY + b"a" * 1000), connect(port, SLOW_BODY)
        assert slow.recv(100) == b""
        poor_line.sendall(b"a" * 3999)
        assert poor_line.recv(100).startswith(b"HTTP/1.1 200 OK")
        poor_line.close()


def test_when_there_are_too_many_connections_the_oldest_that_waits_is_closed(monkeypatch):
    monkeypatch.setattr(server, "_CONNECTIONS", 20)
    with served(say_hello) as port:
        slow = [connect(port, SLOW_BODY) for _ in range(30)]
        assert seconds_of_an_answer(port) < PATIENCE
        assert slow[0].recv(1) == b""
        slow[-1].sendall(b"a" * 4999)
        assert slow[-1].recv(100).startswith(b"HTTP/1.1 200 OK")
        for client in slow:
            client.close()


def test_of_large_bodies_that_come_slowly_only_the_newest_are_held(monkeypatch):
    """Somebody who signed in once could fill the disk; who sends a large file at a usual pace is not held up."""
    monkeypatch.setattr(server, "was_signed_in", lambda app, cookies: True)
    monkeypatch.setitem(server._LARGE_AT_ONCE, LARGEST_UPLOADS, 5)
    monkeypatch.setitem(server._LIMITS, "cleanup_interval", 0)
    large = SLOW_BODY.replace(b"5000", b"100000000")
    with served(say_hello) as port:
        slow = [connect(port, large) for _ in range(8)]
        assert [client.recv(1) for client in slow[:3]] == [b""] * 3
        assert send_and_hear(port, 2_000_000) == (200, b"alive")
        small = connect(port, SLOW_BODY + b"a" * 4999)
        assert small.recv(100).startswith(b"HTTP/1.1 200 OK")
        slow[-1].sendall(b"a" * 100)
        slow[-1].settimeout(0.3)
        with pytest.raises(TimeoutError):
            slow[-1].recv(1)
        for client in [*slow, small]:
            client.close()


def test_what_a_proxy_says_of_the_visitor_reaches_the_portal_which_decides():
    said = {}

    def listen(environ, start_response):
        said.update(environ)
        return say_hello(environ, start_response)

    with served(listen) as port:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        asked.request("GET", "/", headers={"X-Forwarded-For": "203.0.113.9"})
        assert asked.getresponse().headers["Server"] is None
        asked.close()
    assert (said["HTTP_X_FORWARDED_FOR"], said["REMOTE_ADDR"]) == ("203.0.113.9", "127.0.0.1")


def send_and_hear(port, size, *, chunked=False, cookies="", to="/letter"):
    """Send a whole body before looking for an answer, as browsers do."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    pieces = (b"a" * 100_000 for _ in range(size // 100_000))
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    headers |= {} if chunked else {"Content-Length": str(size)}
    asked.request("POST", to, pieces, headers, encode_chunked=chunked)
    answer = asked.getresponse()
    heard = answer.status, answer.read()
    asked.close()
    return heard


@pytest.mark.parametrize("chunked", [False, True])
def test_of_what_is_too_large_the_start_is_kept_and_the_sender_hears_an_answer(app, monkeypatch, chunked):
    def tell(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{environ['CONTENT_LENGTH']} {len(environ['wsgi.input'].read())}".encode()]

    monkeypatch.setattr(server, "was_signed_in", lambda app, cookies: cookies == "of somebody")
    with served(tell) as port:
        assert send_and_hear(port, 1_000_000, chunked=chunked) == (200, b"1000000 1000000")
        assert send_and_hear(port, 60_000_000, chunked=chunked) == (200, f"60000000 {LARGEST_FORM}".encode())
        known = send_and_hear(port, 60_000_000, chunked=chunked, cookies="of somebody")
        assert known == (200, b"60000000 60000000")
        known = send_and_hear(port, 120_000_000, chunked=chunked, cookies="of somebody")
        assert known == (200, f"120000000 {LARGEST_UPLOADS}".encode())


def test_a_stranger_may_send_a_record_to_check_and_only_so_many_do_at_once(app, monkeypatch):
    def tell(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{len(environ['wsgi.input'].read())}".encode()]

    monkeypatch.setattr(server, "was_signed_in", lambda app, cookies: False)
    monkeypatch.setitem(server._LARGE_AT_ONCE, most := LARGEST_RECORD + LARGEST_FORM, 1)
    monkeypatch.setitem(server._LIMITS, "cleanup_interval", 0)
    with served(tell) as port:
        for _ in range(3):  # one after the other
            assert send_and_hear(port, 24_000_000, to=server.OPEN_TO_STRANGERS) == (200, b"24000000")
        assert send_and_hear(port, 60_000_000, to=server.OPEN_TO_STRANGERS) == (200, f"{most}".encode())
        begun = (
            f"POST {server.OPEN_TO_STRANGERS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\na".encode()
        )
        slow = connect(port, begun)
        other = connect(port, begun)
        assert slow.recv(1) == b"", "the newest is held"
        slow.close()
        other.close()


def test_only_a_cookie_that_we_wrote_when_somebody_signed_in_lets_large_bodies_in(app, new_browser, a_parent):
    def cookies(browser):
        return f"portal={browser.client.get_cookie('portal').value}"

    stranger, parent = new_browser().get("accounts.sign_in"), new_browser(a_parent).get("home.index")
    assert was_signed_in(app, cookies(parent))
    assert was_signed_in(app, cookies(parent.submit("Sign out")))  # what was typed in another tab is theirs
    for forged in ("", "portal=", "portal=x.y.z", cookies(stranger), cookies(parent)[:-2], "a" * 60_000):
        assert not was_signed_in(app, forged)


def test_a_stranger_who_sends_60_mb_reads_why_it_was_not_taken(start):
    portal = start(workers=1)
    status, page = send_and_hear(portal.port, 60_000_000)
    assert status == 413
    assert b"What you sent is too big" in page


def test_no_worker_outlives_a_killed_parent(start):
    portal = start()
    kept = connect(portal.port, b"GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert len(wait_for(portal.workers, "workers")) == 2
    portal.process.kill()
    portal.process.wait()
    wait_for(lambda: not portal.has_processes(), "the workers to end")
    assert not portal.is_listening()
    kept.close()


def test_a_start_on_a_used_port_fails_with_one_line(start):
    portal = start(workers=1)
    command = [sys.executable, "-m", "flask", "serve", "--port", str(portal.port)]
    second = subprocess.run(
        command, cwd=ROOT, env=portal.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == f"Error: Port {portal.port} of 127.0.0.1 cannot be used: Address already in use.\n"
    assert seconds_of_an_answer(portal.port) < PATIENCE


@pytest.mark.parametrize("options", [{}, {"script": WITHOUT_FORK, "stops_by": signal.SIGINT}], ids=["workers", "alone"])
def test_a_request_that_has_begun_is_answered_when_the_server_is_told_to_stop(start, options):
    stops_by = options.pop("stops_by", signal.SIGTERM)
    portal = start(workers=1, **options)
    begun = connect(portal.port, SLOW_BODY)
    assert seconds_of_an_answer(portal.port) < PATIENCE  # so the server has taken in what was sent before
    os.kill(portal.process.pid, stops_by)
    wait_for(lambda: not portal.is_listening(), "the port to be closed")
    begun.sendall(b"a" * 4999)
    assert begun.recv(100).startswith(b"HTTP/1.1 ")
    begun.close()
    assert portal.process.wait(timeout=PATIENCE) == 0
    assert not portal.has_processes()
    assert "Traceback" not in portal.printed
