"""The parent's first page through real servers on loopback: how many a second, how long the slow ones wait, what memory.

Then what strangers and accidents do: 300 bodies and 300 headers that come a byte a second while ``/alive`` is asked for,
kill -9 of the parent, and a second start on the used port. Lines read: name value unit; 999 s is no answer.
"""

import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))
REQUESTS, CONNECTIONS, SLOW, SECONDS, PATIENCE = 1200, 20, 300, 8, 5
NO_ANSWER = 999.0
ONE_PROCESS = "import os, sys; del os.fork; sys.argv[0] = 'flask'; from flask.cli import main; main()"


def servers(port):
    """Return by name the library and the command of each candidate."""
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "--http", "1"]
    granian += ["--workers-kill-timeout", "5"]  # a worker told to end while it starts would never hear of it
    granian += ["--workers", "2", "--blocking-threads"]
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--no-control-socket",
        "--workers",
        "2",
    ]
    ours = ["serve", "--port", str(port)]
    return {
        "waitress_2_processes": ("waitress", [sys.executable, "-m", "flask", *ours]),
        "waitress_1_process": ("waitress", [sys.executable, "-c", ONE_PROCESS, *ours]),
        "granian_16_threads": ("granian", [*granian, "16", "wsgi:app"]),
        "granian_4_threads_limited": ("granian", [*granian, "4", "--backpressure", "700", "wsgi:app"]),
        "gunicorn_sync": ("gunicorn", [*gunicorn, "--timeout", "10", "wsgi:app"]),
        "gunicorn_gthread": ("gunicorn", [*gunicorn, "--threads", "8", "--timeout", "10", "wsgi:app"]),
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command):
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)


def wait_for(port, cookie):
    """Return the seconds until the first whole page."""
    begun = time.monotonic()
    while time.monotonic() - begun < 120:
        with suppress(OSError, http.client.HTTPException):
            if fetch(http.client.HTTPConnection("127.0.0.1", port, timeout=5), cookie) == 200:
                return time.monotonic() - begun
        time.sleep(0.02)
    raise TimeoutError(port)


def fetch(connection, cookie, path="/"):
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def load(port, cookie):
    """Return the seconds that the load took, and each request's own seconds, sorted."""
    waits, lock = [], threading.Lock()

    def ask():
        connection, mine = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
        for _ in range(REQUESTS // CONNECTIONS):
            begun = time.monotonic()
            if fetch(connection, cookie) != 200:
                raise RuntimeError("the page did not answer")
            mine.append(time.monotonic() - begun)
        with lock:
            waits.extend(mine)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begun, sorted(waits)


def megabytes(session):
    """Return the memory of a process and its children, what they share counted once."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getsid(int(folder.name)) == session:
                pss = next(
                    line for line in (folder / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:")
                )
                total += int(pss.split()[1])
    return total / 1024


@contextmanager
def slow_clients(port, count):
    """``count`` bodies and as many headers, of which a byte a second comes; who is sent away comes again."""
    beginnings = (
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 100000\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    )
    over, all_there = threading.Event(), threading.Event()

    def connect(beginning):
        made = socket.socket()
        made.setblocking(False)
        made.connect_ex(("127.0.0.1", port))
        return made, beginning

    def drip():
        clients = [connect(beginnings[number % 2]) for number in range(2 * count)]
        first = dict(clients)
        while not over.wait(1):
            for number, (client, beginning) in enumerate(clients):
                try:
                    client.send(first.pop(client, b"a"))
                except BlockingIOError:
                    pass
                except OSError:
                    client.close()
                    clients[number] = connect(beginning)
                    first[clients[number][0]] = beginning
            all_there.set()
        for client, _ in clients:
            client.close()

    thread = threading.Thread(target=drip)
    thread.start()
    all_there.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()


def slowest_answer(port):
    """Return the longest wait of a new visitor for ``/alive`` among slow clients."""
    longest, until = 0.0, time.monotonic() + SECONDS
    with slow_clients(port, SLOW):
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                fetch(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE), "", "/alive")
                longest = max(longest, time.monotonic() - begun)
            except (OSError, http.client.HTTPException):
                return NO_ANSWER
            time.sleep(0.1)
    return longest


def second_start_fails(command):
    second = start(command)
    try:
        return second.wait(timeout=3 * PATIENCE) != 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(second.pid, signal.SIGKILL)


def still_answers_after_kill(server, port):
    """Kill the parent alone; return for how many seconds anybody goes on to answer, 999 if for good."""
    server.kill()
    server.wait()
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return time.monotonic() - begun
        time.sleep(0.02)
    return NO_ANSWER


def measure(name, port, command, cookie):
    server = start(command)
    try:
        print(f"server.{name}.first_answer {wait_for(port, cookie):.2f} s")
        load(port, cookie)  # warms templates in every worker
        seconds, waits = load(port, cookie)
        print(f"server.{name}.throughput {len(waits) / seconds:.0f} requests/s")
        print(f"server.{name}.p50 {waits[len(waits) // 2] * 1e3:.1f} ms")
        print(f"server.{name}.p99 {waits[int(len(waits) * 0.99)] * 1e3:.1f} ms")
        print(f"server.{name}.memory {megabytes(server.pid):.0f} MB")
        print(f"server.{name}.slowest_among_slow_clients {slowest_answer(port):.3f} s", flush=True)
        print(f"server.{name}.second_start_fails {second_start_fails(command):d} yes")
        print(f"server.{name}.answers_after_kill_9 {still_answers_after_kill(server, port):.2f} s", flush=True)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from page import portal_client

        client, _ = portal_client()
        cookie = "portal=" + client.get_cookie("portal").value
        for name in servers(0):
            library, command = servers(port := free_port())[name]
            if importlib.util.find_spec(library):
                measure(name, port, command, cookie)
            else:
                print(f"server.{name}.installed 0 yes")


if __name__ == "__main__":
    main()
