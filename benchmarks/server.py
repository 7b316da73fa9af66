"""The parent's first page through real servers on loopback: requests a second, and how long the slow ones wait.

Bounded: 1,200 requests a server over 8 kept connections. Lines read: name value unit.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))
REQUESTS, CONNECTIONS = 1200, 8


def servers(port):
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
    granian += ["--workers-kill-timeout", "5"]  # a worker told to end while it starts would never hear of it
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    return {
        "granian_2_processes_of_4_threads": [*granian, "--workers", "2", "--blocking-threads", "4", "wsgi:app"],
        "granian_2_processes_of_1_thread": [*granian, "--workers", "2", "--blocking-threads", "1", "wsgi:app"],
        "granian_1_process_of_4_threads": [*granian, "--workers", "1", "--blocking-threads", "4", "wsgi:app"],
        "gunicorn_2_sync_processes": [*gunicorn, "--workers", "2", "wsgi:app"],
        "gunicorn_2_processes_of_4_threads": [*gunicorn, "--workers", "2", "--threads", "4", "wsgi:app"],
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, cookie):
    """Return the seconds until the first whole page."""
    start = time.monotonic()
    while time.monotonic() - start < 120:
        try:
            if fetch(http.client.HTTPConnection("127.0.0.1", port, timeout=5), cookie) == 200:
                return time.monotonic() - start
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(port)


def fetch(connection, cookie):
    connection.request("GET", "/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def load(port, cookie):
    """Return the seconds that the load took, and each request's own seconds, sorted."""
    waits, lock = [], threading.Lock()

    def ask():
        connection, mine = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
        for _ in range(REQUESTS // CONNECTIONS):
            start = time.monotonic()
            if fetch(connection, cookie) != 200:
                raise RuntimeError("the page did not answer")
            mine.append(time.monotonic() - start)
        with lock:
            waits.extend(mine)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - start, sorted(waits)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from page import portal_client

        client, _ = portal_client()
        cookie = "portal=" + client.get_cookie("portal").value
        for name in servers(0):
            port = free_port()
            with open(os.devnull, "w") as quiet:
                server = subprocess.Popen(servers(port)[name], cwd=ROOT, stdout=quiet, stderr=quiet)
            try:
                first = wait_for(port, cookie)
                load(port, cookie)  # warms templates in every worker
                seconds, waits = load(port, cookie)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=120)
            print(f"server.{name}.first_answer {first:.2f} s")
            print(f"server.{name}.throughput {len(waits) / seconds:.0f} requests/s")
            print(f"server.{name}.p50 {waits[len(waits) // 2] * 1e3:.1f} ms")
            print(f"server.{name}.p99 {waits[int(len(waits) * 0.99)] * 1e3:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
